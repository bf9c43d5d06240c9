"""The company's own say on the bench: the reading that it follows, its own rules, and what an officer adds to them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assistant.channels import inputs
from assistant.channels.bench.forms import area, form, line, select
from assistant.channels.page.markup import bullets, folded, section, tag, text
from assistant.records.actor import Actor
from assistant.records.cases import Case
from assistant.records.house import READINGS, Standing, add_rule, adopt
from assistant.records.permissions import may
from assistant.records.status import computed_ending
from assistant.render import words
from assistant.store import Store
from rules.proof import OUTCOMES, POLICIES, HouseRule, strictness

ACTS = frozenset({"adopt", "house_rule"})
OFFERED = ("destination", "item.form", "parties[].location", "parties[].headquarters")  # what a rule mostly asks for
Facts = Mapping[str, Any]


def house_view(standing: Standing, actor: Actor) -> str:
    """The position with what waits, and every rule; the forms for whoever may use them."""
    officer = may(actor, "adopt_position")
    position = section("House position", _position(standing) + (_adopt(standing, actor) if officer else ""), "position")
    rules = bullets(map(_rule, standing.house.rules), "moves")
    rules = rules or tag("p", "The company has no rules of its own.", class_="note")
    more = folded("Add a rule", rule_form({}), "do-house-rule", classes="fold") if may(actor, "add_house_rule") else ""
    return position + section("House rules", rules + more, "rules", "they only tighten, and end on their last day")


def _position(standing: Standing) -> str:
    position = standing.house.position
    reading = "codified" if position is None else position.reading
    said = tag("p", tag("strong", text(f"Followed: {words.READINGS[reading]}")))
    if position is not None and position.by:
        by = " and ".join(position.by)
        said += tag("p", text(f"Adopted by {by} on {position.since}: {position.reason}"))
    else:
        said += tag("p", "As shipped.", class_="note")
    return said


def _adopt(standing: Standing, actor: Actor) -> str:
    pending = standing.pending
    if pending is None:
        options = [(one, words.READINGS[one]) for one in READINGS]
        fields = select("Follow", "reading", options) + area("Reason", "reason")
        return form("adopt", "Adopt", fields) + tag(
            "p", "To follow the announced enforcement takes two officers.", class_="note"
        )
    said = f"{pending['user']} proposes: {words.READINGS[pending['reading']]}. {pending['reason']}"
    waits = tag("p", text(said), class_="pending")
    fixed = tag("input", type="hidden", name="reading", value=pending["reading"])
    back = tag("input", type="hidden", name="reading", value="codified")
    own = pending["user"] == actor.name
    agree = "" if own else form("adopt", "Adopt it too", fixed + area("Reason", "reason"))
    return waits + agree + form("adopt", "Take it back", back + area("Reason", "reason"))


def _rule(one: HouseRule) -> str:
    ending = words.OUTCOME[one.outcome] + (f", {words.POLICY[one.review_policy]}" if one.review_policy else "")
    when = "; ".join(f"{path}: {', '.join(map(str, values))}" for path, values in one.when.items())
    until = f" to {one.effective_to}" if one.effective_to else ""
    how = f"{ending} where {when}. From {one.effective_from}{until}, by {one.by}: {one.reason}"
    return tag("span", text(f"{one.id}: {one.name}"), class_="what") + tag("span", text(how), class_="how")


def from_overrule(found: Case, actor: Actor) -> str:
    """The form that makes a rule of an overrule which tightens; empty where there is none."""
    computed, decided = computed_ending(found.whole["verdict"]), found.standing.decided
    if found.status != "overruled" or computed is None or decided is None or not may(actor, "add_house_rule"):
        return ""
    if strictness(*decided) >= strictness(*computed):
        return ""
    why = next((str(one["reason"]) for one in reversed(found.decisions) if one["kind"] == "overrule"), "")
    return section(
        "From now on", folded("Make it a house rule", rule_form(found.whole["facts"], decided, why), "do-house-rule",
                              classes="fold"), "to-rule", "later answers cite it",
    )  # fmt: skip


def rule_form(facts: Facts, ending: tuple[str, str | None] = ("license_required", None), why: str = "") -> str:
    """A rule to be written, begun from the facts and the ending of a case."""
    outcomes = [(one, words.OUTCOME[one]) for one in OUTCOMES[:3]]
    policies = [("", "none"), *((one, words.POLICY[one]) for one in POLICIES)]
    fields = "".join(
        (
            line("Name", "name"),
            area("Where, a fact a line", "when", value=_when(facts), hint="destination: [NO, DE]"),
            select("Outcome", "outcome", outcomes, ending[0]),
            select("Review policy", "review_policy", policies, ending[1] or ""),
            line("First day (today if empty)", "effective_from", "date", required=False),
            line("Last day (none if empty)", "effective_to", "date", required=False),
            area("Text that answers cite", "text"), area("Reason", "reason", value=why),
        )
    )  # fmt: skip
    return form("house_rule", "Add the rule", fields)


def _when(facts: Facts) -> str:
    found = {path: _values(facts, path) for path in OFFERED}
    return "\n".join(f"{path}: [{', '.join(values)}]" for path, values in found.items() if values)


def _values(facts: Any, path: str) -> list[str]:
    head, _, rest = path.partition(".")
    inner = facts.get(head.removesuffix("[]")) if isinstance(facts, Mapping) else None
    found = [_values(one, rest) if rest else [str(one)] for one in (inner if isinstance(inner, list) else [inner])]
    return list(dict.fromkeys(value for part in found for value in part if value != "None"))


def changed(store: Store, actor: Actor, act: str, fields: Mapping[str, str]) -> str:
    """What was adopted or added, in a sentence. Raises Refused, BadInputError, NotAllowed."""
    reason = fields.get("reason", "").strip()
    if act == "adopt":
        after = adopt(store, fields.get("reading", ""), reason, actor)
        return "Adopted." if after.pending is None else "Proposed: another officer has to adopt it too."
    given = {key: value.strip() for key, value in fields.items() if key not in {"reason", "when"} and value.strip()}
    when = inputs.said_facts(fields.get("when", ""), "when")
    rule = add_rule(store, {**given, "when": _lists(when)}, reason, actor)
    return f"Added: house rule {rule.id}. Later answers cite it."


def _lists(when: Facts) -> dict[str, list[Any]]:
    return {path: values if isinstance(values, list) else [values] for path, values in when.items()}

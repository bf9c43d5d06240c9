"""The company's own say in a verdict: which reading of the law it follows, and rules that only ever tighten.

What is adopted is kept in `records/house.py`. A fact that a rule asks for and nobody stated keeps a clearance open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal

from assistant.kept import is_kept
from rules.base import plain
from rules.errors import BadFact
from rules.facts import read_facts
from rules.proof import (
    OUTCOMES,
    House,
    HousePosition,
    HouseRule,
    LawWarning,
    Option,
    Question,
    Verdict,
    strictness,
)

if TYPE_CHECKING:
    from assistant.answer import Citation

AS_SHIPPED = HousePosition(reading="codified")
NO_HOUSE = House(position=AS_SHIPPED)
UNKNOWN = object()


def followed(house: House) -> Literal["codified", "announced"]:
    """The reading that the checker follows."""
    return AS_SHIPPED.reading if house.position is None else house.position.reading


def current() -> House:
    """The house of this installation. Raises StoreError where its database cannot be used."""
    if not is_kept("house"):
        return NO_HOUSE
    from assistant.records.house import current as kept

    return kept()


def applied(facts: Mapping[str, Any], verdict: Verdict, house: House) -> Verdict:
    """The verdict with the company's position said where it decides, and tightened by every rule that asks for more."""
    law = verdict
    for rule in house.rules:
        if rule.effective_from <= verdict.as_of and (rule.effective_to is None or verdict.as_of <= rule.effective_to):
            verdict = _tightened(facts, verdict, rule, law)
    position = house.position
    if position is not None and position.reading == "announced" and any(one.followed for one in verdict.readings):
        verdict = _with_house(verdict, House(position=position), _position_said(position), first=True)
    return verdict


def _tightened(facts: Mapping[str, Any], verdict: Verdict, rule: HouseRule, law: Verdict) -> Verdict:
    found = {path: _holds(facts, path, values) for path, values in rule.when.items()}
    if False in found.values():
        return verdict
    open_paths = tuple(path for path, held in found.items() if held is None)
    if open_paths and not verdict.clears:
        return verdict
    ending = ("needs_facts", None) if open_paths else (rule.outcome, rule.review_policy)
    if strictness(*ending) >= strictness(verdict.outcome, verdict.review_policy):
        return verdict
    follows = ending[0].replace("_", " ")
    step = {
        "rule": f"company.{rule.id}", "question": f"Does the house rule “{rule.name}” apply?",
        "holds": None if open_paths else True,
        "used": {path: plain(_known(facts, path)) for path in rule.when}, "figures": {},
        "follows": follows, "cites": [rule.cite],
    }  # fmt: skip
    changed = {
        "outcome": ending[0],
        "review_policy": ending[1] if ending[0] == "license_required" else None,
        "license_required": True if ending[0] == "license_required" else verdict.license_required,
        "reasons": (*verdict.reasons, step),
        "missing": tuple(path.replace("[]", "[0]") for path in open_paths),
        "questions": tuple(_asked(rule, path) for path in open_paths),
        "possible_outcomes": _possible(rule, verdict) if open_paths else (ending[0],),
    }
    return _with_house(verdict.model_copy(update=changed), House(rules=(rule,)), _rule_said(rule, follows, law))


def _possible(rule: HouseRule, verdict: Verdict) -> tuple[Any, ...]:
    return tuple(one for one in OUTCOMES if one in {rule.outcome, verdict.outcome})


def _asked(rule: HouseRule, path: str) -> Question:
    """The fact that a rule asks for; each value that it names is an answer."""
    named = path.replace("[]", "[0]")
    options = tuple(
        Option(
            label=str(one), value=one, sets=stated(path, one), outcome=rule.outcome, review_policy=rule.review_policy
        )
        for one in rule.when[path]
    )
    return Question(
        fact=named, decides="outcome", text=f"What is {named}?", options=options,
        why=f"The house rule “{rule.name}” asks for it.",
    )  # fmt: skip


def stated(path: str, value: Any) -> dict[str, Any]:
    """The facts that state a value at a path of a rule, its open places filled by the first one.

    Raises BadFact where the facts have no such path, or it never has this value.
    """
    named = path.replace("[]", "[0]")
    try:
        read_facts(_nested(path, value))
    except BadFact:
        read_facts(_nested(path, [value]))
        return {named: [value]}
    return {named: value}


def _nested(path: str, value: Any) -> dict[str, Any]:
    """Facts that hold nothing but a value at a path."""
    for part in reversed(path.split(".")):
        value = {part.removesuffix("[]"): [value] if part.endswith("[]") else value}
    return dict(value)


def _with_house(verdict: Verdict, more: House, said: LawWarning, *, first: bool = False) -> Verdict:
    had = verdict.house or House()
    house = House(position=more.position or had.position, rules=(*had.rules, *more.rules))
    warnings = (said, *verdict.law.warnings) if first else (*verdict.law.warnings, said)
    return verdict.model_copy(update={"house": house, "law": verdict.law.model_copy(update={"warnings": warnings})})


def _position_said(position: HousePosition) -> LawWarning:
    text = (
        f"House position: this company follows the announced enforcement, adopted by {' and '.join(position.by)}"
        f" on {position.since}: {position.reason.rstrip('.')}."
    )
    return LawWarning(id="house_position", text=text, date=position.since)


def _rule_said(rule: HouseRule, follows: str, law: Verdict) -> LawWarning:
    text = (
        f"House rule “{rule.name}” ({rule.by}, {rule.effective_from}) makes it {follows};"
        f" the law alone gives {law.outcome.replace('_', ' ')}."
    )
    return LawWarning(id="house_rule", text=text, date=rule.effective_from, document=rule.cite)


def citation(rule: HouseRule) -> Citation:
    """The company's text behind a rule."""
    from assistant.answer import Citation
    from assistant.records.canonical import sha256_of

    return Citation(
        cite=rule.cite, title=rule.name, passage=rule.text, url=None, source="company",
        effective_from=rule.effective_from, effective_to=rule.effective_to, sha256=sha256_of(rule.text),
    )  # fmt: skip


def _holds(facts: Mapping[str, Any], path: str, values: tuple[Any, ...]) -> bool | None:
    """Has a fact one of these values? None where nobody said."""
    known = list(_values(facts, path))
    if any(one in values for one in known if one is not UNKNOWN):
        return True
    return None if not known or UNKNOWN in known else False


def _known(facts: Mapping[str, Any], path: str) -> Any:
    found = [one for one in _values(facts, path) if one is not UNKNOWN]
    return found[0] if len(found) == 1 else found or None


def _values(facts: Any, path: str) -> Iterator[Any]:
    """Every value at a path; UNKNOWN for a place where there is none."""
    head, _, rest = path.partition(".")
    name = re.sub(r"\[\]$", "", head)
    inner = facts.get(name) if isinstance(facts, Mapping) else None
    if inner is None:
        yield UNKNOWN
    elif rest:
        for one in inner if isinstance(inner, list | tuple) else (inner,):
            yield from _values(one, rest)
    elif isinstance(inner, list | tuple):
        yield from inner
    else:
        yield inner

"""Decisive questions: one per missing fact, each option with the outcome it leads to.

Seat and parent of a party are one question, so are screening and owners. The words stand in
questions.yaml; the outcomes come from growing the deal with the answer in it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from functools import cache
from pathlib import Path
from typing import Any, Literal

from rules.completions import Node, first_ask, grow, ranked, strictest_of, under
from rules.deal import Ask, Deal, Open
from rules.figures import number
from rules.law import read_yaml
from rules.proof import Option, Outcome, Policy, Question

HERE = Path(__file__).parent
INDEX = re.compile(r"\[\d+\]")
Decides = Literal["outcome", "review_policy", "other_reading"]
CHINA = "CN"
MOST_LEAVES_OF_AN_ANSWER = 64  # an answer that leaves more open than this decides nothing by itself
MOST_QUESTIONS = 6  # nobody answers more at once; what is still open is asked after these
TOLD_IN_FULL = {"content.direct_product_of"}
ASKED_APART = ("#together", "#owner_chain")  # another question than that of the fact itself
STATES_NOTHING = frozenset({"counts", "ended", "saved", "together"})  # answers that no fact holds: look them up
USES = "end_uses#"


@cache
def country_names() -> Mapping[str, str]:
    """How a country is written in answers."""
    names: Mapping[str, str] = read_yaml(HERE / "country_names.yaml")
    return names


@cache
def _templates() -> Mapping[str, Mapping[str, str]]:
    content: Mapping[str, Mapping[str, str]] = read_yaml(HERE / "questions.yaml")
    return content


@dataclass(frozen=True, slots=True)
class Asking:
    """What questions are made from: the tree, the words for the deal, the public name of a key."""

    root: Node
    reading: str
    public: Callable[[str], str]
    subject: str | None

    def outcome(self, changes: Mapping[str, Any]) -> tuple[Outcome, Policy | None]:
        """Where these answers lead: read off the tree where it was split by them, else grown anew."""
        results = under(self.root, changes) if self._splits(changes) else frozenset[tuple[Outcome, Policy | None]]()
        if not results:
            grown = grow(self.root.deal.with_values(changes), self.reading, MOST_LEAVES_OF_AN_ANSWER)
            results = grown.results if grown.complete else grown.results | {("needs_facts", None)}
        ends = ranked(results)
        outcome = ends[0] if len(ends) == 1 else "needs_facts"
        return outcome, strictest_of(results) if outcome in {"license_required", "needs_facts"} else None

    def _splits(self, changes: Mapping[str, Any]) -> bool:
        """Are these the very values of a split? A country stands for its class only in the tree."""
        values = {id(value) for node in self.root.nodes() if node.ask for _, value in node.ask.options}
        return all(id(value) in values for value in changes.values()) and not any(
            key.endswith("headquarters") for key in changes
        )


def questions(asking: Asking, keys: tuple[str, ...], decides: Decides) -> list[Question]:
    """The questions that settle `keys`, those asked in one breath together."""
    made: list[Question] = []
    done: set[str] = set()
    for key in keys:
        if len(made) == MOST_QUESTIONS:
            break
        if key in done:
            continue
        party = key.partition(".")[0]
        if key.endswith((".headquarters", ".ultimate_parent.headquarters")) and key.startswith("parties"):
            together = [one for one in keys if one.startswith(f"{party}.") and one.endswith("headquarters")]
            made.append(_seat(asking, party, together, decides))
        elif key in {f"{party}.screened", f"{party}.owners"}:
            together = [one for one in (f"{party}.screened", f"{party}.owners") if one in keys]
            made.append(_screened(asking, party, together, decides))
        elif key.startswith(USES) and key != f"{USES}weapons_delivery":
            together = [one for one in keys if one.startswith(USES) and one != f"{USES}weapons_delivery"]
            made.append(_uses(asking, together, decides))
        elif key.endswith("#end_users"):
            together = [key]
            made.append(_end_users(asking, party, key, decides))
        else:
            together = [key]
            made.append(_plain(asking, key, decides))
        done |= set(together)
    return made


def called(deal: Deal, path: str) -> str:
    """The party as people call it."""
    name = deal.values.get(f"{path}.name")
    if name:
        return str(name)
    roles = deal.values.get(f"{path}.roles") or ()
    if "end_user" in roles and "purchaser" in roles:
        return "the buyer"
    return "the " + str(roles[0] if roles else "party").replace("_", " ").replace("unknown", "other party")


def _held(deal: Deal, key: str) -> tuple[str, str]:
    """Whom a question names: the party, or who above it stands on the list; and the entry, by its printed name."""
    party, holder = key.partition(".")[0], key.partition(".listings[")[0]
    who = called(deal, party)
    if holder not in {key, party}:
        who = str(deal.values.get(f"{holder}.name") or f"an owner of {who}")
    name = deal.values.get(f"{key.rpartition('.')[0]}.name")
    return who, "the listed party" if name in {None, who} else f"the listed {name}"


def _unread(deal: Deal, key: str) -> bool:
    """Is this about a name that no list could be asked for, and not about an entry that was found?"""
    entry, holder = key.rpartition(".")[0], key.partition(".listings[")[0]
    if holder == key:
        return False
    name = deal.values.get(f"{entry}.name")
    return (
        name is not None
        and deal.values.get(f"{holder}.name") == name
        and isinstance(deal.values[f"{entry}.list"], Open)
    )


def _why(asking: Asking, key: str) -> str:
    """The open question of the law that the answer settles, with its cite."""
    for node in asking.root.nodes():
        for one in node.evaluation.steps:
            if any(ask.key == key for ask in one.asks):
                cite = f" ({one.cites[0]})" if one.cites else ""
                return f"{one.question.rstrip('?')}: this is what decides it{cite}."
    return "The outcome differs over it."


def _option(asking: Asking, label: str, value: Any, sets: Mapping[str, Any], changes: Mapping[str, Any]) -> Option:
    outcome, policy = asking.outcome(changes)
    return Option(label=label, value=value, sets=dict(sets), outcome=outcome, review_policy=policy)


def _two_valued(question: Mapping[str, Any], options: list[Option]) -> Question:
    return Question(**question, options=tuple(options), if_yes=options[0].outcome, if_no=options[1].outcome)


def _seat(asking: Asking, party: str, keys: list[str], decides: Decides) -> Question:
    """Seat and ultimate parent in one question."""
    deal = asking.root.deal
    seat, parent = f"{party}.headquarters", f"{party}.ultimate_parent.headquarters"
    known = deal.values[seat]
    home = deal.values["destination"] if isinstance(known, Open) else known
    if isinstance(home, Open) or home is None or deal.law.row(home) in deal.law.d5m:
        home = "DE"
    name = country_names().get(home, home)
    still = [key for key in (seat, parent) if isinstance(deal.values[key], Open)]
    both = len(still) == 2
    sets_no = dict.fromkeys(still, home)
    label = f"No, both in {name}" if both else f"No, in {name}"
    options = [
        _option(asking, "Yes, the parent is in China", None, {parent: CHINA}, {parent: CHINA})
        if parent in still
        else _option(asking, "Yes, in China", CHINA, {seat: CHINA}, {seat: CHINA}),
        _option(asking, label, home, sets_no, sets_no),
    ]
    template = _templates()["parties.headquarters" if seat in still else "parties.ultimate_parent.headquarters"]
    fact = still[0] if still else keys[0]
    return _two_valued(
        {
            "fact": fact,
            "also": tuple(key for key in still if key != fact),
            "decides": decides,
            "text": template["text"].format(party=called(deal, party)),
            "why": _why(asking, keys[0]),
        },
        options,
    )


def _screened(asking: Asking, party: str, keys: list[str], decides: Decides) -> Question:
    """Screened elsewhere and owners looked into: one question with two boxes."""
    deal = asking.root.deal
    day: dt.date = deal.law.as_of
    found = {"on": day.isoformat(), "result": "no_hit"}
    sets: dict[str, Any] = {}
    if f"{party}.screened" in keys:
        sets[f"{party}.screened"] = found
    if f"{party}.owners" in keys:
        sets[f"{party}.owners"] = []
    changes = {key: ("no_hit" if key.endswith("screened") else "known") for key in keys}
    template = _templates()["parties.screened" if f"{party}.screened" in keys else "parties.owners"]
    yes = _option(asking, template["yes"], next(iter(sets.values())), sets, changes)
    no = Option(label=template["no"], value=None, sets={}, outcome="needs_facts", review_policy=None)
    return _two_valued(
        {
            "fact": keys[0],
            "also": tuple(keys[1:]),
            "decides": decides,
            "text": template["text"].format(party=called(deal, party)),
            "why": _why(asking, keys[0]),
        },
        [yes, no],
    )


def _end_users(asking: Asking, party: str, key: str, decides: Decides) -> Question:
    """Who uses what this party passes on."""
    deal = asking.root.deal
    itself = {f"{party}.roles": ["purchaser", "ultimate_consignee", "end_user"]}
    options = [
        _option(asking, "It uses them itself", itself[f"{party}.roles"], itself, {key: "itself"}),
        _option(asking, "A company of Macau or D:5 uses them", None, {}, {key: "of_d5m"}),
        _option(asking, "Others use them", None, {}, {key: "elsewhere"}),
    ]
    return Question(
        fact=f"{party}.roles",
        decides=decides,
        text=_templates()["parties.roles"]["text"].format(party=called(deal, party)),
        why=_why(asking, key),
        options=tuple(options),
    )


def _uses(asking: Asking, keys: list[str], decides: Decides) -> Question:
    """What it is for: civil work, or one of the uses that would change the result."""
    template, none = _templates()["end_uses"], {key: False for key in asking.root.deal.values if key.startswith(USES)}
    civil = {**none, "end_uses": ("civil",)}
    options = [_option(asking, template["civil"], ["civil"], {"end_uses": ["civil"]}, civil)]
    for key in keys:
        use = key.removeprefix(USES)
        label = _templates()["uses"].get(use, use.replace("_", " "))
        options.append(_option(asking, label, [use], {"end_uses": [use]}, {**none, key: True, "end_uses": (use,)}))
    return Question(
        fact="end_uses", decides=decides, text=template["text"], why=_why(asking, keys[0]), options=tuple(options)
    )


def _plain(asking: Asking, key: str, decides: Decides) -> Question:
    """A question of two sides: yes or no, in or out, at the line or below."""
    deal, ask = asking.root.deal, first_ask(asking.root, key)
    path = asking.public(key)
    template = _templates().get(key) or _template(key.replace("#", ".") if key.endswith(ASKED_APART) else path)
    if path.endswith((".state", ".list")) and _unread(deal, key):
        template = _template(f"parties.listings.{path.rpartition('.')[2]}#unread")
    party, listed = _held(deal, key)
    words = {
        "party": party,
        "line": _line(key, ask),
        "fact": path,
        "subject": (asking.subject or "a provision").replace("part_", "part ").replace(".", ", ").replace("_", " "),
        "listed": listed,
    }
    options = []
    for label, value in ask.options:
        shown, sets = _sets(key, path, label, value)
        said = _label(template, label).format(**words, place=_example(sets))
        options.append(_option(asking, said, shown, sets, {key: value}))
    return _two_valued(
        {
            "fact": path,
            "decides": decides,
            "text": template["text"].format(**words),
            "why": _why(asking, key),
        },
        options,
    )


def _example(sets: Mapping[str, Any]) -> str:
    """The country that an answer states, by its name."""
    found = next((value for value in sets.values() if isinstance(value, str) and value in country_names()), None)
    return "a country that the rule names" if found is None else country_names()[found]


def _template(path: str) -> Mapping[str, str]:
    templates, entry = _templates(), path.rpartition(".listings[")[2].partition(".")[2]
    of_owners = templates.get(f"parties.listings.{entry}")  # the same words for an entry of whoever stands above
    return templates.get(path) or templates.get(INDEX.sub("", path)) or of_owners or templates["default"]


def _label(template: Mapping[str, str], label: str) -> str:
    side = {">": "yes", "<": "no"}.get(label[0], label)
    return template.get(side) or _templates()["default"].get(side, label)


def _line(key: str, ask: Ask) -> str:
    """The figure that the answer is held against; a quantity is asked by its highest value below."""
    above = ask.options[0][1]
    if not isinstance(above, Open) or above.low is None:
        return ""
    return number(above.low - 1 if key == "quantity" else above.low)


def _sets(key: str, path: str, label: str, value: Any) -> tuple[Any, dict[str, Any]]:
    """What choosing an option states."""
    if isinstance(value, Open):
        return None, _bound(key, path, label, value)
    if "#" in key:
        return _aspect(key, path, value)
    return value, {path: value}


def _bound(key: str, path: str, label: str, value: Open) -> dict[str, Any]:
    """A number by its bound where bounds are facts, else the figure at or just below the line."""
    if key == "quantity":
        if label.startswith("<") and value.high is not None:
            return {"quantity_max": int(value.high) - 1}
        return {"quantity_min": int(value.low or 0)}
    if value.choices is not None:
        return {path: value.choices[0]}
    stated = "item.performance_density" if key == "item.performance_density" else path
    if path.endswith("dense_tops"):
        stated = "item.tpp"
    if label.startswith("<") and value.high is not None:
        return {stated: _just_below(value.high)}
    return {stated: value.low}


def _just_below(line: Decimal) -> Decimal:
    """The next figure of the line's own precision below it: 4,799.9 below 4,800, 5.91 below 5.92."""
    step = Decimal("0.01") if line < 100 else Decimal("0.1")
    return line.quantize(step, ROUND_CEILING) - step


OF_MISSILES = {True: ["missile", "nuclear"], False: ["civil", "missile"]}  # do they deliver such weapons?


def _aspect(key: str, path: str, value: Any) -> tuple[Any, dict[str, Any]]:
    aspect = key.partition("#")[2]
    if path == "end_uses":
        uses = OF_MISSILES[bool(value)]  # the other uses are asked in one question
        return uses, {path: uses}
    if path.startswith("foundry."):  # who packages or attests it
        who = aspect if value else "other"
        return who, {path: who}
    if key == "red_flags#owner_chain":
        return value, {path: [{"id": "29", "resolved": True}]} if value else {}
    if key.startswith("red_flags") or aspect in STATES_NOTHING:
        return value, {}
    if path in TOLD_IN_FULL:  # a yes has to name which
        return value, {} if value else {path: []}
    if path == "item.eccn" and isinstance(value, bool):
        return value, {}
    return value, {}

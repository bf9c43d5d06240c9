"""How well words are read: `python -m benchmarks.reading` over `tests/conversations/`.

Precision and recall over the stated facts of every case, the share of messages with every fact right, and agreement:
how many wordings of one deal give the expected facts and the verdict of the first wording. A wrong fact is worse than
a missing one, which only costs a question. The last line is one JSON object.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from assistant.decide import decide
from assistant.dialogue import next_turn
from assistant.reading.state import has, look
from assistant.reading.understood import DealRead, Understood
from rules.errors import BadFact, LawNotModelled
from rules.law import LawLoader

FOLDER = Path(__file__).parent.parent / "tests" / "conversations"
AS_OF = dt.date(2026, 11, 24)  # the day of every case that names none


@dataclass(frozen=True)
class Conversation:
    """Turns, and what the last one must give. `deal`: which of several deals is compared."""

    name: str
    turns: tuple[str, ...]
    as_of: dt.date
    kind: str
    expect: Mapping[str, Any]
    absent: tuple[str, ...]
    other: Mapping[str, Any] = field(default_factory=dict)
    group: str = ""

    @property
    def deal(self) -> int:
        return int(self.other.get("deal", 0))


def load(file: Path) -> list[Conversation]:
    """The cases of a file; one with `wordings` becomes a case for each of them, one with `steps` for each turn."""
    with file.open("rb") as stream:
        rows = yaml.load(stream, Loader=LawLoader)
    return [case for row in rows for case in _cases(row)]


def conversations() -> list[Conversation]:
    """Every case of the folder."""
    return [case for file in sorted(FOLDER.glob("*.yaml")) for case in load(file)]


def _cases(row: dict[str, Any]) -> Iterator[Conversation]:
    if "steps" in row:
        yield from _steps(row)
        return
    known = {"name", "turns", "wordings", "as_of", "kind", "expect", "absent"}
    other = {key: value for key, value in row.items() if key not in known}
    many = "wordings" in row
    failing = other.pop("known_wordings", {})
    for number, turns in enumerate([[one] for one in row["wordings"]] if many else [row["turns"]]):
        beside = {**other, "known": failing[str(number + 1)]} if str(number + 1) in failing else other
        yield Conversation(
            f"{row['name']} ({number + 1})" if many else row["name"],
            tuple(turns),
            row.get("as_of", AS_OF),
            row.get("kind", "deal"),
            row.get("expect", {}),
            tuple(row.get("absent", ())),
            beside,
            row["name"] if many else "",
        )


def _steps(row: dict[str, Any]) -> Iterator[Conversation]:
    """A conversation whose every turn is a case of its own, after those before it."""
    for number, step in enumerate(row["steps"], start=1):
        turns = [one["turn"] for one in row["steps"][:number]]
        told = {key: value for key, value in step.items() if key != "turn"}
        head = {"name": f"{row['name']} ({number})", "as_of": row.get("as_of", AS_OF)}
        yield from _cases({**head, **told, "turns": turns})


def read(case: Conversation) -> Understood:
    """The last turn of a case as it is read."""
    history: list[DealRead] = []
    understood = Understood("nothing")
    for turn in case.turns:
        understood = next_turn(turn, as_of=case.as_of, history=history)
        history += understood.deals[:1]
    return understood


def problems(case: Conversation, understood: Understood) -> list[str]:
    """What the reading gives otherwise than the case; empty when it agrees."""
    lines = [] if understood.kind == case.kind else [f"kind: expected {case.kind}, found {understood.kind}"]
    lines += _beside(case.other, understood)
    if case.kind != "deal" or len(understood.deals) <= case.deal:
        return lines
    deal = understood.deals[case.deal]
    for path, wanted in case.expect.items():
        found = look(deal.facts, path)
        if not has(deal.facts, path) or not same(found, wanted):
            lines.append(f"{path}: expected {wanted!r}, found {found!r}")
    lines += [f"{path}: found {look(deal.facts, path)!r}" for path in case.absent if has(deal.facts, path)]
    return [*lines, *_contents(case.other, deal)]


def _beside(other: Mapping[str, Any], understood: Understood) -> Iterator[str]:
    """What a case says beside the facts of its deal."""
    checks = {
        "deals": len(understood.deals),
        "law": len(understood.law_questions),
        "out_of_scope": understood.out_of_scope,
        "early": understood.early,
        "changed": list(understood.changed),
    }
    for key, found in checks.items():
        if key in other and found != other[key]:
            yield f"{key}: expected {other[key]!r}, found {found!r}"


def _contents(other: Mapping[str, Any], deal: DealRead) -> Iterator[str]:
    for path, value in other.get("includes", {}).items():
        if value not in (look(deal.facts, path) or []):
            yield f"{path}: {value!r} not in {look(deal.facts, path)!r}"
    flags = {str(flag["id"]) for flag in deal.facts.get("red_flags", [])}
    if missing := set(other.get("flags", ())) - flags:
        yield f"red_flags: {sorted(missing)} not among {sorted(flags)}"
    if missing := set(other.get("not_understood", ())) - set(deal.not_understood):
        yield f"not_understood: {sorted(missing)} not among {list(deal.not_understood)}"
    if "asked" in other and deal.as_of != other["asked"]:
        yield f"asked: expected {other['asked']}, found {deal.as_of}"


def same(found: Any, wanted: Any) -> bool:
    """Equal, whole numbers and decimals alike."""
    if isinstance(found, Decimal) or isinstance(wanted, Decimal):
        return found is not None and wanted is not None and Decimal(str(found)) == Decimal(str(wanted))
    return bool(found == wanted)


def verdict(case: Conversation, understood: Understood) -> str:
    """Outcome, ECCN and review policy on the facts read, to compare wordings by."""
    if not understood.deals:
        return understood.kind
    try:
        found = decide(dict(understood.deals[0].facts), case.as_of)[1]
        return f"{found.outcome} {found.eccn} {found.review_policy}"
    except (BadFact, LawNotModelled) as error:
        return type(error).__name__


def main() -> None:
    counts: Counter[str] = Counter()
    outcomes: dict[str, list[tuple[bool, str]]] = {}
    for case in conversations():
        understood = read(case)
        wrong = problems(case, understood)
        _count(counts, case, understood)
        counts["messages"] += 1
        counts["all_right"] += not wrong
        for line in wrong:
            print(f"{case.name}: {line}")
        if case.group:
            outcomes.setdefault(case.group, []).append((not wrong, verdict(case, understood)))
    print(json.dumps(_figures(counts, outcomes)))


def _count(counts: Counter[str], case: Conversation, understood: Understood) -> None:
    """Facts right, wrong and missing: a fact that should be absent is a wrong one."""
    if len(understood.deals) <= case.deal:
        counts["missing"] += len(case.expect)
        return
    facts = understood.deals[case.deal].facts
    for path, wanted in case.expect.items():
        if not has(facts, path):
            counts["missing"] += 1
        else:
            counts["right" if same(look(facts, path), wanted) else "wrong"] += 1
    counts["wrong"] += sum(has(facts, path) for path in case.absent)


def _figures(counts: Counter[str], outcomes: Mapping[str, list[tuple[bool, str]]]) -> dict[str, float | int]:
    """Shares, rounded to four places."""
    wordings = [right and outcome == group[0][1] for group in outcomes.values() for right, outcome in group]
    return {
        "precision": _share(counts["right"], counts["right"] + counts["wrong"]),
        "recall": _share(counts["right"], counts["right"] + counts["missing"] + counts["wrong"]),
        "all_right": _share(counts["all_right"], counts["messages"]),
        "agreement": _share(sum(wordings), len(wordings)),
        "messages": counts["messages"],
    }


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 1.0


if __name__ == "__main__":
    main()

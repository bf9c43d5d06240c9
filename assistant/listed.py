"""Whether somebody stands on a list: what the entry at hand says, and what follows from it; never that all is clear."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.citations import Marks
from assistant.wording import plain_name, sentence
from rules.freshness import SCREENING_DAYS
from rules.law import read_yaml
from rules.questions import country_names

if TYPE_CHECKING:
    from assistant.screening.match import Hit

MOST_TOLD = 4  # entries of one name that are told one by one
SAME_NAME = 0.9  # how alike a name on a list without an effect here has to be to be named


def told_of(names: Sequence[str], as_of: dt.date, marks: Marks) -> str:
    """What the list at hand says of each name on the day, what follows, and how old the list is."""
    from assistant.screening.at_hand import at_hand

    hits = {name: _hits(name, as_of) for name in names}
    parts = [_one(name, found, as_of, marks) for name, found in hits.items()]
    counted = {hit.list for found in hits.values() for hit in found if hit.verdict != "weak"}
    parts += [
        " ".join(sentence(line, marks.of(one["cites"], as_of)) for line in one["lines"])
        for name, one in _said()["follows"].items()
        if name in counted
    ]
    held = at_hand(as_of)
    age = (as_of - held.date).days
    lines = [_said()["list"].format(date=held.date, entries=f"{held.entries:,}")]
    if age > SCREENING_DAYS:
        lines.append(_said()["old"].format(days=age, most=SCREENING_DAYS))
    elif age < 0:
        lines.append(_said()["younger"].format(date=held.date))
    return "\n\n".join([*parts, " ".join([*lines, _said()["owners"]])])


def _hits(name: str, as_of: dt.date) -> Sequence[Hit]:
    """The hits of a name; of "Acme in Santiago" those of Acme there, and of what is called "Acme Chile"."""
    from assistant.reading.gazetteer import Place
    from assistant.reading.places import spot_places
    from assistant.screening.match import screen_name

    head, _, tail = name.rpartition(" in ")
    places = [find.value for find in spot_places(tail) if isinstance(find.value, Place)] if head else []
    seats = {seat for place in places for seat in place.countries}
    if not seats:
        return screen_name(name, as_of=as_of)
    named = [hit for seat in sorted(seats) for hit in screen_name(f"{head} {country_names()[seat]}", as_of=as_of)]
    there = [hit for hit in named if hit.verdict == "match" and seats & set(hit.countries)]
    return there or sorted(screen_name(head, as_of=as_of), key=lambda hit: not seats & set(hit.countries))


def _one(name: str, hits: Sequence[Hit], as_of: dt.date, marks: Marks) -> str:
    """The answer on one name: listed, perhaps, or not found; then the entries."""
    told = [hit for hit in hits if hit.verdict == "match"] or [hit for hit in hits if hit.verdict == "open"]
    kind = "not_found" if not told else "listed" if told[0].verdict == "match" else "perhaps"
    lines = [_said()[kind].format(name=plain_name(name))]
    lines += [f"- {_entry(hit, as_of, marks)}" for hit in told[:MOST_TOLD]]
    if len(told) > MOST_TOLD:
        lines.append(_said()["more"].format(count=len(told) - MOST_TOLD))
    lines += _beside(hits, as_of)
    return "\n".join(lines)


def _beside(hits: Sequence[Hit], as_of: dt.date) -> Iterator[str]:
    """Names that are only alike, and entries that do not count on the day or under the EAR."""
    for hit in hits:
        if hit.verdict != "weak":
            continue
        said = _said()["later" if hit.since is not None and hit.since > as_of else "alike"]
        if hit.score >= SAME_NAME:
            said = said if hit.list in _said()["lists"] else _said()["no_effect"]
        yield said.format(
            name=plain_name(hit.name),
            list=_said()["lists"].get(hit.list, hit.list.replace("_", " ").upper()),
            since=hit.since,
        )


def _entry(hit: Hit, as_of: dt.date, marks: Marks) -> str:
    """What the row of the list says, in one sentence with its cites."""
    from assistant.screening.told import row_told

    seats = ", ".join(country_names().get(code, code) for code in hit.countries) or "no country given"
    head = f"{plain_name(hit.name)} ({seats}): {_said()['lists'].get(hit.list, hit.list.replace('_', ' '))}"
    return sentence(
        "; ".join((head, *row_told(hit))) + ".", marks.of([*hit.cites, *_said()["rows"].get(hit.list, ())], as_of)
    )


@cache
def _said() -> dict[str, Any]:
    content: dict[str, Any] = read_yaml(Path(__file__).with_name("listed.yaml"))
    return content

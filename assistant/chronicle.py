"""What happened in a time that a question names: the dated sentences of the chronicle, and where it ends."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from assistant.background import content_stems
from assistant.ground import sentences
from knowledge.digest import Note, background_notes

NOTES = "Background note chronicle"
MOST = 10  # sentences
_ASKED = re.compile(
    r"(?i)\b(?:chang(?:e|es|ed|ing)|happen\w*|new|newest|came|introduc\w+|adopt\w+|announc\w+|publish\w*|amend\w*"
    r"|what (?:did|has|have) (?:the )?\w+(?: \w+)? (?:do|done|publish\w*|issue[d]?|release[d]?|decide[d]?)"
    r"|took effect|into force|develop\w*|histor\w*|timeline|chronolog\w*)\b"
)
_SINCE = re.compile(r"(?i)\b(?:since|after|from)\s+(?:the\s+)?(?:start of |end of |beginning of )?$")
_BEFORE = re.compile(r"(?i)\b(?:before|until|up to|till)\s+(?:the\s+)?$")
_JOINED = re.compile(r"(?i)^\s*(?:and|to|until|till|-|–)\s*$")
_BETWEEN = re.compile(r"(?i)\b(?:between|from)\s*$")
_DAY = re.compile(r"\b\d{4}-\d\d-\d\d\b")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_SEASON = re.compile(r"(?i)\b(?P<name>spring|summer|autumn|fall|winter)(?: of)? (?P<year>20\d\d)\b")
_SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "fall": (9, 11), "winter": (12, 12)}
_PRODUCT = re.compile(r"\b[A-Z]+\d+\w*\b")  # "A800s", "H20"
_PLURAL = re.compile(r"(?<=\d)s$")
_BARE_MAY = re.compile(r"\bMay\b(?!\s+\d)")
FIRST = dt.date(2019, 1, 1)


@dataclass(frozen=True, slots=True)
class Time:
    """Days from the first to the last, both included."""

    first: dt.date
    last: dt.date

    def holds(self, text: str) -> bool:
        return any(self.first <= dt.date.fromisoformat(day) <= self.last for day in _DAY.findall(text))


@dataclass(frozen=True, slots=True)
class Told:
    """A note of the chronicle and its sentences about the time asked for."""

    note: Note
    parts: tuple[str, ...]


EVER = Time(FIRST, dt.date.max)


def times_of(question: str, as_of: dt.date) -> tuple[Time, ...]:
    """The times that a question of history names; none where it asks for nothing that happened."""
    from assistant.reading.spotting import spot

    if not _ASKED.search(question):
        return ()
    if season := _SEASON.search(question):
        return (_of_season(season["name"].lower(), int(season["year"])),)
    named = _YEAR.search(question)
    if named is not None:
        question = _BARE_MAY.sub(f"May {named[0]}", question)
    finds = [find for find in spot(question, as_of) if find.kind == "date" and hasattr(find.value, "first")]
    spans: list[Time] = []
    for place, find in enumerate(finds):
        value = find.value
        time = Time(value.first, value.last)  # type: ignore[attr-defined]
        if not _YEAR.search(find.text) and any(_YEAR.search(one.text) for one in finds):
            year = next(int(_YEAR.findall(one.text)[0]) for one in finds if _YEAR.search(one.text))
            time = Time(_in_year(time.first, year), _in_year(time.last, year))
        before = question[: find.start]
        joined = place > 0 and _JOINED.match(question[finds[place - 1].end : find.start])
        if joined and _BETWEEN.search(question[: finds[place - 1].start]):
            spans[-1] = replace(spans[-1], last=time.last)
        elif _SINCE.search(before):
            spans.append(replace(time, last=max(as_of, time.last)))
        else:
            spans.append(Time(FIRST, time.first) if _BEFORE.search(before) else time)
    return tuple(spans)


def asks_what_happened(question: str) -> bool:
    """Does it ask what happened, changed or came?"""
    return _ASKED.search(question) is not None


def asks_only_of_a_time(question: str, as_of: dt.date) -> bool:
    """Is it asked what was announced or changed in a time, and of nothing else?"""
    named = {stem for stem in content_stems(question) - _GENERIC if not stem.isdigit()}
    return not named and bool(times_of(question, as_of))


def _of_season(name: str, year: int) -> Time:
    first, last = _SEASONS[name]
    after = dt.date(year + (last == 12), last % 12 + 1, 1)
    return Time(dt.date(year, first, 1), after - dt.timedelta(days=1))


def _in_year(day: dt.date, year: int) -> dt.date:
    return day.replace(year=year, day=min(day.day, 28)) if day.month == 2 else day.replace(year=year)


def told_of(question: str, times: tuple[Time, ...]) -> tuple[Told, ...]:
    """The sentences of the chronicle about these times; where some speak of what else is named, only those."""
    notes = [note for note in background_notes() if note.text.cite.startswith(NOTES)]
    found = [(note, part) for note in notes for part in _parts(note) if any(time.holds(part) for time in times)]
    named = content_stems(question) - _GENERIC
    products = {_PLURAL.sub("", name) for name in _PRODUCT.findall(question)}
    about = [(note, part) for note, part in found if products and all(name in part for name in products)]
    about = about or [(note, part) for note, part in found if named & content_stems(part)]
    kept = (about or found)[:MOST]
    return tuple(
        Told(note, tuple(part for one, part in kept if one is note))
        for note in notes
        if any(note is one for one, _ in kept)
    )


def _parts(note: Note) -> Iterator[str]:
    yield from sentences(" ".join(note.text.text.split()))


_GENERIC = content_stems(
    "since when count counts change changes changed happen happened new newest came introduced adopted announced"
    " published amended force effect developed history timeline rule rules law control controls export exports chip"
    " chips us bis china chinese ai year month january february march april may june july august september october"
    " november december regulation regulations anything"
)

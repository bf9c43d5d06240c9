"""Named spans of law: "under AI Diffusion", "before the October 2023 rule" (`data/eras.yaml`)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import yaml

from assistant.reading.cities import DATA
from assistant.reading.lists import regex
from assistant.reading.spans import Span


@dataclass(frozen=True, slots=True)
class EraFind:
    """A named span of law at a spot of the text; several spans where the name has several readings."""

    start: int
    end: int
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class _Era:
    """A span of law under its names; `other` where the name means either of two."""

    names: tuple[str, ...]
    first: date
    last: date | None
    other: Span | None


@cache
def _era_table() -> tuple[_Era, ...]:
    entries = yaml.load((DATA / "eras.yaml").read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)
    eras = []
    for entry in entries:
        last = date.fromisoformat(entry["to"]) if "to" in entry else None
        other = (
            Span(date.fromisoformat(entry["or_from"]), date.fromisoformat(entry["or_to"]))
            if "or_from" in entry
            else None
        )
        eras.append(_Era((entry["name"], *entry["also"]), date.fromisoformat(entry["from"]), last, other))
    return tuple(eras)


_FIRST_DAY = date(2022, 10, 7)  # before it no rule of this kind was there: 87 FR 62186


_CUE = r"(?P<cue>under|during|in|while|when|before|prior to|pre-|after|since|post-)\s*(?:the\s+)?(?:old\s+)?"
_TAIL = r"(?!\w)(?:\s+(?:rule|framework|era|days|regime|was in force))?"


def eras(text: str, today: date) -> Iterator[EraFind]:
    """Every named span behind a word of time: the name of a rule alone is no date."""
    for era in _era_table():
        names = "|".join(re.escape(name) for name in sorted(era.names, key=len, reverse=True))
        for match in regex(rf"(?<!\w){_CUE}(?:{names}){_TAIL}").finditer(text):
            cue = match.group("cue").lower()
            meant = Span(era.first, era.last or max(today, era.first))
            spans = [_by_cue(cue, span, today) for span in (meant, era.other) if span is not None]
            yield EraFind(match.start(), match.end(), tuple(spans))


def _by_cue(cue: str, span: Span, today: date) -> Span:
    """The days before a span of law, since its first day, or within it."""
    if cue in {"before", "prior to", "pre-"}:
        return Span(min(_FIRST_DAY, span.first - timedelta(days=1)), span.first - timedelta(days=1))
    if cue in {"after", "since", "post-"}:
        return Span(span.first, max(today, span.first))
    return span

"""A section, supplement or entry of one issue, cut into citable pieces with the stays that are printed below it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from knowledge.official.paragraphs import OMITTED, paragraphs
from rules.cite import Cite, CiteError

STAY = re.compile(r"(?:Effective Date Note:?\s*)?At \d+ FR \d+\s?,.*\bstayed\b.*", re.IGNORECASE | re.DOTALL)
PRINTED_DAY = re.compile(r"([A-Z][a-z]{2,8})\.? (\d{1,2}), (\d{4})")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
PARAGRAPH = re.compile(
    r"(introductory text of |sentences?(?: at the end)? (?:of|in) )?paragraphs? ((?:\([A-Za-z0-9]+\))+)"
    r"( introductory text)?"
)
EDITORIAL = ("[", "Editorial Note", "For Federal Register citations", "Link to an amendment", "At ", "Effective Date")
CONTINUED = "\x02"  # put before a line that opens no paragraph, such as a row of a table
NOTE = re.compile(
    r"(?P<kind>Technical Note|Note)s?(?: to)?(?: (?P<number>\d+))?"
    r"(?: to)?(?: (?P<place>(?:introductory )?paragraphs? (?P<labels>(?:\([A-Za-z0-9]+\))+)|[^:]{0,80}?))?\s*:"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """The own text of one citable place, without what is cited below it; rows of a table keep their lines.

    `partial`: words are left out in or around it, so that it can differ from a full copy without a change of the law.
    """

    cite: str
    text: str
    partial: bool = False
    label: str = ""

    @property
    def printed(self) -> str:
        """The text as it is printed, its label first."""
        return f"{self.label} {self.text}" if self.label else self.text


@dataclass(frozen=True, slots=True)
class Stay:
    """A note by which a paragraph is stayed; of `introductory` text only what stands before its subparagraphs."""

    cite: str
    introductory: bool
    text: str
    published: dt.date
    until: dt.date | None

    def reaches(self, cite: Cite) -> bool:
        """Whether the place belongs to what is stayed."""
        stayed = Cite.parse(self.cite)
        return cite == stayed if self.introductory else stayed.covers(cite)


@dataclass(frozen=True, slots=True)
class Unit:
    """One section, supplement, entry, document or policy text; `complete` where nothing of it is left out."""

    cite: str
    title: str
    pieces: tuple[Piece, ...]
    stays: tuple[Stay, ...] = ()
    complete: bool = True


def unit_of(place: str, title: str, lines: Iterable[str], *, excerpt: bool = False) -> Unit:
    """The unit that these lines are, "[...]" marking what is left out; an excerpt may leave out more than it marks."""
    kept = [line.strip() for line in lines if line.strip()]
    stays = tuple(stay for line in kept if STAY.match(line) for stay in stays_of(place, line))
    own = [line for line in kept if line.startswith(OMITTED) or not line.startswith(EDITORIAL)]
    whole = not excerpt and not any(OMITTED in line for line in own)
    return Unit(place, title, tuple(joined(_pieces(place, own, excerpt))), stays, whole)


def joined(pieces: Iterable[Piece]) -> list[Piece]:
    """One piece a place, in the order in which the places begin."""
    found: dict[str, Piece] = {}
    for one in pieces:
        before = found.get(one.cite)
        if before is not None:
            one = replace(before, text=f"{before.text}\n{one.printed}", partial=before.partial or one.partial)
        found[one.cite] = one
    return list(found.values())


def _pieces(place: str, lines: list[str], excerpt: bool) -> Iterator[Piece]:
    before: tuple[str, ...] = ()
    for labels, text in paragraphs(map(_marked, lines), excerpt=excerpt):
        cite, plain = cite_of(place, labels), text.removeprefix(CONTINUED)
        if found := NOTE.match(plain):
            noted = cite_of(place, _labels(found["labels"])) if found["labels"] else cite
            yield Piece(note_cite(noted, found) or noted, plain, OMITTED in text)
            continue
        opened = "" if text.startswith(CONTINUED) else _opened(before, labels)
        before = labels
        yield Piece(cite, plain, OMITTED in text, opened)


def _opened(before: tuple[str, ...], labels: tuple[str, ...]) -> str:
    """The labels that a line opens, as they are printed."""
    same = 0
    while same < min(len(before), len(labels)) and before[same] == labels[same]:
        same += 1
    return "".join(f"({one})" for one in labels[min(same, len(labels) - 1) :] if one)


def _marked(line: str) -> str:
    """A line without labels is marked as one, so that it is told from the text of a label."""
    return line if line.startswith(("(", CONTINUED)) or line == OMITTED or NOTE.match(line) else f"{CONTINUED}{line}"


def _labels(printed: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\(([A-Za-z0-9]+)\)", printed))


def cite_of(place: str, labels: Iterable[str]) -> str:
    """The cite of a paragraph; of labels that no citation carries, that of the nearest place around it."""
    path = list(labels)
    while path:
        if "" not in path[1:]:
            try:
                return Cite.parse(place + "".join(f"({one})" for one in path if one)).text
            except CiteError:
                pass
        path.pop()
    return Cite.parse(place).text


def note_cite(place: str, found: re.Match[str]) -> str | None:
    """The cite of a note to a place; None where no citation carries it."""
    number = f" {found['number']}" if found["number"] else ""
    try:
        return Cite.parse(f"{place}, {found['kind']}{number}").text
    except CiteError:
        return None


def stays_of(place: str, line: str) -> Iterator[Stay]:
    """What a printed note stays, one a paragraph; the whole section where it names none."""
    text = re.sub(r"\s+([,.;])", r"\1", " ".join(line.split()))
    text = f"Effective Date Note: {re.sub(r'^Effective Date Note:?', '', text).strip()}"
    days = [day for month, number, year in PRINTED_DAY.findall(text) if (day := _day(month, number, year)) is not None]
    if not days:
        return
    until = days[-1] if len(days) > 1 and "until" in text else None
    named = list(PARAGRAPH.finditer(text))
    for one in named:
        yield Stay(cite_of(place, _labels(one[2])), bool(one[1] or one[3]), text, days[0], until)
    if not named:
        yield Stay(Cite.parse(place).text, False, text, days[0], until)


def _day(month: str, number: str, year: str) -> dt.date | None:
    short = month[:3].lower()
    try:
        return dt.date(int(year), MONTHS.index(short) + 1, int(number)) if short in MONTHS else None
    except ValueError:
        return None

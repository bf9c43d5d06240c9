"""Questions of law: the passages that answer them, sentence by sentence, and the day up to which they are known."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from assistant import members, practice
from assistant.asked_for import answer_first, asks_for_a_day, closeness, dated_elsewhere
from assistant.background import Correction, Found, content_stems, corrections, note_for
from assistant.chronicle import EVER, NOTES, Time, asks_what_happened, times_of, told_of
from assistant.citations import Marks
from assistant.ground import Basis, Grounded, ground, sentences
from assistant.wording import sentence
from knowledge.digest import Note, background_notes, provision_for
from knowledge.practice import Practice
from knowledge.provision import Provision
from knowledge.search import Passage, Source, search
from rules.law import read_yaml

SCOPE = Path(__file__).with_name("scope.yaml")
MOST_PASSAGES = 3
MOST_SENTENCES = 3
WORTH = 0.6  # of the best score: what lies below is about something else
LEAST = 0.2  # a best score below this answers nothing
UNKNOWN = "Background note unknown after september 2026"
ENOUGH = 0.4  # how many of the question's words a passage has to hold
LOOKED_THROUGH = 8
SEARCHED: tuple[Source, ...] = ("digest",)  # told in our words; official texts stand behind the marks
_SHORT_NAME = re.compile(r"\b[A-Z]{3,4}\b")
_WORD = re.compile(r"[a-z0-9]{3,}", re.IGNORECASE)


@cache
def _sentences() -> Mapping[str, str]:
    content: Mapping[str, str] = read_yaml(SCOPE)
    return content


def said(name: str) -> str:
    """A sentence of scope.yaml."""
    return _sentences()[name].strip()


def explain(question: str, as_of: dt.date, marks: Marks, folder: Path) -> Grounded:
    """What the texts say, each sentence marked and held against its passage; says so where none of them answers.

    A false premise is corrected first. A background note that answers the question is told whole, with the law behind
    it; otherwise the best passages are.
    """
    first = [corrected(one, as_of, marks) for one in corrections(question)]
    if in_groups := members.told_of(question, as_of, marks):
        first.append(Grounded(in_groups, ()))
    told = [one for one in _told_of(question, as_of, marks, folder) if not first or one.text != said("unknown_law")]
    return _joined([*first, *told])


def _told_of(question: str, as_of: dt.date, marks: Marks, folder: Path) -> Iterator[Grounded]:
    """The entry or the note that comes closest, what happened in a time, else the passages that are found."""
    near, noted, times = practice.answer_to(question, as_of), note_for(question), times_of(question, as_of)
    closest = 0.0 if near is None else near.closeness
    if times and not (near is not None and isinstance(near.entry, Practice) and closest >= practice.SURE):
        yield from _of_days(question, times, as_of, marks)
    elif noted is not None and _is_of_time(noted, question) and noted.closeness > closest:
        yield from _of_days(question, (EVER,), as_of, marks)
    elif near is not None and isinstance(near.entry, Practice):
        yield from _on_its_day(question, [one.text for one in near.entry.says], as_of, marks)
        yield practice.told(near.entry, as_of, marks, question)
        yield Grounded(_through(practice.looked_through(near.entry, as_of), as_of), ())
    elif (note := _current(near, as_of) or _current(_untimed(noted), as_of)) is not None:
        yield from _on_its_day(question, sentences(note.text.text), as_of, marks)
        yield _noted(note, as_of, marks, question)
        yield Grounded(_through(note.text.checked_through, as_of), ())
    else:
        yield from _on_its_day(question, (), as_of, marks)
        yield _passages(question, as_of, marks, folder)


def _is_of_time(found: Found, question: str) -> bool:
    """Is a note of the chronicle asked for: when something was, or what happened?"""
    return found.note.text.cite.startswith(NOTES) and (asks_for_a_day(question) or asks_what_happened(question))


def _untimed(found: Found | None) -> Found | None:
    """The note, unless it is one of the chronicle, which answers by its days alone."""
    return None if found is None or found.note.text.cite.startswith(NOTES) else found


def _current(found: practice.Near | Found | None, as_of: dt.date) -> Note | None:
    """The note that was found, where its text held on the day."""
    note = found.note if isinstance(found, Found) else None if found is None else found.entry
    return note if isinstance(note, Note) and note.text.effective_from <= as_of else None


def _joined(told: list[Grounded], last: str = "") -> Grounded:
    text = "\n\n".join(one for one in (*(one.text for one in told), last) if one)
    return Grounded(text, tuple(part for one in told for part in one.rejected))


def corrected(one: Correction, as_of: dt.date, marks: Marks) -> Grounded:
    said_of = " ".join(sentence(part, marks.of(one.cites, as_of)) for part in sentences(one.text))
    return ground(said_of, Basis(None, {}, marks.citations))


def _of_days(question: str, times: tuple[Time, ...], as_of: dt.date, marks: Marks) -> Iterator[Grounded]:
    """What the chronicle holds of the times asked for, the note behind it, and the day on which knowledge ends."""
    through = min(note.text.checked_through for note in background_notes())
    if all(time.first > through for time in times):
        yield Grounded(said("after_the_end").format(through=through), ())
        yield _noted(next(note for note in background_notes() if note.text.cite == UNKNOWN), as_of, marks)
        return
    told = told_of(question, times)
    if asks_for_a_day(question):
        told = tuple(sorted(told, key=lambda one: -max(closeness(question, part) for part in one.parts)))
    for one in told:
        mark = marks.of((one.note.text.cite,), as_of)
        order = answer_first(question, one.parts) if asks_for_a_day(question) else range(len(one.parts))
        checked = ground(" ".join(sentence(one.parts[at], mark) for at in order), Basis(None, {}, marks.citations))
        yield Grounded(f"**{one.note.text.title}** (background):\n{checked.text}", checked.rejected)
    if not told:
        yield Grounded(said("nothing_dated"), ())
    found = note_for(question)
    if found is not None and not found.note.text.cite.startswith(NOTES) and found.note.text.effective_from <= as_of:
        yield _noted(found.note, as_of, marks, question)
    yield Grounded(
        _through(min(one.note.text.checked_through for one in told), as_of)
        if told
        else said("through").format(through=through),
        (),
    )


def _on_its_day(question: str, parts: Sequence[str], as_of: dt.date, marks: Marks) -> Iterator[Grounded]:
    """The dated sentence of another note that says when, where the answer itself does not."""
    dated = dated_elsewhere(question, [" ".join(part.split()) for part in parts], as_of)
    if dated is not None:
        said_of = sentence(dated.text, marks.of((dated.note.text.cite,), as_of))
        yield ground(said_of, Basis(None, {}, marks.citations))


def _noted(note: Note, as_of: dt.date, marks: Marks, question: str = "") -> Grounded:
    """A background note sentence by sentence, what is asked for first, then the law that it points to."""
    mark = marks.of((note.text.cite,), as_of)
    parts = sentences(" ".join(note.text.text.split()))
    lines = [" ".join(sentence(parts[at], mark) for at in answer_first(question, parts, note.text.title))]
    if note.law:
        named = ", ".join(f"{cite} {marks.of((cite,), as_of)}".strip() for cite in note.law)
        lines.append(f"The texts behind it: {named}.")
    checked = ground("\n\n".join(lines), Basis(None, {}, marks.citations))
    return Grounded(
        f"**{note.text.title}** (background; the law itself is named below):\n{checked.text}", checked.rejected
    )


def _passages(question: str, as_of: dt.date, marks: Marks, folder: Path) -> Grounded:
    passages = _worth_saying(question, search(question, folder, LOOKED_THROUGH, as_of, SEARCHED))
    if not passages:
        return Grounded(said("unknown_law"), ())
    told = [_told(passage, question, as_of, marks) for passage in passages]
    return _joined(told, _through(min(_provision(one, as_of).checked_through for one in passages), as_of))


def _worth_saying(question: str, found: list[Passage]) -> list[Passage]:
    """The best passages, one for each cite; before others those titled with a short name that the question uses."""
    if not found or found[0].score < LEAST:
        return []
    found = [one for one in found if not one.cite.startswith(NOTES)]
    worth = [one for one in found if one.score >= found[0].score * WORTH and _speaks_of(question, one)]
    named = set(_SHORT_NAME.findall(question))
    worth.sort(key=lambda one: -len(named & set(_SHORT_NAME.findall(one.title))))
    return list({one.cite: one for one in reversed(worth)}.values())[::-1][:MOST_PASSAGES]


def _speaks_of(question: str, passage: Passage) -> bool:
    """Does the passage hold enough of the words that tell what is asked, and is no mere neighbor of them?"""
    asked = content_stems(question)
    held = asked & content_stems(f"{passage.title} {passage.cite} {passage.text}")
    return not asked or len(held) >= ENOUGH * len(asked)


def _told(passage: Passage, question: str, as_of: dt.date, marks: Marks) -> Grounded:
    """The sentences of a passage that have most in common with the question, in the order of the text."""
    mark = marks.of((passage.cite,), as_of)
    parts = sentences(passage.text)
    asked = _words(question)
    ranked = sorted(range(len(parts)), key=lambda at: (-len(asked & _words(parts[at])), at))
    kept = sorted(ranked[:MOST_SENTENCES])
    text = " ".join(sentence(parts[at], mark) for at in kept)
    checked = ground(text, Basis(None, {}, marks.citations))
    return Grounded(f"**{passage.title}** ({passage.cite}):\n{checked.text}", checked.rejected)


def _words(text: str) -> set[str]:
    return {word.lower().rstrip("s") for word in _WORD.findall(text)}


def _provision(passage: Passage, as_of: dt.date) -> Provision:
    """The provision that a passage was made from."""
    found = provision_for(passage.cite, as_of)
    assert found is not None, passage.cite
    return found


def _through(through: dt.date, as_of: dt.date) -> str:
    """The day up to which the texts were looked up, and how far the day asked for lies behind it."""
    lines = [said("through").format(through=through)]
    if as_of > through:
        lines.append(said("stale").format(day=as_of, days=(as_of - through).days))
    return " ".join(lines)

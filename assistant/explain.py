"""Questions of law: the passages that answer them, sentence by sentence, and the day up to which they are known."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from assistant.citations import Marks
from assistant.ground import Basis, Grounded, ground, sentences
from assistant.wording import sentence
from knowledge.digest import provision_for
from knowledge.provision import Provision
from knowledge.search import Passage, search
from rules.law import read_yaml

SCOPE = Path(__file__).with_name("scope.yaml")
MOST_PASSAGES = 3
MOST_SENTENCES = 3
WORTH = 0.6  # of the best score: what lies below is about something else
LEAST = 0.2  # a best score below this answers nothing
LOOKED_THROUGH = 8
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
    """What the texts say, each sentence marked and held against its passage; says so where none of them answers."""
    passages = _worth_saying(question, search(question, folder, k=LOOKED_THROUGH, as_of=as_of))
    if not passages:
        return Grounded(said("unknown_law"), ())
    told = [_told(passage, question, as_of, marks) for passage in passages]
    text = "\n\n".join([*(one.text for one in told), _known_through(passages, as_of)])
    return Grounded(text, tuple(part for one in told for part in one.rejected))


def _worth_saying(question: str, found: list[Passage]) -> list[Passage]:
    """The best passages, one for each cite; before others those titled with a short name that the question uses."""
    if not found or found[0].score < LEAST:
        return []
    worth = [one for one in found if one.score >= found[0].score * WORTH]
    named = set(_SHORT_NAME.findall(question))
    worth.sort(key=lambda one: -len(named & set(_SHORT_NAME.findall(one.title))))
    return list({one.cite: one for one in reversed(worth)}.values())[::-1][:MOST_PASSAGES]


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


def _known_through(passages: list[Passage], as_of: dt.date) -> str:
    """The day up to which the texts were looked up, and how far the day asked for lies behind it."""
    through = min(_provision(one, as_of).checked_through for one in passages)
    lines = [said("through").format(through=through)]
    if as_of > through:
        lines.append(said("stale").format(day=as_of, days=(as_of - through).days))
    return " ".join(lines)

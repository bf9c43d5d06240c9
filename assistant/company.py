"""A company's own texts for one run: told below the answer, cited as `company`, and never part of a verdict.

They are added when verdict and wording stand, so nothing in them can move either. A line of theirs that claims a result
(a class, a license, an exception, that something may go) is not repeated: it would read like ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from assistant.answer import Answer, Citation
from assistant.citations import citation
from assistant.explain import said
from assistant.ground import CLASSED, CODE, patterns
from assistant.render.markdown import escape
from knowledge.errors import SourceError
from knowledge.provision import Provision
from knowledge.search import Searcher
from knowledge.shelf import shelf_of
from knowledge.sources import company

MOST_PASSAGES = 2
MOST_LINES = 2
SHARED = 2  # words that question and passage must have in common
_WORD = re.compile(r"[^\W\d_]{4,}")
_PERMITS = re.compile(
    r"(?i)licen[cs]|\bNLR\b|\b(?:free|freely|allow|permit|clear|approv|authori[sz]|exempt|lawful|legal)\w*"
    r"|\bmay (?:ship|go|be|export|sell)\b|\bcan (?:ship|go|be|export|sell)\b"
)
_TELLS_NOTHING = frozenset({"does", "have", "need", "ship", "that", "this", "what", "when", "with", "from", "they"})


class CompanyTexts:
    """The texts of a folder, searched by their words on every day."""

    def __init__(self, texts: Iterable[Provision]) -> None:
        self._texts = {one.sha256: one for one in texts}
        self._searcher = Searcher(shelf_of(tuple(self._texts.values())), None)

    @classmethod
    def in_folder(cls, folder: Path) -> CompanyTexts:
        """The Markdown files of a folder; raises SourceError where there are none, or one cannot be read."""
        files = sorted(one for one in folder.glob("*.md") if one.is_file())
        if not files:
            raise SourceError(f"{folder} holds no .md file; expected a folder of policy texts in Markdown")
        return cls(text for one in files for text in provisions(one))

    def beside(self, question: str, answer: Answer) -> Answer:
        """The answer, followed by what these texts say to the question; unchanged where they say nothing."""
        asked = _words(question)
        texts = (self._texts[one.sha256] for one in self._searcher.search(question, 10))
        found = [one for one in texts if len(asked & _words(f"{one.title} {one.text}")) >= SHARED][:MOST_PASSAGES]
        if not found:
            return answer
        cited: list[Citation] = list(answer.citations)
        lines = [said("company")]
        for text in found:
            cited.append(citation(text.cite, text))
            lines.append(f"> {text.cite} [{len(cited)}]: {_quoted(text.text, asked)}")
        told = "\n\n".join([answer.answer, *lines])
        return answer.model_copy(update={"answer": told, "citations": tuple(cited)})


def provisions(file: Path) -> tuple[Provision, ...]:
    """The passages of one policy text; raises SourceError."""
    try:
        raw = company.fetched(file)
    except OSError as error:
        raise SourceError(f"{file.name}: cannot be read ({error.strerror})") from error
    return tuple(
        Provision(
            cite=piece.cite,
            title=unit.title,
            text=piece.text,
            effective_from=raw.issue,
            effective_to=None,
            checked_through=raw.issue,
            text_read=None,
            by=None,
            unconfirmed=False,
            source="company",
        )
        for unit in company.map_document(raw).units
        for piece in unit.pieces
    )


def _quoted(text: str, asked: set[str]) -> str:
    """The lines nearest to the question, as they are written, without those that claim a result."""
    plain = [line.strip() for line in text.splitlines() if line.strip() and not _claims(line)]
    best = sorted(range(len(plain)), key=lambda at: (-len(asked & _words(plain[at])), at))[:MOST_LINES]
    return escape(" / ".join(plain[at] for at in sorted(best))) or said("company_claims")


def _claims(text: str) -> bool:
    """Whether a line says how something is classified, or whether it may go."""
    known = patterns()
    results = (pattern for pattern, _ in known.claims)
    every = (*results, *known.policies.values(), known.exception_use, CLASSED, CODE, _PERMITS)
    return any(pattern.search(text) for pattern in every)


def _words(text: str) -> set[str]:
    return {word.rstrip("s") for word in _WORD.findall(text.lower())} - _TELLS_NOTHING

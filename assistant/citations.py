"""From the cites of a verdict to the passages that stand behind them, numbered as the answer marks them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from assistant.answer import Citation
from knowledge.digest import provision_for, versions_of
from knowledge.provision import Provision
from rules.cite import CiteError
from rules.proof import Verdict


def cites_of(verdict: Verdict) -> tuple[str, ...]:
    """Every cite that the verdict rests on, each once, in the order of the proof."""
    return tuple(dict.fromkeys(_cites(verdict)))


def _cites(verdict: Verdict) -> Iterator[str]:
    for step in verdict.reasons:
        yield from step["cites"]
        yield from (figure["cite"] for figure in step["figures"].values())
    for one in verdict.exceptions:
        yield from one.citations
    for reading in verdict.readings:
        yield from reading.citations
    for flag in verdict.red_flags:
        yield from flag.citations
    distances: dict[str, dict[str, Any]] = verdict.computed.get("distances", {})
    yield from (line["cite"] for line in distances.values())


def resolve(cite: str, as_of: dt.date) -> Citation | None:
    """The passage under a cite on a day; None where the texts hold none.

    A paper that explains law older than itself is cited for a day before it: then its first text stands for it.
    """
    try:
        found = provision_for(cite, as_of) or next(iter(versions_of(cite)), None)
    except CiteError:
        return None
    return None if found is None else citation(cite, found)


def citation(cite: str, passage: Provision) -> Citation:
    """A passage under the cite that asked for it, which may be narrower than the passage."""
    return Citation(
        cite=cite,
        title=passage.title,
        passage=passage.text,
        url=passage.url,
        source=passage.source,
        effective_from=passage.effective_from,
        effective_to=passage.effective_to,
        sha256=passage.sha256,
    )


class Marks:
    """Numbers citations in the order in which the wording marks them, counted over the whole answer."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, str], int] = {}
        self._found: list[Citation] = []

    def of(self, cites: Iterable[str], as_of: dt.date) -> str:
        """The marks of these cites, "[1][3]"; a cite without a text gets none."""
        numbers = [number for cite in dict.fromkeys(cites) if (number := self._number(cite, as_of)) is not None]
        return "".join(f"[{number}]" for number in numbers)

    def add(self, found: Citation) -> str:
        """The mark of a passage that is at hand already."""
        return f"[{self._numbered(found)}]"

    def keep(self, cites: Iterable[str], as_of: dt.date) -> None:
        """Takes up cites that no sentence marks, so that each one of the verdict is resolved."""
        for cite in cites:
            self._number(cite, as_of)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The passages, the first one marked [1]."""
        return tuple(self._found)

    def _number(self, cite: str, as_of: dt.date) -> int | None:
        found = resolve(cite, as_of)
        return None if found is None else self._numbered(found)

    def _numbered(self, found: Citation) -> int:
        key = (found.cite, found.sha256)
        if key not in self._numbers:
            self._found.append(found)
            self._numbers[key] = len(self._found)
        return self._numbers[key]

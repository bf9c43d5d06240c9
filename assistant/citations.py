"""From the cites of a verdict to the passages that stand behind them, numbered as the answer marks them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from assistant.answer import Beside, Citation
from assistant.official import official_texts
from knowledge.digest import provision_for, versions_of
from knowledge.provision import Provision
from rules.cite import Cite, CiteError
from rules.proof import Verdict

if TYPE_CHECKING:
    from knowledge.official.texts import OfficialTexts


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


def resolve(cite: str, as_of: dt.date, texts: OfficialTexts | None = None) -> Citation | None:
    """The passage under a cite on a day: the official text where one covers the cite then, else our own words.

    None where no text holds the cite. A paper that explains law older than itself is cited for a day before it: then
    its first text stands for it.
    """
    try:
        place = Cite.parse(cite)
    except CiteError:
        return None
    own = provision_for(cite, as_of) or next(iter(versions_of(cite)), None)
    depth = 0 if own is None else len(own.place.parts)
    places = [] if texts is None else [(texts, one) for one in place.lineage() if len(one.parts) >= depth]
    for held, one in places:
        if (found := held.at(one, as_of)) is not None:
            return citation(cite, found, own, _changed(found, own))
    if own is None:
        return None
    return citation(cite, own, next((found for held, one in places if (found := held.nearest(one, as_of))), None))


def citation(cite: str, passage: Provision, other: Provision | None = None, note: str | None = None) -> Citation:
    """A passage under the cite that asked for it, which may be narrower than the passage, with the other text of it."""
    return Citation(
        cite=cite,
        title=passage.title if other is None or other.source != "digest" else other.title,
        passage=passage.text,
        url=passage.url,
        source=passage.source,
        effective_from=passage.effective_from,
        effective_to=passage.effective_to,
        sha256=passage.sha256,
        beside=None if other is None else _beside(other),
        note=note,
    )


def _beside(other: Provision) -> Beside:
    label = "in our own words" if other.source == "digest" else f"official text of {other.text_read}"
    return Beside(
        label=label,
        passage=other.text,
        source=other.source,
        effective_from=other.effective_from,
        effective_to=other.effective_to,
        sha256=other.sha256,
    )


def _changed(official: Provision, own: Provision | None) -> str | None:
    """What the digest knows of a change after the issue in which the official text was read last."""
    read = official.checked_through
    if own is None or official.place.part is None or read >= own.effective_from:
        return None
    by = f" ({own.by})" if own.by else ""
    return f"The law here changed on {own.effective_from}{by}, after the issue of {read} that this text was read in."


class Marks:
    """Numbers citations in the order in which the wording marks them, counted over the whole answer."""

    def __init__(self) -> None:
        self._texts = official_texts()
        self._numbers: dict[tuple[str, str], int] = {}
        self._found: list[Citation] = []
        self._given: dict[str, Citation] = {}

    def give(self, passage: Citation) -> None:
        """Has a passage at hand that stands in no text, such as a company's own rule."""
        self._given[passage.cite] = passage

    def of(self, cites: Iterable[str], as_of: dt.date) -> str:
        """The marks of these cites, "[1][3]"; a cite without a text gets none."""
        numbers = [number for cite in dict.fromkeys(cites) if (number := self._number(cite, as_of)) is not None]
        return "".join(f"[{number}]" for number in numbers)

    def keep(self, cites: Iterable[str], as_of: dt.date) -> None:
        """Takes up cites that no sentence marks, so that each one of the verdict is resolved."""
        for cite in cites:
            self._number(cite, as_of)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The passages, the first one marked [1]."""
        return tuple(self._found)

    def _number(self, cite: str, as_of: dt.date) -> int | None:
        found = self._given.get(cite) or resolve(cite, as_of, self._texts)
        return None if found is None else self._numbered(found)

    def _numbered(self, found: Citation) -> int:
        key = (found.cite, found.sha256)
        if key not in self._numbers:
            self._found.append(found)
            self._numbers[key] = len(self._found)
        return self._numbers[key]

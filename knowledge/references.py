"""What a provision refers to: cites in its text, and paragraphs "of this section"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.provision import Provision
from rules.cite import Cite, CiteError, find_cites

_OF_THIS = re.compile(r"paragraphs?\s+((?:\([A-Za-z0-9]{1,5}\))+)(?:[^.;]{0,60}?)\bof this (?:section|supplement)")


def references(text: Provision) -> tuple[Cite, ...]:
    """The places that the text names outside itself, in their order, each once."""
    own = text.place
    found = dict.fromkeys((*find_cites(text.text), *_within(text)))
    return tuple(one for one in found if not one.covers(own))


def _within(text: Provision) -> Iterator[Cite]:
    """Paragraphs that a text names by their labels alone."""
    unit = [one for one in text.place.lineage() if "(" not in one.parts[-1]]
    for match in _OF_THIS.finditer(text.text):
        try:
            yield Cite.parse(f"{unit[0].text}{match[1]}")
        except (CiteError, IndexError):
            continue

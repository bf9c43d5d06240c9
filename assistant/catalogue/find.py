"""Finds designations: one by name, or all that stand in a text."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from assistant.catalogue import context
from assistant.catalogue.load import read_names
from assistant.catalogue.names import Names, exact, narrowed, read_all_names
from assistant.catalogue.products import Named, Product, System
from assistant.catalogue.spelling import PLAIN, expression, key
from assistant.reading.found import Found

LETTER_AND_NUMBER = re.compile(r"[A-Za-z]\d{1,3}")
BESIDE_A_NAME = re.compile(
    r"(?i:nvidia|amd|intel|tensor|core|gpus?|cards?|chips?|accelerators?|modules?|boards?|servers?|systems?|graphics|"
    r"racks?|edition|generation|the|an?|of|with|pci|pcie|e|sxm\d?|oam|hbm\d?e?|gddr\d\w?|\d*gb|gen\d|"
    r"hopper|blackwell|ultra|ampere|ada|lovelace|turing|volta)"
)


@dataclass(frozen=True)
class Catalogue:
    """All products and systems, and how they are written."""

    names: Names

    @property
    def products(self) -> tuple[Product, ...]:
        """Every row of the chip table, in its order."""
        return tuple(self.names.products.values())

    @property
    def systems(self) -> tuple[System, ...]:
        """Every row of the table of systems, in its order."""
        return tuple(self.names.systems.values())

    @cached_property
    def _brands(self) -> dict[str, str]:
        """Brand words by key, with the vendor they go with."""
        designers = read_names("designers.yaml")
        return {brand: vendor for vendor, designer in designers.items() for brand in designer["brands"]}

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        names = self.names
        return expression(names.free, names.capitals, names.solid, self._brands, names.laptop_words)

    def lookup(self, name: str) -> Named | None:
        """What a name means that stands alone, in a field or a table; None where no row answers to it.

        Letters may be small here, also of the short names that a text must write in capitals.
        """
        known = self.names.meanings.get(key(name))
        if known is not None:
            return known
        finds = [find for find in self.spot(name) if find.status != "guessed"]
        if len(finds) != 1 or not isinstance(finds[0].value, Named):
            return None
        rest = name[: finds[0].start] + " " + name[finds[0].end :]
        nothing_else = all(BESIDE_A_NAME.fullmatch(word) for word in re.findall(r"\w+", rest))
        return finds[0].value if nothing_else else None

    def spot(self, text: str) -> list[Found]:
        """All designations in a text, in its order: the longest find wins, then the earliest.

        A find with status "guessed" (a code name, a part number) names several products or may not be one; it is
        to be asked about, never used.
        """
        matches = self._pattern.finditer(context.with_capitals(text.translate(PLAIN)))
        finds = [find for match in matches if (find := self._read(match, text)) is not None]
        return _without_quantities(_without_overlaps(finds), text)

    def _read(self, match: re.Match[str], text: str) -> Found | None:
        named, laptop = self._meaning(match)
        start, end = match.start(), _end(match, text, laptop=laptop is not None)
        brand, guess = match["brand"], key(match["name"]) in self.names.guesses
        if brand and not self._is_of(named, brand):
            return None  # the same name without the foreign brand is found further on
        if not guess and context.is_another_model(text, start, end):
            return None
        if not brand and not _stands_for_an_item(match, text, end):
            return None
        unsure = guess or context.is_part_number(text, start)
        return Found(start, end, text[start:end], "item", named, "guessed" if unsure else "stated", named.note)

    def _meaning(self, match: re.Match[str]) -> tuple[Named, Product | None]:
        """What the matched spelling means, and the laptop part that a laptop word made of it."""
        word = key(match["name"])
        laptop = self.names.laptops.get(word) if match["laptop"] else None
        if laptop is not None:
            return exact(laptop), laptop
        twin = self.names.laptops.get(word)
        if twin is not None and context.is_near_a_laptop(match.string, *match.span("name")):
            return self._with_laptop(word, twin), None
        named = self.names.meanings.get(word) or self.names.guesses[word]
        return narrowed(named, match["memory"]), None

    def _with_laptop(self, word: str, twin: Product) -> Named:
        """ "Laptops with RTX 4090": the card's name, the laptop's part; both are meant."""
        card = self.names.meanings[word]
        others = tuple(product for product in card.products if product != twin)
        return Named(f"{card.label} or {twin.name}", (*others, twin), "family") if others else card

    def _is_of(self, named: Named, brand: str) -> bool:
        words = key(brand)
        return any(key(known) == words and named.products[0].vendor == vendor for known, vendor in self._brands.items())


def _end(match: re.Match[str], text: str, *, laptop: bool) -> int:
    """Where the find ends: with the bracket it opened, without a laptop word that makes no part of it."""
    end = match.end("whole")
    if match["laptop"] and not laptop:
        end = match.end("memory") if match["memory"] else match.end("name")
    found = text[match.start() : end]
    return end + 1 if found.count("(") > found.count(")") and text.startswith(")", end) else end


def _stands_for_an_item(match: re.Match[str], text: str, end: int) -> bool:
    """Is a bare number a card, and a letter with a number no room or road, by the words around it?"""
    if key(match["name"]).isdigit():
        return context.is_card_number(text, *match.span("name"))
    short = LETTER_AND_NUMBER.fullmatch(match["name"]) is not None
    return not (short and context.is_something_else(text, match.start(), end))


def _without_overlaps(finds: Iterable[Found]) -> list[Found]:
    kept: list[Found] = []
    for find in sorted(finds, key=lambda find: (find.start - find.end, find.start)):
        if all(find.end <= other.start or find.start >= other.end for other in kept):
            kept.append(find)
    return sorted(kept, key=lambda find: find.start)


def _without_quantities(finds: list[Found], text: str) -> list[Found]:
    """Without a bare number that counts the find after it: "4090 H100 cards"."""
    counts = {
        left for left, right in pairwise(finds)
        if left.text.isdigit() and not right.text.isdigit() and not text[left.end : right.start].strip()
    }  # fmt: skip
    return [find for find in finds if find not in counts]


@lru_cache(maxsize=1)
def catalogue() -> Catalogue:
    """The catalogue, read once. Raises CatalogueError where its files do not hold together."""
    return Catalogue(read_all_names())

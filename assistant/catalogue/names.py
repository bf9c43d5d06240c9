"""Every name the catalogue answers to and what it means: data/aliases.yaml, and names that rows give by themselves."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from assistant.catalogue.load import load_products, load_systems, read_names
from assistant.catalogue.products import CatalogueError, Named, Product, System
from assistant.catalogue.spelling import key

LAPTOP = " (laptop)"
COUNTED = re.compile(r"\d+x ")


@dataclass(slots=True)
class Names:
    """What each key means, and in which spellings it is looked for in a text.

    `free` in any case and with free gaps, `capitals` in the case given, `solid` in any case without gaps. `guesses`
    mean several different products and are never used. `laptops` are the parts that a laptop word after the key
    makes of it ("RTX 4090", "RTX 4090 laptop").
    """

    products: Mapping[str, Product]
    systems: Mapping[str, System]
    meanings: dict[str, Named] = field(default_factory=dict)
    guesses: dict[str, Named] = field(default_factory=dict)
    laptops: dict[str, Product] = field(default_factory=dict)
    laptop_words: tuple[str, ...] = ()
    free: list[str] = field(default_factory=list)
    capitals: list[str] = field(default_factory=list)
    solid: list[str] = field(default_factory=list)

    def add(self, spelling: str, named: Named) -> None:
        """Take a spelling that must be free. Raises CatalogueError where it means something else already."""
        known = self.meanings.get(key(spelling))
        if known is not None and known != named:
            raise CatalogueError(f"aliases.yaml: {spelling!r} means {known.label} and {named.label}")
        self.meanings[key(spelling)] = named
        if not COUNTED.match(spelling):  # "8x H100 board" is read as eight boards' chips by its count, in a text
            self.free.append(spelling)

    def add_if_free(self, spelling: str, named: Named) -> None:
        """Take a derived spelling unless another row, family or system answers to it."""
        if key(spelling) not in self.meanings:
            self.add(spelling, named)


def exact(product: Product) -> Named:
    """One product and no other."""
    return Named(product.name, (product,), "exact")


def whole(system: System) -> Named:
    """A board, server or rack with the chips it may hold."""
    return Named(system.name, system.products, "system", system)


def _without_brackets(name: str) -> str:
    return name.partition(" (")[0]


def short_forms(name: str) -> Iterator[str]:
    """Shorter ways to write the name of a row.

    >>> list(short_forms("RTX 4070 Ti Super"))
    ['RTX 4070 Ti Super', '4070 Ti Super']
    """
    yield name
    if " Ada" in name:
        yield name.replace(" Ada", " Ada Generation")
    if " Blackwell" in name:
        yield name.replace(" Blackwell", "")
    for brand in ("RTX ", "Radeon RX ", "Radeon PRO ", "Radeon ", "Data Center "):
        rest = name.removeprefix(brand)
        # The number alone is a card only where NVIDIA's numbers are known by heart ("4090"), or with its suffix.
        if rest != name and (brand in {"RTX ", "Radeon "} or " " in rest) and rest[:2] not in {"A4", "A1"}:
            yield rest


def _add_derived(names: Names) -> None:
    """The short forms of every row, desktop rows first: a bare "RTX 4050" exists as laptop part only."""
    for system in names.systems.values():
        for name in (system.name, *system.aliases):
            if re.fullmatch(r"[HD]GX \w+", name.removesuffix(" 8-GPU")):  # "HGX H100 SXM5" is the board, not its module
                for socket in ("SXM", "SXM4", "SXM5", "SXM6"):
                    names.add_if_free(f"{name.removesuffix(' 8-GPU')} {socket}", whole(system))
    for product in sorted(names.products.values(), key=lambda row: row.name.endswith(LAPTOP)):
        for form in short_forms(_without_brackets(product.name)):
            if product.name.endswith(LAPTOP):
                names.laptops[key(form)] = product
            names.add_if_free(form, exact(product))


def _add_written(names: Names, aliases: Mapping[str, Any]) -> None:
    """Rows and systems by their own names, then what aliases.yaml says of them."""
    for kind, rows in (("products", names.products), ("systems", names.systems)):
        unknown = [row for row in aliases[kind] if row not in rows]
        if unknown:
            raise CatalogueError(f"aliases.yaml: {unknown[0]!r} is no row of {kind}")
    meanings = {name: exact(product) for name, product in names.products.items()}
    meanings |= {name: whole(system) for name, system in names.systems.items()}
    spellings = {name: [name, *aliases["products"].get(name, [])] for name in names.products}
    spellings |= {name: [name, *row.aliases, *aliases["systems"].get(name, [])] for name, row in names.systems.items()}
    shared = {key(rack) for rack in aliases["shared_racks"]}
    for name, written in spellings.items():
        for spelling in written:
            if key(spelling) not in shared:
                names.add(spelling, meanings[name])


def _add_families(names: Names, aliases: Mapping[str, Any]) -> None:
    for label, family in aliases["families"].items():
        named = Named(label, tuple(names.products[product] for product in family["products"]), "family")
        for spelling in (label, *family.get("spellings", [])):
            names.add(spelling, named)
    for rack, systems in aliases["shared_racks"].items():
        held = [names.systems[system] for system in systems]
        products = tuple(product for system in held for product in system.products)
        label = f"{rack} ({' or '.join(system.name for system in held)})"
        names.add(rack, Named(label, products, "system", held[0], note=f"read {rack} as {' or '.join(systems)}"))


def _add_guesses(names: Names, aliases: Mapping[str, Any]) -> None:
    for word, products in aliases["guessed"].items():
        note = f"{word} is no product of the table; it may mean {' or '.join(products)}"
        named = Named(word, tuple(names.products[product] for product in products), "family", note=note)
        names.guesses[key(word)] = named
        names.capitals.append(word)


def _move_to_capitals(names: Names, aliases: Mapping[str, Any]) -> None:
    """Short names only as written; "MI 50" apart only in capitals, "mi50" together in any case."""
    short = {key(name): name for name in aliases["capitals_only"]}
    together = {key(name): name for name in aliases["together_unless_capitals"]}
    elsewhere = short.keys() | together.keys() | {key(word) for word in aliases["field_only"]}
    names.capitals += [spelling for spelling in names.free if key(spelling) in short]
    names.capitals += list(together.values())
    names.solid = list(together.values())
    names.free = [
        spelling
        for spelling in names.free
        if key(spelling) not in elsewhere and not spelling.endswith(LAPTOP)  # found as its base and a laptop word
    ]


def read_all_names() -> Names:
    """All names. Raises CatalogueError where two rows claim one spelling or an alias names no row."""
    products = load_products()
    aliases = read_names("aliases.yaml")
    names = Names(products, load_systems(products), laptop_words=tuple(aliases["laptop_words"]))
    _add_written(names, aliases)
    _add_families(names, aliases)
    _add_derived(names)
    _add_guesses(names, aliases)
    _move_to_capitals(names, aliases)
    return names


def narrowed(named: Named, memory_gb: str | None) -> Named:
    """The variants of a family that have that much memory; all of them where none has."""
    fitting = tuple(product for product in named.products if product.memory_gb is not None and memory_gb is not None
                    and product.memory_gb == int(memory_gb))  # fmt: skip
    if named.kind != "family" or not fitting:
        return named
    return replace(named, label=f"{named.label} {memory_gb}GB", products=fitting)

"""Software and technology for advanced computing items: the entry, its class, and what 744.23 adds.

15 CFR Part 774, Supp. No. 1, ECCNs 3D001, 3E001, 4D001, 4D090, 4E001, 5D002.z, 5D992.z, 5E002, 5E992 as far as they
follow 3A090 and its kin; 15 CFR 742.6(a)(6)(ii), 744.23(a)(3)(ii), 742.4(a), 742.15. Technology for the use of a chip
is none of these. Not modelled: what these entries hold for other commodities (part_774.other_entries).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from rules.deal import Deal, Open
from rules.ear.part_774.advanced_computing import Class, from_figures, lowered, stated_paragraph
from rules.ear.requirement import Requirement
from rules.proof import step
from rules.truth import Truth

RELEASES = frozenset({"deemed_export", "deemed_reexport"})
DATA = frozenset({"software", "source_code", "technology", "weights"})
SOFTWARE = frozenset({"software", "source_code"})
GROUPS = re.compile(r"\d[DE]\d{3}")
GOODS = re.compile(r"\d[A-C]\d{3}")
FOR = "item.technology_for"
KIND = "item.technology_kind"
EAR99 = "EAR99"
CHIP = "3A090"


def is_data(deal: Deal) -> bool:
    """Software, technology or weights: by the form, or by a stated entry of group D or E where no form was said."""
    form = deal.look("item.form")
    if form in DATA:
        return True
    if deal.told("item.form") and not isinstance(form, Open):
        return False
    if deal.look("activity") in RELEASES and not deal.told("item.form"):
        return True  # only software and technology can be released
    return of_data(deal)


def of_data(deal: Deal) -> bool:
    """Is the stated entry one of group D or E?"""
    return GROUPS.match(stated_entry(deal)) is not None


def stated_entry(deal: Deal) -> str:
    """The stated ECCN in capitals, or nothing; read in passing, no ground of a step."""
    return str(deal.look("item.eccn") or "").upper().removeprefix("ECCN").strip()


def is_software(deal: Deal) -> bool:
    """Software rather than technology: by the form, else by the group of the stated entry."""
    if deal.told("item.form"):
        return deal.look("item.form") in SOFTWARE
    return stated_entry(deal)[1:2] == "D"


def _within(paragraph: str, names: Any) -> bool:
    return any(paragraph == one or paragraph.startswith(f"{one}.") for one in names or ())


def _kind(deal: Deal, commodity: str) -> str:
    """What its software and technology are: "a", "b", "c", "v1", "letter" still to be told, "below" or "other"."""
    law = deal.law
    links = law.figure("software_technology.links").value or ()
    if not _within(commodity, [row[0] for row in links]):
        under = _within(commodity, [row[0] for row in law.figure("software_technology.below").value])
        return "below" if under else "other"
    if law.figure("eccn_3a090.v1.bits_tops_from").value is not None:
        return "v1"
    twins_a = (*law.figure("ccl_terms.twins.a").value, *law.figure("software_technology.software_a").value)
    twins_b = (*law.figure("ccl_terms.twins.b").value, *law.figure("software_technology.software_b").value)
    for letter, names in (("a", twins_a), ("b", twins_b), ("c", ("3A090.c",))):
        if _within(commodity, names):
            return letter
    return "letter"


def target(deal: Deal) -> str | None:
    """The commodity that it is for, the paragraph small: as stated, else the chip whose figures were given."""
    stated = deal.look(FOR)
    if not isinstance(stated, str):
        stated = _shown(deal)
    if stated is None:
        return CHIP if not isinstance(deal.look("item.tpp"), Open) else None
    name = stated.upper().removeprefix("ECCN").strip()
    return name if name == EAR99 else lowered(name)


def _shown(deal: Deal) -> str | None:
    """A commodity stated for a deemed export: what is released is technology for it."""
    entry = stated_entry(deal)
    released = deal.look("activity") in RELEASES and not deal.told("item.form")
    return entry if released and GOODS.match(entry) is not None else None


def _entry(deal: Deal, commodity: str) -> str | None:
    """The entry of the software or technology for this commodity."""
    law = deal.law
    rows = (law.figure("software_technology.links").value or (), law.figure("software_technology.below").value)
    for name, software, technology in (row for group in rows for row in group):
        if commodity == name or commodity.startswith(f"{name}."):
            return str(software if is_software(deal) else technology)
    return None


def classify(deal: Deal) -> Class:
    """The class of software or technology: by what it is for, and by the entry that was stated."""
    paragraph, shown = stated_paragraph(deal), _shown(deal) is not None
    stated = None if paragraph is None or shown else paragraph if paragraph == EAR99 else lowered(paragraph)
    unsaid = isinstance(deal.look(FOR), Open) and not shown
    law = deal.law
    own = (*(law.figure("software_technology.software_a").value or ()), *(
        law.figure("software_technology.software_b").value or ()))  # fmt: skip
    if stated is not None and _within(stated, own):
        return _by_kind(deal, _kind_of_paragraph(deal, stated), stated, Truth.YES)
    if stated is not None and any(one.startswith(f"{stated}.z") for one in own) and unsaid:
        return _number_alone(deal, stated)
    named = stated is not None and _within(stated, law.figure("software_technology.linked").value)
    if stated is not None and not named and unsaid:
        return _settled(deal, stated, _held(deal, stated))
    commodity = target(deal)
    if commodity is None:
        return _open(deal, named)
    if unsaid:
        return _by_figures(deal, stated if named else None)
    kind = _kind(deal, commodity)
    linked = Truth.YES if named or _use_too(deal, commodity) else ~deal.equals(KIND, "use")
    deal.bound(FOR)
    held = not _within(commodity, law.figure("software_technology.other_reasons").value)
    if kind in {"below", "other"} or linked is Truth.NO:
        if stated is not None:  # a stated entry is never loosened by what it is said to be for
            return _settled(deal, stated, _held(deal, stated))
        return _settled(deal, _entry(deal, commodity) if kind == "below" else None, kind != "other" and held)
    entry = stated if named and stated is not None and "." in stated else _entry(deal, commodity)
    return _by_kind(deal, kind, entry, linked, held)


def _number_alone(deal: Deal, stated: str) -> Class:
    """An entry stated without its paragraph, which may be the twin of an advanced computing item."""
    a = deal.equals("item.eccn#paragraph", "a")
    b = deal.equals("item.eccn#paragraph", "b") & ~a
    found = _class(deal, a, b, Truth.NO, Truth.NO, stated, held=True)
    return found if found.advanced is not Truth.NO else _settled(deal, stated, held=False)


def _held(deal: Deal, stated: str) -> bool:
    """Is it EAR99, or an entry controlled for anti-terrorism alone?"""
    return stated == EAR99 or _within(stated, deal.law.figure("software_technology.at_only").value)


def _use_too(deal: Deal, commodity: str) -> bool:
    """Does the entry hold technology or software for the use of the commodity as well?"""
    name = "software_for_use" if is_software(deal) else "technology_for_use"
    return _within(commodity, deal.law.figure(f"software_technology.{name}").value)


def _kind_of_paragraph(deal: Deal, paragraph: str) -> str:
    return "a" if _within(paragraph, deal.law.figure("software_technology.software_a").value) else "b"


def _settled(deal: Deal, entry: str | None, held: bool) -> Class:
    """Not for an advanced computing item, or for its use only."""
    asked = step(deal, "part_774.software_technology", "Is it for developing or producing an advanced computing item?",
                 Truth.NO, figures=(deal.law.figure("software_technology.links"),))  # fmt: skip
    no = Truth.NO
    return Class(no, no, no, no, (asked,), entry, goods=False, held=held)


def _by_kind(deal: Deal, kind: str, entry: str | None, linked: Truth, held: bool = True) -> Class:
    """The class of software or technology of one kind; `linked`: is it for development or production?"""
    if kind == "letter":
        letters = [linked & deal.equals(f"{FOR}#paragraph", one) for one in ("a", "b", "c")]
        if target(deal) != CHIP:  # only this entry has a paragraph c
            letters = [letters[0], linked & ~letters[0], Truth.NO]
    else:
        letters = [linked if kind == one else Truth.NO for one in ("a", "b", "c")]
    v1 = linked if kind == "v1" else Truth.NO
    a, b, c = letters
    return _class(deal, a, b, c, v1, None if linked is Truth.UNKNOWN else entry, held)


def _by_figures(deal: Deal, named: str | None) -> Class:
    """For the chip whose figures were given: a or b as the chip is, else below the lines; `named`: a stated entry."""
    chip = from_figures(deal)
    linked = Truth.YES if named is not None else ~deal.equals(KIND, "use")
    a, b, v1 = linked & chip.a, linked & chip.b, linked & chip.v1
    under = linked is not Truth.NO and {chip.a, chip.b, chip.v1} == {Truth.NO}
    if under and named is not None:
        found = _settled(deal, named, held=False)
        return replace(found, steps=(*chip.steps, *found.steps))
    entry = _entry(deal, deal.law.figure("software_technology.below").value[0][0] if under else CHIP)
    used = linked is Truth.NO
    found = _class(deal, a, b, Truth.NO, v1, None if used else entry, held=True)
    return replace(found, steps=(*chip.steps, *found.steps))


def _class(deal: Deal, a: Truth, b: Truth, c: Truth, v1: Truth, entry: str | None, held: bool) -> Class:
    settled = Truth.UNKNOWN not in {a, b, c, v1}
    asked = step(
        deal,
        "part_774.software_technology",
        "Is it for developing or producing an advanced computing item?",
        a | b | c | v1 if settled else Truth.UNKNOWN,
        entry or "controlled like the commodity",
        (deal.law.figure("software_technology.links"),),
    )
    return Class(a, b, c, v1, (asked,), entry if settled else None, goods=False, held=held)


def _open(deal: Deal, named: bool) -> Class:
    """What it is for is not known: the class over everything that rules tell apart."""
    value = deal.look(FOR)
    assert isinstance(value, Open)
    assert value.choices is not None
    kinds = {choice: _kind(deal, choice) for choice in value.choices}
    linked = Truth.YES if named else ~deal.equals(KIND, "use")
    a, b, c, v1 = (
        linked & deal.one_of(FOR, [one for one, kind in kinds.items() if kind == letter])
        for letter in ("a", "b", "c", "v1")
    )
    if linked is Truth.NO:  # for the use of it: still another matter for other commodities than these
        other = deal.one_of(FOR, [one for one, kind in kinds.items() if kind == "other"])
        a = other & Truth.UNKNOWN
    elif Truth.UNKNOWN not in {a, b, c, v1}:  # one kind is left: which commodity of it is still open
        deal.one_of(FOR, value.choices[:1])
        a = a if a is Truth.NO else Truth.UNKNOWN
        b = b if b is Truth.NO else Truth.UNKNOWN
        c = c if c is Truth.NO else Truth.UNKNOWN
        v1 = v1 if v1 is Truth.NO else Truth.UNKNOWN
    return _class(deal, a, b, c, v1, None, held=True)


def national_security(deal: Deal, found: Class) -> Requirement:
    """Does the entry need a license under NS column 1 for what it is for?"""
    figure = deal.law.figure("software_technology.ns_1")

    def carries(entry: str, commodity: str) -> bool:
        return any(entry.startswith(one) and (not of or commodity.startswith(of)) for one, of in figure.value)

    reached = _carried(deal, found, carries)
    if reached is not Truth.NO:
        reached &= deal.place_in("destination", deal.law.places("country_chart.ns1"))
    return _beside_rs(deal, "part_742.national_security", "NS", reached, figure, "15 CFR 742.4(a)")


def encryption(deal: Deal, found: Class) -> Requirement:
    """Does the entry need a license for encryption: everywhere but Canada?"""
    figure = deal.law.figure("software_technology.encryption.entries")
    reached = _carried(deal, found, lambda entry, _: entry.startswith(figure.value))
    if reached is not Truth.NO:
        reached &= ~deal.place_in("destination", deal.law.places("software_technology.encryption.free"))
    return _beside_rs(deal, "part_742.encryption", "encryption", reached, figure, "15 CFR 742.15")


def _carried(deal: Deal, found: Class, carries: Callable[[str, str], bool]) -> Truth:
    """Does the entry of software or technology for an advanced computing item carry it? Open with the commodity."""
    kinds = {found.a, found.b, found.c, found.v1}
    if kinds == {Truth.NO}:
        return Truth.NO
    commodity = target(deal)
    entry = found.entry if found.entry is not None or commodity is None else _entry(deal, commodity)
    if entry is None:
        return Truth.UNKNOWN if Truth.UNKNOWN in kinds and found.weights is Truth.NO else Truth.NO
    return Truth.of(carries(entry, commodity or ""))


def _beside_rs(deal: Deal, rule: str, reason: str, reached: Truth, figure: Any, *cites: str) -> Requirement:
    held = step(deal, f"{rule}.software_technology", f"Does its entry need a license for {reason} as well?", reached,
                f"a license is required ({reason})", (figure,), cites)  # fmt: skip
    lifted = frozenset() if deal.look("activity") in RELEASES else frozenset({"AIA", "NAC", "ACA"})
    return Requirement(held, reason, "case_by_case", lifted)


def from_macau_d5(deal: Deal, found: Class) -> Requirement:
    """742.6(a)(6)(ii): 3E001 of a developer of Macau or D:5, sent from there; A:5 and A:6 are spared."""
    law = deal.law
    first = law.places("software_technology.developer.origins_first")
    places = law.d5m if law.figure("regional_stability.technology").value else first
    reached = _production(deal, found) if places else Truth.NO
    if reached is not Truth.NO:
        reached &= _leaves(deal, places)
    if reached is not Truth.NO and not first:
        reached &= ~deal.place_in("destination", law.a5_a6)
    if reached is not Truth.NO:
        reached &= deal.place_in("item.developer_headquarters", places)
    held = step(
        deal,
        "part_742.regional_stability.technology",
        "Does it leave Macau or D:5, developed by a company seated there, for production of such items?",
        reached,
        "a license is required (RS)",
        (law.figure("regional_stability.technology"),),
        ("15 CFR 742.6(a)(6)(ii)",),
    )
    return Requirement(held, "RS", "presumption_of_denial", frozenset({"GOV(b)"}))


def by_developer_seat(deal: Deal, found: Class) -> Requirement:
    """744.23(a)(3)(ii): the same technology out of the D groups, to any place; no exception, A:5 and A:6 not spared."""
    law = deal.law
    figure = law.figure("software_technology.developer.anywhere")
    reached = _production(deal, found) & ~found.c if figure.value else Truth.NO
    if reached is not Truth.NO:
        reached &= _leaves(deal, law.d145)
    if reached is not Truth.NO:
        reached &= deal.place_in("item.developer_headquarters", law.d5m)
    held = step(
        deal,
        "part_744.advanced_computing.technology",
        "Does technology of a developer of Macau or D:5 leave the D groups, for production of such items?",
        reached,
        "a license is required, no exception",
        (figure,),
        ("15 CFR 744.23(c)",),
    )
    return Requirement(held, "end_use", "presumption_of_denial")


def _production(deal: Deal, found: Class) -> Truth:
    """Is it 3E001 for 3A090, for production of such items? Open while the class is."""
    entry, commodity = deal.law.figure("software_technology.developer.entry").value
    advanced, purpose = found.advanced | found.c, target(deal)
    name = found.entry
    if name is None and advanced is Truth.UNKNOWN:  # the entry is printed once the class is settled
        name = entry if purpose is None and not is_software(deal) else _entry(deal, purpose or commodity)
    if advanced is Truth.NO or name is None or not name.startswith(entry):
        return Truth.NO
    if not (purpose or commodity).startswith(commodity):
        return Truth.NO
    if advanced is Truth.UNKNOWN:
        deal.asks += [ask for one in found.steps for ask in one.asks]
    return advanced & ~deal.equals(KIND, "development")


def _leaves(deal: Deal, places: frozenset[str]) -> Truth:
    """Does it leave one of these places, or stay within it?"""
    leaves = deal.place_in("departure", places)
    if leaves is Truth.YES:
        return leaves
    return leaves | (deal.equals("activity", "transfer_in_country") & deal.place_in("destination", places))


def named_at_seat(deal: Deal, found: Class) -> bool:
    """Does 744.23(a)(3)(i) name the entry itself?"""
    names = deal.law.figure("software_technology.at_seat").value or ()
    return found.goods or (found.entry is not None and _within(found.entry, names))

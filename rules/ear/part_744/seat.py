"""The headquarters rule and individual notices.

15 CFR 744.23(a)(3)(i): b items, and 3A090.c, for a company of Macau or D:5 at other destinations;
until 2025-01-12 a items too. 15 CFR 744.23(b): "is informed" letters. (a)(3)(ii) stands in
part_774/software_technology.py. Software and technology that (a)(3)(i) does not name is read like its commodity.
"""

from __future__ import annotations

from rules.deal import Deal, Open
from rules.ear.part_774.advanced_computing import HARDWARE, Class, stated_paragraph
from rules.ear.requirement import LIST_BASED, Requirement
from rules.ear.seats import of_d5m
from rules.law import Figure
from rules.proof import step
from rules.truth import Truth


def b_items(deal: Deal, found: Class) -> Requirement:
    """Is a b item for an entity of Macau or D:5, whatever the destination outside the groups?"""
    figure = deal.law.figure("advanced_computing.seat.b")
    reached = Truth.NO
    if found.b is not Truth.NO and figure.value:
        reached = of_d5m(deal)
    held = step(
        deal,
        "part_744.advanced_computing.b_items",
        "Is it for an entity headquartered in Macau or D:5?",
        found.b & reached,
        "a license, or NAC",
        (figure,),
    )
    return Requirement(held, "RS", lifted_by=LIST_BASED)


def memory(deal: Deal, found: Class) -> Requirement:
    """Is 3A090.c memory for an entity of Macau or D:5 elsewhere?"""
    figure = deal.law.figure("advanced_computing.seat.c")
    reached = Truth.NO
    if found.c is not Truth.NO and figure.value:
        reached = of_d5m(deal)
    held = step(
        deal,
        "part_744.advanced_computing.memory",
        "Is 3A090.c memory for an entity headquartered in Macau or D:5?",
        found.c & reached,
        "a license is required",
        (figure,),
    )
    return Requirement(held, "RS", lifted_by=LIST_BASED)


def letter(deal: Deal, found: Class) -> Requirement:
    """Does the exporter hold a letter for this item and destination?

    Letters are known for some chips: there silence opens the question, from the letter's date.
    """
    key = "is_informed_letter"
    # what the list already controls is not what the letters were for
    asked_for = _unlisted_goods(found) and not _no_chip(deal)
    known, figures = _letters_reach(deal) if asked_for else (Truth.NO, ())
    if deal.told(key) and not isinstance(deal.look(key), Open):
        holds = deal.yes(key)
        staged = deal.law.figure("eccn_3a090.staged").value
        if holds is Truth.NO and known is Truth.YES and not staged:  # letters that others hold stay an open flag
            holds = ~deal.yes("red_flags#letters")
    elif known is Truth.NO:
        holds = deal.yes(key)
    else:
        holds = known & deal.yes(f"{key}#held")
    held = step(
        deal,
        "part_744.advanced_computing.letter",
        "Has BIS informed the exporter by letter that this needs a license?",
        holds,
        "a license is required by notice",
        figures if known is not Truth.NO else (),
        ("15 CFR 744.23(b)", "15 CFR 734.9"),
    )
    return Requirement(held, "end_use", "presumption_of_denial")


def _no_chip(deal: Deal) -> bool:
    """Goods of which no figures are given, and which no entry or no form makes a chip or a machine of chips."""
    if not deal.is_open("item.tpp"):
        return False
    return stated_paragraph(deal) == "EAR99" or deal.look("item.form") not in HARDWARE


def _unlisted_goods(found: Class) -> bool:
    return found.goods and found.advanced is not Truth.YES


def _letters_reach(deal: Deal) -> tuple[Truth, tuple[Figure, ...]]:
    """Are letters known for such an item at such a place on this day?"""
    law = deal.law
    name = "advanced_computing.letters."
    tests: list[Truth] = []
    used: list[Figure] = []
    first, io = law.figure(f"{name}v1_tpp_from"), law.figure(f"{name}v1_io_from")
    if first.value is not None:
        used += [first, io]
        test = deal.place_in("destination", law.places(f"{name}v1_places"))
        if test is not Truth.NO:
            test &= deal.at_least("item.tpp", first.value)
        if test is not Truth.NO:
            test &= deal.at_least("item.aggregate_io_gb_s", io.value)
        tests.append(test)
    second = law.figure(f"{name}tpp_from")
    if second.value is not None:
        used.append(second)
        test = deal.place_in("destination", law.d145) & deal.at_least("item.tpp", second.value)
        if test is not Truth.NO:
            test &= deal.yes("item.designed_or_marketed_for_datacenter")
        tests.append(test)
    third = law.figure(f"{name}memory_from")
    if third.value is not None:
        used += [third, law.figure(f"{name}interconnect_from")]
        tests.append(_memory_letters(deal, third.value))
    result = Truth.NO
    for test in tests:
        result |= test
    return result, tuple(used)


def _memory_letters(deal: Deal, line: object) -> Truth:
    """The letters of April 2025: the H20's memory bandwidth or its interconnect, Macau, D:5 and their companies."""
    if deal.look("item.form") == "memory":
        return Truth.NO
    test = Truth.NO
    interconnect = deal.law.figure("advanced_computing.letters.interconnect_from")
    if not isinstance(deal.look("item.aggregate_io_gb_s"), Open):
        test = deal.at_least("item.aggregate_io_gb_s", interconnect.value)
    if test is not Truth.YES and (not isinstance(deal.look("item.memory_bandwidth_gb_s"), Open) or _near(deal)):
        test |= deal.at_least("item.memory_bandwidth_gb_s", line)  # type: ignore[arg-type]
    if test is Truth.NO:
        return test
    place = deal.place_in("destination", deal.law.d5m)
    return test & (place if place is Truth.YES else place | of_d5m(deal))


def _near(deal: Deal) -> bool:
    """A data-center chip of the H20's kind to Macau or D:5: its bandwidth is asked, of others it is not."""
    line, tpp = deal.law.figure("eccn_3a090.a.tpp_with_density").value, deal.look("item.tpp")
    destination = deal.look("destination")
    return (
        deal.look("item.designed_or_marketed_for_datacenter") is True
        and line is not None
        and tpp is not None
        and not isinstance(tpp, Open)
        and bool(tpp >= line)
        and isinstance(destination, str)
        and deal.law.row(destination) in deal.law.d5m
    )

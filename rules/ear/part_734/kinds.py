"""What the classification of a foreign-made item tells about the rules of sections 734.4 and 734.9.

An ECCN speaks by its place: the first figure is the category, the letter the product group, the third
sign why it is controlled. A classification that nobody stated is open, except for hardware whose
figures place it in or below the advanced computing entries.
"""

from __future__ import annotations

from rules.deal import Deal
from rules.ear.part_774.advanced_computing import HARDWARE, Class, lowered, stated_paragraph
from rules.truth import Truth

NATIONAL_SECURITY, SPACECRAFT, MUNITIONS = "0", "515", "6"
INFORMATION = frozenset({"software", "source_code", "technology", "weights"})
TECHNOLOGY_GROUPS = frozenset({"D", "E"})
OPEN = "item.eccn#"


def entry(deal: Deal) -> str | None:
    """The stated ECCN with its paragraph, or None."""
    paragraph = stated_paragraph(deal)
    return None if paragraph is None else lowered(paragraph)


def _placed(deal: Deal, found: Class) -> bool:
    """Hardware that its figures place in, or below, the advanced computing entries: none of these controls."""
    return deal.look("item.form") in HARDWARE and Truth.UNKNOWN not in {found.advanced, found.c}


def _by_sign(deal: Deal, found: Class, name: str, holds: bool | None) -> Truth:
    """`holds` for a stated entry; without one NO where figures place the item, else a question."""
    if holds is not None:
        return Truth.of(holds)
    return Truth.NO if _placed(deal, found) else deal.yes(f"{OPEN}{name}")


def advanced(deal: Deal, found: Class) -> Truth:
    """An item of 3A090, 4A090 or a twin, software and technology for one, or model weights of 4E091."""
    return found.advanced | found.c | found.weights


def national_security(deal: Deal, found: Class) -> Truth:
    """May the item be controlled for national security?"""
    paragraph = entry(deal)
    signs = None if paragraph is None else _may_be_ns(paragraph)
    return _by_sign(deal, found, "national_security", signs)


def _may_be_ns(paragraph: str) -> bool:
    return paragraph[2:].startswith((NATIONAL_SECURITY, MUNITIONS, SPACECRAFT))


def spacecraft(deal: Deal, found: Class) -> Truth:
    """An item of the 515 series?"""
    paragraph = entry(deal)
    return _by_sign(deal, found, "series_515", None if paragraph is None else paragraph[2:].startswith(SPACECRAFT))


def munitions(deal: Deal, found: Class) -> Truth:
    """An item of the 600 series, or the entry beside it that section 734.9(d) names?"""
    paragraph, also = entry(deal), deal.law.figure("direct_product.series_600.also").value
    holds = None if paragraph is None else paragraph[2:].startswith(MUNITIONS) or paragraph.startswith(also)
    return _by_sign(deal, found, "series_600", holds)


def any_item(deal: Deal, found: Class) -> Truth:
    """Every item, EAR99 included."""
    return Truth.YES


def listed_item(deal: Deal, found: Class) -> Truth:
    """An item of the Commerce Control List, or an EAR99 good that a supplement of part 746 may name."""
    return deal.equals("item.hts#class", "listed") if entry(deal) == "EAR99" else Truth.YES


def is_one_of(paragraph: str, names: tuple[str, ...]) -> bool:
    """Is it one of these entries or paragraphs, or a part of one?"""
    return any(paragraph == name or paragraph.startswith(f"{name}.") for name in names)


def _tool(deal: Deal, found: Class, wanted: str) -> Truth:
    """Equipment of (k), tools of (e)(3), or neither: `wanted` is `equipment` or `tools`."""
    law, paragraph = deal.law, entry(deal)
    equipment = law.figure("footnotes.equipment").value
    if equipment is None:
        return Truth.NO
    if paragraph is None:
        return _by_sign(deal, found, wanted, None)
    if is_one_of(paragraph, equipment):
        return Truth.of(wanted == "equipment")
    if is_one_of(paragraph, law.figure("footnotes.tools.left_out").value):
        return Truth.NO
    if any(name.startswith(f"{paragraph}.") for name in equipment):
        return deal.equals(f"{OPEN}tool", wanted)
    return Truth.of(wanted == "tools" and is_one_of(paragraph, law.figure("footnotes.tools.entries").value))


def equipment(deal: Deal, found: Class) -> Truth:
    """Chip-making equipment of section 734.9(k)?"""
    return _tool(deal, found, "equipment")


def tool(deal: Deal, found: Class) -> Truth:
    """A tool of section 734.9(e)(3)?"""
    return _tool(deal, found, "tools")


def other_tool(deal: Deal, found: Class) -> Truth:
    """Any item of category 3B that section 734.9(k) leaves out: section 734.4(a)(9)."""
    paragraph, tools = entry(deal), deal.law.figure("footnotes.tools.entries").value
    if paragraph is None or tools is None:
        return tool(deal, found)
    return Truth.of(paragraph.startswith(tools[0][:2])) & ~equipment(deal, found)

"""The XML of the eCFR: parts with their sections and supplements, and the Commerce Control List.

Read is what the versioner serves for a part and a day (`DIV5` with `DIV8` sections and `DIV9` appendices) and a single
appendix. Not read: subparts as such, authority and source notes, images.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from xml.etree import ElementTree

from knowledge.errors import SourceError
from knowledge.official.paragraphs import ITALIC
from knowledge.official.unit import CONTINUED, NOTE, Piece, Unit, joined, note_cite, unit_of
from rules.cite import Cite, CiteError

Node = ElementTree.Element

SECTION = re.compile(r"(?:§+\s*)?(\d{3,4}\.\d+[a-z]?)")
SUPPLEMENT = re.compile(r"(?:Supplement|Supp\.?)\s+No\.?\s*(\d+)\s+to\s+Part\s+(\d{3,4})", re.IGNORECASE)
CONTROL_LIST = ("774", "1")
CCL = "15 CFR Part 774, Supp. No. 1"
ENTRY = re.compile(r"(\d[A-E]\d{3})\b\s*(.*)", re.DOTALL)
ITEMS = re.compile(r"Items:\s*")
ITEM = re.compile(r"([a-z](?:\.(?:\d{1,2}|[a-z]))*)\.?\s")
CATEGORY = re.compile(r"Category \d|[A-E]\. [“\"]|[A-E]\. (?:Materials|Software|Technology)")
ECCN_PLACE = re.compile(r"\d[A-E]\d{3}(?:\.[0-9a-z]+)*")
SKIPPED = {"HEAD", "CITA", "EDNOTE", "AUTH", "SOURCE", "SECAUTH", "XREF", "img"}
INLINE = {"I", "E"}


def parsed(text: str, file: str) -> Node:
    """The root of an XML text; raises SourceError where it is cut off or none."""
    try:
        return ElementTree.fromstring(text)
    except ElementTree.ParseError as error:
        raise SourceError(f"{file}: cut off or no XML ({error})") from error


def units(root: Node, file: str) -> tuple[Unit, ...]:
    """Every section, supplement and entry; raises SourceError where there is none."""
    found: list[Unit] = []
    for node in root.iter():
        if node.tag == "DIV8":
            found += _section(node)
        elif node.tag == "DIV9":
            found += _supplement(node)
    if not found:
        raise SourceError(f"{file}: holds no section (DIV8) and no supplement (DIV9)")
    return tuple(found)


def _section(node: Node) -> Iterator[Unit]:
    number = SECTION.search(node.get("N", "")) or SECTION.search(_plain(node.find("HEAD")))
    if number:
        title = re.sub(r"^§+\s*[\d.a-z]+\s*", "", _plain(node.find("HEAD"))).rstrip(".")
        yield unit_of(f"15 CFR {number[1]}", title, lines_of(node))


def _supplement(node: Node) -> Iterator[Unit]:
    head = _plain(node.find("HEAD"))
    number = SUPPLEMENT.search(node.get("N", "")) or SUPPLEMENT.search(head)
    if number is None:
        return
    if (number[2], number[1]) == CONTROL_LIST:
        yield from entries(node)
        return
    title = SUPPLEMENT.sub("", head).strip(" —–-")
    yield unit_of(f"15 CFR Part {number[2]}, Supp. No. {number[1]}", title, lines_of(node))


def lines_of(node: Node) -> Iterator[str]:
    """The paragraphs of an element, tables and notes as one line each with their own line breaks."""
    for child in node:
        if child.tag in SKIPPED or (child.tag.startswith("DIV") and child.tag != "DIV"):
            continue
        if child.tag in {"EFFDNOT", "EFFDNOTP"}:
            yield f"Effective Date Note: {' '.join(_plain(one) for one in child if one.tag != 'HED')}"
        elif child.tag in {"NOTE", "NOTES"}:
            yield _note(child)
        elif child.find(".//TABLE") is not None or child.tag == "TABLE":
            yield CONTINUED + table(child)
        elif child.tag in {"EXTRACT", "DIV", "FTNT"}:
            yield from (f"{CONTINUED}{line.lstrip(CONTINUED)}" for line in lines_of(child))
        elif child.tag.startswith("HD"):
            yield CONTINUED + _plain(child)
        elif text := _plain(child):
            yield text


def _note(node: Node) -> str:
    """A note as one line: a label inside it cites nothing outside."""
    head = node.find("HED")
    lines = [table(one) if one.find(".//TABLE") is not None else _plain(one) for one in node if one is not head]
    first = f"{_plain(head)} {lines[0] if lines else ''}".strip()
    text = "\n".join([first, *lines[1:]]).replace(ITALIC, "")
    return text if NOTE.match(text) else CONTINUED + text


def table(node: Node) -> str:
    """A table as lines of cells, " | " between them."""
    rows = ([_plain(cell) for cell in row if cell.tag in {"TH", "TD"}] for row in node.iter("TR"))
    caption = _plain(node.find(".//CAPTION"))
    lines = [caption, *(" | ".join(row) for row in rows if any(row))]
    return "\n".join(line for line in lines if line)


def _plain(node: Node | None) -> str:
    """The text of an element: a label in italics marked as one, a power as 10^26."""
    return "" if node is None else re.sub(r"\s\^", "^", " ".join("".join(_texts(node)).split()))


def _texts(node: Node) -> Iterator[str]:
    before = node.text or ""
    yield before
    for child in node:
        inner = "".join(_texts(child))
        label = child.tag in INLINE and before.endswith("(") and re.fullmatch(r"[0-9]{1,2}|[ivxl]+", inner.strip())
        power = child.tag in {"SU", "sup"} and inner.strip().lstrip("-−").isdigit() and before.rstrip().endswith("10")
        yield f"{ITALIC}{inner.strip()}" if label else f"^{inner.strip()}" if power else inner
        before = child.tail or ""
        yield before


# ---- the Commerce Control List


def entries(node: Node) -> Iterator[Unit]:
    """The entries of the list, each a unit: the heading with its requirements, then the paragraphs of its items."""
    starts = [at for at, child in enumerate(node) if entry_of(child) is not None]
    for start, end in pairwise([*starts, len(node)]):
        found = entry_of(node[start])
        assert found is not None
        pieces = joined(_entry_pieces(found[0], list(node)[start:end]))
        yield Unit(f"{CCL}, ECCN {found[0]}", found[1].rstrip("."), tuple(pieces))


def entry_of(node: Node) -> tuple[str, str] | None:
    """Entry and title, where the element opens an entry."""
    if node.tag not in {"FP-2", "FP-1", "FP"} or node.find("B") is None:
        return None
    found = ENTRY.fullmatch(_plain(node))
    return None if found is None else (found[1], found[2])


def _entry_pieces(entry: str, nodes: list[Node]) -> Iterator[Piece]:
    label, in_items = "", False
    for node in nodes:
        if node.tag.startswith("HD") and CATEGORY.match(_plain(node)):
            return
        if node.tag in {"CITA", "EDNOTE", "img"}:
            continue
        text = _note(node).lstrip(CONTINUED) if node.tag == "NOTE" else _block(node)
        if not text:
            continue
        if found := ITEMS.match(text):
            in_items, text = True, text[found.end() :] or "Items:"
        if node.tag == "NOTE":
            yield Piece(_noted(entry, label, text), text)
            continue
        opens = node.tag in {"P", "FP"} and (in_items or node.tag == "P")
        if opens and (item := ITEM.match(text)):
            label, in_items = f".{item[1]}", True
        yield Piece(_entry_cite(entry, label if in_items and node.tag in {"P", "FP", "DIV"} else ""), text)


def _block(node: Node) -> str:
    return table(node) if node.find(".//TABLE") is not None else _plain(node).replace(ITALIC, "")


def _noted(entry: str, label: str, text: str) -> str:
    """The cite of a note: what its heading names, the smallest place around several, else where it stands."""
    here = _entry_cite(entry, label)
    found = NOTE.match(text)
    if found is None:
        return here
    named = [one for one in ECCN_PLACE.findall(found["place"] or "") if one.startswith(entry)]
    places = [Cite.parse(_entry_cite(entry, one.removeprefix(entry))) for one in named]
    around = next((one for one in places[0].lineage() if all(map(one.covers, places))), None) if places else None
    return note_cite(here if around is None else around.text, found) or here


def _entry_cite(entry: str, label: str) -> str:
    try:
        return Cite.parse(f"{CCL}, ECCN {entry}{label}").text
    except CiteError:
        return Cite.parse(f"{CCL}, ECCN {entry}").text

"""Fonts inside a DOCX, cut to what it says: its names are readable on a machine that has no font for their script.

A font part is hidden as ECMA-376 (part 4, 2.8.1) asks: its first 32 bytes are combined with the key that stands
beside its name. The key comes from the font, so that the same memo has the same bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from docx.document import Document as Paper
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from lxml import etree

from assistant.render import fonts

HIDDEN = "application/vnd.openxmlformats-officedocument.obfuscatedFont"
FONT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/font"
KEY_BYTES, HIDDEN_BYTES = 16, 32
FACES: Mapping[str, int] = {"embedRegular": fonts.REGULAR, "embedBold": fonts.BOLD}


def embed(paper: Paper, said: Iterable[str]) -> None:
    """Puts every font that draws these texts into the document; the first one in bold too."""
    table = _table(paper)
    listed: Any = parse_xml(table.blob)
    for font, chars in _by_font(said).items():
        entry = next((one for one in listed if one.get(qn("w:name")) == font.family), None)
        if entry is None:
            entry = OxmlElement("w:font", {qn("w:name"): font.family})
            listed.append(entry)
        for face, weight in FACES.items():
            if weight == fonts.REGULAR or font is fonts.FONTS[0]:
                entry.append(_embedded(table, face, fonts.shaped(font, chars, weight)))
    table._blob = etree.tostring(listed, xml_declaration=True, encoding="UTF-8", standalone=True)
    zoom = paper.settings.element.find(qn("w:zoom"))
    zoom.addnext(OxmlElement("w:saveSubsetFonts"))
    zoom.addnext(OxmlElement("w:embedTrueTypeFonts"))


def _table(paper: Paper) -> Part:
    found = (one for one in paper.part.rels.values() if one.reltype == RELATIONSHIP_TYPE.FONT_TABLE)
    part: Part = next(found).target_part
    return part


def _by_font(said: Iterable[str]) -> dict[fonts.Font, frozenset[str]]:
    chars = {char for text in said for char in fonts.drawn(text)}
    found: dict[fonts.Font, set[str]] = {}
    for char in sorted(chars):
        found.setdefault(fonts.font_of(char), set()).add(char)
    return {font: frozenset(found[font]) for font in fonts.FONTS if font in found}


def _embedded(table: Part, face: str, font: bytes) -> Any:
    """The element that names a font part of its own."""
    key = hashlib.sha256(font).digest()[:KEY_BYTES]
    mask = key[::-1] * (HIDDEN_BYTES // KEY_BYTES)
    hidden = bytes(one ^ other for one, other in zip(font, mask, strict=False)) + font[HIDDEN_BYTES:]
    name = PackURI(f"/word/fonts/{key.hex()}.odttf")
    id = table.relate_to(Part(name, HIDDEN, hidden, table.package), FONT)
    text = key.hex().upper()
    guid = "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))
    return OxmlElement(f"w:{face}", {qn("r:id"): id, qn("w:fontKey"): f"{{{guid}}}"})

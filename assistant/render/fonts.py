"""Which font draws a character, and that font cut to the characters of one text.

The fonts come from packages; none lies in the repository. They are variable: a cut has one weight and a few
glyphs, which takes a third of a second where the whole font would take a minute.
"""

from __future__ import annotations

import io
import re
import string
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

from assistant.render.memo import MemoError

REGULAR, BOLD = 400, 700
NOT_DRAWN = "\u200c\u200d\n\t"
LAYOUT = ("GSUB", "GPOS", "GDEF", "BASE", "VVAR", "vhea", "vmtx")  # letters are joined before they are drawn


@dataclass(frozen=True, slots=True)
class Font:
    """A variable font of a package."""

    name: str
    package: str
    file: str

    @property
    def family(self) -> str:
        """Its name in a document: NotoSansSC is Noto Sans SC."""
        return " ".join(re.findall(r"[A-Z][a-z]+|[A-Z]+", self.name))


FONTS = (
    Font("NotoSans", "fontpkg_noto_sans", "files/NotoSans[wdth,wght].ttf"),
    Font("NotoSansArabic", "fontpkg_noto_sans_arabic", "files/NotoSansArabic[wdth,wght].ttf"),
    Font("NotoSansSC", "justmytype_intl_cjk", "fonts/ofl/notosanssc/NotoSansSC[wght].ttf"),
    Font("NotoSansTC", "justmytype_intl_cjk", "fonts/ofl/notosanstc/NotoSansTC[wght].ttf"),
    Font("NotoSansJP", "justmytype_intl_cjk", "fonts/ofl/notosansjp/NotoSansJP[wght].ttf"),
    Font("NotoSansKR", "justmytype_intl_cjk", "fonts/ofl/notosanskr/NotoSansKR[wght].ttf"),
)


def file_of(font: Font) -> Path:
    """Where the package keeps the font. Raises MemoError where it is not installed."""
    found = find_spec(font.package)
    if found is None or found.origin is None:
        raise MemoError(f"the font package {font.package} is not installed; run `make run` to set it up")
    return Path(found.origin).parent / font.file


@cache
def glyphs(font: Font) -> frozenset[int]:
    """The code points that a font draws."""
    from fontTools.ttLib import TTFont

    with TTFont(file_of(font), lazy=True) as opened:
        return frozenset(opened.getBestCmap())


@cache
def font_of(char: str) -> Font:
    """The font that draws a character.

    Raises MemoError that names the character where no font has it.
    """
    found = next((font for font in FONTS if ord(char) in glyphs(font)), None)
    if found is None:
        name = unicodedata.name(char, "no name")
        raise MemoError(f"no font at hand has the character {char!r} (U+{ord(char):04X}, {name})")
    return found


def drawn(text: str) -> str:
    """The text without what takes no room on paper."""
    return "".join(char for char in text if char not in NOT_DRAWN)


def check(text: str) -> None:
    """Raises MemoError for the first character that no font has."""
    for char in drawn(text):
        font_of(char)


def cut(font: Font, chars: Iterable[str], weight: int) -> io.BytesIO:
    """The font at one weight, with these characters (and ASCII, where it has it); the same bytes for the same ones."""
    return io.BytesIO(_cut(font, frozenset(chars) | frozenset(string.printable), weight, shapes=False))


def shaped(font: Font, chars: Iterable[str], weight: int) -> bytes:
    """The same font, under its family's name and with what joins its letters: for a document that is laid out later."""
    return _cut(font, frozenset(chars) | frozenset(string.printable), weight, shapes=True)


@lru_cache(maxsize=24)
def _cut(font: Font, chars: frozenset[str], weight: int, *, shapes: bool) -> bytes:
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import instantiateVariableFont

    with TTFont(file_of(font), lazy=True, recalcTimestamp=False) as opened:
        for table in () if shapes else LAYOUT:
            if table in opened:
                del opened[table]
        subsetter = Subsetter(Options(hinting=False, notdef_outline=True, recalc_timestamp=False))
        subsetter.populate(unicodes=sorted(map(ord, chars)))
        subsetter.subset(opened)
        axes = {axis.axisTag: weight if axis.axisTag == "wght" else axis.defaultValue for axis in opened["fvar"].axes}
        instantiateVariableFont(opened, axes, inplace=True)
        for name, said in (
            _named(font, weight) if shapes else dict.fromkeys((1, 4, 6), f"{font.name}-{weight}")
        ).items():
            opened["name"].setName(said, name, 3, 1, 0x409)  # a document tells its fonts apart by these
        out = io.BytesIO()
        opened.save(out)
        return out.getvalue()


def _named(font: Font, weight: int) -> dict[int, str]:
    """The names by which an office program finds a face of the family."""
    face = "Bold" if weight == BOLD else "Regular"
    return {1: font.family, 2: face, 4: f"{font.family} {face}", 6: f"{font.name}-{face}", 16: font.family, 17: face}

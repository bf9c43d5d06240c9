"""Citations as values: one canonical spelling for whatever people write.

A `Cite` is a path through a text: `15 CFR 742.6(a)(6)(iii)` is the title, the part, the section and three paragraphs.
Two cites are equal when their paths are; one covers another when its path is a beginning of the other's. This is the
only module that builds or splits citation strings. Not modelled: ranges and lists ("742.6(a)(1)-(4)"), which are no
single place and raise, and subparts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

EAR_TITLE = "15 CFR"
_ROMAN = re.compile(r"m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})")
_LEVELS = ("letter", "number", "roman", "capital", "number", "roman")  # (a)(1)(i)(A)(1)(i), as the CFR numbers them


class CiteError(ValueError):
    """The text is no citation that this module knows; the message says what was expected."""


@dataclass(frozen=True, slots=True)
class Cite:
    """One place in a law text, as the path of labels that leads to it.

    >>> str(Cite.parse("15 C.F.R. § 742.6 (a)(6)(iii)"))
    '15 CFR 742.6(a)(6)(iii)'
    >>> Cite.parse("3A090.a").text
    '15 CFR Part 774, Supp. No. 1, ECCN 3A090.a'
    >>> Cite.parse("742.6(a)").covers(Cite.parse("§742.6(a)(6)(iii)"))
    True
    """

    parts: tuple[str, ...]

    @staticmethod
    def parse(text: str) -> Cite:
        """The citation that the whole text is; raises CiteError where it is none."""
        return _parse(text)

    @property
    def text(self) -> str:
        """The canonical form, as the answer contract spells it."""
        return _render(self.parts)

    @property
    def parent(self) -> Cite | None:
        """The next larger unit, None above a part, a page or a document.

        >>> str(Cite.parse("742.6(a)(6)").parent), str(Cite.parse("742.6").parent), Cite.parse("part 742").parent
        ('15 CFR 742.6(a)', '15 CFR Part 742', None)
        """
        return Cite(self.parts[:-1]) if len(self.parts) > 2 else None

    @property
    def part(self) -> str | None:
        """The CFR part ("742"), None outside the CFR."""
        return self.parts[1] if self.parts[0].endswith(" CFR") and self.parts[1].isdigit() else None

    @property
    def eccn(self) -> str | None:
        """The ECCN with its paragraph ("3A090.a"), None for another kind of place."""
        for at, label in enumerate(self.parts):
            if label.startswith("ECCN "):
                paragraphs = [item for item in self.parts[at + 1 :] if not _is_named(item)]
                return ".".join([label.removeprefix("ECCN "), *paragraphs])
        return None

    def covers(self, other: Cite) -> bool:
        """Whether the other place is this one or lies inside it."""
        return other.parts[: len(self.parts)] == self.parts

    def lineage(self) -> Iterator[Cite]:
        """This place, then every larger unit around it, the nearest first."""
        place: Cite | None = self
        while place is not None:
            yield place
            place = place.parent

    def __str__(self) -> str:
        return self.text

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: object) -> Any:
        """Models take a Cite or its text and write the canonical string."""
        from pydantic_core import core_schema

        return core_schema.no_info_plain_validator_function(
            _validated,
            serialization=core_schema.plain_serializer_function_ser_schema(str),
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: object, handler: object) -> dict[str, str]:
        return {"type": "string", "description": "canonical citation, such as 15 CFR 742.6(a)(6)(iii)(A)"}


def canonical(text: str) -> str:
    """The canonical spelling of a citation; raises CiteError.

    >>> canonical("Supp. No. 1 to part 740"), canonical("Country Group D:5"), canonical("General Order No. 7")[-19:]
    ('15 CFR Part 740, Supp. No. 1', '15 CFR Part 740, Supp. No. 1, Country Group D:5', 'General Order No. 7')
    """
    return _parse(text).text


def find_cites(text: str) -> list[Cite]:
    """The citations that stand in running text, in their order, each once; unreadable ones are left out.

    >>> [str(cite) for cite in find_cites("Does § 742.6(a)(6)(iii) reach 3A090.a (see 90 FR 4544)?")]
    ['15 CFR 742.6(a)(6)(iii)', '15 CFR Part 774, Supp. No. 1, ECCN 3A090.a', '90 FR 4544']
    """
    found: dict[Cite, None] = {}
    for match in _IN_TEXT.finditer(text):
        try:
            found[_parse(match.group().strip(" .,;"))] = None
        except CiteError:
            continue
    return list(found)


def _validated(value: object) -> Cite:
    if isinstance(value, Cite):
        return value
    if isinstance(value, str):
        return _parse(value)
    raise CiteError(f"cite: found {type(value).__name__}, expected text such as 15 CFR 742.6(a)")


# ---- printing


def _is_named(label: str) -> bool:
    """Whether a label stands after a comma under its own name instead of continuing a numbering."""
    return label.startswith(
        ('"', "Note", "Technical Note", "Red Flag", "General Order", "ECCN", "Country Group", "EAR99")
    )


def _render(parts: tuple[str, ...]) -> str:
    if not parts[0].endswith(" CFR"):
        return _render_other(parts)
    title, unit, *rest = parts
    if not rest:
        return f"{title} Part {unit}" if unit.isdigit() else f"{title} {unit}"
    first = rest[0]
    text = f"{title} Part {unit}, {first}" if first.startswith("Supp.") else f"{title} {first}"
    style = "({})"
    for label in rest[1:]:
        if _is_named(label):
            text += f", {label}"
            style = ".{}" if label.startswith("ECCN") else ":{}" if label.startswith("Country Group") else "({})"
        else:
            text += style.format(label)
    return text


def _render_other(parts: tuple[str, ...]) -> str:
    text = " ".join(parts[:2])
    if len(parts) == 2:
        return text
    return f"{text} at {parts[2]}" if parts[0].endswith(" FR") else f"{text}, {parts[2]}"


# ---- reading

_TITLE = r"(?:(?P<title>\d{1,2})\s*C\.?\s*F\.?\s*R\.?,?\s*)?"
_PARAGRAPHS = r"(?P<paragraphs>(?:\s*\(\s*[0-9A-Za-z]{1,8}\s*\))*)"
_SUPP = r"Supp(?:lement|l)?\.?\s*(?:No\.?\s*|Number\s*)?(?P<supp>\d{1,2})"
_PART = r"(?:parts?\s+)?(?P<part>\d{1,4})"
_NOTE = r"(?P<note>(?:Technical\s+)?Note(?:\s+(?:No\.?\s*)?\d+)?)"
_ECCN = r"(?:ECCNs?\s*)?(?P<eccn>\d[A-E]\d{3})(?P<levels>(?:\s?\.\s?[0-9a-z]{1,3})*)"
_GROUP = r"(?P<group>[A-E])(?:\s*:\s*(?P<subgroup>\d))?"
_ENTRY = (
    rf"(?:{_ECCN}|(?P<ear99>EAR\s?99)|(?:Country\s+)?Groups?\s+{_GROUP}"
    rf"|General\s+Order\s+(?:No\.?\s*)?(?P<order>\d+){_PARAGRAPHS.replace('paragraphs', 'order_paragraphs')}"
    r"|Red\s+Flag\s+(?:No\.?\s*|\#)?(?P<flag>\d+))"
)
_TEN = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")  # the general prohibitions
_TAIL = rf"(?:,?\s*{_NOTE})?"


def _rule(pattern: str, build: Callable[[re.Match[str]], tuple[str, ...]]) -> _Rule:
    return re.compile(pattern, re.IGNORECASE), build


_Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], tuple[str, ...]]]


def _section(match: re.Match[str]) -> tuple[str, ...]:
    section = match["section"].lower()
    if not match["title"] and len(section.partition(".")[0]) < 3:
        raise CiteError(
            f"cite: found {match.group()!r}, expected the title before so short a section, as in 15 CFR 30.37"
        )
    labels = _levels(match["paragraphs"], strict=True)
    term = (f'"{match["term"].strip().lower()}"',) if match["term"] else ()
    return (_title(match), section.partition(".")[0], section, *labels, *term, *_note(match))


def _supplement(match: re.Match[str]) -> tuple[str, ...]:
    head = (
        _title(match),
        match["part"],
        f"Supp. No. {int(match['supp'])}",
        *_levels(match["paragraphs"], strict=False),
    )
    return (*head, *_entry(match), *_note(match))


def _bare_entry(match: re.Match[str]) -> tuple[str, ...]:
    """An entry without its supplement: each kind has one home in the EAR."""
    home = ("774", 1) if match["eccn"] or match["ear99"] else ("740", 1) if match["group"] else None
    part, supplement = home or (("736", 1) if match["order"] else ("732", 3))
    return (EAR_TITLE, part, f"Supp. No. {supplement}", *_entry(match), *_note(match))


def _entry(match: re.Match[str]) -> tuple[str, ...]:
    if match["eccn"]:
        levels = [level.strip().lower() for level in match["levels"].split(".")[1:]]
        return (f"ECCN {match['eccn'].upper()}", *levels)
    if match["ear99"]:
        return ("EAR99",)
    if match["group"]:
        return (f"Country Group {match['group'].upper()}", *([match["subgroup"]] if match["subgroup"] else []))
    if match["order"]:
        return (f"General Order No. {match['order']}", *_levels(match["order_paragraphs"], strict=False))
    return (f"Red Flag {match['flag']}",) if match["flag"] else ()


def _note(match: re.Match[str]) -> tuple[str, ...]:
    words = match.groupdict().get("note")
    if not words:
        return ()
    kind = "Technical Note" if words.lower().startswith("technical") else "Note"
    number = re.search(r"\d+", words)
    return (f"{kind} {number.group()}" if number else kind,)


def _title(match: re.Match[str]) -> str:
    title = match.groupdict().get("title")
    return f"{title} CFR" if title else EAR_TITLE


def _levels(paragraphs: str | None, *, strict: bool) -> tuple[str, ...]:
    """The labels of "(a)(6)(iii)", each in the case that its level has; supplements may begin with a number."""
    labels = re.findall(r"[0-9A-Za-z]+", paragraphs or "")
    offset = 0 if strict or not labels or not labels[0].isdigit() else 1
    return tuple(_level(label, depth + offset) for depth, label in enumerate(labels))


def _level(label: str, depth: int) -> str:
    kind = _LEVELS[depth % len(_LEVELS)]
    text = label.upper() if kind == "capital" else label.lower()
    fits = {
        "letter": re.fullmatch(r"([a-z])\1?", text),
        "number": re.fullmatch(r"[1-9]\d*", text),
        "roman": _ROMAN.fullmatch(text) if text else None,
        "capital": re.fullmatch(r"[A-Z]{1,2}", text),
    }[kind]
    if fits is None:
        raise CiteError(f"cite: ({label}) stands where paragraphs carry a {kind}, as in (a)(1)(i)(A)(1)")
    return text


def _federal_register(match: re.Match[str]) -> tuple[str, ...]:
    at = (match["at"].replace(",", ""),) if match["at"] else ()
    return (f"{match['volume']} FR", match["page"].replace(",", ""), *at)


def _paper(match: re.Match[str]) -> tuple[str, ...]:
    kind = "BIS press release" if (match["kind"] or "").lower().startswith("press") else "BIS guidance"
    topic = match["topic"] or match["bracketed"]
    return (kind, match["day"], *([re.sub(r"\s+", " ", topic).strip().lower()] if topic else []))


def _prohibition(number: str) -> str:
    """The paragraph of 736.2(b) of a general prohibition, which is called by number or word."""
    place = number if number.isdigit() else str(_TEN.index(number.lower()) + 1)
    if not 1 <= int(place) <= len(_TEN):
        raise CiteError(f"cite: general prohibition {number}, expected one to ten")
    return place


_RULES: tuple[_Rule, ...] = (
    _rule(
        rf'{_TITLE}(?:§+|sections?|sec\.)?\s*(?P<section>\d{{1,4}}\.\d+[a-z]?){_PARAGRAPHS}(?:,?\s*["“](?P<term>[^"”]+)["”])?{_TAIL}',
        _section,
    ),
    _rule(
        rf'["“](?P<term>[^"”]+)["”]\s*(?:,|in|as defined in)?\s*{_TITLE}§?\s*(?P<section>772\.1)'
        r"(?P<paragraphs>)(?P<note>(?!))?",
        _section,
    ),
    _rule(rf"{_TITLE}{_PART},?\s*{_SUPP}{_PARAGRAPHS}(?:,?\s*{_ENTRY})?{_TAIL}", _supplement),
    _rule(
        rf"{_TITLE}{_SUPP}{_PARAGRAPHS}\s*(?:to|of)\s*{_PART}(?:,?\s*{_ENTRY})?{_TAIL}",
        _supplement,
    ),
    _rule(rf"{_ENTRY}{_TAIL}", _bare_entry),
    _rule(rf"{_NOTE}\s*(?:to|of)\s*{_ENTRY}", _bare_entry),
    _rule(
        r"(?P<order>(?!))?(?P<ear99>(?!))?(?P<eccn>(?!))?(?P<flag>(?!))?(?P<group>[A-E])\s*:\s*(?P<subgroup>\d)",
        _bare_entry,
    ),
    _rule(
        rf"(?:General\s+Prohibition|GP)\s*(?:No\.?\s*)?(?P<number>\d{{1,2}}|{'|'.join(_TEN)})",
        lambda m: (EAR_TITLE, "736", "736.2", "b", _prohibition(m["number"])),
    ),
    _rule(rf"{_TITLE}parts?\s+(?P<part>\d{{1,4}})", lambda m: (_title(m), m["part"])),
    _rule(
        r"(?P<title>\d{1,2})\s*C\.?\s*F\.?\s*R\.?\s*(?:ch\.?|chapter)\s*(?P<chapter>[IVX]+)",
        lambda m: (_title(m), f"ch. {m['chapter'].upper()}"),
    ),
    _rule(
        r"(?P<volume>\d{2,3})\s*(?:F\.?\s?R\.?|Fed\.?\s*Reg\.?)\s*(?P<page>\d[\d,]*)(?:\s*,?\s*at\s*(?P<at>\d[\d,]*))?",
        _federal_register,
    ),
    _rule(r"(?:FR\s*)?Doc\.?\s*(?:No\.?\s*)?(?P<number>\d{4}-\d{5})", lambda m: ("FR Doc.", m["number"])),
    _rule(
        r"BIS,?\s*(?P<kind>guidance|press\s+release)?,?\s*(?:of\s*)?(?P<day>\d{4}-\d\d-\d\d)"
        r"(?:,\s*(?P<topic>[A-Za-z][\w .-]*)|\s*\((?P<bracketed>[A-Za-z][\w .-]*)\))?",
        _paper,
    ),
    _rule(
        r"Company\s+policy\s+(?P<name>[a-z0-9][a-z0-9.-]*)(?:,\s*(?P<place>(?:p\.\s*)?\d+))?",
        lambda m: ("Company policy", m["name"].lower(), *([m["place"]] if m["place"] else [])),
    ),
    _rule(r"Background\s+note\s+(?P<name>[a-z0-9][a-z0-9 -]*)", lambda m: ("Background note", m["name"].lower())),
    _rule(r"GAO,?\s*(?P<number>B-\d{6})", lambda m: ("GAO", m["number"].upper())),
    _rule(
        r"(?:Presidential\s*)?Proclamation\s*(?:No\.?\s*)?(?P<number>\d{4,5})", lambda m: ("Proclamation", m["number"])
    ),
)

_IN_TEXT = re.compile(
    r"\b\d{2,3}\s(?:FR|Fed\.?\sReg\.?)\s\d+(?:,\d{3})*"
    r"|(?:\d+\s*C\.?\s?F\.?\s?R\.?\s*)?(?:part\s+\d{3},?\s*)?supp(?:lement)?\.?\s*(?:no\.?\s*)?\d+(?:\([0-9a-z]+\))*(?:\s+to\s+(?:part\s+)?\d{3})?"
    r"(?:,?\s*(?:ECCN\s*\d[A-E]\d{3}(?:\.[0-9a-z]{1,3}\b)*|Country\s+Group\s+[A-E](?::\d)?|General\s+Order\s+No\.?\s*\d+|Red\s+Flag\s+\d+))?"
    r"|(?:\d+\s*C\.?\s?F\.?\s?R\.?\s*§*\s*|§+\s*)\d{3,4}\.\d{1,3}\b(?:\s?\([0-9a-z]{1,5}\))*"
    r"|(?<![\d.,])\b7[3-7]\d\.\d{1,2}\b(?!\.\d)(?:\s?\([0-9a-z]{1,5}\))*"  # without a title: a section of the EAR
    r"|\b(?:ECCN\s*)?\d[A-E]\d{3}(?:\.[0-9a-z]{1,3}\b)*"
    r"|\b(?:Country\s+)?Group\s+[A-E](?::\d)?\b|\b[A-E]:\d\b|\bEAR\s?99\b|\bGeneral\s+Order\s+(?:No\.?\s*)?\d+|\bRed\s+Flag\s+(?:No\.?\s*)?\d+"
    r"|\bBIS\s+guidance\s+(?:of\s+)?\d{4}-\d\d-\d\d|\bGAO\s+B-\d{6}|\b(?:General\s+Prohibition|GP)\s*(?:No\.?\s*)?(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten)\b|\bProclamation\s+\d{4,5}|\bFR\s+Doc\.?\s*(?:No\.?\s*)?\d{4}-\d{5}",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def _parse(text: str) -> Cite:
    plain = re.sub(r"\s+", " ", text.replace("\u00a0", " ")).strip()
    for pattern, build in _RULES:
        if match := pattern.fullmatch(plain):
            return Cite(build(match))
    raise CiteError(f"cite: found {text!r}, expected a form such as 15 CFR 742.6(a)(6), ECCN 3A090.a or 90 FR 4544")

"""`law verify`: the figures, lists and headings of the rule base against the official texts at hand.

A figure has to stand in the paragraph that it cites, in every issue of it read while the figure was in force;
a list of countries, entries or firms has to be named there in full, and a country that the paragraph names and
the list leaves out is a failure too; the tables of country groups and of the country chart are compared cell by
cell; the headings of sections and entries by a digest of their words; every entry of the Commerce Control List by
its columns of the country chart and its lines on LVS, GBS and TSR (entries.py).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterator
from dataclasses import asdict
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from assistant.law.entries import entries
from assistant.law.finding import Finding
from knowledge.official.folder import OfficialFolder
from rules.cite import Cite
from rules.law import EAR, FIRST_DAY, Figure, Law, Topic, read_yaml, topics

GROUP = re.compile(r"15 CFR Part 740, Supp\. No\. 1, Country Group ([A-E](?::\d)?)")
CHART = "15 CFR Part 738, Supp. No. 1"
COUNTRY = re.compile(r"[A-Z]{2}")
ENTRY = re.compile(r"\d[A-E]\d{3}")
LETTERS = re.compile(r"(?<![\w(])([a-z]) to ([a-z])(?!\w)")
GROUPS = re.compile(r"Product Groups? ((?:[A-E](?:, |,? or |,? and )?)+) (?:in|of) Category (\d)")
LIMB = re.compile(r"(?<=^[A-Z]{3})(?:\([a-z0-9]+\))+$")
HOME = "US"
NUMBER_WORDS = {1: "one", 2: "two", 3: "three", 5: "five", 9: "nine", 10: "ten", 25: "twenty-five"}
HEADINGS = "headings.yaml"


def verify(root: Path) -> dict[str, Any]:
    """`{texts, checked, failed, unchecked}`; nothing failed where `failed` is empty."""
    folder = OfficialFolder(root)
    findings = [*_tables(folder), *_paragraphs(folder), *_headings(folder), *entries(folder)]
    texts = sorted({(one.file, one.issue) for one in findings})
    checked = {one.id for one in findings}
    return {
        "texts": [{"file": file, "issue": issue} for file, issue in texts],
        "checked": len(findings),
        "failed": [asdict(one) for one in findings if one.what],
        "unchecked": [{"id": one.id, "why": _unchecked(one)} for one in topics().values() if one.id not in checked],
    }


def _unchecked(topic: Topic) -> str:
    """Why nothing was compared."""
    if why := topic.verify.get("not_printed"):
        return str(why)
    if not any(_comparable(span) for span in topic.spans):
        return "says whether or how a rule applies, which no text prints as a figure or a list"
    return "no text at hand holds its paragraph while it was in force"


def _tables(folder: OfficialFolder) -> Iterator[Finding]:
    """Country groups and country chart, column by column."""
    for pattern, column_of in (("country_groups_*.csv", _group_column), ("country_chart_*.csv", _chart_column)):
        found = folder.table(pattern)
        if found is None:
            continue
        issue, file, rows = found
        for topic in topics().values():
            figure = topic.on(issue)
            column = column_of(figure)
            if column not in rows[0]:
                continue
            there = {row["iso2"] for row in rows if "X" in row[column]}
            what = _difference(set(figure.value or ()), there)
            yield Finding(topic.id, figure.cite, file, issue, what)


def _group_column(figure: Figure) -> str:
    match = GROUP.fullmatch(figure.cite)
    return match[1] if match and isinstance(figure.value, tuple) else ""


def _chart_column(figure: Figure) -> str:
    return figure.id.rpartition(".")[2].upper() if figure.cite == CHART else ""


def _difference(ours: set[str], theirs: set[str]) -> str:
    if ours == theirs:
        return ""
    return f"only in the rule base: {sorted(ours - theirs)}; only in the text: {sorted(theirs - ours)}"


def _paragraphs(folder: OfficialFolder) -> Iterator[Finding]:
    for topic in topics().values():
        if "not_printed" in topic.verify:
            continue
        for figure in topic.spans:
            if not _comparable(figure) or _group_column(figure) or figure.cite == CHART:
                continue
            for issue, file, text in folder.issues_of(Cite.parse(topic.verify.get("at", figure.cite))):
                if figure.effective_from <= issue and (figure.effective_to is None or issue <= figure.effective_to):
                    yield Finding(topic.id, figure.cite, file, issue, _compared(topic, figure, text))


def _comparable(figure: Figure) -> bool:
    """Has the value words that a text can hold: a number, or a list of places, entries or names?"""
    value = figure.value
    words = isinstance(value, tuple) and bool(value) and all(isinstance(one, str) for one in value)
    return words or (isinstance(value, Decimal) and not isinstance(value, bool))


def _compared(topic: Topic, figure: Figure, text: str) -> str:
    value = figure.value
    if isinstance(value, Decimal):
        return "" if any(_stands(form, text) for form in _forms(value)) else f"{_forms(value)[0]} does not stand there"
    own = set(topic.verify.get("own", ()))
    if all(COUNTRY.fullmatch(one) for one in value):
        theirs = named_countries(text) - set(topic.verify.get("besides", ())) - {HOME}
        by_group = _members(text, figure.effective_from)
        return _difference(set(value) - own - by_group - {HOME}, theirs - by_group)
    text = spelled_out(text)
    missing = [one for one in value if one not in own and not named(str(one), text)]
    return f"not named there: {missing}" if missing else ""


def spelled_out(text: str) -> str:
    """ "k to n" and "Product Groups B, C, D, or E in Category 3" with each letter and each group written out."""
    text = LETTERS.sub(lambda match: ", ".join(map(chr, range(ord(match[1]), ord(match[2]) + 1))), text)
    groups = [f"{match[2]}{letter}" for match in GROUPS.finditer(text) for letter in re.findall(r"\b[A-E]\b", match[1])]
    return " ".join([text, *groups])


def named(name: str, text: str) -> bool:
    """Is a name or an entry there? "3A001.z.1.a, z.2.a" names 3A001.z.2.a too; of TMP(a)(9) the symbol counts."""
    name = LIMB.sub("", name)
    if _stands(name.replace("_", " "), text):
        return True
    entry, dot, label = name.partition(".")
    return bool(dot) and ENTRY.fullmatch(entry) is not None and entry in text and _stands(label, text)


def _members(text: str, day: dt.date) -> set[str]:
    """The members of every country group that a text names, such as E:1."""
    law = Law(max(day, FIRST_DAY))
    found: set[str] = set()
    for group in re.findall(r"(?<![\w:])([A-E]):(\d)(?!\d)", text):
        name = f"country_groups.{group[0].lower()}_{group[1]}"
        if name in topics():
            found |= law.places(name)
    return found


def _forms(value: Decimal) -> tuple[str, ...]:
    """How a text may print a figure."""
    plain = format(value.normalize(), "f")
    forms = [plain]
    if value == value.to_integral_value():
        whole = int(value)
        forms += [f"{whole:,}"]
        forms += [NUMBER_WORDS[whole]] if whole in NUMBER_WORDS else []
        billions = whole / 10**9
        if whole >= 10**9:
            forms += [f"{billions:g} billion"]
        if plain.strip("0") == "1" and whole >= 10**9:
            forms += [f"10{len(plain) - 1}", f"10^{len(plain) - 1}", f"10 {len(plain) - 1}"]
        elif whole >= 10**12:
            power = len(plain) - 1
            forms += [f"{Decimal(whole).scaleb(-power).normalize():f} × 10{space}{power}" for space in ("", " ", "^")]
    return tuple(forms)


def _stands(words: str, text: str) -> bool:
    return re.search(rf"(?<![\w.,]){re.escape(words)}(?![\w]|[.,]\d)", text, re.IGNORECASE) is not None


def named_countries(text: str) -> set[str]:
    """The countries that a text names, by their code."""
    found: set[str] = set()
    for code, name in _names():
        pattern = rf"(?<!\w){re.escape(name)}(?!\w)"
        if re.search(pattern, text):
            found.add(code)
            text = re.sub(pattern, " ", text)  # "Guinea-Bissau" is not also Guinea
    return found


@cache
def _names() -> list[tuple[str, str]]:
    """(code, name as the EAR writes it), longest first."""
    names: dict[str, list[str]] = read_yaml(Path(__file__).parent / "official_names.yaml")
    pairs = [(code, name) for code, own in names.items() for name in own]
    return sorted(pairs, key=lambda one: -len(one[1]))


def _headings(folder: OfficialFolder) -> Iterator[Finding]:
    known: dict[str, str] = read_yaml(EAR / HEADINGS)
    for one in folder.headings:
        ours = known.get(one.cite.text)
        if ours is not None:
            what = "" if digest_of(one.text) == ours else "the heading reads differently"
            yield Finding(f"heading {one.cite.text}", one.cite.text, one.file, one.issue, what)


def digest_of(heading: str) -> str:
    """A short digest of the words of a heading: its text itself is not ours to carry."""
    words = re.findall(r"\w+", heading.casefold())
    return hashlib.sha256(" ".join(words).encode()).hexdigest()[:12]

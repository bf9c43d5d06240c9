"""The grounding check: a sentence stands only on what verdict, facts or the cited passages carry.

It reads sentence by sentence: figures, dates, ECCNs, cites, marks, exception codes and words that claim a result. A
sentence that says more than the verdict, or something else, is taken out and counted. The patterns of claims stand in
grounding.yaml. It knows nothing of who phrased the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any

from assistant.answer import Citation
from rules.cite import Cite, find_cites
from rules.law import read_yaml
from rules.proof import Verdict

PLACES = (2, 4)  # to which a wording may round a computed figure
KEPT = 4096  # texts of which is kept what was read out of them
MARK = re.compile(r"\[(\d+)\]")
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
ISO_DATE = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
LONG_DATE = re.compile(
    rf"\b(\d{{1,2}}) ({'|'.join(MONTHS)}) (\d{{4}})\b|\b({'|'.join(MONTHS)}) (\d{{1,2}}),? (\d{{4}})\b"
)
LABELLED = re.compile(r"\b(TPP|performance density|bandwidth)\s+(?:is\s+|of\s+|comes to\s+)?(\d[\d,]*(?:\.\d+)?)", re.I)
LABELS = {"tpp": "tpp", "performance density": "performance_density", "bandwidth": "memory_bandwidth_gb_s"}
CLASSED = re.compile(
    r"\b(?:is|as|under|to be)\s+(?:taken as\s+|classified\s+)?\**(?:ECCN\s*)?(EAR99|\d[A-E]\d{3}(?:\.\w+)*)"
)
CODE = re.compile(r"\b(NAC|ACA|AIA|LPP|ACM|VEU|STA|LVS|GBS|TSU|ENC|APP|TMP|RPL|GOV|CIV|GO7)\b|exception (HBM)\b")
_SPACES = re.compile(r"\s+")
_LEAD = re.compile(r"^(?:next|presumed): ")
_SHORT = (
    "Doc.",
    "Supp.",
    "supp.",
    "No.",
    "no.",
    "Nos.",
    "nos.",
    "H.R.",
    "Co.",
    "Ltd.",
    "Inc.",
    "S.A.",
    "U.S.",
    "ch.",
)  # no sentence ends here
_ENDS = re.compile(
    r"(?:(?<=[.!?])|(?<=[.!?]\*\*))" + "".join(rf"(?<!\b{re.escape(one)})" for one in _SHORT) + r"\s+(?=[^a-z\s])"
)


@dataclass(frozen=True, slots=True)
class Patterns:
    """grounding.yaml, compiled."""

    claims: tuple[tuple[re.Pattern[str], frozenset[str]], ...]
    policies: Mapping[str, re.Pattern[str]]
    negated: re.Pattern[str]
    softened: re.Pattern[str]
    exception_use: re.Pattern[str]
    never: re.Pattern[str]


@cache
def patterns() -> Patterns:
    """The patterns of claims."""
    read = read_yaml(Path(__file__).with_name("grounding.yaml"))

    def compiled(text: str) -> re.Pattern[str]:
        return re.compile(text, re.IGNORECASE)

    return Patterns(
        tuple((compiled(one["says"]), frozenset(one["of"])) for one in read["claims"]),
        {name: compiled(text) for name, text in read["policies"].items()},
        compiled(read["negated"]),
        compiled(read["softened"]),
        compiled(read["exception_use"]),
        compiled(read["never"]),
    )


@dataclass(frozen=True)
class Basis:
    """What a wording may rest on. `spoken`: phrases that the verdict bears out as they are, such as an option with
    its outcome; they are taken out of a sentence before its claims are read.
    """

    verdict: Verdict | None
    facts: Mapping[str, Any]
    citations: tuple[Citation, ...]
    spoken: tuple[str, ...] = field(default=())

    @cached_property
    def sentences(self) -> str:
        """The verdict's own sentences and the phrases it bears out, as one lower-case text."""
        return _flat(" | ".join((*self._strings, *self.spoken)))

    @cached_property
    def own(self) -> frozenset[str]:
        """The verdict's own sentences, whole: a part of one can say the opposite of it."""
        texts = {text for text in self._strings if " " in text}
        return frozenset(map(_bare, texts)).union(*map(_bared, texts))

    @cached_property
    def _strings(self) -> tuple[str, ...]:
        return tuple(self._held[0])

    @cached_property
    def phrases(self) -> tuple[re.Pattern[str], ...]:
        """What the verdict bears out, the longest first, to be looked for."""
        plain = sorted({_plain(one) for one in self.spoken if one}, key=len, reverse=True)
        return tuple(map(_phrase, plain))

    @cached_property
    def _held(self) -> tuple[dict[str, None], dict[str, None]]:
        """The verdict's texts; its keys and figures with all that the facts hold."""
        texts: dict[str, None] = {}
        others: dict[str, None] = {}
        if self.verdict is not None:
            _gather(self.verdict.model_dump(mode="json"), texts, others)
        _gather(self.facts, others, others)
        return texts, others

    @cached_property
    def _texts(self) -> tuple[str, ...]:
        """All that verdict and facts hold, and the phrases that the verdict bears out."""
        texts, others = self._held
        return (*texts, *others, *self.spoken)

    @cached_property
    def days(self) -> frozenset[str]:
        """Every date that verdict and facts hold."""
        return frozenset().union(*map(_days, self._texts))

    @cached_property
    def numbers(self) -> frozenset[Decimal]:
        """Every figure that verdict and facts hold."""
        computed = {} if self.verdict is None else self.verdict.computed
        rounded = {one for name in LABELS.values() if name in computed for one in _shown(computed[name])}
        return frozenset(rounded).union(*map(_numbers, self._texts))

    @cached_property
    def cites(self) -> tuple[Cite, ...]:
        """The cites of verdict and citations."""
        stated = str((self.facts.get("item") or {}).get("eccn", ""))
        texts = (*(one.cite for one in self.citations), *self._strings, *self.spoken, stated)
        return tuple(dict.fromkeys(cite for text in dict.fromkeys(texts) for cite in _cited(text)))

    @cached_property
    def twins(self) -> frozenset[str]:
        """The cites as they are spelled alike for chip and assembly."""
        return frozenset(map(_twin, self.cites))

    def marked(self, sentence: str) -> str:
        """The passages that a sentence marks."""
        return " ".join(
            f"{one.cite}. {one.title}. {one.passage}{f' {one.beside.passage}' if one.beside else ''}"
            for number in MARK.findall(sentence)
            if 0 < int(number) <= len(self.citations)
            for one in [self.citations[int(number) - 1]]
        )


@dataclass(frozen=True, slots=True)
class Grounded:
    """The wording that stands, and the sentences that were taken out."""

    text: str
    rejected: tuple[str, ...]


def ground(text: str, basis: Basis) -> Grounded:
    """The wording without the sentences that nothing carries."""
    rejected: list[str] = []
    lines = []
    for line in text.split("\n"):
        kept: list[str] = []
        for sentence in sentences(line):
            (kept if complaint(sentence, basis) is None else rejected).append(sentence)
        if kept or not line.strip():
            lines.append(" ".join(kept))
    return Grounded(re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip(), tuple(rejected))


def sentences(line: str) -> list[str]:
    """The sentences of one line, in order."""
    return [part for part in _ENDS.split(line.strip()) if part]


class Said:
    """One sentence against its basis: what it marks, and what is left of it to be borne out."""

    def __init__(self, text: str, basis: Basis) -> None:
        self.text, self.basis = text, basis

    @cached_property
    def passages(self) -> str:
        """The passages that the sentence marks."""
        return self.basis.marked(self.text)

    @cached_property
    def unspoken(self) -> str:
        """The sentence without marks and without the phrases that the verdict bears out."""
        left = _plain(self.text)
        for phrase in self.basis.phrases:
            left = phrase.sub(" ", left)
        return left

    @cached_property
    def left(self) -> str:
        """Nothing, where the sentence stands in the verdict or in a passage it marks as it is."""
        flat = _bare(self.unspoken)
        carried = flat in self.basis.own or flat in _bared(self.passages)
        return "" if carried else self.unspoken


def complaint(sentence: str, basis: Basis) -> str | None:
    """Why a sentence cannot stand, in a few words; None where it can."""
    said = Said(sentence, basis)
    for check in (_marks, _dates, _figures, _labelled, _cites, _classified, _never, _exceptions, _claims, _policies):
        if found := check(said, basis):
            return found
    return None


# ---- what is looked at


def _marks(said: Said, basis: Basis) -> str | None:
    wrong = [number for number in MARK.findall(said.text) if not 0 < int(number) <= len(basis.citations)]
    return f"mark [{wrong[0]}] leads nowhere" if wrong else None


def _dates(said: Said, basis: Basis) -> str | None:
    days = _days(said.text)
    known = {*basis.days, *_days(said.passages)} if days else set()
    for day in days:
        if day not in known:
            return f"date {day}"
    return None


def _figures(said: Said, basis: Basis) -> str | None:
    values = _numbers(MARK.sub("", said.text))
    of_passages = frozenset(_numbers(said.passages)) if values else frozenset()
    for value in values:
        if value not in basis.numbers and value not in of_passages and not _rounds(value, basis.numbers):
            return f"figure {value}"
    return None


def _labelled(said: Said, basis: Basis) -> str | None:
    """ "TPP 4,800" has to be the item's own figure, or a phrase of the verdict or passage as it stands."""
    computed = {} if basis.verdict is None else basis.verdict.computed
    labelled = LABELLED.findall(said.left)
    carried = f"{basis.sentences} {_flat(said.passages)}" if labelled else ""
    for label, figure in labelled:
        own = computed.get(LABELS[label.lower()])
        value = Decimal(figure.replace(",", "").rstrip("."))
        if own is not None and value in _shown(own):
            continue
        if f"{label.lower()} {figure}" not in carried:
            return f"{label} {figure}"
    return None


def _cites(said: Said, basis: Basis) -> str | None:
    named = _cited(said.text)
    of_passages = _cited(said.passages) if named else ()
    for cite in named:
        if _twin(cite) not in basis.twins and not any(
            cite.covers(one) or _twin(cite) == _twin(one) for one in (*basis.cites, *of_passages)
        ):
            return f"cite {cite}"
    return None


def _classified(said: Said, basis: Basis) -> str | None:
    """A class that is said of the item is the verdict's or the stated one."""
    if basis.verdict is None:
        return None
    stated = str((basis.facts.get("item") or {}).get("eccn", "")).upper()
    known = {(basis.verdict.eccn or "").upper(), stated}
    for eccn in CLASSED.findall(said.unspoken):
        if eccn.upper().rstrip(".") not in known:
            return f"class {eccn}"
    return None


def _never(said: Said, basis: Basis) -> str | None:
    left = said.left
    found = patterns().never.search(left)
    return f"says {found.group()!r}" if found else None


def _exceptions(said: Said, basis: Basis) -> str | None:
    """A license exception may be named where it was examined, and used where it is available."""
    left = said.left
    codes = [one or other for one, other in CODE.findall(left)]
    if not codes:
        return None
    examined = {} if basis.verdict is None else {one.code: one.available for one in basis.verdict.exceptions}
    for code in codes:
        if code not in examined and not re.search(rf"\b{code}\b", said.passages):
            return f"exception {code}"
        used = patterns().exception_use.search(left) and not patterns().softened.search(left)
        if used and examined.get(code) is not True:
            return f"use of exception {code}"
    return None


def _claims(said: Said, basis: Basis) -> str | None:
    """A result may be said only where it is the verdict's."""
    left = said.left
    outcome = None if basis.verdict is None else basis.verdict.outcome
    for pattern, outcomes in patterns().claims:
        for found in pattern.finditer(left):
            if outcome in outcomes or patterns().negated.search(left[: found.start()]):
                continue
            return f"says {found.group()!r}"
    return None


def _policies(said: Said, basis: Basis) -> str | None:
    left = said.left
    own = None if basis.verdict is None else basis.verdict.review_policy
    for policy, pattern in patterns().policies.items():
        if policy != own and pattern.search(left):
            return f"says {policy}"
    return None


# ---- reading


# One wording shares most of its sentences with the next: what is read out of a text is kept.


def _plain(text: str) -> str:
    return _SPACES.sub(" ", MARK.sub("", text).replace("*", "")).replace(" .", ".").replace(" :", ":").strip()


@lru_cache(maxsize=KEPT)
def _phrase(text: str) -> re.Pattern[str]:
    return re.compile(re.escape(text), re.IGNORECASE)


@lru_cache(maxsize=KEPT)
def _bare(text: str) -> str:
    """A sentence to be compared as a whole: without marks, lead word and stops."""
    return _LEAD.sub("", _flat(text).strip(" .:-"))


@lru_cache(maxsize=KEPT)
def _bared(text: str) -> frozenset[str]:
    """The sentences of a text, to be compared as wholes."""
    return frozenset(map(_bare, sentences(text)))


def _flat(text: str) -> str:
    return _plain(text).lower()


def _gather(value: object, texts: dict[str, None], others: dict[str, None]) -> None:
    """Takes up the texts that a value holds at any depth, and beside them its keys and figures."""
    if isinstance(value, str):
        texts[value] = None
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            others[key] = None
            _gather(inner, texts, others)
    elif isinstance(value, list | tuple | frozenset | set):
        for inner in value:
            _gather(inner, texts, others)
    elif value is not None and not isinstance(value, bool):
        others[str(value)] = None


@lru_cache(maxsize=KEPT)
def _numbers(text: str) -> tuple[Decimal, ...]:
    found = NUMBER.findall(LONG_DATE.sub(" ", ISO_DATE.sub(" ", text)))
    return tuple(dict.fromkeys(Decimal(one.replace(",", "").rstrip(".")) for one in found))


@lru_cache(maxsize=KEPT)
def _cited(text: str) -> tuple[Cite, ...]:
    return tuple(find_cites(text))


def _rounds(value: Decimal, exact: Iterable[Decimal]) -> bool:
    """Is it one of these figures, rounded to the places it shows?"""
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or exponent == 0:
        return False
    return any(round(one, -exponent) == value for one in exact)


def _shown(figure: object) -> frozenset[Decimal]:
    """A computed figure in the ways a wording may print it."""
    exact = Decimal(str(figure))
    return frozenset({exact, *(round(exact, places) for places in PLACES)})


@lru_cache(maxsize=KEPT)
def _days(text: str) -> tuple[str, ...]:
    """The dates of a text, as they are written in facts."""
    days = ISO_DATE.findall(text)
    for day, month, year, month_first, day_second, year_last in LONG_DATE.findall(text):
        number = MONTHS.index(month or month_first) + 1
        days.append(f"{year or year_last}-{number:02d}-{int(day or day_second):02d}")
    return tuple(days)


@lru_cache(maxsize=KEPT)
def _twin(cite: Cite) -> str:
    """Chip and assembly entries have the same paragraphs: 3A090.a and 4A090.a are named together."""
    return cite.text.replace("ECCN 4A090", "ECCN 3A090")

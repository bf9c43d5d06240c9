"""Names as keys: case, punctuation, legal forms, scripts and look-alike letters taken out.

Two spellings of one name give one key. A key proves nothing by itself: who a listed person is
stays a question of identity (15 CFR 744.11 is a rule about the listed person, not about a name).
"""

import re
import unicodedata
from dataclasses import dataclass

from assistant.screening.word_set import word_set

TOKEN = re.compile(r"(?:[^\W_]\.)+[^\W_](?![^\W_])|[^\W_]+(?:['’`´][^\W_]+)*")
# Han, kana, Hangul: scripts without word borders that the list never uses.
NATIVE = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]")

# Dropped wherever they stand: no listed name is told from another by them alone.
LEGAL = word_set(
    """ltd limited llc llp inc incorporated corp corporation company co gmbh plc pjsc ojsc cjsc jsc oao ooo zao pao
    fgup fsue sdn bhd pte pty pvt private srl sarl ltda kk kft doo sro tbk fzco fzc fze fzllc wll eood ead sae saoc
    saog kgaa"""
)
# Dropped at either end only: inside a name they are words.
LEGAL_AT_END = word_set(
    """sa ag as asa sas ab bv nv oy oyj spa sl se pt ao cv aps kg ug nk tov too pc psc dwc jlt cooperatief ua"""
)
LEGAL_PHRASES = tuple(
    tuple(phrase.split())
    for phrase in (
        "public joint stock",
        "open joint stock",
        "closed joint stock",
        "joint stock",
        "limited liability",
        "obshchestvo s ogranichennoi otvetstvennostyu",
        "obshchestvo s ogranichennoy otvetstvennostyu",
        "aktsionernoe obshchestvo",
        "free zone",
    )
)
LEGAL_FIRST = frozenset(phrase[0] for phrase in LEGAL_PHRASES)
SMALL = frozenset({"the", "and"})
# One word in several spellings, on both sides of every comparison.
SAME = {
    "technologies": "technology",
    "industries": "industry",
    "centre": "center",
    "defence": "defense",
    "intl": "international",
    "labs": "lab",
    "laboratories": "laboratory",
}
# Words that name a part of a firm, not a firm.
PART_OF_FIRM = word_set(
    """branch office subsidiary unit division headquarters representative sales region regional local affiliate"""
)
NATIVE_FORMS = re.compile(
    r"股份有限公司|有限责任公司|有限責任公司|有限公司|公司|集团|集團|控股|株式会社|合同会社|주식회사|分公司|科技|技术|技術"
)
LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "œ": "oe", "þ": "th", "ı": "i", "ħ": "h"}
)
# Cyrillic and Greek letters that look like a Latin one, in lower case.
LOOKS_LATIN = dict(zip("асеһіјкӏмоѕрԛтѵԝхуԁցոս", "acehijklmospqtvwxydgnu", strict=True)) | dict(
    zip("αβεικνορτυχ", "abeiknoptux", strict=True)
)
CAPITALS_LOOK_LATIN = dict(zip("АВЕЅІЈКМНОРСТХУΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "abesijkmhopctxyabezhikmnoptyx", strict=True))
BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
INNER_MARKS = re.compile(r"[.'’`´]")
SUCCESSORS = re.compile(r"(?i)[,;]?\s+and any successor.*$|[,;]?\s+and its sub-?units.*$")
# Before these stands the owner, after them the listed party.
OWNED = re.compile(r"(?i)\.?\s*affiliated entity:\s*|\.?\s*subordinate (?:institution|entity)s?\s*(?:-|:)\s*")
PARTS = re.compile(
    r"(?i)\s*\b(?:a\.?k\.?a\.?|f\.?k\.?a\.?|d/b/a|dba|also known as|formerly known as|formerly|c/o|trading as)[,:]?\s+"
)
# Cheap test before the costly ones: most names hold one reading.
HOLDS_SEVERAL = (
    "(", "[", ".k.a", "aka ", "aka,", "fka ", "entity:", "subordinate", "sub-unit", "subunit", "successor", "known as",
    "formerly", "dba ", "d/b/a", "c/o", "trading as",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Key:
    """One reading of a name: its words without legal form, and the same written together."""

    text: str
    words: tuple[str, ...]

    @property
    def squash(self) -> str:
        return "".join(self.words)

    @property
    def sorted(self) -> str:
        """The same for every order of the words: "Doe, John" is "John Doe"."""
        return "~" + "".join(sorted(self.words))


def key(text: str) -> Key:
    """The name's words: NFKC, lower case, legal forms dropped (kept where nothing else is left)."""
    words = [SAME.get(word, word) for word in map(fold, TOKEN.findall(plain(text))) if word]
    kept = _without_legal_forms(words)
    return Key(text, tuple(kept or words))


def plain(text: str) -> str:
    """NFKC, and `&` as a word, so that "A&B" and "A and B" are one name."""
    if text.isascii() and "&" not in text:
        return text
    return unicodedata.normalize("NFKC", text).replace("&", " and ")


def fold(token: str) -> str:
    """One word in lower-case ASCII where its script allows; Cyrillic and Greek are transliterated.

    A word that mixes Latin with letters of another alphabet that look Latin is read as Latin.
    """
    if token.isascii() and token.isalnum():
        return token.lower()
    word = INNER_MARKS.sub("", token)
    if word.isascii():
        return word.lower()
    if (latin := as_latin(word)) is not None:
        return latin
    bare = unicodedata.normalize("NFKD", word.lower().translate(LETTERS))
    bare = "".join(char for char in bare if not unicodedata.combining(char)).translate(LETTERS)
    return bare if bare.isascii() or NATIVE.search(bare) else _transliterated(word)


def as_latin(word: str) -> str | None:
    """The Latin word that this one imitates, or None: only where Latin letters stand beside the others."""
    if not any(char.isascii() and char.isalpha() for char in word):
        return None
    letters = [CAPITALS_LOOK_LATIN.get(char) or LOOKS_LATIN.get(char.lower()) or char.lower() for char in word]
    latin = "".join(letters)
    return latin if latin.isascii() and latin != word.lower() else None


def all_lookalikes(text: str) -> str | None:
    """The Latin reading of a text whose every foreign letter looks Latin ("СМІС"), or None."""
    if text.isascii():
        return None
    letters = [CAPITALS_LOOK_LATIN.get(char) or LOOKS_LATIN.get(char.lower()) or char for char in text]
    read = "".join(letters)
    return read if read.isascii() else None


def _transliterated(word: str) -> str:
    from anyascii import anyascii

    return re.sub(r"[^a-z0-9]", "", anyascii(word).lower())


def _without_legal_forms(words: list[str]) -> list[str]:
    words = [word for word in words if word not in SMALL]
    if not LEGAL_FIRST.isdisjoint(words):
        for phrase in LEGAL_PHRASES:
            words = _without_phrase(words, phrase)
    words = [word for word in words if word not in LEGAL]
    while len(words) > 1 and words[-1] in LEGAL_AT_END:
        words = words[:-1]
    while len(words) > 1 and words[0] in LEGAL_AT_END:
        words = words[1:]
    return words


def _without_phrase(words: list[str], phrase: tuple[str, ...]) -> list[str]:
    if phrase[0] not in words:
        return words
    size = len(phrase)
    for start in range(len(words) - size + 1):
        if tuple(words[start : start + size]) == phrase and len(words) > size:
            return words[:start] + words[start + size :]
    return words


def readings(name: str) -> list[str]:
    """The names that one printed name holds: whole, without brackets, in brackets, after "a.k.a."."""
    lower = name.lower()
    if not any(mark in lower for mark in HOLDS_SEVERAL):
        return [name]
    whole = " ".join(name.split())
    name = SUCCESSORS.sub("", OWNED.split(whole)[-1])
    found = [whole] if name != whole else []
    found += [name, BRACKETS.sub(" ", name)]
    found += BRACKETS.findall(name)
    return list(
        dict.fromkeys(part.strip(" .,;:-") for text in found for part in [text, *PARTS.split(text)] if part.strip())
    )


def native_key(text: str) -> str:
    """A name in Han, kana or Hangul without company forms, as one string; Latin letters in lower case."""
    bare = re.sub(r"[\s\W_]+", "", unicodedata.normalize("NFKC", text).lower())
    return NATIVE_FORMS.sub("", bare) or bare


def is_foreign_script(text: str) -> bool:
    """Whether a word of the name is in an alphabet that is not Latin (one that only imitates Latin letters is)."""
    words = TOKEN.findall(plain(text))
    return any(not word.isascii() and as_latin(word) is None and not _is_latin(word) for word in words)


def _is_latin(word: str) -> bool:
    return all("LATIN" in unicodedata.name(char, "") for char in word if char.isalpha())

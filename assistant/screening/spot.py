"""Party names in running text: every listed name, the groups' short names, the register.

Whole words only, so that both borders are word borders; the longest find wins. Words that are also plain
English, places or products are no finds by themselves.
"""

import hashlib
import json
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from assistant.reading.found import Found, PartyName
from assistant.reading.gazetteer import english
from assistant.register.register import register
from assistant.screening import names
from assistant.screening.at_hand import at_hand
from assistant.screening.entries import ListAtHand
from assistant.screening.index import default_folder, open_index, version, written_whole
from assistant.screening.word_set import word_set

MOST_WORDS = 14  # of a name; longer ones are found by a shorter alias or not at all
LONG = 5  # words of a name that is met whole by no chance, so that a comma in it is its own
SHORTEST_SINGLE = 6  # letters of a listed name of one word
MODEL = re.compile(r"(?=[^\W\d_]*\d)(?=\d*[^\W\d_])[^\W_]{2,}$")  # letters and digits: H200, 910B, MI300X
# A measure, a half of the year or the number of a site is no model: "SMIC's 28nm line", "the Huawei Q3 order".
MEASURE = re.compile(r"(?i)(?:\d+(?:nm|mm|g|d|st|nd|rd|th)|[qh][1-4])$")
SITE = re.compile(
    r"(?i)(?:['’`´]s)?[\s-]+[^\W_]+[\s-]+(?:rooms?|halls?|labs?|lines?|fabs?|foundry|plants?|factory|factories|sites?|campus"
    r"|offices?|buildings?|warehouses?|teams?|divisions?|branch|subsidiary|affiliate|projects?|orders?|contracts?)\b"
)
# After a maker's name these, or a model, make it a product's: "NVIDIA GPUs", "Huawei Ascend", "Dell PowerEdge".
PRODUCT_WORDS = word_set(
    """ascend atlas kunpeng instinct epyc radeon ryzen gaudi xeon arc flex max geforce quadro tesla titan jetson orin
    thor drive rtx gtx dgx hgx egx igx blackwell hopper ampere ada lovelace turing volta grace vera rubin gpu gpus
    chip chips card cards accelerator accelerators server servers board boards module modules processor processors
    switch switches poweredge proliant cray thinksystem quantum spectrum bluefield connectx infiniband trainium
    inferentia tpu npu npus siyuan mlu workstation workstations laptop laptops notebook notebooks router routers
    superpod pod pods rack racks equipment hardware fpga fpgas cpu cpus asic asics soc socs dsp dsps"""
)
# Short or plain names of well-known firms: read only as they are written, never in another case.
PLAIN_NAMES = word_set(
    """meta apple lambda oracle orange intel arm amazon google reliance tata lg hp msi sap bt kt ase umc nec ais
    together jio jd vng fpt mgx tii pif stc vk telus sony acer groq micron moonshot minimax mistral rebellions sea
    grab naver line alphabet maxis zain claro azure yotta opera tesla shopify canva goto jingdong dell cisco nokia
    lenovo tm qct gigabyte quanta inspur dawning baikal empyrean hygon nxp ibm amd ntt pdg ovh snowflake adobe
    chevron canon olympus bayer uber honor razer temu allegro iliad fanuc ricoh chery didi revolut"""
)


TOLD_SMALL = 3  # words of a listed name of plain words that is met by no chance in small letters
_NO_VOWELS = re.compile(r"[b-df-hj-np-tv-xz]{4,}")
BORDER = re.compile(r"[;:|\n\[\]]")
FORM_WORDS = names.LEGAL | {"liability", "partnership", "joint", "stock"}
_MADE_BY = re.compile(
    r"製(?=[のPサ機品])|制(?=造?的|品)|牌(?=的|服务器|電腦|电脑|手机)|ブランドの"
)  # "IBM製サーバー", "HP牌电脑"
_LATIN = re.compile(r"[A-Za-z]")
_ONE_SCRIPT = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]+|[^\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]+"
)
# Listed as names of their own, but said of much else.
NOT_TELLING = frozenset({"group a", "general technology", "ministry of defense", "armed forces", "general staff"})
SMALL_WORDS = frozenset({"of", "for", "in", "de", "la", "al", "bin", "the"})
# Makers of chips and machines that people name goods after; of the register these kinds, and these by name.
MAKER_KINDS = frozenset({"designer", "integrator", "fabricator"})
MAKERS = word_set(
    """tesla huawei ieit inspur lenovo ibm cisco hp apple fujitsu nec google amazon aws zte samsung hygon higon phytium
    loongson sugon sophgo sophon cambricon biren nettrix kunlunxin baikal"""
)


class Known(NamedTuple):
    """What is known of a name. `firm`: register id; `strict`: only written with capitals; `foreign`: not in Latin."""

    listed: bool
    firm: str | None
    strict: bool
    makes_goods: bool = False
    foreign: bool = False


@dataclass(frozen=True, slots=True)
class Word:
    """One word of the text: its key and its place."""

    key: str
    start: int
    end: int


def spot_parties(text: str, folder: Path | None = None) -> list[Found]:
    """The known party names in the text, left to right, longest first where they overlap."""
    words = list(_words(text))
    kept = [word for word in words if word.key not in names.LEGAL and word.key not in names.SMALL]
    finds = list(_native_finds(text, folder or default_folder()))
    for span, known, after in _occurrences(kept, folder or default_folder()):
        if _counts(text, span, known, after):
            finds.append(_found(text, span[0].start, _with_legal_form(words, span[-1]), known))
    return _longest(finds)


def _occurrences(words: list[Word], folder: Path) -> Iterator[tuple[list[Word], Known, Word | None]]:
    """Every known name among the words, with the word that follows it.

    Looked up run by run: a deal is a few hundred words, and an automaton over 47,000 names takes longer to make
    than all the texts of a day to read.
    """
    lexicon = _known_names(folder, at_hand())
    for start in range(len(words)):
        text = ""
        for end in range(start + 1, min(start + MOST_WORDS, len(words)) + 1):
            text = f"{text} {words[end - 1].key}" if text else words[start].key
            if (known := lexicon.find(text)) is not None:
                yield words[start:end], known, words[end] if end < len(words) else None


def _words(text: str) -> Iterator[Word]:
    for found in names.TOKEN.finditer(text):
        for start, written in _runs(found.start(), found.group()):
            token = re.sub(r"['’`´]s$", "", written)
            key = names.fold(names.plain(token))
            yield Word(names.SAME.get(key, key) or "-", start, start + len(token))


def _runs(start: int, token: str) -> list[tuple[int, str]]:
    """A word as it is; of one in several scripts, each run of one ("SMICに", "卖给Huawei")."""
    if token.isascii() or names.NATIVE.search(token) is None or not _LATIN.search(token):
        return [(start, token)]
    return [(start + run.start(), run.group()) for run in _ONE_SCRIPT.finditer(token)]


@lru_cache(maxsize=8)
def _has_small_words_only(text: str) -> bool:
    """Is the text typed without capitals, so that small letters tell nothing?"""
    return re.search(r"(?<!\w)[A-Z][a-z]{2,}", text) is None


def _is_told_small(text: str, span: list[Word], known: Known) -> bool:
    """Is it a name of several words, a listed one or a short form that is no word ("cxmt"), all in small letters?"""
    key = span[0].key
    alone = len(span) == 1 and known.firm is not None
    short = alone and key not in PLAIN_NAMES and _NO_VOWELS.fullmatch(key)
    no_word = alone and known.listed and key in PLAIN_NAMES and key not in english()
    return bool(len(span) >= TOLD_SMALL or short or no_word) and _has_small_words_only(text)


def _counts(text: str, span: list[Word], known: Known, after: Word | None) -> bool:
    """Whether the find is a name here: written as one, and not a maker's name before its product."""
    borders = [text[one.end : other.start] for one, other in pairwise(span)]
    if any(map(_is_border, borders)) and not (len(span) >= LONG and all(gap.strip() in {"", ","} for gap in borders)):
        return False
    if known.foreign and text[span[0].start : span[-1].end].isascii():
        return False
    written = all(_has_capital(text[word.start : word.end]) for word in span)
    if known.strict and not written and not _is_told_small(text, span, known):
        return False
    if after is None or not known.makes_goods:
        return True
    if _MADE_BY.match(text, span[-1].end):
        return False
    return after.key not in PRODUCT_WORDS and not _is_model(text, span[-1].end, after)


def _is_model(text: str, end: int, word: Word) -> bool:
    """Is the word behind a maker's name, which ends there, the model of a product?"""
    written = text[word.start : word.end]
    if not MODEL.match(written) or SITE.match(text, end):
        return False
    behind = re.match(r"[\s-]+([^\W_]+)", text[word.end :])
    return not MEASURE.match(written) or (behind is not None and behind[1].lower() in PRODUCT_WORDS)


def _is_border(gap: str) -> bool:
    """Whether a name ends between two of its words: "SMIC, Shanghai" is a firm and a city."""
    return bool(BORDER.search(gap)) or ("," in gap and not any(char.isalpha() for char in gap))


def _has_capital(written: str) -> bool:
    return written in SMALL_WORDS or not written.islower()


def _with_legal_form(words: list[Word], last: Word) -> int:
    """End of the name with the company form that follows it ("Co., Ltd.")."""
    end, at = last.end, words.index(last) + 1
    while at < len(words) and words[at].key in FORM_WORDS and words[at].start - end <= 3:
        end, at = words[at].end, at + 1
    return end


def _found(text: str, start: int, end: int, known: Known) -> Found:
    if text[start:end].count("(") > text[start:end].count(")") and text[end : end + 1] == ")":
        end += 1
    name = text[start:end]
    return Found(start, end, name, "party", PartyName(name, register_id=known.firm, listed=known.listed))


def _longest(finds: list[Found]) -> list[Found]:
    kept: list[Found] = []
    for find in sorted(finds, key=lambda find: (find.start - find.end, find.start)):
        if all(find.end <= other.start or find.start >= other.end for other in kept):
            kept.append(find)
    return sorted(kept, key=lambda find: find.start)


def _native_finds(text: str, folder: Path) -> Iterator[Found]:
    """Names in scripts without word borders: the groups' and the register's."""
    if not names.NATIVE.search(text):
        return
    for name, known in _native_names(folder, at_hand()).items():
        for found in re.finditer(re.escape(name), text):
            yield _found(text, found.start(), found.end(), known)


@lru_cache(maxsize=2)
def _native_names(folder: Path, source: ListAtHand) -> dict[str, Known]:
    rows = open_index(folder, source).execute("select text from shorts where native = 1").fetchall()
    listed = {text: Known(True, None, False) for (text,) in rows}
    firms = {
        alias: Known(alias in listed, firm.id, False)
        for firm in register().firms
        for alias in firm.aliases
        if names.NATIVE.search(alias)
    }
    return listed | firms


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Names by their key: `listed` says whether capitals are needed, `known` holds groups and firms and wins."""

    listed: dict[str, bool]
    known: dict[str, Known]

    def find(self, text: str) -> Known | None:
        if (known := self.known.get(text)) is not None:
            return known
        strict = self.listed.get(text)
        return None if strict is None else Known(True, None, strict)


@lru_cache(maxsize=2)
def _known_names(folder: Path, source: ListAtHand) -> Lexicon:
    listed, known = _saved_names(folder, source), dict[str, Known]()
    for (short,) in open_index(folder, source).execute("select text from shorts where native = 0"):
        words, foreign = names.key(short).words, not short.isascii()
        made = Known(True, None, _is_plain(words) and not foreign, "".join(words) in MAKERS, foreign)
        if not foreign or " ".join(words) not in known:
            known[" ".join(words)] = made
    groups = set(known)
    for firm in register().firms:
        makes = firm.kind in MAKER_KINDS or firm.id in MAKERS
        for name in (firm.name, *firm.aliases):
            words = names.key(name).words
            if words and not names.NATIVE.search(name):
                text = " ".join(words)
                known[text] = Known(text in listed or text in groups, firm.id, _is_plain(words), makes)
    return Lexicon(listed, known)


def _saved_names(folder: Path, source: ListAtHand) -> dict[str, bool]:
    """`_listed_names` out of a file beside the index, written the first time: choosing them takes half a second."""
    own = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:8]
    path = folder / f"party_names_{version(source)}_{own}.json"
    if not path.exists():
        with written_whole(path) as temporary:
            temporary.write_text(json.dumps(dict(_listed_names(open_index(folder, source)))), encoding="utf-8")
    saved: dict[str, bool] = json.loads(path.read_text(encoding="utf-8"))
    return saved


def _listed_names(index: sqlite3.Connection) -> Iterator[tuple[str, bool]]:
    """Names of listed parties that can be told from plain English, and whether only with capitals.

    Persons stand in both orders of their name.
    """
    usual = {word for (word,) in index.execute("select word from words where common = 1")}
    places = {phrase for (phrase,) in index.execute("select phrase from places")}
    rows = index.execute(
        "select n.text, n.words, n.is_primary, e.person from names n join entries e on e.id = n.entry"
        " where e.counts and n.squash not like '~%'"
    )
    for text, joined, is_primary, person in rows:
        words = tuple(joined.split())
        plain = all(word in usual or word in places for word in words)
        if (
            joined in places
            or joined in NOT_TELLING
            or not _is_telling(words, plain=plain, weak=bool(person or not is_primary))
        ):
            continue
        yield joined, plain or len(words) == 1
        if person and "," in text:
            turned = names.key(" ".join(reversed(text.split(",", 1)))).words
            yield " ".join(turned), plain


def _is_telling(words: tuple[str, ...], *, plain: bool, weak: bool) -> bool:
    """Whether the words name a party wherever they stand. `weak`: an alias, or a person's name."""
    if len(words) == 1:
        return len(words[0]) >= SHORTEST_SINGLE and not plain and not weak and words[0] not in PRODUCT_WORDS
    return not (plain and weak and len(words) == 2)


def _is_plain(words: tuple[str, ...]) -> bool:
    return len(words) == 1 and (words[0] in PLAIN_NAMES or len(words[0]) < 5)

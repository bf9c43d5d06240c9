"""A name as plain words: scripts, look-alike letters, invisible characters and spellings folded away.

Deeper than `names.py`, whose keys say that two names are equal: here two names only become comparable. A name can
have several readings (in brackets, after "a.k.a.", a Cyrillic word as sound or as a picture of Latin letters).
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz.distance import OSA

from assistant.screening import names
from assistant.screening.word_set import word_set

WORD = re.compile(r"[^\W_]+(?:['’`´ʼʻ‘ʹ][^\W_]+)*")
DOTTED = re.compile(r"\b(?:[^\W\d_]\.)+(?:[^\W\d_](?![^\W_])\.?)?")  # "S.A.", "L.L.C", "A.V."
DOTTED_APART = re.compile(r"\b(?:[^\W\d_]\.\s){1,3}[^\W\d_](?![^\W_])\.?")  # "S. A."
MARKS = re.compile(r"['’`´ʼʻ‘ʹ]")
HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
NATIVE = r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
SPLIT_SCRIPTS = re.compile(rf"(?<={NATIVE})(?=[A-Za-z0-9])|(?<=[A-Za-z0-9])(?={NATIVE})")
DIGITS_AS_LETTERS = str.maketrans("0134578", "oleastb")
SIGNS_AS_LETTERS = str.maketrans(
    {"@": "a", "$": "s", "€": "e", "£": "l", "!": "i", "|": "l", "¡": "i", "∙": " ", "·": " "}
)
BEFORE_NFKC = str.maketrans("Ϲϲ", "Cc")  # NFKC makes a sigma of the lunate one, which looks like a C
LIKE_LETTERS = re.compile(r"[@$€£!|¡∙·]|(?<=[^\W\d_])[0134578]|[0134578](?=[^\W\d_])")
ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)$")
MOST_READINGS = 5
LONGEST_WORD = 32

# Company forms beside those of names.py; they say what a firm is, never which.
FORMS = names.LEGAL | names.LEGAL_AT_END | word_set(
    """lp pllc plcs corps cos ltds limitada sociedad anonima societe anonyme societa gesellschaft haftung
    aktiengesellschaft kommanditgesellschaft aktiebolag osakeyhtio naamloze vennootschap besloten spolka akciova
    spolecnost sarlu eurl sasu snc sca scs gie ltee ltd's sociedade empresa eireli epp mei cia compania spc sdnbhd
    tbk persero pte ptyltd fzllc dmcc dmc llcc sal offshore sae ksc kscc bsc bscc wllc qsc ood ad dd doo dooel jdoo
    zrt kft nyrt bt rt uab sia ou as ky oyj ab hb ehf hf eg ev gbr ohg mbh ugh kgaa sirketi anonim limited sti
    tic san ve koc kabushiki kaisha kabushikigaisha yugen godo gaisha chusik hoesa jusik opc yuhan gongsi youxian
    gufen zeren zao ooo oao pao ano nao gup mup fgup fgu fgbu zaot tdoo pat prat tov tzov dp aktsionernoe
    aktsyonernoe obshchestvo obschestvo ogranichennoi ogranichennoy otvetstvennostyu otvetstvennostiu otkrytoe
    otkrytoye zakrytoe zakrytoye publichnoe publichnoye unitarnoe predpriyatie mas'ulyati sherkat sherkate sharikat
    sharika sharekat sahami khass am mostarakat chp ip inco liability incorporation incorporate cor lmtd lt limitid ca
    jointstock"""
)  # fmt: skip
LONG_FORMS = (
    "limited",
    "company",
    "corporation",
    "liability",
    "incorporated",
    "partnership",
    "aktsionernoe",
    "obshchestvo",
)
SMALL = word_set("the and of for in de la le les el los las du des di da do dos und et an der die das von to at")
SAME = {
    **names.SAME,
    "tech": "technology", "techs": "technology", "technol": "technology", "technological": "technology",
    "electronics": "electronic", "elec": "electronic", "electric": "electrical", "mfg": "manufacturing",
    "manuf": "manufacturing", "manufacture": "manufacturing", "univ": "university", "inst": "institute",
    "institut": "institute", "institution": "institute", "dept": "department", "natl": "national", "nat": "national",
    "sci": "science", "sciences": "science", "scientific": "science", "engr": "engineering", "eng": "engineering",
    "engg": "engineering", "grp": "group", "gp": "group", "groups": "group", "bros": "brothers", "assoc": "association",
    "assn": "association", "govt": "government", "ministry": "ministry", "min": "ministry", "dev": "development",
    "devt": "development", "mgmt": "management", "mgt": "management", "svc": "service", "svcs": "service",
    "services": "service", "serv": "service", "systems": "system", "sys": "system", "syst": "system",
    "solutions": "solution", "products": "product", "prod": "product", "enterprises": "enterprise", "ent": "enterprise",
    "trdg": "trading", "trd": "trading", "imp": "import", "exp": "export", "imports": "import", "exports": "export",
    "comm": "communication", "communications": "communication", "telecommunications": "telecommunication",
    "telecom": "telecommunication", "telecomm": "telecommunication", "semi": "semiconductor", "int": "international",
    "semiconductors": "semiconductor", "instruments": "instrument", "components": "component", "equip": "equipment",
    "logistics": "logistic", "aerospace": "aerospace", "aviation": "aviation", "airlines": "air",
    "airline": "air", "airways": "air", "airway": "air", "innovations": "innovation",
    "holdings": "holding", "investments": "investment", "invest": "investment",
    "bldg": "building", "hosp": "hospital", "acad": "academy", "shipping": "shipping", "mr": "", "mrs": "", "dr": "",
    "materials": "material", "resources": "resource", "works": "work", "lines": "line", "tools": "tool",
    "chemicals": "chemical", "motors": "motor", "networks": "network", "computers": "computer", "optics": "optical",
    "labor": "lab", "res": "research", "rsch": "research", "corpn": "", "coop": "cooperative", "amp": "",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """The words of a name, or of a part of it: what stands in brackets or after "a.k.a." is less than the whole.

    `written`: the same words as they are written, before abbreviations are written out and company forms dropped.
    """

    words: tuple[str, ...]
    is_part: bool = False
    written: tuple[str, ...] = field(default=(), compare=False)


def readings(name: str) -> list[Reading]:
    """The words of each reading of the name, the whole name first; none where nothing is left to read."""
    found: dict[tuple[str, ...], tuple[bool, tuple[str, ...]]] = {}
    seen = visible(name)
    whole, *parts = names.readings(seen)
    bracketless = names.BRACKETS.sub(" ", seen).strip(" .,;:-")
    for text in (whole, *parts):
        is_part = text not in (whole, bracketless)
        if is_part and not _is_name(text):
            continue
        for written in _both_ways(text):
            found.setdefault(_kept(written), (is_part, written))
    return [Reading(words, *more) for words, more in found.items() if words][:MOST_READINGS]


def _is_name(part: str) -> bool:
    """Whether what stands in brackets is a name and no place, form or small word: "(SMIC)", not "(HK)", "(Pty)"."""
    several = len(part) > 3 and len(_tokens(part, _by_sound)) > 1
    return several or (len(part) > 2 and part.isupper() and part.isalpha() and part.lower() not in FORMS)


def words(text: str) -> tuple[str, ...]:
    """The words of one text as they read by sound; company forms and small words left out where others remain."""
    return _kept(_tokens(visible(text), _by_sound))


def _both_ways(text: str) -> Iterator[tuple[str, ...]]:
    """The words of the text by sound, as a picture, with figures read as the letters that they look like."""
    yield _tokens(text, _by_sound)
    if not text.isascii():
        yield _tokens(text, _by_picture)
    if LIKE_LETTERS.search(text):
        signs = text.translate(SIGNS_AS_LETTERS)
        yield tuple(map(_letters_for_digits, _tokens(signs, _by_sound)))


def visible(text: str) -> str:
    """NFKC without what no reader sees: format, control, private and unassigned characters, variation selectors."""
    if text.isascii() and text.isprintable():
        return text
    kept = [
        " " if char in "\t\n\r\x0b\x0c\x85\u2028\u2029" else char
        for char in unicodedata.normalize("NFKC", text.translate(BEFORE_NFKC))
        if char in "\t\n\r\x0b\x0c\x85\u2028\u2029" or not _is_hidden(char)
    ]
    return "".join(kept)


def _is_hidden(char: str) -> bool:
    return (
        unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Cn"}
        or char in "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0"
    )


@lru_cache(maxsize=20_000)
def is_nearly_form(word: str) -> bool:
    """Whether the word is a long company form with one slip, or its beginning."""
    if len(word) < 4:
        return False
    return any(
        form.startswith(word) or (len(word) >= 5 and OSA.distance(word, form, score_cutoff=1) <= 1)
        for form in LONG_FORMS
    )


def _tokens(text: str, read: Callable[[str], str]) -> tuple[str, ...]:
    text = text.replace("&", " and ").replace("+", " ").replace("_", " ")
    if "." in text:
        text = DOTTED.sub(_undotted, DOTTED_APART.sub(_form_apart, text))
    if not text.isascii():
        text = SPLIT_SCRIPTS.sub(" ", text)
    found: list[str] = []
    for token in WORD.findall(text):
        found += read(token).split()
    return tuple(found)


def _undotted(found: re.Match[str]) -> str:
    """Letters with points as one word where they are a company form or an acronym; one or two else are initials."""
    letters = found[0].replace(".", "")
    is_word = letters.lower() in FORMS or len(letters) > 2
    return f"{letters} " if is_word else f"{' '.join(letters)} "


def _form_apart(found: re.Match[str]) -> str:
    """A company form that is written with gaps as one word; initials stay as they are."""
    letters = re.sub(r"[.\s]", "", found[0])
    return letters if letters.lower() in FORMS else found[0]


def _kept(tokens: tuple[str, ...]) -> tuple[str, ...]:
    """Without company forms and small words, abbreviations written out."""
    for phrase in names.LEGAL_PHRASES:
        if phrase[0] in tokens:
            tokens = _without(tokens, phrase)
    return usual(tokens)


def usual(tokens: tuple[str, ...]) -> tuple[str, ...]:
    """The words as firms write them in full, without company forms."""
    full = tuple(SAME.get(token, token)[:LONGEST_WORD] for token in tokens)
    return without_forms(tuple(token for token in full if token))


def without_forms(tokens: tuple[str, ...]) -> tuple[str, ...]:
    """The words without company forms and small words; all of them where nothing else is left."""
    return tuple(token for token in tokens if token not in FORMS and token not in SMALL) or tokens


def _without(tokens: tuple[str, ...], phrase: tuple[str, ...]) -> tuple[str, ...]:
    size = len(phrase)
    for at in range(len(tokens) - size + 1):
        if len(tokens) > size and all(map(_is_almost, tokens[at : at + size], phrase)):
            return tokens[:at] + tokens[at + size :]
    return tokens


def _is_almost(token: str, word: str) -> bool:
    """Whether a token is the word, or with one slip where the word is long: "joint stok"."""
    return token == word or (len(word) >= 5 and OSA.distance(token, word, score_cutoff=1) <= 1)


def _letters_for_digits(token: str) -> str:
    if token.isdigit() or not any(char.isdigit() for char in token):
        return token
    return token.translate(DIGITS_AS_LETTERS)


@lru_cache(maxsize=200_000)
def _by_sound(token: str) -> str:
    """One word in lower-case ASCII; a word of mixed alphabets is read as the Latin one that it imitates."""
    bare = MARKS.sub("", token)
    if bare.isascii():
        return ORDINAL.sub(r"\1", bare.lower())
    if HAN.search(bare):
        return chinese(bare)
    if _is_latin_at_heart(bare):
        return ORDINAL.sub(r"\1", _pictured(bare))
    return _sounded(bare)


@lru_cache(maxsize=20_000)
def _by_picture(token: str) -> str:
    """The same, but whatever can be seen as Latin letters is."""
    bare = MARKS.sub("", token)
    if bare.isascii() or HAN.search(bare):
        return _by_sound(token)
    seen = _pictured(bare)
    return seen if seen.isascii() else _by_sound(token)


def _is_latin_at_heart(token: str) -> bool:
    return any("LATIN" in unicodedata.name(char, "") for char in token if char.isalpha())


def _pictured(token: str) -> str:
    """Each letter as the Latin one that it is (accents off) or looks like; others by sound."""
    return "".join(map(_letter, token)).lower()


@lru_cache(maxsize=5_000)
def _letter(char: str) -> str:
    if char.isascii():
        return char
    like = names.CAPITALS_LOOK_LATIN.get(char) or names.LOOKS_LATIN.get(char.lower())
    if like:
        return like
    bare = "".join(one for one in unicodedata.normalize("NFKD", char) if not unicodedata.combining(one))
    bare = bare.lower().translate(names.LETTERS)
    if bare.isascii():
        return bare
    if (like := names.LOOKS_LATIN.get(bare)) is not None:
        return like
    if "LATIN" not in unicodedata.name(char, "") and (like := _confusable(char)):
        return like
    return _sounded(char)


def _confusable(char: str) -> str | None:
    """The ASCII letter that Unicode's table of confusables has for this one."""
    from confusable_homoglyphs.confusables import confusables_data

    for one in confusables_data.get(char, ()):
        if len(one["c"]) == 1 and one["c"].isascii() and one["c"].isalnum():
            return str(one["c"]).lower()
    return None


def _sounded(token: str) -> str:
    from anyascii import anyascii

    return re.sub(r"[^a-z0-9 ]", "", anyascii(token).lower())


def chinese(text: str) -> str:
    """Chinese by sound, words that every firm uses in English: trade names keep their sound, places too."""
    from assistant.screening.chinese import spelt

    return spelt(text)

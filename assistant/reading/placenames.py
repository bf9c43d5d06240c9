"""Names of places where they stand in a text: how they are written and what stands before decides whether they count.

Countries count in any case, cities when they are capitalised (or their script has no capitals) and have 100,000
people; a word that is English, a name or a product only behind a preposition of place. A hit that does not count
by itself is `weak`: it may still count by what stands beside it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from assistant.reading.cities import City, city
from assistant.reading.fold import Word, is_caseless, key_of, words_of
from assistant.reading.found import Status
from assistant.reading.gazetteer import Case, Place, english, keys, longest_from, place_of, rightly_spelled, table
from assistant.reading.lists import everyday

_INVERTED = {"korea", "congo", "washington"}  # "Korea, North", as tables print them; "Washington, D.C."
_PLAIN_ENOUGH = 5  # letters of a city in lower case that is no chance word
_LONGEST_CITY = 4  # words of a city that no own list names
_LONGEST_HAN = 12  # characters of a name
_PLACE_CUE = re.compile(
    r"(?i)(?:(?<!\w)(?:in|to|from|at|near|into|via|through|outside|destination|dest|ship-to|located|site"
    r"|country|nach|aus|bei|vers|hacia|desde"
    r"|en|à|au|a|(?<=[a-zà-ÿ]{4}\s)(?:de|du|d['’]))(?:[\s:=]+|(?<=d['’]))(?:the\s+|our\s+)?(?:city\s+of\s+|state\s+of\s+|town\s+of\s+)?|[→>]\s?)$"
)
_TITLE = re.compile(r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof)\.?|\b(?:Hi|Hello|Dear|Thanks|Hey|Herr|Frau),?)\s$")
_SPEAKS = re.compile(r"\s(?:said|says|asked|asks|wrote|told|mentioned|wants|thinks|emailed|called|and I)\b")
_OF_A_PERSON = re.compile(  # "Milan's son plays tennis"
    r"['’]s\s+(?:son|daughter|wife|husband|birthday|kids?|children|dog|cat|phone|car|mother|father|brother|sister|wedding|baby|laptop|photos?)\b"
    r"|\s+(?:is|was|will be) (?:back |still |now )?(?:on (?:leave|holiday|vacation|sick leave|parental leave)|"
    r"sick|ill)\b"
)
_FIRST_NAMES = {"jordan", "chad", "georgia"}  # countries that people are called
_TONGUE_MARK = "语語文"
_NO_NAME = re.compile(  # where the letters are those of other words: "后台中心", "明日本社に", Texas as "德州"
    r"[后後平中舞柜前]台中(?=[心间])|[今近當当次每毎昨明]日本(?=[社店部行厂方司]|公司)|[展途]中[国國](?=家)"
    r"|[\s\S]?德州(?=的?(?:休斯|休士|达拉斯|達拉斯|奥斯汀|奧斯汀|圣安东|聖安東|普莱诺|沃[思斯]堡|埃尔帕索))"
    r"|[\s\S]?(?:奈良|平安|鎌倉|室町|江戸)(?=時代|时代|朝|漬)"
)
# Sounds of foreign names: where one follows, a longer name goes on.
_SPELLED = "木斯尔爾克特图圖拉格洛羅诺諾夫维維尼亚亞利里罗德达達姆恩伊萨薩吉兰蘭加"
_OF_THE_US = re.compile(  # behind "us" in small letters: no pronoun
    r"(?i)(?:[ -](?:compan(?:y|ies)|firms?|corporation|parent|owner|citizens?|nationals?|persons?|subsidiary|"
    r"bank|university|"
    r"startup|hospital|passport)\b|-(?:owned|based|headquartered|made|origin|built)\b)"
)
_LET_US = re.compile(r"(?i)\b(?:let|tell|give|send|help|ask|show|call|email|join|contact|allow|remind)\s$")


@dataclass(frozen=True, slots=True)
class Hit:
    """A candidate before its surroundings were looked at."""

    start: int
    end: int
    key: str
    place: Place
    weak: bool = False  # counts only with its country beside it
    small: bool = False  # a small town behind a preposition: a guess
    note: str | None = None
    status: Status = "stated"


def by_words(text: str) -> Iterator[Hit]:
    """The longest name at each word; a phrase that only looks like a place is passed over whole."""
    words = words_of(text)
    shouting = _is_shouting(text)
    index = 0
    while index < len(words):
        step = 1
        first = words[index]
        longest = max(longest_from(first.folded), _LONGEST_CITY if text[first.start].isupper() else 1)
        for count in range(min(longest, len(words) - index), 0, -1):
            run = words[index : index + count]
            key = run[0].folded if count == 1 else " ".join(word.folded for word in run)
            if not _is_name(key) or not is_joined(text, run):
                continue
            if key in keys("not_in"):
                step = count
                break
            hit = _named(text, key, run[0].start, run[-1].end, shouting)
            if hit is not None:
                yield hit
                step = count
                break
        index += step


def _is_name(key: str) -> bool:
    return key in table() or city(key) is not None or key in keys("not_in")


def is_joined(text: str, run: list[Word]) -> bool:
    """Do the words form one name: no digit at its borders, only blanks, hyphens, points within?"""
    start, end = run[0].start, run[-1].end
    if (start and text[start - 1] in "0123456789_@") or (end < len(text) and text[end] in "0123456789_@"):
        return False
    letters = all(word.end - word.start == 1 for word in run)
    if letters and len(run) == 1:
        return False
    for left, right in pairwise(run):
        gap = text[left.end : right.start]
        pattern = r"\.\s?" if letters else (r"\.?[ '’-]?" if len(left.folded) <= 2 else r"[ ]?[ '’-]|[ ]\n?|\n")
        if gap in {", ", " ("} and run[0].folded in _INVERTED:
            continue
        if not re.fullmatch(pattern, gap):
            return False
    return True


def _named(text: str, key: str, start: int, end: int, shouting: bool) -> Hit | None:
    """The place of a name at this spot, or None where the spot does not let it count."""
    if _OF_A_PERSON.match(text, end):
        return None
    entry = table().get(key)
    if entry is None:
        found = city(key)
        return _city_hit(text, key, start, end, found) if found is not None and key not in keys("never") else None
    if not _written(text, key, start, end, entry.case, shouting):
        return None
    if entry.cued and len(key) == 2 and re.match(r"\s?[\d/]", text[end : end + 2]):
        return None  # "PL 3", "TR/…": a code of something else
    if key in _FIRST_NAMES and _is_person(text, start, end):
        return None
    if re.fullmatch(r"(?:\w )+\w", key) and text[end : end + 1] == ".":
        end += 1  # the last point of U.S.
    cued = is_cued(text, start) or _is_of_ours(text, start, end)
    plain_word = text[start:end].islower() and key in english() and key not in keys("lower_case")
    weak = not cued and (entry.cued or plain_word) and not (key == "us" and _OF_THE_US.match(text, end))
    return Hit(start, end, key, entry.place, weak)


def _written(text: str, key: str, start: int, end: int, case: Case, shouting: bool) -> bool:
    """Is the name written as it must be? "us" is a pronoun; "the us" is not, nor is "US" in quiet text."""
    raw = text[start:end]
    if text[end : end + 1] == "$":
        return False  # US$ is money
    if key == "us" and _LET_US.search(text[:start]):
        return False
    if key == "us":
        the = re.search(r"(?i)\bthe\s$", text[:start]) is not None or _OF_THE_US.match(text, end) is not None
        return the if raw.islower() or shouting else raw.isupper()
    if case == "upper":
        return (raw.isupper() and (not shouting or len(key) > 2 or is_cued(text, start))) or (
            len(key) == 2 and key in {"kl", "jb"} and is_cued(text, start)
        )
    common = key in english() or (key in keys("after_preposition") and not is_cued(text, start))
    long = len(key) >= _PLAIN_ENOUGH or (len(key) == _PLAIN_ENOUGH - 1 and is_cued(text, start))
    quiet = long and not common and _is_whispering(text)
    return case == "any" or raw[0].isupper() or is_caseless(raw) or quiet


def _is_shouting(text: str) -> bool:
    """Is the whole text in capitals, so that they tell nothing?"""
    letters = [char for char in text if char.isalpha() and char.upper() != char.lower()]
    return len(letters) > 12 and sum(char.isupper() for char in letters) > 0.9 * len(letters)


@lru_cache(maxsize=16)
def _is_whispering(text: str) -> bool:
    """Is no word but the first of a sentence written with a capital, so that small letters tell nothing?"""
    return re.search(r"(?<![.!?\n]\s)(?<!\n)(?<!^)(?<!\w)[A-ZÀ-Þ][a-zß-ÿ]{2,}", text) is None


def _is_person(text: str, start: int, end: int) -> bool:
    return _TITLE.search(text[:start]) is not None or _SPEAKS.match(text, end) is not None


def is_cued(text: str, start: int) -> bool:
    """Does a preposition of place stand before?"""
    return _PLACE_CUE.search(text[max(0, start - 30) : start]) is not None


_OURS = re.compile(r"(?i)\b(?:our|my)\s$")
_SITE = re.compile(
    r"(?i)\s(?:(?:design|test|support|sales|service|head|main|branch|R&D|data) )?(?:team|office|site|lab|"
    r"laboratory|plant|staff|branch|facility|hub|"
    r"warehouse|campus|cent(?:er|re)|DC|colo|depot|stock|colleagues?|entity|subsidiary)s?\b"
)


def _is_of_ours(text: str, start: int, end: int) -> bool:
    """Is it where a site of ours is ("our Austin team")?"""
    return _OURS.search(text[:start]) is not None and _SITE.match(text, end) is not None


def _city_hit(text: str, key: str, start: int, end: int, found: City) -> Hit | None:
    """A city of the gazetteer: capitals, size and preposition decide whether it counts."""
    raw = text[start:end]
    if raw.islower() and not is_caseless(raw):
        return _whispered(text, key, start, end, found)
    if not (raw[0].isupper() or is_caseless(raw)) or (raw.isupper() and len(raw) <= 5 and not _is_shouting(text)):
        return None
    common = (
        key in english()
        or key in keys("after_preposition")
        or len(key) <= 4
        or (" " in key and all(part in english() for part in key.split()))
    )
    cued = is_cued(text, start) or _is_of_ours(text, start, end)
    region = "elsewhere" if found.countries == ("UA",) else None
    place = place_of("city", found.name, found.countries, region)
    small = found.standing == "small"
    note = None if key == key_of(found.name) or is_caseless(raw) else f"read {raw} as {found.name}"
    weak = (common and not cued) or (small and not cued) or (small and common)
    return Hit(start, end, key, place, weak, small, note, "guessed" if small else "stated")


def _whispered(text: str, key: str, start: int, end: int, found: City) -> Hit | None:
    """A big city in lower case is a guess, and only behind a preposition and where no English word is meant."""
    if _is_meant_small(text, key, found):
        place = place_of("city", found.name, found.countries, "elsewhere" if found.countries == ("UA",) else None)
        return Hit(start, end, key, place, note=f"read {text[start:end]} as {found.name}", status="implied")
    if found.standing != "big" or len(key) < _PLAIN_ENOUGH or not is_cued(text, start) or key in rightly_spelled():
        return None
    return Hit(start, end, key, place_of("city", found.name, found.countries), small=True, status="guessed")


def _is_meant_small(text: str, key: str, found: City) -> bool:
    """Is it a big city of one country under its own name, in a text without capitals ("havana hospital")?"""
    own = found.standing == "big" and len(found.countries) == 1 and key == key_of(found.name)
    other = key in english() or key in everyday() or key in keys("person_names") or key in keys("after_preposition")
    return own and not other and len(key) >= _PLAIN_ENOUGH and _is_whispering(text)


def by_characters(text: str) -> Iterator[Hit]:
    """Names in Chinese and Japanese: the longest at each character."""
    index = 0
    while index < len(text):
        if not is_caseless(text[index]):
            index += 1
            continue
        hit = next(filter(None, (_han_hit(text, index, length) for length in range(_LONGEST_HAN, 1, -1))), None)
        if hit is not None:
            yield hit
        index = hit.end if hit is not None else index + 1


def _han_hit(text: str, start: int, length: int) -> Hit | None:
    key = text[start : start + length]
    end = start + length
    if len(key) < length or text[end : end + 1] in tuple(_TONGUE_MARK) or not _whole_kana(text, start, end):
        return None
    if key in keys("never") or key[-1] in _TONGUE_MARK or _NO_NAME.match(text, max(0, start - 1)):
        return None
    entry = table().get(key)
    if entry is not None:
        return Hit(start, end, key, entry.place, weak=entry.cued)
    found = city(key) if all(is_caseless(char) for char in key) else None
    if found is None or found.standing == "small" or (length == 2 and text[end : end + 1] in tuple(_SPELLED)):
        return None
    return Hit(
        start,
        end,
        key,
        place_of("city", found.name, found.countries, "elsewhere" if found.countries == ("UA",) else None),
    )


def _whole_kana(text: str, start: int, end: int) -> bool:
    """A name in katakana is no part of a longer katakana word (タイ is not in タイプ)."""
    kana = re.compile(r"[\u30a0-\u30fa\u30fc]")
    before, after = text[start - 1 : start], text[end : end + 1]
    return not ((kana.match(before) and kana.match(text[start])) or (kana.match(after) and kana.match(text[end - 1])))

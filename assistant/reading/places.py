"""Places and nationalities in a text.

Countries count in any case, cities when they are capitalised (or their script has no capitals) and have
100,000 people or are named with their country; words that are English, names or products only behind a preposition
of place. A name of several countries keeps them all, unless its country stands right beside it: nothing else in the
text may settle it here, or a seller in the US would make Birmingham domestic. A city inside the name of a company
is found like any other: the caller knows the companies.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from assistant.reading.cities import City, city, exists_in
from assistant.reading.fold import Word, is_caseless, key_of, words_of
from assistant.reading.found import Found, Status
from assistant.reading.gazetteer import Case, Entry, Place, demonyms, english, keys, longest_from, place_of, table
from assistant.reading.misspelt import is_english, may_be_misspelt, nearest

__all__ = ["Place", "spot_demonyms", "spot_places"]

_LONGEST_CITY = 4  # words of a city that no own list names
_LONGEST_HAN = 12  # characters of a name
_PLACE_CUE = re.compile(
    r"(?i)(?:(?<!\w)(?:in|to|from|at|near|into|via|through|outside|destination|dest|ship-to|located|site|country|nach|aus|bei|vers|hacia|desde"
    r"|en|à|au|a)[\s:=]+(?:the\s+|our\s+)?(?:city\s+of\s+|state\s+of\s+|town\s+of\s+)?|[→>]\s?)$"
)
_BASED = re.compile(
    r"(?i)[- ]?-(?:based|owned|headquartered|controlled|backed|funded|registered|incorporated|domiciled|resident|linked|affiliated|run|operated)\b"
)
_STATE = re.compile(
    r",?\s(?:A[LKZR]|C[AOT]|D[CE]|FL|GA|HI|I[DLNA]|K[SY]|LA|M[EDAINSOT]|N[EVHJMYCD]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[TA]|W[AVIY])\b(?:\s\d{5})?"
)
_PROVINCE = re.compile(r",\s(?:ON|BC|QC|AB|MB|SK|NS|NB)\b")
_TITLE = re.compile(r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof)\.?|\b(?:Hi|Hello|Dear|Thanks|Hey|Herr|Frau),?)\s$")
_SPEAKS = re.compile(r"\s(?:said|says|asked|asks|wrote|told|mentioned|wants|thinks|emailed|called|and I)\b")
_FIRST_NAMES = {"jordan", "chad", "georgia"}  # countries that people are called
_LANGUAGE = re.compile(r"(?i)(?:\b(?:in|into|speaks?|from|write|reply|answer)\s+$)")
_LANGUAGE_AFTER = re.compile(
    r"(?i)^(?:[- ](?:language|speaking|translation|text|version|manual|documentation)\b|\s*(?:[.,;:!?)]|$))"
)
_TONGUE_MARK = "语語文"
_PARTY = (
    r"(?:company|companies|compan(?:y|ies)|firms?|buyers?|customers?|clients?|nationals?|citizens?|entit(?:y|ies)|government|banks?|startups?|subsidiar(?:y|ies)"
    r"|parents?|investors?|funds?|universit(?:y|ies)|militar(?:y|ies)|army|navy|persons?|people|students?|engineers?|developers?|resellers?|distributors?|owners?|owned"
    r"|groups?|conglomerates?|operators?|labs?|institutes?|shareholders?|manufacturers?|customer's|hospitals?|integrators?|employees?|researchers?|nuclear|state-owned|unit)"
)
_AS_ADJECTIVE = re.compile(rf"\s{_PARTY}\b")
_LET_US = re.compile(r"(?i)\b(?:let|tell|give|send|help|ask|show|call|email|join|contact|allow|remind)\s$")
_GERMAN_ENDING = re.compile(r"(?<=isch)(?:e|er|en|es|em)$")
_ADJACENT = re.compile(r"\s?[,(/-]?\s?(?:in\s)?(?:the\s)?")


@dataclass(frozen=True, slots=True)
class _Hit:
    """A candidate before its surroundings were looked at."""

    start: int
    end: int
    key: str
    place: Place
    weak: bool = False  # counts only with its country beside it
    small: bool = False  # a small town behind a preposition: a guess
    note: str | None = None
    status: Status = "stated"


def spot_places(text: str) -> list[Found]:
    """Every place in the text, in order; `implied` for a misspelt one, `guessed` for a small town."""
    return [_found(text, hit) for hit in _places(text) if not _is_adjective(text, hit)]


def spot_demonyms(text: str) -> list[Found]:
    """Words of nationality: "Chilean", "PRC buyer", "Emirati-owned" (the ending belongs to the find)."""
    finds = [*_adjectives(text), *_by_abbreviation(text), *_compounds(text)]
    names = [hit for hit in _places(text) if not _is_adjective(text, hit)]
    finds = [find for find in finds if not any(_holds(hit, find) for hit in names)]
    finds.sort(key=lambda find: (find.start, -find.end))
    kept: list[Found] = []
    for find in finds:
        if not kept or find.start >= kept[-1].end:
            kept.append(find)
    return kept


def _holds(hit: _Hit, find: Found) -> bool:
    """Is the adjective a part of a longer name ("Saudi Arabia", "Czech Republic")?"""
    return hit.start <= find.start and find.end <= hit.end and hit.end - hit.start > find.end - find.start


def _found(text: str, hit: _Hit) -> Found:
    return Found(hit.start, hit.end, text[hit.start : hit.end], "place", hit.place, hit.status, hit.note)


@lru_cache(maxsize=64)
def _places(text: str) -> tuple[_Hit, ...]:
    """All places by name, settled by what stands beside them, and then the misspelt ones."""
    hits = sorted([*_by_words(text), *_by_characters(text)], key=lambda hit: hit.start)
    regions = {hit.place.region for hit in hits if hit.place.region and not hit.weak}
    hits = [_settled(text, hits, index) for index in range(len(hits))]
    strong = [_in_region(hit, hits) for hit in hits if not hit.weak or _near_region(hit, regions)]
    misspelt = list(_misspelt(text, strong))
    exact = [hit for hit in strong if all(hit.end <= other.start or other.end <= hit.start for other in misspelt)]
    return tuple(sorted([*exact, *misspelt], key=lambda hit: hit.start))


def _near_region(hit: _Hit, regions: set[str]) -> bool:
    """Is a small occupied town named together with its region?"""
    return hit.place.kind == "region" and hit.place.region in regions


def _in_region(hit: _Hit, hits: list[_Hit]) -> _Hit:
    """A town with namesakes is that of Crimea where the text names Crimea itself."""
    if hit.place.region not in {"crimea", "sevastopol"} or hit.place.treatment != "ask_region":
        return hit
    settled = any(other.place.treatment == "746.6(a)(1)" and other.place.region == hit.place.region for other in hits)
    place = place_of("region", hit.place.name, ("UA",), hit.place.region, "746.6(a)(1)")
    return replace(hit, place=place) if settled else hit


def _by_words(text: str) -> Iterator[_Hit]:
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
            if not _is_name(key) or not _joined(text, run):
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


def _joined(text: str, run: list[Word]) -> bool:
    """Do the words form one name: no digit at its borders, only blanks, hyphens, points within?"""
    start, end = run[0].start, run[-1].end
    if (start and text[start - 1] in "0123456789_@") or (end < len(text) and text[end] in "0123456789_@"):
        return False
    letters = all(word.end - word.start == 1 for word in run)
    if letters and len(run) == 1:
        return False
    for left, right in zip(run, run[1:], strict=False):
        gap = text[left.end : right.start]
        pattern = r"\.\s?" if letters else (r"\.?[ '’-]?" if len(left.folded) <= 2 else r"[ ]?[ '’-]|[ ]\n?|\n")
        if not re.fullmatch(pattern, gap):
            return False
    return True


def _named(text: str, key: str, start: int, end: int, shouting: bool) -> _Hit | None:
    """The place of a name at this spot, or None where the spot does not let it count."""
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
    cued = _cued(text, start)
    plain_word = text[start:end].islower() and key in english() and key not in keys("lower_case")
    weak = not cued and (entry.cued or plain_word)
    return _Hit(start, end, key, entry.place, weak)


def _written(text: str, key: str, start: int, end: int, case: Case, shouting: bool) -> bool:
    """Is the name written as it must be? "us" is a pronoun; "the us" is not, nor is "US" in quiet text."""
    raw = text[start:end]
    if key == "us" and _LET_US.search(text[:start]):
        return False
    if key == "us":
        the = re.search(r"(?i)\bthe\s$", text[:start]) is not None
        return the if raw.islower() or shouting else raw.isupper()
    if case == "upper":
        return (raw.isupper() and (not shouting or len(key) > 2 or _cued(text, start))) or (
            len(key) == 2 and key in {"kl", "jb"} and _cued(text, start)
        )
    return case == "any" or raw[0].isupper() or is_caseless(raw)


def _is_shouting(text: str) -> bool:
    """Is the whole text in capitals, so that they tell nothing?"""
    letters = [char for char in text if char.isalpha() and char.upper() != char.lower()]
    return len(letters) > 12 and sum(char.isupper() for char in letters) > 0.9 * len(letters)


def _is_person(text: str, start: int, end: int) -> bool:
    return _TITLE.search(text[:start]) is not None or _SPEAKS.match(text, end) is not None


def _cued(text: str, start: int) -> bool:
    """Does a preposition of place stand before?"""
    return _PLACE_CUE.search(text[max(0, start - 30) : start]) is not None


def _city_hit(text: str, key: str, start: int, end: int, found: City) -> _Hit | None:
    """A city of the gazetteer: capitals, size and preposition decide whether it counts."""
    raw = text[start:end]
    if not (raw[0].isupper() or is_caseless(raw)) or (raw.isupper() and len(raw) <= 5 and not _is_shouting(text)):
        return None
    common = (
        key in english()
        or key in keys("after_preposition")
        or len(key) <= 4
        or (" " in key and all(part in english() for part in key.split()))
    )
    cued = _cued(text, start)
    region = "elsewhere" if found.countries == ("UA",) else None
    place = place_of("city", found.name, found.countries, region)
    small = found.standing == "small"
    note = None if key == key_of(found.name) or is_caseless(raw) else f"read {raw} as {found.name}"
    weak = (common and not cued) or (small and not cued) or (small and common)
    return _Hit(start, end, key, place, weak, small, note, "guessed" if small else "stated")


def _by_characters(text: str) -> Iterator[_Hit]:
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


def _han_hit(text: str, start: int, length: int) -> _Hit | None:
    key = text[start : start + length]
    end = start + length
    if len(key) < length or text[end : end + 1] in tuple(_TONGUE_MARK) or not _whole_kana(text, start, end):
        return None
    if key in keys("never") or key[-1] in _TONGUE_MARK:
        return None
    entry = table().get(key)
    if entry is not None:
        return _Hit(start, end, key, entry.place)
    found = city(key) if all(is_caseless(char) for char in key) else None
    if found is None or found.standing == "small":
        return None
    return _Hit(
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


def _settled(text: str, hits: list[_Hit], index: int) -> _Hit:
    """The hit with the country that stands right beside it ("Paris, Texas"; "Atlanta, Georgia")."""
    hit = hits[index]
    if hit.place.kind == "city":
        state = _STATE.match(text, hit.end) or _PROVINCE.match(text, hit.end)
        if state and "\n" not in state.group():
            country = "US" if _STATE.match(text, hit.end) else "CA"
            if country in hit.place.countries or exists_in(hit.key, country):
                name = f"{text[hit.start : hit.end]}{state.group()}"
                return replace(
                    hit,
                    end=state.end(),
                    place=place_of("city", name, (country,)),
                    weak=False,
                    small=False,
                    status="stated",
                )
        beside = _beside(text, hits, index + 1)
        return _in_country(hit, beside) if beside is not None else hit
    if hit.place.kind == "region":
        beside = _beside(text, hits, index + 1)
        return (
            replace(hit, place=replace(hit.place, countries=("UA",), row="UA"))
            if beside is not None and beside.countries == ("UA",)
            else hit
        )
    if hit.place.kind == "country" and len(hit.place.countries) > 1 and index:
        before = hits[index - 1]
        if _ADJACENT.fullmatch(text[before.end : hit.start]) and len(before.place.countries) == 1:
            shared = before.place.countries[0]
            if shared in hit.place.countries and before.place.kind in {"city", "subdivision"}:
                return replace(hit, place=place_of("country", hit.place.name, (shared,)))
    return hit


def _beside(text: str, hits: list[_Hit], index: int) -> Place | None:
    """The country or state named right behind the hit before `index`."""
    if index >= len(hits) or hits[index].place.kind not in {"country", "subdivision"}:
        return None
    before = hits[index - 1]
    return hits[index].place if _ADJACENT.fullmatch(text[before.end : hits[index].start]) else None


def _in_country(hit: _Hit, beside: Place) -> _Hit:
    """A city narrowed to the country beside it, where it has a namesake there."""
    for country in beside.countries:
        if country in hit.place.countries or exists_in(hit.key, country):
            place = place_of("city", hit.place.name, (country,), hit.place.region)
            return replace(hit, place=place, weak=False, small=False, status="stated")
    return hit


def _misspelt(text: str, taken: list[_Hit]) -> Iterator[_Hit]:
    """Names that are one slip away from a country or a well-known city."""
    free = {
        word.start for word in words_of(text) if all(word.end <= hit.start or hit.end <= word.start for hit in taken)
    }
    words = words_of(text)
    behind = 0
    plain = [is_english(word.folded) for word in words]
    for index, word in enumerate(words):
        if all(plain[index : index + 2]):
            continue
        pair = words[index : index + 2]
        for run in (pair, [word]) if len(pair) == 2 else ([word],):
            # A pair may take in a name that is whole ("Soth Korea"), but is no reading of whole names alone.
            if (
                run[0].start < behind
                or not any(part.start in free for part in run)
                or (len(run) == 1 and run[0].start not in free)
            ):
                continue
            if not may_be_misspelt([part.folded for part in run]) or not _joined(text, run):
                continue
            if any(part.folded in demonyms() for part in run):
                continue
            start, end = run[0].start, run[-1].end
            read = nearest([part.folded for part in run], _cued(text, start) and text[start].isupper())
            if read is None:
                continue
            note = f"read {text[start:end]} as {read.name}"
            behind = end
            yield _Hit(start, end, read.key, read.entry.place, note=note, status=read.status)
            break


def _is_adjective(text: str, hit: _Hit) -> bool:
    """Is an abbreviation used like an adjective ("PRC buyer")? Then it is a find of the other kind."""
    abbreviation = hit.place.kind == "country" and text[hit.start : hit.end].isupper() and hit.end - hit.start <= 6
    if hit.key in demonyms():
        return re.match(r"[ -][a-z]", text[hit.end : hit.end + 2]) is not None
    return abbreviation and _AS_ADJECTIVE.match(text, hit.end) is not None


def _by_abbreviation(text: str) -> Iterator[Found]:
    for hit in _places(text):
        if _is_adjective(text, hit) and hit.key not in demonyms():
            yield Found(hit.start, hit.end, text[hit.start : hit.end], "demonym", hit.place, hit.status, hit.note)


def _compounds(text: str) -> Iterator[Found]:
    """ "Dubai-based", "PRC-owned": a place with the ending that makes it one of seat or ownership."""
    for hit in _places(text):
        ending = _BASED.match(text, hit.end)
        if ending:
            yield Found(
                hit.start, ending.end(), text[hit.start : ending.end()], "demonym", hit.place, hit.status, hit.note
            )


def _adjectives(text: str) -> Iterator[Found]:
    """Adjectives and nouns of nationality by the list, languages left out."""
    words = words_of(text)
    index = 0
    while index < len(words):
        step = 1
        for count in (2, 1):
            run = words[index : index + count]
            find = _adjective(text, run) if len(run) == count and _joined(text, run) else None
            if find is not None:
                yield find
                step = count
                break
        index += step
    for key, entry in demonyms().items():
        if is_caseless(key):
            for match in re.finditer(key, text):
                yield Found(match.start(), match.end(), key, "demonym", entry.place)


def _adjective(text: str, run: list[Word]) -> Found | None:
    key = " ".join(word.folded for word in run)
    entry: Entry | None = demonyms().get(key) or demonyms().get(_GERMAN_ENDING.sub("", key))
    start, end = run[0].start, run[-1].end
    if entry is None or (entry.case == "capital" and not text[start].isupper()) or _in_phrase(text, start):
        return None
    if (_LANGUAGE.search(text[:start]) and _LANGUAGE_AFTER.match(text[end:])) or re.match(
        r"(?i)[- ](?:language|speaking)\b", text[end:]
    ):
        return None
    if key in table() and not re.match(r"[ -][A-Za-z]", text[end : end + 2]):
        return None  # "ship it to Saudi" names the country
    ending = _BASED.match(text, end)
    end = ending.end() if ending else end
    return Found(start, end, text[start:end], "demonym", entry.place)


def _in_phrase(text: str, start: int) -> bool:
    """Does a fixed phrase ("Chinese New Year") begin here?"""
    rest = key_of(text[start : start + 30])
    return any(rest == phrase or rest.startswith(phrase + " ") for phrase in keys("not_in"))

"""What a place name means by what stands beside it, and the names that are misspelt.

A name of several countries keeps them all, unless its country stands right beside it: nothing else in the text may
settle it here, or a seller in the US would make Birmingham domestic.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from assistant.reading.cities import exists_in
from assistant.reading.fold import fold, words_of
from assistant.reading.gazetteer import Place, demonyms, english, place_of, rightly_spelled, table
from assistant.reading.lists import words as word_list
from assistant.reading.misspelt import is_english, may_be_misspelt, near_in, nearest
from assistant.reading.placenames import Hit, by_characters, by_words, is_cued, is_joined

_STATE = re.compile(
    r",?\s(?:A[LKZR]|C[AOT]|D[CE]|FL|GA|HI|I[DLNA]|K[SY]|LA|M[EDAINSOT]|N[EVHJMYCD]|O[HKR]|PA|RI|S[CD]"
    r"|T[NX]|UT|V[TA]|W[AVIY])\b(?:\s\d{5})?"
)
_PROVINCE = re.compile(r",\s(?:ON|BC|QC|AB|MB|SK|NS|NB)\b")
_ADJACENT = re.compile(r"\s?[,(/-]?\s?(?:in\s)?(?:the\s)?")


@lru_cache(maxsize=64)
def places_in(text: str) -> tuple[Hit, ...]:
    """All places by name, settled by what stands beside them, and then the misspelt ones."""
    hits = sorted([*by_words(text), *by_characters(text)], key=lambda hit: hit.start)
    regions = {hit.place.region for hit in hits if hit.place.region and not hit.weak}
    hits = [_settled(text, hits, index) for index in range(len(hits))]
    nations = _nations(text, hits)
    hits = [_slipped(text, _by_nation(text, hit, nations), nations) for hit in hits]
    strong = [_in_region(hit, hits) for hit in hits if not hit.weak or _near_region(hit, regions)]
    misspelt = [_doubted(hit, nations) for hit in _misspelt(text, strong)]
    exact = [hit for hit in strong if all(hit.end <= other.start or other.end <= hit.start for other in misspelt)]
    return tuple(sorted([*exact, *misspelt], key=lambda hit: hit.start))


_SET_OFF = re.compile(r"(?:^|[,;:(|/–>]|\s-)\s*$|\n\s*$|(?<![\w-])[A-Z]+\d+\w*\s$")


def _nations(text: str, hits: list[Hit]) -> frozenset[str]:
    """The countries that the text names, by name or nationality; the seller's own says nothing of a town."""
    named = {hit.place.countries for hit in hits if hit.place.kind in {"country", "subdivision"} and not hit.weak}
    adjectives = demonyms()
    named |= {adjectives[word.folded].place.countries for word in words_of(text) if word.folded in adjectives}
    return frozenset(countries[0] for countries in named if len(countries) == 1) - {"US"}


def _by_nation(text: str, hit: Hit, nations: frozenset[str]) -> Hit:
    """A small town as that of the one country that the text names ("a Danish wind farm in Esbjerg")."""
    if not (hit.small or (hit.weak and hit.place.kind == "city")) or not text[hit.start].isupper():
        return hit
    told = [code for code in nations if code in hit.place.countries or exists_in(hit.key, code)]
    if len(told) != 1:
        return hit
    before, behind = text[: hit.start], text[hit.end : hit.end + 2]
    name_alone = hit.key not in english() or re.match(r"\s?[,;.()|/\n]|$", behind) is not None
    set_off = name_alone and (_SET_OFF.search(before) is not None or is_cued(text, hit.start))
    noun = re.search(r"([a-z][\w-]+)\s$", before)
    behind_it = re.match(r"\s([A-ZÀ-Þ][a-zà-ÿ]+)(?![a-zà-ÿ])", text[hit.end :])  # "Cork Irish-owned creamery"
    nation = demonyms().get(fold(behind_it[1])) if behind_it else None
    own = nation is not None and nation.place.countries == (told[0],)
    called = noun is not None and noun[1] in word_list("party_words.yaml", "heads") and hit.key not in rightly_spelled()
    if hit.weak and not (set_off or called or own):
        return hit
    name = text[hit.start : hit.end]
    place = place_of("city", name, (told[0],), "elsewhere" if told[0] == "UA" else None)
    note = f"{name}: understood as the town in {told[0]}, by the country that is named"
    return replace(hit, place=place, weak=False, small=False, status="implied", note=note)


def _slipped(text: str, hit: Hit, nations: frozenset[str]) -> Hit:
    """A city of a nation nobody named, one slip from one of the nation that is named: it may be either."""
    if hit.place.kind != "city" or hit.weak or not nations or nations & set(hit.place.countries):
        return hit
    if hit.key in table():
        return hit  # "Vienne" is Vienna for everyone, beside a Swiss firm too
    other = near_in(hit.key, nations)
    if other is None:
        return hit
    meant = table()[other].place
    behind = re.match(r",?\s\(?", text[hit.end :])
    said = behind is not None and any(
        named.start == hit.end + behind.end()
        and named.place.countries == meant.countries
        and re.match(r"\s*(?:[,.;:)\n]|$)", text[named.end :])
        for named in by_words(text)
    )
    countries = meant.countries if said else (*hit.place.countries, *meant.countries)
    return replace(hit, place=place_of("city", meant.name, countries), note=f"read {hit.key} as {meant.name}")


def _doubted(hit: Hit, nations: frozenset[str]) -> Hit:
    """A misspelt city is a guess where the text names another country."""
    if hit.place.kind == "city" and nations and not nations & set(hit.place.countries) and hit.status == "implied":
        return replace(hit, status="guessed")
    return hit


def _near_region(hit: Hit, regions: set[str]) -> bool:
    """Is a small occupied town named together with its region?"""
    return hit.place.kind == "region" and hit.place.region in regions


def _in_region(hit: Hit, hits: list[Hit]) -> Hit:
    """A town with namesakes is that of Crimea where the text names Crimea itself."""
    if hit.place.region not in {"crimea", "sevastopol"} or hit.place.treatment != "ask_region":
        return hit
    settled = any(other.place.treatment == "746.6(a)(1)" and other.place.region == hit.place.region for other in hits)
    place = place_of("region", hit.place.name, ("UA",), hit.place.region, "746.6(a)(1)")
    return replace(hit, place=place) if settled else hit


def _settled(text: str, hits: list[Hit], index: int) -> Hit:
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
    if hit.place.kind == "country" and hit.weak and index and _is_code_of(text, hits[index - 1], hit):
        return replace(hit, weak=False)
    if hit.place.kind == "country" and len(hit.place.countries) > 1 and index:
        before = hits[index - 1]
        if _ADJACENT.fullmatch(text[before.end : hit.start]) and len(before.place.countries) == 1:
            shared = before.place.countries[0]
            if shared in hit.place.countries and before.place.kind in {"city", "subdivision"}:
                return replace(hit, place=place_of("country", hit.place.name, (shared,)))
    return hit


def _is_code_of(text: str, town: Hit, code: Hit) -> bool:
    """Is it the code of the country behind its town ("Lisse, NL")?"""
    beside = re.fullmatch(r"\s?[,(]\s?|\s", text[town.end : code.start]) is not None
    return beside and any(one in town.place.countries or exists_in(town.key, one) for one in code.place.countries)


def _beside(text: str, hits: list[Hit], index: int) -> Place | None:
    """The country or state named right behind the hit before `index`."""
    if index >= len(hits) or hits[index].place.kind not in {"country", "subdivision"}:
        return None
    before = hits[index - 1]
    return hits[index].place if _ADJACENT.fullmatch(text[before.end : hits[index].start]) else None


def _in_country(hit: Hit, beside: Place) -> Hit:
    """A city narrowed to the country beside it, where it has a namesake there."""
    for country in beside.countries:
        if country in hit.place.countries or exists_in(hit.key, country):
            place = place_of("city", hit.place.name, (country,), hit.place.region)
            return replace(hit, place=place, weak=False, small=False, status="stated")
    return hit


def _opens_sentence(text: str, start: int, end: int) -> bool:
    """Is the capital that of a sentence's begin ("Chili crab tonight.")?"""
    if not text[start].isupper():
        return False
    begins = re.search(r"(?:[.!?]\s|\n)\s*$", text[max(0, start - 8) : start]) or not text[:start].strip()
    return bool(begins) and re.match(r" [a-z]", text[end : end + 2]) is not None


def _misspelt(text: str, taken: list[Hit]) -> Iterator[Hit]:
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
            if not may_be_misspelt([part.folded for part in run]) or not is_joined(text, run):
                continue
            start, end = run[0].start, run[-1].end
            if any(part.folded in demonyms() for part in run) or _opens_sentence(text, start, end):
                continue
            read = nearest([part.folded for part in run], is_cued(text, start) and text[start].isupper())
            if read is None:
                continue
            note = f"read {text[start:end]} as {read.name}"
            behind = end
            yield Hit(start, end, read.key, read.entry.place, note=note, status=read.status)
            break

"""Words of nationality: adjectives, names of people, abbreviations used as adjectives, and "X-based", "X-owned"."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pycountry

from assistant.reading.fold import Word, is_caseless, key_of, words_of
from assistant.reading.found import Found
from assistant.reading.gazetteer import Entry, Place, demonyms, keys, place_of, table
from assistant.reading.lists import words as word_list
from assistant.reading.placenames import Hit, is_joined
from assistant.reading.placing import places_in

_BASED = re.compile(
    r"(?i)[- ]?-(?:based|owned|headquartered|controlled|backed|funded|registered|incorporated|domiciled"
    r"|resident|linked|affiliated|run|operated)\b"
    r"|(?i:\sowned\b)(?!\s+by\b)|(?i:[ ]state-(?:owned|run|controlled))(?=\s*(?:[,.;:)\n]|$))"
)
_LANGUAGE = re.compile(r"(?i)(?:\b(?:in|into|speaks?|from|write|reply|answer)\s+$)")
_LANGUAGE_AFTER = re.compile(
    r"(?i)^(?:[- ](?:language|speaking|translation|text|version|manual|documentation)\b|\s*(?:[.,;:!?)]|$))"
)
_PARTY = (
    r"(?:company|companies|compan(?:y|ies)|firms?|buyers?|customers?|clients?|nationals?|citizens?"
    r"|entit(?:y|ies)|government|banks?|startups?|subsidiar(?:y|ies)"
    r"|parents?|investors?|funds?|universit(?:y|ies)|militar(?:y|ies)|army|navy|persons?|people|students?"
    r"|engineers?|developers?|resellers?|distributors?|owners?|owned"
    r"|groups?|conglomerates?|operators?|labs?|institutes?|shareholders?|manufacturers?|customer's"
    r"|hospitals?|integrators?|employees?|researchers?|nuclear|state-owned|unit)"
)
_BETWEEN = (
    r"(?:(?:sovereign|wealth|state|state-owned|private|public|defen[cs]e|tech|cloud|investment|parent|holding|telecom"
    r"|AI|chip|semiconductor|local|government|national|trading|shell|mining|oil)\s){0,3}"
)
_AS_ADJECTIVE = re.compile(rf"\s{_BETWEEN}{_PARTY}\b")
_PHRASE = re.compile(
    r"(?:\s(?!(?:for|to|and|in|of|by|with|via|is|are|has|who|which|that|from|on|at|as|or|we|they|it|our|the|an?|its"
    r"|their|but|so)\b)[a-z][\w-]*){1,4}"
)
_ISO_OWNED = re.compile(r"(?i)(?<![\w-])(?P<iso>[a-z]{2})-(?:owned|based|held)\b")
_NO_ISO = {
    "co",
    "re",
    "in",
    "is",
    "it",
    "as",
    "at",
    "be",
    "by",
    "my",
    "to",
    "so",
    "me",
    "do",
    "no",
    "un",
    "us",
    "uk",
    "eu",
}
_OWNED = re.compile(r"(?i)[ -](?:owned|based|held|run|controlled)\b")
_GERMAN_ENDING = re.compile(r"(?<=isch)(?:e|er|en|es|em)$")


def spot_demonyms(text: str) -> list[Found]:
    """Words of nationality: "Chilean", "PRC buyer", "Emirati-owned" (the ending belongs to the find)."""
    finds = [*_adjectives(text), *_by_abbreviation(text), *_compounds(text)]
    names = [hit for hit in places_in(text) if not is_adjective(text, hit)]
    finds = [find for find in finds if not any(_holds(hit, find) for hit in names)]
    finds = [find for find in finds if not is_language(text, find.start, find.end)]
    there = {hit.place.countries[0] for hit in names if len(hit.place.countries) == 1 and hit.status != "guessed"}
    finds = [_narrowed(find, there) for find in finds]
    finds.sort(key=lambda find: (find.start, -find.end))
    kept: list[Found] = []
    for find in finds:
        if not kept or find.start >= kept[-1].end:
            kept.append(find)
    return kept


_SPOKEN = re.compile(
    r"(?i)\s*(?:[.,;:!?)]|$|(?:language|version|too|as well|if (?:possible|available)|please|instead)\b"
    r"|(?:and|or|/)\s*(?-i:[A-Z])[a-z]+\s*(?:[.,;:!?)]|$))"
)


def is_language(text: str, start: int, end: int) -> bool:
    """Is a nationality only the tongue of a paper ("the manual in German, please")?"""
    behind = re.search(
        r"(?i)\b(?:in|on|auf|(?:in|on|auf) [A-Z][a-z]+ (?:and|or|und|oder))\s+$", text[max(0, start - 25) : start]
    )
    return (
        behind is not None
        and _PAPER.search(text[max(0, start - 80) : start]) is not None
        and bool(_SPOKEN.match(text, end))
    )


PAPERS = (
    r"(?:manuals?|documentation|datasheets?|data sheets?|instructions?|labels?|leaflets?|brochures?|"
    r"catalogues?|guides?|"
    r"quot\w+|offers?|invoices?|contracts?|letters?|e-?mails?|answers?|replies|reply|tender|keyboards?|versions?|text|written|"
    r"certificates?|papers?|documents?|handb[uü]ch\w*|support|training|courses?)"
)
_PAPER = re.compile(rf"(?i)\b{PAPERS}\b[^.;!?\n]*$")


def _narrowed(find: Found, there: set[str]) -> Found:
    """An adjective of two countries as that of the one whose town is named ("a Korean bank in Seoul")."""
    value = find.value
    if not isinstance(value, Place) or value.kind != "country" or len(value.countries) < 2:
        return find
    shared = [code for code in value.countries if code in there]
    if len(shared) != 1:
        return find
    note = f"{find.text}: understood as {shared[0]}, by the place that is named"
    return replace(find, value=place_of("country", value.name, (shared[0],)), status="implied", note=note)


def _holds(hit: Hit, find: Found) -> bool:
    """Is the adjective a part of a longer name ("Saudi Arabia", "Czech Republic")?"""
    return hit.start <= find.start and find.end <= hit.end and hit.end - hit.start > find.end - find.start


def is_adjective(text: str, hit: Hit) -> bool:
    """Is an abbreviation used like an adjective ("PRC buyer")? Then it is a find of the other kind."""
    raw = text[hit.start : hit.end]
    abbreviation = hit.place.kind == "country" and (raw.isupper() or raw in _SMALL_ABBREVIATIONS) and len(raw) <= 6
    if hit.key in demonyms():
        return re.match(r"[ -][a-z]", text[hit.end : hit.end + 2]) is not None
    if abbreviation and _AS_ADJECTIVE.match(text, hit.end) is not None:
        return True
    return (abbreviation or hit.key in _NO_ADJECTIVE) and _names_party(text, hit.end)


_SMALL_ABBREVIATIONS = {"nz", "us", "uk", "uae", "ksa", "prc", "usa", "hk"}  # as chat writes them
_NO_ADJECTIVE = {"new zealand", "hong kong", "hongkong"}  # named by the country itself where others have an adjective
_NO_PARTY = {"line", "lines", "service", "services", "site", "entity", "unit", "team", "person", "people", "user"}


def _names_party(text: str, end: int) -> bool:
    """Does a noun of a party stand in the phrase that begins with the country ("a UK brewery")?"""
    match = _PHRASE.match(text, end)
    heads = word_list("party_words.yaml", "heads")
    return match is not None and any(word in heads and word not in _NO_PARTY for word in match.group().split())


def _by_abbreviation(text: str) -> Iterator[Found]:
    for hit in places_in(text):
        if is_adjective(text, hit) and hit.key not in demonyms():
            yield Found(hit.start, hit.end, text[hit.start : hit.end], "demonym", hit.place, hit.status, hit.note)


def _compounds(text: str) -> Iterator[Found]:
    """ "Dubai-based", "PRC-owned", "pt-owned": a place with the ending that makes it one of seat or ownership."""
    for match in _ISO_OWNED.finditer(text):
        known = pycountry.countries.get(alpha_2=match["iso"].upper())
        if known is not None and match["iso"].lower() not in _NO_ISO:
            place = place_of("country", known.name, (match["iso"].upper(),))
            yield Found(match.start(), match.end(), match.group(), "demonym", place, "implied")
    for hit in places_in(text):
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
            find = _adjective(text, run) if len(run) == count and is_joined(text, run) else None
            if find is not None:
                yield find
                step = count
                break
        index += step
    if is_caseless(text):
        for match in _native().finditer(text):
            yield Found(match.start(), match.end(), match.group(), "demonym", demonyms()[match.group()].place)


@cache
def _native() -> re.Pattern[str]:
    """The adjectives in scripts without capitals, the longest first."""
    keys = sorted(filter(is_caseless, demonyms()), key=lambda key: (-len(key), key))
    return re.compile("|".join(map(re.escape, keys)))


def _adjective(text: str, run: list[Word]) -> Found | None:
    key = " ".join(word.folded for word in run)
    entry: Entry | None = demonyms().get(key) or demonyms().get(_GERMAN_ENDING.sub("", key))
    start, end = run[0].start, run[-1].end
    if (
        entry is None
        or (key.startswith("s ") and text[max(0, start - 1) : start] == "'")  # "it's Korean" is not "S. Korean"
        or (entry.case == "capital" and not text[start].isupper() and not _is_meant_small(text, key, end))
        or _in_phrase(text, start)
    ):
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


def _is_meant_small(text: str, key: str, end: int) -> bool:
    """ "thai owned", "a swede firm": in small letters where ownership or a noun of a party stands behind."""
    if key == "polish" and not _means_poland(text, end):
        return False
    return _OWNED.match(text, end) is not None or _names_party(text, end)


def _means_poland(text: str, end: int) -> bool:
    """Is "polish" in small letters no verb: an article or number before it, or a place in Poland named beside it?"""
    before = re.search(r"(?i)(?:\b(?:an?|the|one|some|our|this|that)|\d)\s+$", text[: end - len("polish")])
    return before is not None or any(hit.place.countries == ("PL",) for hit in places_in(text))


def _in_phrase(text: str, start: int) -> bool:
    """Does a fixed phrase ("Chinese New Year") begin here?"""
    rest = key_of(text[start : start + 30])
    return any(rest == phrase or rest.startswith(phrase + " ") for phrase in keys("not_in"))

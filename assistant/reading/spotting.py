"""Everything the spotters find in one text, none overlapping: the longer find wins, then the earlier.

Beside the spotters' own finds: ECCNs, and the names of firms that no list knows (a company form, or capitals
that no English word explains).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

from assistant.catalogue import catalogue
from assistant.reading.capitals import capital_names, only_opens
from assistant.reading.cities import city
from assistant.reading.counts import spot_counts
from assistant.reading.dates import spot_dates
from assistant.reading.figures import spot_figures
from assistant.reading.fold import has_han_or_kana, key_of
from assistant.reading.found import Found, PartyName, is_free
from assistant.reading.gazetteer import Place, demonyms, english, keys, place_of, table
from assistant.reading.listings import terms
from assistant.reading.lists import everyday, words
from assistant.reading.native_firms import latin_firms, native_firms
from assistant.reading.near_items import misspelt_items
from assistant.reading.own_sites import as_places
from assistant.reading.parse import dictionary
from assistant.reading.places import spot_demonyms, spot_places
from assistant.reading.spoken_items import spoken_items
from assistant.reading.universities import spot_universities
from assistant.screening.spot import spot_parties

_ECCN = re.compile(
    r"(?i)(?<![A-Za-z0-9_.])(?:EAR\s?99|[0-9][A-E][0-9]{3}(?:\.?[a-z](?:\.[0-9a-z]{1,2})*)?)(?![A-Za-z0-9_])"
)
_NAME = r"[A-ZÀ-Þ0-9][\w&'’.+-]*"
_FORM = (
    r"(?:Co\.?,?\s?(?:,\s?)?Ltd\.?|Ltd\.?|Limited|Ltda\.?|GmbH(?:\s&\sCo\.?\sKG)?|AG|SE|A/S|ASA|AS|AB|Inc\.?|Corp\.?"
    r"|Corporation|LLC|L\.L\.C\.|LLP|L\.P\.|S\.A\.S\.?|S\.A\.|SA|SAS|SARL|S\.r\.l\.|Srl|S\.p\.A\.|SpA|"
    r"S\.L\.|Pte\.?(?:\sLtd\.?)?"
    r"|Pty\.?(?:\sLtd\.?)?|B\.V\.|BV|N\.V\.|NV|Oyj|Oy|Kft\.?|K\.K\.|KK|Sdn\.?\sBhd\.?|FZE|FZCO|FZ-LLC|PJSC|JSC|OJSC|OOO"
    r"|PLC|plc|OÜ|UAB|SIA|ApS|Lda\.?|Zrt\.?|Nyrt\.?|EOOD|OOD|d\.d\.|a\.s\.|d\.o\.o\.|s\.r\.o\.|Sp\.\sz\so\.o\.|"
    r"A\.Ş\.|Tbk|Bhd\.?|株式会社|有限公司)"
)
_FIRM = re.compile(rf"(?<!\w){_NAME}(?:[ ,]{{1,2}}(?:{_NAME}|and|&|of|de|for|\([A-Z]\w+\)))*?,?\s{_FORM}(?![\w])")
_ONLY_A_NATION = re.compile(r"[A-Z][a-z]+(?:-owned|-held|-based)?\s(?:LLP|LLC|GmbH)$")
# Firms in scripts without a reader of their own, by the word that makes them one: named, so that they are screened.
_NATIVE_FIRM = re.compile(
    r"(?:شركة|مؤسسة|مجموعة|مصنع|بنك|مصرف)(?:\s[\u0600-\u06ff]+){1,4}"
    r"|(?<!\w)(?:ООО|ЗАО|ОАО|ПАО|АО|ИП)\s[«\"]?[А-ЯЁ][\u0400-\u04ff-]+(?:\s[А-ЯЁ][\u0400-\u04ff-]+){0,3}[»\"]?"
    r"|(?:주식회사|\(주\))\s?[\uac00-\ud7a3]{2,12}|[\uac00-\ud7a3]{2,12}(?:주식회사|전자|은행|그룹|상사)"
)
_STOPS = re.compile(r"(?<=[a-zà-ÿ]{4})\.\s+(?=[A-ZÀ-Þ]\w* [A-ZÀ-Þ])")  # "… for Kuala Lumpur. Consignee Foo Sdn Bhd"
_LEADING = re.compile(
    r"^(?:(?i:to|for|via|from|by|at|in|ship|send|sell|please|can|may|we|our|the|is|and|hi|hello|dear|buyer|customer"
    r"|client|consignee|through|does|do|would|will|could|should|with|has|have|wants|need|needs)[\s,:]+)+"
)


def spot(text: str, as_of: date) -> list[Found]:
    """All finds of a text in their order. A guessed find gives way to any sure one."""
    return list(_spotted(text, as_of))


@lru_cache(maxsize=8)
def _spotted(text: str, as_of: date) -> tuple[Found, ...]:
    """The finds of a text: a message of one deal is asked for twice, as a whole and as its part."""
    spoken = list(spoken_items(text))
    items = [*spoken, *(find for find in catalogue().spot(text) if is_free(find, spoken))]
    known = [_without_town(find) for find in spot_parties(text)]
    firm = [find for find in _firms(text, items) if find.text.isascii() or is_free(find, known)]
    sure = [
        *items, *_eccns(text), *known, *firm, *spot_places(text), *spot_demonyms(text),
        *spot_figures(text), *spot_dates(text, as_of), *spot_universities(text),
    ]  # fmt: skip
    inside = list(terms(text))
    kept = _without_overlaps(find for find in _without_slips(text, sure) if not _is_within(find, inside))
    kept += list(misspelt_items(text, kept)) if not items else []
    kept += [count for count in spot_counts(text, kept) if not _is_pronoun(text, count, kept)]
    kept = _without_overlaps([_trimmed(find) for find in kept])
    names = [name for name in capital_names(text) if is_free(name, kept) and not _is_within(name, inside)]
    names = [name for name in names if not only_opens(text, name)]
    kept += [firm for firm in latin_firms(text) if is_free(firm, kept)] if has_han_or_kana(text) else []
    kept += [
        _as_country(text, name, kept) or _as_town(text, name, kept) or _as_city(name, kept) or name for name in names
    ]
    kept += _whispered(text, kept)
    return tuple(sorted(as_places(text, kept), key=lambda find: find.start))


_SMALL_WORD = re.compile(r"(?<![\w@.-])[a-zà-ÿ]{4,}(?![\w@-])")


def _whispered(text: str, kept: Sequence[Found]) -> Iterator[Found]:
    """Towns in small letters of the one nation that is named ("akureyri icelandic-owned wool spinner")."""
    nations = {code for find in kept if find.kind == "demonym" for code in find.value.countries}  # type: ignore[attr-defined]
    if len(nations) != 1 or not has_only_small_words(text):
        return
    for match in _SMALL_WORD.finditer(text):
        key = key_of(match.group())
        found = city(key)
        free = all(match.end() <= find.start or find.end <= match.start() for find in kept)
        plain = key in english() or key in everyday() or key in keys("person_names")
        plain = plain or (key in dictionary() and key not in table())
        if free and not plain and found is not None and nations <= set(found.countries):
            place = place_of("city", found.name, tuple(nations))
            yield Found(
                *match.span(), match.group(), "place", place, "implied", f"read {match.group()} as {found.name}"
            )


def has_only_small_words(text: str) -> bool:
    """Is the text typed without capitals, designations and short forms aside?"""
    return re.search(r"(?<!\w)[A-ZÀ-Þ][a-zà-ÿ]{2,}", text) is None


def _is_within(find: Found, spans: Sequence[tuple[int, int]]) -> bool:
    """Does a place, name or number touch the name of a list or a program ("RUSSIA-EO14024")?"""
    loose = find.kind in {"place", "demonym", "count", "figure"} or (find.kind == "party" and not _is_listed(find))
    return loose and any(start < find.end and find.start < end for start, end in spans)


def _is_listed(find: Found) -> bool:
    return isinstance(find.value, PartyName) and (find.value.listed or find.value.register_id is not None)


def _without_town(find: Found) -> Found:
    """A listed alias that ends in its town, cut to the firm where that alone is known ("smic shanghai")."""
    if not (_is_listed(find) and " " in find.text):
        return find
    firm, _, last = find.text.rpartition(" ")
    town = next((one for one in spot_places(f"in {last.capitalize()}") if one.start == len("in ")), None)
    if town is None or getattr(town.value, "kind", "") != "city" or town.status == "guessed":
        return find
    alone = [*spot_parties(firm), *spot_parties(firm.upper())]
    known = any((one.start, one.end) == (0, len(firm)) and _is_listed(one) for one in alone)
    return replace(find, end=find.start + len(firm), text=firm) if known else find


def _without_slips(text: str, finds: list[Found]) -> list[Found]:
    """Without the misspelt places that are known names (Sugon, Suwon), and towns that are firms ("to Toyota")."""
    finds = [find for find in finds if find.kind != "party" or not _only_describes(text, find)]
    names = [find for find in finds if find.kind == "party" and _is_listed(find)]
    return [find for find in finds if find.kind != "place" or not any(_is_the_firm(text, find, name) for name in names)]


_TRADE_BEHIND = re.compile(
    r"\s(?:operators?|providers?|carriers?|firms?|startups?|start-ups?|regulators?|incumbents?|customers?)\b"
)


def _only_describes(text: str, name: Found) -> bool:
    """Is it a nationality with a trade, and no name ("a Saudi telecom operator")? A listed name stays one."""
    first = key_of(name.text).split(" ")[0]
    known = isinstance(name.value, PartyName) and not name.value.listed
    return known and first in demonyms() and " " in name.text and _TRADE_BEHIND.match(text, name.end) is not None


def _is_the_firm(text: str, place: Found, name: Found) -> bool:
    """Is the place within a known name, and a slip of another or not told to be where something is?"""
    if not name.start <= place.start <= place.end <= name.end:
        return False
    if place.status != "stated" or place.note:
        return True
    same = (place.start, place.end) == (name.start, name.end)
    return same and not name.value.listed and not _IN_TOWN.search(text[: place.start])  # type: ignore[attr-defined]


_IN_TOWN = re.compile(
    r"(?i)(?:\b(?:in|at|near|around|outside|from|via|of|en|à|bei|aus)|,)\s+(?:the\s+)?$|[->→到在往从]\s*$"
)


def _without_overlaps(finds: Iterable[Found]) -> list[Found]:
    kept: list[Found] = []
    for find in sorted(finds, key=_rank):
        if is_free(find, kept):
            kept.append(find)
    return sorted(kept, key=lambda find: find.start)


def _trimmed(find: Found) -> Found:
    """The find without blanks at its borders: a blank is no part of a token."""
    start = find.start + len(find.text) - len(find.text.lstrip())
    end = find.start + len(find.text.rstrip())
    return (
        find if (start, end) == (find.start, find.end) else replace(find, start=start, end=end, text=find.text.strip())
    )


def _is_pronoun(text: str, count: Found, kept: Sequence[Found]) -> bool:
    """ "A Chinese-owned one": a pronoun behind a nationality."""
    return count.text.lower() == "one" and any(
        find.kind == "demonym" and text[find.end : count.start].isspace() for find in kept
    )


def _as_country(text: str, name: Found, kept: Sequence[Found]) -> Found | None:
    """A name of several countries as the one of the city right before it ("Tbilisi, Georgia")."""
    city = next((f for f in kept if f.kind == "place" and re.fullmatch(r",?\s*\(?", text[f.end : name.start])), None)
    entry = table().get(key_of(name.text))
    if city is None or entry is None or not isinstance(city.value, Place):
        return None
    shared = set(city.value.countries) & set(entry.place.countries)
    return replace(name, kind="place", value=city.value, status="implied", note=None) if shared else None


def _as_town(text: str, name: Found, kept: Sequence[Found]) -> Found | None:
    """An unknown name as a town: after *in* or a comma, with its country right behind ("in Cebu, Philippines")."""
    behind = next((find for find in kept if find.kind == "place" and find.start >= name.end), None)
    if behind is None or not re.fullmatch(r",?\s*\(?", text[name.end : behind.start]):
        return None
    if re.search(r"(?:\b(?:in|near|at|from|to|around)|[,(])\s*$", text[: name.start]) is None:
        return None
    if any(word in words("harmless.yaml", "firm_words") for word in name.text.lower().split()):
        return None  # "a clinic in Zeltron Medical Group, Oslo"
    if re.search(r"\bto\s*$", text[: name.start]) and isinstance(behind.value, Place) and behind.value.kind == "city":
        return None  # "to Baltika Render, Tallinn": who gets it, in that city
    return Found(
        name.start, name.end, name.text, "place", behind.value, "implied", f"{name.text}: taken as in {behind.text}"
    )


def _as_city(name: Found, kept: Sequence[Found]) -> Found | None:
    """A name that is also a big city of the nation that is named ("Oita, Japanese-owned …")."""
    found = city(key_of(name.text))
    nations = {code for find in kept if find.kind == "demonym" for code in find.value.countries}  # type: ignore[attr-defined]
    if found is None or found.standing != "big" or not nations & set(found.countries):
        return None
    place = place_of("city", found.name, found.countries)
    return replace(name, kind="place", value=place, status="implied", note=f"read {name.text} as {found.name}")


_ORDER = ("item", "eccn", "place", "party", "demonym", "figure", "money", "percent", "date", "cite", "count")


def _rank(find: Found) -> tuple[bool, int, int, int]:
    return find.status == "guessed", find.start - find.end, find.start, _ORDER.index(find.kind)


def _eccns(text: str) -> Iterator[Found]:
    for match in _ECCN.finditer(text):
        word = re.sub(r"\s", "", match.group())
        rest = word[5:].lower()
        dot = "." if rest and not rest.startswith(".") else ""
        value = "EAR99" if word.upper() == "EAR99" else word[:5].upper() + dot + rest
        yield Found(match.start(), match.end(), match.group(), "eccn", value)


def _firms(text: str, items: Sequence[Found]) -> Iterator[Found]:
    """Names that end in a company form: "Nordlicht Daten AG"; in other scripts those that a word for a firm begins."""
    if has_han_or_kana(text):
        yield from native_firms(text)
    for match in () if text.isascii() else _NATIVE_FIRM.finditer(text):
        yield Found(match.start(), match.end(), match.group(), "party", PartyName(match.group()))
    for match in _FIRM.finditer(text):
        begin = max((item.end for item in items if match.start() <= item.start < match.end()), default=match.start())
        begin = max((stop.end() for stop in _STOPS.finditer(text, begin, match.end())), default=begin)
        begin += len(text[begin : match.end()]) - len(text[begin : match.end()].lstrip(" ,:;-"))
        head = _LEADING.match(text[begin : match.end()])
        start = begin + (head.end() if head else 0)
        if _ONLY_A_NATION.match(text, start, match.end()) and list(spot_demonyms(text[start : match.end()])):
            continue  # "a Kazakh-owned LLP": a form, and no name
        if start < match.end() and re.search(r"[A-ZÀ-Þ]", text[start : match.end()].split(" ")[0]):
            yield Found(start, match.end(), text[start : match.end()], "party", PartyName(text[start : match.end()]))

"""A release of technology or source code to a person: whose most recent citizenship or residency counts.

15 CFR 734.13(a)(2), (b): the person's country takes the place of the destination. US citizens and holders of a green
card are no foreign persons. A person who only sees or uses goods is told nothing that is controlled.
"""

import re
from dataclasses import dataclass

from assistant.reading.found import Found
from assistant.reading.lists import pattern, words_file
from assistant.reading.polarity import polarity
from assistant.reading.seats import country
from assistant.reading.software import DATA, Span
from assistant.reading.state import Reading, look

HOME = "US"


def read_release(reading: Reading) -> None:
    """Writes the release, where something is shown or given to somebody who is called by country or visa."""
    told = words_file("scope.yaml")["persons"]
    person = _person(reading)
    stated = reading.facts.get("activity") in {"deemed_export", "deemed_reexport"}
    if person is None and not stated:
        return
    data = look(reading.facts, "item.form") in DATA
    seen = pattern(told["seeing"]).search(reading.text)
    sent = pattern(told["sending"]).search(reading.text)
    here = _place(reading, person)
    home = here == HOME or _at_home(reading)
    if not data and not (_is_shown(reading) and home and (here in {None, HOME})):
        return
    called = person is not None and person.by_paper
    if not (seen or sent or stated or called):
        return
    _mark(reading, person)
    code = person.code if person is not None else None
    if not home and here is not None and here == code:
        reading.set("destination", here, None)
        return  # to somebody at home in the destination: an export like any other
    if here not in {None, HOME} and not stated and sent is not None and not home:
        _open(reading, person, "sent to a person in a third country: the export there and the release both count")
    elif here is None and not home and not stated:
        reading.unset("destination", "parties")
        _open(reading, person, "where the person is was not said: an export there, or a release here")
    else:
        _as_release(reading, person, "deemed_export" if home or here is None else "deemed_reexport")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody called by country: the code, None where it is open, the words, and whether papers are named."""

    code: str | None
    spans: tuple[Span, ...]
    by_paper: bool  # citizenship, residency or visa, not only "a Chinese engineer"


def _place(reading: Reading, person: Person | None) -> str | None:
    """Where it happens: a place that does not name the person's own country."""
    own = person.spans if person is not None else ()
    found = []
    for find in reading.of_kind("place"):
        if (find.start, find.end) in own or re.search(r"(?i)\b(?:born in|from|of)\s+(?:the\s+)?$", reading.text[: find.start]):
            continue
        if (code := country(find)) is not None and find.status != "guessed" and not _of_goods(reading, find):
            found.append(code)
    codes = list(dict.fromkeys(found))
    return codes[0] if len(codes) == 1 else (HOME if set(codes) == {HOME} else "?" if codes else None)


def _of_goods(reading: Reading, find: Found) -> bool:
    told = words_file("scope.yaml")["origin"]["of_goods"]
    return re.match(rf"(?i){told}", reading.text[find.end : find.end + 40]) is not None


def _person(reading: Reading) -> Person | None:
    """The person the words speak of, by the most recent citizenship or permanent residency."""
    told = words_file("scope.yaml")["persons"]
    text = reading.text
    residents, citizens, born, called = [], [], [], []
    spans: list[Span] = []
    for find in reading.of_kind("demonym", "place"):
        code, way = _called(text, find)
        if way is None:
            continue
        spans.append((find.start, find.end))
        {"resident": residents, "citizen": citizens, "born": born, "called": called}[way].append(code)
    us = next((match for match in pattern(told["us_person"]).finditer(text) if polarity(text, *match.span()).plain), None)
    if us is not None and not residents and not _lost(text, us.start()):
        return Person(HOME, (*spans, us.span()), True)
    visa = pattern(told["visa"]).search(text)
    if visa is not None:
        spans.append(visa.span())
    kinds = next((list(dict.fromkeys(kind)) for kind in (residents, citizens, called) if kind), [])
    if not (kinds or born or visa is not None):
        return None
    by_paper = bool(residents or citizens or visa)
    return Person(kinds[0] if len(kinds) == 1 else None, tuple(spans), by_paper)


def _lost(text: str, start: int) -> bool:
    former = words_file("scope.yaml")["persons"]["former"]
    return re.search(rf"(?i)\b(?:{former})", text[max(0, start - 30) : start].rstrip() + " ") is not None


def _called(text: str, find: Found) -> tuple[str | None, str | None]:
    """The country and in which way a person is called by it; no way where the words speak of none."""
    told = words_file("scope.yaml")["persons"]
    before, after = text[max(0, find.start - 45) : find.start], text[find.end : find.end + 50]
    code = country(find)
    if polarity(text, find.start, find.end).denied and re.search(r"(?i)\b(?:not|no|neither|nor)\s+(?:an?\s+)?$", before):
        return code, None
    if _lost(text, find.start) or re.match(rf"(?i){told['born']}", after) or re.search(rf"(?i)\b(?:{told['of_origin']})", before):
        return code, "born"
    if re.match(rf"(?i){told['resident']}", after):
        return code, "resident"
    if re.search(rf"(?i)\b(?:{told['naturalized']})", before):
        return code, "resident"
    behind = re.search(rf"(?i)\b{told['citizen_of']}$", before)
    if behind:
        return code, "resident" if "resident" in behind.group().lower() else "citizen"
    if re.match(rf"(?i){told['citizen']}", after):
        return code, "citizen"
    if find.kind == "demonym" or re.fullmatch(r"(?i)prc|roc|uk|uae|us|usa", find.text):
        if re.match(rf"(?i)[\s-]+(?:(?!(?:firm|compan|owned|universit|lab|bank|group|design|foundr|fab)\w*\b)[\w-]+\s+){{0,3}}?(?:{told['nouns']})\b(?!\s+(?:firm|company|house|agency|bureau))", after):
            return code, "called"
    return code, None


def _is_shown(reading: Reading) -> bool:
    """Goods that somebody only sees or uses where they stand: none sent, handed over or taken along."""
    told = words_file("scope.yaml")["persons"]
    if reading.of_kind("count") or reading.facts.get("quantity") is not None:
        return False
    moved = any(pattern(told[key]).search(reading.text) for key in ("sending", "taking"))
    return not moved and pattern(told["using"]).search(reading.text) is not None


def _at_home(reading: Reading) -> bool:
    """Do a US visa or words for here say that it happens in the United States?"""
    told = words_file("scope.yaml")["persons"]["at_home"]
    return pattern(told).search(reading.text) is not None


def _mark(reading: Reading, person: Person | None) -> None:
    told = words_file("scope.yaml")["persons"]
    for span in person.spans if person is not None else ():
        reading.use(*span)
    for key in ("us_person", "visa", "seeing", "permanent", "temporary"):
        for match in pattern(told[key]).finditer(reading.text):
            reading.use(*match.span())
    for word in (told["nouns"], r"(?:permanent[- ])?residen\w+|passport\w*|citizenship|nationality|naturali[sz]ed|born|immigrants?"):
        for match in re.finditer(rf"(?i)\b(?:{word})\b", reading.text):
            reading.use(*match.span())


def _employment(reading: Reading) -> None:
    told = words_file("scope.yaml")["persons"]
    temporary = pattern(told["temporary"]).search(reading.text)
    permanent = pattern(told["permanent"]).search(reading.text)
    if temporary is not None:
        reading.set("release.permanent_employee", False, temporary.span())
    elif permanent is not None and not polarity(reading.text, *permanent.span()).doubted:
        reading.set("release.permanent_employee", polarity(reading.text, *permanent.span()).plain, permanent.span())
    for find in reading.of_kind("demonym", "party"):
        before = reading.text[max(0, find.start - 40) : find.start]
        if re.search(rf"(?i)\b(?:{told['employer']})\s*$", before):
            code = country(find) if find.kind == "demonym" else _register_seat(reading, find)
            if code is not None:
                reading.set("release.employer_headquarters", code, (find.start, find.end), "implied")


def _register_seat(reading: Reading, find: Found) -> str | None:
    name = getattr(find.value, "name", None)
    seats = [party.get("headquarters") for party in reading.facts.get("parties", []) if party.get("name") == name]
    return seats[0] if seats else None


def _as_release(reading: Reading, person: Person | None, activity: str) -> None:
    """The person takes the place of the destination; a firm that was named stays, as one who receives."""
    _employment(reading)
    kept = [party for party in reading.facts.get("parties", []) if party.get("name") or party.get("listings")]
    reading.unset("destination", "parties", "region", "route", "departure", "onward_export", "quantity", "value_usd")
    for party in kept:
        party.pop("location", None)
        party["roles"] = ["recipient"]
    if kept:
        reading.facts["parties"] = kept
    span = person.spans[0] if person is not None and person.spans else None
    reading.over("activity", activity, span)
    if person is not None and person.code is not None:
        reading.over("release.person_country", person.code, span)
    elif person is not None:
        reading.unset("release.person_country")


def _open(reading: Reading, person: Person | None, note: str) -> None:
    """An export or a release: both are tried, and the question is put where they differ."""
    _employment(reading)
    reading.over("activity", None, None)
    reading.note(note)
    if person is not None and person.code is not None:
        reading.over("release.person_country", person.code, person.spans[0])


def names_person(text: str) -> bool:
    """Do the words name somebody by visa, citizenship or residency?"""
    told = words_file("scope.yaml")["persons"]
    return any(pattern(told[key]).search(text) for key in ("us_person", "visa"))

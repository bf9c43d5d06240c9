"""A release of technology or source code to a person: whose most recent citizenship or residency counts.

15 CFR 734.13(a)(2), (b): the person's country takes the place of the destination. US citizens and holders of a green
card are no foreign persons. A person who only sees or uses goods is told nothing that is controlled.
"""

import re
from dataclasses import dataclass

from assistant.reading.found import Found
from assistant.reading.gazetteer import Place
from assistant.reading.lists import pattern, regex, words_file
from assistant.reading.polarity import polarity
from assistant.reading.seats import country
from assistant.reading.software import DATA, Span
from assistant.reading.state import Reading, look

HOME = "US"


def read_release(reading: Reading) -> None:
    """Writes the release, where something is shown or given to somebody who is called by country or visa."""
    told = words_file("scope.yaml")["persons"]
    person = _person(reading) if _speaks_of_people(reading.text) else None
    if person is None:
        _of_foreigners(reading)
    stated = reading.facts.get("activity") in {"deemed_export", "deemed_reexport"}
    if person is None and not stated:
        return
    if person is not None and _is_hired_to_design(reading):
        reading.over("item.form", "technology", None, "implied", "who designs chips sees their technology")
        stated = True
    data = look(reading.facts, "item.form") in DATA
    seen = pattern(told["seeing"]).search(reading.text)
    sent = pattern(told["sending"]).search(reading.text)
    here = _from_afar(reading) or _place(reading, person)
    home = here == HOME or _at_home(reading)
    if not data and not (_is_shown(reading) and home and (here in {None, HOME})):
        return
    called = person is not None and (person.by_paper or (data and here == HOME and not seen and not sent))
    if not (seen or sent or stated or called):
        return
    if not data and reading.facts.get("activity") == "remote_access":
        return  # computing on goods from afar: read by its own words
    _mark(reading, person)
    code = person.code if person is not None else None
    if not home and here is not None and here == code:
        reading.set("destination", here, None)
        if len(reading.facts.get("parties", [])) == 1 and "name" not in reading.facts["parties"][0]:
            reading.unset("parties[0].headquarters", "parties[0].ultimate_parent")  # where they were born is no seat
        return  # to somebody at home in the destination: an export like any other
    if here not in {None, HOME} and not stated and not home:
        _open(reading, person, "to a person in a third country: the export there and the release both count")
    elif here is None and not home and not stated:
        reading.unset("destination", "parties")
        _open(reading, person, "where the person is was not said: an export there, or a release here")
    else:
        _as_release(reading, person, "deemed_export" if home or here is None else "deemed_reexport")


_HIRES = re.compile(
    r"(?i)\b(?:hir(?:e|es|ed|ing)|employ(?:s|ed|ing)?|recruit(?:s|ed|ing)?|on-?board(?:s|ed|ing)?|take on|taking on"
    r"|new hire|job offer|joins?|joining|offer\w* (?:\w+ ){0,3}(?:job|position|role)|sponsor(?:s|ing)?)\b"
)
_DESIGNS = re.compile(
    r"(?i)\b(?:chips?|gpus?|asics?|socs?|silicon|accelerators?|hardware|rtl|ic|processors?|circuits?|tensor core|die)"
    r"[\s-]+(?:[\w-]+ ){0,2}?(?:design\w*|architect\w*|engineer\w*|develop\w*|verification|layout|r&d|research\w*"
    r"|group|team)\b|\b(?:design|architect|develop)\w*[^.;!?\n]{0,25}\b(?:chips?|gpus?|asics?|accelerators?)\b"
)


def _is_hired_to_design(reading: Reading) -> bool:
    """Is somebody taken on to work on chips, where nothing is shipped: the work shows him their technology?"""
    told = words_file("scope.yaml")["persons"]
    goods = reading.facts.get("quantity") is not None or pattern(told["sending"]).search(reading.text) is not None
    if goods or look(reading.facts, "item.form") in DATA or reading.facts.get("destination") not in {None, HOME}:
        return False
    return _HIRES.search(reading.text) is not None and _DESIGNS.search(reading.text) is not None


def _speaks_of_people(text: str) -> bool:
    """Do the words name people at all? Most deals do not, and are spared the rest."""
    told = words_file("scope.yaml")["persons"]
    return (
        pattern(
            [
                told["nouns"],
                told["native"],
                "passports?|citizenship|resident\\w*|residency|PR|visas?|green[- ]?cards?|H-?1B|he|she",
            ]
        ).search(text)
        is not None
    )


def _of_foreigners(reading: Reading) -> None:
    """Data that stay here beside words for another nation: a release may hide there, so it is asked about."""
    if look(reading.facts, "item.form") not in DATA or reading.facts.get("destination") != HOME:
        return
    told = [find for find in reading.of_kind("demonym", "place") if country(find) not in {None, HOME}]
    if any(not _of_goods(reading, find) for find in told) and reading.facts.get("activity") in {
        None,
        "domestic",
        "import",
    }:
        reading.over("activity", None, None)
        reading.note("data beside another nation: whether a foreign person gets them is asked")


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
        if (find.start, find.end) in own or re.search(
            r"(?i)\b(?:born in|from|of)\s+(?:the\s+)?$", reading.text[: find.start]
        ):
            continue
        if _may_be_home(find) and person is not None:
            found.append(HOME)  # "our lab in San Jose": of the places by that name the exporter's own
        elif (code := country(find)) is not None and find.status != "guessed" and not _of_goods(reading, find):
            found.append(code)
    codes = list(dict.fromkeys(found))
    return codes[0] if len(codes) == 1 else (HOME if set(codes) == {HOME} else "?" if codes else None)


def _may_be_home(find: Found) -> bool:
    value = find.value
    return isinstance(value, Place) and len(value.countries) > 1 and HOME in value.countries


_READS = re.compile(
    r"(?i)\b(?:log\w*|access\w*|download\w*|open\w*|read\w*|connect\w*|view\w*)\b[^.;!?\n]*\bfrom\s+(?:the\s+)?$"
)


def _from_afar(reading: Reading) -> str | None:
    """Where somebody reads from ("logs in from Tehran"): there the data go."""
    for find in reading.of_kind("place"):
        if _READS.search(reading.text[: find.start]) and (code := country(find)) is not None:
            reading.unset("departure", "destination", "activity")
            reading.set("destination", code, (find.start, find.end), "implied")
            return code
    return None


def _of_goods(reading: Reading, find: Found) -> bool:
    told = words_file("scope.yaml")["origin"]["of_goods"]
    return regex(told).match(reading.text[find.end : find.end + 40]) is not None


def _person(reading: Reading) -> Person | None:
    """The person the words speak of, by the most recent citizenship or permanent residency."""
    told = words_file("scope.yaml")["persons"]
    text = reading.text
    ways: dict[str, list[str | None]] = {"resident": [], "citizen": [], "called": [], "born": []}
    spans: list[Span] = []
    for find in reading.of_kind("demonym", "place"):
        code, way = _called(text, find)
        if way is None:
            continue
        spans.append((find.start, find.end))
        ways[way].append(code)
    us = next(
        (
            match
            for match in pattern(told["us_person"]).finditer(text)
            if polarity(text, *match.span()).plain and not _is_only_sought(text, *match.span())
        ),
        None,
    )
    if us is not None and not ways["resident"] and not _lost(text, us.start()):
        return Person(HOME, (*spans, us.span()), True)
    visa = pattern(told["visa"]).search(text)
    if visa is not None:
        spans.append(visa.span())
    kinds = next((list(dict.fromkeys(ways[way])) for way in ("resident", "citizen", "called") if ways[way]), [])
    if not (kinds or ways["born"] or visa is not None):
        return None
    by_paper = bool(ways["resident"] or ways["citizen"] or visa)
    return Person(kinds[0] if len(kinds) == 1 else None, tuple(spans), by_paper)


def _lost(text: str, start: int) -> bool:
    former = words_file("scope.yaml")["persons"]["former"]
    return regex(rf"\b(?:{former})").search(text[max(0, start - 30) : start].rstrip() + " ") is not None


def _is_only_sought(text: str, start: int, end: int) -> bool:
    """Are papers applied for, waited for or refused, and not held ("his green card is still pending")?"""
    told = words_file("scope.yaml")["persons"]
    before = regex(rf"(?:{told['sought_before']})\s*$").search(text[max(0, start - 40) : start])
    return before is not None or regex(rf"\s*(?:{told['sought_behind']})").match(text[end : end + 40]) is not None


def _is_nation(find: Found) -> bool:
    """Is it a nationality or a country, and no town in it?"""
    return find.kind == "demonym" or (isinstance(find.value, Place) and find.value.kind == "country")


_WORKS_IN = re.compile(
    r"(?i)\b(?:engineer|intern|employee|team|lab|laboratory|office|plant|site|colleague|student|hire|working|"
    r"works|staff)s?"
    r"\s+(?:in|at)\s+(?:our\s+)?$"
)


_OF_A_FIRM = re.compile(r"(?i)[\s-](?:headquartered|owned|registered|incorporated|domiciled)$")
_IS_ONE = re.compile(r"(?i)\b(?:he|she|who)(?:['’]s| is)\s+(?:an? |also |still )?$")
_STANDS_ALONE = re.compile(r"(?i)\s*(?:[,.;:!?)]|$|\n|(?:and|but|by|so|while|with|who|on)\b)")


def _called(text: str, find: Found) -> tuple[str | None, str | None]:
    """The country and in which way a person is called by it; no way where the words speak of none."""
    told = words_file("scope.yaml")["persons"]
    before, after = text[max(0, find.start - 45) : find.start], text[find.end : find.end + 50]
    code = country(find)
    if _OF_A_FIRM.search(find.text):
        return code, None  # "a Shanghai-headquartered designer" is a firm
    if polarity(text, find.start, find.end).denied and re.search(
        r"(?i)\b(?:not|no|neither|nor)\s+(?:an?\s+)?$", before
    ):
        return code, None
    if regex(rf"\b(?:{told['nouns']})\s+(?:\w+\s+)?from\s+(?:the\s+)?$").search(before):
        return code, "born"  # where somebody comes from says no citizenship
    after = re.sub(r"^\s*(?:and|or|/|,|&)\s*[\w-]+(?=\s+(?:passports?|citizen|national|dual))", "", after)
    if (
        _lost(text, find.start)
        or regex(told["born"]).match(after)
        or regex(rf"\b(?:{told['of_origin']})").search(before)
    ):
        return code, "born"
    if find.kind == "place" and _WORKS_IN.search(before):
        return code, None  # "an engineer in Austin, Chinese passport": the place is where
    if regex(told["resident"]).match(after):
        return code, "resident"
    if regex(rf"\b(?:{told['naturalized']})").search(before):
        return code, "resident"
    behind = regex(rf"\b{told['citizen_of']}$").search(before)
    if behind:
        return code, "resident" if "resident" in behind.group().lower() else "citizen"
    if regex(rf"{told['citizen']}|{told['native_citizen']}").match(after):
        return code, "citizen"
    if re.search(r"(?i)\b(?:passport|citizenship|nationality)(?:\s+(?:is|being|of)|\s*[:=])\s*$", before):
        return code, "citizen"
    if find.kind == "demonym" and find.text.endswith("籍"):
        return code, "citizen"
    if re.match(rf"[の的]?(?:{told['native']})", after):
        return code, "called" if _is_nation(find) else None  # "奥斯汀的工程师" only says where he works
    short = re.fullmatch(r"(?i)prc|roc|uk|uae|us|usa", find.text) is not None
    if find.kind == "demonym" and "-" not in find.text and _IS_ONE.search(before) and _STANDS_ALONE.match(after):
        return code, "called"  # "he's Nigerian"
    if (find.kind == "demonym" or short) and re.match(
        rf"(?i){told['called']}(?:{told['nouns']})\b{told['no_firm']}", after
    ):
        return code, "called"
    return code, None


def _is_shown(reading: Reading) -> bool:
    """Goods that somebody only sees or uses where they stand: none sent, handed over or taken along."""
    told = words_file("scope.yaml")["persons"]
    persons = re.compile(rf"(?i)\s*(?:[\w-]+\s+){{0,2}}(?:{told['nouns']})\b")
    if any(not persons.match(reading.text[find.end :]) for find in reading.of_kind("count")):
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
    for word in (
        told["nouns"],
        r"(?:permanent[- ])?residen\w+|passport\w*|citizenship|nationality|naturali[sz]ed|born|immigrants?",
    ):
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
        if regex(rf"\b(?:{told['employer']})\s*$").search(before):
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

"""Who acts and what is done: people in the pay of a firm, goods kept or served where they are, access from afar.

Only what the words say: a person who works on a tool is the exporter, the firm that pays it is its seat, the place
of a machine that others use from afar is where the act is. What the law makes of it is not read here.
"""

import re
from collections.abc import Sequence

from assistant.reading.found import Found, Status
from assistant.reading.lists import pattern, regex, words_file
from assistant.reading.polarity import polarity, sentence
from assistant.reading.seats import Party, country, span_of
from assistant.reading.state import Reading, look

_LOOSE_OWNED = re.compile(r"(?i)-(?:owned|controlled)$")
_STAYS = {"remote_access", "service", "support", "store"}


def _table(key: str) -> re.Pattern[str]:
    told = words_file("acts.yaml")[key]
    return pattern([told] if isinstance(told, str) else told)


def read_acts(reading: Reading, people: list[Party]) -> None:
    """Before the route is read: who acts, and the parties and places that are no part of the deal."""
    _worker(reading, people)
    _formed(reading, people)


def _worker(reading: Reading, people: list[Party]) -> None:
    """ "A US citizen employed by a Dutch firm services …": the person acts, the firm is its seat."""
    text = reading.text
    if _table("works_on").search(text) is None:
        return
    pay = re.compile(rf"(?i)(?<!\w){words_file('acts.yaml')['employed']}").search(text)
    us = _table("us_person").search(text)
    none = _table("no_us_person").search(text)
    if us is not None and none is None and polarity(text, *us.span()).plain:
        reading.set("exporter.us_person", True, us.span())
        reading.set("exporter.kind", "natural_person", us.span())
        _act(reading, us.span())
    elif none is not None:
        reading.set("exporter.us_person", False, none.span())
    first = _foreigner(reading, pay.start()) if pay is not None and us is None else None
    if us is None and pay is None:
        return
    first = min(first or len(text), *(match.start() for match in (us, pay) if match is not None))
    last = max(match.end() for match in (us, pay) if match is not None)
    if pay is not None:
        last = max(last, _employer(reading, people, pay.end()))
    reading.aside += [find for find in reading.of_kind("place") if first <= find.start < last]
    for party in list(people):
        if first <= span_of(reading, party.head)[0] < last and party.named is None:
            _remove(reading, people, party)


_WORKED_ON = re.compile(
    r"(?i)\b(?:tools?|machines?|equipment|etchers?|scanners?|steppers?|implanters?|servers?|clusters?|racks?"
    r"|systems?|fabs?|lines?)\b"
)


def acts_on_goods(text: str) -> bool:
    """Is a person told of who services, installs or repairs something that lies somewhere?"""
    person = _table("us_person").search(text) or re.search(
        rf"\b[A-Z][a-z]+ {words_file('acts.yaml')['foreign_person']}\b", text
    )
    if person is None:
        return False
    work = _table("works_on").search(text, person.end())
    return work is not None and _WORKED_ON.search(text, work.end()) is not None


def _act(reading: Reading, span: tuple[int, int]) -> None:
    """Work on an item: support where it is said to be outside the EAR, else service."""
    outside = _table("outside_ear").search(reading.text)
    if outside is not None:
        reading.use(*outside.span())
    reading.set("activity", "support" if outside else "service", outside.span() if outside else span)


def _foreigner(reading: Reading, before: int) -> int | None:
    """ "An Italian citizen living in Milan, employed by …": no US person; gives where the words begin."""
    for find in reading.of_kind("demonym"):
        behind = regex(rf"\s+{words_file('acts.yaml')['foreign_person']}\b").match(reading.text[find.end :])
        if behind and find.start < before and country(find) not in {None, "US"}:
            span = (find.start, find.end + behind.end())
            reading.set("exporter.us_person", False, span, "implied", f"{find.text}: understood as no US person")
            reading.set("exporter.kind", "natural_person", span)
            _act(reading, span)
            return find.start
    return None


def _employer(reading: Reading, people: list[Party], start: int) -> int:
    """Writes the seat of the firm whose pay the person is on; gives where its phrase ends."""
    clause = re.search(
        r"[,;.!?\n]|\s(?:services?|maintains?|repairs?|fixes|installs?|does|supports?|helps?)\s", reading.text[start:]
    )
    end = start + (clause.start() if clause else len(reading.text) - start)
    told = [find for find in reading.of_kind("demonym", "place") if start <= find.start < end and country(find)]
    owned = [find for find in told if _LOOSE_OWNED.search(find.text)]
    plain = [find for find in told if find not in owned]
    reading.aside += told
    reading.use(start, end)
    branch = re.search(r"(?i)\b(?:branch|office) of\b", reading.text[start:end])
    if branch is not None:  # a branch is its parent
        plain = [find for find in plain if find.start >= start + branch.end()] or plain
    if plain:
        _say(reading, "exporter.headquarters", plain[0])
    if owned or plain:
        _say(reading, "exporter.ultimate_parent_headquarters", (owned or plain)[0])
    return end


def _say(reading: Reading, path: str, find: Found) -> None:
    reading.set(
        path, country(find), (find.start, find.end), "implied", f"{find.text}: understood as seat {country(find)}"
    )


def _remove(reading: Reading, people: list[Party], party: Party) -> None:
    """A phrase that names who acts is no party to the deal."""
    people.remove(party)
    for mention in party.mentions:
        reading.use(*span_of(reading, mention))
        reading.aside += [*mention.places, *mention.beside, *mention.seats, *mention.nationalities]


def _formed(reading: Reading, people: Sequence[Party]) -> None:
    """ "Organized in the Cayman Islands": where a party was formed is no place where the goods go."""
    for find in reading.of_kind("place"):
        before = reading.text[max(0, find.start - 40) : find.start]
        told = re.search(words_file("acts.yaml")["formed"], before)
        if told is None or country(find) is None or not people:
            continue
        reading.aside.append(find)
        for party in people:
            for one in party.mentions:
                one.places = [kept for kept in one.places if kept is not find]
                one.seats = [kept for kept in one.seats if kept is not find]
        near = [index for index, party in enumerate(people) if span_of(reading, party.head)[0] <= find.start]
        span = (find.start - len(before) + told.start(), find.end)
        reading.set(f"parties[{near[-1] if near else 0}].organized_in", country(find), span, "implied")


def write_acts(reading: Reading, people: list[Party]) -> None:
    """After the words of acts are read: where a machine stands that others use, goods that stay with their owner."""
    _keeps(reading)
    _access(reading)
    _own_site(reading)
    _hand_over(reading)
    _own_halls(reading, people)
    _where_they_lie(reading)
    _sent_back(reading, people)
    _back_to_us(reading, people)


def _sent_back(reading: Reading, people: Sequence[Party]) -> None:
    """ "Repair a customer's server from China in our lab and ship it back": it goes where it came from.

    A repair of goods that somebody sent us ends in their return, said or not: the work is done here, no service there.
    """
    back = _table("sends_back").search(reading.text)
    for match in _table("turned").finditer(reading.text):
        reading.use(*match.span())
    told = back or _table("comes_in").search(reading.text)
    if told is None or not polarity(reading.text, *told.span()).plain:
        return
    if reading.facts.get("activity") in {"remote_access", "import", "store"}:
        return
    if _table("comes_in").search(reading.text) and reading.facts.get("activity") == "service":
        reading.unset("activity")
    stands = reading.facts.get("destination")  # where it is worked on; it leaves from there again
    served = back is not None and reading.facts.get("activity") == "service" and not _TO_US.search(reading.text)
    if stands not in {None, "US"} and not served:
        return
    near = [
        find for party in people for one in party.mentions for find in (*one.places, *one.seats, *one.nationalities)
    ]
    codes = {code for find in (*reading.of_kind("place"), *near) if (code := country(find)) not in {None, "US", stands}}
    at_home = any(
        country(find) == "US"
        for party in people
        if party.head.determiner not in {"our", "my"}
        for find in party.places()
    )
    if not codes and (back is None or at_home):
        return
    reading.unset("destination", "activity", "departure")
    if stands not in {None, "US"}:
        reading.set("departure", stands, None, "implied")
    status: Status = "implied" if back is not None and len(codes) == 1 else "guessed"
    note = "goes back: to which place?" if status == "guessed" else None
    reading.set("destination", min(codes) if codes else None, told.span(), status, note)


_TO_US = re.compile(
    r"(?i)\b(?:(?:go(?:es|ing)?|com(?:es?|ing)|sent|sen[dt]s?|sending|ship(?:s|ped|ping)?|mail(?:s|ed|ing)?"
    r"|fl(?:y|ies|own|ying)"
    r"|return(?:s|ed|ing)?|bring(?:s|ing)?|brought)\s(?:(?:it|them|these|those|all)\s)?back|return(?:s|ed|ing)?)\sto\s(?-i:us)\b"
)
_AND_OUT_AGAIN = re.compile(
    r"(?i)\b(?:then|afterwards?|later|again|replacements?|onwards?|swap|exchange|in return"
    r"|turn(?:ed)? (?:it|them) around)\b"
)


_RETURN_FROM = re.compile(
    r"(?i)\breturn(?:s|ed|ing)?\s(?:of\s)?[^.;:!?\n]{0,60}\bfrom\s(?P<whence>[^.;:!?\n]{0,60})\bto\s(?-i:us)\b"
)


def _return_from(reading: Reading, people: list[Party]) -> re.Match[str] | None:
    """ "Return of a defective card from a customer in Hangzhou to us": who sends it back takes nothing."""
    told = _RETURN_FROM.search(reading.text)
    if told is None or _AND_OUT_AGAIN.search(reading.text):
        return None
    first, last = told.span("whence")
    code = next((country(find) for find in reading.of_kind("place") if first <= find.start < last), None)
    if code is not None and reading.facts.get("destination") == code:
        reading.unset("destination")
        reading.over("departure", code, told.span("whence"), "implied")
    for party in people:
        if first <= party.head.head.start < last and party.role is None:
            party.role = "supplier"
    return told


def _back_to_us(reading: Reading, people: list[Party]) -> None:
    """ "Two cards going back to us from Frankfurt": to the exporter, who sits in the United States unless told."""
    told = _TO_US.search(reading.text) or _return_from(reading, people)
    seat = look(reading.facts, "exporter.headquarters")
    if told is None or "destination" in reading.facts or "destination" in reading.words or seat not in {None, "US"}:
        return
    if reading.facts.get("departure") in {None, "US"} or _AND_OUT_AGAIN.search(reading.text):
        return
    if polarity(reading.text, *told.span()).plain:
        reading.set("destination", "US", told.span(), "implied", "back to us: to the United States")
        reading.unset("temporary")


def _keeps(reading: Reading) -> None:
    """ "Our warehouse in Rotterdam stores …"."""
    told = _table("keeps").search(reading.text)
    if told is not None and polarity(reading.text, *told.span()).plain:
        reading.set("activity", "store", told.span())


def _own_site(reading: Reading) -> None:
    """ "Our Doha site wants to test …": where the act is, if no other place is told."""
    if reading.facts.get("activity") not in {"acquire", "store", "service"} or "destination" in reading.facts:
        return
    sites = pattern(words_file("roles.yaml")["own_sites"]).pattern
    for find in reading.of_kind("place"):
        before, after = reading.text[max(0, find.start - 40) : find.start], reading.text[find.end : find.end + 30]
        beside = re.search(r"(?i)\b(?:our|my)\s+$", before) and re.match(rf"\s+(?:{sites})", after, re.IGNORECASE)
        if country(find) and (beside or regex(rf"\bour\s+(?:\w+\s+)?(?:{sites})\s+in\s+$").search(before)):
            reading.set("destination", country(find), (find.start, find.end), "implied")
            return


_ACCESS_BESIDE = re.compile(  # "16 cards to A, plus cloud access for B"
    r"(?i)(?:(?<=, )|(?<=; )|\b)(?:plus|and|also|as well as|along with|together with|on top)\b"
    r"[^.;!?\n]{0,30}\b(?:(?:cloud|remote) access|logins?|log-ins?|vpn)\b(?=[^.;!?\n]{0,20}\b(?:for|to|by)\b)"
)


def _access(reading: Reading) -> None:
    """Hours on a machine of ours: access from afar, at the place of the machine."""
    text = reading.text
    place = _machine_at(reading)
    rents = _table("rents").search(text)
    if rents is not None and (place is not None or re.search(r"(?i)\b(?:on|from|of|in) our\b|\bcloud\b", text)):
        reading.set("activity", "remote_access", rents.span())
    elif reading.facts.get("activity") == "remote_access":
        beside = _ACCESS_BESIDE.search(text)
        goes = _goes_itself(reading) if place is None else None
        if beside is not None or goes is not None:
            reading.facts.pop("activity")
            reading.words.pop("activity", None)
            reading.set("activity", None, beside.span() if beside else (goes.start, goes.end) if goes else None)
            reading.note("goods and access are told together: tell them one by one")
    if place is not None and "model_training_for_others" in (reading.facts.get("end_uses") or []):
        reading.set("activity", "service", (place.start, place.end))
    if reading.facts.get("activity") not in {"remote_access", "service"} or place is None:
        return
    reading.use(place.start, place.end)
    reading.facts.pop("destination", None)
    reading.words.pop("destination", None)
    reading.set("destination", country(place), (place.start, place.end), "implied")
    if country(place) != "US":
        reading.set("departure", country(place), (place.start, place.end), "implied")
    elif reading.facts.get("activity") == "remote_access":
        reading.unset("departure")  # "from Tianjin" is where they sit who log in


_ON_IT = re.compile(  # before an item that is only used, and stays where it is
    r"(?i)\b(?:access\w*|log-?ins?|log\w*|hours?|time|minutes|rent\w*|leas\w+|book\w*|hir(?:e|es|ing)|us(?:e|es|"
    r"ed|ing)|run\w*|train\w*|work\w*|"
    r"connect\w*|capacity|compute|instances?|cloud|hosted|host\w*|our|we (?:have|own|operate)|servers?|"
    r"clusters?|nodes?|on)\b[^.;!?\n]{0,60}$"
)
_GOES = re.compile(r"(?i)[^.;!?\n]{0,24}?(?:\b(?:to|for|into)\s+(?:an?|the|our)\b|->|→)")
_SENT = re.compile(
    r"(?i)\b(?:ship|sen[dt]|export|deliver|sell|sold|suppl|order|buy|bought|purchas)\w*\b[^.;!?\n]{0,60}$"
)

_TRADED = re.compile(  # the same in Chinese and Japanese, anywhere in the sentence of the item
    r"(?:订购|订了|下单|下了|购买|买了|想买|要买|采购|卖给|卖了|售|发往|发给|发到|发货|交付|运往|运到|送到|送往|供货|供应"
    r"|受注|注文|発注|購入|納入|納品|販売|売|出荷|届け|引き合い)(?!许可|許可)"
)


def _goes_itself(reading: Reading) -> Found | None:
    """Goods that go to somebody, while others use them from afar: "16 cards to a bank, with remote access from …"."""
    for find in reading.of_kind("item"):
        before = reading.text[: find.start]
        if _ON_IT.search(before):
            continue
        if _GOES.match(reading.text, find.end) or _SENT.search(before):
            return find
        first, last = sentence(reading.text, find.start, find.end)
        if reading.language in {"zh", "ja"} and _TRADED.search(reading.text, first, last):
            return find
    return None


def _machine_at(reading: Reading) -> Found | None:
    """The place of a machine that others use: "our servers in Ohio", "our Ohio cloud"."""
    serving = words_file("acts.yaml")["serving"]
    for find in reading.of_kind("place"):
        before, after = reading.text[max(0, find.start - 50) : find.start], reading.text[find.end : find.end + 30]
        ours = re.search(r"(?i)\b(?:our|my)\s+$", before) and regex(rf"\s+(?:[\w-]+ )?{serving}\b").match(after)
        if country(find) and (
            ours or re.search(rf"(?:{_table('served').pattern})\s*(?:the\s+)?$", before, re.IGNORECASE)
        ):
            return find
        if reading.facts.get("activity") == "remote_access" and _is_of_our_chips(reading, find):
            return find
    return None


_LIE_IN = re.compile(
    r"(?i)s?(?: (?:cards?|nodes?|boxes|systems?))? (?:(?:located|hosted|sitting) )?(?:in|at) (?:the )?"
)


def _is_of_our_chips(reading: Reading, place: Found) -> bool:
    """ "Access to our H100s in Oregon": the chips that are told of stay where they are."""
    return any(
        re.search(r"(?i)\bour (?:own )?(?:[\w-]+ )?$", reading.text[: item.start])
        and _LIE_IN.fullmatch(reading.text, item.end, place.start)
        for item in reading.of_kind("item")
        if item.end <= place.start
    )


def _where_they_lie(reading: Reading) -> None:
    """The one place that is named, where goods change hands inside a country."""
    if reading.facts.get("activity") != "transfer_in_country" or "destination" in reading.facts:
        return
    places = [find for find in reading.of_kind("place") if find.status != "guessed"]
    if len({country(find) for find in places}) == 1 and country(places[0]) not in {None, "US"}:
        find = places[0]
        reading.set("destination", country(find), (find.start, find.end), "implied")
        reading.facts.pop("departure", None)
        reading.words.pop("departure", None)


def _hand_over(reading: Reading) -> None:
    """A contract that passes to somebody else where the goods lie."""
    told = _table("hands_over").search(reading.text)
    if told is None:
        return
    reading.use(*told.span())
    if reading.facts.get("destination") not in {None, "US"}:
        reading.set("activity", "transfer_in_country", told.span())


def _crosses_a_border(reading: Reading, span: tuple[int, int]) -> bool:
    """Are places of several countries named between these characters and to the end of their sentence?"""
    first, last = span[0], sentence(reading.text, *span)[1]
    places = [find for find in reading.of_kind("place") if first <= find.start < last and find.status != "guessed"]
    return len({country(find) for find in places}) > 1


def _is_of_ours(party: Party, span: tuple[int, int]) -> bool:
    """Is it a site of our own between these characters, or an owner of whom nothing is told?"""
    site = party.head.determiner in {"our", "my"} and span[0] <= party.head.head.start < span[1]
    return party.named is None and (site or (party.role in {"owner", None} and not party.places()))


def _own_halls(reading: Reading, people: list[Party]) -> None:
    """Goods between sites of one owner: no other party is told of, which is a statement."""
    told = _table("own_halls").search(reading.text)
    if told is None or _crosses_a_border(reading, told.span()):
        return
    reading.use(*told.span())
    if reading.facts.get("activity") in {None, "reexport", "export"}:
        reading.over("activity", "transfer_in_country", told.span())
    for party in [one for one in people if _is_of_ours(one, told.span())]:
        people.remove(party)  # "owner and use remain the same"
    if not people and not look(reading.facts, "parties") and reading.facts["activity"] == "transfer_in_country":
        reading.facts["parties"] = []
        reading.say("parties", told.span(), "stated", "between our own sites: no other party")

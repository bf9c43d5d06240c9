"""Writes the parties as facts: names, roles, kinds, places, seats, and what the register knows of a firm."""

import re
from collections.abc import Sequence
from typing import Any

from assistant.reading.found import Found
from assistant.reading.gazetteer import Place
from assistant.reading.hedges import is_hedged
from assistant.reading.lists import pattern, words, words_file
from assistant.reading.mentions import Mention, has_own_seat, is_unit
from assistant.reading.owners import is_minority
from assistant.reading.polarity import polarity
from assistant.reading.seats import Party, country, seat, span_of
from assistant.reading.seats_told import locals_of_the_place, no_approved_trade, own_daughter
from assistant.reading.state import Reading, look
from assistant.reading.touches import unset
from assistant.reading.universities import inner_places, is_university
from assistant.register.register import register

_ROLES = {
    "intermediate": ["intermediate_consignee"], "forwarder": ["forwarder"], "supplier": ["supplier"],
    "financier": ["financier"], "carrier": ["carrier"], "tenant": ["tenant", "end_user"], "unknown": ["unknown"],
}  # fmt: skip
OF_A_COUNTRY = 40  # characters of "of Agriculture of" between a ministry and its country
BUYER = ["ultimate_consignee", "end_user"]
_BY_KIND = {
    "distributor": ["purchaser", "ultimate_consignee"], "integrator": ["purchaser", "ultimate_consignee"],
    "iaas_provider": ["ultimate_consignee"], "data_center": ["ultimate_consignee"], "forwarder": ["forwarder"],
    "broker": ["purchaser"], "free_port": ["unknown"],
}  # fmt: skip
_WE_BUY = re.compile(r"(?i)\bwe\b(?: \w+){0,9} (?:buy|purchase|acquire|import|order(?:ed)?|want \w+|need \w+)\b")
_NATURE = re.compile(
    r"(?i)\b(?:ministry|government|army|navy|air force|armed forces|parliament|police|(?:public|state|"
    r"national|federal|municipal) (?:[\w-]+ )*(?:univ|uni\b|hospital|college|school|agency|library|museum|"
    r"institute|lab)\w*|\w+ agency|"
    r"directorate|(?:public|state|statutory) body|PLA)\b"
    r"|(?:公立|国立|國立|州立|省立|市立|县立|県立)\S{0,6}(?:大学|大學|学院|医院|醫院|病院|学校|图书馆|図書館|博物馆|博物館|研究所|研究院)"
    r"|公共(?:图书馆|圖書館|図書館|医院|醫院|病院|学校|博物馆|博物館|電視台|电视台)"
    r"|政府|大使馆|大使館|(?:教育|卫生|农业|交通|财政|文化|环境|国防)部|(?:気象庁|県庁|市役所)|气象局|(?:文部科学|厚生労働|国土交通|農林水産|経済産業|財務|総務"
    r"|環境|保健|教育|運輸|農業|国防|防衛)省|[陆海空]军|[陸海空]軍|軍隊|军队|警察|公安"
)


def write_parties(reading: Reading, parties: Sequence[Party]) -> None:
    """All parties at their paths; without any, whoever is at the destination, with a place only."""
    for index, party in enumerate(parties):
        _write(reading, f"parties[{index}]", party)
    _own_use_abroad(reading, parties)
    if "parties" not in reading.facts and "destination" in reading.facts and not _is_release(reading):
        span = next(((w["start"], w["end"]) for p, w in reading.words.items() if p == "destination"), None)
        reading.set("parties[0].roles", list(BUYER), None)
        reading.set("parties[0].location", reading.facts["destination"], None)
        if span:
            reading.words.setdefault("parties[0].location", {**reading.words["destination"], "status": "implied"})
    _user_abroad(reading)
    _at_its_site(reading)
    own_daughter(reading, parties)
    locals_of_the_place(reading)
    no_approved_trade(reading, parties)


def _user_abroad(reading: Reading) -> None:
    """Goods that a buyer ships on have an end user whom nobody named, where they end."""
    parties = reading.facts.get("parties", [])
    if not reading.facts.get("_onward") or any("end_user" in (party.get("roles") or ()) for party in parties):
        return
    path = f"parties[{len(parties)}]"
    reading.set(f"{path}.roles", list(BUYER), None, "implied", "shipped on: the end user was not named")
    if "destination" in reading.facts:
        reading.set(f"{path}.location", reading.facts["destination"], None)


def _is_release(reading: Reading) -> bool:
    return reading.facts.get("activity") == "deemed_export"


def _own_use_abroad(reading: Reading, parties: Sequence[Party]) -> None:
    """ "To our own lab in …": the exporter is its own end user there, seated where the exporter is."""
    own = pattern(words_file("roles.yaml")["own_use_abroad"]).search(reading.text)
    if own is None and look(reading.facts, "exporter.headquarters") is not None:
        own = _WE_BUY.search(reading.text)  # who asks is the buyer
    destination = reading.facts.get("destination")
    others = {"carrier", "forwarder", "financier", "supplier", "intermediate"}
    if (
        own is None
        or destination in {None, "US"}
        or "parties" in reading.facts
        or any(party.role not in others for party in parties)
    ):
        return
    home = look(reading.facts, "exporter.headquarters") or "US"
    path, note = f"parties[{len(parties)}]", "our own site: the exporter is taken as the end user"
    reading.set(f"{path}.roles", list(BUYER), own.span(), "implied", note)
    reading.set(f"{path}.location", destination, own.span(), "implied")
    for name in ("headquarters", "ultimate_parent.headquarters"):
        reading.set(f"{path}.{name}", home, own.span(), "implied")


def _write(reading: Reading, path: str, party: Party) -> None:
    span = span_of(reading, party.head)
    for mention in party.mentions:
        reading.use(*span_of(reading, mention))
    if party.named is not None and party.named.name is not None:
        head = party.named.head
        reading.set(f"{path}.name", party.named.name.name, (head.start, head.end))
        if head.find is not None and head.find.note and not is_university(head.find):
            reading.note(f"{head.text}: {head.find.note}")
    kind = party.kind
    plain = kind == "company" and party.named is not None  # the register may know more of it
    if kind is not None and not plain:
        reading.set(f"{path}.kind", kind, span)
    _places(reading, path, party)
    _seat(reading, path, party)
    _register(reading, path, party)
    if plain and "kind" not in _party_of(reading, path):
        reading.set(f"{path}.kind", kind, span)
    known = _party_of(reading, path).get("kind")
    reading.set(f"{path}.roles", _roles(reading, party, str(known) if known else None), party.cue or span)


def _party_at(reading: Reading, path: str) -> dict[str, Any]:
    """The party's own facts, to be changed."""
    found: dict[str, Any] = look(reading.facts, path) or {}
    return found


def _party_of(reading: Reading, path: str) -> dict[str, object]:
    index = int(path[path.index("[") + 1 : path.index("]")])
    found = reading.facts.get("parties", [])
    return dict(found[index]) if index < len(found) else {}


def _roles(reading: Reading, party: Party, kind: str | None) -> list[str]:
    if party.role in _ROLES and not (party.role == "intermediate" and kind in {"integrator", "distributor"}):
        return ["forwarder"] if party.role == "intermediate" and kind == "forwarder" else list(_ROLES[party.role])
    if any(one.own_site for one in party.mentions) and party.role in {None, "buyer", "user"}:
        return list(BUYER)
    onward = reading.facts.get("_onward")
    ends = any((place.start, place.end) == onward for place in party.places())  # "and sends them to a bank in Lima"
    if onward and not ends and party.role in {None, "buyer"} and party.kind != "armed_forces":
        return ["purchaser", "intermediate_consignee"]
    if kind in _BY_KIND and not (_own_use(reading) and kind not in {"forwarder", "broker", "free_port"}):
        return list(_BY_KIND[kind])
    return list(BUYER)


def _own_use(reading: Reading) -> bool:
    """Is it said that the buyer uses the items itself, and hands them to nobody?"""
    told = pattern(words_file("roles.yaml")["own_use"]).finditer(reading.text)
    return any(polarity(reading.text, *match.span()).plain for match in told)


def _places(reading: Reading, path: str, party: Party) -> None:
    for place in [*party.places(), *(find for one in party.mentions for find in one.beside)]:
        code = country(place)
        if code is not None:
            reading.set(f"{path}.location", code, (place.start, place.end), "implied")
            return


_AT_ITS_SITE = re.compile(  # a place of work of its own, no store from which goods go on
    r"(?i)\b(?:its|their) (?:own |second |new )?(?:data ?cent(?:er|re)|server room|data hall|hall|lab|laboratory|"
    r"office|plant|factory|campus|site|facility)s? (?:in|at|near) (?:the )?$"
)


def _at_its_site(reading: Reading) -> None:
    """The only buyer takes the goods at a site of its own elsewhere ("delivery to their own data centre in …")."""
    told, parties = reading.words.get("destination"), reading.facts.get("parties", [])
    takers = [index for index, party in enumerate(parties) if set(BUYER) <= set(party.get("roles") or ())]
    if told is None or len(takers) != 1 or len(parties) != 1 or "start" not in told:
        return
    there, here = reading.facts.get("destination"), parties[takers[0]].get("location")
    span = _span_here(reading, "destination")
    if span is None or there is None or here in {None, there}:
        return
    if _AT_ITS_SITE.search(reading.text[max(0, span[0] - 60) : span[0]]):
        _party_at(reading, f"parties[{takers[0]}]").pop("location", None)
        reading.words.pop(f"parties[{takers[0]}].location", None)
        reading.set(f"parties[{takers[0]}].location", there, span, "implied")


def _span_here(reading: Reading, path: str) -> tuple[int, int] | None:
    """Where in the text that is read the place of a fact stands."""
    wanted = reading.facts.get(path)
    finds = [find for find in reading.of_kind("place") if country(find) == wanted]
    return (finds[-1].start, finds[-1].end) if finds else None


def _seat(reading: Reading, path: str, party: Party) -> None:
    if party.owner is not None and is_minority(reading, party.owner.head.start):
        party.owner = None
    headquarters, parent = seat(party)
    if any(find is not None and is_hedged(reading.text, find) for find in (headquarters, parent)):
        unset(reading, path, "a seat that is only supposed is asked for")
        return
    natural = _by_nature(reading, party) or _called_by(party)
    for name, find in (("headquarters", headquarters or natural), ("ultimate_parent.headquarters", parent or natural)):
        code = country(find)
        if find is not None and code is not None:
            reading.set(
                f"{path}.{name}", code, (find.start, find.end), "implied", f"{find.text}: understood as seat {code}"
            )
    if party.ended and not any(find.text.lower().endswith("owned") for find in party.nationalities):
        _party_at(reading, path).pop("ultimate_parent", None)
        reading.words.pop(f"{path}.ultimate_parent.headquarters", None)
        reading.set(
            f"{path}.ultimate_parent.headquarters",
            None,
            None,
            "stated",
            "the owner has changed; who it is now was not said",
        )
    if "headquarters" in _party_of(reading, path) and pattern(words_file("roles.yaml")["no_parent"]).search(
        reading.text
    ):
        reading.set(f"{path}.ultimate_parent.headquarters", _party_of(reading, path)["headquarters"], None)
    unit = next((one for one in party.mentions if one.of is not None), None)
    if party.owner is not None:
        _named_parent(reading, path, party.owner, itself=False)
    if unit is not None:
        _named_parent(reading, path, unit.of, itself=not has_own_seat(unit))


def _called_by(party: Party) -> Found | None:
    """ "A Macau bank": a place before the noun says the seat where that only tightens."""
    strict = {code.upper() for code in words("frame.yaml", "endings")}
    for one in party.mentions:
        if not is_unit(one) and one.name is None:
            found = next((find for find in one.beside if country(find) in strict), None)
            if found is not None:
                return found
    return None


def _named_parent(reading: Reading, path: str, top: Mention | None, *, itself: bool) -> None:
    """An owner or group by name: its name, and the seat that the register knows.

    `itself`: the party is a part of it without a seat of its own (a branch).
    """
    if top is None or top.name is None:
        return
    span = (top.head.start, top.head.end)
    if itself:
        reading.set(f"{path}.name", top.name.name, span)  # the same entity, to be screened as such
    reading.set(f"{path}.ultimate_parent.name", top.name.name, span)
    firm = register().by_id(top.name.register_id) if top.name.register_id else register().find(top.name.name)
    if firm is None and not top.name.listed and not itself:
        reading.set(f"{path}.owners", None, span)  # a name that nobody knows: who stands behind it has to be found out
    if firm is not None and firm.parent_seat is not None:
        reading.set(
            f"{path}.ultimate_parent.headquarters",
            firm.parent_seat,
            span,
            "implied",
            f"{firm.name}: seat {firm.seat}, {firm.source}",
        )
        if itself:
            reading.set(f"{path}.headquarters", firm.seat, span, "implied")


def _by_nature(reading: Reading, party: Party) -> Found | None:
    """The place that says the seat of a ministry, an army or a public university, or of one by name."""
    named = party.named
    if named is not None and named.head.find is not None and is_university(named.head.find):
        inside = inner_places(named.head.find)
        codes = {country(find) for find in (*inside, *named.places)}  # elsewhere too: which is the seat is asked
        if inside:
            return inside[0] if len(codes) == 1 and None not in codes else None
    if party.kind not in {
        "government_agency",
        "armed_forces",
        "university",
        "other",
        "state_owned",
    } or not _NATURE.search(_around(reading, party)):
        return None
    places = [*party.places(), *(find for one in party.mentions for find in one.beside)]
    end = span_of(reading, party.head)[1]
    near = [find for find in reading.of_kind("place") if 0 <= find.start - end <= OF_A_COUNTRY]
    places += [find for find in near if not re.search(r"[,;.(]", reading.text[end : find.start])]
    if not places:  # "8 H100 public univ Mumbai"
        told = {country(find): find for find in reading.of_kind("place")}
        places = list(told.values()) if len(told) == 1 else []
    return next((find for find in places if country(find) is not None), None)


def _around(reading: Reading, party: Party) -> str:
    start, end = span_of(reading, party.head)
    return reading.text[start : end + 30] if party.head.noun == "ministry" else party.phrase()


def _register(reading: Reading, path: str, party: Party) -> None:
    """What the register knows of a firm or of the group it names; the user's own words come first."""
    named = party.named
    if named is None or named.name is None:
        return
    known = named.name
    firm = register().by_id(known.register_id) if known.register_id else register().find(known.name)
    if firm is None:
        return
    span = (named.head.start, named.head.end)
    note = f"{firm.name}: seat {firm.seat}, {firm.source} ({firm.as_of})"
    reading.set(f"{path}.headquarters", firm.seat, span, "implied", note)
    if firm.parent_seat is not None:
        reading.set(f"{path}.ultimate_parent.headquarters", firm.parent_seat, span, "implied", note)
    if firm.ultimate_parent is not None:
        reading.set(f"{path}.ultimate_parent.name", firm.ultimate_parent.name, span, "implied")
    if firm.kind != "company":
        reading.set(f"{path}.kind", firm.kind, span, "implied", note)
    in_uae = "AE" in {_party_of(reading, path).get("location"), reading.facts.get("destination")}
    if in_uae and {firm.id, *firm.name.lower().split()} & words_set("supplement_8"):
        reading.set(f"{path}.supplement_8", True, span, "implied", f"{firm.name} stands in Supp. No. 8 to part 740")


def words_set(key: str) -> set[str]:
    return set(str(words_file("roles.yaml")[key]).split())


def is_open(find: Found) -> bool:
    """Does a place leave the country open?"""
    return isinstance(find.value, Place) and len(find.value.countries) != 1

"""Where a party belongs: headquarters and ultimate parent by nationality, ownership words, owners and branches.

Nationality or an ownership word says seat and ultimate parent, a bare place says where the party is and no more
(silence.md); a branch is its parent, a subsidiary has a seat of its own.
"""

import re
from dataclasses import dataclass, field

from assistant.reading.found import Found
from assistant.reading.gazetteer import Place
from assistant.reading.lists import pattern, words_file
from assistant.reading.mentions import Mention, has_own_seat
from assistant.reading.polarity import polarity
from assistant.reading.state import Reading

_OWNED = re.compile(r"(?i)[\s-](?:owned|controlled|run|operated)$")  # "Chinese owned" is one find as well
_BASED = re.compile(r"(?i)-(?:based|headquartered|registered|incorporated|domiciled|resident)$")
_LOOSE = re.compile(r"(?i)-(?:backed|funded|linked|affiliated)$")


@dataclass(slots=True)
class Party:
    """One party with all phrases that name it; `role` is the word of the table that placed it."""

    mentions: list[Mention]
    role: str | None = None
    cue: tuple[int, int] | None = None
    parent: Found | None = None  # a place or nationality said of the parent
    seats: list[Found] = field(default_factory=list)
    nationalities: list[Found] = field(default_factory=list)
    owner: Mention | None = None
    ended: bool = False  # an owner of the past was named, and nothing says who came after

    @property
    def head(self) -> Mention:
        return self.mentions[0]

    @property
    def named(self) -> Mention | None:
        named = [one for one in self.mentions if one.name is not None]
        return max(named, key=lambda one: len(one.head.text), default=None)

    @property
    def kind(self) -> str | None:
        kinds = [one.kind for one in self.mentions if one.kind is not None]
        return next((kind for kind in kinds if kind != "company"), kinds[0] if kinds else None)

    @property
    def bare(self) -> bool:
        """Is nothing known but that there is a buyer?"""
        return not (self.named or self.seats or self.nationalities or self.parent or self.owner) and all(
            not (one.nationalities or one.beside or one.places or one.seats or one.of) for one in self.mentions
        )

    def telling(self) -> Mention:
        """The phrase that says most: a name, else one with a nationality or place, else the first."""
        said = [one for one in self.mentions if one.nationalities or one.beside or one.places or one.seats]
        return self.named or next(iter(said), self.head)

    def phrase(self) -> str:
        return " ".join(one.phrase for one in self.mentions)

    def places(self) -> list[Found]:
        return [place for one in self.mentions for place in one.places]


def country(find: Found | None) -> str | None:
    """The one country that a place or nationality means."""
    if find is None or not isinstance(find.value, Place) or len(find.value.countries) != 1 or find.status == "guessed":
        return None
    return find.value.countries[0]


def span_of(reading: Reading, mention: Mention) -> tuple[int, int]:
    tokens = reading.tree.tokens
    return tokens[mention.first].start, tokens[mention.last].end


def ownership(reading: Reading, found: list[Party]) -> None:
    """Takes owners and parents out of the list and ties them to the party they stand above."""
    for party in [one for one in found if one.role in {"owner", "parent"}]:
        index = found.index(party)
        below = next((one for one in reversed(found[:index]) if one.role not in {"owner", "parent"}), None)
        below = below or next((one for one in found[index + 1 :] if one.role not in {"owner", "parent"}), None)
        start, end = span_of(reading, party.head)
        below = _whose(reading, [one for one in found if one.role not in {"owner", "parent"}], start, end) or below
        found.remove(party)
        if party.cue is not None:
            reading.use(*party.cue)
        over = polarity(reading.text, start, end)
        if over.denied or over.ended:
            reading.use(start, end)
            if over.ended and below is not None:
                below.ended = True
            continue
        if below is not None:
            below.owner = party.telling()
            _give_back(reading, below)
            party.head.places += [place for one in party.mentions[1:] for place in one.places]
    _parents(reading, found)


def _give_back(reading: Reading, below: Party) -> None:
    """ "60 % owned by Foo, based in Oslo, wants …": behind the comma the firm is spoken of."""
    owner = below.owner
    if owner is None or owner.head.index < below.head.head.index:
        return
    behind = reading.text[owner.head.end :]
    if not re.match(r"(?i)\s*(?:,|\(|and is|and)\s*(?:based|located|headquartered|seated|situated|sitting)\b", behind):
        return
    below.head.places += owner.places
    below.seats += owner.seats
    owner.places, owner.seats = [], []


def _parents(reading: Reading, found: list[Party]) -> None:
    """ "parent is in Hangzhou", "whose head office is in Chengdu", "Beijing-parent cloud"."""
    table = words_file("roles.yaml")
    places = reading.of_kind("place", "demonym")
    told: list[tuple[int, int]] = []
    for match in pattern(table["parent_words"]).finditer(reading.text):
        near = _nearest(reading.text, match.start(), match.end(), places)
        party = _whose(reading, found, match.start(), match.end()) or _spoken_of(reading, found, match.start())
        if near is not None and party is not None and polarity(reading.text, match.start(), match.end()).plain:
            if re.search(r"(?i)\b(?:not|never|no longer)\b|n['’]t\b", reading.text[match.end() : near.start]):
                party.ended = True  # "parent is not Irish": whose it is was not said
            else:
                party.parent = near
            told.append((match.start(), near.end))
            _forget(found, near)
            reading.use(match.start(), match.end())
    for match in pattern(table["seat_words"]).finditer(reading.text):
        if any(start < match.start() < end for start, end in told):
            continue  # "its parent is headquartered in …" says nothing of the party itself
        near = next((place for place in places if 0 <= place.start - match.end() <= 12), None)
        if near is not None and _is_of_the_exporter(reading, found, match.start()):
            reading.set("exporter.headquarters", country(near), (near.start, near.end), "implied")
            continue
        if near is not None and re.fullmatch(
            r"(?i)\s+(?:away )?from\s+(?:the\s+)?", reading.text[match.end() : near.start]
        ):
            near = _moved_to(reading.text, near, places)
        party = _spoken_of(reading, found, match.start())
        if near is not None and party is not None and not any(near in one.seats for one in party.mentions):
            beside = party.owner is not None and re.fullmatch(
                r"(?i)\s*,?\s*(?:and )?(?:is |being )?\s*", reading.text[party.owner.head.end : match.start()]
            )
            owner_first = party.owner is not None and span_of(reading, party.owner)[0] <= match.start()
            target = party if not owner_first or beside else None
            (target.seats if target else party.owner.seats).append(near)  # type: ignore[union-attr]
            _forget(found, near)
            reading.use(match.start(), match.end())


def _is_of_the_exporter(reading: Reading, found: list[Party], start: int) -> bool:
    """ "… our subsidiary in Bangalore. We are headquartered in Ohio.": the seat of whoever asks."""
    ours = any(one.head.determiner in {"our", "my"} for one in found)
    return ours and re.search(r"(?i)\b(?:we are|we're|we’re|our|with our)\s*$", reading.text[:start]) is not None


def _moved_to(text: str, left: Found, places: list[Found]) -> Found | None:
    """Where a seat went that left a place ("moved its headquarters from Beijing to Singapore")."""
    gap = r"(?i)(?:,\s*\w+,?)?\s+(?:over |back )?(?:in)?to\s+(?:the\s+)?"
    return next(
        (place for place in places if place.start >= left.end and re.fullmatch(gap, text[left.end : place.start])), None
    )


def _nearest(text: str, start: int, end: int, places: list[Found]) -> Found | None:
    """The place said of a parent: right before it ("Beijing-parent"), or behind it in the same clause."""
    before = next((p for p in places if 0 <= start - p.end <= 1), None)
    if before is not None:
        return before
    behind = next((p for p in places if end <= p.start and p.start - end <= 45), None)
    if behind is None or re.search(r"[.;!?\n]", text[end : behind.start]):
        return None
    return behind


def _forget(found: list[Party], place: Found) -> None:
    """A place that says where a parent sits is no place of the party."""
    for party in found:
        for one in party.mentions:
            one.places = [kept for kept in one.places if kept is not place]


_OF = re.compile(r"(?i)\s*(?:company|firm|group)?\s+of\s+(?:the|our|this|that)?\s*(?=\w)")
_OF_WHOSE = re.compile(r"(?P<noun>[\w-]+)(?:['’]s|s['’])\s+(?:ultimate\s+)?$")


def _whose(reading: Reading, found: list[Party], start: int, end: int) -> Party | None:
    """The party that the words name as the one below: "parent of the reseller", "the reseller's parent"."""
    if behind := _OF.match(reading.text, end):
        at = behind.end()
        return next((one for one in found if any(_holds(reading, said, at) for said in one.mentions)), None)
    if before := _OF_WHOSE.search(reading.text[:start]):
        at = before.start("noun")
        return next((one for one in found if any(_holds(reading, said, at) for said in one.mentions)), None)
    return None


def _holds(reading: Reading, mention: Mention, position: int) -> bool:
    start, end = span_of(reading, mention)
    return not mention.implicit and start <= position < end


def _spoken_of(reading: Reading, found: list[Party], position: int) -> Party | None:
    before = [one for one in found if span_of(reading, one.head)[0] <= position]
    return before[-1] if before else (found[0] if found else None)


def loose_nationalities(reading: Reading, found: list[Party]) -> None:
    """ "it is Chinese-owned", "Saudi-owned. Fine?": a nationality outside any phrase is that of the party spoken of."""
    held = {id(find) for one in reading.mentions for find in (*one.nationalities, *one.beside)}
    held |= {id(find) for one in reading.mentions if one.of for find in one.of.nationalities}
    held |= {id(party.parent) for party in found}
    held |= {id(find) for party in found for find in party.seats}
    for find in reading.of_kind("demonym"):
        over = polarity(reading.text, find.start, find.end)
        if id(find) in held or over.denied or over.doubted:
            continue
        party = _spoken_of(reading, [one for one in found if one.role not in {"forwarder", "supplier"}], find.start)
        if over.ended:
            if party is not None:
                party.ended = True
            continue
        if party is not None and says_seat(reading, find):
            party.nationalities.append(find)


def says_seat(reading: Reading, find: Found) -> bool:
    """Is a nationality that stands alone said of the party: "-owned", "is Chinese", "(German)"?"""
    before, after = reading.text[max(0, find.start - 25) : find.start], reading.text[find.end : find.end + 12]
    if _IN_PART.search(before):
        return False  # who has the rest was not said
    if (
        _OWNED.search(find.text)
        or _BASED.search(find.text)
        or re.match(r"(?i)\s?-?\s?(?:majority[- ])?owned|\s+ownership|\s+owners?|\s+hands\b", after)
    ):
        return True
    if _is_of_people(reading.text, find):
        return True
    return bool(
        re.search(
            r"(?i)(?:\b(?:is|are|was|buyer:?|both|,|\()|(?:^|[.!?;\n]\s*|\b(?:and|but) )(?:it|they)['’](?:s|re))\s*$",
            before,
        )
        and (
            re.match(r"(?i)\s*(?:[.,;!?)]|$)|\s+(?:since|from)\s+(?:\d{4}|last|this)", after)
            or _GOES_ON.match(reading.text, find.end)
        )
    )


def _is_of_people(text: str, find: Found) -> bool:
    """Do all owners, or the firm itself, belong to this nationality ("the owners are Icelandic fishermen")?"""
    told = _PEOPLE_OWN.search(text, max(0, find.start - 60), find.start)
    return told is not None and _PEOPLE.match(text, find.end) is not None and _SOME.search(text[: told.start()]) is None


_IN_PART = re.compile(  # "it is partly German owned", "30 % Danish owned"
    r"(?i)(?:\b(?:part(?:ly|ially)?|half|minority|jointly|in part|co|quarter|third)|(?<![\d.,])(?:[1-4]?\d(?:[.,]\d+)?"
    r"|50)\s?(?:%|per ?cent))[\s-]*$"
)
_SOME = re.compile(  # "some shareholders", "one of the owners": others stand beside them
    r"(?i)\b(?:some|most|many|few|several|other|certain|new|former|minority|majority|first|second|old|founding|partial|silent"
    r"|of)(?:\s+(?:the|its|their|our))?\s+$"
)
# "The firm is Polish and all shares are held by …": no second nationality stands behind the "and"
_GOES_ON = re.compile(r"\s+(?:and|but|while)\s+(?=[a-z])(?!(?:partly|half|also|partially|in part|now)\b)")
_PEOPLE_OWN = re.compile(
    r"(?i)(?:(?<!% )(?<!half )(?<!part )(?<!partly )(?<!cent )(?<!partially )(?<!mostly )(?<!minority )"
    r"\b(?:owned|held) by|"
    r"\bbelongs? to|\b(?:owners?|shareholders|members|boss(?:es)?) (?:of the \w+ )?(?:are|is)|\bproperty of)\s+"
    r"(?:(?:all|only|the|its|two|three|four|five|six|local|some)\s+)*$"
)
_PEOPLE = re.compile(
    r"\s+(?:state|government|fishermen|farmers|families|people|citizens|nationals|winegrowers|growers|cattle farmers|"
    r"doctors|teachers|breeders|villagers|municipalities|cattle breeders)"
    r"(?=\s*(?:[.,;!?)\n]|$)|\s+(?:who|which|that)\s|\s+and (?:there|no|it|is|was|has|runs?)\b)"
)


def seat(party: Party) -> tuple[Found | None, Found | None]:
    """What says the headquarters, and what says the ultimate parent's."""
    above = _above(party)
    own = [find for one in party.mentions for find in one.nationalities]
    if above is None and party.owner is not None and party.nationalities:
        above = party.nationalities[-1]  # "Owner is Chinese since 2019."
    else:
        own += party.nationalities
    plain = next(
        (
            find
            for find in own
            if not _BASED.search(find.text) and not _LOOSE.search(find.text) and not _OWNED.search(find.text)
        ),
        None,
    )
    owned = next((find for find in own if _OWNED.search(find.text)), None)
    based = next((find for one in party.mentions for find in one.seats), None) or next(iter(party.seats), None)
    based = based or next((find for find in own if _BASED.search(find.text)), None)
    beside = next((find for one in party.mentions if one.kind != "university" for find in one.beside), None)
    unit = next((one for one in party.mentions if one.of is not None), None)
    if unit is not None and not has_own_seat(unit):
        return above, above
    # A place before the head is only where the party is, unless it stands elsewhere or is known as a tenant.
    elsewhere = party.role == "tenant" or any(one.places for one in party.mentions)
    headquarters = based or plain or owned or (beside if elsewhere else None)
    if above is not None or unit is not None or party.owner is not None:
        return headquarters, above  # a parent by name is looked up, never taken from the subsidiary's own nationality
    loose = any(_LOOSE.search(find.text) for find in own)
    same = based is None or (plain is not None and country(based) == country(plain))
    parent = owned or (plain if same and not loose else None)
    return headquarters, parent


def _above(party: Party) -> Found | None:
    """The place or nationality of the parent, the owner or the firm that a branch belongs to."""
    if party.parent is not None:
        return party.parent
    unit = next((one for one in party.mentions if one.of is not None), None)
    for top in (unit.of if unit else None, party.owner):
        if top is None:
            continue
        told = [*top.seats, *top.nationalities, *top.beside]
        # "subsidiary of Huawei, Oslo": the place behind a name, or behind a unit without one, is the unit's.
        if top.name is None and (top is party.owner or (unit is not None and (unit.beside or unit.nationalities))):
            told += top.places
        if told:
            return told[0]
    return None

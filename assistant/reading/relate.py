"""What the parties are to each other: roles by the words before them, seats, owners, branches.

Nationality or an ownership word says seat and ultimate parent, a bare place says where the party is and no more
(silence.md); a branch is its parent, a subsidiary has a seat of its own.
"""

import re
from dataclasses import dataclass, field

from assistant.reading.found import Found
from assistant.reading.gazetteer import Place
from assistant.reading.lists import pattern, words_file
from assistant.reading.mentions import Mention, has_own_seat, mentions
from assistant.reading.polarity import polarity
from assistant.reading.state import Reading

_OWNED = re.compile(r"(?i)-(?:owned|controlled|run|operated)$")
_BASED = re.compile(r"(?i)-(?:based|headquartered|registered|incorporated|domiciled|resident)$")
_LOOSE = re.compile(r"(?i)-(?:backed|funded|linked|affiliated)$")
_LINK = re.compile(
    r"(?i)\s*(?:is|are|=|:|will be|would be|being|-|–|ist|es|est)?\s*(?:called|named|in fact|also|just)?\s*(?:an?|the|one|eine?|une?|una)?\s*"
)


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


def parties(reading: Reading) -> list[Party]:
    """The parties of the deal, the buyer first."""
    reading.mentions = mentions(reading.tree)
    for mention in reading.mentions:
        reading.use(*span_of(reading, mention))
    found: list[Party] = []
    for mention in reading.mentions:
        role, cue = _role(reading, mention)
        if role in {"drop", "own"}:
            _drop(reading, mention)
            continue
        party = Party([mention], role, cue)
        same = _same(reading, found, party)
        if same is None:
            found.append(party)
        else:
            _join(same, party)
    if all(party.role in {"owner", "parent"} for party in found) and _speaks_of_seat(reading, found):
        found.insert(0, _implicit(reading))
    _ownership(reading, found)
    _loose_nationalities(reading, found)
    return sorted(found, key=lambda party: _rank(party.role))


def _speaks_of_seat(reading: Reading, found: list[Party]) -> bool:
    """Is something said of a party that the words do not name ("HQ moved to Dublin", "Saudi-owned")?"""
    table = words_file("roles.yaml")
    said = any(pattern(table[key]).search(reading.text) for key in ("parent_words", "seat_words"))
    return (
        bool(found)
        or (said and bool(reading.of_kind("place", "demonym")))
        or any(_says_seat(reading, find) for find in reading.of_kind("demonym"))
    )


def _implicit(reading: Reading) -> Party:
    """The party spoken of before, where the words name none."""
    return Party([Mention(0, 0, reading.tree.tokens[0], "", implicit=True)])


def span_of(reading: Reading, mention: Mention) -> tuple[int, int]:
    tokens = reading.tree.tokens
    return tokens[mention.first].start, tokens[mention.last].end


def _rank(role: str | None) -> int:
    order = ("buyer", "user", None, "unknown", "tenant", "intermediate", "forwarder", "supplier", "financier")
    return order.index(role) if role in order else len(order)


def _drop(reading: Reading, mention: Mention) -> None:
    """A phrase that is no party; its words are read all the same."""
    head = mention.head
    reading.use(reading.tree.tokens[mention.first].start, head.end)


def _before(reading: Reading, mention: Mention) -> str:
    first = reading.tree.tokens[mention.first]
    start = first.start
    text = reading.text[:start]
    if mention.determiner:
        text = re.sub(rf"(?i){re.escape(mention.determiner)}\s*$", "", text)
    return text[-70:]


def _role(reading: Reading, mention: Mention) -> tuple[str | None, tuple[int, int] | None]:
    """What the words before and in the phrase make of it."""
    start, end = span_of(reading, mention)
    before, after = _before(reading, mention), reading.text[end : end + 60]
    table = words_file("roles.yaml")
    if _is_no_party(reading, mention, before, after):
        return "drop", None
    if mention.determiner in {"our", "my", "unser", "unseren", "nuestro", "notre"} and pattern(
        table["own_sites"]
    ).search(mention.phrase):
        return "own", None
    for role, told in table["nouns"].items():
        bought = role in {"supplier", "owner", "parent"} and re.search(r"(?i)\b(?:to|for)\s*$", before)
        if not bought and re.search(rf"(?i)\b(?:{told})$", mention.phrase):
            return role, (start, end)
    for role, told in table["before"].items():
        match = re.search(rf"(?i)(?:{told})\s*(?:the\s+)?$", before)
        if match:
            at = start - len(mention.determiner) - len(before) + match.start() - 1
            return role, (max(0, at), start)
    for role, told in table["after"].items():
        if re.match(rf"(?i)\s*(?:{told})", after):
            return role, None
    return None, None


def _is_no_party(reading: Reading, mention: Mention, before: str, after: str) -> bool:
    """Nouns that look like a party and are none: "for data centers", "our bank says", "without tenants"."""
    table = words_file("roles.yaml")["no_party"]
    noun, start = mention.noun, reading.tree.tokens[mention.first].start
    if mention.name is not None:
        return bool(pattern(table["names"]).fullmatch(mention.head.text) or re.search(table["before_name"], before))
    if re.search(rf"(?i)(?:{table['before']})\s*$", before) and mention.determiner == "":
        return True
    if re.search(r"(?i)\b(?:we are|we're|as|i am) (?:an?|the)\s*$", f"{before} {mention.determiner}"):
        return True
    if (
        re.fullmatch(r"(?i)data ?cent(?:er|re)s?", mention.phrase)
        and mention.determiner == ""
        and not (mention.places or mention.of)
    ):
        return True
    if mention.determiner in {"our", "my"} and noun in table["own_people"].split():
        return True
    if mention.determiner in {"our", "my"} and re.match(rf"(?i)\s*(?:{table['speaking']})", after):
        return True
    if mention.determiner in {"its", "their", "his", "her", "your"} and not re.search(
        r"(?i)parent|owner|subsidiary|customer|client|tenant", mention.phrase
    ):
        return True
    if (noun in table["never"].split() and mention.phrase.lower() == noun) or pattern(table["phrases"]).search(
        mention.phrase
    ):
        return True
    found = polarity(reading.text, start, mention.head.end)
    near = re.search(
        r"(?i)\b(?:no|without|not|never|neither|nor|any|other than|zero)\s*(?:an?\s+|any\s+|the\s+)?$", before
    )
    return found.denied and near is not None


def _same(reading: Reading, found: list[Party], party: Party) -> Party | None:
    """The party that this phrase names once more: same name, "buyer is …", apposition, "the company"."""
    mention = party.head
    if not found:
        return None
    if mention.name is not None:
        for other in found:
            if (
                other.named is not None
                and other.named.name is not None
                and _alike(other.named.name.name, mention.name.name)
            ):
                return other
    last = found[-1]
    gap = reading.text[span_of(reading, last.mentions[-1])[1] : span_of(reading, mention)[0]]
    if re.fullmatch(_LINK.pattern, gap, re.I) and not (
        last.named is not None and mention.name is not None and gap.strip() in {"", "-"}
    ):
        if (
            re.search(r"(?i)\b(?:is|are|be|being|ist|es|est)\b|[=:]", gap)
            or last.head.generic
            or last.role in {"tenant", "user", "forwarder"}
        ):
            return last
    if _is_as(gap) or _predicate(reading, last, mention, gap):
        return last
    if (
        re.fullmatch(r"\s*[,(]?\s*(?:the|an?|one|eine?)?\s*", gap)
        and gap.strip()
        and party.role in {None, "buyer"}
        and party.cue is None
    ):
        return last if not (last.named is not None and mention.name is not None) else None
    main = next((one for one in found if one.role in {"buyer", "user", None}), None)
    if main is not None and mention.name is None and _refers(mention, main, party):
        return main
    return None


def _is_as(gap: str) -> bool:
    """ "via X in Hong Kong as intermediate consignee"."""
    return re.fullmatch(r"(?i)\s*,?\s*(?:acting )?as (?:an? |the )?\s*", gap) is not None


def _predicate(reading: Reading, last: Party, mention: Mention, gap: str) -> bool:
    """ "the sole tenant of the 96 H200 is a Hangzhou cloud company": a role noun and what it is."""
    if last.head.name is not None or (mention.name is not None and last.named is not None):
        return False
    if not re.search(r"(?i)\b(?:is|are|will be)\s+(?:an?|the|one)?\s*$", gap) or re.search(r"[.;!?\n]", gap):
        return False
    return last.head.generic or last.role in {"tenant", "user", "forwarder", "intermediate", "supplier"}


def _refers(mention: Mention, main: Party, party: Party) -> bool:
    """Is "the company", "buyer" or "Turkish company" the party spoken of?"""
    if party.role in {"tenant", "intermediate", "forwarder", "supplier", "owner", "parent", "financier"}:
        return False
    if mention.generic and (mention.determiner in {"the", "that", "this", "our", ""} or main.head.generic):
        return not (
            mention.nationalities
            and main.nationality_countries()
            and mention_countries(mention) != main.nationality_countries()
        )
    if (
        main.head.generic
        and main.named is None
        and (main.bare or (mention.determiner in {"", "the"} and party.cue is None))
    ):
        return True
    return mention.determiner in {"the", "that"} and mention.noun in main.phrase().lower()


def mention_countries(mention: Mention) -> set[str]:
    return {code for code in map(country, mention.nationalities) if code}


def _nationality_countries(party: Party) -> set[str]:
    return {code for one in party.mentions for code in mention_countries(one)}


Party.nationality_countries = _nationality_countries  # type: ignore[attr-defined]


def _alike(one: str, other: str) -> bool:
    a, b = one.lower().strip("."), other.lower().strip(".")
    return (
        a == b
        or a.startswith(b + " ")
        or b.startswith(a + " ")
        or (a.split()[0] == b.split()[0] and len(a.split()[0]) > 2)
    )


def _join(party: Party, other: Party) -> None:
    party.mentions += other.mentions
    if party.role is None or (party.role == "buyer" and other.role not in {None, "buyer"} and other.cue is not None):
        party.role, party.cue = other.role or party.role, other.cue or party.cue


def _ownership(reading: Reading, found: list[Party]) -> None:
    """Takes owners and parents out of the list and ties them to the party they stand above."""
    for party in [one for one in found if one.role in {"owner", "parent"}]:
        index = found.index(party)
        below = next((one for one in reversed(found[:index]) if one.role not in {"owner", "parent"}), None)
        below = below or next((one for one in found[index + 1 :] if one.role not in {"owner", "parent"}), None)
        found.remove(party)
        start, end = span_of(reading, party.head)
        over = polarity(reading.text, start, end)
        if over.denied or over.ended:
            reading.use(start, end)
            if over.ended and below is not None:
                below.ended = True
            continue
        if below is not None:
            below.owner = party.telling()
            below.seats += []
            party.head.places += [place for one in party.mentions[1:] for place in one.places]
    _parents(reading, found)


def _parents(reading: Reading, found: list[Party]) -> None:
    """ "parent is in Hangzhou", "whose head office is in Chengdu", "Beijing-parent cloud"."""
    table = words_file("roles.yaml")
    places = reading.of_kind("place", "demonym")
    for match in pattern(table["parent_words"]).finditer(reading.text):
        near = _nearest(reading.text, match.start(), match.end(), places)
        party = _spoken_of(reading, found, match.start())
        if near is not None and party is not None and polarity(reading.text, match.start(), match.end()).plain:
            party.parent = near
            _forget(found, near)
            reading.use(match.start(), match.end())
    for match in pattern(table["seat_words"]).finditer(reading.text):
        near = next((place for place in places if 0 <= place.start - match.end() <= 12), None)
        party = _spoken_of(reading, found, match.start())
        if near is not None and party is not None and not any(near in one.seats for one in party.mentions):
            target = party if party.owner is None or span_of(reading, party.owner)[0] > match.start() else None
            (target.seats if target else party.owner.seats).append(near)  # type: ignore[union-attr]
            _forget(found, near)
            reading.use(match.start(), match.end())


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


def _spoken_of(reading: Reading, found: list[Party], position: int) -> Party | None:
    before = [one for one in found if span_of(reading, one.head)[0] <= position]
    return before[-1] if before else (found[0] if found else None)


def _loose_nationalities(reading: Reading, found: list[Party]) -> None:
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
        if party is not None and _says_seat(reading, find):
            party.nationalities.append(find)


def _says_seat(reading: Reading, find: Found) -> bool:
    """Is a nationality that stands alone said of the party: "-owned", "is Chinese", "(German)"?"""
    before, after = reading.text[max(0, find.start - 25) : find.start], reading.text[find.end : find.end + 12]
    if (
        _OWNED.search(find.text)
        or _BASED.search(find.text)
        or re.match(r"(?i)\s?-?\s?owned|\s+ownership|\s+owners?", after)
    ):
        return True
    return bool(
        re.search(r"(?i)\b(?:is|are|was|buyer:?|both|,|\()\s*$", before) and re.match(r"\s*(?:[.,;!?)]|$)", after)
    )


def seat(party: Party) -> tuple[Found | None, Found | None]:
    """What says the headquarters, and what says the ultimate parent's."""
    above = _above(party)
    own = [find for one in party.mentions for find in one.nationalities] + party.nationalities
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
    beside = next((find for one in party.mentions for find in one.beside), None)
    unit = next((one for one in party.mentions if one.of is not None), None)
    if unit is not None and not has_own_seat(unit):
        return above, above
    # A place before the head is only where the party is, unless it stands elsewhere or is known as a tenant.
    elsewhere = party.role == "tenant" or any(one.places for one in party.mentions)
    headquarters = based or plain or owned or (beside if elsewhere else None)
    if above is not None or unit is not None or party.owner is not None:
        return headquarters, above  # a parent by name is looked up, never taken from the subsidiary's own nationality
    loose = any(_LOOSE.search(find.text) for find in own)
    parent = owned or (plain if based is None and not loose else None)
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

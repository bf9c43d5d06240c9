"""Who owns a party, in the words of the user: shares, the lists that owners are on, and whether these are all.

"Owned 49.9 % by a listed firm", "30 and 25 percent, both on the Entity List", "half owned by X", "a listed parent".
Where nobody says who holds the rest, a share below one half is a lower bound of what listed owners hold.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import pairwise

from assistant.reading.cues import spoken_of
from assistant.reading.found import Found, PartyName
from assistant.reading.listings import Told, entry, told_of
from assistant.reading.lists import pattern, words_file
from assistant.reading.numerals import as_words
from assistant.reading.polarity import polarity, sentence
from assistant.reading.seats import Party, country
from assistant.reading.shares import HALF, Share, shares
from assistant.reading.state import Reading
from assistant.register.register import register

ALL = Decimal("99.5")  # percent from which the owners named are all of them

_BY = re.compile(
    r"(?i)(?:\s*(?:,|and|&|plus)\s*\d[\d.]*\s?(?:%|percent|per cent))*\s*"
    r"(?:of (?:it|its shares|the (?:shares|company|firm|buyer|business|equity|stock)|which|"
    r"whose shares)\s*)?,?\s*"
    r"(?:\(?(?:is |are |was |being )?(?:also |directly |indirectly |jointly |still |now )*"
    r"(?:(?:owned|held|controlled|belongs?|belonging|owner(?:ship)?|stakes?|shares?|shareholding|in the hands|"
    r"interest)\s*"
    r"(?:is |are )?(?:held |owned )?(?:by|to|of|with)|by|with)|"
    r"-?\s?(?:owned|held) by|(?:subsidiary|affiliate|unit|arm|daughter) of)\s+"
)
_HOLDS = re.compile(
    r"(?i)\s+(?:also |together |jointly |directly |indirectly |only |now |still |each )*"
    r"(?:owns?|holds?|has|have|had|with|controls?|at|holding|owning|having|keeps?|took|bought|acquired)"
    r"\s*(?:an? |the |its |about |some |around |roughly |exactly |only |just |together |a total of |the other |"
    r"another |over |"
    r"more than |at least |less than |under |up to |almost |nearly |"
    r"(?:[\w-]+ )?(?:stake|share|shareholding|holding|interest) of )*$"
)
_END = re.compile(
    r"[.](?=\s|$)|[;?!\n)]|,(?=\s)|\s(?:and|while|but|plus)\s|\s-\s|\s(?:orders?|wants?|buys?|needs?|asks?)\s"
)
_OF_WHOM = re.compile(r"(?i)\b(?:in|of) (?:which|whom)\s+")  # "a buyer in which a fund holds 60 %"
_TRAILING = re.compile(
    r"(?i)^\s*,?\s*(?:which (?:is|are)|that (?:is|are)|who (?:is|are))?\s*(both|all|each|itself|"
    r"themselves)?\s*$"
)
_OWNER_NOUN = (
    r"(?:co-?owners?|owners?|share ?holders?|investors?|parents?(?: compan(?:y|ies)| firm| group)?|mother company|"
    r"holding(?: company)?|backers?|stakeholders?)"
)
_LISTED_OWNER = re.compile(
    rf"(?i)[\s-]*(?:(?!and\b|the\b)[\w-]+ ){{0,3}}?{_OWNER_NOUN}\b(?!['’]s)"
    r"|\s+(?:[\w-]+ )?(?:company|firm|party|entity|group|fund|investor|bank|person|one)s?\s+(?:also |still |now )?"
    r"(?:holds?|has|have|owns?|bought|took|acquired|keeps?)\s+(?:an? |some |its |the )?(?:[\w-]+ )?"
    r"(?:stakes?|shares?|shareholding|interest|holding)\b"
)
_OWNER_IS = re.compile(
    rf"(?i)\b{_OWNER_NOUN}(?:\s*(?:,|\(|who|which|that|is|are|was|were|being|one of them|also|both|all|now|an?|"
    rf"the|on|sits|has been|got|as|"
    r"in|of|it|them|whom|themselves|itself)\s*)*$"
)
_OWNED_BY = re.compile(
    r"(?i)\b(?:owned|held|controlled|backed)\s+(?:\w+\s+)?by\b(?![^;.!?\n]*\d\s?%)[^.;,!?\n]{0,45}$"
    r"|\bbelongs?\s+(?:\w+\s+){0,2}to\b[^.;,!?\n]{0,45}$"
    r"|\b(?:subsidiary|arm|unit|branch|affiliate) of\b[^.;,!?\n]{0,45}$"
)


@dataclass(slots=True)
class Owner:
    """One owner: its share, the words that name it, the mention of a list."""

    share: Share | None
    start: int
    end: int
    told: list[Told] = field(default_factory=list)
    free: bool = False  # stated to be on no list
    name: Found | None = None
    seat: Found | None = None


@dataclass(slots=True)
class Ownership:
    """The owners that one text tells of, and the mentions of lists that are theirs."""

    owners: list[Owner] = field(default_factory=list)
    complete: bool = False

    @property
    def taken(self) -> list[Told]:
        return [told for owner in self.owners for told in owner.told]


def read_owners(reading: Reading, parties: list[Party]) -> Ownership:
    """The owners told of. A party that is only named as one is taken out of the list."""
    found = Ownership()
    told = told_of(reading.text)
    for share in shares(reading):
        owner = _owner_of(reading, share)
        if owner is not None and polarity(reading.text, share.start, share.start).plain:
            found.owners.append(owner)
    _of_one_holder(reading.text, found.owners)
    found.owners = [replace(owner, told=[]) for owner in found.owners for _ in range(_each(reading.text, owner))]
    _list_of_shares(reading, found.owners, told)
    _like_the_one_before(reading.text, found.owners)
    _without_share(reading, found, told)
    found.complete = _is_complete(reading.text, found.owners)
    _take_out(reading, parties, found.owners)
    return found


def _owner_of(reading: Reading, share: Share) -> Owner | None:
    """The words that name who holds a share."""
    text = reading.text
    first, last = sentence(text, share.start, share.end)
    by = _BY.match(text, share.end, last)
    if by is not None:
        end = _END.search(text, by.end(), last)
        return _described(reading, Owner(share, by.end(), end.start() if end else last))
    holds = _HOLDS.search(text[first : share.start])
    if holds is not None:
        ahead = text[first : first + holds.start()]
        start = first + max((match.end() for match in (*_END.finditer(ahead), *_OF_WHOM.finditer(ahead))), default=0)
        if _is_the_buyer(text[start : first + holds.start()]):
            return None
        return _described(reading, Owner(share, start, first + holds.start()))
    at = share.start - 1 if text[share.start - 1 : share.start] == "(" else share.start  # "a Polish bank (70 %)"
    begin = max((match.end() for match in re.finditer(r"[,;:()]|\b(?:and|of)\b|\.\s", text[:at])), default=0)
    end = re.search(r"[,;.(]\s|\band\b|$", text[share.end : last])
    assert end is not None
    return _described(reading, Owner(share, max(first, begin), share.end + end.start()))


_BESIDE = re.compile(r"(?i)\s*(?:(?:,|and|&|plus|\+)\s*)+")


def _of_one_holder(text: str, owners: Sequence[Owner]) -> None:
    """Shares told one behind the other belong to the holders of the first ("two firms own 28 and 24 percent")."""
    for before, owner in pairwise(owners):
        if before.share is None or owner.share is None or not _is_bare(text, owner):
            continue
        if _BESIDE.fullmatch(text, before.share.end, owner.share.start) and not _is_bare(text, before):
            owner.start, owner.end = before.start, before.end
            owner.name, owner.seat, owner.free = before.name, before.seat, before.free


def _is_bare(text: str, owner: Owner) -> bool:
    """Do its words name nobody, only the share and what it is of?"""
    if owner.share is None or not owner.start <= owner.share.start < owner.end:
        return False
    around = text[owner.start : owner.share.start] + text[owner.share.end : owner.end]
    return re.fullmatch(r"(?i)\W*(?:(?:respectively|each|of (?:it|them|the|our|this|its)\b.*)\W*)*", around) is not None


def _each(text: str, owner: Owner) -> int:
    """How many hold such a share ("two listed firms hold 28 % each")."""
    if owner.share is None:
        return 1
    told = re.match(r"(?i)\W*(two|both|three|four|five|[2-5])\b", text[owner.start : owner.end])
    each = re.search(r"(?i)\beach\b", text[owner.end : owner.share.start] + text[owner.share.end : owner.share.end + 8])
    if told is None or each is None:
        return 1
    return 2 if told[1].lower() == "both" else int(as_words(told[1]) or told[1])


def _is_the_buyer(words: str) -> bool:
    return (
        re.fullmatch(r"(?i)\s*(?:the|our|this)\s+(?:buyer|customer|client|consignee|purchaser|end[- ]user)\s*", words)
        is not None
    )


def _described(reading: Reading, owner: Owner) -> Owner:
    inside = [find for find in reading.finds if owner.start <= find.start < owner.end]
    owner.name = next((find for find in inside if find.kind == "party" and isinstance(find.value, PartyName)), None)
    kinds = {"demonym"} if owner.name is not None else {"demonym", "place"}  # a place behind a name is the party's
    owner.seat = next((find for find in inside if find.kind in kinds and country(find)), None)
    words = reading.text[owner.start : owner.end]
    owner.free = pattern(words_file("listings.yaml")["free"]).search(words) is not None
    return owner


def _list_of_shares(reading: Reading, owners: list[Owner], told: Sequence[Told]) -> None:
    """Ties each mention of a list to its owner; "both", "all" and what follows at once behind a comma too."""
    text = reading.text
    for one in told:
        inside = [owner for owner in owners if one.within(owner.start, owner.end)]
        if inside:  # "30 % and 25 % by two listed companies": the words are those of both
            for owner in (other for other in inside if (other.start, other.end) == (inside[0].start, inside[0].end)):
                owner.told.append(one)
            continue
        first, _ = sentence(text, one.start, one.end)
        before = [
            owner
            for owner in owners
            if owner.share is not None and first <= max(owner.end, owner.share.end) <= one.start
        ]
        if not before:
            continue
        last = max(max(owner.end, owner.share.end) for owner in before if owner.share is not None)
        behind = text[last : one.start]
        share = before[-1].share
        if share is not None and before[-1].end <= share.start:  # the holder is told first: "is" says it of the holder
            behind = _AND_IS.sub(" is ", behind)
        gap = re.sub(r"(?i)\b(?:on|by|of|the|is|are|an?|in|as|it|they)\b|[,(]", " ", behind)
        trailing = _TRAILING.match(gap)
        if trailing is None:
            continue
        for owner in before if trailing[1] and trailing[1].lower() in {"both", "all", "each"} else before[-1:]:
            owner.told.append(one)


_AND_IS = re.compile(r"(?i)^\s*(?:,\s*)?and\s+(?:is|are)\b")  # "the owner has 35 % and is on the Entity List"
_ONE_MORE = re.compile(
    r"(?i)\W*(?:by |and )?(?:an?other|a (?:second|third|fourth))(?: one| such (?:one|firm|company))?\W*"
)


def _like_the_one_before(text: str, owners: Sequence[Owner]) -> None:
    """ "30 % held by a listed firm and 21 % by another": another of the same."""
    for before, owner in pairwise(owners):
        words = text[owner.start : owner.end]
        if owner.share is not None and owner.start <= owner.share.start < owner.end:
            words = text[owner.start : owner.share.start] + text[owner.share.end : owner.end]
        if before.told and not owner.told and _ONE_MORE.fullmatch(words):
            owner.told = list(before.told)


def _without_share(reading: Reading, found: Ownership, told: Sequence[Told]) -> None:
    """ "A listed parent", "one of its shareholders is an SDN": an owner whose share nobody says."""
    text = reading.text
    for one in told:
        if any(one in owner.told for owner in found.owners):
            continue
        first, last = sentence(text, one.start, one.end)
        behind = _LISTED_OWNER.match(text, one.end, last)
        before = text[first : one.start]
        ahead = _OWNER_IS.search(before) or _OWNED_BY.search(before)
        if behind is None and ahead is None:
            continue
        loose = [
            owner
            for owner in found.owners
            if owner.share is not None and first <= owner.share.start < last and _is_bare(text, owner)
        ]
        for owner in loose:  # "owned by two listed firms, 28 and 24 percent"
            owner.told.append(one)
        if loose:
            continue
        start = first + ahead.start() if ahead else one.start
        end = behind.end() if behind else one.end
        owner = _described(reading, Owner(None, start, max(end, one.end)))
        owner.told.append(one)
        found.owners.append(owner)


def _is_complete(text: str, owners: list[Owner]) -> bool:
    """Is it said who holds the rest, or do the shares make up the whole?"""
    told = pattern(words_file("listings.yaml")["rest"]).search(text)
    if told is not None and polarity(text, told.start(), told.start()).plain:
        return True
    exact = [
        one.share.low for one in owners if one.share and one.share.low is not None and one.share.low == one.share.high
    ]
    return len(exact) == len(owners) and sum(exact) >= ALL


def _take_out(reading: Reading, parties: list[Party], owners: list[Owner]) -> None:
    """An owner is no party to the deal, and its seat no place where the goods go."""
    for owner in owners:
        if not (owner.told or owner.name or owner.share):
            continue
        for party in list(parties):
            start = party.head.head.start
            if owner.start <= start < owner.end and party.role not in {"tenant", "forwarder", "supplier", "financier"}:
                if len(parties) == 1 or any(one.of is not None for one in party.mentions):
                    continue
                parties.remove(party)
        for find in reading.finds:
            if owner.start <= find.start < owner.end and find.kind in {"place", "demonym", "party"}:
                reading.aside.append(find)


def write_owners(reading: Reading, parties: Sequence[Party], found: Ownership) -> None:
    """Writes the owners where one of them is named or said to be listed or not; others are no fact of theirs."""
    _two_nations(reading, parties)
    if not any(owner.told or owner.name or owner.free for owner in found.owners):
        return
    complete = found.complete or _together_half(found.owners)
    entries = [_entry(reading, owner, complete=complete) for owner in found.owners]
    kept = [one for one in entries if one is not None]
    if not kept:
        return
    owners = [owner for owner, one in zip(found.owners, entries, strict=True) if one is not None]
    for owner in owners:
        reading.use(owner.start, owner.end)
        if owner.share is not None:
            reading.use(owner.share.start, owner.share.end)
    for told in pattern(words_file("listings.yaml")["rest"]).finditer(reading.text):
        reading.use(*told.span())
    first = owners[0]
    at = first.share.start if first.share is not None else first.start
    end = first.share.end if first.share is not None else first.end
    index = spoken_of(reading, list(parties), at)
    reading.set(f"parties[{index}].owners", kept, (at, end))
    for owner in owners:
        if owner.share is None or owner.share.high is None or owner.share.high >= HALF:
            _write_parent(reading, f"parties[{index}].ultimate_parent", owner)


def _two_nations(reading: Reading, parties: Sequence[Party]) -> None:
    """ "A Polish-Chinese joint venture": whose it is, and so its seat, is not said."""
    nations = reading.of_kind("demonym")
    for one, other in pairwise(nations):
        if reading.text[one.end : other.start] in {"-", "–", "/"} and country(one) != country(other):
            path, span = f"parties[{spoken_of(reading, list(parties), other.end)}]", (one.start, other.end)
            reading.set(
                f"{path}.headquarters", None, span, "stated", f"{reading.text[one.start : other.end]}: two nations"
            )
            reading.set(f"{path}.ultimate_parent.headquarters", None, span)


def _write_parent(reading: Reading, path: str, owner: Owner) -> None:
    """An owner of half or more is taken as the parent, seated where its nationality or the register says."""
    if owner.name is None or not isinstance(owner.name.value, PartyName):
        seat = owner.seat
        span = (seat.start, seat.end) if seat is not None else (owner.start, owner.end)
        reading.set(f"{path}.headquarters", country(seat), span, "implied" if seat is not None else "stated")
        return
    if owner.share is None or owner.share.low is None:
        return
    known, span = owner.name.value, (owner.name.start, owner.name.end)
    reading.set(f"{path}.name", known.name, span)
    firm = register().by_id(known.register_id) if known.register_id else register().find(known.name)
    if firm is not None and firm.parent_seat is not None:
        reading.set(
            f"{path}.headquarters", firm.parent_seat, span, "implied", f"{firm.name}: seat {firm.seat}, {firm.source}"
        )


def _entry(reading: Reading, owner: Owner, *, complete: bool) -> dict[str, object] | None:
    """One owner as a fact; None where nothing but a share is said of it and a list of owners would claim too much."""
    made: dict[str, object] = {}
    if owner.name is not None and isinstance(owner.name.value, PartyName):
        known = owner.name.value
        made["name"] = known.name
        firm = register().by_id(known.register_id) if known.register_id else register().find(known.name)
        if firm is not None:
            made["headquarters"] = firm.seat
    if owner.seat is not None and "headquarters" not in made:
        made["headquarters"] = country(owner.seat)
    made |= _percent(owner.share, complete=complete or _is_half(owner))
    listings = [one for told in owner.told if (one := entry(reading, told)) is not None]
    if listings:
        made["listings"] = listings
    elif owner.free:
        made["listings"] = []
    return made or None


def _together_half(owners: Sequence[Owner]) -> bool:
    """Do the shares of the owners that are on lists make up a half?"""
    return sum((one.share.low or Decimal(0) for one in owners if one.told and one.share), Decimal(0)) >= HALF


def _is_half(owner: Owner) -> bool:
    """Does the share alone decide, whatever others hold?"""
    return owner.share is not None and (owner.share.low or Decimal(0)) >= HALF


def _percent(share: Share | None, *, complete: bool) -> dict[str, object]:
    """The share as the field takes it; a small one is a lower bound while others are not spoken of."""
    if share is None:
        return {}
    if share.low is not None and share.low == share.high:
        return {"percent" if complete else "percent_min": share.low}
    bounds: dict[str, object] = {}
    if share.low is not None:
        bounds["percent_min"] = share.low
    if share.high is not None and complete:
        bounds["percent_max"] = share.high
    return bounds


def is_minority(reading: Reading, position: int) -> bool:
    """Is the share of the owner named at this place below half, which makes no parent?"""
    for share in shares(reading):
        told = _owner_of(reading, share)
        if told is not None and told.start <= position < told.end:
            return share.high is not None and share.high < HALF
    return False

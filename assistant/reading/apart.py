"""When two phrases cannot name the same party: buyer and end user, two nationalities, a firm seated elsewhere."""

import re

from assistant.reading.found import PartyName
from assistant.reading.mentions import Mention
from assistant.reading.seats import Party, country
from assistant.register.register import register

_BUYS = re.compile(r"(?i)\b(?:buyer|purchaser)s?$")
_USES = re.compile(r"(?i)\b(?:end[- ]?(?:user|customer))s?$")
_BETWEEN = re.compile(r"(?i)\b(?:forwarder|freight agent|broker)s?$")
_RECEIVES = re.compile(r"(?i)\b(?:consignee|receiver|recipient|buyer|purchaser|end[- ]?(?:user|customer))s?$")
_PART = re.compile(
    r"(?i)\b(?:branch|office|subsidiary|affiliate|unit|arm|site|bureau|campus|division|data ?cent(?:er|re))$"
)
_OF_OWNERS = re.compile(r"(?i)-(?:owned|controlled|run|operated|based|headquartered|registered|backed|funded|linked)$")


def disagree(one: Party, other: Party) -> bool:
    """Do the words of two phrases tell two parties?"""
    if _role_nouns_differ(one, other):
        return True
    here, there = countries_called(one), countries_called(other)
    return bool(here and there and not here & there)


def _role_nouns_differ(one: Party, other: Party) -> bool:
    """Is one called the buyer and the other the end user, or one the forwarder and the other the consignee?"""
    apart = ((_BUYS, _USES), (_USES, _BUYS), (_BETWEEN, _RECEIVES), (_RECEIVES, _BETWEEN))
    return any(_is_called(one, here) and _is_called(other, there) for here, there in apart)


def _is_called(party: Party, kind: re.Pattern[str]) -> bool:
    """Does the first phrase of the party end in such a noun? Others only say what it is."""
    return kind.search(party.head.phrase) is not None


def countries_called(party: Party) -> set[str]:
    """The countries that a party is called by: nationality, a town before its noun, the known seat of its name."""
    codes: set[str] = set()
    for mention in party.mentions:
        plain = (find for find in mention.nationalities if not _OF_OWNERS.search(find.text))
        codes |= {code for code in map(country, plain) if code}
        codes |= _of_name(mention.name)
        if mention.name is None and not _PART.search(mention.phrase):
            codes |= {code for code in map(country, mention.beside) if code}
    return codes


def _of_name(name: PartyName | None) -> set[str]:
    if name is None:
        return set()
    firm = register().by_id(name.register_id) if name.register_id else None
    return {code for code in (firm.seat, firm.parent_seat) if code} if firm is not None else set()


def mention_countries(mention: Mention) -> set[str]:
    """The countries that a phrase is called by, "-owned" and "-based" with them."""
    return {code for code in map(country, mention.nationalities) if code}


def countries_of(party: Party) -> set[str]:
    """The countries that the phrases of a party call it by."""
    return {code for one in party.mentions for code in mention_countries(one)}

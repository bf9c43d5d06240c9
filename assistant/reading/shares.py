"""Shares of a firm: "49.9 %", "half", "a majority", "two thirds", "more than 40 percent", "30 and 25 percent"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from assistant.reading.lists import pattern, words_file
from assistant.reading.polarity import sentence
from assistant.reading.state import Reading

HALF = Decimal(50)
NEAR = 90  # characters from a share to the word that makes it one


@dataclass(frozen=True, slots=True)
class Share:
    """A share of a firm in percent; `low` and `high` are the same where it is exact, both None where it is vague."""

    start: int
    end: int
    low: Decimal | None
    high: Decimal | None


def shares(reading: Reading) -> list[Share]:
    """Every share of a firm in the text, in order: percentages and words, near a word of owning."""
    text = reading.text
    found = [_bounded(text, find.start, find.end, Decimal(str(find.value))) for find in reading.of_kind("percent")]
    for words, low, high in words_file("listings.yaml")["shares"]:
        for match in pattern([words]).finditer(text):
            if re.match(r"\s+(?:of|\()\s*(?:about |some )?\d[\d.,]*\s?(?:%|per)", text[match.end() :]):
                continue  # "a minority stake of 12 %"
            if all(match.end() <= one.start or one.end <= match.start() for one in found):
                found.append(Share(*match.span(), Decimal(low) if low else None, Decimal(high) if high else None))
    found = [one for one in found if _is_of_a_firm(text, one)]
    for one in list(_beside(text, found)):
        if all(one.end <= other.start or other.end <= one.start for other in found):
            found.append(one)
    return sorted(found, key=lambda one: one.start)


def _bounded(text: str, start: int, end: int, value: Decimal) -> Share:
    table, before = words_file("listings.yaml"), text[max(0, start - 22) : start]
    if re.search(table["over"], before):
        return Share(start, end, value, None)
    if re.search(table["under"], before):
        return Share(start, end, None, value)
    if re.search(table["about"], before) and abs(value - HALF) < 5:
        return Share(start, end, None, None)  # "about 50 percent" may be either side of it
    return Share(start, end, value, value)


_OF_GOODS = re.compile(  # "gets half of them"
    r"(?i)\s*(?:of\s+)?(?:(?:them|these|those)\b(?! (?:shares|owners|firms|companies))|(?:all |the |our |these |"
    r"those )*"
    r"(?:cards?|units|goods|order|lot|shipment|boards|chips|servers|gpus|modules|batch|delivery|systems|racks|"
    r"nodes|capacity|hours|equipment|hardware|gear|kit|devices|pieces|items|material|computers|machines|workstations|"
    r"accelerators|cargo|goods|purchase|quantity|amount|[a-z]+\d\w*)\b)"
)
_GETS = re.compile(
    r"(?i)\b(?:gets?|takes?|receives?|needs?|orders?|keeps?|uses?|for)\s+(?:about |only |just |the other )?$"
)


def _is_of_goods(text: str, share: Share) -> bool:
    """Is it a part of the goods, and none of a firm?"""
    alone = _GETS.search(text[: share.start]) and re.match(r"\s*(?:[.,;!?)]|$)", text[share.end :])
    return _OF_GOODS.match(text, share.end) is not None or bool(alone)


def _is_of_a_firm(text: str, share: Share) -> bool:
    if _is_of_goods(text, share):
        return False
    first, last = sentence(text, share.start, share.end)
    around = text[max(first, share.start - NEAR) : min(last, share.end + NEAR)]
    return pattern([words_file("listings.yaml")["stake"]]).search(around) is not None


def _beside(text: str, found: list[Share]) -> Iterator[Share]:
    """ "30 and 25 percent", "they own 30 and their sister owns 25": numbers whose unit stands elsewhere."""
    for share in found:
        before = re.search(r"(?<![\d.,])(\d{1,2}(?:\.\d+)?)\s*(?:,|and|&|\+|plus)\s*$", text[: share.start])
        if before:
            value = Decimal(before[1])
            yield Share(before.start(1), before.end(1), value, value)
    for match in re.finditer(
        r"(?i)\b(?:owns?|holds?)\s+(?:only |about )?(\d{1,2}(?:\.\d+)?)(?=\s*(?:and|,|;|\.|$|of it))", text
    ):
        value = Decimal(match[1])
        yield Share(match.start(1), match.end(1), value, value)

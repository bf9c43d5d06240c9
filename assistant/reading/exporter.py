"""The exporter, where the words speak of it: "we're a US company", "Can a French firm reexport …"."""

import re

from assistant.reading.lists import pattern, words, words_file
from assistant.reading.mentions import Mention
from assistant.reading.seats import country
from assistant.reading.state import Reading

_ASKS = re.compile(
    r"(?i)(?:^|[.?!,;:\n]\s*|\b(?:if|whether|and)\s+)(?:can|could|may|must|does|do|should|would|will|is)\s*$"
)
_SENDS = re.compile(
    r"(?i)\s*(?:wants? to |would like to |plans? to |intends? to |allowed to |able to |will |may |can |"
    r"(?:needs?|requires?) (?:an? )?(?:export |BIS )?licen[cs]e to )?(?:re-?)?"
    r"(?:exports?|ships?|sells?|sends?|delivers?|transfers?|supply|supplies|(?:(?:has|have|had) )?(?:exported|"
    r"shipped|sold|"
    r"sent|delivered|transferred|supplied)(?! (?:by|to (?:it|us|them)|from|in|off|out)\b))\b(?! (?:it |"
    r"them )?(?:on|onwards?)\b)(?! (?:us|me)\b)"
)
_OURSELVES = re.compile(r"(?i)(?:\b(?:we are|we're|we’re|we,|i am|i'm)|(?:^|[.?!\n]\s*)as)\s*$")
_TO_ITSELF = re.compile(r"(?i)[^.;?!]{0,40}\b(?:to (?:its|their|itself)|on(?:wards?)? to)\b")


_SELLERS = {"seller", "shipper", "exporter"}
_SENT_BY = re.compile(  # "shipped from there by a Danish seller"
    r"(?i)\b(?:shipped|sold|sent|exported|re-?exported|supplied|delivered)\s+(?:[\w-]+\s+){0,4}?by\s+(?:(?:an?|the)\s+)?$"
)


def exports(mention: Mention, ahead: str, after: str) -> bool:
    """Is the phrase the subject of the export ("Can a French firm reexport …")? A buyer that ships on is none."""
    if mention.generic and mention.noun not in {"company", "firm", "business", "enterprise", "group"}:
        return False
    if mention.determiner in {"our", "my"} and mention.kind in {"distributor", "integrator", "retailer"}:
        return False
    if mention.noun in _SELLERS and _SENT_BY.search(ahead):
        return True
    sends = _SENDS.match(after)
    if sends is None or _TO_ITSELF.match(after[sends.end() :]):
        return False
    ours = mention.determiner in {"our", "my"} and re.search(r"[.!?\n]\s*$", ahead) is not None
    return bool(_ASKS.search(ahead)) or not ahead.strip() or ours or mention.noun in _SELLERS


def write_exporter(reading: Reading, mention: Mention, role: str | None) -> None:
    """The seat of the exporter, where it says what it is ("we're a US company") or is asked about."""
    ourselves = _OURSELVES.search(words_before(reading, mention))
    if role != "exporter" and not ourselves:
        return
    reading.aside += [*mention.places, *mention.beside, *mention.seats, *mention.nationalities]
    if role == "exporter" and mention.determiner in {"our", "my"}:
        for find in [*mention.beside, *mention.places, *mention.nationalities][:1]:  # the goods leave from there
            if country(find) not in {None, "US"}:
                reading.set("departure", country(find), (find.start, find.end), "implied")
        if has_no_seat(mention):
            return  # an office is its firm
    for find in [*mention.seats, *mention.nationalities, *mention.beside]:
        if (code := country(find)) is not None:
            reading.set("exporter.headquarters", code, (find.start, find.end), "implied")


def has_no_seat(mention: Mention) -> bool:
    """Is it a place of work or a branch, which has no seat of its own?"""
    noun = mention.noun.rstrip("s")
    return noun in words("party_words.yaml", "parent_seat") or bool(
        pattern([words_file("party_words.yaml")["sites"]]).search(mention.phrase)
    )


def words_before(reading: Reading, mention: Mention) -> str:
    """The words before a phrase and its determiner."""
    first = reading.tree.tokens[mention.first]
    start = first.start
    text = reading.text[:start]
    if mention.determiner:
        text = re.sub(rf"(?i){re.escape(mention.determiner)}\s*$", "", text)
    return text[-70:]

"""Phrases that look like a party and have no part in the deal: makes, services, rivals, towns, owners in brackets."""

import re

from assistant.reading.gazetteer import Place, english
from assistant.reading.lists import pattern, regex, words, words_file
from assistant.reading.mentions import Mention
from assistant.reading.nouns import heads
from assistant.reading.seats import span_of
from assistant.reading.state import Reading
from assistant.reading.strict import strict

_HEADING = re.compile(r"(?i)\s*:\s*(?:\(?(?:\d{1,2}|[a-z])[.)]|[-•*–]\s)")
_OWNERS_BEHIND = re.compile(r"(?i)-(?:owned|held|controlled)\s*\((?:(?:the|an?|two|three|four|one)\s+)?$")
_OUT_OF = re.compile(r"(?i)\b(?:from|out of|ex)\s*$")


def named_bystander(reading: Reading, mention: Mention, before: str, after: str) -> bool:
    """Is a name that of a town, of a make before who sells it, of a service that tells of firms, or of a rival?"""
    if _is_a_small_town(reading, mention):
        return True
    if mention.name is None or mention.name.listed:
        return False
    if re.match(r"(?i)[- ](?:type|style|like|class|compatible|equivalent|brand(?:ed)?)\b", after):
        return True  # "an ASML-type scanner"
    if _IN_OFFICE.search(before) or _BANKS_WITH.search(before) or _is_its_maker(reading, mention):
        return True
    return _is_a_brand(reading, mention, after) or is_beside(before, after) or _is_source(mention, before, after)


def plain_bystander(reading: Reading, mention: Mention, before: str, after: str) -> bool:
    """Is a phrase without a name a heading, owners in brackets, our stock, a department, or told in passing?"""
    noun = mention.noun
    generic = mention.phrase.lower() == noun and noun.removesuffix("s") in words("party_words.yaml", "generic")
    if generic and _HEADING.match(after):
        return True  # "Customers: (1) … (2) …"
    if _is_bare(mention) and _OWNERS_BEHIND.search(before):
        return True  # "Estonian-owned (two sisters)"
    if mention.determiner in {"our", "my"} and _COLLEAGUE.fullmatch(mention.phrase) and _is_bare(mention):
        return True  # "our sales guy promised six cards to …"
    if _is_site_of_one_named_before(reading, mention):
        return True
    if _is_bare(mention) and _ITS_WARES.search(before):
        return True  # "a film maker, its films are sold to other companies"
    if noun in {"warehouse", "depot"} and _OUT_OF.search(before) and not (mention.nationalities or mention.of):
        return True  # "from the Rotterdam warehouse"
    if mention.determiner in {"a", "an", "another"} and _is_another_firm(reading, mention, after):
        reading.aside += [*mention.beside, *mention.places]
        return True
    if (
        noun in words("party_words.yaml", "parts")
        and mention.determiner in {"a", "an"}
        and _is_bare(mention)
        and re.search(r"(?i)\bwith\s*$", before)
    ):
        return reading.mentions[0] is not mention  # "a university with a design department"
    if noun == "faculty" and reading.mentions[0].kind != "university":
        return False
    bare = noun in {"department", "faculty"} and _is_bare(mention) and mention.determiner == ""
    return bare and reading.mentions[0] is not mention  # "a hospital in Lund, radiology department"


def _is_site_of_one_named_before(reading: Reading, mention: Mention) -> bool:
    """Is it the place of work of a party told of before ("an Icelandic agency … in the agency's data center")?"""
    if mention.of is None or mention.name is not None or mention.of.determiner != "the" or not _is_bare(mention.of):
        return False
    before = reading.mentions[: reading.mentions.index(mention)]
    same = [other for other in before if other.noun == mention.of.noun]
    site = regex(rf"\b(?:{words_file('party_words.yaml')['sites']})$").search(mention.phrase)
    return len(same) == 1 and site is not None and not (mention.nationalities or mention.seats)


_COLLEAGUE = re.compile(
    r"(?i)(?:sales|account|marketing|purchasing|logistics|shipping|export|finance|legal|support) "
    r"(?:guys?|lady|ladies|rep|reps|person|people|folks|man|woman|colleagues?)"
)
_ITS_WARES = re.compile(  # what a buyer sells of its own, and none of our goods
    r"(?i)\b(?:its|their|whose)\s+(?:own\s+)?(?:(?!goods|cards?|gpus?|servers?|chips?|accelerators?|systems?|boards?|units?"
    r"|modules?|items?|hardware|equipment|capacity|clusters?|racks?|machines?|orders?|services?)[a-z-]+\s+){1,2}"
    r"(?:is|are|gets?|goes?)\s+(?:then\s+|all\s+|mostly\s+)?(?:sold|exported|delivered|supplied)\s+(?:on\s+)?to\s+(?:[a-z-]+\s+){0,2}$"
)


def _is_its_maker(reading: Reading, mention: Mention) -> bool:
    """Is it the make of the goods ("a KLA inspection tool"), a known maker right before them?"""
    if pattern(words_file("roles.yaml")["brands"]["makers"]).fullmatch(mention.head.text) is None:
        return False
    at, goods = mention.head.end + 1, words_file("goods.yaml")
    if reading.text[mention.head.end : at] != " ":
        return False
    spotted = any(find.start == at for find in reading.of_kind("item", "eccn"))
    return spotted or any(pattern(goods[key]).match(reading.text, at) is not None for key in ("generic", "articles"))


_IN_OFFICE = re.compile(  # "directors Tan Mei Hua and Zhao Peng": people of a firm; one on a list is found by the lists
    r"(?i:\b(?:(?:managing |executive |company )?directors?|ceo|cto|cfo|coo|chair(?:man|woman|person)?|president"
    r"|founders?|secretary|signator(?:y|ies)|board members?|management))(?: (?:is|are)|:)?\s+"
    r"(?:(?i:mr|ms|mrs|dr|prof)\.?\s+)?(?:(?:[A-ZÀ-Þ][\w'’.-]*\s*){1,3}(?:,|and|&)\s*(?:(?i:mr|ms|mrs|dr)\.?\s+)?)*"
    r"(?:[A-ZÀ-Þ][\w'’.-]*\s+){0,2}$"
)
_BANKS_WITH = re.compile(r"(?i)\b(?:banking with|banks with|account (?:at|with)|credit check(?: by)?|house bank:?)\s+$")
_IN_IT = re.compile(
    r"(?i)\s+(?:(?:based|located|situated|living|seated|out) )?(?:in|near|outside)\s+(?:the (?:village|town|"
    r"hamlet|island|port) of\s+)?"
)


def _is_a_small_town(reading: Reading, mention: Mention) -> bool:
    """Is an unknown name right behind a party and "in" the town that it is in, which no list of places has?"""
    find, at = mention.head.find, reading.mentions.index(mention)
    if find is None or find.note != "a name that no list knows" or at == 0 or mention.places or mention.of:
        return False
    before = reading.mentions[at - 1]
    gap = reading.text[span_of(reading, before)[1] : find.start]
    if before.name is not None or _IN_IT.fullmatch(gap) is None or any(map(_is_of_a_firm, find.text.split())):
        return False
    reading.facts.setdefault("_unplaced", []).append((find.start, find.end))
    return True


def _is_of_a_firm(word: str) -> bool:
    """Is it a plain word or one that firms are called by, so that it stands in the name of a firm?"""
    plain = word.lower()
    return plain in english() or plain in words("harmless.yaml", "firm_words") or plain in heads()


def _is_a_brand(reading: Reading, mention: Mention, after: str) -> bool:
    """Is it the make that a seller deals in ("a Supermicro integrator in Prague")? A maker's partner sells on."""
    told = words_file("roles.yaml")["brands"]
    sells = pattern(told["sellers"]).match(after.lstrip(" "))
    if sells is None or pattern(told["names"]).fullmatch(mention.head.text) is None:
        return False
    behind = reading.mentions[reading.mentions.index(mention) + 1 :][:1]
    for other in behind if sells.group().lower().endswith(("partner", "partners", "var")) else ():
        other.phrase = f"reseller and {other.phrase}"
    return True


def _is_source(mention: Mention, before: str, after: str) -> bool:
    """Is it a service that only tells of firms ("D&B says …", "according to Orbis")?"""
    told = words_file("roles.yaml")["sources"]
    return bool(
        pattern(told["names"]).fullmatch(mention.head.text)
        and (
            pattern(told["after"]).match(after.lstrip(" "))
            or regex(rf"\b(?:{told['before']})\s+(?:the\s+)?$").search(before)
        )
    )


def _is_bare(mention: Mention) -> bool:
    """Does a phrase say neither where nor of what nation its party is?"""
    return not (
        mention.name or mention.places or mention.nationalities or mention.beside or mention.seats or mention.of
    )


def _is_another_firm(reading: Reading, mention: Mention, after: str) -> bool:
    """Is it told in passing of somebody else, in no strict place ("a firm in Oslo got a quote as well")?"""
    finds = (*mention.places, *mention.beside, *mention.nationalities)
    where = {code for find in finds if isinstance(find.value, Place) for code in find.value.countries}
    return reading.mentions[0] is not mention and not where & strict() and is_beside("", after)


def are_those_of_a_seller(reading: Reading, mention: Mention) -> bool:
    """Are they the unnamed customers of one who only sells on ("an integrator, for its clients")?"""
    sells = any(other.kind in {"integrator", "distributor"} for other in reading.mentions if other is not mention)
    plain = re.fullmatch(r"(?i)(?:clients|customers|end[- ]users)", mention.phrase) is not None
    return sells and plain and _is_bare(mention)


_TAKES_PART = re.compile(
    r"(?i)\b(?:us(?:es?|ing)|receiv\w+|takes?|gets?|buys?|orders?|needs?|wants?|owns?|pays?|holds?|runs?|operates?|"
    r"end[- ]users?|behind|half|goods|cards)\b"
)


def is_beside(before: str, after: str) -> bool:
    """Do the words around a name say that the firm has no part in the deal: a rival, a neighbor, a fair?"""
    table = words_file("roles.yaml")["no_party"]
    if _TAKES_PART.search(re.split(r"[.;!?\n]", after)[0]):
        return False
    told = pattern(table["beside_before"]).search(before)
    return told is not None or pattern(table["beside_after"]).match(after.lstrip(" ")) is not None

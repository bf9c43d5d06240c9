"""Names in capitals that no list knows: which run of words is a name, and which only opens a sentence."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from assistant.reading.fold import key_of
from assistant.reading.found import Found, PartyName
from assistant.reading.gazetteer import keys, rightly_spelled
from assistant.reading.lists import words
from assistant.reading.nationalities import is_language
from assistant.reading.polarity import sentence

_CAPITAL = re.compile(r"(?<![\w'’.&/-])[A-ZÀ-Þ][\w&'’+-]*(?:[ ][A-ZÀ-Þ0-9][\w&'’+-]*)*(?![\w])")


def capital_names(text: str) -> Iterator[Found]:
    """Names in capitals that no list and no dictionary knows: a party with unknown seat, not nothing."""
    if text.isupper():
        return
    for match in _CAPITAL.finditer(text):
        if key_of(match.group()) in keys("not_in") or _is_a_fair(text, match):
            continue
        for start, end in _names(text, match.start(), match.end()):
            name = text[start:end]
            if is_language(text, start, end):
                continue  # "support in Russian"
            yield Found(start, end, name, "party", PartyName(name), "stated", "a name that no list knows")


_FAIR_BEHIND = re.compile(
    r"(?i)\s(?:trade (?:fair|show)|fair|expo|conference|summit|congress|meet-?up|festival|forum|symposium)\b"
)
_AT_A_FAIR = re.compile(r"(?i)\b(?:at|during|after|before|from|attend\w*|visit\w*)\s+(?:the\s+|last\s+|this\s+)?$")


def _is_a_fair(text: str, name: re.Match[str]) -> bool:
    """Is it the name of a fair or meeting where people met ("at the Vinitaly fair")?"""
    before = text[max(0, name.start() - 30) : name.start()]
    return _AT_A_FAIR.search(before) is not None and (
        key_of(name.group()) in keys("fairs") or _FAIR_BEHIND.match(text, name.end()) is not None
    )


_ACTS_AS_PARTY = re.compile(
    r"(?i)(?:['’]s)?(?:\s*[,;(:–-]\s*|\s+(?:which|who|that|also|now|just|then|both|in turn)\s+|\s+)?"
    r"(?:wants?|would|will|has|have|had|is|are|was|orders?|ordered|needs?|buys?|bought|asks?|asked|requests?|requested|takes?"
    r"|took|plans?|gets?|owns?|holds?|uses?|sells?|ships?|runs?|operates?|placed|came|paid|pays?|from|in|of|at|based|headquartered"
    r"|and|or|&|(?-i:[A-ZÀ-Þ])\S*|\d+)(?!\w)|['’]s\b|\s*[,;:(-]|\s*$"
)


_OF_A_DEAL = re.compile(
    r"(?i)\b(?:buyers?|customers?|clients?|consignees?|users?|tenants?|owners?|owned|parents?|groups?|subsidiary|affiliates?|company|firm|suppliers?"
    r"|sellers?|vendors?|forwarders?|distributors?|resellers?|partners?|brokers?|named|called|names?|sister|shareholders?|banks?|for|to|via|through"
    r"|from|behalf|orders?|ordered|pays?|by|deal|sale|ship\w*|sell\w*|export\w*|wants?|needs?|holds?|owns?"
    r"|(?:is|are|was)(?= (?:an?|the|our|in|on|at|from|based|located|seated|behind|not|it|its|who|what|listed|"
    r"involved|\w+-owned)\b))\b"
)


_LANDMARK = re.compile(
    r"\b(?:Lake|Mount|Mt|River|Cape|Bay|Island|Islands|Valley|Beach|Mountain|Mountains|Falls|Bridge|Cathedral|Castle|Sea|"
    r"Square|Stadium|Airport|Museum)\b"
)


def only_opens(text: str, name: Found) -> bool:
    """Is it one word with the capital of a sentence's begin, and no firm ("Karaoke night …")?"""
    first, last = sentence(text, name.start, name.end)
    plain = " " not in name.text or _LANDMARK.search(name.text) is not None
    if plain and not re.search(r"\d", text[first:last]) and not _OF_A_DEAL.search(text, first, last):
        return True  # "I had their IPA once."
    if " " in name.text or not _opens_sentence(text, name.start):
        return False
    return not name.text.isupper() and _ACTS_AS_PARTY.match(text, name.end) is None


def _opens_sentence(text: str, at: int) -> bool:
    """Does a sentence or line begin there?"""
    return re.search(r"(?:^|[.!?]\s|\n)\s*$", text[:at]) is not None


def _names(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The part of a run of capitalised words that is a name: from its first to its last unknown word."""
    run = _before_goods(text, [(start + m.start(), start + m.end()) for m in re.finditer(r"\S+", text[start:end])])
    unknown = [span for span in run if _is_name(text[span[0] : span[1]])]
    if not unknown and _is_called_one(text, start, end):
        unknown = run  # "the forwarder Silver Line"
    if not unknown and len(run) > 1 and _ends_like_a_firm(text, run):
        unknown = run[_first_of_name(text, run) :][:1]
    if not unknown:
        return
    at = run.index(unknown[0]) if unknown[0] in run else 0
    while at and _opens_name(text[run[at - 1][0] : run[at - 1][1]]):
        at -= 1  # "Al Noor Trading", "Lawrence Livermore"
    kept = run[at:]
    yield kept[0][0], _bare_end(text, kept[-1][1])


def _ends_like_a_firm(text: str, run: Sequence[tuple[int, int]]) -> bool:
    """Plain words with the last word of a firm ("Bright Star Trading"), or of a house ("the Blue Water Fund")?

    A house of one word more is a name where no article stands before it ("for Summit Bank"; not "the Data Center").
    """
    said = [text[slice(*span)].lower() for span in run]
    if said[-1] in words("harmless.yaml", "firm_words"):
        return True
    heads, before = words("party_words.yaml", "heads"), text[: run[0][0]]
    own = [word for word in said[:-1] if word not in heads and word not in words("harmless.yaml", "function")]
    if not own or said[-1] not in heads or said[-1] in words("party_words.yaml", "generic") - _FIRM:
        return False
    if _opens_sentence(text, run[0][0]) or _ONE_OF_MANY.search(before) or any(map(_is_shouted, said)):
        return False
    return len(run) > 2 or _ARTICLE.search(before) is None


_FIRM = frozenset({"company", "group", "firm", "enterprise", "organization", "organisation"})
_ARTICLE = re.compile(r"(?i)\bthe\s$")
_ONE_OF_MANY = re.compile(
    r"(?i)(?:^|[^\w])(?:an?|our|their|his|her|your|its|my|some|any|every|each|no|another|of|of\sthe|as)\s$|[:,|/•*-]\s*$"
)


def _before_goods(text: str, run: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Without a number and the product that it counts ("oil firm PDVSA 1 L4")."""
    for at, (count, product) in enumerate(pairwise(run)):
        if at and text[slice(*count)].isdigit() and re.search(r"\d", text[slice(*product)]):
            return run[:at]
    return run


_AS_WHAT = (
    r"(?:freight )?(?:forwarder|distributor|reseller|broker|integrator|carrier|consignee|intermediary|wholesaler)"
)
_WHO = re.compile(rf"\b(?:the|our|their|a|an|its|by|via|through|to|from)\s{_AS_WHAT}\s$")
_IS_WHAT = re.compile(rf"\s(?:is|acts as|will be|was|being)\s(?:the|our|their|a|an|its)\s{_AS_WHAT}\b")


_NAMED = re.compile(
    r"(?i)(?:\b(?P<goods>chips?|cards?|boards?|items?|parts?|tools?|models?|products?|software|towns?|cit(?:y|ies)|villages?)\s)?"
    r"\b(?:called|named|known as|by the name(?: of)?|(?:its|their|whose) name is|goes by)\s*[\"“'‘]?$"
)


_ASKS_FROM = re.compile(
    r"\s(?:in|from|of)\s(?:the\s)?[A-ZÀ-Þ][^.!?,\n]{1,30}?\s"
    r"(?:wants|orders|ordered|needs|asks|asked|buys|bought|requests|requested|would like|is (?:asking|buying))\b"
)


def _is_called_one(text: str, start: int, end: int) -> bool:
    """Is a run of plain words in capitals the name of a party: told to be one, or set beside what the party is?"""
    told = _NAMED.search(text, max(0, start - 40), start)
    if told and not told["goods"]:
        return True  # "a university called HIT"
    words_in = text[start:end].lower().split()
    plain = all(
        word in words("party_words.yaml", "heads") or word in words("harmless.yaml", "function") for word in words_in
    )
    if plain:
        return False
    if _WHO.search(text[:start]) or _IS_WHAT.match(text, end):
        return True
    if _opens_sentence(text, start) and _ASKS_FROM.match(text, end):
        return True  # "Panda in Chengdu wants …"
    return _is_behind_its_kind(text, start) and not any(map(_is_shouted, words_in))


_KIND_BEFORE = re.compile(r"(?<![\w-])([a-z]+(?:-[a-z]+)?)\s$")


def _is_behind_its_kind(text: str, start: int) -> bool:
    """Does it follow "company", "customer" and the like ("the Chinese company Light"), in a text with small words?"""
    before = _KIND_BEFORE.search(text, max(0, start - 25), start)
    return before is not None and before[1] in words("party_words.yaml", "generic")


def _is_shouted(word: str) -> bool:
    return word in words("harmless.yaml", "acronyms") or word in words("harmless.yaml", "shouted")


_PARTICLE = re.compile(r"(?i)(?:al|el|bin|ibn|abu|de|da|di|la|le|van|von|der|den|mc|san|santa|saint|st)\b")


def _opens_name(word: str) -> bool:
    """Is it a first name or a particle, so that a name goes on to the left?"""
    return _PARTICLE.fullmatch(word) is not None or key_of(word) in keys("person_names")


def _first_of_name(text: str, run: Sequence[tuple[int, int]]) -> int:
    """Index of the first word that is no plain opening ("The", "Our")."""
    opening = words("harmless.yaml", "function")
    return next((at for at, span in enumerate(run) if text[span[0] : span[1]].lower() not in opening), 0)


def _bare_end(text: str, end: int) -> int:
    return end - 2 if text[:end].endswith(("'s", "’s")) else end


def _is_name(word: str) -> bool:
    plain = re.sub(r"['’]s$", "", word)
    letters = re.sub(r"[^\w]", "", plain)
    if (
        len(letters) < 2
        or not letters[0].isupper()
        or re.search(r"['’](?:d|ll|ve|re|m|t)$", plain)
        or letters.lower() in words("harmless.yaml", "acronyms")
    ):
        return False
    if re.fullmatch(r"[A-Z]-[a-z]+", plain) and _is_known(key_of(plain[2:])):
        return False  # "X-rays"
    keys = [key_of(part) for part in re.split(r"[-/&+]", plain) if part]
    if letters.isupper() and letters.isalpha() and len(letters) <= 5:
        if letters.lower() in words("party_words.yaml", "heads"):
            return False  # "a Brazilian ISP"
        return letters.lower() not in words("harmless.yaml", "shouted") and not all(
            key in rightly_spelled() for key in keys
        )
    return not all(_is_known(key) for key in keys)


def _is_known(key: str) -> bool:
    spelled = key in rightly_spelled() or key.rstrip("s") in rightly_spelled()
    return not key or spelled or key in words("everyday.yaml", "food") or key.isdigit()

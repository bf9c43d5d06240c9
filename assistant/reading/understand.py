"""Words in, facts out: the stages of reading in their order.

normalise, split, spot, relate, facts, rest. Nothing here decides; what is not sure is left out and asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import partial
from typing import Any

from assistant.reading.acts import acts_on_goods, read_acts, write_acts
from assistant.reading.bare import asks_class_by_figures, only_asks_of_items
from assistant.reading.chains import read_chain
from assistant.reading.cues import read_cues
from assistant.reading.figures import Figure
from assistant.reading.fillers import without_fillers
from assistant.reading.found import Found, PartyName
from assistant.reading.frame import Frame, read_frame, write_frame
from assistant.reading.gloss import LANGUAGES, gloss
from assistant.reading.han import in_simplified
from assistant.reading.items import read_item
from assistant.reading.language import language_of
from assistant.reading.law_asides import OF_THE_DEAL, asks_of_a_cap, asks_of_a_filing, asks_of_the_law, law_asides
from assistant.reading.left_over import ask_of_what_is_left
from assistant.reading.listing_asked import names_asked
from assistant.reading.listings import write_listings
from assistant.reading.lists import pattern, regex, words_file
from assistant.reading.net import catch_names
from assistant.reading.normalise import Normal, normalise
from assistant.reading.nouns import compounds
from assistant.reading.of_others import is_of_others
from assistant.reading.of_the_desk import asked_of_the_desk
from assistant.reading.openings import opening
from assistant.reading.origin import read_origin
from assistant.reading.other_deals import without_other_deals
from assistant.reading.owners import read_owners, write_owners
from assistant.reading.parse import parse
from assistant.reading.party_facts import write_parties
from assistant.reading.relate import parties
from assistant.reading.release import names_person, read_release
from assistant.reading.respell import respelled
from assistant.reading.rest import read_rest
from assistant.reading.route import read_route
from assistant.reading.seats import Party, country
from assistant.reading.settle import settle
from assistant.reading.small_print import blank
from assistant.reading.software import is_words_for_data, names_data, read_software
from assistant.reading.split import Part, messages, split, without_frame
from assistant.reading.spotting import spot
from assistant.reading.state import Reading
from assistant.reading.statements import read_statements
from assistant.reading.strict import strict
from assistant.reading.told_signs import read_signs
from assistant.reading.tongues import Spans, in_english
from assistant.reading.touches import hold_for_payers, read_touches, write_touches
from assistant.reading.turned import turned
from assistant.reading.understood import DealRead, Understood
from assistant.reading.when import MODELLED_FROM, read_dates
from assistant.register.register import register

_BUSINESS = (
    r"(?:order|deal|po|purchase|quote|quotation|shipment|request|inquiry|enquiry|rfq|project|contract|sale|delivery|"
    r"offer|tender|booking|meeting|call|visit|fair|show|flight|trip|appointment|event)s?"
)
_OFF = (
    r"(?:cancell?ed|called off|withdrawn|(?:(?<=\bis )|(?<=\bwas )|(?<=\bnow ))(?:off|dead|void)(?=\s*[.,;:!?)\n]|\s*$|"
    r"\s(?:and|but|so|now)\b)|fell through)"
)
_REST = (
    r"(?:(?!\b(?:because|since|after|as|when|while|so|and|who|whose|which|due|instead|but|until|unless)\b)[^.;!?\n,])*"
)
_CANCELLED = re.compile(  # an order of another time; what is told of a party or of why it is off still counts
    r"(?i)(?:^|(?<=[.;!?\n]))"
    r"(?![^.;!?\n]*\b(?:rules?|regulations?|laws?|controls?|exceptions?|licen[cs]es?|stay|framework|affiliates|"
    r"parents?|owners?|owned|owns|shareholders?|headquarter\w*|subsidiar\w+)\b)"
    rf"[^.;!?\n,]*(?:\b(?:{_BUSINESS}|the one)\b[^.;!?\n]{{0,200}}?"
    r"(?<!\bwe\s)(?<!they\s)(?<!\bhe\s)(?<!she\s)(?<!who\s)(?<!\bi\s)"
    rf"\b{_OFF}\b(?! (?:its|their|his|her|our|the)\b)"
    rf"|\b{_OFF} (?:it|them|(?:(?:the|their|its|that|this|his|our|an?) )?"
    rf"(?:(?!after|before|because|by|due|since|for|over|following)[\w-]+ ){{0,3}}{_BUSINESS})\b){_REST}"
    r"(?:,\s(?=(?:but|they|he|she|we|instead|now|so|and (?:they|he|she|we|only|now)|only)\b)|[.;!?\n]|$)"
)
_CANCELLED_ASIDE = re.compile(  # "(the Beirut order is cancelled)"
    r"(?i)\((?![^()]*\b(?:parents?|owners?|owned|owns|shareholders?|headquarter\w*|subsidiar\w+|rules?|licen[cs]es?)\b)"
    rf"[^()\n]{{0,80}}\b(?:{_BUSINESS}|the one)\b[^()\n]{{0,60}}\b{_OFF}[^()\n]{{0,40}}\)"
)
BLANKS = 2  # blanks in a row that are kept of a part
TREES = {"en", *LANGUAGES}  # languages with a dependency tree, their own or that of their gloss


def understand(text: str, *, as_of: date, before: DealRead | None = None) -> Understood:
    """What a turn says: deals as facts with the words they came from, questions of law, or neither.

    `before` is the deal spoken of so far: a turn that names only parts of one is then a deal too.
    """
    normal = without_fillers(normalise(text))
    plain = without_frame(normal.text)
    frame = read_frame(normal.text, plain)
    language = language_of(plain)
    if language == "en":
        normal = respelled(normal)
        plain = without_frame(normal.text)
    borders = messages(normal.text)
    foreign: Spans = ()
    if not re.search(r"\w", plain) or _is_greeting(plain):
        return Understood("nothing", language=language)
    topic = asked_of_the_desk(plain)
    if topic is not None and (before is None or topic != "start"):  # within a deal, what is open in it is asked for
        return Understood("nothing", language=language, of_the_desk=topic)
    names = names_asked(plain)
    if language in LANGUAGES:
        normal = gloss(normal, plain, language, spot(plain, as_of))
        plain = normal.text
    elif language == "en":
        normal, foreign = in_english(normal, plain, borders, partial(spot, as_of=as_of))
        plain = normal.text
    elif language == "zh":
        plain = in_simplified(plain, spot(plain, as_of))
    if language in {"zh", "ja"}:
        normal = turned(normal, plain, language, spot(plain, as_of))
        plain = normal.text
    asides = law_asides(plain) if before is not None else ()
    plain = _without(plain, asides)
    if language == "en":
        plain = without_other_deals(plain, spot(plain, as_of))
    finds = _usable(spot(plain, as_of), plain, language)
    names = () if any(find.kind in {"item", "eccn", "place"} and find.text in names for find in finds) else names
    asked = before is None or "?" in plain  # within a deal "finance says that they are listed" tells of it
    if names and asked and not _has(plain, "evasion") and not _speaks_of_goods(finds):
        return Understood("law", law_questions=(text.strip(),), language=language, listings=names)
    scope = _out_of_scope(plain, finds)
    if scope is not None:
        return Understood("out_of_scope", language=language, out_of_scope=scope)
    evading = _has(plain, "evasion")
    if not _is_deal(plain, finds, before):
        return _no_deal(plain, language, finds, evading)
    deals = _different(
        _read(normal, part, as_of, language, frame, foreign, follow_up=before is not None)
        for part in split(plain, finds)
    )
    if evading:
        deals = tuple(_evading(deal, _has(plain, "self_blinding")) for deal in deals)
        if not any("destination" in deal.facts or "parties" in deal.facts for deal in deals) or not _has(
            plain, "self_blinding"
        ):
            return Understood("evasion", deals, language=language)
    early = any(isinstance(deal.facts.get("date"), date) and deal.facts["date"] < MODELLED_FROM for deal in deals)
    beside = (*_law_beside(plain, deals), *asides)
    return Understood("deal", deals, beside, language, listings=names, early=early)


def _speaks_of_goods(finds: list[Found]) -> bool:
    """Is there something that could be shipped, so that more than a listing is asked for?"""
    return any(find.kind in {"item", "eccn", "figure", "count"} for find in finds)


def _without(text: str, asides: Iterable[str]) -> str:
    """The text of equal length without orders that are off and questions that are put by the way."""
    for off in (_CANCELLED_ASIDE, _CANCELLED):
        text = off.sub(lambda match: blank(match.group()), text)
    for piece in asides:
        text = text.replace(piece, blank(piece))
    return text


def _different(deals: Iterable[DealRead]) -> tuple[DealRead, ...]:
    """The deals without those that say the same facts once more."""
    kept: list[DealRead] = []
    for deal in deals:
        if all(deal.facts != other.facts for other in kept):
            kept.append(deal)
    return tuple(kept)


def _read(
    normal: Normal, part: Part, as_of: date, language: str, frame: Frame, foreign: Spans, *, follow_up: bool
) -> DealRead:
    """One deal through all stages."""
    normal = _without_blanks(normal, part.text)
    text = normal.text
    named = spot(text, as_of)
    spotted = _usable(named, text, language)
    of_others = [find for find in spotted if is_of_others(find, text)]
    finds = [find for find in spotted if find not in of_others]
    tree = parse(text, finds, english=language in TREES, joins=list(compounds(text)))
    reading = Reading(normal, text, finds, tree, language, foreign=foreign)
    for find in (*of_others, *(find for find in named if _is_of_a_paper(find, text))):
        reading.use(find.start, find.end)
    reading.notes += normal.notes
    asked = read_dates(reading, as_of)
    people = [party for party in parties(reading) if not _is_product(reading, party.head.head.find)]
    people = [party for party in people if not _is_data(reading, party)]
    owners = read_owners(reading, people)
    read_acts(reading, people)
    read_chain(reading, people)
    read_item(reading)
    touches = read_touches(reading, people)
    read_route(reading, people)
    read_cues(reading, people, as_of)
    write_acts(reading, people)
    write_owners(reading, people, owners)
    write_parties(reading, people)
    write_touches(reading, touches, follow_up=follow_up)
    hold_for_payers(reading)
    catch_names(reading)
    write_frame(reading, frame)
    write_listings(reading, people, owners.taken)
    read_statements(reading, people, as_of)
    read_software(reading)
    read_release(reading)
    read_origin(reading)
    read_signs(reading)
    settle(reading, people)
    ask_of_what_is_left(reading, follow_up=follow_up)
    read_rest(reading, follow_up=follow_up)
    facts = {key: value for key, value in reading.facts.items() if not key.startswith("_")}
    return DealRead(
        part.label, facts, reading.words, asked, reading.variants, tuple(reading.not_understood), tuple(reading.notes),
        reading.during,
    )  # fmt: skip


def _without_blanks(normal: Normal, text: str) -> Normal:
    """The part's text with long runs of blanks shortened, so that a deal of many costs its own length only."""
    kept: list[int] = []
    run = 0
    for index, char in enumerate(text):
        run = run + 1 if char.isspace() else 0
        if run <= BLANKS or (char == "\n" and text[kept[-1]] != "\n"):
            kept.append(index)
    back = tuple(normal.back[index] for index in kept)
    return Normal("".join(text[index] for index in kept), back, normal.notes, normal.size)


def _is_product(reading: Reading, find: Found | None) -> bool:
    """Is an unknown name that of a product ("Zeltron ZX-9 accelerators")?"""
    name = reading.words.get("item.name", {}).get("text")
    if find is None:
        return False
    if re.match(r"\s*\((?:ECCN )?\d[A-E]\d{3}\b", reading.text[find.end :]) and isinstance(find.value, PartyName):
        return not find.value.listed  # "40 x ConnectX-7 NICs (5A991)"
    return (
        find.text == name
        or re.match(
            r"(?i)\s+(?:accelerators?|chips?|cards?|gpus?|modules?|boards?|processors?)\b", reading.text[find.end :]
        )
        is not None
    )


def _is_data(reading: Reading, party: Party) -> bool:
    """Is a phrase that looks like a party words for software ("CUDA libraries")?"""
    head = party.head.head
    named = not party.head.implicit and head.find is None
    return named and is_words_for_data(reading.text, head.start, head.end)


def _usable(finds: list[Found], text: str, language: str) -> list[Found]:
    """Without a maker's name before its model, and names told by their capitals alone where every noun has them or
    none does."""
    finds = [_as_product(find, text) for find in finds if not _is_of_a_paper(find, text)]
    if language == "en":
        return finds
    return [find for find in finds if find.note != "a name that no list knows" and not _is_noun(find, text, language)]


def _is_of_a_paper(find: Found, text: str) -> bool:
    """ "A US licence", "in Swiss francs": the country of a paper or of money, which says nothing of the goods' way."""
    if find.kind not in {"place", "demonym"} or country(find) is None or country(find) in strict():
        return False
    told = words_file("scope.yaml")["origin"]
    keys = ("of_papers", "of_licenses") if country(find) == "US" else ("of_papers",)
    return any(regex(told[key]).match(text, find.end) is not None for key in keys)


_MODEL = re.compile(r"(?:['’]s)?\s+(?=[\w-]*\d)(?-i:[A-Z])[\w-]{2,}")
_MAKERS = {"integrator", "designer"}


def _as_product(find: Found, text: str) -> Found:
    """The maker in the name of a product as that product ("Dell XE9680", "Cerebras CS-3"), any other find as it is."""
    if find.kind != "party" or not isinstance(find.value, PartyName) or find.value.listed:
        return find
    inside, behind = _MODEL.search(find.text), _MODEL.match(text, find.end)
    if inside is None and behind is None:
        return find
    firm = register().find(find.text[: inside.start()] if inside is not None else find.value.name)
    if firm is None or firm.kind not in _MAKERS:
        return find
    end = find.end if behind is None else behind.end()
    return Found(find.start, end, text[find.start : end], "product", None, find.status)


def _is_noun(find: Found, text: str, language: str) -> bool:
    """Is a place that was read for a word misspelt only a noun, no word of place before it: German with its capital
    ("Blasen"), Spanish or French in small letters ("solvencia")?"""
    small = language in {"es", "fr"} and find.text.islower()
    slip = (language == "de" or small) and find.kind == "place" and (find.note or "").startswith("read ")
    return slip and re.search(r"(?i)\b(?:in|to|from|at|near|via|nach|aus)\s+$", text[: find.start]) is None


def _has(text: str, key: str) -> bool:
    return pattern(words_file("kinds.yaml")[key]).search(text) is not None


def _is_greeting(text: str) -> bool:
    bare = pattern(words_file("kinds.yaml")["greeting"]).sub("", text)
    return not re.search(r"\w", bare)


def _out_of_scope(text: str, finds: list[Found]) -> str | None:
    """The field that the words belong to, where they are about no US export control."""
    sure = any(find.kind == "item" and find.status != "guessed" for find in finds)
    if sure and asks_for_boycott(text):
        return None  # the deal is decided, and the request told beside it
    for scope, told in words_file("kinds.yaml")["out_of_scope"].items():
        if scope == "nuclear" and sure:
            continue  # a chip for nuclear work is a deal: section 744.2 is about it
        if scope == "customs" and sure and {"count", "place"} <= {find.kind for find in finds}:
            continue  # a whole deal that also speaks of duties
        if pattern(told).search(text) and not (sure and re.search(r"(?i)\blicen[cs]e|\bEAR\b|\bBIS\b", text)):
            return str(scope)
    return None


def asks_of_us(text: str) -> bool:
    """Is it told what was said elsewhere, or how to answer, and nothing of a deal?"""
    return _has(text, "asks_of_us")


def asks_for_boycott(text: str) -> bool:
    """Do the words ask for a statement that a foreign boycott wants?"""
    return pattern(words_file("kinds.yaml")["out_of_scope"]["antiboycott"]).search(text) is not None


_WHERE_A_PARTY_IS = re.compile(
    r"(?i)\b(?:my|our) (?:[\w-]+ )?(?:customer|buyer|client|consignee|end user|distributor|reseller)s? "
    r"(?:is|are|sits?|lives|comes?) (?:based |located |seated )?(?:in|from|at)\b"
)


_WHO_A_PARTY_IS = re.compile(  # "Customer is a memory fab in Wuhan."
    r"(?i)(?:^|[.;!\n]\s*)(?:the )?(?:customer|buyer|client|consignee|end[- ]user)(?: is|:) (?:an?|the) "
)


def _is_deal(text: str, finds: list[Found], before: DealRead | None) -> bool:
    kinds = {find.kind for find in finds if find.status != "guessed"}
    goods = pattern(words_file("goods.yaml")["generic"]).search(text) or pattern(
        words_file("goods.yaml")["articles"]
    ).search(text)
    where = bool(kinds & {"place", "demonym"}) or any(_is_known(find) for find in finds if find.kind == "party")
    asks_law = _asks_law(text)
    if before is None and not kinds & {"item", "eccn", "figure", "count"} and _asks_where_law_reaches(text, finds):
        return False
    if _has(text, "publishing"):
        return True
    if before is not None:
        if asks_of_a_cap(text):
            return False
        if not kinds & {"item", "count", "figure", "party"} and asks_of_the_law(text):
            return False
        if not kinds & {"item", "place", "demonym"} and _asks_law_aside(text):
            return False
        return _has(text, "change") or bool(kinds & {"item"}) or not (asks_law or _has(text, "strict_law"))
    if asks_class_by_figures(text, _told_figures(finds)):
        return True
    if before is None and not where and "item" not in kinds and asks_of_a_filing(text):
        return False
    if kinds == {"item"} and only_asks_of_items(text, [(find.start, find.end) for find in finds]):
        return True
    if kinds & {"item"} or any(find.kind == "item" for find in finds):
        return not (asks_law and not where and _has(text, "law_words") and "count" not in kinds)
    if "eccn" in kinds:
        return (where and not asks_law) or len(text.split()) <= 3 or (bool(goods) and (where or not asks_law))
    if where and acts_on_goods(text):
        return not asks_law
    if names_data(text) and (where or names_person(text)) and (_has(text, "data_verbs") or _has(text, "deal_verbs")):
        return not asks_law
    if kinds & {"figure"} and (where or goods):
        return not asks_law
    if goods and where and _WHO_A_PARTY_IS.search(text):
        return not asks_law
    if goods and (where or re.search(r"(?i)\b(?:customer|buyer|client|company|firm)\b", text)):
        return not asks_law and (_has(text, "deal_verbs") or "count" in kinds or _has(text, "offers"))
    if (
        re.search(r"(?i)\b(?:customer|buyer|client|consignee|end user|tenant)s?\b", text)
        and (_has(text, "deal_verbs") or _has(text, "offers"))
        and where
    ):
        return not asks_law
    if _WHERE_A_PARTY_IS.search(text) and any(find.kind in {"place", "demonym"} for find in finds):
        return not asks_law
    if where and "count" in kinds and not _has(text, "law_words"):
        return not asks_law and re.match(r"(?i)\W*(?:how|who|where|when|what|why|which)\b", text) is None
    if where and _has(text, "offers") and not _has(text, "exception_asked"):
        return not asks_law  # somebody known or some place, and an act, of goods that nobody named
    return before is not None or _tells_of_a_party(text) or _has(text, "code_named")


def _told_figures(finds: list[Found]) -> dict[str, object]:
    """The figures of an item as far as a class can be computed from them, a rate with its bit length as "tops"."""
    figures = [find.value for find in finds if isinstance(find.value, Figure)]
    rates = [one for one in figures if one.name in {"tops", "tflops", "pflops"} and one.bits is not None]
    made: dict[str, object] = {"tops": rates} if rates else {}
    called = {"tpp": "tpp", "density": "performance_density", "area_mm2": "applicable_die_area_mm2"}
    made.update((called[one.name], one.value) for one in figures if one.name in called)
    named = [find.text for find in finds if find.kind == "item"]
    return {**made, "name": named[0]} if named else made


_ASKS = re.compile(
    r"(?i)\W*(?:is|are|was|were|does|do|did|can|could|may|might|must|should|shall|will|would|has|have|what|which|who|whose"
    r"|when|where|why|how|if|whether)\b"
)


def _tells_of_a_party(text: str) -> bool:
    """Does a sentence tell, and not ask, of a party of our deal that it is listed, or whom listed owners hold?"""
    return any(
        not _ASKS.match(one) and _has(one, "of_our_deal") and _has(one, "told_of_it")
        for one in re.split(r"(?<=[.?!;])\s+|\n+", text)
    )


def _asks_where_law_reaches(text: str, finds: list[Found]) -> bool:
    """Is it asked whether goods made in a place are under the EAR, and no deal told?"""
    made = [
        find for find in finds if find.kind == "place" and _has(text[max(0, find.start - 40) : find.start], "made_in")
    ]
    places = [find for find in finds if find.kind == "place" and find not in made and find.value.countries != ("US",)]  # type: ignore[attr-defined]
    return "?" in text and bool(made) and not places and _has(text, "jurisdiction")


def _is_known(find: Found) -> bool:
    return isinstance(find.value, PartyName) and find.note is None


def _asks_law(text: str) -> bool:
    *before, last = re.split(r"(?<=[.!])\s+", text.strip())
    if before and not re.search(r"\d", " ".join(before)):
        text = last  # "Nice weather. What is …?"
    return regex(rf"\W*(?:{words_file('kinds.yaml')['law_questions'][0]})\b").match(text) is not None


_LEADS_OVER = (  # what leads over from a deal to a question of law
    r"(?:a )?quick (?:one|q|question)|(?:an?other|one more|different|side|unrelated|general|separate|law)"
    r" (?:question|thing|topic|one)|btw|by the way|thanks?(?: you)?|thx|hey|hi|also|out of curiosity"
    r"|just curious"
    r"|while (?:i|we) (?:have|are|am) \w+(?: it)?|for my (?:own )?\w+|before (?:that|we go on)|right|cool|great"
    r"|got it|alright|unrelated|remind me|in general|generally"
)
_ASIDE = re.compile(rf"(?i){opening(_LEADS_OVER)}")


def _asks_law_aside(text: str) -> bool:
    """ "Quick one, what does the affiliates rule say?" beside a deal."""
    lead = _ASIDE.match(text)
    rest = text[lead.end() :] if lead is not None and re.search(r"\w", lead.group()) else ""
    return _asks_law(rest) and _has(rest, "law_words") and not OF_THE_DEAL.search(rest)


_OF_A_DEAL = re.compile(r"(?i)\b(?:it|them|they|parent|owner|buyer|customer|end user|order|deal|quantity)\b")


def _no_deal(text: str, language: str, finds: list[Found], evading: bool) -> Understood:
    if evading:
        return Understood("evasion", law_questions=(text.strip(),), language=language)
    if asks_of_us(text):
        return Understood("nothing", language=language)
    if _has(text, "law_words"):
        return Understood("law", law_questions=(text.strip(),), language=language)
    if (finds or _OF_A_DEAL.search(text)) and _has(
        text, "change"
    ):  # "and for Japan?", and no deal that it could go on about
        return Understood("nothing", language=language)
    return Understood("out_of_scope", language=language, out_of_scope="other")


def _law_beside(text: str, deals: tuple[DealRead, ...]) -> tuple[str, ...]:
    """Questions of law that stand as sentences of their own beside the deals; "is a licence needed?" is none."""
    sentences = [piece.strip() for piece in re.split(r"(?<=[.?!])\s+", text) if piece.strip()]
    if len(sentences) < 2 or not deals:
        return ()
    return tuple(
        piece
        for piece in sentences
        if piece.endswith("?") and _asks_law(piece) and _has(piece, "law_words") and not _has(piece, "about_the_deal")
    )


def _evading(deal: DealRead, blinding: bool) -> DealRead:
    known = list(deal.facts.get("exporter", {}).get("knowledge", []))
    word = "self_blinding" if blinding else "evasion"
    if word not in known:
        known.append(word)
    facts: dict[str, Any] = {**deal.facts, "exporter": {**deal.facts.get("exporter", {}), "knowledge": known}}
    return DealRead(deal.label, facts, deal.words, deal.as_of, deal.variants, deal.not_understood, deal.notes)

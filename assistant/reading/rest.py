"""The words that no stage read. One that hangs on a find of the deal blocks a clearance: it is asked about.

By tree or by line: a noun, verb or name in a sentence with a find of the deal, as object of *for*, *to*, *used by*,
*on behalf of*, or tied to an item, party or place. It never makes a license requirement.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from rapidfuzz.distance import OSA

from assistant.reading.bystanders import is_beside
from assistant.reading.cues import append
from assistant.reading.fold import has_han_or_kana
from assistant.reading.gazetteer import civil_uses, civil_words, names, rightly_spelled
from assistant.reading.goods_named import names_goods, names_native_goods
from assistant.reading.han import is_known
from assistant.reading.listings import leave_open, untold
from assistant.reading.lists import everyday, pattern, words, words_file
from assistant.reading.nationalities import is_language
from assistant.reading.nouns import heads
from assistant.reading.parse import Token, dictionary
from assistant.reading.polarity import clause, sentence
from assistant.reading.seats import span_of
from assistant.reading.state import Reading, put

_CONTENT = ("NN", "VB", "JJ", "FW", "NNP")
_KINDS = {"item", "eccn", "place", "party", "demonym"}
_ASKING = {
    "confirm",
    "advise",
    "let",
    "know",
    "tell",
    "inform",
    "ask",
    "help",
    "thank",
    "hope",
    "appreciate",
    "check",
    "clarify",
    "please",
}
_WEIGHTY = re.compile(r"(?i)\b(?:for|to|used by|on behalf of|für|para|pour|zum|zur|给|用于|用於)\s*(?:\w+\s+){0,2}$")


def read_rest(reading: Reading, *, follow_up: bool = False) -> None:
    """Lists unread content words, and opens the end use again where one hangs on the deal.

    A turn that goes on about a deal (`follow_up`) speaks of it in every word.
    """
    if not follow_up and not any(
        find.kind in {"item", "eccn", "place", "party", "demonym", "figure"} for find in reading.finds
    ):
        return
    for find in reading.of_kind("product"):
        reading.use(find.start, find.end)
    unread = [token for token in reading.tree.tokens if _is_unread(reading, token)]
    blocking = [token for token in unread if follow_up or _blocks(reading, token)]
    for token in blocking:
        if token.text not in reading.not_understood:
            reading.not_understood.append(token.text)
    unclear = list(untold(reading))
    if unclear and not follow_up and reading.facts.get("parties"):
        name, *span = unclear[0]
        leave_open(reading, name, (span[0], span[1]))
    for start, end in (*_left_open(reading), *((start, end) for _, start, end in unclear)):
        words_left = reading.text[start:end].strip(" .,;!")
        begin, border = clause(reading.text, start, end)
        if _OF_OWNERS.search(reading.text[begin:border]) and (follow_up or "parties" in reading.facts):
            _open_parent(reading, words_left, follow_up=follow_up)
        elif (not follow_up or _always_open(words_left)) and words_left not in reading.not_understood:
            reading.not_understood.append(words_left)
            append(reading, "end_uses", "unknown", (start, end))
    for start, end in reading.facts.get("_unplaced", ()):
        reading.note(f"{reading.text[start:end]}: a place that no list has; in which country is it?")
        if reading.facts.get("destination") is not None:
            reading.not_understood.append(reading.text[start:end])
            append(reading, "end_uses", "unknown", (start, end))
    if blocking:
        first = blocking[0]
        append(reading, "end_uses", "unknown", (first.start, first.end))
    if reading.facts.get("activity") == "domestic" and "unknown" in (reading.facts.get("end_uses") or ()):
        reading.set("onward_export", None, None)  # what was not understood may be that it leaves


def _open_parent(reading: Reading, told: str, *, follow_up: bool) -> None:
    """Who is behind the party is not known: a parent that was only taken for granted is taken back."""
    path = "parties[0].ultimate_parent"
    if follow_up:
        put(reading.facts, f"{path}.headquarters", None)
    else:
        party = reading.facts["parties"][0]
        above = party.get("ultimate_parent") or {}
        if above.keys() <= {"headquarters"} and above.get("headquarters") == party.get("headquarters"):
            party.pop("ultimate_parent", None)
    reading.words.pop(f"{path}.headquarters", None)
    reading.note(f"{told}: who is behind the party is asked for")


_OF_OWNERS = re.compile(
    r"(?i)\b(?:parents?|owners?|owns?|owned|shareholders?|(?:behind|above) (?:it|them))\b"
    r"|股东|股東|股权|股權|所有者|所有し|所有人|母公司|控制人|控股|株主|親会社|オーナー|資本関係"
)


def _always_open(told: str) -> bool:
    return pattern(words_file("polarity.yaml")["left_open_always"]).search(told) is not None


def _says_more_of_a_party(reading: Reading, token: Token, over: Sequence[tuple[int, int]]) -> bool:
    """Is it a noun that only stands with the noun of a party ("a maker of fuzes"), and nothing else read it?"""
    if (
        not token.tag.startswith("NN")
        or len(token.text) < 3
        or token.find is not None
        or token.lower.replace(" ", "").replace("-", "") in heads()
    ):
        return False
    around = [one for one in reading.mentions if one.first <= token.index <= one.last and not one.implicit]
    spans = {span_of(reading, one) for one in around if one.name is None and one.head.index != token.index}
    return all(span in spans for span in over)


def _left_open(reading: Reading) -> Iterator[tuple[int, int]]:
    """Clauses that leave open whom the goods are for, where they stay, or something else that is not just business."""
    told = words_file("polarity.yaml")
    always, plain = pattern(told["left_open_always"]), pattern(told["left_open_plain"])
    for match in pattern(told["left_open"]).finditer(reading.text):
        first, last = sentence(reading.text, match.start(), match.end())
        begin, border = clause(reading.text, match.start(), match.end())
        begin, border = max(first, begin), min(last, border)
        said = reading.text[begin:border]
        if plain.search(said) and not always.search(said):
            continue
        yield (match.start() if match.group().isascii() else begin), border  # Chinese and Japanese doubt at the end


_TITLED = re.compile(r"\b(?:Mr|Mrs|Ms|Mx|Herr|Frau|Señora?|Monsieur|Madame)\.? (?:(?:[A-Z]\.|[A-ZÀ-Þ][\w'’-]+) ){0,2}$")

_SALUTED = re.compile(  # "王经理您好"; a firm is no family name and title
    r"(?m)(?:^|(?<=[。!?]))\s*(?:尊敬的|亲爱的)?[\u4e00-\u9fff]{1,2}(?:总监|总|协理|副理|襄理|经理|主任|老师|博士|教授|院长|工程师|工|姐|哥|部长|课长|科长|处长|"
    r"先生|女士|小姐)(?:[您你]好|好|早上好|下午好|晚上好|早)?(?=[,，:：!。\s])"
)


@lru_cache(maxsize=8)
def _saluted(text: str) -> tuple[tuple[int, int], ...]:
    """Spans of whom a Chinese mail is written to."""
    return tuple(match.span() for match in _SALUTED.finditer(text)) if has_han_or_kana(text) else ()


def _is_unread(reading: Reading, token: Token) -> bool:
    if not token.is_word or (len(token.text) < 2 and token.text.isascii()):
        return False
    over = [span for span in reading.used if span[0] < token.end and token.start < span[1]]
    if over and has_han_or_kana(token.text):
        pieces = list(_beside(reading.text, token, over))
        return not all(_is_known_run(piece) or names_native_goods(reading, piece, start) for piece, start in pieces)
    if over and (not _says_more_of_a_party(reading, token, over) or {token.lower, token.lemma} & civil_words()):
        return False
    if token.text.isupper() and token.text == reading.facts.get("destination"):
        return False  # "Valletta MT"
    if token.tag.startswith("NNP") and _TITLED.search(reading.text[: token.start]):
        return False  # a person by name; one on a list is found by the lists
    if any(first <= token.start < last for first, last in _saluted(reading.text)):
        return False
    word = token.lower.strip("'’.-")
    known = harmless() if _is_capital_inside(reading, token) else _plain_words()
    if _is_among(word, known) or token.lemma in known:
        return False
    if all(_is_among(part, known) or part.isdigit() for part in re.split(r"[-/'’]", word) if part):
        return False
    if token.text != token.lower and any(a <= token.start < b for a, b in _fixed_phrases(reading.text)):
        return False
    if word in rightly_spelled() and _CONTACT.search(reading.text[max(0, token.start - 40) : token.start]):
        return False
    if word in _DEPENDENT and _is_of_everyday(reading, token):
        return False
    if names_goods(reading.tree, token):
        return False
    if _AWAY.match(reading.text, token.end) or _CALLED.search(reading.text[max(0, token.start - 40) : token.start]):
        return False
    if _is_capital_inside(reading, token) and is_beside(
        reading.text[max(0, token.start - 60) : token.start], reading.text[token.end : token.end + 60]
    ):
        return False
    if is_language(reading.text, token.start, token.end):
        return False
    if word == "fuel" and _OF_FUEL.match(reading.text, token.end):
        return False
    if _is_slip(word, token.lemma) or (reading.tree.parsed and _is_civil(reading, token, word)):
        return False
    if re.fullmatch(r"\d[\d.,]*(?:x\d[\d.,]*)+(?:cm|mm|m|in)?", word):
        return False  # the size of a box
    if has_han_or_kana(word) and (_is_known_run(word) or names_native_goods(reading, token.text, token.start)):
        return False
    if not reading.tree.parsed:
        return not re.fullmatch(r"[\d\W]+", word)
    return token.tag.startswith(_CONTENT)


def _is_known_run(run: str) -> bool:
    """Does a run of Chinese or Japanese hold known words only, those in Latin letters too ("MRI画像の読影")?"""
    latin = [part for part in re.findall(r"[\x20-\x7f]+", run.lower()) if not re.fullmatch(r"[\d\W]+", part)]
    return all(_is_among(part, _beside_han()) for part in latin) and all(
        map(is_known, re.findall(r"[^\x20-\x7f]+", run))
    )


def _beside(text: str, token: Token, over: Sequence[tuple[int, int]]) -> Iterator[tuple[str, int]]:
    """What is left of a run of Chinese or Japanese around the words in it that were read, and where it begins."""
    at = token.start
    for start, end in sorted(over):
        yield text[at : max(at, start)], at
        at = max(at, end)
    yield text[at : token.end], at


@lru_cache(maxsize=8)
def _fixed_phrases(text: str) -> tuple[tuple[int, int], ...]:
    """Spans of phrases that only look like a place or nationality ("Chinese New Year")."""
    return tuple(match.span() for match in pattern(names("not_in")).finditer(text))


_CONTACT = re.compile(
    r"(?i)\b(?:contact(?: person| name)?|attn|attention)\s*[.:]?\s*(?:(?:Mr|Mrs|Ms|Dr)\.?\s)?(?:[A-Z]\w+\s)?$"
)
_AWAY = re.compile(  # "Carla is on leave"
    r"(?i)\s+(?:is|was|will be)\s+(?:back |still |now |currently )?(?:on (?:leave|holiday|vacation|a trip|"
    r"sick leave|parental leave|a business trip)"
    r"|sick|ill|out of (?:office|the office)|away|travel+ing|off today)\b"
)
_CALLED = re.compile(
    r"(?i)\b(?:doctor|contact|contact person|colleague|engineer|manager|boss|teacher|professor|sales rep|"
    r"secretary|dog|cat)"
    r"['’]s (?:first |last )?name is\s+(?:(?:Mr|Mrs|Ms|Dr)\.?\s)?(?:[A-Z]\w+\s)?$"
)
_OF_FUEL = re.compile(
    r"(?i)\s+(?:consumption|costs?|prices?|economy|efficiency|forecasts?|use|usage|savings?|bills?|stations?|"
    r"cards?|surcharges?|planning)\b"
)
_DEPENDENT = {"control", "controls", "controlling", "steering", "regulation", "surveying"}
_OF_WHAT = re.compile(r"(?i)\s+(?:of\s+)?(?:(?:its|the|their|his|her|our|all|own|several|some)\s+)*(?P<what>[a-z]+)")


def _is_of_everyday(reading: Reading, token: Token) -> bool:
    """Is it the control of an everyday thing ("furnace control", "control of its furnaces")?"""
    before = re.search(r"(?P<what>[a-z]+)\s+$", reading.text[: token.start])
    behind = _OF_WHAT.match(reading.text, token.end)
    known = words("harmless.yaml", "uses") | everyday()
    function = words("harmless.yaml", "function")
    what = [match["what"].lower() for match in (before, behind) if match is not None]
    return any((_is_among(one, known) and one not in function) or _is_slip(one, one) for one in what)


def _is_among(word: str, known: frozenset[str]) -> bool:
    return word in known or word.removesuffix("s") in known


def _is_capital_inside(reading: Reading, token: Token) -> bool:
    """Is it written as a name: a capital behind other words of its sentence?"""
    start, _ = sentence(reading.text, token.start, token.end)
    start = max(start, reading.text.rfind("\n", 0, token.start) + 1)
    return token.text != token.lower and re.search(r"\w", reading.text[start : token.start]) is not None


_OF_A_BODY = re.compile(  # "Ministry of Health and Welfare"
    r"(?:Ministry|Department|Agency|Institute|Faculty|Bureau|Secretariat|Office|University|School|Cent(?:er|re)|"
    r"College)"
    r"\s(?:of|for)\s(?:the\s)?(?:[A-Z]\w+,?\s(?:(?:and|&|of)\s)?)*$"
)


def _is_civil(reading: Reading, token: Token, word: str) -> bool:
    """Is it a common word far from every controlled subject? What goods are *for* must be farthest from them."""
    forms = {form for one in (word, token.lemma) for form in (one, *_respelled(one))}
    if not forms & civil_words() and not _is_compound(word):
        return False
    start, _ = sentence(reading.text, token.start, token.end)
    before = reading.text[start : token.start]
    if token.text != token.lower and re.search(r"\w", before) and not _OF_A_BODY.search(before):
        return False  # a capital inside a sentence makes a name
    weighty = token.tag != "VB" and _WEIGHTY.search(before)  # "to procure" tells no use
    return not weighty or bool(forms & civil_uses()) or _is_compound(word)


def _respelled(word: str) -> Iterator[str]:
    """The American spelling of a British word, and the other way round."""
    for one, other in (("is", "iz"), ("our", "or"), ("ogue", "og"), ("tre", "ter"), ("lled", "led"), ("lling", "ling")):
        for first, second in ((one, other), (other, one)):
            if first in word[2:]:
                yield word[:2] + word[2:].replace(first, second)


_PLACES_OF_WORK = (
    "farm park house shop works maker yard room hall shed keeper grower picker packer seller stand stall garden box "
    "bag rack"
)


@lru_cache(maxsize=2048)
def _is_compound(word: str) -> bool:
    """Is it a new compound of two everyday words, the last a place or trade ("packhouse", "rosegrower")?"""
    stem = word.removesuffix("s")
    if stem in dictionary() or not stem.isalpha():
        return False
    last = next((one for one in _PLACES_OF_WORK.split() if stem.endswith(one) and len(stem) - len(one) > 2), None)
    return last is not None and stem.removesuffix(last) in everyday()


@lru_cache(maxsize=2048)
def _is_slip(word: str, lemma: str) -> bool:
    """Is it a harmless word misspelt ("orderd")? One edit, two from eight letters on, and no word of its own."""
    if len(word) < 5 or word in rightly_spelled() or {word, lemma} & dictionary():
        return False
    allowed = 2 if len(word) >= 8 else 1
    return any(
        abs(len(word) - len(one)) <= allowed and OSA.distance(word, one, score_cutoff=allowed) <= allowed
        for one in harmless()
    )


@cache
def _plain_words() -> frozenset[str]:
    return harmless() | everyday()


@cache
def _beside_han() -> frozenset[str]:
    return harmless() | {"x", "t", "lan"}  # "X光", "T恤", "LANケーブル"


@cache
def harmless() -> frozenset[str]:
    return (
        words("harmless.yaml", "function")
        | words("harmless.yaml", "acronyms")
        | words("harmless.yaml", "plain")
        | words("harmless.yaml", "uses")
        | words("harmless.yaml", "foreign")
    )


def _blocks(reading: Reading, token: Token) -> bool:
    """Does the word hang on a find of the deal: as object of *for* or *to*, by tree, or else by line?

    In another language than English every sentence counts: there is no telling what an unread word says of the deal.
    """
    at, _ = reading.normal.original(token.start, token.end)
    if reading.language != "en" or any(first <= at < last for first, last in reading.foreign):
        return True
    start, end = sentence(reading.text, token.start, token.end)
    held = [find for find in reading.finds if find.kind in _KINDS and start <= find.start < end]
    if _WEIGHTY.search(reading.text[start : token.start]):
        return bool(held) or bool(reading.finds)
    if not held:
        return False
    inside = [one for one in reading.tree.tokens if start <= one.start < end]
    if not reading.tree.parsed or not any(one.tag.startswith("VB") for one in inside):
        return True
    return _hangs(reading, token)


def _hangs(reading: Reading, token: Token) -> bool:
    """Is a find or a party the governor of the word, or beside it under its verb?"""
    tokens, seen = reading.tree.tokens, {token.index}
    here = token
    while True:
        if any(_is_held(reading, child) for child in _under(tokens, here.index)):
            return True
        above = tokens[here.head]
        if above.index in seen:
            return False
        seen.add(above.index)
        if _is_held(reading, above):
            return True
        if (
            above.tag.startswith("VB")
            and above.lemma not in _ASKING
            and here is not token
            and not _is_unread(reading, above)
        ):
            return any(_is_held(reading, child) for child in _under(tokens, above.index))
        if above.lemma in _ASKING:
            return False
        here = above


def _under(tokens: tuple[Token, ...], index: int) -> Iterator[Token]:
    """What hangs directly on a word, prepositions passed over."""
    for token in tokens:
        if token.head == index and token.index != index:
            yield token
            if token.tag in {"IN", "TO"}:
                yield from (below for below in tokens if below.head == token.index and below.index != token.index)


def _is_held(reading: Reading, token: Token) -> bool:
    """Is the token a find of the deal or the head of a party's phrase?"""
    if token.find is not None:
        return token.find.kind in _KINDS
    return any(mention.head.index == token.index for mention in reading.mentions)

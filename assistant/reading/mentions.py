"""Noun phrases that name a party: "a Norwegian-owned animation studio in Bergen", "Siemens AG", "the buyer".

A phrase is a head (a word of `party_words.yaml` or a name) with the nationalities and places beside it. What the
party does in the deal is not read here (`parties.py`).
"""

import re
from dataclasses import dataclass, field
from functools import cache

from assistant.reading.fold import has_han_or_kana
from assistant.reading.found import Found, PartyName
from assistant.reading.gazetteer import Place
from assistant.reading.lists import pattern, regex, words, words_file
from assistant.reading.nouns import heads, is_compound, is_german_compound, is_use, meant
from assistant.reading.parse import Token, Tree
from assistant.reading.universities import inner_places, is_university

_LEFT_TAGS = {
    "JJ",
    "JJR",
    "JJS",
    "NN",
    "NNS",
    "NNP",
    "NNPS",
    "HYPH",
    "VBG",
    "VBN",
    "FW",
    "AFX",
    "ADD",
    "RB",
    "VB",
    "VBD",
    "VBP",
}
_BARE_TAGS = {"JJ", "JJS", "NN", "NNS", "NNP", "NNPS", "HYPH", "FW", "AFX", ""}
_DETERMINERS = {
    "a", "an", "the", "this", "that", "our", "one", "some", "their", "its", "his", "her", "my", "your", "another",
    "same", "whose",
    "eine", "einen", "einer", "ein", "einem", "die", "der", "den", "dem", "unser", "unseren",
    "una", "un", "el", "la", "le", "une", "nuestro", "notre",
}  # fmt: skip
_IN = re.compile(
    r"(?i)\s*,?\s*\(?\s*(?:(?:out|over|down|up|back|far|right|somewhere) (?=in|at)|which (?:is|sits) |"
    r"that (?:is|sits) |is |are |sits |based |located |situated |"
    r"resident |registered |established |sited |stationed |housed |operating |active |settled "
    r"|domiciled )?(?:in|at|near|outside|around|of|en|à|au|à|de|,|\(|–|-|:)\s*(?:the\s+|city\s+of\s+)?"
)
_SEATED = re.compile(
    r"(?i)\s+(?:(?:which|who|that) )?(?:is |are |comes |come )?from\s+(?:the\s+)?"
    r"|\s*,?\s*(?:which is |is |are )?(?:headquartered|hq'?d|hq|seated) (?:in|at)\s+(?:the\s+)?"
    r"|\s*,?\s*with (?:its )?(?:headquarters|head office|seat|hq) in\s+"
)
_BASED_IN = re.compile(r"(?i)\s*,?\s*\(?(?:which is |that is |who is |is |are )?based (?:in|at|out of)\s+(?:the\s+)?")
_NO_MODIFIERS = {
    "pcs",
    "pieces",
    "units",
    "cards",
    "boards",
    "modules",
    "gpus",
    "pc",
    "x",
    "such",
    "same",
    "other",
    "many",
    "several",
    "own",
    "only",
    "order",
    "request",
    "then",
    "now",
    "also",
    "just",
}
_PARTICLE = re.compile(
    "から|より|まで|経由|[へをがは]|に(?!ある)|[从到给給经經发發往向买買要]"
)  # what ends a phrase before it
_LISTED = re.compile(r"(?i)\b(?:entity|unverified|MEU|UVL|SDN|military end[- ]user)(?:[- ]list(?:ed)?)?\s+$")
_OF_ITS_STATE = re.compile(  # "the embassy of", "the Ministry of Health and Social Welfare of"
    r"(?i)(?:\s+(?:of|for)\s+[\w-]+(?:,?\s+(?:and\s+|&\s+)?[\w-]+){0,4}?)?\s+of\s+(?:the\s+)?(?:republic\s+of\s+)?"
)
_POSSESSIVE = {"'s", "’s", "'", "’"}


@dataclass(slots=True)
class Mention:
    """A phrase that names a party; token indices, `last` included."""

    first: int
    last: int
    head: Token
    phrase: str
    determiner: str = ""
    nationalities: list[Found] = field(default_factory=list)
    beside: list[Found] = field(default_factory=list)  # a place before the head: "Milan branch"
    places: list[Found] = field(default_factory=list)  # a place behind it: "in Bergen"
    seats: list[Found] = field(default_factory=list)  # "headquartered in Dublin"
    implicit: bool = False  # "it", "they", or not said at all
    own_site: bool = False  # "Foo's own data center": used by Foo itself
    of: "Mention | None" = None  # "branch of a Chinese bank"

    @property
    def name(self) -> PartyName | None:
        find = None if self.implicit else self.head.find
        return find.value if find is not None and isinstance(find.value, PartyName) else None

    @property
    def noun(self) -> str:
        return self.head.lower

    @property
    def generic(self) -> bool:
        return self.name is None and (self.noun in words("party_words.yaml", "generic"))

    @property
    def kind(self) -> str | None:
        """The kind of party that the phrase says, None for a plain name."""
        if self.head.find is not None and is_university(self.head.find):
            return "university"
        for kind, told in words_file("party_words.yaml")["kinds"]:
            if regex(rf"(?:\b|(?<=(?-i:[\u3040-\u9fff])))(?:{told})").search(self.phrase):
                return str(kind)
        return None if self.name is not None or self.implicit else "company"


def mentions(tree: Tree) -> list[Mention]:
    """The party phrases of a text in their order, each token in one of them only."""
    found: list[Mention] = []
    used = -1
    for token in tree.tokens:
        if token.index <= used or not _is_head(tree, token):
            continue
        mention = _phrase(tree, token, used)
        _right(tree, mention)
        used = mention.last
        found.append(mention)
    return _joined(tree, found)


_OF_A_CHIP = re.compile(
    r"(?i)(?:\d\w*|\b(?:amd|intel|arm|nvidia|cpu|server|host|central|graphics|main|data|signal|multi-?core|ai))\s+$"
)
_NEAR = 40  # letters before a noun in which the words stand that say what it is
_SUBJECT = re.compile(r"(?i)\b(?:they|we|he|she|it|who|which)\s+(?:also |just |only |mainly )?$")


@cache
def _verb_nouns() -> re.Pattern[str]:
    return re.compile(words_file("acts.yaml")["verb_nouns"], re.IGNORECASE)


def _is_head(tree: Tree, token: Token) -> bool:
    """Does this token end the noun phrase of a party?"""
    if token.find is not None:
        return token.find.kind == "party"
    word = token.lower
    before = tree.text[max(0, token.start - _NEAR) : token.start]
    if word.startswith("processor") and _OF_A_CHIP.search(before):
        return False  # "with EPYC 9654 processors"
    if word == "processor" and re.match(r"\s+(?:ECCN )?\d[A-E]\d{3}", tree.text[token.end : token.end + 12]):
        return False  # "a processor 3A991.p"
    if not token.find and word not in heads() and _SUBJECT.search(before):
        return False  # "they develope games": a misspelt verb
    if word == "firm" and token.tag.startswith("JJ"):
        return False  # "only this order is firm"
    if _ONLY_SAYS_MORE.match(tree.text, token.end) and word.rstrip("s") in _WHOSE:
        return False  # "a chatbot for customer service", "the doctor's name"
    if word == "entity" and re.match(r"(?i)[\s-]+list", tree.text[token.end : token.end + _NEAR]):
        return False  # the name of the list
    if _verb_nouns().match(tree.text, token.start) and not _after_modifier(tree, token):
        return False  # "our warehouse in Rotterdam stores 40 …"
    if word == "unit" and re.search(r"(?i)(?:\d|\b(?:one|per|each|a|single))\s*$", before):
        return False  # "(1 unit)" counts goods
    if word in _PUPILS and _TAUGHT.search(tree.text[max(0, token.start - 120) : token.start]):
        return False  # "for teaching algebra to its pupils"
    joined = is_compound(token.text)
    joined = joined or (not tree.parsed and is_german_compound(word))
    if not joined and is_use(tree, token):
        return False
    if not joined and (word == "units" or (word not in heads() and word.rstrip("s") not in heads())):
        return meant(token) is not None
    verb = tree.parsed and token.tag.startswith("VB") and word in words("party_words.yaml", "also_verbs")
    if not joined and verb and not _after_modifier(tree, token) and not _after_place(tree, token):
        return False
    if not joined and (_is_modifier(tree, token) or _WRITTEN_BY.search(before)):
        return False
    after = tree.tokens[token.index + 1] if token.index + 1 < len(tree.tokens) else None
    if after is None or after.start - token.end > 1 or after.find is not None:
        return True
    return not (
        after.lower in heads()
        or after.lower.rstrip("s") in heads()
        or (after.lower in {"-"} and tree.text[after.end : after.end + 1].isalpha())
    )


_WHOSE = {
    "customer",
    "client",
    "user",
    "guest",
    "doctor",
    "teacher",
    "colleague",
    "engineer",
    "contact",
    "manager",
    "patient",
}
_ONLY_SAYS_MORE = re.compile(
    r"(?i)\s+(?:service|services|support|care|enquir\w+|inquir\w+|requests|satisfaction|relations|feedback|reviews|"
    r"calls|complaints|queries|questions|e-?mails|hotline|desk|portal|loyalty)\b|['’]s\s+(?:first |"
    r"last )?(?:name|phone|birthday|dog|car|secretary|e-?mail)\b"
)
_PUPILS = {
    "students",
    "pupils",
    "children",
    "kids",
    "undergraduates",
    "schoolchildren",
    "patients",
    "visitors",
    "guests",
}
_TAUGHT = re.compile(
    r"(?i)\b(?:teach\w*|lessons?|lectur\w+|courses?|class(?:es)?|exercises?|homework|tutor\w*|tours?|treat\w*)\b"
    r"(?:\s(?!to (?:an?|the) |at |by )[\w-]+){0,6}?\s(?:(?:its|their|the|our|young|first-year|undergraduate)\s)*$"
)
_WRITTEN_BY = re.compile(  # "invoices of vets", "reviews by guests": whose they are is no party to the deal
    r"(?i)\b(?:invoices|bills|photos?|pictures|images|records|files|scans|reports|letters|e-?mails|calls|reviews|"
    r"complaints|names|addresses|receipts|feedback|questions|stories|"
    r"drawings|portraits|voices|movements|faces) (?:of|from|by) (?:its |their )?$"
)


def _is_modifier(tree: Tree, token: Token) -> bool:
    """Does one plain noun stand between it and the noun of the party that it says more of ("sauna stove maker")?"""
    behind = tree.tokens[token.index + 1 : token.index + 3]
    if not tree.parsed or len(behind) < 2 or not token.tag.startswith(("NN", "JJ")):
        return False
    plain, head = behind
    joined = tree.text[token.end : plain.start] == tree.text[plain.end : head.start] == " "
    nouns = plain.find is None and head.find is None and plain.tag == "NN" and head.tag.startswith("NN")
    return joined and nouns and head.lower in heads()


def _after_modifier(tree: Tree, token: Token) -> bool:
    before = tree.tokens[token.index - 1] if token.index else None
    return before is not None and (
        before.lower in _DETERMINERS or (before.find is not None and before.find.kind == "demonym")
    )


def _after_place(tree: Tree, token: Token) -> bool:
    """Does a place stand right before ("Shanghai startup")?"""
    before = tree.tokens[token.index - 1] if token.index else None
    return before is not None and before.find is not None and before.find.kind == "place"


def _phrase(tree: Tree, head: Token, used: int) -> Mention:
    """The head with its modifiers to the left."""
    first = head.index
    named = head.find is not None and not head.text.islower()  # "the French national supercomputing center"
    while first - 1 > used and _modifies(tree, tree.tokens[first - 1], tree.tokens[first], named=named):
        first -= 1
    if named and has_han_or_kana(head.text):
        first = _behind_native_place(tree, first, used)
    begin = first
    behind = tree.tokens[first].start
    reach = max(0, behind - 40)
    listed = _LISTED.search(tree.text[reach:behind])
    while listed and not named and first - 1 > used and tree.tokens[first - 1].start >= reach + listed.start():
        first -= 1  # "an Entity List company" is one phrase
    before = tree.tokens[first - 1] if first else None
    own = before is not None and before.lower in {"own", "eigenes", "eigene", "eigenen", "propio", "propre"}
    if own and first - 2 > used:
        before = tree.tokens[first - 2]
    determiner = before.lower if before is not None and before.lower in _DETERMINERS and before.index > used else ""
    text = tree.text[tree.tokens[begin].start : head.start] + (meant(head) or head.text)
    mention = Mention(first, head.index, head, text, determiner)
    if head.find is not None:
        mention.beside += inner_places(head.find)
    for token in tree.tokens[first : head.index]:
        if token.find is not None and token.find.kind == "demonym":
            mention.nationalities.append(token.find)
        elif token.find is not None and token.find.kind == "place":
            if _is_of_another(tree, token, head):
                continue
            native = _is_native_nation(tree, token.find, head)
            (mention.nationalities if native else mention.beside).append(token.find)  # 中国公司 is a Chinese firm
    return mention


def _is_of_another(tree: Tree, place: Token, head: Token) -> bool:
    """Is it a country before a nearer one, in Chinese or Japanese ("母公司在美国的新加坡子公司")?"""
    if (
        place.find is None
        or not re.search(r"[\u3040-\u9fff]", head.text)
        or getattr(place.find.value, "kind", "") != "country"
    ):
        return False
    return any(
        token.find is not None
        and getattr(token.find.value, "kind", "") == "country"
        and token.find.value != place.find.value
        for token in tree.tokens[place.index + 1 : head.index]
    )


def _is_native_nation(tree: Tree, find: Found, head: Token) -> bool:
    """Does a Chinese or Japanese noun stand right behind the country? "新加坡一家公司" only says where it is."""
    if not re.search(r"[\u3040-\u9fff]", head.text) or getattr(find.value, "kind", "") != "country":
        return False
    inside = [token for token in tree.tokens if find.end <= token.start < head.start and token.find is not None]
    return not inside and not re.search(r"[一某在]|に", tree.text[find.end : head.start])


_NATIVE_GAP = re.compile(r"(?:[市省县縣区區都府]?[の的]?|・)")  # "神戸市の株式会社…", "深圳市宏达…有限公司"


def _behind_native_place(tree: Tree, first: int, used: int) -> int:
    """Where the phrase of a Chinese or Japanese name begins: with the places right before it."""
    for index in range(first - 1, max(used, first - 7), -1):
        token = tree.tokens[index]
        if token.find is not None and token.find.kind in {"place", "demonym"}:
            if _NATIVE_GAP.fullmatch(tree.text[token.end : tree.tokens[first].start]) is None:
                return first
            first = index
    return first


def _modifies(tree: Tree, token: Token, right: Token, *, named: bool) -> bool:
    gap = tree.text[token.end : right.start]
    if "\n" in gap:
        return False
    if token.find is not None:
        return token.find.kind in {"demonym", "place"} and not named
    if named or token.lower in _DETERMINERS or not (token.is_word or token.text in {"-", "&"}):
        return False
    if not tree.parsed:
        plain = token.lower not in words("harmless.yaml", "function") and token.text[:1].isalpha()
        return plain and not _PARTICLE.search(token.text)
    if token.lower in _POSSESSIVE:
        return False
    if (
        token.dep in {"amod", "compound", "nmod"}
        and token.tag in {"VBG", "VBN", "RB", "NN", "JJ"}
        and token.lower not in _NO_MODIFIERS
    ):
        return True
    if token.lower in words("harmless.yaml", "function"):
        return False
    if token.tag in {"VBG", "VBN", "RB", "VB", "VBD", "VBP"}:
        return "-" in token.text or (token.tag in {"VBG", "VBN"} and token.dep in {"amod", "compound", "nmod"})
    return token.tag in _LEFT_TAGS


def _is_home(mention: Mention, place: Found) -> bool:
    """Is the place in the country that the party is called by?"""
    return isinstance(place.value, Place) and any(
        isinstance(nation.value, Place) and nation.value.countries == place.value.countries
        for nation in mention.nationalities
    )


def _right(tree: Tree, mention: Mention) -> None:
    """Places behind the head: "in Bergen, Norway", "(Italy)", "headquartered in Dublin"."""
    tokens = tree.tokens
    if mention.name is not None:
        _own_site(tree, mention)
    _behind_brackets(tree, mention)
    index = mention.last + 1
    while True:
        start = tokens[mention.last].end
        place = next((token for token in tokens[index : index + 8] if token.find is not None), None)
        if place is None or place.find is None:
            return
        between = tree.text[start : place.start]
        goods = (
            _OF_GOODS.match(between)
            if mention.noun in words("party_words.yaml", "of_what") and mention.name is None
            else None
        )
        if goods is not None:  # "maker of tequila from …", "provider of cloud services in …"
            mention.phrase, between = f"{goods.group().split(' of ')[-1]} {mention.phrase}", between[goods.end() :]
        if _is_behind(tree, mention, place, between):
            mention.nationalities.append(place.find)
            mention.last, index = place.index, place.index + 1
            continue
        if (
            place.find.kind == "place"
            and _OF_ITS_STATE.fullmatch(between)
            and (mention.noun in words("party_words.yaml", "seat_by_nature") or mention.noun.endswith(" body"))
        ):
            mention.nationalities.append(place.find)  # "the embassy of Japan in Nairobi"
        elif place.find.kind == "place" and _BASED_IN.fullmatch(between):
            mention.seats.append(place.find)
            mention.places.append(place.find)
        elif place.find.kind == "place" and _SEATED.fullmatch(between):
            mention.seats.append(place.find)
        elif place.find.kind == "place" and (_IN.fullmatch(between) and "\n\n" not in between):
            if between.strip() in {"-", "–", ":"} and mention.name is None:
                return
            if (
                not between.strip(" ,")
                and tree.text[place.find.end : place.find.end + 1] in {" ", "-"}
                and regex(words_file("scope.yaml")["origin"]["of_goods"]).match(tree.text, place.find.end)
            ):
                return  # "for Foo, US origin": where the goods are from
            if re.search(r"(?i)[:–-]\s*the\s+$", between):
                return  # "customer: the Dublin arm of …"
            mention.places.append(place.find)
        elif place.find.kind == "place" and between == " " and _is_home(mention, place.find):
            mention.places.append(place.find)  # "polish bank warsaw"
        elif place.find.kind == "demonym" and (
            re.fullmatch(r"\s*,?\s*\(\s*", between)
            or (_WHOLLY.fullmatch(between) and re.match(r"\s*(?:[.,;:!?)\n]|$)", tree.text[place.find.end :]))
        ):
            mention.nationalities.append(place.find)
        else:
            return
        mention.last = place.index
        index = place.index + 1


_WHOLLY = re.compile(
    r"(?i)\s*,\s*(?:all|fully|wholly|purely|entirely|100\s?%)\s+"
)  # "a hotel chain in Bali, all Indonesian"
_BRACKETS = re.compile(r"\s*\([^()\n]{1,80}\)")


def _behind_brackets(tree: Tree, mention: Mention) -> None:
    """The place behind words in brackets: "partner (49 % state) in Malaysia"."""
    end = tree.tokens[mention.last].end
    brackets = _BRACKETS.match(tree.text, end)
    if brackets is None:
        return
    place = next((token for token in tree.tokens if token.start >= brackets.end() and token.find is not None), None)
    if place is None or place.find is None or place.find.kind != "place":
        return
    if re.fullmatch(
        r"(?i)\s*(?:based |located |situated )?(?:in|at)\s+(?:the\s+)?", tree.text[brackets.end() : place.start]
    ):
        mention.places.append(place.find)


_OF_GOODS = re.compile(r"\s+of\s+[a-z][\w-]*(?:\s+(?:and\s+)?[a-z][\w-]*){0,2}?(?=\s+(?:in|at|from|near|based)\s|\s*,)")


def _is_behind(tree: Tree, mention: Mention, place: Token, between: str) -> bool:
    """Is it an adjective of nationality behind its noun: "empresa china", "société allemande"?"""
    if tree.parsed or between.strip() or mention.name is not None or place.index != mention.last + 1:
        return False
    return place.find is not None and (place.find.kind == "demonym" or place.find.text.islower())


def _own_site(tree: Tree, mention: Mention) -> None:
    """ "Foo's own data center in …": a place of work is no firm, the one it belongs to is the party."""
    sites = words_file("party_words.yaml")["sites"]
    behind = re.match(
        rf"(?i)\s*(?:'s|’s|')\s+(?P<own>(?:own|new|very|brand|existing)\s+)*(?:[\w-]+\s+){{0,2}}?(?:{sites})\b",
        tree.text[mention.head.end :],
    )
    if behind is None:
        return
    last = tree.at(mention.head.end + behind.end() - 1)
    inside = [token.find for token in tree.tokens[mention.last + 1 : last + 1] if token.find is not None]
    if all(find.kind == "place" for find in inside):
        mention.places += inside
        mention.own_site = " own " in f" {behind.group().lower()}"
        mention.last = last


def _joined(tree: Tree, found: list[Mention]) -> list[Mention]:
    """Phrases that belong to another: "branch of a Chinese bank", "a Chinese bank's branch"."""
    kept: list[Mention] = []
    for mention in found:
        before = kept[-1] if kept else None
        if before is not None:
            gap = tree.text[tree.tokens[before.last].end : tree.tokens[mention.first].start]
            if re.fullmatch(
                r"(?i)\s*,?\s+(?:of|von|de|der|einer|owned by|belonging to)\s+(?:an?|the|one of the|its|"
                r"eine[rs]?|una?|une)?\s*",
                gap,
            ) and is_unit(before):
                before.of = mention
                before.last = max(before.last, mention.last)
                plain = mention.name is None and not mention.nationalities
                if mention.of is None and (plain or not (before.places or before.beside or before.nationalities)):
                    before.places += mention.places
                continue
            if gap.strip() == "of" and _is_of_what(before, mention):
                before.phrase, before.last = f"{mention.phrase} {before.phrase}", mention.last
                before.places += mention.places  # "a provider of cloud services in Quito"
                continue
            if _is_of_the_state(before, mention, gap):
                before.phrase, before.last = f"{mention.phrase} {before.phrase}", mention.last
                before.nationalities += mention.nationalities
                before.places += [*mention.beside, *mention.places]  # "a hospital of the navy in Split"
                continue
            if gap == " " and before.last == before.head.index and _is_its_site(before, mention):
                _absorb(before, mention)  # "the Yotta data center in Navi Mumbai"
                continue
            if _is_site_of(before, mention, gap):
                before.of, before.last = mention, mention.last  # "the Paris lab of Foo"
                continue
            if not tree.parsed and mention.name is None and re.fullmatch(r"\s+(?:de|d['’]|des|du|del|für)\s*", gap):
                before.nationalities += mention.nationalities  # "despacho de arquitectos español" is one firm
                before.places += mention.places
                before.phrase = f"{before.phrase} {mention.phrase}"
                before.last = mention.last
                continue
            native = re.fullmatch(r"[の的]?", gap) is not None and before.name is not None and is_unit(mention)
            if native or re.fullmatch(r"(?i)\s*(?:'s|’s|')\s+(?:(?:very |brand )?(?:own|new)\s+)*", gap):
                if is_other_party(mention):
                    kept.append(mention)  # "Foo's distributor": two parties
                    continue
                same = before.name is None and mention.noun in {"office", "offices", "bureau", "shop"}
                if is_unit(mention) and not same:  # "the architects' office" is they themselves
                    mention.of, mention.first = before, before.first
                    mention.determiner = before.determiner
                    kept[-1] = mention
                    continue
                if before.name is not None and mention.name is None:
                    _absorb(before, mention)  # "Foo's lab": the party is Foo
                    continue
                mention.first, mention.determiner = before.first, before.determiner
                if regex(rf"\b(?:{words_file('party_words.yaml')['sites']})$").search(mention.phrase):
                    mention.beside += mention.nationalities  # "a French firm's Vietnamese plant"
                    mention.nationalities = []
                mention.nationalities = before.nationalities + mention.nationalities
                mention.beside = before.beside + mention.beside
                mention.phrase = f"{before.phrase}'s {mention.phrase}"
                kept[-1] = mention
                continue
        kept.append(mention)
    return kept


def _is_of_what(firm: Mention, what: Mention) -> bool:
    """Do the nouns behind *of* only say what a firm has or makes ("a chain of salons")?"""
    plain = what.name is None and not (what.determiner or what.nationalities or what.beside or what.seats)
    return firm.noun in words("party_words.yaml", "of_what") and firm.name is None and plain and what.noun.endswith("s")


def _absorb(firm: Mention, site: Mention) -> None:
    """Takes a place of work into the firm that it belongs to: the firm keeps its name."""
    firm.places += [*site.beside, *site.places]
    firm.seats += site.seats
    firm.nationalities += site.nationalities
    firm.phrase = f"{firm.phrase}'s {site.phrase}"
    firm.last = site.last


def _is_its_site(firm: Mention, site: Mention) -> bool:
    """Does the bare noun of a place of work stand right behind the name of a firm?"""
    plain = site.name is None and not (site.determiner or site.nationalities or site.beside or site.of)
    sites = regex(rf"(?:{words_file('party_words.yaml')['sites']})")
    return plain and firm.name is not None and sites.fullmatch(site.phrase) is not None


def _is_site_of(site: Mention, firm: Mention, gap: str) -> bool:
    """Is it a place of work of a firm by name ("the research centre of Foo")?"""
    if firm.name is None or site.name is not None or not re.fullmatch(r"(?i)\s+(?:of|at)\s+(?:the\s+)?", gap):
        return False
    return pattern(words_file("party_words.yaml")["sites_of"]).search(site.phrase) is not None


OF_THE_STATE = {"armed_forces", "government_agency"}


def _is_of_the_state(house: Mention, body: Mention, gap: str) -> bool:
    """Is it a house of the forces or of a government ("a hospital of the army in …")?"""
    plain = house.name is None and body.name is None and house.noun in words("party_words.yaml", "houses")
    return plain and body.kind in OF_THE_STATE and re.fullmatch(r"(?i)\s+of\s+(?:the\s+|an?\s+)?", gap) is not None


def is_other_party(mention: Mention) -> bool:
    """Does the noun name another than the one in the genitive before it ("Foo's distributor")?"""
    return mention.name is None and pattern(words_file("party_words.yaml")["others"]).search(mention.phrase) is not None


def is_unit(mention: Mention) -> bool:
    """Is the head a part of a group: subsidiary, branch, arm …?"""
    units = words("party_words.yaml", "own_seat") | words("party_words.yaml", "parent_seat")
    return mention.noun in units or bool(re.search(r"(?i)data cent(?:er|re)$|back office$|affiliate$", mention.phrase))


def has_own_seat(mention: Mention) -> bool:
    """Has this part of a group a seat of its own (a subsidiary), or is it its parent (a branch)?"""
    return mention.noun in words("party_words.yaml", "own_seat")

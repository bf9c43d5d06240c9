"""The parties of a deal and what each does in it: roles by the words before, in and behind its phrase.

Phrases that name the same party ("buyer is …", "the company", an apposition) are joined. Seats: `seats.py`.
"""

import re

from assistant.reading.apart import countries_of, disagree, mention_countries
from assistant.reading.bystanders import are_those_of_a_seller, named_bystander, plain_bystander
from assistant.reading.exporter import exports, words_before, write_exporter
from assistant.reading.fold import has_han_or_kana
from assistant.reading.found import Found
from assistant.reading.goods_named import names_goods
from assistant.reading.lists import pattern, regex, words_file
from assistant.reading.mentions import Mention, is_other_party, is_unit, mentions
from assistant.reading.polarity import polarity, sentence
from assistant.reading.seats import Party, country, loose_nationalities, ownership, says_seat, span_of
from assistant.reading.state import Reading
from assistant.reading.touches import supposed

_VIA = re.compile(r"(?i)\b(?:via|through|c/o|to|for)\s*$")
_LINK = re.compile(
    r"(?i)\s*(?:is|are|=|:|will be|would be|being|-|–|ist|es|est|是|为|為|系|は|が)?\s*(?:called|named|in fact|also|"
    r"just)?\s*(?:an?|the|one|eine?|une?|una)?\s*[\"“„«']?"
)


def parties(reading: Reading) -> list[Party]:
    """The parties of the deal, the buyer first."""
    reading.mentions = mentions(reading.tree)
    for mention in reading.mentions:
        reading.use(*span_of(reading, mention))
    found: list[Party] = []
    for mention in reading.mentions:
        role, cue = _role(reading, mention)
        if role in {"drop", "own"} or (role == "exporter" and mention.name is None):
            _drop(reading, mention)
            write_exporter(reading, mention, role)
            continue
        if role == "exporter":
            write_exporter(reading, mention, role)
            role = "supplier"
        party = Party([mention], role, cue)
        same = _same(reading, found, party)
        if same is None or disagree(same, party):
            found.append(party)
        else:
            _join(same, party)
    if all(party.role in {"owner", "parent"} for party in found) and _speaks_of_seat(reading, found):
        found.insert(0, _implicit(reading))
    ownership(reading, found)
    loose_nationalities(reading, found)
    return sorted(found, key=lambda party: _rank(party.role))


def _speaks_of_seat(reading: Reading, found: list[Party]) -> bool:
    """Is something said of a party that the words do not name ("HQ moved to Dublin", "Saudi-owned")?"""
    table = words_file("roles.yaml")
    said = any(pattern(table[key]).search(reading.text) for key in ("parent_words", "seat_words"))
    return (
        bool(found)
        or (said and bool(reading.of_kind("place", "demonym")))
        or any(says_seat(reading, find) for find in reading.of_kind("demonym") if not _is_aside(reading, find))
        or bool(supposed(reading))
    )


def _is_aside(reading: Reading, find: Found) -> bool:
    return any(find is one for one in reading.aside)


def _implicit(reading: Reading) -> Party:
    """The party spoken of before, where the words name none."""
    return Party([Mention(0, 0, reading.tree.tokens[0], "", implicit=True)])


def _rank(role: str | None) -> int:
    order = ("buyer", "user", None, "unknown", "tenant", "intermediate", "forwarder", "supplier", "financier")
    return order.index(role) if role in order else len(order)


def _drop(reading: Reading, mention: Mention) -> None:
    """A phrase that is no party; its words are read all the same."""
    head = mention.head
    if head.find is not None:
        reading.aside.append(head.find)
        _use_relation(reading, words_before(reading, mention), reading.tree.tokens[mention.first].start)
    reading.use(reading.tree.tokens[mention.first].start, head.end)


def _use_relation(reading: Reading, before: str, start: int) -> None:
    """ "not related to Foo": the words of the relation are read with the name."""
    table = words_file("roles.yaml")["no_party"]
    for key in ("unrelated", "denied_relation"):
        if match := pattern(table[key]).search(before):
            reading.use(start - len(before) + match.start(), start)


def _role(reading: Reading, mention: Mention) -> tuple[str | None, tuple[int, int] | None]:
    """What the words before and in the phrase make of it."""
    start, end = span_of(reading, mention)
    before, after = words_before(reading, mention), reading.text[end : end + 60]
    table = words_file("roles.yaml")
    if _is_no_party(reading, mention, before, after):
        return "drop", None
    if exports(mention, before, after):
        return "exporter", None
    if mention.determiner in {"our", "my", "unser", "unseren", "nuestro", "notre"} and pattern(
        table["own_sites"]
    ).search(mention.phrase):
        return "own", None
    if mention.name is not None and pattern(table["carriers"]).match(mention.head.text):
        by_it = re.search(r"(?i)\b(?:via|through)\s*$", before) and not (mention.places or mention.beside)
        if by_it or not _VIA.search(before):  # "via FedEx" carries, "c/o DHL in Leipzig" takes delivery
            return "carrier", None
    for role, told in table["nouns"].items():
        if role == "supplier" and mention.determiner in {"a", "an", ""}:
            trade = " " in mention.phrase and re.search(
                r"(?i)\b(?:it|he|she|customer|client|buyer) is$", before.strip()
            )
            if mention.nationalities or trade:
                continue  # "a Romanian bakery supplier wants": what it is, not what it is to us
        bought = role in {"supplier", "owner", "parent"} and re.search(r"(?i)\b(?:to|for)\s*$", before)
        if not bought and regex(rf"(?:\b|(?<=(?-i:[\u3040-\u9fff])))(?:{told})$").search(mention.phrase):
            idle = (
                role == "supplier" and mention.kind == "distributor" and not (mention.places or mention.nationalities)
            )
            return ("drop" if idle and _is_far(reading, mention) else role), (start, end)
    if mention.noun == "bank" and (
        mention.determiner in _THEIRS
        or re.match(_FINANCES, after)
        or re.search(r"(?i)\b(?:buyer|customer|client|purchaser|company|firm|they)['’]?s bank$", mention.phrase)
        or re.search(_PAYS_BY, before)
    ):
        return "financier", (start, end)
    asked = _ASKED_FROM.search(before)
    if asked is not None:
        return "buyer", (start, start)  # "the order comes from a company in …"
    for role, told in table["before"].items():
        match = regex(rf"(?<![A-Za-zÀ-ÿ])(?:{told})\s*(?:the\s+)?(?:(?:two|three|four|five|several)\s+)?$").search(
            before
        )
        if match and not (role == "owner" and is_unit(mention)):
            if role == "owner" and _buys_goods(reading, match.group(), start):
                role = "buyer"
            at = start - len(mention.determiner) - len(before) + match.start() - 1
            return role, (max(0, at), start)
    idle = _is_beside_the_deal(reading, mention)
    for role, told in table["after"].items():
        if regex(rf"\s*(?:{told})").match(after) and not (idle and _is_elsewhere(reading, mention)):
            return role, None
    return ("drop" if idle else None), None


def _buys_goods(reading: Reading, told: str, start: int) -> bool:
    """ "Twenty L40S are bought by a trader": goods and no party stand before, so it buys and owns nobody."""
    first, _ = sentence(reading.text, start, start)
    goods = any(first <= find.start < start for find in reading.of_kind("item", "eccn"))
    owned = any(first <= span_of(reading, other)[0] < start - len(told) for other in reading.mentions)
    return goods and not owned and re.search(r"(?i)\b(?:bought|acquired)\b", told) is not None


_ASKED_FROM = re.compile(
    r"(?i)\b(?:orders?|requests?|enquir\w+|inquir\w+|rfqs?|p\.?o\.?s?|demand|interest|quer(?:y|ies))\b[^.;!?\n]{0,40}"
    r"\b(?:comes?|came|coming|is|are|was|were|arrived|received|placed|got)?\s*(?:in\s+)?from\s+$"
)
_PEOPLE = {"people", "persons", "individuals", "person"}
_THEIRS = {"its", "their", "his", "her", "whose"}
_FINANCES = r"(?i)\s+(?:that|which|who)?\s*(?:finances|pays|lends|guarantees|wires|is financing|will finance)\b"
_PAYS_BY = (
    r"(?i)\b(?:pay(?:s|ing|ments?)?|paid|wir\w+|transfers?|money|funds)\b[\w\s]{0,30}"
    r"\b(?:through|via|from|by|out of)\s*$"
)
_IDLE_KINDS = {"company", "natural_person", "other", "retailer", "university"}
_DEAL_KINDS = {"item", "eccn", "place", "party", "demonym", "count", "percent", "figure"}


def _is_beside_the_deal(reading: Reading, mention: Mention) -> bool:
    """A civil party of no part in the deal, in a sentence that holds nothing of it ("Monsoon hit the airport.")."""
    if mention.name is not None or mention.generic or mention.of or mention.kind not in _IDLE_KINDS:
        return False
    return _is_far(reading, mention)


def _is_elsewhere(reading: Reading, mention: Mention) -> bool:
    """Does another phrase stand with the goods or a nationality, so that this one is not the buyer?"""
    return any(other is not mention and not _is_far(reading, other) for other in reading.mentions)


def _is_far(reading: Reading, mention: Mention) -> bool:
    """Does the sentence of a phrase hold nothing of the deal?"""
    first, last = sentence(reading.text, *span_of(reading, mention))
    inside = [find for find in reading.finds if find.kind in _DEAL_KINDS and first <= find.start < last]
    return not any(find.kind != "count" or find.text[0].isdigit() for find in inside)


_ERRAND = re.compile(
    r"(?i)\b(?:is|was|am|are|went|goes|going) (?:still |now |just )?(?:at|to)\s+(?:the|my|her|his|their)\s+$"
)
_NAMED_AS = re.compile(
    r"(?i)(?:\b(?:it is|it's|it’s|that is|that's|that’s|this is|they are|they're|namely|called|named|name is|i\.e\.),?)"
    r"\s*(?:the\s+|an?\s+)?$"
)


def _is_no_party(reading: Reading, mention: Mention, before: str, after: str) -> bool:
    """Nouns that look like a party and are none: "for data centers", "our bank says", "without tenants"."""
    table = words_file("roles.yaml")["no_party"]
    noun, start = mention.noun, reading.tree.tokens[mention.first].start
    if mention.name is not None:
        if any(pattern(table[key]).search(before) for key in ("unrelated", "denied_relation")):
            return True
        if named_bystander(reading, mention, before, after):
            return True
        return bool(pattern(table["names"]).fullmatch(mention.head.text) or re.search(table["before_name"], before))
    if plain_bystander(reading, mention, before, after):
        return True
    if _ERRAND.search(f"{before} {mention.determiner} ") and _is_beside_the_deal(reading, mention):
        return True  # "Ann is at the dentist"
    if regex(rf"(?<!\w){table['addressed']}\s*$").search(before):
        return True
    if (
        noun in _PEOPLE
        and mention.determiner == ""
        and len(reading.mentions) > 1
        and (not (mention.places or mention.nationalities or mention.beside) and mention.phrase.lower() != noun)
    ):
        return True  # "books for blind people"
    if pattern(table["sister_of"]).search(before):
        reading.aside += [*mention.beside, *mention.places]
        return True
    if regex(rf"(?:{table['before']})\s*$").search(before) and mention.determiner == "":
        return True
    if re.search(
        r"(?i)\b(?:we are|we're|we’re|we run|we operate|we own|we,|as|i am|i'm)\s+(?:an?|the)\s*$",
        f"{before} {mention.determiner}",
    ) and not pattern(words_file("roles.yaml")["customer_writes"]).search(reading.text):
        return True
    if (
        re.fullmatch(r"(?i)data ?cent(?:er|re)s?", mention.phrase)
        and mention.determiner == ""
        and not (mention.places or mention.of)
    ):
        return True
    if _is_its_own_hall(reading, mention):
        return True
    if mention.determiner in {"our", "my"} and noun in table["own_people"].split():
        return True
    if mention.determiner in {"our", "my"} and regex(rf"\s*(?:{table['speaking']})").match(after):
        return True
    if mention.phrase.lower() in table["tellers"].split() and regex(rf"\s*{table['tells']}").match(after):
        return True  # "somebody in finance says the bank was bought"
    if mention.determiner in _THEIRS | {"your"} and (
        are_those_of_a_seller(reading, mention)
        or not re.search(
            r"(?i)parent|owner|sister|affiliate|partner|^group|subsidiary|customer|client|tenant|^bank"
            r"|broker|distributor|reseller|dealer|forwarder|(?:freight|shipping) agent|holding",
            mention.phrase,
        )
    ):
        return True
    if (noun in table["never"].split() and mention.phrase.lower() == noun) or pattern(table["phrases"]).search(
        mention.phrase
    ):
        return True
    if noun in {"founder", "founders", "co-founder", "co-founders"} and len(reading.mentions) > 1:
        return True  # "all Israeli founders": who founded a firm is neither its seat nor a party
    if mention.determiner == "" and mention.head.tag == "NNS" and names_goods(reading.tree, mention.head):
        return True  # "40 EAR99 printers"
    found = polarity(reading.text, start, mention.head.end)
    near = re.search(
        r"(?i)\b(?:no|without|not|never|neither|nor|any|other than|zero)\s*(?:an?\s+|any\s+|the\s+)?$", before
    )
    return found.denied and near is not None


_HALL = re.compile(r"(?i)data ?cent(?:er|re)|server (?:room|hall)|computer room")


def _is_its_own_hall(reading: Reading, mention: Mention) -> bool:
    """ "In the data center of the bank", "in the own data center": a place of the party spoken of, and no other one."""
    bare = not (mention.name or mention.nationalities or mention.beside or mention.places)
    if not bare or mention.determiner not in {"the", ""} or _HALL.fullmatch(mention.phrase) is None:
        return False
    if mention.of is None:
        before = reading.text[max(0, mention.head.start - 20) : mention.head.start]
        return re.search(r"(?i)\b(?:in|into) (?:the )?own (?:data )?$", before) is not None
    whose, at = mention.of, reading.mentions.index(mention)
    told = whose.nationalities or whose.beside or whose.places or whose.determiner not in {"the", "that", "this"}
    return not told and any(one.noun == whose.noun for one in reading.mentions[:at])


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
    main = next((one for one in reversed(found) if one.role in {"buyer", "user", "tenant", None}), None)
    named_twice = main is not None and main.named is not None and mention.name is not None
    if main is not None and not named_twice and _NAMED_AS.search(words_before(reading, mention)):
        return main
    last = found[-1]
    gap = reading.text[span_of(reading, last.mentions[-1])[1] : span_of(reading, mention)[0]]
    if is_other_party(mention) and (_GENITIVE.match(gap) or (last.named is not None and gap == " ")):
        return None  # "Foo's distributor", "the Foo partner"
    if _is_its_name(last, mention, gap):
        return last
    two_names = last.named is not None and mention.name is not None and gap.strip() in {"", "-"}
    said = re.search(r"(?i)\b(?:is|are|be|being|ist|es|est)\b|[=:是为為は]", gap) or last.head.generic
    if _LINK.fullmatch(gap) and not two_names and (said or last.role in {"tenant", "user", "forwarder"}):
        return last
    if party.role == "user" and mention.generic and re.fullmatch(r"(?i)\s*[,(]\s*the\s+", gap):
        return last  # "for a hospital in Sharjah, the end user"
    if _is_as(gap) or _predicate(reading, last, mention, gap):
        return last
    if _BESIDE.fullmatch(gap) and gap.strip() and party.role in {None, "buyer"} and party.cue is None:
        return last if not (last.named is not None and mention.name is not None) else None
    main = next((one for one in found if one.role in {"buyer", "user", None}), None)
    if main is not None and mention.name is None and _refers(mention, main, party):
        return main
    same = _by_its_noun(reading, found, party) or _by_its_bare_noun(reading, found, party)
    return same or _told_alone(reading, found, party)


_GENITIVE = re.compile(r"\s*(?:'s|’s|')\s")


_NAME_FOLLOWS = re.compile(
    r"""(?ix)[,;.(]?\s*(?:(?:it|they|who|which|that)\s)?
    (?:by\sthe\sname(?:\sof)?|(?:goes|go)\sby(?:\sthe\sname(?:\sof)?)?|known\sas
    |(?:its|their|whose|the)\s(?:(?:buyer|company|firm|customer|client)(?:['’]s)?\s)?name(?:\sis|:))\s*["“'‘]?"""
)


def _is_its_name(last: Party, mention: Mention, gap: str) -> bool:
    """ "The Norwegian bank DNB", "a bank by the name of DNB": the name stands behind the noun of what the party is."""
    noun = last.mentions[-1]
    if mention.name is None or last.named is not None:
        return False
    return (gap == " " and noun.last == noun.head.index) or _NAME_FOLLOWS.fullmatch(gap) is not None


_ENDS = r"[.,;:!?()\n–—]"
_ALONE_BEFORE = re.compile(rf"(?:^|{_ENDS})\s*(?:(?i:an?|local|all|it's|it is|its)\s+)?$")
_ALONE_BEHIND = re.compile(rf"\s*(?:{_ENDS}|$)")
_SELL_ON = {"distributor", "integrator", "iaas_provider", "data_center", "forwarder", "broker", "free_port"}


def _told_alone(reading: Reading, found: list[Party], party: Party) -> Party | None:
    """ "… for a hospital in Nairobi. Kenyan public university.": a phrase alone says what the one buyer is.

    Only where it has no part of its own in the deal and is of the country that the buyer stands in.
    """
    mention = party.head
    buyers = [one for one in found if one.role in {None, "buyer", "user"}]
    if mention.name is not None or mention.of or party.role is not None or mention.kind in _SELL_ON or len(buyers) != 1:
        return None
    start, end = span_of(reading, mention)
    alone = _ALONE_BEFORE.search(reading.text[:start]) and _ALONE_BEHIND.match(reading.text, end)
    main = buyers[0]
    here = {country(find) for one in main.mentions for find in (*one.places, *one.beside, *one.nationalities)} - {None}
    told = mention_countries(mention)
    return main if alone and told and here and told == here else None


_BESIDE = re.compile(  # between a phrase and what is said beside it, "of shoes" with the first
    r"\s*[,(]?\s*(?:the|an?|one|eine?)?\s*|\s+of(?:\s+[a-z][\w-]*){1,2}\s*[,(]\s*(?:the|an?|namely)?\s*|\s*,\s*namely\s+(?:the|an?)\s+"
)
_OF_WHOM = re.compile(
    r"(?i)\b(?:parent|owner|share ?holder|investor|seat|headquarters|hq|head office)s?\s+of\s*(?:the\s+)?$"
)


def _by_its_noun(reading: Reading, found: list[Party], party: Party) -> Party | None:
    """ "The reseller", "parent of reseller": the party that was called so before, by the same noun."""
    mention = party.head
    definite = mention.determiner in {"the", "that", "this", "same"} or _OF_WHOM.search(words_before(reading, mention))
    if mention.name is not None or mention.generic or mention.nationalities or mention.of or not definite:
        return None
    before = [one for one in found if one.role == party.role or party.role is None]
    return next((one for one in reversed(before) if any(said.noun == mention.noun for said in one.mentions)), None)


_OF_ANOTHER = re.compile(  # before a Chinese or Japanese noun: it is another one, one of many, or somebody's
    r"(?:一[家个間间所座名]|[二三四五六七八九十两几数\d][家个間间所座名]|另外?|别的?|其他|其它|某|各|每|的|系|和|与|跟|及|や|と|の|付款|开户|合作)\s*$"
)


def _by_its_bare_noun(reading: Reading, found: list[Party], party: Party) -> Party | None:
    """ "银行", "这家银行", "店": a Chinese or Japanese noun alone is the party called so before, or "电脑店"."""
    mention = party.head
    if not has_han_or_kana(mention.noun) or mention.name is not None or party.role is not None:
        return None
    told = mention.nationalities or mention.beside or mention.places or mention.seats or mention.of
    alone = re.fullmatch(rf"(?:这家|那家|该|这间|那间|同)?{re.escape(mention.noun)}", mention.phrase)
    if told or not alone or _OF_ANOTHER.search(words_before(reading, mention)):
        return None
    before = [one for one in found if one.role in {None, "buyer", "user"}]
    return next((one for one in before if any(_ends_so(said.noun, mention.noun) for said in one.mentions)), None)


def _ends_so(said: str, noun: str) -> bool:
    return said.endswith(noun) or (noun == "店" and said.endswith("ショップ"))


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
    if mention.determiner in {"a", "an", "another"} and _stands_elsewhere(mention, main):
        return False  # "a company in Hangzhou; a firm in Taipei"
    if mention.generic and (mention.determiner in {"the", "that", "this", "our", "same", ""} or main.head.generic):
        return not (mention.nationalities and countries_of(main) and mention_countries(mention) != countries_of(main))
    if (
        main.head.generic
        and main.named is None
        and (main.bare or (mention.determiner in {"", "the"} and party.cue is None))
    ):
        return True
    return mention.determiner in {"the", "that", "same"} and mention.noun in main.phrase().lower()


def _stands_elsewhere(mention: Mention, main: Party) -> bool:
    """Is it in another country than every place of the party spoken of?"""
    here = {country(find) for find in mention.places} - {None}
    there = {country(find) for find in main.places()} - {None}
    return bool(here and there) and not here & there


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

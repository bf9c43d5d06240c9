"""What a later turn does to the parties of a deal: which one it speaks of, what it changes, and what then falls."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from assistant.reading.found import Found
from assistant.reading.gazetteer import Place, country_name
from assistant.reading.lists import pattern, words_file
from assistant.reading.nationalities import spot_demonyms
from assistant.reading.places import spot_places
from assistant.reading.seats import country
from assistant.reading.strict import strict
from assistant.reading.understood import DealRead
from assistant.retold import is_wrong_parent, mail_from, owned_by_somebody
from assistant.told_briefly import is_direct, speaks_of_their_customer, without_parent, works_for

INSTEAD = re.compile(r"(?i)\binstead\b|\b(?:what|how) about\b")


VIA = re.compile(
    r"(?i)\b(?:via|through|c/o|routed|by way of|transit\w*|forwarder (?:is|be|were|sits|sat|is based|is located) in)\b"
    r"|\b(?:is|acts as)(?: \w+)? (?:an?|our|their|the) (?:freight |shipping )?(?:forwarder|forwarding agent"
    r"|shipping agent)\b"
)


ON_THE_WAY = {"forwarder", "intermediate_consignee", "carrier"}


TELLING_KINDS = {
    "armed_forces", "government_agency", "state_owned", "fabricator", "supercomputer_center", "distributor",
    "forwarder", "broker", "iaas_provider", "data_center", "integrator", "free_port",
}  # fmt: skip


BOTH = re.compile(r"(?i)\b(?:both|seat and parent|headquarters and (?:ultimate )?parent|it and its parent)\b")


MAIN_ROLES = {"ultimate_consignee", "end_user", "purchaser"}


TIED = {
    "listings", "owners", "screened", "name", "kind", "headquarters", "ultimate_parent", "supplement_8",
    "military_end_user", "uvl_statement", "military_intelligence_end_user",
}  # fmt: skip


def says_who(party: Mapping[str, Any]) -> bool:
    return bool(set(party) & {"name", "kind", "headquarters", "location"})


def change_parties(
    facts: dict[str, Any], said: dict[str, Any], new: DealRead, text: str, asked: int | None = None
) -> None:
    """Takes the parties that the turn names out of `said` and into the facts, with what lies on the way.

    `asked`: the place of the party that the last answer asked about, which a bare description is of.
    """
    _way(said, text)
    _of_owner(said, new, text)
    if facts.get("parties"):
        _not_the_seat(said, text)
    _behind(facts, said, text)
    _parties(facts, said, new, text, None if _NAMES_ROLE.search(text) else asked)
    if "route" not in said and is_direct(text):
        _directly(facts)
    _own_use(facts, text)
    if facts.get("parties"):
        mail_from(facts["parties"][main_party(facts)], text)
        owned_by_somebody(facts["parties"][main_party(facts)], text)
        without_parent(facts["parties"][main_party(facts)], text)
        _open_nations(facts["parties"][main_party(facts)], new, text)
        _was_owned(facts["parties"][main_party(facts)], text)
        _sold(facts["parties"][main_party(facts)], new, text)
        _without_owner(facts["parties"][main_party(facts)], new, text)


_ABOUT_BUYER = re.compile(
    r"(?i)\b(?:it|they|he|she|buyer|customer|client|company|firm|consignee|end[- ]?user|bank|if)\b[^.;!?]{0,20}$"
)


def shared_nations(text: str) -> Iterator[Found]:
    """Nationalities that are those of several countries ("Korean"), none of which is told."""
    for find in spot_demonyms(text):
        if country(find) is None and isinstance(find.value, Place) and len(find.value.countries) > 1:
            yield find


def which_nation(text: str, told: frozenset[str]) -> Iterator[str]:
    """For each such nationality that it has to be said which country is meant, where none of them was told."""
    for find in shared_nations(text):
        if told & set(find.value.countries):  # type: ignore[attr-defined]
            continue
        names = " or ".join(country_name(code) for code in find.value.countries[:3])  # type: ignore[attr-defined]
        yield f"{find.text}: {names}? Say which"


def _open_nations(party: dict[str, Any], new: DealRead, text: str) -> None:
    """ "What if the parent were Korean?": where the parent sits is open then, and no longer as told before."""
    told = (new.facts.get("parties") or [{}])[0]
    for find in shared_nations(text):
        owned = _OF_PARENT.search(text[: find.start]) or "owned" in text[find.start : find.end + 7].lower()
        if (owned or _ABOUT_BUYER.search(text[: find.start])) and "ultimate_parent" not in told:
            party["ultimate_parent"] = {"headquarters": None}
            if not owned and "headquarters" not in told:
                party["headquarters"] = None


_WAS_OWNER = re.compile(  # "the owner was a Kenyan family": who owns it now is not told
    r"(?i)\b(?:parents?|owners?|shareholders?|holding|parent company)(?: company)? (?:was|were|used to be"
    r"|had been)(?! (?:to be|in fact"
    r"|actually))\b|\b(?:was|were|used to be|had been) (?:owned|held|controlled|run) by\b|\b(?:belonged"
    r"|used to belong) to\b"
)
_SUPPOSES = re.compile(
    r"(?i)\b(?:if|suppose|supposing|say|assum\w+|imagine|would|whether|and to|or to|until now"
    r"|now|today|still)\b|\?"
)


_NO_SEAT = re.compile(  # "the parent is listed in New York", "the parent has a holding in the Netherlands"
    r"(?i)\b(?:listed|quoted|traded|floated) (?:on|in|at)\b"
    r"|\b(?:parents?|owners?|group|holding|shareholders?)\b[^.;!?]{0,20}\b(?:has|have|owns?|runs?|keeps?|opened"
    r"|set up|holds?|founded)\b"
    r"[^.;!?]{0,30}\b(?:holdings?|subsidiar(?:y|ies)|offices?|branch(?:es)?|compan(?:y|ies)|affiliates?|plants?|entit(?:y|ies)|vehicles?"
    r"|funds?|sites?|arms?|units?|factor(?:y|ies)|labs?) (?:in|at)\b"
)
_NOT_YET = re.compile(  # "the group wants to sell it to a Malaysian fund"
    r"(?i)\b(?:wants?|plans?|intends?|hopes?|would like|about|going|looking|may|might|will|could|in talks"
    r"|negotiat\w+|considers?"
    r"|considering|thinks?|thinking)\b[^.;!?]{0,25}\b(?:sell|selling|be sold|divest\w*|transfer"
    r"|hand(?:ing)? (?:it )?over)\b"
)
_IF = re.compile(r"(?i)\b(?:if|suppose|supposing|assum\w+|imagine|say)\b")


def _not_the_seat(said: dict[str, Any], text: str) -> None:
    """Where shares are traded, where an owner has a company, and who may own the buyer one day: no seat of the owner.

    One from where much is closed counts as it is said.
    """
    if not (_NO_SEAT.search(text) or (_NOT_YET.search(text) and not _IF.search(text))):
        return
    for party in said.get("parties", []):
        above = (party.get("ultimate_parent") or {}).get("headquarters")
        if above is not None and above not in strict():
            party.pop("ultimate_parent", None)
            party.pop("headquarters", None)


_SOLD = re.compile(  # "the family sold it last year", "a Dutch holding sits on top, and above it we don't know"
    r"(?i)\b(?:famil(?:y|ies)|owners?|parent|founders?|shareholders?|funds?|group|holding|investors?|brothers|siblings|heirs)\b"
    r"[^.,;!?]{0,20}\b(?:sold|has sold|have sold|had sold) (?:it|them|out|everything|all|(?:the|their|its|his"
    r"|her) (?:company|firm"
    r"|business|shares?|stakes?|holding|majority))\b(?! (?:to|of the (?:cards|goods|chips)))"
    r"|\b(?:above|behind|on top of) (?:it|that|them|him|her|the holding)\b[^.;!?]{0,25}\b(?:(?:do|does)(?:n['’]t"
    r"| not) know|unknown"
    r"|no idea|nobody knows|unclear|not (?:known|clear)|nothing is known)\b"
    r"|\b(?:(?:do|does)(?:n['’]t| not) know|no idea|nobody knows|unclear)[^.;!?]{0,25}\b(?:above|behind"
    r"|on top of) (?:it|that|them|him"
    r"|the holding)\b"
)


_SOLD_TO = re.compile(r"(?i)\bsold\b[^.;!?]*\bto (?:an?|the|some|[A-Z])")  # "to a Beijing company": who owns it is told


def _sold(party: dict[str, Any], new: DealRead, text: str) -> None:
    """The owner that was told owns the buyer no longer, or is not the last one: who does is open."""
    told = any((one.get("ultimate_parent") or {}).get("name") for one in new.facts.get("parties", ()))
    if not told and _SOLD.search(text) and not _SOLD_TO.search(text):
        party["ultimate_parent"] = {"headquarters": None}


def _was_owned(party: dict[str, Any], text: str) -> None:
    """An owner of another time, where nothing is supposed: who owns the buyer now is open."""
    above = party.get("ultimate_parent") or {}
    if not above.get("headquarters") or "name" in above or not _WAS_OWNER.search(text) or _SUPPOSES.search(text):
        return
    told = {country(find) for find in (*spot_demonyms(text), *spot_places(text))}
    if above["headquarters"] in told & {party.get("headquarters"), party.get("location")}:
        party["ultimate_parent"] = {"headquarters": None}


_WITHOUT = re.compile(  # "and without the Chinese shareholder?"
    r"(?i)\b(?:without|minus|leaving out|if (?:\w+ ){1,3}(?:drop(?:s|ped)?|remove[sd]?|lost|loses|sold out"
    r"|bought out|got rid of))"
    r" (?:the |that |this |its |their |any |such an? |an? )*(?P<nation>[\w-]+ )?(?:share ?holders?|owners?"
    r"|parents?|parent company|funds?|investors?"
    r"|stakes?|holding(?: company)?|famil(?:y|ies)|group|co-owner)\b"
)


_LEAVES = re.compile(  # "what if the Chinese side leaves?"
    r"(?i)\bthe (?P<nation>[\w-]+ )(?:side|partner|share ?holder|owner|parent|fund|investor|group"
    r"|half)s?(?: (?:would|will|were to|just|then))?"
    r" (?:leaves?|left|exits?|exited|sells? out|sold out|drops? out|dropped out|pulls? out|is out|goes|went"
    r"|withdraws?|withdrew)\b"
)


def _without_owner(party: dict[str, Any], new: DealRead, text: str) -> None:
    """ "And without the Chinese shareholder?": who owns the buyer is then to be told anew."""
    found, above = _WITHOUT.search(text) or _LEAVES.search(text), party.get("ultimate_parent") or {}
    told = (new.facts.get("parties") or [{}])[0]
    if found is None or not (above or party.get("owners")) or "ultimate_parent" in told:
        return
    codes = {country(find) for find in spot_demonyms(found["nation"] or "")} - {None}
    if codes and above.get("headquarters") not in codes:
        return
    party.pop("ultimate_parent", None)
    party.pop("owners", None)
    if party.get("headquarters") == above.get("headquarters") != party.get("location"):
        party.pop("headquarters", None)


def _way(said: dict[str, Any], text: str) -> None:
    """The place of a forwarder that the goods go through lies on the way, and moves no destination."""
    places = {party.get("location") for party in said.get("parties", []) if set(party.get("roles") or ()) & ON_THE_WAY}
    others = [party for party in said.get("parties", []) if not set(party.get("roles") or ()) & ON_THE_WAY]
    if said.get("destination") in places - {None} and not others and VIA.search(text):
        said["route"] = [said.pop("destination")]


def main_party(facts: Mapping[str, Any]) -> int:
    """Index of the party that buys and uses."""
    for index, party in enumerate(facts.get("parties", [])):
        if set(party.get("roles") or ()) & MAIN_ROLES:
            return index
    return 0


_NAMES_ROLE = re.compile(
    r"(?i)\b(?:buyers?|purchasers?|consignees?|customers?|clients?|end[- ]?users?|tenants?|forwarders?"
    r"|brokers?|agents?|resellers?|distributors?"
    r"|parents?|owners?|instead|if|what about|how about)\b"
)


def _parties(facts: dict[str, Any], said: dict[str, Any], deal: DealRead, text: str, asked: int | None) -> None:
    new = said.pop("parties", [])
    if not new:
        return
    presumed = _presumes_parent(deal)
    held = facts.setdefault("parties", [])
    spoken_of: set[int] = set()
    for party in new:
        if _is_put_aside(party, text):
            continue
        _of_a_part(held, party, text)
        index = _same_role(held, party, asked, replaced=bool(INSTEAD.search(text)))
        if index is None or (index in spoken_of and says_who(party)):
            held.append(party)
        elif index not in spoken_of:
            held[index] = _party(held[index], party, text, presumed=presumed)
            spoken_of.add(index)


_THE_USER = re.compile(
    r"(?i)\b(?:it|they|these|those|the (?:goods|cards|chips|units|order))(?:['’]s|['’]re| is| are)(?: meant"
    r"| intended| all| really| actually)* for"
    r" (?=an? |the )|\b(?:the |their |its )?(?:actual |real |final |ultimate )?end[- ]?users?"
    r"(?:['’]s| is| are| will be| would be|:)"
)


def _behind(facts: dict[str, Any], said: dict[str, Any], text: str) -> None:
    """The customer of the buyer is a party of its own: the goods go on to it, and the buyer keeps its place."""
    new = [party for party in said.get("parties", []) if says_who(party)]
    serves = works_for(text)
    if not facts.get("parties") or len(new) != 1:
        return
    passes_on = "end_user" not in (facts["parties"][main_party(facts)].get("roles") or ("end_user",))
    user = passes_on and len(facts["parties"]) == 1 and _THE_USER.search(text) is not None
    if not (serves or user or speaks_of_their_customer(text)):
        return
    if serves and "destination" in facts:
        said.pop("destination", None)
    buyer = facts["parties"][main_party(facts)]
    buyer["roles"] = [role for role in buyer.get("roles") or () if role != "end_user"] or ["purchaser"]
    facts["parties"].append({**said.pop("parties")[0], "roles": ["end_user"]})
    if "destination" in said:
        facts["destination"] = said.pop("destination")
        facts.pop("region", None)


def _directly(facts: dict[str, Any]) -> None:
    facts.pop("route", None)
    left = [
        party
        for party in facts.get("parties", [])
        if not set(party.get("roles") or ()) <= ON_THE_WAY or not party.get("roles")
    ]
    if left:
        facts["parties"] = left


def _same_role(
    held: list[dict[str, Any]], party: Mapping[str, Any], asked: int | None, *, replaced: bool
) -> int | None:
    """The party that the turn speaks of: same name, else same special role, else the one asked about, or the buyer."""
    for index, old in enumerate(held):
        if party.get("name") and old.get("name") == party.get("name"):
            return index
    if party.get("kind") in {"forwarder", "broker", "free_port"} and replaced and held:
        return main_party({"parties": held})
    special = set(party.get("roles") or ()) - MAIN_ROLES
    if special:
        return next((index for index, old in enumerate(held) if special & set(old.get("roles") or ())), None)
    if asked is not None and asked < len(held) and "name" not in party:
        return asked
    return main_party({"parties": held}) if held else None


def _is_put_aside(party: Mapping[str, Any], text: str) -> bool:
    """ "A bank instead of Alibaba": the one that was meant before."""
    name = party.get("name")
    return (
        bool(name)
        and re.search(rf"(?i)\b(?:instead of|rather than|not)\s+(?:the )?{re.escape(str(name))}\b", text) is not None
    )


_OF_THE_SAME = (
    r"(?:their|its|his|her|(?:of )?the same (?:\w+(?:['’]s)?)|the (?:firm|company|customer|buyer|bank"
    r"|group|parent|owner|university|hospital)['’]s)"
)


_OF_THEIRS = r"(?: [\w-]+)? of (?:theirs|its|his|hers|them)\b"  # "a Malaysian office of theirs"
_OFFICE = re.compile(
    r"(?i)\b(?:an?|the|another|some|one) (?:[\w-]+ ){0,3}(?:offices?|branch(?:es)?|sites?|labs?|plants?|factor(?:y|ies)"
    rf"|warehouses?|campus|facility|clinics?|depot){_OF_THEIRS}"
    rf"|\b(?:{_OF_THE_SAME}|the(?= [\w-]+ (?:office|branch)\b))\s+(?:[\w-]+\s+){{0,3}}?(?:offices?"
    rf"|branch(?:es)?|sites?|labs?|plants?|factor(?:y|ies)"
    rf"|warehouses?|campus|facility|clinics?|depot|address)\b"
)


_SUBSIDIARY = re.compile(
    r"(?i)\b(?:the|an?) (?:[\w-]+ ){0,2}(?:subsidiary|affiliate|daughter(?: company)?|sister(?: company| firm)?"
    r"|unit|arm|entity)"
    r"(?: [\w-]+)? of (?:the same|this very|that very|theirs|its|his|hers|them)\b"
    rf"|\b{_OF_THE_SAME}\s+(?:[\w-]+\s+){{0,3}}?(?:subsidiar(?:y|ies)|affiliates?|daughter(?: company)?"
    rf"|sister(?: company| firm)?|unit|arm|entity)\b"
)


def _of_a_part(held: list[dict[str, Any]], party: dict[str, Any], text: str) -> None:
    """ "Their Irish office", "its Malaysian subsidiary": whose it is stays; an office has no seat of its own."""
    office, subsidiary = _OFFICE.search(text), _SUBSIDIARY.search(text)
    if not held or not (office or subsidiary) or "name" in party:
        return
    old = held[main_party({"parties": held})]
    party.pop("ultimate_parent", None)
    if office and not subsidiary:
        party.pop("headquarters", None)
    elif "headquarters" in party and "ultimate_parent" not in old and old.get("headquarters"):
        party["ultimate_parent"] = {"headquarters": old["headquarters"]}


_SERVES_OTHERS = {"data_center", "iaas_provider", "integrator"}


def _presumes_parent(deal: DealRead) -> bool:
    """Does the parent follow from a nationality alone ("it's Mexican"), and from no word of ownership?"""
    seat = deal.words.get("parties[0].headquarters")
    above = deal.words.get("parties[0].ultimate_parent.headquarters")
    return seat is not None and above is not None and seat["start"] == above["start"] and "-" not in str(above["text"])


def _is_known_apart(party: Mapping[str, Any]) -> bool:
    """Was something said of the parent that does not follow from the party's own seat?"""
    above = party.get("ultimate_parent")
    if above is not None and above.get("headquarters", "") is None and party.get("headquarters", "") is not None:
        return True  # nobody knows who owns it
    return above is not None and ("name" in above or above.get("headquarters") != party.get("headquarters"))


_RENAMED = re.compile(
    r"(?i)\b(?:wrong name|name (?:is|was) (?:wrong|misspel\w+)|misspel\w+|typo in (?:the|their) name|(?:the"
    r"|their|its) (?:correct |right |full )?name (?:is|should be|reads)"
    r"|spel(?:t|led)|correct name)\b"
)


def _party(old: dict[str, Any], new: dict[str, Any], text: str, *, presumed: bool) -> dict[str, Any]:
    """The old party with the new facts; somebody else ("a Thai bank instead") takes its place."""
    seats = {"headquarters", "ultimate_parent", "location"}
    moved = "headquarters" in new or new.get("location") not in {None, old.get("location")}
    another = ("name" in new and new["name"] != old.get("name")) or ("kind" in new and moved and _is_replaced(text))
    another = another or ("name" in old and "kind" in new and _WERE_ANOTHER.search(text) is not None)
    if another and "name" in new and "name" in old and _RENAMED.search(text):
        kept = {key: value for key, value in old.items() if key not in {"listings", "owners", "screened"}}
        return {**kept, **new}  # the same firm, rightly called: to be screened by its name
    if another:
        kept = {key: value for key, value in old.items() if key not in TIED}
        return {**kept, **new}
    stated = {key: value for key, value in new.items() if key not in {"roles", "kind"} or key not in old}
    if _doubts_the_parent(old, new, text):
        stated.pop("headquarters", None)
    if new.get("kind", "") in {*TELLING_KINDS, None}:
        if new["kind"] is not None or old.get("kind") not in _SERVES_OTHERS:
            stated["kind"] = new["kind"]
        if "end_user" not in new.get("roles", ("end_user",)):
            stated["roles"] = [role for role in old.get("roles") or () if role != "end_user"] or new["roles"]
    if BOTH.search(text) and "location" in new and not seats & {"headquarters"} & set(new):
        stated["headquarters"], stated["ultimate_parent"] = new["location"], {"headquarters": new["location"]}
        stated.pop("location")
    if presumed and _is_known_apart(old) and not _CONFIRMS.search(text):
        stated.pop("ultimate_parent", None)
    if "ultimate_parent" in stated:
        above = old.get("ultimate_parent") or {}
        stated["ultimate_parent"] = _parent({} if is_wrong_parent(above, text) else above, stated["ultimate_parent"])
    return {**old, **stated}


_OF_PARENT = re.compile(r"(?i)\b(?:parent|owners?|shareholders?|holding|mother)\b")
_OF_SEAT = re.compile(r"(?i)\b(?:seat|head ?quarter\w*|hq|head office|based|both)\b")
_CONFIRMS = re.compile(r"(?i)\b(?:confirm\w*|verified|checked|established|registry|register|for sure|definitely)\b")


def _doubts_the_parent(old: Mapping[str, Any], new: Mapping[str, Any], text: str) -> bool:
    """ "The parent should be Czech, I believe" says nothing against the seat that was told."""
    open_seat = new.get("headquarters", "") is None and bool(old.get("headquarters"))
    return open_seat and _OF_PARENT.search(text) is not None and _OF_SEAT.search(text) is None


def _parent(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """Another parent by name keeps nothing of the one before: its seat was told of that one."""
    if "name" in new and new["name"] != old.get("name"):
        return dict(new)
    return {**old, **new}


_ANOTHER = re.compile(
    r"(?i)\b(?:instead|dropped out|pulled out|withdrew|backed out|takes? (?:all|over|them|it)|to (?:an?|the|another)"
    r"|for (?:an?|another)|what about|how about|another|new|is an?)\b"
)


_BY_OWNER = re.compile(  # "55 % belongs to a firm": who owns the buyer puts nobody in its place
    r"(?i)\b(?:belong(?:s|ed|ing)? to|owned by|held by|controlled by|part of|subsidiary of|(?:parent|owner"
    r"|shareholder|holding)s? (?:is|are|was|were))"
    r" (?:an?|the|another)\b"
)
_WERE_ANOTHER = re.compile(  # "and if the consignee were a private hospital?"
    r"(?i)\b(?:the|our|their) (?:ultimate |actual |real )?(?:consignee|buyer|customer|client|purchaser"
    r"|end[- ]?user|tenant|recipient)"
    r"(?: (?:were|was|would be|is now|changed to|became)| is(?= (?:in fact|actually|really|rather)\b))(?: now"
    r"| in fact| actually| really| rather)? (?:an?|another|some) "
)


def _is_replaced(text: str) -> bool:
    """Is another party put in, and not the old one described ("it's a Chilean firm")?"""
    text = _BY_OWNER.sub(" ", text)
    return _ANOTHER.search(text) is not None and not re.search(r"(?i)\b(?:it'?s|it is|they are|they're|he is)\b", text)


_OWNED_BY = re.compile(
    r"(?i)\b(?:owned|held|controlled|belong(?:s|ed|ing)?|part of|subsidiary of|unit of|parent|owners?"
    r"|holding)\b[^.;!?\n]{0,40}$"
)


def _of_owner(said: dict[str, Any], new: DealRead, text: str) -> None:
    """ "It belongs to Sinochem, China": where the owner sits, and not where the goods go."""
    word = new.words.get("destination")
    if word is None or "destination" not in said or not _OWNED_BY.search(text[: int(word["start"])]):
        return
    parties = said.get("parties") or [{}]
    if any("ultimate_parent" in party for party in parties):
        return
    code = said.pop("destination")
    said["parties"] = [
        {**{key: value for key, value in party.items() if key != "location"}, "ultimate_parent": {"headquarters": code}}
        for party in parties[:1]
    ]


def _own_use(facts: dict[str, Any], text: str) -> None:
    """Who runs machines for others, and now is said to use these itself, is their end user."""
    if not facts.get("parties") or not pattern(words_file("roles.yaml")["own_use"]).search(text):
        return
    party = facts["parties"][main_party(facts)]
    if party.get("kind", "") in {*_SERVES_OTHERS, None} and "end_user" not in party.get("roles", ()):
        party["roles"] = ["purchaser", "ultimate_consignee", "end_user"]
        if party["kind"] in {"integrator", None}:
            party["kind"] = "company"

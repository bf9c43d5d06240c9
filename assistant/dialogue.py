"""A turn after others: a change to the facts (correct, suppose, answer, switch the day), or a new deal.

A turn copies the last deal and moves the facts that its words name: "and for Japan?" moves the destination and
what hangs on it. `changed` lists the paths that are other than before.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from assistant import forward
from assistant.answered import Reply, reply
from assistant.catalogue import catalogue, facts_for
from assistant.completed import completed, in_own_words
from assistant.earlier import Meant, Spoken, meant
from assistant.reading.cues import denied_uses
from assistant.reading.items import is_generic
from assistant.reading.lists import pattern, words_file
from assistant.reading.nationalities import spot_demonyms
from assistant.reading.settle import activity_of
from assistant.reading.understand import understand
from assistant.reading.understood import DealRead, Understood
from assistant.restate import with_facts
from assistant.told_briefly import asks_of_today, relative, without_parent

CHANGE = re.compile(
    r"(?i)^\W*(?:and\b|or\b|but\b|what (?:if|about)|how about|if\b|suppose|sorry|correction|oops|wait|"
    r"actually|no[, ]|not\b|yes\b|instead|then\b|ok and|same\b|make (?:it|that)|"
    r"i meant?|change|replace|now\b|it'?s\b|it is\b|they\b|both\b|the (?:buyer|customer|parent|end user|"
    r"tenant|owner)|und\b|y\b|et\b)|\binstead\b|\bsame (?:deal|buyer|customer)\b|\bthe same\b"
)
FRESH = re.compile(
    r"(?i)\b(?:new (?:deal|case|question|order)|another (?:deal|case|order|customer)|different (?:deal|"
    r"case)|next (?:deal|case|question)|unrelated)\b"
)
INSTEAD = re.compile(r"(?i)\binstead\b|\b(?:what|how) about\b")
WHY = re.compile(
    r"(?i)^\W*(?:(?:and|but|ok|okay|hm+|sorry)\W+)*(?:why(?: (?:is (?:that|this|it)|so|not|that|this|"
    r"on earth))?|how (?:come|so)"
    r"|explain(?: (?:that|this|it|please|yourself))*|what(?:['’]s| is) the (?:reason|reasoning|basis)|"
    r"on what (?:basis|grounds?)"
    r"|says who|(?:show|give) (?:me |us )?the (?:proof|reasons?|reasoning)|"
    r"warum|wieso|por qué|pourquoi|为什么|なぜ)\W*$"
)
VIA = re.compile(r"(?i)\b(?:via|through|c/o|routed|by way of|transit\w*)\b")
_OF_SHARE = (  # words of a turn that corrects a share; a discount or a down payment is none
    r"(?:sorry|no|oh|oops|correction|actually|only|just|rather|instead|now|it|its|it's|is|that|that's|was|wrong|i|meant|mean"
    r"|make|they|he|she|the|owner|parent|investor|shareholder|of|a|an|and|but|own|owns|owned|hold|holds|held|has|have|by|them"
    r"|stake|share|shares|down|up|to)"
)
_SHARE = re.compile(
    rf"(?i)^(?:\W*\b{_OF_SHARE}\b)*[^\w%]*(?<![\w.,])(\d{{1,2}}(?:[.,]\d+)?|100)\s?(?:%|per ?cent\b)"
    rf"(?:\W*\b{_OF_SHARE}\b)*\W*$"
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


def next_turn(text: str, *, as_of: date, history: Sequence[Spoken] = ()) -> Understood:
    """The turn as read after those before it; without an earlier deal it stands alone."""
    spoken = meant(text, history)
    if spoken is None:
        return understand(text, as_of=as_of)
    base, last = _deal(spoken.deal.told), history[-1]
    read = _read(spoken.text, spoken, base, as_of=as_of, last=last, turn=len(history))
    if spoken.deal is not spoken.before:
        read = _against(read, _deal(spoken.before.told), base)
    if read.kind != "deal" or read.fresh or spoken.before.verdict is None:
        return read
    return replace(read, before={"facts": spoken.before.facts, "verdict": spoken.before.verdict})


def _read(text: str, spoken: Meant, base: DealRead, *, as_of: date, last: Spoken, turn: int) -> Understood:
    """The turn against the deal that it speaks of."""
    if spoken.returns:
        return _returned(base, base)
    if WHY.search(text) or not re.search(r"\w", text):
        return _returned(base, base)
    if asks_of_today(text) and {"date", "as_of"} & set(_said(base)):
        return _today(base)
    answered = reply(text, (getattr(last, "answer", None) or {}).get("questions") or ())
    if answered is not None:
        return _answered(base, answered, turn)
    whole = completed(text, base.facts)
    read = in_own_words(understand(whole.text, as_of=as_of, before=base), whole)
    if forward.is_asked(text) and (read.kind != "deal" or not any(deal.facts for deal in read.deals)):
        return _returned(base, base)
    if read.kind != "deal" or not read.deals:
        return read
    if len(read.deals) > 1 and not any(_says_whose(deal) for deal in read.deals):
        return _several(base, read, text, turn)
    if len(read.deals) > 1 or _stands_alone(text, read.deals[0]):
        return replace(read, fresh=True)
    return _changed(base, read, text, turn)


def _several(base: DealRead, read: Understood, text: str, turn: int) -> Understood:
    """ "10 L40S and 5 H20": several items for the one buyer, each a deal with what was said of it so far."""
    deals = (_changed(base, replace(read, deals=(deal,)), text, turn).deals[0] for deal in read.deals)
    labels = (deal.label for deal in read.deals)
    return replace(read, deals=tuple(replace(deal, label=label) for deal, label in zip(deals, labels, strict=True)))


def _against(read: Understood, last: DealRead, base: DealRead) -> Understood:
    """A turn that goes back to an earlier state, its changes told against the last one."""
    if read.kind != "deal" or not any(deal.facts for deal in read.deals):
        read = _returned(base, base)
    if read.fresh or len(read.deals) != 1:
        return read
    return replace(read, changed=tuple(_differences(last.facts, read.deals[0].facts)))


def _answered(base: DealRead, answered: Reply, turn: int) -> Understood:
    """The deal with an answer to its question."""
    facts = with_facts(_plain(base.facts), answered.sets)
    changed = tuple(_differences(base.facts, facts))
    words = _words(base.words, {}, changed, turn)
    deal = replace(base, facts=facts, words=words, not_understood=(), notes=(answered.said,))
    return Understood("deal", (deal,), changed=changed)


def _returned(last: DealRead, earlier: DealRead) -> Understood:
    """An earlier deal once more."""
    deal = replace(earlier, facts=_plain(earlier.facts))
    return Understood("deal", (deal,), changed=tuple(_differences(last.facts, deal.facts)))


def _said(deal: DealRead) -> dict[str, Any]:
    return {**deal.facts, **({"as_of": deal.as_of} if deal.as_of else {})}


def _today(base: DealRead) -> Understood:
    """The deal on the day of asking again."""
    facts = _plain(base.facts)
    facts.pop("date", None)
    deal = replace(base, facts=facts, as_of=None)
    return Understood("deal", (deal,), changed=("date",))


def _plain(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts without their words and without what screening wrote, which is done anew."""
    kept = {key: copy.deepcopy(value) for key, value in facts.items() if key not in {"words", "as_of"}}
    for party in kept.get("parties", []):
        for holder in (party, party.get("ultimate_parent") or {}):
            own = [entry for entry in holder.get("listings") or [] if not entry.get("entry_id")]
            if "listings" in holder and not own:
                del holder["listings"]
            elif "listings" in holder:
                holder["listings"] = own
    return kept


def _deal(turn: Spoken) -> DealRead:
    """The earlier turn as a deal, its item's other readings looked up again."""
    if isinstance(turn, DealRead):
        return turn
    facts, words = _plain(turn.facts), dict(turn.facts.get("words") or {})
    return DealRead("", facts, words, None, _variants(words, facts))


def _variants(words: Mapping[str, Any], facts: Mapping[str, Any]) -> tuple[dict[str, Any], ...]:
    said = str((words.get("item.name") or {}).get("text", ""))
    named = catalogue().lookup(said) if said else None
    if named is None or "item" not in facts:
        return ()
    return tuple(dict(one.item) for one in facts_for(named)[1:])


def _stands_alone(text: str, deal: DealRead) -> bool:
    """Is the turn a deal of its own: an item and where it goes, with nothing that points back?"""
    if FRESH.search(text):
        return True
    named = deal.facts.get("item", {})
    item = any(key in named for key in ("name", "eccn", "tpp", "tops")) and not is_generic(str(named.get("name", "")))
    return item and _says_where(deal) and not CHANGE.search(text)


def _says_where(deal: DealRead) -> bool:
    return "destination" in deal.facts or any(_says_who(party) for party in deal.facts.get("parties", []))


def _says_whose(deal: DealRead) -> bool:
    """Does one of several deals say itself where it goes, or to whom?"""
    told = [key for party in deal.facts.get("parties", []) for key in party]
    return "destination" in deal.facts or bool({"name", "headquarters", "location", "ultimate_parent"} & set(told))


def _says_who(party: Mapping[str, Any]) -> bool:
    return bool(set(party) & {"name", "kind", "headquarters", "location"})


def _changed(base: DealRead, read: Understood, text: str, turn: int) -> Understood:
    """The base deal with what the turn named."""
    new = read.deals[0]
    facts = _plain(base.facts)
    variants = base.variants
    said = dict(new.facts)
    if new.words.get("quantity", {}).get("status") == "implied" and "quantity" in facts:
        said.pop("quantity", None)  # the article of "it's an L20" is no number
    if "item" in said:
        facts["item"], variants = _item(facts.get("item", {}), said.pop("item"), new, variants)
    relative(facts, said, text)
    _quantity(facts, base, said, "item" in new.facts)
    _way(said, text)
    _parties(facts, said, text)
    if _only_described(facts, new, text):
        said.pop("destination")
    _destination(facts, said)
    _uses(facts, said)
    _denied(facts, text)
    _share(facts, new, text)
    _own_use(facts, text)
    if facts.get("parties"):
        without_parent(facts["parties"][_main(facts)], text)
    if new.during is not None:
        facts.pop("date", None)
    if "departure" in said and facts.get("activity") in {"reexport", "transfer_in_country", "import", "domestic"}:
        facts.pop("activity")
    for key, value in said.items():
        facts[key] = _merged(facts.get(key), value)
    if "activity" not in facts and (made := activity_of(facts)):
        facts["activity"] = made
    changed = tuple(_differences(base.facts, facts))
    words = _words(base.words, new.words, changed, turn)
    missed = new.not_understood if changed or new.not_understood else ()
    deal = DealRead(base.label or new.label, facts, words, new.as_of or base.as_of, variants, missed, new.notes, new.during)
    return Understood("deal", (deal,), read.law_questions, read.language, changed, early=read.early)


def _item(
    old: dict[str, Any], new: dict[str, Any], deal: DealRead, variants: tuple[dict[str, Any], ...]
) -> tuple[dict[str, Any], tuple[dict[str, Any], ...]]:
    """Another product takes the place of the old one; a single figure or a word on it is added."""
    if _is_another(old, new):
        kept = {"condition": old["condition"]} if "condition" in old else {}
        return {**kept, **new}, deal.variants
    new = {key: value for key, value in new.items() if key not in {"name", "form"}} if "designer" in old else new
    return {**old, **new}, tuple({**one, **new} for one in variants)


def _is_another(old: dict[str, Any], new: dict[str, Any]) -> bool:
    """Does the turn name another item, and not only "units", a classification or a figure of the same?"""
    if "designer" in new or not old:
        return True
    if "name" in new:
        return not is_generic(str(new["name"]))
    return bool(set(new) & {"tpp", "tops"}) or ("eccn" in new and "designer" not in old)


def _quantity(facts: dict[str, Any], base: DealRead, said: dict[str, Any], new_item: bool) -> None:
    """A new number replaces any bound; of a system it counts the chips inside."""
    if not {"quantity", "quantity_min", "quantity_max"} & set(said):
        return
    for key in ("quantity", "quantity_min", "quantity_max"):
        facts.pop(key, None)
    named = catalogue().lookup(str((base.words.get("item.name") or {}).get("text", "")) or "-")
    if not new_item and named is not None and named.system is not None:
        for key in ("quantity", "quantity_min", "quantity_max"):
            if isinstance(said.get(key), int):
                said[key] *= named.system.chips_per_system


def _way(said: dict[str, Any], text: str) -> None:
    """The place of a forwarder that the goods go through lies on the way, and moves no destination."""
    places = {party.get("location") for party in said.get("parties", []) if set(party.get("roles") or ()) & ON_THE_WAY}
    others = [party for party in said.get("parties", []) if not set(party.get("roles") or ()) & ON_THE_WAY]
    if said.get("destination") in places - {None} and not others and VIA.search(text):
        said["route"] = [said.pop("destination")]


def _main(facts: Mapping[str, Any]) -> int:
    """Index of the party that buys and uses."""
    for index, party in enumerate(facts.get("parties", [])):
        if set(party.get("roles") or ()) & MAIN_ROLES:
            return index
    return 0


def _parties(facts: dict[str, Any], said: dict[str, Any], text: str) -> None:
    new = said.pop("parties", [])
    if not new:
        return
    held = facts.setdefault("parties", [])
    spoken_of: set[int] = set()
    for party in new:
        index = _same_role(held, party, replaced=bool(INSTEAD.search(text)))
        if index is None or (index in spoken_of and _says_who(party)):
            held.append(party)
        elif index not in spoken_of:
            held[index] = _party(held[index], party, text)
            spoken_of.add(index)


def _same_role(held: list[dict[str, Any]], party: Mapping[str, Any], *, replaced: bool) -> int | None:
    """The party that the turn speaks of: same name, else same special role, else the buyer."""
    for index, old in enumerate(held):
        if party.get("name") and old.get("name") == party.get("name"):
            return index
    if party.get("kind") in {"forwarder", "broker", "free_port"} and replaced and held:
        return _main({"parties": held})
    special = set(party.get("roles") or ()) - MAIN_ROLES
    if special:
        return next((index for index, old in enumerate(held) if special & set(old.get("roles") or ())), None)
    return _main({"parties": held}) if held else None


def _party(old: dict[str, Any], new: dict[str, Any], text: str) -> dict[str, Any]:
    """The old party with the new facts; somebody else ("a Thai bank instead") takes its place."""
    seats = {"headquarters", "ultimate_parent", "location"}
    moved = "headquarters" in new or new.get("location") not in {None, old.get("location")}
    another = ("name" in new and new["name"] != old.get("name")) or ("kind" in new and moved and _is_replaced(text))
    if another:
        kept = {key: value for key, value in old.items() if key not in TIED}
        return {**kept, **new}
    stated = {key: value for key, value in new.items() if key not in {"roles", "kind"} or key not in old}
    if new.get("kind") in TELLING_KINDS:
        stated["kind"] = new["kind"]
    if BOTH.search(text) and "location" in new and not seats & {"headquarters"} & set(new):
        stated["headquarters"], stated["ultimate_parent"] = new["location"], {"headquarters": new["location"]}
        stated.pop("location")
    if "ultimate_parent" in stated:
        stated["ultimate_parent"] = _parent(old.get("ultimate_parent") or {}, stated["ultimate_parent"])
    return {**old, **stated}


def _parent(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """Another parent by name keeps nothing of the one before: its seat was told of that one."""
    if "name" in new and new["name"] != old.get("name"):
        return dict(new)
    return {**old, **new}


def _is_replaced(text: str) -> bool:
    """Is another party put in, and not the old one described ("it's a Chilean firm")?"""
    return bool(
        re.search(
            r"(?i)\b(?:instead|to (?:an?|the|another)|for (?:an?|another)|what about|how about|another|new|is an?)\b",
            text,
        )
    ) and not re.search(r"(?i)\b(?:it'?s|it is|they are|they're|he is)\b", text)


_GOES_THERE = re.compile(
    r"(?i)\b(?:instead|to (?:an?|the|another|some)|for (?:an?|another)|what about|how about|another|new|and an?)\b"
)
_IS_SO = re.compile(r"(?i)\b(?:it'?s|it is|it was|they(?:'re| are| were)|he is|she is)\b")
_SITS = re.compile(r"(?i)\b(?:based|located|sits?|sitting|seated|lives?|living|registered|incorporated|headquartered)\b[\w\s,]{0,20}$")


def _only_described(facts: Mapping[str, Any], new: DealRead, text: str) -> bool:
    """Does a nationality or a seat say who the buyer is ("it's a Polish company"), and not where the goods go now?"""
    word = new.words.get("destination")
    if word is None or "destination" not in facts or "destination" not in new.facts:
        return False
    start = int(word["start"])
    if _SITS.search(text[:start]):
        return True
    if not any(find.start <= start < find.end for find in spot_demonyms(text)):
        return False
    return _IS_SO.search(text) is not None or not _GOES_THERE.search(text)


def _destination(facts: dict[str, Any], said: dict[str, Any]) -> None:
    """A new destination takes the buyer's place with it; its old region falls."""
    if "destination" not in said:
        return
    if facts.get("destination") != said["destination"]:
        facts.pop("region", None)
        parties = facts.get("parties", [])
        if parties and "location" in parties[_main(facts)]:
            parties[_main(facts)]["location"] = said["destination"]
        if said["destination"] != "US" and facts.get("activity") in {"domestic", "import"}:
            facts.pop("activity")
    facts["destination"] = said.pop("destination")


def _uses(facts: dict[str, Any], said: dict[str, Any]) -> None:
    """Uses add up; a stated civil use answers an open one."""
    uses = said.pop("end_uses", None)
    if uses is None:
        return
    old = [use for use in facts.get("end_uses") or [] if use not in {"civil", "unknown"} or "civil" not in uses]
    merged = list(dict.fromkeys([*old, *uses]))
    facts["end_uses"] = [use for use in merged if use != "civil"] or merged


def _denied(facts: dict[str, Any], text: str) -> None:
    """ "No, not military" takes a use back, and the doubt about it."""
    denied = denied_uses(text)
    if not denied:
        return
    doubted = any(
        "military_end_user" in party and party["military_end_user"] is None for party in facts.get("parties", [])
    )
    gone = denied | ({"unknown"} if doubted and "military" in denied else set())
    kept = [use for use in facts.get("end_uses", []) if use not in gone]
    facts.pop("end_uses", None)
    if kept:
        facts["end_uses"] = kept
    if "military" in denied:
        for party in facts.get("parties", []):
            party.pop("military_end_user", None)


def _share(facts: dict[str, Any], new: DealRead, text: str) -> None:
    """ "Only 15 %" is the share of the one owner spoken of."""
    said = _SHARE.match(text)
    owners = [owner for party in facts.get("parties", []) for owner in party.get("owners") or () if "percent" in owner]
    told = any("owners" in party for party in new.facts.get("parties", [])) or "content" in new.facts
    if said is not None and len(owners) == 1 and not told:
        number = float(said[1].replace(",", "."))
        owners[0]["percent"] = int(number) if number.is_integer() else number


def _own_use(facts: dict[str, Any], text: str) -> None:
    """Who runs machines for others, and now is said to use these itself, is their end user."""
    if not facts.get("parties") or not pattern(words_file("roles.yaml")["own_use"]).search(text):
        return
    party = facts["parties"][_main(facts)]
    if party.get("kind") in {"data_center", "iaas_provider", "integrator"} and "end_user" not in party.get("roles", ()):
        party["roles"] = ["purchaser", "ultimate_consignee", "end_user"]


def _merged(old: Any, new: Any) -> Any:
    if isinstance(old, dict) and isinstance(new, dict):
        return {**old, **{key: _merged(old.get(key), value) for key, value in new.items()}}
    return new


def _differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    """The paths whose values differ, in the order of the new facts, then those that are gone."""
    before, after = dict(_flat("", old)), dict(_flat("", new))
    for path, value in after.items():
        if path not in before or before[path] != value:
            yield path
    yield from (path for path in before if path not in after)


def _flat(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if key not in {"words", "as_of"} or path:
                yield from _flat(f"{path}.{key}" if path else str(key), inner)
    elif isinstance(value, list) and value and isinstance(value[0], Mapping):
        for index, inner in enumerate(value):
            yield from _flat(f"{path}[{index}]", inner)
    else:
        yield path, value


def _words(
    old: Mapping[str, dict[str, Any]], new: Mapping[str, dict[str, Any]], changed: Sequence[str], turn: int
) -> dict[str, dict[str, Any]]:
    """The words of both turns, each with the turn that said it; what has changed keeps no old word."""
    moved = set(changed)
    kept = {
        path: {**word, "turn": word.get("turn", max(0, turn - 1))} for path, word in old.items() if path not in moved
    }
    return {**kept, **{path: {**word, "turn": turn} for path, word in new.items()}}

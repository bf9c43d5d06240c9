"""A deal with what a later turn changed in it: item, number, parties, places, uses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from assistant.catalogue import catalogue
from assistant.later_parties import change_parties, main_party
from assistant.later_places import change_places, put_beside
from assistant.reading.cues import denied_uses
from assistant.reading.items import is_generic
from assistant.reading.nationalities import spot_demonyms
from assistant.reading.seats import country
from assistant.reading.settle import activity_of
from assistant.reading.state import look
from assistant.reading.understood import DealRead
from assistant.short_forms import ONLY_A_NUMBER
from assistant.told_briefly import goes_back_to_today, leaves_from_home, relative, says_what_for, swapped

_OF_SHARE = (  # words of a turn that corrects a share; a discount or a down payment is none
    r"(?:sorry|no|oh|oops|correction|actually|only|just|rather|instead|now|it|its|it's|is|that|that's|was|wrong|i"
    r"|meant|mean"
    r"|make|they|he|she|the|owner|parent|investor|shareholder|of|a|an|and|but|own|owns|owned|hold|holds|held|has"
    r"|have|by|them"
    r"|stake|share|shares|down|up|to|at|with|if|were|would|be|what|about|say|suppose)"
)


_SHARE = re.compile(
    rf"(?i)^(?:\W*\b{_OF_SHARE}\b)*[^\w%]*(?<![\w.,])(\d{{1,2}}(?:[.,]\d+)?|100)\s?(?:%|per ?cent\b)"
    rf"(?:\W*\b{_OF_SHARE}\b)*(?:\W+(?:and )?(?:not|instead of|rather than) \d{{1,3}}(?:[.,]\d+)?\s?(?:%"
    rf"|per ?cent\b)?)?\W*$"
)


def later_facts(
    base: DealRead, facts: dict[str, Any], new: DealRead, text: str, asked: int | None = None
) -> tuple[dict[str, Any], tuple[dict[str, Any], ...]]:
    """The facts of the deal (a copy, changed in place) with what the turn said, and what else its item may be."""
    variants = base.variants
    said = dict(new.facts)
    if new.words.get("quantity", {}).get("status") == "implied" and "quantity" in facts:
        said.pop("quantity", None)  # the article of "it's an L20" is no number
    if "item" in said:
        facts["item"], variants = _item(facts.get("item", {}), said.pop("item"), new, variants)
    named = str(new.facts.get("item", {}).get("name") or "units")
    chips = _chips_per_system(base) if is_generic(named) else 1
    _logged_into(facts, said)
    if _SHARE.match(text) and _shares(facts):
        said.pop("quantity", None)  # "15 %, not 51" counts no goods
    relative(facts, said, text, chips)
    _quantity(facts, said, chips)
    other = swapped(facts, base.words, text)
    if other is not None:
        said.pop("parties", None)
        said.pop("destination", None)
        said.update(other)
    else:
        put_beside(facts, said, new, text)
    if "departure" in facts and leaves_from_home(text):
        said["departure"] = "US"
    change_parties(facts, said, new, text, asked)
    _seat_of_owner(base, facts, new)
    change_places(facts, said, new, text)
    _uses(facts, said)
    if new.not_understood == () and "end_uses" not in new.facts and says_what_for(text):
        _settled(facts)
    _person(facts, said, text)
    _denied(facts, text)
    _unsigned(facts, text)
    _share(facts, new, text)
    _in_its_year(facts, said, new)
    if new.during is not None or goes_back_to_today(text):
        facts.pop("date", None)
    if "departure" in said and facts.get("activity") in {"reexport", "transfer_in_country", "import", "domestic"}:
        facts.pop("activity")
    for key, value in said.items():
        facts[key] = _merged(facts.get(key), value)
    if "activity" not in facts and (made := activity_of(facts)):
        facts["activity"] = made
    return facts, variants


def _in_its_year(facts: Mapping[str, Any], said: dict[str, Any], new: DealRead) -> None:
    """ "The B/L says 24 November", of a shipment of 2023: a day without a year lies in that of the deal."""
    day, before = said.get("date"), _as_day(facts.get("date"))
    word = str((new.words.get("date") or {}).get("text", ""))
    if not isinstance(day, date) or before is None or not word or _OWN_YEAR.search(word):
        return
    if (day.month, day.day) == (2, 29):
        return
    years = (before.year - 1, before.year, before.year + 1)
    near = min((day.replace(year=one) for one in years), key=lambda one: abs((one - before).days))
    said["date"] = near if abs((near - before).days) <= _A_MONTH else day.replace(year=before.year)


_A_MONTH = 31  # days: "and on 5 January?" of a shipment of 20 December is in the year after
_OWN_YEAR = re.compile(
    r"(?i)\d{4}|'\d\d|\d[/.-]\d+[/.-]\d|\b(?:today|tomorrow|yesterday|now|last|this|next|coming|ago|in|monday|tuesday|wednesday"
    r"|thursday|friday|saturday|sunday|heute|morgen|gestern|hoy|mañana|ayer|demain|hier)\b"
)


def _as_day(value: object) -> date | None:
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        return None


_OF_THE_FLAG = re.compile(  # "nobody has explained it": of the flag that is open, and no other one
    r"(?i)^\W*(?:(?:no|but|and|so|well|sorry|unfortunately|honestly|yet)\b\W*)*(?:nobody|no one|no-one|none"
    r"|they|he|she|we|i|the (?:buyer|customer|client)"
    r"|it|that|this|nothing|there(?:['’]s| is| was))"
    r"(?: (?:has|have|had|did|does|do|is|was|could|can|will|would|still|yet|never|ever|not|no|any|really)"
    r"|n['’]t|['’]s)*"
    r" (?:explain\w*|clarif\w*|clear(?:ed)?|resolv\w*|answer\w*|reason|explanation|settl\w*|explains?)"
    r"(?: (?:it|that|this|them|us|me|up|yet|so far|for it|for that|to us|to me|the flag|given))*\W*$"
)


_BECAUSE = re.compile(  # the reason that is given for what was asked about
    r"(?i)^\W*(?:(?:ok|well|and|so|now)\b\W*)*(?:they|he|she|the (?:buyer|customer|client|shop"
    r"|company))(?: (?:just|now))?"
    r" (?:says?|said|told us|tell us|explained|explain|wrote|claims?|claimed)(?: that)? (?:it|this"
    r"|that)(?:['’]s| is| was) (?:because|due to|for|on account of)\b"
)


def with_all_flags(base: DealRead, new: DealRead, text: str) -> DealRead:
    """The turn with the red flags of the deal before its own; one that is open already is not raised once more."""
    raised = list(base.facts.get("red_flags") or ())
    if not raised or "red_flags" not in new.facts:
        return new
    still_open = {flag["id"] for flag in raised if flag.get("resolved") is not True}
    of_it = bool(still_open) and bool(_OF_THE_FLAG.match(text) or _BECAUSE.match(text))
    words = {path: word for path, word in new.words.items() if not path.startswith("red_flags[")}
    for at, flag in enumerate(new.facts["red_flags"]):
        word = new.words.get(f"red_flags[{at}]")
        likened = word is not None and word.get("status") == "implied"
        if flag["id"] not in still_open and not (of_it and likened):
            if word is not None:
                words[f"red_flags[{len(raised)}]"] = word
            raised.append(flag)
    notes = (
        new.notes
        if len(raised) > len(base.facts["red_flags"])
        else tuple(one for one in new.notes if "sign of" not in one)
    )
    return replace(new, facts={**new.facts, "red_flags": raised}, words=words, notes=notes)


def _item(
    old: dict[str, Any], new: dict[str, Any], deal: DealRead, variants: tuple[dict[str, Any], ...]
) -> tuple[dict[str, Any], tuple[dict[str, Any], ...]]:
    """Another product takes the place of the old one; a single figure or a word on it is added."""
    if _is_another(old, new):
        kept = {"condition": old["condition"]} if "condition" in old else {}
        return {**kept, **new}, deal.variants
    new = {key: value for key, value in new.items() if key not in {"name", "form"}} if "designer" in old else new
    if "tpp" in new or "tops" in new:
        old = {key: value for key, value in old.items() if key not in {"tpp", "tops"}}
    return {**old, **new}, tuple({**one, **new} for one in variants)


_FIGURES = {"tpp", "tops", "applicable_die_area_mm2", "memory_bandwidth_gb_s", "aggregate_io_gb_s", "process_nonplanar",
            "figures_per"}  # fmt: skip


def _is_another(old: dict[str, Any], new: dict[str, Any]) -> bool:
    """Does the turn name another item, and not only "units", a classification or a figure of the same?"""
    if "designer" in new or not old:
        return True
    if "name" in new:
        return not is_generic(str(new["name"]))
    if set(old) & {"tpp", "tops"} and set(new) <= _FIGURES:
        return False  # "if we cut TPP to 1500?": the same chip of ours with another figure
    return bool(set(new) & {"tpp", "tops"}) or ("eccn" in new and "designer" not in old)


def _chips_per_system(base: DealRead) -> int:
    """How many chips one of what the deal speaks of holds: 8 of an HGX, 1 of a card."""
    named = catalogue().lookup(str((base.words.get("item.name") or {}).get("text", "")) or "-")
    return named.system.chips_per_system if named is not None and named.system is not None else 1


def _quantity(facts: dict[str, Any], said: dict[str, Any], chips: int) -> None:
    """A new number replaces any bound; of a system it counts the chips inside."""
    bounds = ("quantity", "quantity_min", "quantity_max")
    if not set(bounds) & set(said):
        return
    for key in bounds:
        facts.pop(key, None)
        if isinstance(said.get(key), int):
            said[key] *= chips


def _uses(facts: dict[str, Any], said: dict[str, Any]) -> None:
    """Uses add up; a stated civil use answers an open one."""
    uses = said.pop("end_uses", None)
    if uses is None:
        return
    old = [use for use in facts.get("end_uses") or [] if use not in {"civil", "unknown"} or "civil" not in uses]
    merged = list(dict.fromkeys([*old, *uses]))
    facts["end_uses"] = [use for use in merged if use != "civil"] or merged


def _logged_into(facts: dict[str, Any], said: dict[str, Any]) -> None:
    """Goods that are exported stay so where somebody abroad logs into them: he is one who uses them."""
    if said.get("activity") != "remote_access" or not facts.get("destination"):
        return
    if facts.get("activity", "export") != "export":
        return
    del said["activity"]
    seats = {party.get("location") for party in said.get("parties", [])}
    if said.get("destination") in seats - {None}:
        del said["destination"]  # where he sits, and no place that the goods go to
    users = [{**party, "roles": ["tenant", "end_user"]} for party in said.pop("parties", [])]
    facts.setdefault("parties", []).extend(users or [{"roles": ["tenant", "end_user"]}])


def _settled(facts: dict[str, Any]) -> None:
    """A plain use that was told answers the open one, where nothing else is open about the use."""
    doubted = any(party.get("military_end_user", False) is None for party in facts.get("parties", []))
    if facts.get("end_uses") == ["unknown"] and not doubted and "onward_export" not in facts:
        facts["end_uses"] = ["civil"]


def _seat_of_owner(base: DealRead, facts: dict[str, Any], new: DealRead) -> None:
    """ "Chinese-owned", and then "if the parent were Malaysian?": the seat that only followed from the owner falls."""
    at = main_party(facts)
    word = str((base.words.get(f"parties[{at}].headquarters") or {}).get("text", ""))
    before, after = (look(known, f"parties[{at}]") or {} for known in (base.facts, facts))
    told = any("headquarters" in party for party in new.facts.get("parties", ()))
    told = told or before.get("location") == before.get("headquarters")  # it may well sit where it is
    if told or not re.search(r"(?i)[- ](?:owned|held|controlled|backed)$", word) or "name" in after:
        return
    above = [(party.get("ultimate_parent") or {}).get("headquarters") for party in (before, after)]
    if above[0] != above[1] and after.get("headquarters") == before.get("headquarters") == above[0]:
        after.pop("headquarters", None)


_PEOPLE = re.compile(
    r"(?i)\b(?:colleagues?|engineers?|employees?|students?|researchers?|interns?|developers?|persons?|people|nationals?"
    r"|citizens?|contractors?|postdocs?|candidates?|wife|husband|spouse|brother|sister|friend|assistant"
    r"|scientists?|technicians?|visitors?|passport|he|she|him|her)\b"
)


_AT_HOME = re.compile(  # "he has a green card since March"
    r"(?i)^\W*(?:(?:ok|well|but|and|actually|yes|good news|sorry)\b\W*)*(?:he|she|they|the (?:engineer|employee"
    r"|researcher|scholar|student"
    r"|colleague|developer|postdoc))(?: (?:has|holds|got|has had|has got)(?: had)?(?: an?| his| her"
    r"| their)? (?:valid )?(?:US |U\.S\. )?"
    r"(?:green card|permanent residen(?:cy|ce))|(?:['’]s| is) (?:an? |already )*(?:US |U\.S\. |lawful "
    r"|legal )*(?:permanent resident"
    r"|citizen(?= of the (?:US|United States))))(?: of the (?:US|United States))?(?: (?:since|for"
    r"|from) [\w ]{2,20})?(?: already| now)?\W*$"
)


def _person(facts: dict[str, Any], said: dict[str, Any], text: str) -> None:
    """ "And his Iranian colleague?" of a release: to somebody of another country."""
    if "person_country" in (facts.get("release") or {}) and "release" not in said and _AT_HOME.match(text):
        facts["release"] = {**facts["release"], "person_country": "US"}  # as one who lives here for good counts
        return
    if "person_country" not in (facts.get("release") or {}) or "release" in said or not _PEOPLE.search(text):
        return
    codes = {code for find in spot_demonyms(text) if (code := country(find)) is not None}
    if len(codes) == 1:
        facts["release"] = {**facts["release"], "person_country": codes.pop()}
        said.pop("destination", None)


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


_UNSIGNED = re.compile(r"(?i)\b(?:not|never)\b[^.;,!?]{0,20}\b(?:signed|dated)\b|n['’]t[^.;,!?]{0,20}\b(?:signed"
    r"|dated)\b|\bunsigned\b"
                       r"|\b(?:withdr[ae]w\w*|revoked|expired|took back|taken back)\b")  # fmt: skip


def _unsigned(facts: dict[str, Any], text: str) -> None:
    """ "Not signed yet though": the statement of a party on the Unverified List is not there after all."""
    for party in facts.get("parties", []):
        if party.get("uvl_statement") is True and _UNSIGNED.search(text):
            party["uvl_statement"] = False


def _shares(facts: dict[str, Any]) -> list[dict[str, Any]]:
    """The owners of whom a share was told."""
    return [owner for party in facts.get("parties", []) for owner in party.get("owners") or ()
            if {"percent", "percent_min"} & set(owner)]  # fmt: skip


_WHOLE = 100  # percent


def _share(facts: dict[str, Any], new: DealRead, text: str) -> None:
    """ "Only 15 %" is the share of the one owner spoken of."""
    bare = ONLY_A_NUMBER.match(text) if "quantity" not in new.facts and "quantity" not in facts else None
    said = _SHARE.match(text) or bare
    owners = _shares(facts)
    told = any("owners" in party for party in new.facts.get("parties", [])) or "content" in new.facts
    if said is not None and len(owners) == 1 and not told:
        number = float((said["n"] if said is bare else said[1]).replace(",", "."))
        if number > _WHOLE:
            return
        owners[0]["percent" if "percent" in owners[0] else "percent_min"] = (
            int(number) if number.is_integer() else number
        )


def _merged(old: Any, new: Any) -> Any:
    if isinstance(old, dict) and isinstance(new, dict):
        return {**old, **{key: _merged(old.get(key), value) for key, value in new.items()}}
    return new

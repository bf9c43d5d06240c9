"""What a turn changed against the one before, and how the verdict moved with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from assistant.decide import Decided
from assistant.reading.understood import Understood
from assistant.render.words import fact, leaves, value
from assistant.wording import flag_called, party_called, plain_name, result, wording

MOST = 6  # changed facts that are told one by one
_OF_ITEM = re.compile(r"^item(?:\.|$)")
_OF_PARTY = re.compile(r"^parties\[(\d+)\]\.(?=.)")
_OF_FLAG = re.compile(r"^red_flags\[(\d+)\]")


def moved(understood: Understood, decided: Decided) -> Iterator[str]:
    """The facts that changed, each with its new value, then where the verdict went."""
    if understood.before is None:
        return
    words = wording("moved")
    dated = decided.facts.get("date") != understood.before["facts"].get("date") and "date" not in understood.changed
    changed = (*understood.changed, "date") if dated else understood.changed
    told = list(dict.fromkeys(_told(changed, understood.before["facts"], decided.facts)))
    if told:
        more = words["more"].format(count=len(told) - MOST) if len(told) > MOST else ""
        yield words["changed"].format(facts="; ".join(told[:MOST])) + more
    elif understood.changed:
        yield words["changed"].format(facts=words["listings"])
    verdict = understood.before["verdict"]
    was = result(verdict["outcome"], verdict.get("review_policy"))
    now = result(decided.verdict.outcome, decided.verdict.review_policy)
    if was != now:
        yield words["verdict"].format(was=was, now=now)
    elif understood.changed:
        yield words["same"].format(now=now)


def _told(changed: tuple[str, ...], before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    """Each changed fact in words; of an item its name, and a buyer's place goes with the destination."""
    held, was = _facts(now), _facts(before)
    if any(_OF_ITEM.match(path) for path in changed):
        yield _step(fact("item.name"), _item(before), _item(now))
    for path in changed:
        if _OF_ITEM.match(path) or "listings" in path:
            continue
        if (party := _OF_PARTY.match(path)) and (whole := _party(int(party[1]), before, now)) is not None:
            yield from whole
            continue
        if path.startswith("dd."):
            given = [key for key, said in (now.get("dd") or {}).items() if said is True]
            yield str(wording("moved")["papers"]).format(given=", ".join(given) or "none")
            continue
        if flag := _OF_FLAG.match(path):
            yield _flag(int(flag[1]), now)
            continue
        if path.endswith("].location") and "destination" in changed and held.get(path) == held.get("destination"):
            continue
        yield _step(_named(path, now if path in held else before), _said(path, was), _said(path, held))


def _party(index: int, before: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[str, ...] | None:
    """A party that came to the deal or left it, in one piece; None where it was part of it before and still is."""
    was, is_ = before.get("parties") or (), now.get("parties") or ()
    words = wording("moved")
    if index >= len(is_):
        return (str(words["party_gone"]).format(who=_who(before, index)),)
    if index < len(was) or not was:
        return None
    seats = [f"{fact(f'parties[0].{key}').partition(': ')[2]} {plain_name(value(key, is_[index][key]))}"
             for key in ("location", "headquarters") if is_[index].get(key)]  # fmt: skip
    told = f" ({', '.join(seats)})" if seats else ""
    return (str(words["party_new"]).format(who=_who(now, index) + told),)


def _who(facts: Mapping[str, Any], index: int) -> str:
    who = party_called(facts, index)
    return plain_name(who[:1].upper() + who[1:])


def _named(path: str, facts: Mapping[str, Any]) -> str:
    """What a fact is called; of a party with what the party is to the deal ("The buyer: headquarters")."""
    found, parties = _OF_PARTY.match(path), facts.get("parties") or ()
    if found is None or int(found[1]) >= len(parties):
        return fact(path)
    return f"{_who(facts, int(found[1]))}: {fact(path).partition(': ')[2]}"


def _flag(index: int, facts: Mapping[str, Any]) -> str:
    """A red flag that was raised or resolved; each is told once."""
    words, flags = wording("moved"), facts.get("red_flags") or ()
    if index >= len(flags):
        return str(words["flags_gone"])
    one = flags[index]
    name = flag_called(one).removeprefix("the ")
    return str(
        words["flag_resolved" if one.get("resolved") is True else "flag_open"].format(flag=name[:1].upper() + name[1:])
    )


def _facts(facts: Mapping[str, Any]) -> Mapping[str, Any]:
    return dict(leaves(facts, frozenset({"words", "as_of", "listings"})))


def _item(facts: Mapping[str, Any]) -> str | None:
    item = facts.get("item")
    return plain_name(item.get("name") or item.get("eccn") or wording("moved")["figures"]) if item else None


def _said(path: str, facts: Mapping[str, Any]) -> str | None:
    return plain_name(value(path, facts[path])) if path in facts else None


def _step(name: str, was: str | None, now: str | None) -> str:
    words = wording("moved")
    if now is None:
        return f"{name}: {words['gone']}"
    return f"{name}: {now}" if was is None or was == now else f"{name}: {words['step'].format(was=was, now=now)}"

"""The words of answers: what wording.yaml says, and how parties, places, items and results are called in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from rules.figures import number
from rules.law import read_yaml
from rules.proof import Outcome, Policy
from rules.questions import country_names

FILE = Path(__file__).with_name("wording.yaml")
LONGEST_NAME = 80
_MARKUP = re.compile(r"[\s*_`#<>\[\]|\\]+")
_UNIT = re.compile(r"\[\d+\]")


@cache
def wording(section: str) -> Mapping[str, Any]:
    """One section of wording.yaml."""
    content: Mapping[str, Any] = read_yaml(FILE)[section]
    return content


def plain_name(name: object) -> str:
    """A name that somebody typed, on one line and without markup, so that it can pose as nothing else."""
    return without_markup(name)[:LONGEST_NAME]


def without_markup(text: object) -> str:
    """A text that holds other people's words, on one line and without markup or marks."""
    return _MARKUP.sub(" ", str(text)).strip()


def place(code: object) -> str:
    """A country as answers write it: spelled out."""
    return country_names().get(str(code), str(code)) if code else "the destination"


def sentence(text: str, marks: str = "") -> str:
    """A sentence with a capital and its marks before the full stop."""
    text = text[:1].upper() + text[1:]
    if not marks:
        return text
    head, stop = (text[:-1], text[-1]) if text[-1:] in ".:?" else (text, "")
    return f"{head} {marks}{stop}"


def item_called(facts: Mapping[str, Any]) -> str:
    """The item by its name, else by its form."""
    item = facts.get("item") or {}
    if item.get("form") == "weights":
        return "the set of model weights"
    if item.get("name"):
        return f"the {plain_name(item['name'])}"
    return "the " + {"other": "item"}.get(str(item.get("form")), str(item.get("form") or "item")).replace("_", " ")


def party_called(facts: Mapping[str, Any], index: int) -> str:
    """A party by its name, else by what it is to the deal."""
    parties = facts.get("parties") or []
    if index >= len(parties):
        return "the buyer"
    party = parties[index]
    if party.get("name"):
        return plain_name(party["name"])
    roles = party.get("roles") or []
    if len(parties) == 1 or not roles or {"purchaser", "end_user"} & set(roles) == {"purchaser", "end_user"}:
        return "the buyer"
    return "the " + str(roles[-1]).replace("_", " ").replace("unknown", "other party")


def flag_called(flag: Mapping[str, Any]) -> str:
    """A red flag by its number in Supp. No. 3 to part 732, else by what it is about."""
    name = str(flag["id"])
    return f"red flag {name}" if name.isdigit() else f'the red flag "{name.replace("_", " ")}"'


def result(outcome: Outcome, policy: Policy | None = None, *, code: str | None = None) -> str:
    """An outcome within a sentence, with its review policy."""
    said: str = wording("short")[outcome]
    if code and outcome == "license_exception":
        said = f"license exception {code} covers it"
    return f"{said} ({wording('short_policies')[policy]})" if policy and outcome != "needs_facts" else said


def results(outcomes: tuple[Outcome, ...]) -> str:
    """Several outcomes, "a, b or c"."""
    names = [result(outcome) for outcome in outcomes]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def figure(value: object, places: int | None = None) -> str:
    """A figure as people write it; rounded only where `places` says so."""
    exact = Decimal(str(value))
    if places is not None and exact != exact.to_integral_value():
        exact = round(exact, places)
    return number(exact)


def shape(path: str) -> str:
    """A path of facts without its indexes."""
    return _UNIT.sub("", path).removeprefix("parties.")


def rule_sentence(rule: str, holds: bool | None) -> str | None:
    """What a step says when it came out so; None where that is not worth a sentence. A family of rules shares words."""
    rules = wording("rules")
    said: Mapping[str, str] = rules.get(rule) or rules.get(rule.rpartition(".")[0]) or {}
    return said.get({True: "yes", False: "no", None: "open"}[holds])

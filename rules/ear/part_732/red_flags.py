"""Red flags: the signs that are stated, and those that stated facts themselves show.

15 CFR Part 732, Supp. No. 3, with its paragraphs (a)(2) and (a)(3) on the duty to inquire, and BIS's guidance on
diversion of May 2025. A flag that is open turns a clearance into a question, never a license requirement into one.
A fact that a rule takes as its test raises no flag of its own; where the sign is shown all the same, that rule asks.
Not modelled: signs that no fact tells (routes, quantities, payment): they have to be stated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rules.facts import Facts, Party
from rules.law import Figure, Law, topics_of

DUTY = ("15 CFR Part 732, Supp. No. 3", "15 CFR Part 732, Supp. No. 3(a)(2)", "15 CFR Part 732, Supp. No. 3(a)(3)")
NUMBER = re.compile(r"(?:rf|red[ _-]?flag|no\.?|number)?[ _-]*0*(\d+)")
FORWARDING = frozenset({"forwarder", "broker", "free_port"})
CARRYING = frozenset({"forwarder", "carrier"})
USING = frozenset({"end_user", "tenant"})
CLOUD = frozenset({"remote_access", "service"})


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign of diversion: what it is called, the fact that shows it, and whether it is resolved.

    `asked`: the gate of the flags asks about it; else the rule does that takes the fact as its test.
    `advanced`: it counts for advanced computing items alone.
    """

    id: str
    fact: str
    resolved: bool
    asked: bool = True
    advanced: bool = False

    @property
    def key(self) -> str:
        """Where the deal keeps whether it is resolved."""
        return f"{self.fact}.resolved" if self.fact.startswith("red_flags[") else f"red_flags#{self.id}"


def signs(facts: Facts, law: Law) -> tuple[Sign, ...]:
    """Every sign in the facts: the stated ones, then those that other facts show and nobody stated."""
    stated = [
        Sign(canonical(flag.id), f"red_flags[{index}]", flag.resolved is True)
        for index, flag in enumerate(facts.red_flags or ())
    ]
    told = {sign.id for sign in stated}
    return (*stated, *(sign for sign in _shown(facts, law) if sign.id not in told))


def canonical(flag: str | int | None) -> str:
    """The number, or the key of the guidance, however it was written: 9, "9", "RF 09" and "Red flag 9" are one.

    >>> canonical("Red flag 09"), canonical(9), canonical("Below threshold")
    ('9', '9', 'below_threshold')
    """
    text = str(flag or "unnamed").strip().lower()
    number = NUMBER.fullmatch(text)
    return number[1] if number else re.sub(r"[^a-z0-9]+", "_", text).strip("_") or "unnamed"


def described(flag: str, law: Law) -> tuple[str, Figure] | None:
    """The sign in own words and its entry of the day; None for one that no text modelled here has."""
    for section in ("supp_3", "guidance"):
        topic = topics_of("red_flags").get(f"red_flags.{section}.{flag}")
        if topic is not None:
            return topic.means, law.figure(topic.id)
    return None


def _shown(facts: Facts, law: Law) -> Iterator[Sign]:
    """Signs that facts say by themselves."""
    yield from _forwarder(facts)
    yield from _foundry_order(facts, law)
    yield from _equipment(facts, law)
    yield from _training(facts, law)
    yield from _owner(facts, law)
    if facts.end_user_statement is False and law.figure("red_flags.guidance.end_use_unsigned").value is not None:
        yield Sign("end_use_unsigned", "end_user_statement", False, advanced=True)
    if facts.exporter is not None and "self_blinding" in (facts.exporter.knowledge or ()):
        yield Sign("self_blinding", "exporter.knowledge", False, asked=False)  # the gate reads the knowledge itself


def _forwarder(facts: Facts) -> Iterator[Sign]:
    """Red Flag 9: a forwarder, and nobody who uses the item. Who uses it is asked by the end user's gate."""
    parties = facts.parties or ()
    if any(USING & set(party.roles or ()) and not _forwards(party) for party in parties):
        return
    for index, party in enumerate(parties):
        last = len(parties) == 1 or {"ultimate_consignee", "end_user"} & set(party.roles or ())
        if last and _forwards(party):
            yield Sign("9", f"parties[{index}].{'kind' if party.kind in FORWARDING else 'roles'}", False, asked=False)


def _forwards(party: Party) -> bool:
    return party.kind in FORWARDING or (bool(party.roles) and set(party.roles or ()) <= CARRYING)


def _foundry_order(facts: Facts, law: Law) -> Iterator[Sign]:
    """Red Flag 19: many transistors and memory, for a company of Macau or D:5."""
    line, foundry = law.figure("red_flags.lines.transistors").value, facts.foundry
    if line is None or foundry is None or foundry.has_hbm is not True or facts.exporter is None:
        return
    if "fabricator" not in {facts.exporter.role, facts.exporter.kind}:
        return
    seats = [facts.item.designer_headquarters] if facts.item is not None else []
    for party in facts.parties or ():
        seats += [party.headquarters, party.ultimate_parent.headquarters if party.ultimate_parent else None]
    if foundry.transistors is not None and foundry.transistors >= line and set(seats) & law.d5m:
        yield Sign("19", "foundry.transistors", False)


def _equipment(facts: Facts, law: Law) -> Iterator[Sign]:
    """Red Flags 20 and 26: tools for advanced nodes in a mature fab; any circuit in equipment made abroad."""
    entry = (facts.item.eccn or "").upper().removeprefix("ECCN").strip() if facts.item is not None else ""
    tools, group = law.figure("red_flags.lines.advanced_tools").value, law.figure("red_flags.lines.equipment").value
    mature = facts.fab is not None and facts.fab.advanced_node is False
    if tools and mature and entry.startswith(tools):
        yield Sign("20", "fab.advanced_node", False)
    made = facts.content
    spoken = made is not None and "contains_us_ic" in made.model_fields_set and made.contains_us_ic is not False
    abroad = made is not None and made.made_in is not None and law.row(made.made_in) != "US"
    if group and entry.startswith(group) and abroad and spoken:
        yield Sign("26", "content.contains_us_ic", False)


def _training(facts: Facts, law: Law) -> Iterator[Sign]:
    """Red Flag 28: a provider trains a model of the size of the entry on weights, for an entity of elsewhere."""
    line, training = law.figure("red_flags.lines.training").value, facts.training
    if line is None or training is None or training.operations is None or training.for_headquarters is None:
        return
    role = facts.exporter.role if facts.exporter is not None else None
    provider = role == "iaas_provider" or facts.activity in CLOUD
    elsewhere = training.for_headquarters not in law.places("red_flags.lines.training_at_home")
    if provider and elsewhere and training.operations >= line:
        yield Sign("28", "training.operations", False)


def _owner(facts: Facts, law: Law) -> Iterator[Sign]:
    """Red Flag 29: a listed owner whose share nobody stated. The rule on owners asks for the share."""
    if law.figure("red_flags.supp_3.29").value is None:
        return
    for at, party in enumerate(facts.parties or ()):
        for index, owner in enumerate(party.owners or ()):
            listed = any(
                one.list in {"entity_list", "meu_list"} and one.state != "ruled_out" for one in owner.listings or ()
            )
            if listed and owner.percent is None and owner.percent_min is None and owner.percent_max is None:
                yield Sign("29", f"parties[{at}].owners[{index}].percent", False, asked=False)

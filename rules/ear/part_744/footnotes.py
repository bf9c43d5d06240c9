"""License requirements for foreign-made items for footnoted entities: 15 CFR 744.11(a)(2).

(i) footnote 1: every exception of part 740 is open for what only 734.9(e)(1) brings in. (iii) footnote 3:
746.8(a)(3). (iv) footnote 4: no exception. (v) footnote 5: the rows of matrix.py instead of the entry,
for what only 734.9(e)(3) or 734.4(a)(9) bring in. Everything else is 744.11(a) itself.
"""

from __future__ import annotations

from rules.deal import Deal
from rules.ear.part_734.doors import TELECOM_ONLY, TOOLS_ONLY, Doors, examine
from rules.ear.part_744 import entity_list, footnoted, matrix
from rules.ear.part_774.advanced_computing import Class
from rules.ear.requirement import LIST_BASED, Requirement
from rules.proof import Policy, step
from rules.truth import Truth, any_of

ENTITY_LIST = "part_744.entity_list"
PARAGRAPHS = {
    footnoted.TELECOM: "15 CFR 744.11(a)(2)(i)",
    footnoted.FORCES: "15 CFR 744.11(a)(2)(iii)",
    footnoted.CHIPS: "15 CFR 744.11(a)(2)(iv)",
}


def settled(deal: Deal, found: Class, by_list: tuple[Requirement, ...]) -> tuple[Requirement, ...]:
    """What the lists ask for, for an item made abroad, with what the footnotes add or take away."""
    doors = examine(deal)
    own = [_by_door(deal, doors, footnote) for footnote in PARAGRAPHS]
    return (*(_narrowed(deal, doors, one) for one in by_list), *own, tools(deal, found))


def _by_door(deal: Deal, doors: Doors, footnote: str) -> Requirement:
    """Does the rule for this footnote reach the item, so that it needs a license?"""
    door = next((one for one in doors.steps if one.rule.endswith(footnote)), None)
    holds = Truth.NO if door is None else door.holds
    held = step(
        deal,
        f"part_744.{footnote}",
        f"Does the item need a license for a {footnote.replace('_', ' ')} entity?",
        holds,
        "a license is required",
        cites=(PARAGRAPHS[footnote],),
    )
    if door is not None and holds is not Truth.NO:
        held.used, held.asks = dict(door.used), door.asks
    lifted = LIST_BASED if footnote == footnoted.TELECOM else frozenset[str]()
    policy: Policy = "policy_of_denial" if footnote == footnoted.FORCES else _policy(deal, footnote)
    return Requirement(held, "end_user", policy, lifted)


def _policy(deal: Deal, footnote: str) -> Policy:
    return entity_list.policy(deal, [key for key, _ in footnoted.entries(deal, footnote)])


def tools(deal: Deal, found: Class) -> Requirement:
    """(v): is a row of the matrix met for a tool that these two paragraphs bring in?"""
    opened = [one for one in examine(deal).steps if one.rule in TOOLS_ONLY and one.holds is not Truth.NO]
    holds = any_of(one.holds for one in opened)
    if holds is not Truth.NO:
        holds &= matrix.asks_for_license(deal, found)
    held = step(
        deal,
        "part_744.footnote_5",
        "Does the tool need a license for a footnote 5 entity or an advanced-node facility?",
        holds,
        "a license is required",
        (deal.law.figure("footnotes.allies"),),
        ("15 CFR 744.11(a)(2)(v)",),
    )
    if holds is Truth.UNKNOWN:
        held.asks += tuple(ask for one in opened for ask in one.asks)
    return Requirement(held, "end_user", _policy(deal, footnoted.TOOLS))


def _narrowed(deal: Deal, doors: Doors, one: Requirement) -> Requirement:
    """The entry of a listed party, where only a footnote rule brings the item under the EAR."""
    if one.step.rule != ENTITY_LIST or one.holds is Truth.NO:
        return one
    if _all_carry(deal, footnoted.TELECOM) and doors.besides(TELECOM_ONLY) is Truth.NO:
        return Requirement(one.step, one.reason, one.policy, LIST_BASED)
    if not _all_carry(deal, footnoted.TOOLS):
        return one
    broad = doors.besides(TOOLS_ONLY)
    if broad is Truth.YES:
        return one
    held = one.step
    asks = tuple(ask for door in doors.steps if door.rule not in TOOLS_ONLY for ask in door.asks)
    held = step(
        deal,
        ENTITY_LIST,
        "Is a party on the Entity List, and the item under the EAR on more than its footnote 5?",
        one.holds & broad,
        one.step.follows,
        cites=(*one.step.own_cites, "15 CFR 744.11(a)(2)(v)"),
    )
    held.used, held.asks = dict(one.step.used), (*one.step.asks, *asks)
    return Requirement(held, one.reason, one.policy, one.lifted_by)


def _all_carry(deal: Deal, footnote: str) -> bool:
    """Does every entry that counts carry this footnote?"""
    keys = footnoted.entity_entries(deal)
    return bool(keys) and all(footnoted.carries(deal, key, footnote) is Truth.YES for key in keys)


def only_by_tools(deal: Deal, found: Class) -> bool:
    """Do only these two paragraphs bring the tool in, so that its own license requirement stands in (v) alone?"""
    doors = examine(deal)
    return doors.besides(TOOLS_ONLY) is Truth.NO and doors.subject is not Truth.NO

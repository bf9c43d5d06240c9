"""Absolute bars: General Prohibitions Four and Ten.

15 CFR 736.2(b)(4): denial orders. 15 CFR 736.2(b)(10): knowledge of a violation, with BIS's guidance
of 2025-05-13 that 3A090 chips designed by Chinese companies are presumed to have been made in breach.
"""

from __future__ import annotations

from rules.deal import Deal
from rules.ear.part_744.listed_parties import entries
from rules.ear.part_774.advanced_computing import Class
from rules.ear.part_774.foundry import MAKERS
from rules.proof import Step, step
from rules.truth import Truth, any_of

KNOWN = tuple(
    f"exporter.knowledge#{kind}" for kind in ("past_violation", "intended_violation", "evasion", "letter_revoked")
)


def denied_person(deal: Deal) -> Step:
    """Is a party a denied person?"""
    tests = []
    for party in (f"parties[{index}]" for index in range(deal.parties)):  # buying from one is barred too
        tests += [holds for _, holds in entries(deal, party, "denied_persons")]
    return step(
        deal,
        "part_736.general_prohibition_4",
        "Is a party a denied person?",
        any_of(tests),
        "no one may take part, license or not",
        cites=("15 CFR 736.2(b)(4)",),
    )


def knowledge_of_violation(deal: Deal, found: Class) -> Step:
    """Is it known that a violation has occurred or will, or presumed by BIS for this chip?"""
    figure = deal.law.figure("general_prohibitions.presumed_unlawful")
    holds = any_of(map(deal.yes, KNOWN)) | ~deal.yes("supply_history_lawful")
    cites: tuple[str, ...] = ("15 CFR 736.2(b)(10)",)
    if found.goods and figure.value:
        designer = deal.place_in("item.designer_headquarters", frozenset(figure.value))
        if designer is not Truth.NO and not _is_maker(deal):
            # BIS tolerates buying a few only to analyze them: a described use is asked about, never taken for it
            holds |= designer & found.advanced & ~(deal.yes("license_held") | deal.yes("license_held#analysis"))
            cites = (*cites, "BIS guidance 2025-05-13")
    return step(
        deal,
        "part_736.general_prohibition_10",
        "Is it known, or presumed by BIS, that a violation has occurred or is about to?",
        holds,
        "nothing may be done with the item",
        cites=cites,
    )


def _is_maker(deal: Deal) -> bool:
    """A foundry or packaging house, whose own chips the guidance does not presume unlawful."""
    return deal.get("exporter.role") in MAKERS or deal.look("exporter.kind") in MAKERS

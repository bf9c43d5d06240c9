"""Development and production of chip-making equipment and its parts.

15 CFR 744.23(a)(4)(i), directly to or within Macau or D:5, and (ii), anywhere, for equipment that their companies
develop or produce. Items on the Commerce Control List only. The equipment is named by no fact, so the entries that
(i) leaves out are not told apart; General Order No. 4 is not modelled (both stricter).
"""

from __future__ import annotations

from rules.deal import Deal
from rules.ear.part_744.chips import places, policy
from rules.ear.part_744.items import on_commerce_control_list
from rules.ear.part_744.military import ONLY_GOV
from rules.ear.requirement import Requirement
from rules.ear.seats import of_d5m
from rules.proof import step
from rules.truth import Truth


def direct(deal: Deal) -> Requirement:
    """Is it an item of the list, to or within Macau or D:5, for developing or producing chip-making equipment?"""
    figure = deal.law.figure("chip_equipment.places")
    use = Truth.NO
    if figure.value is not None:
        use = deal.place_in("destination", places(deal, figure.id))
    if use is not Truth.NO:
        use &= deal.yes("end_uses#sme")
    if use is not Truth.NO:
        use &= on_commerce_control_list(deal)
    viewed = policy(deal) if use is not Truth.NO else None
    held = step(
        deal,
        "part_744.chip_equipment.direct",
        "Is it for developing or producing chip-making equipment in Macau or Country Group D:5?",
        use,
        "a license is required, no exception but GOV",
        (figure,),
        ("15 CFR 744.23(a)(4)",),
    )
    return Requirement(held, "end_use", viewed, ONLY_GOV)


def indirect(deal: Deal) -> Requirement:
    """Is it for foreign-made chip-making equipment that a company of Macau or D:5 develops or produces?"""
    figure = deal.law.figure("chip_equipment.indirect")
    use = Truth.NO
    if figure.value is not None:
        use = deal.yes("end_uses#sme")
        if use is not Truth.NO:
            use &= on_commerce_control_list(deal)
        if use is not Truth.NO:
            use &= of_d5m(deal)
    viewed = policy(deal) if use is not Truth.NO else None
    held = step(
        deal,
        "part_744.chip_equipment.indirect",
        "Is it for chip-making equipment that a company of Macau or Country Group D:5 develops or produces?",
        use,
        "a license is required, no exception but GOV",
        (figure,),
        ("15 CFR 744.23(a)(4)",),
    )
    return Requirement(held, "end_use", viewed, ONLY_GOV)

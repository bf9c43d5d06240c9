"""What the limbs of 744.23 have in common: where, which exceptions, how an application is viewed.

15 CFR 744.23(c) and (d). The places were China, then Macau too, then Macau and Country Group D:5. Not modelled:
(d)(3)(ii), a free foreign item that does the same.
"""

from __future__ import annotations

from decimal import Decimal

from rules.deal import Deal, Open
from rules.ear.seats import of_d5m, served, wholly_seated_in
from rules.proof import Policy
from rules.truth import Truth, all_of

POD: Policy = "presumption_of_denial"
GROUPED = "d5m"
WHOLE = Decimal(100)


def places(deal: Deal, name: str) -> frozenset[str]:
    """The places of one limb on this day; none where it was not in force."""
    value = deal.law.figure(name).value
    return deal.law.d5m if value == GROUPED else frozenset(value or ())


def stands_in(deal: Deal, key: str, countries: frozenset[str]) -> Truth:
    """Does the machine or fab stand there: where it is said to, else where the item goes?"""
    return deal.place_in(key if deal.look(key) is not None else "destination", countries)


def _owned_from_d5m(deal: Deal, party: str) -> bool:
    """May owners of Macau or D:5 hold the majority? A share that nobody states counts whole, the stricter side."""
    shares = [
        deal.look(f"{owner}.percent")
        for owner in deal.look(f"{party}.owners#tree")
        if deal.law.row(deal.look(f"{owner}.headquarters") or "") in deal.law.d5m
    ]
    most = sum((WHOLE if share.high is None else share.high) if isinstance(share, Open) else share for share in shares)
    return bool(most > WHOLE / 2)


def policy(deal: Deal) -> Policy:
    """(d): denial, approval for end users of the US, A:5 and A:6, case by case where no such place is touched."""
    friendly = deal.law.a5_a6 | {"US"}
    spared: Policy = deal.law.figure("chips.friendly_policy").value
    seated = [wholly_seated_in(deal, party, friendly) for party in served(deal)]
    if all_of(seated) is Truth.YES and not any(_owned_from_d5m(deal, party) for party in served(deal)):
        return spared
    elsewhere: Policy = deal.law.figure("chips.elsewhere_policy").value
    touched = deal.place_in("destination", deal.law.d5m)
    touched = touched if touched is Truth.YES else touched | of_d5m(deal)
    return elsewhere if touched is Truth.NO else POD

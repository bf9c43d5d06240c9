"""What the item is: a commodity by its figures, software and technology by what they are for, weights by operations.

15 CFR Part 774, Supp. No. 1.
"""

from __future__ import annotations

from rules.deal import Deal
from rules.ear.part_774 import advanced_computing, eccn_4e091, software_technology
from rules.ear.part_774.advanced_computing import Class


def classify(deal: Deal) -> Class:
    """The class of the item, worked out once for deals that differ in other facts only."""
    found: Class = deal.recall("class", _classify) if deal.settled is None else deal.settled.result
    return found


def settled(deal: Deal) -> Class:
    """The class of the item; where nothing of it is open, every further question rests on it, not on its figures."""
    found = classify(deal)
    if deal.settled is None and found.closed:
        deal.settle("class")
    return found


def _classify(deal: Deal) -> Class:
    if not software_technology.is_data(deal):
        return advanced_computing.classify(deal)
    if eccn_4e091.are_weights(deal):
        return eccn_4e091.classify(deal)
    return software_technology.classify(deal)

"""A distributor between the seller and its client stays in the deal when a later turn tells who the client is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_RESELLS = r"(?:distributors?|resellers?|dealers?|middle ?m[ae]n|integrators?|traders?|intermediar(?:y|ies))"
_THE_CLIENT = re.compile(  # "the client is a bank": of the one behind the distributor
    r"(?i)\b(?:(?:the|their|its|his|our|that) )?(?:actual |real |final |ultimate |end[- ])?(?:clients?|customers?"
    r"|users?|end[- ]users?)(?: \w+)? ?(?:is|are|will be|would be|turns out|[:=]|['’]s)"
)
_LEFT_OUT = re.compile(
    rf"(?i)\b(?:no|without|not (?:via|through)) (?:(?:a|an|any|the|our|their|this|that) )?{_RESELLS}"
    r"(?=\s*(?:$|[.,;!]|(?:is |are )?(?:involved|between|in between|in the middle|any ?more|at all)\b))"
)


def with_the_distributor(base: Mapping[str, Any], facts: dict[str, Any], text: str) -> dict[str, Any]:
    """The facts of a turn with the distributor of the deal before, where the turn only tells who its client is.

    Told that there is none, it is gone; whatever else is said of the parties stands.
    """
    parties = facts.get("parties") or []
    between = [one for one in base.get("parties") or () if one.get("kind") == "distributor"]
    if not between or not parties:
        return facts
    if _LEFT_OUT.search(text):
        kept = [one for one in parties if one.get("kind") != "distributor"]
        return {**facts, "parties": kept} if kept else facts
    if not _THE_CLIENT.search(text) or any(one.get("kind") == "distributor" for one in parties):
        return facts
    bought = [{**one, "roles": ["purchaser", "intermediate_consignee"]} for one in between]
    return {**facts, "parties": [*parties, *bought]}

"""Turns that hold no deal: a bare product, a greeting, another law, a request to get around this one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from assistant.citations import Marks
from assistant.decide import decide
from assistant.explain import said
from assistant.ground import sentences
from assistant.phrase import classification
from assistant.reading.understood import DealRead, Understood
from assistant.wording import item_called, result, sentence, without_markup
from rules.errors import RulesError
from rules.proof import Verdict

BOYCOTT_CITES = ("15 CFR 760.2", "15 CFR 760.5")
EVASION_CITES = ("15 CFR 764.2(h)", "15 CFR 736.2(b)(10)", "15 CFR Part 732, Supp. No. 3")


def clarification(deals: tuple[DealRead, ...], as_of: dt.date, marks: Marks) -> tuple[str, dict[str, Any]]:
    """What the words hold so far, and what is missing to decide; nothing is cleared."""
    lines: list[str] = []
    facts: dict[str, Any] = {}
    for deal in deals:
        known, verdict = _classified(deal, as_of)
        if verdict is None:
            continue
        facts = facts or known
        lines.append(classification(known, verdict, marks) or said("unclassified").format(item=item_called(known)[4:]))
        lines += [f"{without_markup(note)[:1].upper()}{without_markup(note)[1:]}." for note in deal.notes]
    if not lines:
        return said("nothing"), facts
    return "\n\n".join([*lines, said("not_cleared")]), facts


def _classified(deal: DealRead, as_of: dt.date) -> tuple[dict[str, Any], Verdict | None]:
    """The item alone, put to the rule base for its class."""
    own = {**deal.facts, "words": deal.words} if deal.words else deal.facts
    try:
        return decide(own, as_of)
    except RulesError:
        return {}, None


def stands(verdict: Mapping[str, Any]) -> str:
    """What to say to thanks or a greeting after a deal: how that deal stands."""
    return said("stands").format(result=result(verdict["outcome"], verdict.get("review_policy")))


def out_of_scope(topic: str | None) -> str:
    """Whose law it is, and where to ask."""
    return f"{said('lead')} {said(topic if topic in {'itar', 'eu', 'customs', 'ofac', 'nuclear'} else 'other')}"


def of_the_desk(understood: Understood) -> str:
    """What the product is, how far it can be relied on, and what it has to be told, or how the last deal stands."""
    topic = understood.of_the_desk
    told = [] if topic in {None, "start", "anew"} else [said(str(topic))]
    if understood.before is not None and topic != "anew":
        return "\n\n".join([*told, stands(understood.before["verdict"])])
    return "\n\n".join([*told, f"{said('nothing')} {said('start')}"])


def antiboycott(as_of: dt.date, marks: Marks) -> str:
    """A boycott request is no question of licenses: it goes to the officer."""
    first, second = sentences(said("antiboycott"))
    return f"{sentence(first, marks.of(BOYCOTT_CITES, as_of))} {second}"


def evasion(as_of: dt.date, marks: Marks) -> str:
    """One refusing sentence with the red flag."""
    text = said("evasion")
    return f"{text.rstrip('.')} {marks.of(EVASION_CITES, as_of)}."

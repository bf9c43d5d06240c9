"""What reading a turn gives: deals as facts with the words they came from, and what is no deal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class DealRead:
    """One deal: bare facts as facts.md writes them (without `words`), and path → word beside them.

    `variants`: other item facts that the name may mean (a family of products, two sources that
    disagree); the asker decides all of them and only asks where they end differently.
    """

    label: str
    facts: dict[str, Any]
    words: dict[str, dict[str, Any]]
    as_of: dt.date | None = None  # the day the words ask about; a stated day of export is the fact `date`
    variants: tuple[dict[str, Any], ...] = ()
    not_understood: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()  # "understood as …", "read X as Y", units, two readings of a date
    during: tuple[dt.date, dt.date] | None = None  # first and last day, where a month or a year was said of the export


@dataclass(frozen=True, slots=True)
class Understood:
    """A turn as read. `kind` says what there is to do; `law_questions` stand beside any deals."""

    kind: Literal["deal", "law", "nothing", "out_of_scope", "evasion"]
    deals: tuple[DealRead, ...] = ()
    law_questions: tuple[str, ...] = ()
    language: str = "en"
    changed: tuple[str, ...] = field(default=())  # paths that this turn changed against the turn before
    out_of_scope: str | None = None  # "itar", "eu", "customs", "ofac", "nuclear", "antiboycott", "other"
    early: bool = False  # a deal dated before the modelled law
    fresh: bool = False  # a deal of its own, after others
    before: Mapping[str, Any] | None = None  # `facts` and `verdict`, as JSON, of the deal that this turn goes on about
    of_the_desk: str | None = (
        None  # "start", "anew", "about", "trust": a question about the product, no deal and no law
    )
    listings: tuple[str, ...] = ()  # names of whom it is asked whether they stand on a list

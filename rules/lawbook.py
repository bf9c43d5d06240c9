"""The rule base about itself: how current each paragraph is, and what changed between two days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from rules.base import plain
from rules.cite import Cite
from rules.errors import LawNotModelled
from rules.freshness import FRESH_DAYS, OLD_DAYS
from rules.law import EAR, FIRST_DAY, RULE_BASE, Figure, Topic, read_yaml, topics, verified_through
from rules.replay import amendments

Plain = dict[str, Any]


@cache
def coverage() -> Mapping[str, list[Plain]]:
    """coverage.yaml: what is modelled and what is not."""
    content: Mapping[str, list[Plain]] = read_yaml(EAR / "coverage.yaml")
    return content


def freshness(day: dt.date) -> tuple[int, str]:
    """Days since amendments were last looked for, and what that makes of the rule base."""
    gap = max((day - verified_through()).days, 0)
    return gap, "fresh" if gap <= FRESH_DAYS else ("ageing" if gap <= OLD_DAYS else "old")


def status(day: dt.date) -> Plain:
    """How current the rule base is on a day: per paragraph since when it is modelled, how far amendments were looked
    for, and of which date the newest text read is; what is not modelled; what is already known to change."""
    gap, state = freshness(day)
    return {
        "rule_base": RULE_BASE,
        "as_of": day,
        "modelled_from": FIRST_DAY,
        "verified_through": verified_through(),
        "gap_days": gap,
        "state": state,
        "stale": state != "fresh",
        "paragraphs": list(_paragraphs()),
        "not_modelled": coverage()["not_modelled"],
        "scheduled": _scheduled(day),
    }


def _paragraphs() -> Iterator[Plain]:
    known = [(Cite.parse(span.cite), topic) for topic in topics().values() for span in topic.spans]
    for row in coverage()["modelled"]:
        provision = Cite.parse(row["provision"])
        own = {topic.id: topic for cite, topic in known if provision.covers(cite) or cite.covers(provision)}
        texts = [topic.text_read for topic in own.values() if topic.text_read is not None]
        texts += [str(row["text_read"])] if "text_read" in row else []
        yield {
            "provision": row["provision"],
            "module": row["module"],
            "modelled_since": row["since"],
            "checked_through": min((_checked(topic) for topic in own.values()), default=verified_through()),
            "text_read": max(texts, default=None),
            "figures": sorted(own),
        }


def _checked(topic: Topic) -> dt.date:
    return topic.spans[-1].checked_through


def _scheduled(day: dt.date) -> list[Plain]:
    """What changes by itself after the day, by the texts at hand."""
    found: dict[tuple[dt.date, str], list[str]] = {}
    for topic in topics().values():
        for span in topic.spans:
            if span.effective_from > day:
                found.setdefault((span.effective_from, span.by), []).append(topic.id)
    return [
        {"effective": effective, "by": by, "what": amendments()[effective, by], "figures": sorted(ids)}
        for (effective, by), ids in sorted(found.items())
    ]


def diff(first: dt.date, last: dt.date) -> Plain:
    """Which figures, lists and rules are not the same on both days, with the documents that changed them.

    Raises LawNotModelled where a day lies before the first modelled one, or `last` before `first`.
    """
    if first < FIRST_DAY:
        raise LawNotModelled(f"from: the law is modelled from {FIRST_DAY} on, found {first}")
    if last < first:
        raise LawNotModelled(f"to: expected a day from {first} on, found {last}")
    figures: list[Plain] = []
    lists: list[Plain] = []
    moved: set[tuple[dt.date, str]] = set()
    for topic in topics().values():
        was, now = topic.on(first), topic.on(last)
        if was.value == now.value:
            continue
        spans = [span for span in topic.spans if first < span.effective_from <= last]
        moved |= {(span.effective_from, span.by) for span in spans}
        is_list = isinstance(was.value, tuple) or isinstance(now.value, tuple)
        (lists if is_list else figures).append(_changed(topic, was, now, spans, is_list))
    return {
        "from": first,
        "to": last,
        "amendments": [{"effective": day, "by": by, "what": amendments()[day, by]} for day, by in sorted(moved)],
        "figures": figures,
        "lists": lists,
        "rules": [
            {"provision": row["provision"], "module": row["module"], "modelled_since": row["since"]}
            for row in coverage()["modelled"]
            if first < row["since"] <= last
        ],
    }


def _changed(topic: Topic, was: Figure, now: Figure, spans: list[Figure], is_list: bool) -> Plain:
    found: Plain = {"id": topic.id, "means": topic.means}
    if is_list:
        before, after = was.value or (), now.value or ()
        found["added"] = plain([one for one in after if one not in before])
        found["removed"] = plain([one for one in before if one not in after])
    else:
        found |= {"unit": topic.unit, "was": plain(was.value), "now": plain(now.value)}
    found["cite"] = now.cite
    found["changes"] = [
        {"effective": span.effective_from, "by": span.by, "cite": span.cite, "unconfirmed": span.unconfirmed}
        for span in spans
    ]
    return found

"""The rule base about itself: status per paragraph, and what changed between two days."""

from __future__ import annotations

import datetime as dt

import pytest

from rules.errors import LawNotModelled
from rules.law import topics
from rules.lawbook import diff, status
from rules.replay import amendments


def test_status_says_for_each_paragraph_since_when_and_how_far_it_was_looked_at() -> None:
    found = status(dt.date(2026, 11, 25))
    assert (found["state"], found["gap_days"], found["stale"]) == ("ageing", 62, True)
    row = next(one for one in found["paragraphs"] if one["provision"] == "15 CFR 740.29")
    assert row["modelled_since"] == dt.date(2025, 1, 13)
    assert (row["checked_through"], row["text_read"]) == (dt.date(2026, 9, 24), "2026-09-24")
    scheduled = [(one["effective"], one["by"]) for one in found["scheduled"]]
    assert scheduled[:2] == [(dt.date(2027, 1, 1), "90 FR 5298"), (dt.date(2027, 4, 7), "91 FR 43034")]
    assert status(dt.date(2026, 10, 1))["state"] == "fresh"
    assert status(dt.date(2027, 3, 24))["state"] == "old"


def test_diff_names_figures_lists_and_documents() -> None:
    found = diff(dt.date(2026, 1, 14), dt.date(2026, 7, 10))
    gate = next(one for one in found["figures"] if one["id"] == "review_policy.case_by_case.tpp_below")
    assert (gate["was"], gate["now"]) == (None, 21000)
    assert gate["changes"][0]["by"] == "91 FR 1684"
    group = next(one for one in found["lists"] if one["id"] == "country_groups.d_4")
    assert (group["added"], group["removed"]) == ([], ["AE"])
    assert [one["by"] for one in found["amendments"]] == ["91 FR 1684", "91 FR 17851", "91 FR 43034"]


def test_a_rule_that_begins_between_the_days_is_named() -> None:
    found = diff(dt.date(2025, 1, 12), dt.date(2025, 1, 13))
    assert {"15 CFR 740.27", "15 CFR 740.28", "15 CFR 740.29"} <= {one["provision"] for one in found["rules"]}
    assert diff(dt.date(2024, 7, 1), dt.date(2024, 7, 2))["figures"] == []


def test_nothing_changes_between_a_day_and_itself_and_backwards_is_refused() -> None:
    day = dt.date(2025, 1, 13)
    same = diff(day, day)
    assert not (same["figures"])
    assert not (same["lists"])
    assert not (same["rules"])
    assert not (same["amendments"])
    with pytest.raises(LawNotModelled, match="to: expected"):
        diff(day, dt.date(2024, 1, 1))


def test_every_change_of_a_figure_has_its_amendment_in_words_and_none_is_idle() -> None:
    changes = {(span.effective_from, span.by) for topic in topics().values() for span in topic.spans[1:]}
    assert changes == set(amendments())

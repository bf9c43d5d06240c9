"""The rule base as a later version has it, for tests of what then moves."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from assistant.records import pins
from rules.law import Topic, topics_of
from rules.memory import forget
from tests.assistant.records.desks import CLEARED, DAY

TO_DUBAI = {**CLEARED, "destination": "AE", "parties": [{**CLEARED["parties"][0], "location": "AE"}]}
LATER = DAY + dt.timedelta(days=1)
LINE = "eccn_3a090.a.tpp_alone"


class RuleBase:
    """The rule base as a later version has it: the TPP line of 3A090.a lies at 900."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._patch, self._topics = monkeypatch, topics_of("eccn_3a090")

    def amended(self, day: dt.date) -> None:
        """By an amendment that takes effect on a day."""
        topic = self._topics[LINE]
        until = dataclasses.replace(topic.spans[-1], effective_to=day - dt.timedelta(days=1))
        new = dataclasses.replace(topic.spans[-1], value=Decimal(900), by="92 FR 1", effective_from=day)
        self._put(topic, (*topic.spans[:-1], until, new))

    def corrected(self) -> None:
        """As if it had always been so."""
        topic = self._topics[LINE]
        self._put(topic, (*topic.spans[:-1], dataclasses.replace(topic.spans[-1], value=Decimal(900))))

    def _put(self, topic: Topic, spans: tuple[Any, ...]) -> None:
        _forget()
        self._patch.setitem(self._topics, LINE, dataclasses.replace(topic, spans=spans))


def later(monkeypatch: pytest.MonkeyPatch) -> Iterator[RuleBase]:
    """For a fixture: a rule base that a test may change, and that is forgotten after it."""
    yield RuleBase(monkeypatch)
    monkeypatch.undo()
    _forget()


def _forget() -> None:
    pins._figure.cache_clear()
    forget()

"""What the sentences of an answer are made from: a decided deal and the marks of its citations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assistant.citations import Marks
from assistant.decide import Decided
from assistant.wording import sentence
from rules.proof import Verdict

MOST_MARKS = 3  # a sentence with more is not read


@dataclass(frozen=True, slots=True)
class Telling:
    """What the sentences are made from."""

    decided: Decided
    marks: Marks | None  # None: bare sentences

    @property
    def verdict(self) -> Verdict:
        return self.decided.verdict

    @property
    def facts(self) -> Mapping[str, Any]:
        return self.decided.facts

    @property
    def step_by_rule(self) -> Mapping[str, Mapping[str, Any]]:
        return {step["rule"]: step for step in self.verdict.reasons}

    def mark(self, *cites: str) -> str:
        return "" if self.marks is None else self.marks.of(cites[:MOST_MARKS], self.verdict.as_of)

    def marked(self, text: str, *cites: str) -> str:
        return sentence(text, self.mark(*cites))

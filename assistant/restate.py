"""A deal with other facts than its words: a chosen answer to a decisive question, or a field that was changed.

What a person states by click is a turn like one in words: decided anew, worded the same way, and kept.
"""

from __future__ import annotations

import copy
import itertools
import re
from collections.abc import Iterable, Mapping
from typing import Any

from assistant.answer import Answer, Grounding
from assistant.citations import Marks, cites_of
from assistant.decide import Decided
from assistant.phrase import phrase
from rules.proof import Verdict

TOKEN = re.compile(r"([^.\[\]]+)|\[(\d+)\]")


def told(facts: dict[str, Any], verdict: Verdict) -> Answer:
    """The answer to a deal that was changed by click, in the words of every other answer."""
    marks = Marks()
    words_said = phrase(Decided("", facts, verdict), marks)
    marks.keep(cites_of(verdict), verdict.as_of)
    return Answer(
        kind="verdict", answer=words_said, as_of=verdict.as_of, facts=facts, verdict=verdict,
        citations=marks.citations, questions=verdict.questions, deals=(), law=verdict.law, grounding=Grounding(),
    )  # fmt: skip


def tokens(path: str) -> list[str | int]:
    """`parties[0].name` as its steps."""
    return [int(found[2]) if found[2] else found[1] for found in TOKEN.finditer(path)]


def with_facts(facts: Mapping[str, Any], sets: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of the facts that states these paths too; the words that said otherwise go."""
    result: dict[str, Any] = copy.deepcopy(dict(facts))
    for path, value in sets.items():
        _put(result, tokens(path), copy.deepcopy(value))
        _unsay(result, path)
    return result


def is_gap(facts: Mapping[str, Any], path: str) -> bool:
    """Is nothing known at this path?"""
    holder: Any = facts
    for step in tokens(path):
        if isinstance(step, int):
            holder = holder[step] if isinstance(holder, list) and step < len(holder) else None
        elif isinstance(holder, Mapping) and step in holder:
            holder = holder[step]
        else:
            return not isinstance(holder, str | int | float | bool)
    return bool(holder == ["unknown"])


def without(facts: Mapping[str, Any], paths: Iterable[str]) -> dict[str, Any]:
    """A copy of the facts that no longer states these paths."""
    result: dict[str, Any] = copy.deepcopy(dict(facts))
    for path in paths:
        steps = tokens(path)
        holder: Any = result
        for step in steps[:-1]:
            holder = _inside(holder, step)
        if isinstance(holder, dict):
            holder.pop(steps[-1], None)
        _unsay(result, path)
    return result


def _inside(holder: Any, step: str | int) -> Any:
    if isinstance(holder, list) and isinstance(step, int):
        return holder[step] if step < len(holder) else None
    return holder.get(step) if isinstance(holder, dict) else None


def _put(holder: Any, steps: list[str | int], value: Any) -> None:
    """States a value at its place, making what has to hold it."""
    for step, following in itertools.pairwise(steps):
        if isinstance(step, int):
            while len(holder) <= step:
                holder.append({})
        elif holder.get(step) is None:
            holder[step] = [] if isinstance(following, int) else {}
        holder = holder[step]
    last = steps[-1]
    if isinstance(last, int):
        while len(holder) <= last:
            holder.append(None)
    holder[last] = value


def _unsay(facts: dict[str, Any], path: str) -> None:
    said = facts.get("words")
    if isinstance(said, dict):
        facts["words"] = {key: word for key, word in said.items() if key != path and not key.startswith(f"{path}.")}
        if not facts["words"]:
            del facts["words"]

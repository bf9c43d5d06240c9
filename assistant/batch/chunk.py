"""The work that is given out: screening names, deciding facts, reading words. Pure, so that a worker that dies takes
nothing with it: the chunk is done again elsewhere and gives the same.

One machine's processes and a cluster's workers run these same functions.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assistant.batch.errors import BatchError
from assistant.batch.parts import PARTIES, Said, facts_of, part_of
from assistant.batch.proofs import Proof, packed, proof_by_parts, proof_in_full, proof_of
from assistant.decide import Known, Read, decide_read, read_deal
from assistant.house import followed
from assistant.records.pins import engine_hash
from assistant.screening import index
from assistant.screening.match import Hit, screen
from assistant.screening.settled import Settled
from rules.brief import Brief, brief
from rules.errors import RulesError
from rules.facts import Facts
from rules.law import Law
from rules.proof import House

Name = tuple[str, tuple[str, ...], dt.date]  # name, countries known of, day whose entries count


@dataclass(frozen=True, slots=True)
class Result:
    """What a row gets. `error` stands alone; `near`: line, the figure less the line, the same in parts of the line."""

    outcome: str | None = None
    eccn: str | None = None
    review_policy: str | None = None
    deciding_fact: str | None = None
    near: tuple[str, float, float] | None = None
    error: str | None = None
    proof: str | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """A result and the bytes of its proof."""

    result: Result
    body: bytes | None = None


def state() -> tuple[str, str]:
    """The rule base and the party list that a process works with."""
    return engine_hash(), index.version()


def _same_state(expected: tuple[str, str]) -> None:
    if state() != expected:
        raise BatchError("--cluster", "a worker has another rule base or party list; expected the same version on each")


@dataclass(frozen=True, slots=True)
class Names:
    """Names to look up, and the state that the worker must have."""

    names: tuple[Name, ...]
    expected: tuple[str, str]


def screen_chunk(chunk: Names) -> list[list[Hit]]:
    """The hits of each name."""
    _same_state(chunk.expected)
    return [screen(name, countries=countries, as_of=day) for name, countries, day in chunk.names]


Deal = tuple[tuple[Said, ...], dt.date]  # the parts of its facts, and the day of asking


@dataclass(frozen=True, slots=True)
class Chunk:
    """Deals with everything that was looked up for them."""

    deals: tuple[Deal, ...]
    hits: Mapping[Name, list[Hit]]
    settled: tuple[Settled, ...]
    house: House
    expected: tuple[str, str]


def decide_chunk(chunk: Chunk) -> list[Made]:
    """The result of each deal, with its proof."""
    _same_state(chunk.expected)
    known = Known(lambda name, countries, day: chunk.hits[name, countries, day], chunk.settled)
    plain = not chunk.house.rules and followed(chunk.house) == "codified"
    return [_decided(said, asked, known, None if plain else chunk.house) for said, asked in chunk.deals]


def _decided(said: tuple[Said, ...], asked: dt.date, known: Known, house: House | None) -> Made:
    """In brief where the law alone decides; whole where the company has a say of its own."""
    try:
        facts = facts_of(said)
        parties = next((part_of(one).plain for one in said if one[0] == PARTIES), None)
        read = read_deal(facts, asked, known, parties)
        found = brief(read.facts, Law(asked), lists=read.lists)
        if house is None:
            return _in_brief(said, facts, read, found)
        stated, verdict = decide_read(read, house)
    except RulesError as error:
        return Made(Result(error=str(error)))
    return _in_full(proof_in_full(asked, stated, verdict), found)


def _in_brief(said: tuple[Said, ...], facts: Facts, read: Read, found: Brief) -> Made:
    as_stated = read.facts is facts
    proof = proof_by_parts(read, found, {one[0]: part_of(one).written for one in said}) if as_stated else None
    sha, body = packed(proof or proof_of(read, found))
    ends = (found.outcome, found.eccn, found.review_policy, found.deciding_fact)
    return Made(Result(*ends, _near(found), None, sha), body)


def _in_full(proof: Proof, found: Brief | None) -> Made:
    ends = proof["found"]
    sha, body = packed(proof)
    near = None if found is None else _near(found)
    return Made(
        Result(ends["outcome"], ends["eccn"], ends["review_policy"], ends["deciding_fact"], near, None, sha), body
    )


def _near(found: Brief) -> tuple[str, float, float] | None:
    near = found.near
    return None if near is None else (near.line, float(near.by), float(near.share))


@dataclass(frozen=True, slots=True)
class Texts:
    """Rows in words, each with the day of asking."""

    texts: tuple[tuple[str, dt.date], ...]
    expected: tuple[str, str]


def read_chunk(chunk: Texts) -> list[Made]:
    """The result of each row in words, as `ask` answers it."""
    _same_state(chunk.expected)
    return [_asked(text, day) for text, day in chunk.texts]


def _asked(text: str, day: dt.date) -> Made:
    from assistant.ask import ask
    from assistant.errors import AssistantError

    try:
        answer = ask(text, as_of=day, record=False)
    except (RulesError, AssistantError) as error:
        return Made(Result(error=str(error)))
    if answer.verdict is None:
        return Made(Result(error=f"question: no deal was found in the words ({answer.kind.replace('_', ' ')})"))
    facts: dict[str, Any] = answer.facts
    return _in_full(proof_in_full(day, facts, answer.verdict, text), None)

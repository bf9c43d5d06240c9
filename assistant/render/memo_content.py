"""What a memo says, section by section: the file of an answer in, content out; the same file gives the same content."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

from assistant.answer import Answer, Beside, Citation, DealAnswer, Proposal
from assistant.records.canonical import sha256_of
from assistant.render import gist, memo_verdict, words
from assistant.render.memo import Block, Filed, Memo, Section, items, only, section, table, text

TITLE = "Export control memo"
SHOWN = frozenset({
    "kind", "answer", "as_of", "facts", "verdict", "citations", "questions", "deals", "law", "grounding", "id",
    "proposals", "record",
})  # fmt: skip
BESIDE = frozenset({"label", "passage", "source", "effective_from", "effective_to", "sha256"})
CITATION = (BESIDE - {"label"}) | {"cite", "title", "url", "beside", "note"}
SOURCES = {"official": "official text", "digest": "in our own words", "company": "company policy"}
DECISIONS = {
    "sign": "signed", "overrule": "overruled", "approve": "approved", "send_back": "sent back", "assign": "assigned",
    "release": "released", "escalate": "escalated", "withdraw": "withdrawn", "attach": "file attached",
    "keep": "legal hold",
}  # fmt: skip
DECISION_KEYS = frozenset({
    "id", "record", "at", "user", "role", "kind", "reason", "binds_to", "outcome", "review_policy", "until", "file",
    "assignee", "previous", "hash",
})  # fmt: skip
EXPLAINED = {
    "explanation": "An explanation; no deal was decided",
    "clarification": "A question back; nothing was decided",
    "out_of_scope": "Not a question of US export controls",
}


def memo(filed: Filed) -> Memo:
    """The memo of one answer.

    Raises MemoError where something in it has no place in the template.
    """
    answer = filed.answer
    only(type(answer).model_fields, SHOWN, "answer")
    made = filed.entry.at if filed.entry else dt.datetime.combine(answer.as_of, dt.time(), dt.UTC)
    return Memo(TITLE, _subtitle(answer), made.astimezone(dt.UTC), tuple(_sections(filed)))


def verdict_hash(answer: Answer) -> str:
    """The SHA-256 of facts and verdict in canonical JSON: tells one verdict from every other."""
    written = None if answer.verdict is None else answer.verdict.model_dump(mode="json")
    return sha256_of({"facts": answer.facts, "verdict": written})


def _subtitle(answer: Answer) -> str:
    return gist.headline(answer.verdict) if answer.verdict is not None else EXPLAINED[answer.kind]


def _sections(filed: Filed) -> Iterator[Section]:
    answer = filed.answer
    yield from section("File", table(_file(filed)))
    yield from section("Question", text(filed.question, "quote"))
    yield from _decided(filed)
    yield from section("Answer as given", *_answer(answer.answer))
    yield from section("Read by the language model", table(map(_proposal, answer.proposals), _PROPOSED))
    if answer.deals:
        cited = numbers(answer.citations)
        yield from chain.from_iterable(_deal(number, one, cited) for number, one in enumerate(answer.deals, 1))
    elif answer.verdict is not None:
        yield from memo_verdict.sections(answer.verdict, answer.facts, numbers(answer.citations))
    elif answer.facts:
        yield from memo_verdict.facts(answer.facts)
    yield from section("Sources", *chain.from_iterable(_source(at, one) for at, one in enumerate(answer.citations, 1)))
    yield from section("Pins", table(map(_pin, filed.pins), ("Kind", "What", "SHA-256")))
    yield from section("Place in the chain", *_chain(filed))


_PROPOSED = ("Fact", "Value", "Words", "Counts")


def _proposal(one: Proposal) -> tuple[str, str, str, str]:
    only(type(one).model_fields, {"fact", "value", "words", "start", "end", "counted"}, "proposals")
    counts = "yes, it made the verdict stricter" if one.counted else "no, it waits to be confirmed"
    return words.fact(one.fact), words.value(one.fact, one.value), f"“{one.words}”", counts


def numbers(citations: Iterable[Citation]) -> dict[str, int]:
    """The number under which each cite stands among the sources."""
    found: dict[str, int] = {}
    for number, one in enumerate(citations, 1):
        found.setdefault(one.cite, number)
    return found


def _file(filed: Filed) -> Iterator[tuple[str, object]]:
    answer, law = filed.answer, filed.answer.law
    yield "Verdict", answer.id or "not recorded"
    yield "SHA-256 of facts and verdict", verdict_hash(answer)
    if filed.entry:
        yield "Recorded", f"{filed.entry.at.astimezone(dt.UTC):%Y-%m-%d %H:%M:%S}Z"
    if filed.status:
        yield "Status", filed.status
    yield from (
        (name, said)
        for name, said in (("Asked by", filed.user), ("Channel", filed.channel), ("Conversation", filed.thread))
        if said
    )
    yield "Law as of", answer.as_of
    if law is not None:
        yield "Rule base", law.rule_base
        yield "Law read through", f"{law.verified_through}, {law.gap_days} days before ({law.state})"
    model = answer.grounding.model
    yield "Wording", f"by {model}" if model else "by the product, no language model"
    checked = "held against verdict and passages" if answer.grounding.checked else "not checked"
    yield "Sentences", f"{checked}; {answer.grounding.rejected} replaced"


def _answer(markdown: str) -> Iterator[Block | None]:
    """The Markdown of an answer as paragraphs and lists."""
    for block in re.split(r"\n{2,}", markdown.strip()):
        lines = [_plain(line) for line in block.splitlines()]
        listed = [line[2:] for line in lines if line.startswith("- ")]
        yield text(" ".join(line for line in lines if not line.startswith("- ")))
        yield items(listed)


def _plain(line: str) -> str:
    line = re.sub(r"\*\*(.+?)\*\*", r"\1", line.strip())
    return re.sub(r"\\([\\`*_\[\](){}#|~$!])", r"\1", line)


def _deal(number: int, deal: DealAnswer, cited: Mapping[str, int]) -> Iterator[Section]:
    only(type(deal).model_fields, {"label", "as_of", "facts", "verdict", "questions"}, f"deals[{number - 1}]")
    yield Section(f"Deal {number}", tuple(one for one in (text(deal.label, "quote"),) if one))
    yield from memo_verdict.sections(deal.verdict, deal.facts, cited)


def _source(number: int, one: Citation) -> Iterator[Block | None]:
    only(type(one).model_fields, CITATION, f"citations[{number - 1}]")
    yield text(f"[{number}] {one.cite}: {one.title}", "strong")
    yield text(one.passage, "quote")
    yield text(_known(one) + (f"; {one.url}" if one.url else ""), "note")
    yield text(one.note or "", "note")
    if one.beside is not None:
        only(type(one.beside).model_fields, BESIDE, f"citations[{number - 1}].beside")
        yield text(f"Beside it: {one.beside.label}", "note")
        yield text(one.beside.passage, "quote")
        yield text(_known(one.beside), "note")


def _known(one: Citation | Beside) -> str:
    until = f"to {one.effective_to}" if one.effective_to else "on"
    return f"{SOURCES[one.source]}; in force from {one.effective_from} {until}; SHA-256 {one.sha256}"


def _decided(filed: Filed) -> Iterator[Section]:
    rows = [_decision(number, one) for number, one in enumerate(filed.decisions)]
    yield from section("Decisions", table(rows, ("When", "Who", "What", "Reason")))


def _decision(number: int, one: Mapping[str, Any]) -> tuple[str, str, str, str]:
    where = f"decisions[{number}]"
    only(one, DECISION_KEYS, where)
    only([str(one["kind"])], DECISIONS, f"{where}.kind")
    said = [DECISIONS[str(one["kind"])]]
    if outcome := one.get("outcome"):
        said.append(f"to: {words.OUTCOME[outcome].lower()}")
    if policy := one.get("review_policy"):
        said.append(f"applications: {words.POLICY[policy]}")
    said += [f"{name}: {one[name]}" for name in ("until", "assignee") if one.get(name)]
    if file := one.get("file"):
        only(file, {"name", "sha256", "bytes"}, f"{where}.file")
        said.append(f"{file['name']}, {file['bytes']:,} bytes, SHA-256 {file['sha256']}")
    who = " ".join(f"{one.get('user') or '–'} {'(' + str(one['role']) + ')' if one.get('role') else ''}".split())
    return str(one["at"]), who, "; ".join(said), f"{one.get('reason') or '–'} (binds to {one.get('binds_to') or '–'})"


def _pin(one: Mapping[str, Any]) -> tuple[object, object, object]:
    only(one, {"kind", "id", "sha256"}, "pins")
    return one.get("kind"), one.get("id"), one.get("sha256")


def _chain(filed: Filed) -> Iterator[Block | None]:
    if filed.entry is None:
        yield text("This answer was not recorded: nothing holds it against the chain.", "note")
        return
    rows = [
        ("Entry", filed.entry.seq),
        ("Hash", filed.entry.hash),
        ("Hash before", filed.entry.previous),
        ("Head of the chain", filed.head),
    ]
    yield table(rows)
    yield text("`exportdesk log verify --head` with this head finds entries cut off after this memo was made.", "note")

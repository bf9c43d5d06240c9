"""An Answer as a Slack message in Block Kit. Pure; Slack's limits are kept, and what did not fit is said.

Order: the verdict in plain words, class and review, why, both readings, how current the law is, what decides, what was
presumed, what to do next; then the details, which Slack folds, the sources, and the day of the law.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from assistant.answer import Answer, Citation
from assistant.render import gist, words
from assistant.render.block_kit import (
    BUTTON,
    MOST_BLOCKS,
    MOST_TEXT,
    SECTION,
    Block,
    actions,
    button,
    context,
    header,
    section,
    text_of,
)
from assistant.render.slack_text import cut, inert, link, mrkdwn, pieces, plain
from assistant.wording import result, wording
from rules.proof import Option, Question, Verdict, strictness

MOST_QUESTIONS = 3
MOST_OPTIONS = 10
MOST_DEALS = 8  # with blocks of their own; the rest in a line each
MOST_LINES = 48  # deals
MARK = re.compile(r"\[(\d{1,3})\]")
HEADLINE = re.compile(r"\*\*(.+?)\*\*\s*")
READ = re.compile(r"(?:^|\s)(?:Not understood:|Not used:|Understood as|Changed against)|: understood as ")
DEAL = re.compile(r"\*\*\d+\. .*\*\*")
SIGN = {
    "prohibited": ":no_entry:", "license_required": ":red_circle:", "needs_facts": ":large_yellow_circle:",
    "license_exception": ":large_blue_circle:", "no_license_required": ":large_green_circle:",
    "not_subject_to_ear": ":white_circle:",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """Where a card is shown: `turn` names it in its buttons, `lead` are lines of ours above it, as mrkdwn."""

    turn: str
    lead: tuple[str, ...] = ()
    buttons: bool = True
    publish: bool = False
    officer: bool = False


@dataclass(slots=True)
class Paragraphs:
    """The paragraphs of one deal by what they are; `rest` are the details."""

    headline: str = ""
    why: str = ""
    readings: list[str] = field(default_factory=list)
    current: list[str] = field(default_factory=list)
    presumed: list[str] = field(default_factory=list)
    next: list[str] = field(default_factory=list)
    read: list[str] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)


def message(answer: Answer, place: Place) -> dict[str, Any]:
    """The message: `blocks`, and `text` for notifications."""
    return {"text": plain(_first_words(answer), 300), "blocks": card(answer, place)}


def card(answer: Answer, place: Place) -> list[Block]:
    """The blocks of an answer, at most as many and as long as Slack takes."""
    lead = [context(*place.lead)] if place.lead else []
    body = _body(answer, place)
    if asked := [at for at, block in enumerate(body) if block["type"] == "actions"]:
        body.insert(asked[-1] + 1, context("Press an answer, or write it in this thread in your own words."))
    tail = [context(_footer(answer)), *(_acts(place) if answer.kind != "clarification" else [])]
    details = _details(answer)
    said = text_of([*lead, *body]) + "\n".join(details)
    sources = [section(part) for part in pieces(_sources(answer, said), SECTION)]
    room = MOST_BLOCKS - len(lead) - len(body) - len(tail) - 1
    shown, left_out = _fitting(
        [*map(section, details), *sources], room, MOST_TEXT - len(text_of([*lead, *body, *tail]))
    )
    note = [context("Shortened to what Slack takes; the record holds the whole answer.")] if left_out else []
    return [*lead, *body, *shown, *note, *tail]


def _fitting(blocks: list[Block], room: int, text: int) -> tuple[list[Block], bool]:
    """The first blocks that fit, and whether others did not."""
    kept: list[Block] = []
    for block in blocks:
        text -= len(text_of([block]))
        if len(kept) == room or text < 0:
            return kept, True
        kept.append(block)
    return kept, False


# ---- what an answer says


def _body(answer: Answer, place: Place) -> list[Block]:
    if answer.verdict is None:
        told = pieces(mrkdwn(answer.answer), SECTION)
        return [section(part) for part in told[: MOST_TEXT // SECTION]]
    if answer.deals:
        return list(_deals(answer, place))
    said = _sorted(_groups(answer)[0], answer.verdict)
    return [
        header(said.headline),
        *_result(answer.verdict, said),
        *_questions(answer.verdict.questions[:MOST_QUESTIONS], place, deal=0),
        *_closing(said),
    ]


def _deals(answer: Answer, place: Place) -> Iterator[Block]:
    """Each deal of the message: its label, result and first question; those past the most in a line each."""
    groups = _groups(answer)
    for number, (deal, group) in enumerate(zip(answer.deals, groups, strict=False)):
        if number == MOST_DEALS:
            break
        said = _sorted(group, deal.verdict)
        yield header(f"{number + 1}. {deal.label}")
        yield section(cut(f"*{inert(said.headline)}* {mrkdwn(said.why)}", SECTION), *_fields(deal.verdict))
        yield from _questions(deal.verdict.questions[:1], place, deal=number)
    rest = [_in_a_line(one.label, one.verdict) for one in answer.deals[MOST_DEALS:MOST_LINES]]
    if left := answer.deals[MOST_LINES:]:
        strictest = min(left, key=lambda one: strictness(one.verdict.outcome, one.verdict.review_policy))
        rest.append(_in_a_line(f"{len(left)} more, the strictest", strictest.verdict))
    yield from (section(part) for part in pieces("\n".join(rest), SECTION))


def _in_a_line(label: str, verdict: Verdict) -> str:
    return f"• {inert(cut(label, 60))}: *{words.OUTCOME[verdict.outcome]}*"


def _result(verdict: Verdict, said: Paragraphs) -> Iterator[Block]:
    yield section(SIGN[verdict.outcome] + " " + (mrkdwn(said.why) or words.MEANING[verdict.outcome]), *_fields(verdict))
    for paragraph in said.readings:
        yield section(f"*Two readings of the law*\n{mrkdwn(paragraph)}")
    if said.current:
        yield context(*map(mrkdwn, said.current))
    if verdict.red_flags and verdict.outcome != "needs_facts":  # else the details say them
        lines = "\n".join(f"• {inert(one.text)}" for one in verdict.red_flags)
        yield section(f"*Red flags*\n{lines}")


def _closing(said: Paragraphs) -> Iterator[Block]:
    if small := [*said.presumed, *said.read]:
        yield context(*map(mrkdwn, small))
    for paragraph in said.next:
        yield section(f"*Next*\n{mrkdwn(paragraph.partition(chr(10))[2])}")


def _fields(verdict: Verdict) -> Iterator[str]:
    yield f"*Classification*\n{inert(verdict.eccn or 'open')}"
    if verdict.review_policy:
        yield f"*Review of an application*\n{words.POLICY[verdict.review_policy]}"
    if verdict.outcome == "needs_facts" and verdict.possible_outcomes:
        yield f"*Can still become*\n{words.outcomes(verdict.possible_outcomes)}"


def _footer(answer: Answer) -> str:
    parts = [f"Law as of {answer.as_of}"]
    if answer.law is not None:
        parts.append(f"amendments looked for up to {answer.law.verified_through} ({answer.law.state})")
    if answer.verdict is not None and answer.verdict.valid_until is not None:
        parts.append(f"valid until {answer.verdict.valid_until}")
    if answer.id is not None:
        parts.append(f"record {inert(answer.id)}")
    return " · ".join([*parts, "a working digest, not legal advice"])


def _details(answer: Answer) -> list[str]:
    """The paragraphs that have no place of their own on the card, in pieces that a section takes."""
    if answer.verdict is None:
        return []
    if not answer.deals:
        told = _sorted(_groups(answer)[0], answer.verdict).rest
        return pieces("*Details*\n" + "\n\n".join(map(mrkdwn, told)), SECTION) if told else []
    told = []
    for number, (deal, group) in enumerate(zip(answer.deals, _groups(answer), strict=False), 1):
        said = _sorted(group, deal.verdict)
        told.append(f"*Details of {number}.* " + "\n\n".join(map(mrkdwn, _all_but_result(said))))
    return [part for one in told for part in pieces(one, SECTION)]


def _all_but_result(said: Paragraphs) -> list[str]:
    return [*said.readings, *said.current, *said.rest, *said.presumed, *said.read, *said.next]


def _groups(answer: Answer) -> list[list[str]]:
    """The paragraphs of each deal, in order."""
    groups: list[list[str]] = [[]]
    for paragraph in answer.answer.split("\n\n"):
        if answer.deals and DEAL.fullmatch(paragraph):
            groups.append([])
        else:
            groups[-1].append(paragraph)
    return groups[1:] if answer.deals else groups


def _sorted(paragraphs: Sequence[str], verdict: Verdict) -> Paragraphs:
    """Paragraphs by what they are; one that nothing is known of belongs to the details."""
    said = Paragraphs(headline=words.OUTCOME[verdict.outcome])
    first, *others = paragraphs or [""]
    if found := HEADLINE.match(first):
        said.headline, first = found[1], first[found.end() :]
    said.why = first
    starts = {
        "readings": [wording("readings")[name].partition("{")[0] for name in ("followed", "other")],
        "presumed": [wording("presumed")["line"].partition("{")[0]],
        "next": ["Next:"],
        "asked": [wording("questions")["heading"]],
        "current": [one.text for one in verdict.law.warnings if one.id in wording("said")["first_warnings"]],
    }
    for paragraph in others:
        kind = next((kind for kind, heads in starts.items() if paragraph.startswith(tuple(map(_head, heads)))), "rest")
        kind = "read" if kind == "rest" and READ.search(paragraph) else kind
        if kind != "asked":
            getattr(said, kind).append(paragraph)
    return said


def _head(text: str) -> str:
    """Enough of a sentence's beginning to know it by; the end may carry marks."""
    return text[:60]


def _first_words(answer: Answer) -> str:
    first = answer.answer.partition("\n\n")[0].replace("**", "")
    if answer.verdict is None:
        return first
    if answer.deals:
        return f"{len(answer.deals)} deals, the strictest: {gist.headline(answer.verdict)}"
    parts = gist.headline(answer.verdict).split(" · ")[1:]
    return " · ".join([first.partition(". ")[0].rstrip(".") + ".", *parts])


def _sources(answer: Answer, said: str) -> str:
    """The sources that the shown text marks, each under its number with a link."""
    marked = sorted({int(found) for found in MARK.findall(said)})
    lines = [_source(number, answer.citations[number - 1]) for number in marked if 1 <= number <= len(answer.citations)]
    return "\n".join(["*Sources*", *lines]) if lines else ""


def _source(number: int, one: Citation) -> str:
    return f"[{number}] {link(one.url, one.cite)}: {inert(cut(one.title, 90))}"


# ---- what a person can press


def _questions(asked: Sequence[Question], place: Place, *, deal: int) -> Iterator[Block]:
    """The questions that decide, each with a button for every answer that states something."""
    seen: set[tuple[str, ...]] = set()
    for number, one in enumerate(asked):
        key = (one.text, *(option.label for option in one.options))
        if key in seen:  # one question can settle two facts
            continue
        seen.add(key)
        yield section(cut(f"*{inert(one.text)}*", SECTION))
        yield context(inert(one.why))
        buttons = [
            button(_answer(option), f"choose-{deal}-{number}-{at}", place.turn)
            for at, option in enumerate(one.options[:MOST_OPTIONS])
            if option.sets
        ]
        if place.buttons and buttons:
            yield actions(f"ask-{deal}-{number}", buttons)


def _answer(option: Option) -> str:
    """The answer with where it leads, where both fit on a button."""
    leads = f"{option.label} → {result(option.outcome, option.review_policy)}"
    return leads if len(leads) <= BUTTON else option.label


def _acts(place: Place) -> list[Block]:
    buttons = []
    if place.publish:
        buttons.append(button("Publish in the thread", "publish", place.turn))
    if place.officer:
        buttons.append(button("Ask an officer", "officer", place.turn))
    return [actions("acts", buttons)] if buttons else []

"""The verdict as a card, both readings, and what is to be done next."""

from __future__ import annotations

from assistant.channels.page.markup import Anchors, bullets, button, cites, folded, section, tag, text
from assistant.channels.page.state import Move
from assistant.render import gist, words
from rules.proof import ExceptionFound, Reading, Verdict

MOST_OPEN = 5  # warnings: more are folded


def card(verdict: Verdict, anchors: Anchors, last_move: Move | None = None) -> str:
    """Outcome in plain words on its color, then what a reader has to know before relying on it."""
    band = tag("p", "Verdict", class_="eyebrow")
    band += tag("h2", text(words.OUTCOME[verdict.outcome]), id="verdict-title", tabindex="-1")
    band += tag("p", text(words.MEANING[verdict.outcome]), class_="meaning")
    moved = tag("p", _moved(last_move), class_="moved") if last_move else ""
    body = moved + _facts(verdict) + _warnings(verdict) + _flags(verdict, anchors)
    inner = tag("header", band, class_="band") + tag("div", body, class_="body")
    return tag(
        "section", inner, class_=f"verdict {verdict.outcome}", aria_labelledby="verdict-title", aria_live="polite"
    )


def _moved(move: Move) -> str:
    change = "The verdict did not move" if move.was == move.now else f"{move.was} → {move.now}"
    return tag("strong", text(change)) + tag("span", text(move.what))


def _facts(verdict: Verdict) -> str:
    required = {True: "yes, before exceptions", False: "no"}.get(bool(verdict.license_required), "")
    rows = [
        ("Classification", verdict.eccn or "open"),
        ("License required", "open" if verdict.license_required is None else required),
        ("Review of an application", words.POLICY[verdict.review_policy] if verdict.review_policy else None),
        ("Can still become", words.outcomes(verdict.possible_outcomes) if verdict.outcome == "needs_facts" else None),
        ("Law as of", f"{verdict.as_of}"),
        ("Law read through", f"{verdict.law.verified_through} ({verdict.law.state})"),
        ("Valid until", None if verdict.valid_until is None else f"{verdict.valid_until}"),
    ]
    listed = "".join(tag("dt", text(name)) + tag("dd", text(value)) for name, value in rows if value)
    why = next((one.text for one in verdict.law.warnings if one.id == "valid_until"), "")
    return tag("dl", listed) + (tag("p", text(why), class_="note") if why and verdict.valid_until else "")


def _warnings(verdict: Verdict) -> str:
    found = gist.warnings(verdict)
    if not found:
        return ""
    lines = bullets([text(one.text) for one in found])
    heading = f"{len(found)} warning{'s' if len(found) > 1 else ''} about the law and the lists"
    return folded(text(heading), lines, "warnings", is_open=verdict.law.stale or len(found) < MOST_OPEN, classes="warn")


def _flags(verdict: Verdict, anchors: Anchors) -> str:
    lines = [f"{text(one.text)} {cites(one.citations, anchors)}" for one in verdict.red_flags]
    return tag("div", tag("h4", "Red flags") + bullets(lines), class_="flags") if lines else ""


def readings(verdict: Verdict, anchors: Anchors) -> str:
    """Where the printed text and the announced enforcement differ: both, the followed one marked."""
    cells = "".join(_reading(one, anchors) for one in verdict.readings)
    return section("Two readings of the law", tag("div", cells, class_="pair") if cells else "", "readings")


def _reading(reading: Reading, anchors: Anchors) -> str:
    followed = tag("span", "followed", class_="tagged") if reading.followed else ""
    policy = tag("p", text(words.POLICY[reading.review_policy])) if reading.review_policy else ""
    body = tag("h4", text(words.READINGS[reading.id]) + followed)
    body += tag("p", text(words.OUTCOME[reading.outcome]), class_=f"result {reading.outcome}") + policy
    body += tag("p", cites(reading.citations, anchors), class_="basis")
    return tag("div", body, class_="reading followed" if reading.followed else "reading")


def next_steps(verdict: Verdict) -> str:
    """What to do now."""
    return section("Next", bullets([text(one) for one in verdict.next_steps]), "next")


def exceptions(verdict: Verdict, anchors: Anchors) -> str:
    """The license exceptions examined, the refused ones with why."""
    rows = "".join(_exception(one, anchors) for one in verdict.exceptions)
    if not rows:
        return ""
    open_ones = sum(one.available is not False for one in verdict.exceptions)
    heading = f"License exceptions: {len(verdict.exceptions)} examined, {open_ones or 'none'} available or open"
    return folded(text(heading), tag("ul", rows, class_="exceptions"), "exceptions", classes="part fold")


def _exception(one: ExceptionFound, anchors: Anchors) -> str:
    state = (
        {True: "available", False: "not available"}.get(one.available, "open") if one.available is not None else "open"
    )
    head = tag("strong", text(one.code)) + " " + tag("span", state, class_=f"state {state.replace(' ', '-')}")
    return tag("li", head + tag("p", text("; ".join(one.conditions)) + " " + cites(one.citations, anchors)))


def presumed(verdict: Verdict) -> str:
    """The one line of what was taken for granted; a press on one makes it a fact to be changed."""
    pills = [
        button(
            text(f"{words.fact(one.fact)}: {words.value(one.fact, one.value)}"),
            "open",
            "pill",
            path=one.fact,
            title=f"{one.basis}. Otherwise: {words.outcomes(one.otherwise) or 'the same outcome'}. Press to change.",
        )
        for one in verdict.assumptions
    ]
    line = tag("p", tag("span", "Presumed:", class_="lead") + " " + " ".join(pills)) if pills else ""
    return section("Nobody said otherwise", line, "presumed")


def history(moves: tuple[Move, ...]) -> str:
    """How the verdict moved in this conversation, newest first."""
    lines = [
        tag("span", text(one.what), class_="what")
        + tag("span", text(f"{one.was} → {one.now}" if one.was != one.now else f"{one.now}, unmoved"), class_="how")
        for one in reversed(moves)
    ]
    return section("How the verdict moved", bullets(lines, "moves"), "history")

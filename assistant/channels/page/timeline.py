"""The day whose law counts, and the deal under the law of every day as a strip of periods to be read and chosen."""

from __future__ import annotations

from assistant.channels.page.markup import button, tag, text
from assistant.channels.page.state import Desk
from assistant.render import words
from rules.proof import Period

READ_ONLY = "Opened by a link: this conversation can be read, not continued."


def timeline(desk: Desk) -> str:
    """The control for the day, and under it the periods once they are known."""
    event = desk.facts.get("date")
    as_of = desk.as_of or (desk.verdict.as_of if desk.verdict and not event else None)
    only = tag("p", text(READ_ONLY), class_="read-only")
    control = only if desk.read_only else _control(as_of.isoformat() if as_of else "", str(event) if event else None)
    return control + (_strip(desk) if desk.verdict is not None else "")


def _control(as_of: str, event_day: str | None) -> str:
    """The day whose law counts; a stated day of the export decides before it."""
    label = tag("label", "Law as of", for_="as-of")
    field = tag("input", type="date", id="as-of", name="as_of", value=as_of, min="2022-10-07")
    note = tag("span", text(f"The stated day of the export, {event_day}, decides."), class_="note") if event_day else ""
    inner = label + field + tag("button", "Apply", type="submit") + button("Today", "today", "quiet") + note
    return tag("form", inner, data_act="as_of", class_="as-of")


def _strip(desk: Desk) -> str:
    periods = desk.strip
    title = tag("h2", "This deal under the law of every day", id="time-title")
    if periods is None:
        return tag("section", title + tag("p", "Replaying it …", class_="note", role="status"), class_="timeline waits")
    if not periods or desk.verdict is None:
        return ""
    day = desk.verdict.as_of
    current = next((at for at, one in enumerate(periods) if one.from_ <= day and (one.to is None or day <= one.to)), -1)
    rows = "".join(_period(at, one, periods, desk, at == current) for at, one in enumerate(periods))
    told = "".join(tag("p", _told(one), id=f"period-{at}", hidden=at != current) for at, one in enumerate(periods))
    held = tag("p", text(desk.held), class_="note") if desk.held else ""
    strip = tag("div", rows, class_="strip", role="group", aria_labelledby="time-title")
    body = title + strip + tag("div", told, class_="told") + held
    return tag("section", body, class_="timeline", aria_labelledby="time-title")


def _period(at: int, one: Period, periods: tuple[Period, ...], desk: Desk, is_current: bool) -> str:
    last = one.to or max(periods[-1].from_, desk.verdict.as_of if desk.verdict else periods[-1].from_)
    share = max((last - one.from_).days, 1) ** 0.5  # a fortnight stays readable beside three years
    label = tag("span", text(words.OUTCOME[one.outcome]), class_="label")
    label += tag("span", text(f"{one.from_} to {one.to or 'today'}"), class_="when")
    looks = f"period {one.outcome}" + (" current" if is_current else "")
    told = {"aria_describedby": f"period-{at}", "style": f"flex-grow:{share:.1f}"}
    if desk.read_only or desk.facts.get("date"):  # a stated day decides before any other
        return tag("span", label, class_=looks, tabindex="0", **told)
    day = "" if one.to is None else one.from_.isoformat()
    return tag(
        "button", label, type="button", class_=looks, data_act="day", data_day=day, data_period=at,
        aria_pressed="true" if is_current else "false", **told,
    )  # fmt: skip


def _told(one: Period) -> str:
    policy = f", applications: {words.POLICY[one.review_policy]}" if one.review_policy else ""
    eccn = f" · {one.eccn}" if one.eccn else ""
    line = tag("strong", text(words.OUTCOME[one.outcome])) + text(
        f"{eccn}{policy}. {one.from_} to {one.to or 'today'}."
    )
    opened = f"Opened by {one.by.cite}: {one.by.what}." if one.by else "The first day of the modelled law."
    return f"{line} {text(opened)}"

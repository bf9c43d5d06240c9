"""What moved: what the law, the rule base, the lists or the day of today decide otherwise than was answered. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.channels.bench.state import Seat
from assistant.channels.page.markup import button, tag, text
from assistant.records.watch import Move
from assistant.render.moves import cause_line, change_line, shortened

NOTHING = "Every answer looked through is decided today as it was."
NAMES = {"record": "", "hold": "order on hold", "hit": "settled hit"}


def fitting(found: Sequence[Move], words: str) -> list[Move]:
    """Those in which the words of the search stand."""
    wanted = words.casefold()
    return [one for one in found if wanted in f"{one.id} {one.record} {one.about} {one.user}".casefold()]


def moved_list(found: Sequence[Move], seat: Seat) -> str:
    """Each move: who is hit, from what to what, by which document or list entry, and what is to be signed again."""
    rows = "".join(tag("li", _move(one, seat.case)) for one in found)
    return tag("ul", rows, class_="cases") if rows else tag("p", NOTHING, class_="empty")


def _move(one: Move, opened: str | None) -> str:
    what = one.record or one.id
    head = tag("span", text(what), class_="id")
    if NAMES[one.kind]:
        head += tag("span", NAMES[one.kind], class_="status")
    label = tag("span", head, class_="head") + tag("span", text(shortened(one.about)), class_="said")
    if one.kind != "hit":
        label += tag("span", text(change_line(one)), class_="result")
    label += "".join(tag("span", text(f"by {cause_line(cause)}"), class_="by") for cause in one.by)
    if one.to_sign:
        again = "To be settled again." if one.kind == "hit" else "The signature fell: decide it again, and sign that."
        label += tag("span", again, class_="again")
    label += tag("span", text(one.user), class_="note")
    if one.record is None:
        return tag("div", label, class_="case")
    classes = f"case {one.now.outcome or ''}{' current' if one.record == opened else ''}"
    return button(label, "open_case", classes, id=one.record)

"""The small forms of the bench: each names what is done with its fields. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.channels.page.markup import tag, text


def form(act: str, label: str, fields: str, *, primary: bool = False, **data: object) -> str:
    """Fields with the button that sends them."""
    pressed = tag("button", text(label), type="submit", class_="primary" if primary else None)
    return tag("form", fields + tag("p", pressed, class_="act"), data_act=act, class_="do", autocomplete="off", **data)


def area(label: str, name: str, *, required: bool = True, value: str = "", hint: str | None = None) -> str:
    """Several lines of words."""
    rows = max(2, value.count("\n") + 1)
    box = tag("textarea", text(value), name=name, rows=rows, maxlength=2000, required=required, placeholder=hint)
    return tag("label", tag("span", text(label)) + box, class_="wide")


def line(label: str, name: str, kind: str = "text", *, required: bool = True) -> str:
    """One line of words, or a day."""
    return tag("label", tag("span", text(label)) + tag("input", type=kind, name=name, required=required))


def file(label: str, name: str) -> str:
    """A file of the reader's own machine."""
    return tag("label", tag("span", text(label)) + tag("input", type="file", name=name, required=True), class_="wide")


def select(label: str, name: str, options: Iterable[tuple[str, str]], chosen: str = "") -> str:
    """One of several values."""
    listed = "".join(tag("option", text(shown), value=one, selected=one == chosen) for one, shown in options)
    return tag("label", tag("span", text(label)) + tag("select", listed, name=name))

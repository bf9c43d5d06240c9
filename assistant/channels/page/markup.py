"""HTML out of data: everything that comes from outside is escaped here, nothing else builds attributes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html import escape

from assistant.render.inert import visible

Anchors = Mapping[str, str]  # cite → id of the passage on the page
MARK = re.compile(r"\[(\d{1,3})\](?!\()")


def tag(name: str, content: str = "", /, **attributes: object) -> str:
    """One element around content that is HTML already; `None` leaves an attribute out, `True` prints it bare.

    >>> tag("p", text("a < b"), class_="note", data_act="open")
    '<p class="note" data-act="open">a &lt; b</p>'
    """
    written = ""
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        key = key.rstrip("_").replace("_", "-")
        written += f" {key}" if value is True else f' {key}="{escape(visible(value))}"'
    return f"<{name}{written}>" if name == "input" else f"<{name}{written}>{content}</{name}>"


def text(value: object) -> str:
    """Words as they were written, never as markup; controls and direction marks by their code points."""
    return escape(visible(value))


def section(title: str, body: str, name: str, note: str = "") -> str:
    """A part of the panel with its heading; empty where there is nothing to show."""
    if not body:
        return ""
    small = tag("span", text(note), class_="note") if note else ""
    heading = tag("h3", text(title) + small, id=f"{name}-title")
    return tag("section", heading + body, class_=f"part {name}", aria_labelledby=f"{name}-title")


def folded(summary: str, body: str, name: str, *, is_open: bool = False, classes: str = "") -> str:
    """A part that opens: `summary` and `body` are HTML. The page remembers by `name` what was open."""
    return tag("details", tag("summary", summary) + tag("div", body), id=name, class_=classes, open=is_open)


def bullets(lines: Iterable[str], classes: str | None = None) -> str:
    """A list of lines that are HTML already, empty where there are none."""
    rows = "".join(tag("li", line) for line in lines)
    return tag("ul", rows, class_=classes) if rows else ""


def button(label: str, act: str, classes: str = "", **data: object) -> str:
    """A button that tells the page what was pressed; `label` is HTML."""
    return tag(
        "button", label, type="button", class_=classes, data_act=act, **{f"data_{k}": v for k, v in data.items()}
    )


def cite(place: str, anchors: Anchors) -> str:
    """A cite as a link to its passage on this page, as plain text where the passage is not at hand."""
    from assistant.render.words import short_cite

    shown = text(short_cite(place))
    if place not in anchors:
        return tag("span", shown, class_="cite", title=place)
    return tag("a", shown, href=f"#{anchors[place]}", class_="cite", title=place)


def cites(places: Iterable[str], anchors: Anchors) -> str:
    """Several cites in a row."""
    return " ".join(cite(one, anchors) for one in dict.fromkeys(places))


def said(words: str) -> str:
    """What a user wrote, as Markdown that shows it letter by letter: no HTML, no images, no links."""
    from assistant.render.markdown import escape as escape_markdown

    return escape_markdown(words)


def answered(markdown: str, turn: int, sources: int) -> str:
    """An answer's Markdown with its marks [n] as links; HTML and images in it are shown, not obeyed."""
    safe = visible(markdown).replace("&", "&amp;").replace("<", "&lt;").replace("![", "!\\[")

    def link(found: re.Match[str]) -> str:
        number = int(found[1])
        if not 1 <= number <= sources:
            return found[0]
        name = f"cite-{turn}-{number}"
        return f'<sup><a href="#{name}" aria-label="Source {number}">{number}</a></sup>'

    return MARK.sub(link, safe)

"""The passages that an answer stands on; each opens at its place when its number is pressed."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answer import Beside, Citation
from assistant.channels.page.markup import Anchors, folded, section, tag, text
from assistant.channels.page.proof import Step

SOURCES = {"official": "official text", "digest": "in our own words", "company": "company policy"}


def anchors_of(turn: int, citations: Sequence[Citation]) -> Anchors:
    """Where each cite stands on the page; the first passage of a cite counts."""
    found: dict[str, str] = {}
    for number, one in enumerate(citations, 1):
        found.setdefault(one.cite, f"cite-{turn}-{number}")
    return found


def sources(
    turn: int,
    citations: Sequence[Citation],
    earlier: Sequence[tuple[int, Sequence[Citation]]] = (),
    marked: int = 0,
    steps: Sequence[Step] = (),
) -> str:
    """The passages that the answer marks under their numbers; what only the proof read, and earlier answers, folded."""
    stood = stands_on(steps)
    rows = [_passage(turn, number, one, stood.get(one.cite, ())) for number, one in enumerate(citations, 1)]
    shown = marked or len(rows)
    body = "".join(rows[:shown])
    if more := rows[shown:]:
        body += folded(f"{len(more)} more that the proof read", "".join(more), f"sources-{turn}", classes="earlier")
    for before, passages in reversed(earlier):
        old = "".join(_passage(before, number, one) for number, one in enumerate(passages, 1))
        body += folded(f"Sources of answer {before}", old, f"sources-{before}", classes="earlier") if old else ""
    return section(
        "Sources",
        tag("div", body, class_="pane") if body else "",
        "sources",
        "press one to see which steps stand on it" if steps else "",
    )


def stands_on(steps: Sequence[Step]) -> dict[str, list[int]]:
    """Cite → the numbers of the steps that stand on it."""
    found: dict[str, list[int]] = {}
    for number, step in enumerate(steps, 1):
        for cite in (*step["cites"], *(figure["cite"] for figure in step["figures"].values())):
            if number not in found.setdefault(cite, []):
                found[cite].append(number)
    return found


def _passage(turn: int, number: int, one: Citation, stood: Sequence[int] = ()) -> str:
    name = f"cite-{turn}-{number}"
    head = tag("span", str(number), class_="number") + tag("span", text(one.cite), class_="place")
    head += tag("span", text(one.title), class_="title")
    until = one.effective_to.isoformat() if one.effective_to else "today"
    held = "as printed" if one.source == "official" else "in force"
    facts = f"{SOURCES[one.source]} · {held} from {one.effective_from} to {until}"
    link = f" · {_link(one.url)}" if one.url else ""
    body = _quoted(one.passage) + tag("p", text(f"{facts} · {one.sha256[:12]}") + link, class_="from")
    if one.note:
        body += tag("p", text(one.note), class_="note")
    if one.beside:
        body += tag("p", text(_beside(one.beside)), class_="from") + _quoted(one.beside.passage)
    return folded(head, body + _steps(stood), name, classes="passage")


def _steps(stood: Sequence[int]) -> str:
    """Links to the steps of the proof that stand on the passage."""
    links = " ".join(tag("a", f"step {at}", href=f"#step-{at}", class_="to-step") for at in stood)
    return tag("p", tag("span", "Stands under:", class_="lead") + " " + links, class_="stood") if links else ""


def _quoted(passage: str) -> str:
    """A passage line by line: rows of a table and paragraphs below a place stay apart."""
    return tag("blockquote", "<br>".join(text(line) for line in passage.split("\n")))


def _beside(one: Beside) -> str:
    until = one.effective_to.isoformat() if one.effective_to else "today"
    return f"{one.label} · from {one.effective_from} to {until} · {one.sha256[:12]}"


def _link(url: str) -> str:
    """The official page, for a web address only."""
    if not url.startswith("https://"):
        return ""
    return tag("a", "official page", href=url, target="_blank", rel="noopener noreferrer")

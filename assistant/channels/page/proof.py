"""The proof: one step a question, each opens on what was read, the figures it was held against, and the cites."""

from __future__ import annotations

from typing import Any

from assistant.channels.page.markup import Anchors, cite, cites, folded, section, tag, text
from assistant.render import words

Step = dict[str, Any]


def proof(steps: tuple[Step, ...], anchors: Anchors) -> str:
    """All steps in order, numbered; those that were answered no stand back."""
    body = "".join(_step(number, one, anchors) for number, one in enumerate(steps, 1))
    led = sum(bool(one["follows"]) for one in steps)
    note = f"{len(steps)} questions in order, {led} with a consequence; press one to see its law"
    return section("Proof", tag("div", body, class_="steps") if body else "", "proof", note)


def _step(number: int, step: Step, anchors: Anchors) -> str:
    answer = words.holds(step["holds"])
    state = {"yes": "yes", "no": "no"}.get(answer, "open")
    head = tag("span", str(number), class_="number") + tag("span", text(step["question"]), class_="question")
    head += tag("span", answer if state != "open" else "open", class_=f"answer {state}")
    if step["follows"]:
        head += tag("span", text(f"→ {step['follows']}"), class_="follows")
    body = _rows("Read", [(words.fact(path), text(words.value(path, value))) for path, value in step["used"].items()])
    body += _rows("Held against", _figures(step, anchors))
    body += tag("p", tag("span", "Law", class_="lead") + " " + cites(step["cites"], anchors), class_="law")
    places = (*step["cites"], *(figure["cite"] for figure in step["figures"].values()))
    stands = " ".join(dict.fromkeys(anchors[one] for one in places if one in anchors))
    return tag("div", folded(head, body, f"step-{number}", classes=f"step {state}"), data_stands=stands or None)


def _figures(step: Step, anchors: Anchors) -> list[tuple[str, str]]:
    rows = []
    for name, figure in step["figures"].items():
        shown = text(words.value("", figure["value"])) if figure["value"] is not None else "not in force"
        rows.append(
            (name.partition(".")[2].replace("_", " ").replace(".", ": "), f"{shown} {cite(figure['cite'], anchors)}")
        )
    return rows


def _rows(title: str, rows: list[tuple[str, str]]) -> str:
    if not rows:
        return ""
    listed = "".join(tag("dt", text(name)) + tag("dd", value) for name, value in rows)
    return tag("p", text(title), class_="lead") + tag("dl", listed)

"""Recorded answers in the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from assistant.records.cases import Case
from assistant.records.status import Decision

SHOWN = 70  # characters of a question in the list


def cases_view(found: Sequence[Case]) -> RenderableType:
    """One line a record."""
    table = Table("Record", "At", "Status", "Outcome", "ECCN", "For", "Question", box=None, pad_edge=False)
    for one in found:
        content = one.content or {}
        verdict = content.get("verdict") or {}
        outcome = one.standing.decided[0].replace("_", " ") if one.standing.decided else content.get("kind", "erased")
        question = " ".join(str(content.get("question", "")).split())[:SHOWN]
        eccn, user = verdict.get("eccn") or "", content.get("user", "")
        cells = (one.id, one.entry.at[:16], one.status, outcome, eccn, user, question)
        table.add_row(*(Text(str(cell)) for cell in cells))
    return table if found else Text("No record.")


def case_view(found: Case) -> RenderableType:
    """One record: where it stands, what was computed, and who decided what."""
    head = Table(box=None, show_header=False, pad_edge=False)
    content = found.content
    rows = [("Record", f"{found.id}, {found.status}"), ("Chain", f"entry {found.entry.seq}, {found.entry.hash}")]
    if content is None:
        rows.append(("Content", "erased after its retention"))
    else:
        rows += [("Asked", f"{content['at']} by {content['user']} on {content['channel']}")]
        rows += [("Question", content["question"])] if content["question"] else []
        verdict = content["verdict"]
        rows += [("Computed", _ending(verdict["outcome"], verdict["review_policy"]))] if verdict else []
    if found.standing.decided is not None and found.status in {"signed", "overruled"}:
        rows.append(("Decided", _ending(*found.standing.decided)))
    if found.standing.assignee:
        rows.append(("Assigned to", found.standing.assignee))
    if found.moved:
        rows.append(("Moved since", ", ".join(found.moved)))
    for name, said in rows:
        head.add_row(Text(name), Text(said))
    decisions = [Text(_said(one)) for one in found.decisions]
    return Group(head, *decisions, Text(content["answer"])) if content else Group(head, *decisions)


def _said(one: Decision) -> str:
    done = " ".join(filter(None, (one["kind"], one.get("outcome"), one.get("review_policy"), one.get("assignee"))))
    file = (one.get("file") or {}).get("name", "")
    return f"{one['at']} {one['user']} ({one['role']}): {done.replace('_', ' ')} {file} {one['reason']}".rstrip()


def _ending(outcome: str, policy: str | None) -> str:
    return f"{outcome}, {policy}".replace("_", " ") if policy else outcome.replace("_", " ")

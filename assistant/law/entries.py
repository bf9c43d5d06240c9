"""`law verify` for the entries of the Commerce Control List: columns of the country chart, LVS, GBS and TSR.

An entry without AT column 1 in print may still have it in the rule base: where the text gives it in words, the row is
our reading. What else we hold beside the print stands in `verify.own` of the file, as "0A521 RS 1".
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Any

from assistant.law.finding import Finding
from knowledge.official.folder import OfficialFolder
from knowledge.sources.ecfr_xml import CCL
from rules.law import Topic, topics

COLUMN = re.compile(r"\b([A-Z]{2}) [Cc]olumn (\d)")
CHART = re.compile(r"[a-z]{2}\d")
IN_WORDS = "AT 1"
LINE = re.compile(
    r"(LVS|GBS|TSR):\s*(.*?)(?=\b(?:LVS|GBS|TSR|APP|NAC|AIA|ACM|LPP|HBM|IEC)\b[\w/]*:|Special Cond|List of Items|$)"
)
DOLLARS = re.compile(r"\$\s?([\d,]*\d)")


def entries(folder: OfficialFolder) -> Iterator[Finding]:
    """One finding for each entry that the rule base and a copy of the list hold, and for each that only one does."""
    copies = list(_copies(folder))
    for topic in topics().values():
        if topic.id.endswith(".entries") and isinstance(topic.spans[-1].value, Mapping):
            for file, issue, printed in copies:
                yield from _compared(topic, file, issue, printed)


def _copies(folder: OfficialFolder) -> Iterator[tuple[str, dt.date, Mapping[str, str]]]:
    """Every copy of the list, as the text of each entry."""
    found: dict[tuple[str, dt.date], dict[str, list[str]]] = {}
    for one in folder.passages:
        if one.cite.text.startswith(f"{CCL}, ECCN "):
            number = one.cite.text.removeprefix(f"{CCL}, ECCN ")[:5]
            found.setdefault((one.file, one.issue), {}).setdefault(number, []).append(one.text)
    for (file, issue), texts in found.items():
        yield file, issue, {number: " ".join(parts) for number, parts in texts.items()}


def _compared(topic: Topic, file: str, issue: dt.date, printed: Mapping[str, str]) -> Iterator[Finding]:
    held = topic.on(issue).value
    own = set(topic.verify.get("own", ()))
    category = topic.id.partition(".")[0][-1]
    for number in sorted(held.keys() | {one for one in printed if one[0] == category}):
        cite = f"{CCL}, ECCN {number}"
        if number not in held or number not in printed:
            where = "the text" if number in printed else "the rule base"
            yield Finding(f"{topic.id} {number}", cite, file, issue, f"only in {where}")
        else:
            yield Finding(topic.id, cite, file, issue, _difference(number, held[number], printed[number], own))


def _difference(number: str, body: Mapping[str, Any], text: str, own: set[str]) -> str:
    """Marks that only one of the two has: "RS 1" for a column, "LVS 5000", "GBS", "TSR"."""
    theirs = {f"{reason} {column}" for reason, column in COLUMN.findall(text)} | _lines(text)
    rows = [row for row in body.get("controls", ()) if CHART.fullmatch(row["where"]) and row["where"] != "at1"]
    ours = {f"{row['for']} {row['where'][-1]}" for row in rows}
    ours |= {IN_WORDS for row in body.get("controls", ()) if row["where"] == "at1"}
    ours |= {f"LVS {row['usd']}" for row in body.get("lvs", ())}
    ours |= {kind for kind in ("GBS", "TSR") if body.get(kind.lower())}
    ours_alone = {mark for mark in ours - theirs - {IN_WORDS} if f"{number} {mark}" not in own}
    theirs_alone = {mark for mark in theirs - ours if f"{number} {mark}" not in own}
    if not ours_alone and not theirs_alone:
        return ""
    return f"{number}: only in the rule base: {sorted(ours_alone)}; only in the text: {sorted(theirs_alone)}"


def _lines(text: str) -> set[str]:
    """The lines on list-based exceptions that say anything but "not available"."""
    found = set()
    for kind, line in LINE.findall(text):
        if kind == "LVS":
            found |= {f"LVS {sum_.replace(',', '')}" for sum_ in DOLLARS.findall(line)}
        elif line.strip() and not line.strip().startswith(("N/A", "No", "None")):
            found.add(kind)
    return found

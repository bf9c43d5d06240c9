"""What was understood, as fields: changing one and pressing "Recompute" decides the deal anew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from assistant.channels.page import fields
from assistant.channels.page.markup import bullets, folded, section, tag, text
from assistant.render import words
from assistant.restate import tokens

GROUPS = (("Deal", ()), ("Parties", ("parties", "exporter")), ("Item", ("item",)))
STATUS = {"stated": "from", "implied": "understood from", "guessed": "guessed from"}


def facts(found: Mapping[str, Any], opened: Iterable[str] = (), problem: str | None = None) -> str:
    """The form; `opened` are paths shown empty because somebody wants to state them."""
    known = {path: value for path, value in fields.leaves(dict(found)) if not _is_group(path)}
    known |= {path: "" for path in opened if path not in known and not _is_group(path)}
    if not known:
        return ""
    said = found.get("words") or {}
    groups = "".join(_group(title, _of(known, heads), said) for title, heads in GROUPS)
    refused = tag("p", text(problem), class_="problem", role="alert") if problem else ""
    pressed = tag("button", "Recompute", type="submit", class_="primary")
    form = tag("form", groups + refused + tag("p", pressed, class_="act"), data_act="recompute", autocomplete="off")
    return section("Facts", _lists() + form + _listings(found) + _add(), "facts", "change one and recompute")


def _is_group(path: str) -> bool:
    return fields.kind_of(path).kind == "group"


def _of(known: Mapping[str, Any], heads: tuple[str, ...]) -> dict[str, Any]:
    named = {head for _, group in GROUPS for head in group}

    def head(path: str) -> str:
        return str(tokens(path)[0])

    return {path: value for path, value in known.items() if (head(path) in heads if heads else head(path) not in named)}


def _group(title: str, known: Mapping[str, Any], said: Mapping[str, Any]) -> str:
    if not known:
        return ""
    behind = [path for path in known if _is_behind(path, said)]
    rows = "".join(_field(path, value, said.get(path)) for path, value in known.items() if path not in behind)
    folded_rows = "".join(_field(path, known[path], said.get(path)) for path in behind)
    body = tag("div", rows, class_="grid")
    if folded_rows:
        heading = f"{len(behind)} figures and marks of the data sheet"
        body += folded(heading, tag("div", folded_rows, class_="grid"), "data-sheet", classes="fold")
    return tag("fieldset", tag("legend", text(title)) + body)


def _is_behind(path: str, said: Mapping[str, Any]) -> bool:
    """Is it what the item's name stands for, rather than what somebody said?"""
    if path.startswith("item.tops["):
        return True
    word, name = said.get(path) or {}, said.get("item.name") or {}
    named = path.startswith("item.") and path != "item.name" and word.get("status") == "implied"
    return bool(named and name.get("text") and word.get("text") == name["text"])


def _field(path: str, value: Any, word: Mapping[str, Any] | None) -> str:
    name = f"fact-{path}"
    label = tag("label", text(words.fact(path)), for_=name)
    source = tag("span", text(_source(word)), class_="source") if word and word.get("text") else ""
    shown = "" if value == "" else fields.shown(path, value)
    return tag("div", label + _input(path, name, shown) + source, class_="field")


def _source(word: Mapping[str, Any]) -> str:
    return f"{STATUS.get(str(word.get('status')), 'from')} “{str(word['text']).strip()}”"


def _input(path: str, name: str, shown: str) -> str:
    asked = fields.kind_of(path)
    if asked.kind in {"yes_no", "choice"}:
        options = ("yes", "no") if asked.kind == "yes_no" else asked.options
        rows = [
            ("", "not stated"),
            *((one, one.replace("_", " ")) for one in options),
            (fields.UNKNOWN, fields.UNKNOWN),
        ]
        listed = "".join(tag("option", text(label), value=one, selected=one == shown) for one, label in rows)
        return tag("select", listed, id=name, name=path)
    hint = ", ".join(asked.options).replace("_", " ") or None
    listed_by = "desk-countries" if asked.kind == "country" else None
    mode = "decimal" if asked.kind == "number" else None
    kind = "date" if asked.kind == "date" and shown != fields.UNKNOWN else "text"
    plain = shown.replace("_", " ") if asked.options else shown
    return tag(
        "input", type=kind, id=name, name=path, value=plain, list=listed_by, inputmode=mode, title=hint, maxlength=300
    )  # fmt: skip


def _lists() -> str:
    rows = "".join(tag("option", value=one) for one in fields.countries())
    return tag("datalist", rows, id="desk-countries")


def _add() -> str:
    rows = "".join(tag("option", text(words.fact(path)), value=path) for path in fields.paths())
    chosen = tag("select", tag("option", "choose a fact", value="") + rows, id="add-path", name="path")
    body = tag("label", "Fact to state", for_="add-path") + chosen + tag("button", "Add", type="submit")
    return folded("State another fact", tag("form", body, data_act="add", class_="add"), "add-fact", classes="fold")


def _listings(found: Mapping[str, Any]) -> str:
    """What the screening found of each party; settling a hit is the officer's."""
    lines = []
    for party in found.get("parties") or ():
        for bearer in (party, party.get("ultimate_parent") or {}, *(party.get("owners") or ())):
            for one in bearer.get("listings") or ():
                since = f", since {one['since']}" if one.get("since") else ""
                said = (
                    f"{bearer.get('name', 'unnamed party')}: {str(one.get('list', '')).replace('_', ' ')}{since}, as "
                )
                state = tag("span", text(str(one.get("state", "stated")).replace("_", " ")), class_="tagged")
                lines.append(text(said) + tag("strong", text(one.get("name", "–"))) + " " + state)
    return tag("div", tag("h4", "Screening") + bullets(lines), class_="screening") if lines else ""

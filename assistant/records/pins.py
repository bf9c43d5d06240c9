"""Pins: what a verdict used, each under the hash it had.

figure      a dated figure or list of the rule base, as it stood on its day: id, value, cite, document
list_entry  a row of a party list
list        a party list by name, day and size
rule        a module of the rule base: its syntax tree without docstrings, so that a formatter changes none
provision   a text of the rule base under the cite of the verdict
position    which reading the company follows, where the readings differ

What figures and list entries say is kept beside their hashes, so that later one can print what it was.
"""

from __future__ import annotations

import ast
import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

from assistant.citations import cites_of, resolve
from assistant.records.canonical import sha256_of
from rules.base import plain
from rules.law import EAR, Figure, files, topics_of
from rules.proof import Verdict

Kind = Literal["figure", "list_entry", "list", "rule", "provision", "position"]
Pin = dict[str, str]
WRITTEN_ID = re.compile(r'"(part_[^"{]+)"|f"(part_[^"{]*)\{')
BINDING: frozenset[str] = frozenset({"figure", "list_entry", "rule", "provision"})  # moved, a signature no longer holds


def pin(kind: Kind, id: str, content: object) -> Pin:
    return {"kind": kind, "id": id, "sha256": sha256_of(content)}


def pins_of(
    verdict: Verdict, figures: Iterable[Figure], entries: Mapping[str, Mapping[str, Any]]
) -> tuple[list[Pin], dict[str, Any]]:
    """The pins of a verdict in order, and the contents that the hashes of figures and list entries stand for."""
    pinned = [_figure(figure.id, figure.effective_from) for figure in figures]
    pinned += [(pin("list_entry", entry_id, row), dict(row)) for entry_id, row in entries.items()]
    contents = {one["sha256"]: content for one, content in pinned}
    found = [one for one, _ in pinned]
    found += [pin("list", one.id, {"id": one.id, "date": str(one.date), "entries": one.entries})
              for one in verdict.law.lists]  # fmt: skip
    found += [{"kind": "rule", "id": name, "sha256": module_hash(name)} for name in modules_of(verdict)]
    found += provision_pins(cites_of(verdict), verdict.as_of)
    followed = [one.id for one in verdict.readings if one.followed]
    found += [pin("position", "reading", {"followed": name}) for name in followed]
    return in_order(found), contents


def in_order(pins: Iterable[Pin]) -> list[Pin]:
    """Each once, sorted: the same uses give the same list."""
    once = {(one["kind"], one["id"], one["sha256"]): one for one in pins}
    return [once[key] for key in sorted(once)]


def figure_on(id: str, day: dt.date) -> tuple[Pin, dict[str, Any]] | None:
    """The pin and the content of a figure as it stands on a day; None where the rule base has none of that name."""
    stem = id.partition(".")[0]
    topic = topics_of(stem).get(id) if stem in files() else None
    return None if topic is None else _figure(id, topic.on(day).effective_from)


@cache
def _figure(id: str, begins: dt.date) -> tuple[Pin, dict[str, Any]]:
    """What a figure says from a day on, with its hash."""
    figure = topics_of(id.partition(".")[0])[id].on(begins)
    content = {"id": id, "value": plain(figure.value), "cite": figure.cite, "by": figure.by}
    return pin("figure", id, content), content


def provision_pins(cites: Iterable[str], day: dt.date) -> Iterator[Pin]:
    """The texts of the rule base under these cites on the day."""
    for cite in cites:
        found = resolve(cite, day)
        if found is not None and found.source == "digest":
            yield {"kind": "provision", "id": cite, "sha256": found.sha256}


# ---- rules: the modules whose questions the proof holds


def modules_of(verdict: Verdict) -> list[str]:
    """The modules of the rule base whose steps stand in the proof, such as "part_774.advanced_computing"."""
    return sorted({name for step in verdict.reasons for name in modules_asking(step["rule"])})


@cache
def modules_asking(rule: str) -> tuple[str, ...]:
    """The modules that write a rule's id down; an id made of parts is found by its longest beginning."""
    written = _written_ids()
    best = max((text for text in written if rule == text or (text.endswith("*") and rule.startswith(text[:-1]))),
               key=lambda text: (text == rule, len(text)), default=None)  # fmt: skip
    if best is None:
        shorter, _, _ = rule.rpartition(".")
        return modules_asking(shorter) if shorter else ()
    return tuple(sorted(written[best]))


@cache
def _written_ids() -> Mapping[str, set[str]]:
    """Ids of rules with the modules that hold them; one with a part filled in later ends in a star."""
    found: dict[str, set[str]] = {}
    for path in sorted(EAR.rglob("*.py")):
        for whole, begun in WRITTEN_ID.findall(path.read_text(encoding="utf-8")):
            found.setdefault(whole or f"{begun}*", set()).add(_name(path))
    return found


def _name(path: Path) -> str:
    return ".".join(path.relative_to(EAR).with_suffix("").parts)


@cache
def module_hash(name: str) -> str:
    """The hash of a module's syntax tree without docstrings; of a module that is not there, that of nothing."""
    path = EAR.joinpath(*name.split(".")).with_suffix(".py")
    return _hash_of_tree(path) if path.exists() else hashlib.sha256(b"").hexdigest()


def _hash_of_tree(path: Path) -> str:
    tree = _tree(path)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None:
            node.body = node.body[1:]
    return hashlib.sha256(ast.dump(tree).encode()).hexdigest()


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def engine_hash() -> str:
    """One hash over every file of the rule base.

    Printed beside a record, never compared with it: it tells a changed rule base from a changed record where no pin
    moved.
    """
    digest = hashlib.sha256()
    for path in sorted((*EAR.parent.rglob("*.py"), *EAR.parent.rglob("*.yaml"))):
        digest.update(f"{path.relative_to(EAR.parent)}:".encode() + path.read_bytes())
    return digest.hexdigest()

"""The JSON Schema of what `check` takes: types from the models, class, unit and provision from facts.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

from assistant.render import words
from rules.facts import Facts
from rules.law import read_yaml

HERE = Path(__file__).parent
CLASSES = {
    "K": "must be known",
    "P": "presumed, and said",
    "C": "a condition: an act still in the exporter's hands",
    "N": "never in the exporter's favor while unstated",
}
OWNERS_TWICE = "owners[].owners[].owners[]"
Schema = dict[str, Any]


def facts_schema() -> Schema:
    """The schema, each field with `path`, and with `class`, `unit` and `asked_by` where there is one."""
    schema = Facts.model_json_schema()
    notes: dict[str, dict[str, str]] = read_yaml(HERE / "facts.yaml")
    for path, field in list(_fields(schema, schema, "")):
        note = next((notes[key] for key in _keys(path) if key in notes), {})
        field["title"] = words.fact(path.replace("[]", ""))
        field["path"] = path
        field.update({key: f"{value}: {CLASSES[value]}" if key == "class" else value for key, value in note.items()})
    schema["title"] = "Facts of one transaction"
    schema["x-classes"] = CLASSES
    return schema


def _keys(path: str) -> Iterator[str]:
    """The path itself, then what holds it: listings stand in facts.yaml as a whole."""
    while path:
        yield path
        yield f"{path}[]"
        path = path.removesuffix("[]") if path.endswith("[]") else path.rpartition(".")[0]


def _fields(root: Schema, model: Schema, prefix: str) -> Iterator[tuple[str, Schema]]:
    """Every field with its path. A part that two facts share is copied, so that each field has a path of its own."""
    for name, field in model.get("properties", {}).items():
        path = f"{prefix}.{name}" if prefix else name
        listed = any(arm.get("type") == "array" for arm in field.get("anyOf", [field]))
        path = f"{path}[]" if listed else path
        yield path, field
        for arm in _arms(field):
            reference = arm.get("$ref", "")
            if reference and name != "words" and OWNERS_TWICE not in path:  # owners hold owners, without end
                inner = root["$defs"][re.sub(r".*/", "", reference)]
                copied = deepcopy(inner)
                arm.clear()
                arm.update(copied)
                yield from _fields(root, arm, path)


def _arms(field: Schema) -> Iterator[Schema]:
    for arm in field.get("anyOf", [field]):
        yield arm.get("items", arm) if isinstance(arm.get("items", arm), dict) else arm

"""What the command line reads: facts as YAML or JSON, days, lines of JSON.

YAML is read as the law's own files are: figures as Decimal, `NO` is Norway, a key twice is an error. A day that no
calendar has stays text, so that the complaint names the fact that holds it.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from assistant.channels.errors import BadInputError
from rules.law import FIRST_DAY, LawLoader

LARGEST = 2_000_000  # bytes: a deal is a page, not a book
LONGEST_QUESTION = 10_000  # characters: a long e-mail with its thread
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class _FactsLoader(LawLoader):
    """LawLoader that leaves an impossible day as the text it was."""


def _day_or_text(loader: _FactsLoader, node: yaml.ScalarNode) -> object:
    try:
        return loader.construct_yaml_timestamp(node)
    except ValueError:
        return node.value


_FactsLoader.add_constructor("tag:yaml.org,2002:timestamp", _day_or_text)


def day(text: object, field: str = "as_of") -> dt.date:
    """A day written as 2026-11-25, not before the first modelled one."""
    found = text
    if isinstance(text, str) and ISO_DAY.fullmatch(text.strip()):
        try:
            found = dt.date.fromisoformat(text.strip())
        except ValueError:
            raise BadInputError(
                field, f"{text.strip()} is no day of the calendar; expected one like 2026-11-25"
            ) from None
    if not isinstance(found, dt.date) or isinstance(found, dt.datetime):
        raise BadInputError(field, f"found {found!r}; expected a day like 2026-11-25")
    if found < FIRST_DAY:
        raise BadInputError(field, f"the law is modelled from {FIRST_DAY} on, found {found}")
    return found


def question(text: str) -> str:
    """A question of a length that somebody may read."""
    if len(text) > LONGEST_QUESTION:
        limit, found = f"{LONGEST_QUESTION:,}", f"{len(text):,}"
        raise BadInputError(
            "question", f"found {found} characters, expected at most {limit}; send the part that matters"
        )
    return text


def content(source: str) -> str:
    """The text of a file, or of standard input for `-`."""
    if source == "-":
        raw = sys.stdin.buffer.read(LARGEST + 1)
    else:
        raw = _bytes(source)
    if len(raw) > LARGEST:
        raise BadInputError(source, f"larger than {LARGEST:,} bytes; expected the facts of one deal")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInputError(source, f"byte {error.start} is no UTF-8; expected a UTF-8 file") from None


def _bytes(source: str) -> bytes:
    try:
        with Path(source).open("rb") as file:
            return file.read(LARGEST + 1)
    except FileNotFoundError:
        raise BadInputError("FILE", f"{source} is not there; expected a YAML or JSON file with facts, or -") from None
    except OSError as error:
        raise BadInputError(
            "FILE", f"{source} cannot be read ({error.strerror}); expected a YAML or JSON file"
        ) from None


def facts(source: str) -> dict[str, Any]:
    """The facts in a file, as YAML or JSON gives them; what they mean is read later."""
    return said_facts(content(source), source)


def said_facts(text: str, source: str) -> dict[str, Any]:
    """The same of a text at hand; `source` is what an error names."""
    found = parsed(text, source) if text.lstrip().startswith(("{", "[")) else _yaml(text, source)
    if not isinstance(found, dict):
        raise BadInputError(
            source, f"found {_kind(found)}; expected fact names with values, as `exportdesk facts` lists them"
        )
    return _text_keys(found, source)


def _yaml(text: str, source: str) -> Any:
    try:
        return yaml.load(text, Loader=_FactsLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = f"line {mark.line + 1}" if mark else "the file"
        raise BadInputError(source, f"{line}: {error.problem or error.context}; expected YAML") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        said = str(error).splitlines()[0] if str(error) else "nested too deep"
        raise BadInputError(source, f"{said}; expected YAML") from None


def parsed(text: str, where: str) -> Any:
    """JSON with figures as Decimal; a key twice, NaN and Infinity are errors."""
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=_no_number, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        raise BadInputError(where, f"line {error.lineno}, column {error.colno}: {error.msg}; expected JSON") from None
    except (ValueError, RecursionError) as error:
        said = str(error) if isinstance(error, ValueError) else "nested too deep"
        raise BadInputError(where, f"{said}; expected JSON") from None


def _no_number(text: str) -> None:
    raise ValueError(f"{text} is no number")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"{key!r} twice")
        found[key] = value
    return found


def _text_keys(found: dict[Any, Any], source: str) -> dict[str, Any]:
    for key in found:
        if not isinstance(key, str):
            raise BadInputError(source, f"found the key {key!r}; expected the name of a fact")
    return found


def _kind(found: object) -> str:
    names = {list: "a list", str: "bare text", type(None): "nothing"}
    return names.get(type(found), f"a bare {type(found).__name__}")

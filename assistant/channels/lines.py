"""A run over lines of JSON: one object in, one out, in one process. A bad line is answered and ends nothing."""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from assistant.channels import inputs
from assistant.channels.errors import BadInputError, ChannelError
from assistant.redact import redacted
from rules.errors import RulesError

Line = dict[str, Any]


def run(source: Path, target: Path, answer: Callable[[Line], Line]) -> None:
    """Answers each line of `source` into `target`; `answer` gives what stands beside the id.

    Raises:
        BadInputError: the source is not there, the target cannot be written, or both are one file.
    """
    check(source, target)
    try:
        out = target.open("w", encoding="utf-8", newline="\n")
    except OSError as error:
        raise BadInputError(
            "--out", f"{target} cannot be written ({error.strerror}); expected a file in a folder"
        ) from None
    with out:
        for number, raw in read(source):
            out.write(written(answered(number, raw, answer)) + "\n")
            out.flush()


def check(source: Path, target: Path) -> None:
    """Raises BadInputError where the source is not there or both are one file."""
    if not source.is_file():
        raise BadInputError("--jsonl", f"{source} is not there; expected a file with one JSON object a line")
    if target.exists() and target.samefile(source):
        raise BadInputError("--out", f"{target} is the input; expected another file")


def written(found: object, indent: int | None = None) -> str:
    """One JSON text in UTF-8; a lone surrogate, which UTF-8 has no place for, is escaped."""
    text = json.dumps(found, ensure_ascii=False, indent=indent)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(found, indent=indent)
    return text


def read(source: Path) -> Iterator[tuple[int, bytes]]:
    with source.open("rb") as file:
        for number, raw in enumerate(file, 1):
            if raw.strip():
                yield number, raw.removeprefix(b"\xef\xbb\xbf")


def answered(number: int, raw: bytes, answer: Callable[[Line], Line]) -> Line:
    known: object = None
    try:
        line = inputs.parsed(_text(raw, number), f"line {number}")
        if not isinstance(line, dict):
            raise BadInputError(f"line {number}", "expected a JSON object")
        known = line.get("id")
        if "id" not in line or not isinstance(known, str | int):
            raise BadInputError("id", f"line {number} has none; expected text or a whole number")
        return {"id": known, **answer(line)}
    except (ChannelError, RulesError) as error:
        return {"id": known if isinstance(known, str | int) else None, "error": one_line(str(error))}
    except Exception as error:  # a run of thousands goes on; the reference leads to the trace
        return {"id": known if isinstance(known, str | int) else None, "error": reference(error)}


def _text(raw: bytes, number: int) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        raise BadInputError(f"line {number}", "is no UTF-8; expected JSON in UTF-8") from None


def reference(error: BaseException) -> str:
    """The sentence a person sees of a failure of ours; the trace goes to standard error under the same reference."""
    trace = "".join(traceback.format_exception(error))
    name = sha256(trace.encode(errors="replace")).hexdigest()[:8]
    print(f"[{name}] {redacted(trace)}", file=sys.stderr)
    return f"this could not be answered; the log has the reason under the reference {name}"


def one_line(text: str) -> str:
    """The text on one line."""
    return " ".join(text.split())

"""Canonical JSON: RFC 8785 with every number as the text of its shortest decimal form, and its SHA-256."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import rfc8785

FIRST_SURROGATE = "\ud800"
NUMBERS = (int, float, Decimal)


def canonical(value: object) -> bytes:
    """The bytes that are hashed. Equal things have equal bytes, however their numbers were written.

    >>> canonical({"b": 5.0, "a": [1e26, Decimal("0.10"), True, None]})
    b'{"a":["100000000000000000000000000","0.1",true,null],"b":"5"}'
    """
    plain = _textual(value)
    text = _HASHED.encode(plain)
    # without numbers the two differ in the order of keys beyond the first plane alone, and one is ten times as fast
    return text.encode() if text.isascii() or max(text) < FIRST_SURROGATE else rfc8785.dumps(plain)


def sha256_of(value: object) -> str:
    """The SHA-256 of the canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical(value)).hexdigest()


@dataclass(frozen=True, slots=True)
class Written:
    """A value as it is stored and as it is hashed."""

    text: str
    canonical: str

    @property
    def sha256(self) -> str:
        """That of the value read back from its text."""
        return hashlib.sha256(self.canonical.encode()).hexdigest()


def written_out(value: object) -> Written:
    """The value in both ways."""
    text = text_of(value)
    return Written(text, canonical(json.loads(text)).decode())


def together(parts: Mapping[str, Written]) -> Written:
    """An object of parts that are written already. Their names are plain ASCII.

    >>> together({"b": written_out(5.0), "a": written_out([0.1])}).canonical
    '{"a":["0.1"],"b":"5"}'
    """
    text = ",".join([f'"{name}":{one.text}' for name, one in parts.items()])
    ordered = ",".join([f'"{name}":{parts[name].canonical}' for name in sorted(parts)])
    return Written(f"{{{text}}}", f"{{{ordered}}}")


def _textual(value: object) -> Any:
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, dict):
        return {key: _textual(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_textual(inner) for inner in value]
    if isinstance(value, NUMBERS):
        return shortest(value)
    if isinstance(value, dt.date):
        return _written(value)
    raise TypeError(f"{type(value).__name__} has no canonical JSON")


def shortest(number: int | float | Decimal) -> str:
    """The number in digits, without exponent and without zeros at its end.

    >>> shortest(5.0), shortest(Decimal("4800.50")), shortest(1e-7), shortest(-0.0)
    ('5', '4800.5', '0.0000001', '0')
    """
    decimal = Decimal(repr(number)) if isinstance(number, float) else Decimal(number)
    if not decimal.is_finite():
        raise ValueError(f"{number} has no canonical JSON")
    text = format(decimal, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def text_of(value: object) -> str:
    """JSON as it is stored: numbers as they are, no spaces, keys in their order; no half of a character."""
    return whole(_STORED.encode(value))


def whole(text: str) -> str:
    """The text with U+FFFD for each half of a surrogate pair, which UTF-8 has no place for."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if _has_halves(text) else text


def _has_halves(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False


def _written(value: object) -> object:
    if isinstance(value, dt.datetime):
        return moment(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError(f"{type(value).__name__} has no JSON")


def moment(at: dt.datetime) -> str:
    """A time as the contract writes it: UTC, to the second, with Z."""
    return at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


_HASHED = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
_STORED = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_written)

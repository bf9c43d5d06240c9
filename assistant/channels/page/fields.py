"""What kind of input a fact takes, and how what was typed becomes its value. The models of the facts are the authority.

An emptied field is silence; "not known" says that the user does not know.
"""

from __future__ import annotations

import datetime as dt
import re
import types
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from assistant.render import words
from assistant.restate import tokens
from rules.facts import Facts
from rules.questions import country_names

Kind = Literal["yes_no", "choice", "choices", "country", "countries", "number", "date", "text", "group"]
UNKNOWN = "not known"
NOT_EDITED = frozenset({"words", "as_of", "listings", "note"})  # listings are the screening's


class FieldError(ValueError):
    """What was typed is no value of this fact; the message names the fact and what was expected."""


@dataclass(frozen=True, slots=True)
class FieldKind:
    """The input that a fact takes; `options` of a closed list."""

    kind: Kind
    options: tuple[str, ...] = ()


@cache
def kind_of(path: str) -> FieldKind:
    """The input for a path. Raises FieldError for a path that is no fact."""
    here: Any = Facts
    for token in tokens(path):
        here = _bare(here)
        if isinstance(token, int):
            if get_origin(here) is not tuple:
                raise FieldError(f"{path}: no such fact")
            here = get_args(here)[0]
        elif isinstance(here, type) and issubclass(here, BaseModel) and token in here.model_fields:
            here = here.model_fields[token].annotation
        else:
            raise FieldError(f"{path}: no such fact")
    return _kind(path, here)


def _kind(path: str, annotation: Any) -> FieldKind:
    here = _bare(annotation)
    place = tokens(path)[-1] in words.PLACE_KEYS if path else False
    if get_origin(here) is tuple:
        inner = _bare(get_args(here)[0])
        if get_origin(inner) is Literal:
            return FieldKind("choices", tuple(map(str, get_args(inner))))
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            return FieldKind("group")
        return FieldKind("countries" if place else "choices")
    if get_origin(here) is Literal:
        return FieldKind("choice", tuple(map(str, get_args(here))))
    if isinstance(here, type):
        if issubclass(here, BaseModel):
            return FieldKind("group")
        if here is bool:
            return FieldKind("yes_no")
        if issubclass(here, int | Decimal):
            return FieldKind("number")
        if issubclass(here, dt.date):
            return FieldKind("date")
    return FieldKind("country" if place else "text")


def _bare(annotation: Any) -> Any:
    """The annotation without Optional and Annotated; of a union its first arm."""
    while True:
        origin = get_origin(annotation)
        if origin is Annotated:
            annotation = get_args(annotation)[0]
        elif origin is Union or origin is types.UnionType:
            annotation = next(arm for arm in get_args(annotation) if arm is not type(None))
        else:
            return annotation


def leaves(found: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Every fact that can be edited, with its path."""
    return words.leaves(found, NOT_EDITED)


def shown(path: str, value: Any) -> str:
    """A value as its field shows it."""
    kind = kind_of(path).kind
    if value is None:
        return UNKNOWN
    if kind == "yes_no":
        return "yes" if value else "no"
    if kind in {"choices", "countries"}:
        return ", ".join(words.country(one) if kind == "countries" else str(one) for one in value) or "none"
    return words.country(value) if kind == "country" else str(value)


def read(path: str, typed: str) -> Any:
    """The value that was typed. Raises FieldError."""
    asked, typed = kind_of(path), typed.strip()
    if typed.casefold() in {UNKNOWN, "unknown", "?"}:
        return None
    if asked.kind == "yes_no":
        return _choice(path, typed.casefold(), ("yes", "no")) == "yes"
    if asked.kind == "number":
        return _number(path, typed)
    if asked.kind == "choice":
        return _choice(path, typed, asked.options)
    if asked.kind == "country":
        return _country(path, typed)
    if asked.kind in {"choices", "countries"}:
        if typed.casefold() == "none":
            return []
        parts = [part.strip() for part in typed.split(",") if part.strip()]
        if asked.kind == "countries":
            return [_country(path, part) for part in parts]
        return [_choice(path, part, asked.options) if asked.options else part for part in parts]
    return typed


def _choice(path: str, typed: str, options: tuple[str, ...]) -> str:
    plain = typed.replace(" ", "_")
    if plain in options or typed in options:
        return plain if plain in options else typed
    raise FieldError(f"{words.fact(path)}: found “{typed}”, expected one of {', '.join(options).replace('_', ' ')}")


def _number(path: str, typed: str) -> int | float:
    plain = typed.replace(",", "").replace(" ", "").replace(" ", "").replace("−", "-")
    try:
        found = Decimal(plain)
    except InvalidOperation:
        raise FieldError(f"{words.fact(path)}: found “{typed}”, expected a number such as 4,800") from None
    if not found.is_finite() or found < 0:
        raise FieldError(f"{words.fact(path)}: found “{typed}”, expected a number of zero or more")
    return int(found) if found == found.to_integral_value() else float(found)


@cache
def _codes() -> dict[str, str]:
    """Names of countries, without their article, to codes."""
    return {name.removeprefix("the ").casefold(): code for code, name in country_names().items()}


def _country(path: str, typed: str) -> str:
    found = re.search(r"\(([A-Z]{2})\)$", typed)
    code = found[1] if found else typed.upper() if len(typed) == 2 else _codes().get(typed.casefold(), "")
    if code not in country_names():
        raise FieldError(f"{words.fact(path)}: found “{typed}”, expected a country such as {words.country('SG')}")
    return code


@cache
def countries() -> tuple[str, ...]:
    """Every country as a field shows it."""
    return tuple(sorted(words.country(code) for code in country_names()))


@cache
def paths() -> tuple[str, ...]:
    """Every fact that can be added, those of the first party for parties."""
    return tuple(_paths(Facts, ""))


def _paths(model: type[BaseModel], prefix: str, above: frozenset[type[BaseModel]] = frozenset()) -> Iterator[str]:
    """Owners have owners: a part inside a part of its own kind is not offered."""
    for name, info in model.model_fields.items():
        if name in NOT_EDITED:
            continue
        path = f"{prefix}.{name}" if prefix else name
        here = _bare(info.annotation)
        if get_origin(here) is tuple:
            here = _bare(get_args(here)[0])
            if isinstance(here, type) and issubclass(here, BaseModel):
                path = f"{path}[0]"
        if isinstance(here, type) and issubclass(here, BaseModel):
            if here not in above | {model}:
                yield from _paths(here, path, above | {model})
        else:
            yield path

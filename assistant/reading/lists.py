"""The word lists of reading, loaded once from the YAML files of `data/`."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import groupby
from typing import Any

import yaml

from assistant.reading.cities import DATA

_NATIVE = re.compile(r"[\u3040-\u9fff]")


@cache
def words_file(name: str) -> Mapping[str, Any]:
    """One file of `data/`, every scalar a string."""
    loaded = yaml.load((DATA / name).read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)
    if not isinstance(loaded, dict):
        raise ValueError(f"{name}: expected a mapping")
    return loaded


@cache
def words(name: str, key: str) -> frozenset[str]:
    """A list of a file, or words in one text separated by blanks."""
    return frozenset(_listed(words_file(name)[key]))


@cache
def everyday() -> frozenset[str]:
    """Words of daily life by theme (`data/everyday.yaml`); no slip is read as one of them."""
    return frozenset(word for theme in words_file("everyday.yaml") for word in words("everyday.yaml", theme))


def _listed(value: object) -> list[str]:
    return value.split() if isinstance(value, str) else [str(one) for one in value]  # type: ignore[attr-defined]


@cache
def regex(told: str) -> re.Pattern[str]:
    """A pattern put together from the shipped tables, in any case. Compiled once: there are more than `re` keeps."""
    return re.compile(told, re.IGNORECASE)


def pattern(parts: Iterable[str]) -> re.Pattern[str]:
    """Any of the parts as whole words, in any case; a Chinese or Japanese part needs no border."""
    return _compiled(tuple(parts))


@cache
def _compiled(parts: tuple[str, ...]) -> re.Pattern[str]:
    inner = "|".join(_bordered(list(run), native) for native, run in groupby(parts, _is_native))
    return re.compile(inner, re.IGNORECASE)


def _is_native(part: str) -> bool:
    return _NATIVE.search(part) is not None


def _bordered(parts: list[str], native: bool) -> str:
    """Any of the parts, all Chinese and Japanese or none; one border for all: each compiles longer than a part."""
    if native:
        return "|".join(f"(?:{part})" for part in parts)
    # "颗HBM3E出口": a Chinese or Japanese letter beside is a border; a case of its own compiles 20 times as fast
    letter = r"(?-i:[^\W\u3040-\u9fff])"
    # a blank that may be left out stays so
    spaced = "|".join(f"(?:{part})".replace(" ?", r"\s*").replace(" ", r"\s+") for part in parts)
    return rf"(?<!{letter})(?:{spaced})(?!{letter})"

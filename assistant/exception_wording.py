"""License exceptions in words: the one that holds, those still open, else why the nearest ones are closed."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.telling import Telling
from assistant.wording import wording
from rules.proof import ExceptionFound

MOST_CLOSED = 3


def exception_sentences(telling: Telling) -> Iterator[str]:
    """The one that holds with its conditions, those still open, else the first that are closed, with why."""
    verdict, words = telling.verdict, wording("exceptions")
    if verdict.outcome in {"no_license_required", "not_subject_to_ear", "prohibited"}:
        return
    held = [one for one in verdict.exceptions if one.available][:1]
    still = [one for one in verdict.exceptions if one.available is None]
    closed = [one for one in verdict.exceptions if one.available is False and _concerns(telling, one.code)]
    if not held and not still:
        yield from _unraised(telling, [one for one in closed if _needs_more(one)])
        closed = [one for one in closed if not _needs_more(one)]
    key, shown = ("conditions", held) if held else ("open", still) if still else ("closed", closed)
    for same in _alike(shown)[:MOST_CLOSED]:
        kind = f"{key}_many" if len(same) > 1 else key
        text = words[kind].format(code=_codes(same), conditions="; ".join(same[0].conditions))
        yield telling.marked(text, *(cite for one in same for cite in one.citations))


def _needs_more(one: ExceptionFound) -> bool:
    """Does it rest on what nobody raised, such as goods that come back?"""
    here = any(one.code in group["codes"] for group in wording("said")["exceptions_for"])
    return not here and bool(one.conditions) and one.conditions[0].startswith("would have to")


def _unraised(telling: Telling, found: list[ExceptionFound]) -> Iterator[str]:
    """Exceptions for cases that nobody spoke of, in one sentence."""
    if found:
        kind = "unraised_many" if len(found) > 1 else "unraised"
        text = wording("exceptions")[kind].format(code=_codes(found))
        yield telling.marked(text, *(one.citations[0] for one in found if one.citations))


def _codes(exceptions: list[ExceptionFound]) -> str:
    *first, last = [one.code for one in exceptions]
    return f"{', '.join(first)} and {last}" if first else last


def _concerns(telling: Telling, code: str) -> bool:
    """Is the exception news here: does a requirement stand, or stay open, that it is made for?"""
    made_for = [one["rules"] for one in wording("said")["exceptions_for"] if code in one["codes"]]
    stands = [one["rule"] for one in telling.step_by_rule.values() if one["holds"] is not False]
    return not made_for or any(rule.startswith(tuple(made_for[0])) for rule in stands)


def _alike(exceptions: list[ExceptionFound]) -> list[list[ExceptionFound]]:
    """Exceptions that stand on the same conditions are told in one sentence."""
    groups: dict[tuple[str, ...], list[ExceptionFound]] = {}
    for one in exceptions:
        groups.setdefault(one.conditions, []).append(one)
    return list(groups.values())

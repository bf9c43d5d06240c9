"""The digest: own-worded provisions in Markdown files, each document with a front matter.

A file holds one or more documents. A line `---` opens a front matter of `key: value` lines, the next `---` closes it,
the text follows until the next document. Two versions of a provision are two documents whose dates touch. Every key is
written out in every document; `null` is allowed where `_MAY_BE_NULL` says so. Three keys are optional: `also`, further
cites, separated by semicolons, under which the same text is found (a later page of one document); and of a background
note `asks`, questions that it answers, separated by bars, and `law`, the cites of the law behind it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from knowledge.errors import DigestError
from knowledge.provision import Provision
from rules.cite import Cite, CiteError

FOLDER = Path(__file__).with_name("digest")
_KEYS = ("cite", "title", "effective_from", "effective_to", "checked_through", "text_read", "by", "unconfirmed")
_MAY_BE_NULL = {"effective_to", "text_read", "by"}
_OPTIONAL = {"also", "asks", "law"}


@lru_cache(maxsize=1)
def load_digest() -> tuple[Provision, ...]:
    """Every provision of the shipped digest, sorted by cite and date; raises DigestError."""
    return tuple(provision for provision, _ in _loaded(FOLDER))


@dataclass(frozen=True, slots=True)
class Note:
    """A background note: history, positions and status of affairs, kept apart from the law that it points to."""

    text: Provision
    asks: tuple[str, ...]
    law: tuple[str, ...]


@lru_cache(maxsize=1)
def background_notes() -> tuple[Note, ...]:
    """Every background note of the shipped digest, in the order of the files; raises DigestError."""
    found = []
    for path in sorted((FOLDER / "background").glob("*.md")):
        for line, front, text in _documents(path):
            where = f"{path.name}:{line}"
            asks = tuple(one.strip() for one in front.get("asks", "").split("|") if one.strip())
            law = [one.strip() for one in front.get("law", "null").split(";") if one.strip() not in {"", "null"}]
            if not asks:
                raise DigestError(f"{where}: asks: a background note names the questions that it answers")
            found.append(Note(_provision(where, front, text), asks, tuple(canonical(where, "law", one) for one in law)))
    return tuple(found)


def read_digest(folder: Path) -> tuple[Provision, ...]:
    """Every provision below a folder, sorted by cite and date; raises DigestError."""
    return tuple(provision for provision, _ in _loaded(folder))


def provision_for(cite: str, as_of: date) -> Provision | None:
    """The text under a cite on a day, else that of the closest unit around it, else None.

    `742.6(a)(6)(iii)(A)` finds its own document or, where there is none, that of (iii), of (a)(6) and so on.
    A text that is no citation raises CiteError.
    """
    versions = _by_cite()
    for place in Cite.parse(cite).lineage():
        for provision in versions.get(place.text, ()):
            if provision.holds_on(as_of):
                return provision
    return None


def versions_of(cite: str) -> tuple[Provision, ...]:
    """Every version held under exactly this cite, the oldest first."""
    return _by_cite().get(Cite.parse(cite).text, ())


@lru_cache(maxsize=1)
def _by_cite() -> Mapping[str, tuple[Provision, ...]]:
    table: dict[str, list[Provision]] = {}
    for provision, also in _loaded(FOLDER):
        for cite in (provision.cite, *also):
            table.setdefault(cite, []).append(provision)
    return {cite: tuple(provisions) for cite, provisions in table.items()}


@lru_cache(maxsize=4)
def _loaded(folder: Path) -> tuple[tuple[Provision, tuple[str, ...]], ...]:
    found: dict[tuple[str, date], tuple[Provision, tuple[str, ...], str]] = {}
    for path in sorted(folder.rglob("*.md")):
        for line, front, text in _documents(path):
            where = f"{path.relative_to(folder)}:{line}"
            provision = _provision(where, front, text)
            key = (provision.cite, provision.effective_from)
            if key in found:
                raise DigestError(f"{where}: cite: {provision.cite} of {key[1]} stands in {found[key][2]} already")
            found[key] = (provision, _also(where, front), where)
    ordered = [found[key] for key in sorted(found)]
    _check_versions(ordered)
    return tuple((provision, also) for provision, also, _ in ordered)


def _documents(path: Path) -> Iterator[tuple[int, dict[str, str], str]]:
    """(line of the front matter, its keys, the text) of each document of a file."""
    start, body = 0, list[str]()
    front: dict[str, str] | None = None
    inside = False
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.strip() == "---":
            if not inside and front is not None:
                yield start, front, "\n".join(body).strip()
            inside = not inside
            if inside:
                start, front, body = number, {}, []
        elif inside and front is not None:
            key, colon, value = line.partition(":")
            if not colon or key.strip() in front:
                raise DigestError(f"{path.name}:{number}: {line!r}: expected `key: value`, each key once")
            front[key.strip()] = value.strip()
        elif front is None and line.strip():
            raise DigestError(f"{path.name}:{number}: text before the first front matter")
        else:
            body.append(line)
    if inside or front is None:
        raise DigestError(f"{path.name}:{start}: a front matter that is not closed, or none")
    yield start, front, "\n".join(body).strip()


def _provision(where: str, front: Mapping[str, str], text: str) -> Provision:
    if unknown := set(front) - set(_KEYS) - _OPTIONAL:
        raise DigestError(f"{where}: {sorted(unknown)[0]}: unknown key, expected one of {', '.join(_KEYS)}")
    if missing := [key for key in _KEYS if key not in front]:
        raise DigestError(f"{where}: {missing[0]}: missing")
    if bad := [key for key in _KEYS if front[key] in ("", "null") and not (front[key] and key in _MAY_BE_NULL)]:
        raise DigestError(f"{where}: {bad[0]}: found {front[bad[0]]!r}, expected a value")
    if not text:
        raise DigestError(f"{where}: {front['cite']} has no text")
    if front["unconfirmed"] not in ("true", "false"):
        raise DigestError(f"{where}: unconfirmed: found {front['unconfirmed']!r}, expected true or false")
    first, checked = _day(where, front, "effective_from"), _day(where, front, "checked_through")
    last = _day(where, front, "effective_to")
    if first is None or checked is None or (last is not None and last < first):
        raise DigestError(f"{where}: effective_to: {last} lies before {first}")
    return Provision(
        cite=canonical(where, "cite", front["cite"]),
        title=front["title"],
        text=" ".join(text.split()),
        effective_from=first,
        effective_to=last,
        checked_through=checked,
        text_read=None if front["text_read"] == "null" else front["text_read"],
        by=None if front["by"] == "null" else canonical(where, "by", front["by"]),
        unconfirmed=front["unconfirmed"] == "true",
    )


def _also(where: str, front: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(canonical(where, "also", cite.strip()) for cite in front.get("also", "").split(";") if cite.strip())


def canonical(where: str, key: str, text: str) -> str:
    """A cite as it is written canonically; raises DigestError, which names where, key and the form expected."""
    try:
        written = Cite.parse(text).text
    except CiteError as error:
        raise DigestError(f"{where}: {key}: {error}") from error
    if written != text:
        raise DigestError(f"{where}: {key}: found {text!r}, expected the canonical {written!r}")
    return written


def _day(where: str, front: Mapping[str, str], key: str) -> date | None:
    if front[key] == "null":
        return None
    try:
        return date.fromisoformat(front[key])
    except ValueError as error:
        raise DigestError(f"{where}: {key}: found {front[key]!r}, expected a date such as 2026-09-24") from error


def _check_versions(ordered: list[tuple[Provision, tuple[str, ...], str]]) -> None:
    """The versions of one cite follow each other day by day; the last one may be closed or open."""
    for (earlier, _, _), (later, _, where) in pairwise(ordered):
        if earlier.cite != later.cite:
            continue
        expected = earlier.effective_to + timedelta(days=1) if earlier.effective_to else None
        if later.effective_from != expected:
            kind = "overlap" if expected is None or later.effective_from < expected else "gap"
            raise DigestError(
                f"{where}: effective_from: {kind}, found {later.effective_from}, expected {expected} for {later.cite}"
            )

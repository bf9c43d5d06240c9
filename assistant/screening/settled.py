"""Decisions on hits: this party is, or is not, that listed entry; who said so and why.

Each is an entry of the chain (kind `hit`), bound to the hash of what the list said of the entry. It holds until its
term ends, the entry changes, or the entry leaves the list; then the hit is open again. The newest decision counts.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict

from assistant.screening import names
from assistant.screening.match import entry_facts
from assistant.screening.screen import SEATS

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from assistant.records.actor import Actor
    from assistant.store import Store

State = Literal["holds", "changed", "ended", "gone"]
Facts = dict[str, Any]


class Settled(BaseModel):
    """One decision. `entry_sha256`: of the entry as the list had it that day; `until`: the last day it holds;
    `country`: of the party it was said of, None where nobody told."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    name: str
    name_key: str
    entry_id: str
    entry_sha256: str
    listed: str
    same: bool
    country: str | None = None
    reason: str
    until: dt.date | None = None
    user: str
    role: str
    at: dt.datetime


def key_of(name: str) -> str:
    """The party's name as decisions are looked up by: legal form, case and look-alike letters aside."""
    return names.native_key(name) if names.NATIVE.search(name) else names.key(name).squash


def entry_hash(entry_id: str, folder: Path | None = None) -> str | None:
    """The hash of what the list at hand says of an entry; None where it has no such entry."""
    from assistant.records.canonical import sha256_of

    entry = entry_facts(entry_id, folder)
    return None if entry is None else sha256_of(entry.model_dump(mode="json"))


def settle(
    store: Store,
    actor: Actor,
    name: str,
    entry_id: str,
    *,
    same: bool,
    reason: str,
    until: dt.date | None = None,
    country: str | None = None,
) -> Settled:
    """Keeps a decision.

    Raises:
        NotAllowed: the actor is no officer.
        LookupError: the list at hand has no such entry.
    """
    from assistant.records import chain
    from assistant.records.beside import recorded_now
    from assistant.records.permissions import require

    require(actor, "settle_hit")
    entry, digest = entry_facts(entry_id), entry_hash(entry_id)
    if entry is None or digest is None:
        raise LookupError(entry_id)
    at = dt.datetime.now(dt.UTC).replace(microsecond=0)
    key = key_of(name)
    number = hashlib.sha256(
        "\n".join((key, entry_id, at.isoformat(), actor.name, country or "", reason)).encode()
    ).hexdigest()[:12]
    made = Settled(
        id=f"hit-{number}", name=name, name_key=key, entry_id=entry_id, entry_sha256=digest, listed=entry.name,
        same=same, country=country, reason=reason, until=until, user=actor.name, role=actor.role, at=at,
    )  # fmt: skip

    def work(session: Session) -> None:
        chain.append(session, "hit", made.id, made.model_dump(mode="json"), at)
        recorded_now(session, made)

    store.write(work)
    return made


def decisions(store: Store) -> list[Settled]:
    """The newest decision on each party, country and entry, the oldest of them first."""
    from assistant.records import chain

    found = store.read(lambda session: chain.contents(session, "hit"))
    newest: dict[tuple[str, str, str | None], Settled] = {}
    for _, content in found:
        one = Settled.model_validate(content)
        newest.pop((one.name_key, one.entry_id, one.country), None)
        newest[one.name_key, one.entry_id, one.country] = one
    return list(newest.values())


def state_of(one: Settled, day: dt.date, folder: Path | None = None) -> State:
    """What became of a decision by the day."""
    now = entry_hash(one.entry_id, folder)
    if now is None:
        return "gone"
    if now != one.entry_sha256:
        return "changed"
    return "ended" if one.until is not None and day > one.until else "holds"


def remembered() -> list[Settled]:
    """The decisions of this installation."""
    store = opened()
    return [] if store is None else decisions(store)


def opened() -> Store | None:
    """The store, or None where nothing was ever kept: then none is made."""
    from assistant.settings import database_url

    url = database_url()
    if not url.startswith("sqlite:///"):
        return _store(url, 0)
    file = Path(url.removeprefix("sqlite:///"))
    return _store(url, file.stat().st_ino) if file.exists() else None


@lru_cache(maxsize=2)
def _store(url: str, _file: int) -> Store:
    """The store at this URL, opened once a process, and again where another file has taken its place."""
    from assistant.store import Store

    return Store(url)


def with_decisions(facts: Facts, day: dt.date, made: Iterable[Settled] | None = None) -> Facts:
    """The screened facts with each hit as somebody settled it, said in `words` beside it. Opened only for hits.

    A "no" settles a question only: where name and country are the listed party's, saying that it is another takes
    another country in the facts.
    """
    bearers = [one for one in _bearers(facts) if any(entry.get("entry_id") for entry in one[1]["listings"])]
    if not bearers:
        return facts
    holding = [one for one in (remembered() if made is None else made) if state_of(one, day) == "holds"]
    words: dict[str, Any] = dict(facts.get("words") or {})
    for path, bearer in bearers:
        of_bearer = [one for one in holding if _is_of(one, bearer)]
        for at, entry in enumerate(bearer["listings"]):
            one = next((one for one in reversed(of_bearer) if one.entry_id == entry.get("entry_id")), None)
            if one is not None and (one.same or entry.get("state") == "open"):
                entry["state"] = "match" if one.same else "ruled_out"
                words[f"{path}.listings[{at}].state"] = {"text": one.reason, "status": "stated", "note": source_of(one)}
    return {**facts, "words": words} if words else facts


def _is_of(one: Settled, bearer: Mapping[str, Any]) -> bool:
    """Whether the decision was made on this party: its name, and its country where that was told."""
    name = bearer.get("name")
    if not name or one.name_key != key_of(str(name)):
        return False
    return one.country is None or one.country in {bearer.get(seat) for seat in SEATS}


def source_of(one: Settled) -> str:
    """Who settled it and when, in a few words."""
    until = f", until {one.until}" if one.until else ""
    said = "the listed party" if one.same else "not the listed party"
    return f"{said}: settled by {one.user} on {one.at.date()}{until} ({one.id})"


def _bearers(facts: Mapping[str, Any]) -> Iterator[tuple[str, Facts]]:
    """Each party, parent and owner that carries listings, with its path."""
    for at, party in enumerate(facts.get("parties") or ()):
        yield from _of_one(f"parties[{at}]", party)


def _of_one(path: str, one: object) -> Iterator[tuple[str, Facts]]:
    if not isinstance(one, dict):
        return
    if isinstance(one.get("listings"), list):
        yield path, one
    yield from _of_one(f"{path}.ultimate_parent", one.get("ultimate_parent"))
    for at, owner in enumerate(one.get("owners") or ()):
        yield from _of_one(f"{path}.owners[{at}]", owner)

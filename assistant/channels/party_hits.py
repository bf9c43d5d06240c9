"""`hit list` and `hit settle` behind the command line."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from assistant.channels.errors import BadInputError
from assistant.channels.parties import checked_country, named

if TYPE_CHECKING:
    from assistant.records.actor import Actor
    from assistant.screening.settled import Settled
    from assistant.store import Store


def settle(
    name: str, entry_id: str, same: str, reason: str, until: dt.date | None, country: str | None, by: str | None
) -> dict[str, Any]:
    """Settles one hit; raises BadInputError where a word is not what was expected."""
    from assistant.channels.commands.accounts import acting
    from assistant.records.actor import LOCAL
    from assistant.store import Store

    if same not in {"yes", "no"}:
        raise BadInputError("--same", f"found {same!r}; expected yes or no")
    store = Store()
    who = acting(store, by).actor if by else LOCAL
    made = settled_by(store, who, name, entry_id, same=same == "yes", reason=reason, until=until, country=country)
    return made.model_dump(mode="json")


def settled_by(
    store: Store,
    actor: Actor,
    name: str,
    entry_id: str,
    *,
    same: bool,
    reason: str,
    until: dt.date | None,
    country: str | None,
) -> Settled:
    """The same for an actor. Raises BadInputError, NotAllowed."""
    from assistant.screening import settled
    from assistant.settings import today

    if not reason.strip():
        raise BadInputError("--reason", "is empty; expected what shows it")
    checked_country(country)
    if until is not None and until < today():
        raise BadInputError("--until", f"{until} has passed; expected today or a later day")
    known = named(name, "NAME")
    try:
        return settled.settle(store, actor, known, entry_id, same=same, reason=reason, until=until, country=country)
    except LookupError:
        raise BadInputError(
            "ENTRY_ID", f"the list at hand has no entry {entry_id}; expected one that screen prints"
        ) from None


def hits(store: Store | None = None) -> dict[str, list[dict[str, Any]]]:
    """Open hits of recorded deals, and the settled ones with their state today; in the desk's own store unless one is
    given."""
    from assistant.screening.settled import decisions, state_of
    from assistant.settings import today
    from assistant.store import Store

    store = store or Store()
    made = decisions(store)
    day = today()
    settled = [{**one.model_dump(mode="json"), "state": state_of(one, day)} for one in made]
    closed = {(one["name_key"], one["entry_id"]) for one in settled if one["state"] == "holds"}
    return {
        "open": [one for one in _open(store) if (one["name_key"], one["entry_id"]) not in closed],
        "settled": settled,
    }


def _open(store: Any) -> list[dict[str, Any]]:
    """Hits that recorded deals left open, each once, the latest first."""
    from assistant.records import chain
    from assistant.screening.settled import key_of

    found: dict[tuple[str, str], dict[str, Any]] = {}
    for entry, content in reversed(store.read(lambda session: chain.contents(session, "record"))):
        for party in (content.get("facts") or {}).get("parties") or ():
            for listing in party.get("listings") or ():
                if listing.get("state") == "open" and listing.get("entry_id") and party.get("name"):
                    key = key_of(party["name"])
                    found.setdefault(
                        (key, listing["entry_id"]),
                        {
                            "state": "open", "name": party["name"], "name_key": key, "entry_id": listing["entry_id"],
                            "listed": listing.get("name") or "", "record": entry.id,
                        },
                    )  # fmt: skip
    return list(found.values())

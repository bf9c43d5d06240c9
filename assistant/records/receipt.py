"""A receipt: one file that proves an answer without the product's data, and what `verify` says of it.

`verify` decides again with the rule base at hand and the receipt's own listings, and holds every pin against it. It
opens no database and no network.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError
from sqlalchemy.orm import Session

from assistant.decide import decide_again
from assistant.records.canonical import sha256_of
from assistant.records.cases import Case
from assistant.records.chain import Entry
from assistant.records.content import binds_to
from assistant.records.errors import RecordError
from assistant.records.listings import entry_ids
from assistant.records.pins import Pin, engine_hash, figure_on, in_order, module_hash, pins_of, provision_pins
from assistant.store import Store
from assistant.store.tables_records import ContentRow
from rules.checker import Position
from rules.errors import RulesError
from rules.proof import Verdict

FORMAT = 1
Found = dict[str, Any]
HELD = ("figure", "rule", "provision")  # what the rule base at hand can be asked for


class Receipt(BaseModel):
    """The file. `pinned`: what the hashes of figures and list entries stand for; `fields`: the hash of each part of
    the record, by which a changed one is named."""

    model_config = ConfigDict(extra="forbid")

    format: int
    record: dict[str, Any]
    chain: dict[str, Any]
    facts: dict[str, Any]
    listings: list[dict[str, Any]]
    position: dict[str, Any]
    remembered: list[dict[str, Any]]
    pins: list[Pin]
    signatures: list[dict[str, Any]]
    pinned: dict[str, Any]
    fields: dict[str, str]


def receipt(store: Store, found: Case) -> dict[str, Any]:
    """The receipt of a record. Raises Erased."""
    content = found.whole
    told = store.read(lambda session: _pinned(session, content["pins"]))
    entries = {one["id"]: told[one["sha256"]] for one in content["pins"] if one["kind"] == "list_entry"}
    followed = [one["id"] for one in (content["verdict"] or {}).get("readings", ()) if one["followed"]]
    return {
        "format": FORMAT,
        "record": content,
        "chain": {"previous": found.entry.previous, "hash": found.entry.hash, "seq": found.entry.seq},
        "facts": content["facts"],
        "listings": [entries[id] for id in entry_ids(content["facts"]) if id in entries],
        "position": {"followed": followed[0] if followed else "codified", "since": content.get("position_since")},
        "remembered": content.get("remembered", []),
        "pins": content["pins"],
        "signatures": [dict(one) for one in found.decisions if one["kind"] in {"sign", "overrule", "approve"}],
        "pinned": told,
        "fields": {name: sha256_of(value) for name, value in content.items()},
    }


def _pinned(session: Session, pins: Iterable[Pin]) -> dict[str, Any]:
    found = {}
    for one in pins:
        row = session.get(ContentRow, one["sha256"]) if one["kind"] in {"figure", "list_entry"} else None
        if row is not None:
            found[one["sha256"]] = json.loads(row.body)
    return found


def verify(raw: object) -> Found:
    """What the rule base at hand says of a receipt.

    Raises RecordError where it is none.
    """
    try:
        given = Receipt.model_validate(raw)
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"]) or "FILE"
        raise RecordError(where, f"{error.errors()[0]['msg']}; expected a receipt of format {FORMAT}") from None
    if given.format != FORMAT:
        raise RecordError("format", f"found {given.format}; expected {FORMAT}")
    try:
        field = tampered_field(given)
        return _told("tampered", given, field=field) if field else _held(given)
    except (KeyError, TypeError, ValueError) as error:
        raise RecordError("record", f"{error} is not as a record has it; expected a receipt") from None


def tampered_field(given: Receipt) -> str | None:
    """The part of the receipt that does not fit the hash of its record."""
    for name in sorted({*given.record, *given.fields}):
        if name not in given.record or given.fields.get(name) != sha256_of(given.record[name]):
            return f"record.{name}"
    for name in ("facts", "pins"):
        if sha256_of(getattr(given, name)) != given.fields.get(name):
            return name
    entry = Entry(
        given.chain["seq"], given.record["id"], "record", given.record["at"],
        sha256_of(given.record), given.chain["previous"], given.chain["hash"],
    )  # fmt: skip
    if entry.computed != given.chain["hash"]:
        return "chain"
    return _tampered_pin(given) or _tampered_signature(given)


def _tampered_pin(given: Receipt) -> str | None:
    """What stands behind the pins is what was hashed, the listings too."""
    for sha, told in given.pinned.items():
        if sha256_of(told) != sha:
            return f"pinned.{told.get('id', sha) if isinstance(told, dict) else sha}"
    known = {one["sha256"] for one in given.pins if one["kind"] == "list_entry"}
    for place, entry in enumerate(given.listings):
        if sha256_of(entry) not in known:
            return f"listings[{place}]"
    return None


def _tampered_signature(given: Receipt) -> str | None:
    for place, one in enumerate(given.signatures):
        if one["binds_to"] != binds_to(given.record):
            return f"signatures[{place}]"
    return None


def _held(given: Receipt) -> Found:
    """The verdict computed again, and every pin that is not what it was."""
    content = given.record
    now, pins = _again(content, given)
    was_pins = {_key(one) for one in given.pins if one["kind"] in HELD}
    differing = _differing(given, was_pins, {_key(one) for one in pins if one["kind"] in HELD})
    moved = _verdicts(content) != now
    if moved and not differing:
        if content.get("known", {}).get("engine") == engine_hash():
            return _told("tampered", given, now, field=f"record.{_first_difference(_verdicts(content), now)}")
        differing = [{"id": "rule_base", "was": content["known"]["engine"], "now": engine_hash()}]
    return _told("rule_base_differs" if differing else "reproduced", given, now, differing=differing)


def _key(one: Pin) -> tuple[str, str, str]:
    return one["kind"], one["id"], one["sha256"]


def _verdicts(content: Mapping[str, Any]) -> list[Any]:
    top = [content["verdict"]] if content["verdict"] is not None else []
    return top + [one["verdict"] for one in content.get("deals", ())]


def _again(content: Mapping[str, Any], given: Receipt) -> tuple[list[Any], list[Pin]]:
    """Every verdict of the record as the rule base at hand gives it, with its pins; lists are the receipt's own."""
    position: Position = "announced" if given.position["followed"] == "announced" else "codified"
    deals = [content] if content["verdict"] is not None else []
    verdicts: list[Any] = []
    pins: list[Pin] = []
    for one in [*deals, *content.get("deals", ())]:
        was = Verdict.model_validate(one["verdict"])
        try:
            now, figures = decide_again(one["facts"], was.as_of, was, position=position)
        except RulesError as error:  # the rule base at hand no longer takes these facts
            verdicts.append({"outcome": None, "error": str(error)})
            continue
        verdicts.append(now.model_dump(mode="json"))
        pins += pins_of(now, figures, {})[0]
    if not deals:
        cites = (one["id"] for one in given.pins if one["kind"] == "provision")
        pins += provision_pins(cites, dt.date.fromisoformat(content["as_of"]))
    return verdicts, in_order(pins)


def _differing(
    given: Receipt, was: set[tuple[str, str, str]], now: set[tuple[str, str, str]]
) -> list[dict[str, object]]:
    """The pins that are not what they were, each once, with what they said and say: a value where there is one."""
    day = dt.date.fromisoformat(given.record["as_of"])
    found: dict[tuple[str, str], dict[str, object]] = {}
    for kind, id, _ in sorted(was ^ now):
        old = [sha for other, name, sha in was if (other, name) == (kind, id)]
        then = given.pinned.get(old[0], {}).get("value", old[0]) if old else None
        here = [sha for other, name, sha in now if (other, name) == (kind, id)]
        found[kind, id] = {"id": id, "was": then, "now": _at_hand(kind, id, day, here)}
    return list(found.values())


def _at_hand(kind: str, id: str, day: dt.date, here: list[str]) -> object:
    if kind == "figure":
        told = figure_on(id, day)
        return None if told is None else told[1]["value"]
    return here[0] if here else (module_hash(id) if kind == "rule" else None)


def _first_difference(was: list[Any], now: list[Any]) -> str:
    for one, other in zip(was, now, strict=True):
        for name in one:
            if one[name] != other.get(name):
                return f"verdict.{name}"
    return "verdict"


def _told(
    result: str,
    given: Receipt,
    now: list[Any] | None = None,
    differing: list[dict[str, object]] | None = None,
    field: str | None = None,
) -> Found:
    verdict = given.record.get("verdict")
    was = verdict.get("outcome") if isinstance(verdict, dict) else None
    ends = now[0]["outcome"] if now else None
    return {
        "result": result,
        "differing": differing or [],
        "outcome": {"was": was, "now": ends, "moved": now is not None and was != ends},
        "field": field,
    }

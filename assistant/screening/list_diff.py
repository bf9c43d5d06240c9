"""Two versions of a party list beside each other: who came, who left, whose entry changed, and whom that touches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from pydantic import BaseModel, ConfigDict

from assistant.screening.build_list import list_of
from assistant.screening.settled import Settled, key_of

Row = Mapping[str, object]
# What may differ between two versions of one entry without making another party of it.
READ = (
    "alt_names", "aliases", "type", "countries", "license_requirement", "license_policy", "programs", "start_date",
    "federal_register_notice", "end_date", "standard_order", "addresses", "remarks", "requirement", "policy",
    "footnotes",
    "cites", "since",
)  # fmt: skip


class Change(BaseModel):
    """An entry that came, left or changed; `fields`: what changed in it."""

    model_config = ConfigDict(frozen=True)

    name: str
    list: str
    countries: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()


class Touched(BaseModel):
    """A remembered party that a change bears on."""

    model_config = ConfigDict(frozen=True)

    name: str
    entry_id: str | None
    what: str


class ListDiff(BaseModel):
    """From one version to another."""

    model_config = ConfigDict(frozen=True)

    before: str
    after: str
    came: tuple[Change, ...]
    left: tuple[Change, ...]
    changed: tuple[Change, ...]
    touched: tuple[Touched, ...] = ()


def diff(before: Sequence[Row], after: Sequence[Row], labels: tuple[str, str]) -> ListDiff:
    """Entries are the same by list, name, number at Treasury and, among several, by what else agrees."""
    old, new = _by_identity(before), _by_identity(after)
    came: list[Change] = []
    left: list[Change] = []
    changed: list[Change] = []
    for identity in sorted({*old, *new}):
        one, other = _unequal(old.get(identity, []), new.get(identity, []))
        for was, now in zip(one, other, strict=False):
            changed.append(_change(now, tuple(field for field in READ if was.get(field) != now.get(field))))
        came += [_change(row) for row in other[len(one) :]]
        left += [_change(row) for row in one[len(other) :]]
    return ListDiff(before=labels[0], after=labels[1], came=tuple(came), left=tuple(left), changed=tuple(changed))


def touching(found: ListDiff, settled: Iterable[Settled], parties: Iterable[str]) -> tuple[Touched, ...]:
    """Which remembered decisions and parties of recorded deals bear a name that came, left or changed."""
    kinds = (("came onto the list", found.came), ("left the list", found.left), ("its entry changed", found.changed))
    moved = {key_of(one.name): what for what, changes in kinds for one in changes}
    touched = [
        Touched(
            name=one.name, entry_id=one.entry_id, what=f"{what}: the decision of {one.at.date()} is to be looked at"
        )
        for one in settled
        for what in [moved.get(key_of(one.listed))]
        if what
    ]
    touched += [
        Touched(name=name, entry_id=None, what=what)
        for name in sorted(set(parties))
        for what in [moved.get(key_of(name))]
        if what
    ]
    return tuple(touched)


def _by_identity(rows: Iterable[Row]) -> dict[tuple[str, str, str], list[Row]]:
    found: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in rows:
        number = str(row.get("entity_number") or row.get("ofac_number") or "")
        found[_list_of(row), str(row["name"]).casefold(), number].append(row)
    return found


def _unequal(before: list[Row], after: list[Row]) -> tuple[list[Row], list[Row]]:
    """Both without the rows that stand in both."""
    left, came = list(before), []
    for row in after:
        same = next((one for one in left if all(one.get(field) == row.get(field) for field in READ)), None)
        if same is None:
            came.append(row)
        else:
            left.remove(same)
    return left, came


def _change(row: Row, fields: tuple[str, ...] = ()) -> Change:
    countries = row.get("countries")
    return Change(
        name=str(row["name"]),
        list=_list_of(row),
        countries=tuple(map(str, countries)) if isinstance(countries, list | tuple) else (),
        fields=fields,
    )


def _list_of(row: Row) -> str:
    """The code of the row's list; of a list that nobody knows the name that it gives."""
    source = str(row.get("source") or row.get("list") or "")
    try:
        return list_of(source)
    except KeyError:
        return source.partition(" - ")[0]

"""Screening one name: which listed parties it is, may be, or only resembles.

15 CFR 744.11 binds the listed person, so what counts is identity. Three kinds of hit:

- `match`: a full name or alias of two words or more is equal, or a known group's short name stands for its
  head row, and the country does not speak against it;
- `open`: equal, but the name is one word or the country differs; or all words of the query (place and legal
  form aside) stand in one listed name and one of them is borne by one group or party only; or the name carries
  a listed group's short name or a firm's whole listed name beside other words; or it is a listed name misspelt or
  romanised otherwise (near.py); or it is in a script that nothing resolves;
- `weak`: shown, decides nothing.

Not modelled: addresses (744.16(f)).
"""

import hashlib
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from assistant.screening import names
from assistant.screening.at_hand import at_hand
from assistant.screening.entries import Entry, SinceBasis, residual_policies
from assistant.screening.index import default_folder, entry_row, load, open_index
from assistant.screening.near import near
from assistant.screening.search import HitVerdict, Lead, Search, seats_of
from assistant.screening.spelling import visible

MOST_HITS = 12  # of those that count; a group like Huawei has 138 rows
MOST_WEAK = 5
# A notice with a publication date only may have taken effect up to this many days before it.
PUBLICATION_DOUBT = timedelta(days=60)
STRICTEST = ("policy_of_denial", "presumption_of_denial", "case_by_case")
LIST_ORDER = ("denied_persons", "entity_list", "sdn", "meu_list", "unverified_list", "unknown")


class Hit(BaseModel):
    """One listed party that a name may be. `footnotes` is None where the row has one that cannot be read."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    entry_id: str
    list: str
    name: str
    matched_alias: str | None = None
    query_part: str
    score: float
    verdict: HitVerdict
    countries: tuple[str, ...] = ()
    since: date | None = None
    since_basis: SinceBasis = "none"
    requirement: str | None = None
    policy: str | None = None
    footnotes: tuple[int, ...] | None = ()
    programs: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()
    list_date: date


def screen_name(
    name: str, *, country: str | None = None, as_of: date, folder: Path | None = None, kind: str | None = None
) -> list[Hit]:
    """The hits of one name, best first: at most 12 that count and 5 that are only shown.

    `kind`: "Entity" or "Individual", where it is known.
    """
    return screen(name, countries=[country] if country else [], as_of=as_of, folder=folder, kind=kind)


def screen(
    name: str, *, countries: Iterable[str], as_of: date, folder: Path | None = None, kind: str | None = None
) -> list[Hit]:
    """`screen_name` for a party that several countries are known of: one that agrees is enough."""
    name, countries = visible(name), tuple(countries)
    seats = seats_of(countries)
    listed = at_hand(as_of)
    search = Search(open_index(folder or default_folder(), listed))
    leads = search.leads(name, seats)
    if not any(lead.verdict == "match" for lead in leads):
        leads = _stronger(leads, near(name, frozenset(countries), folder, kind, listed))
    hits = [_hit(load(search.index, lead.entry), lead, seats, as_of, listed.date) for lead in leads]
    if names.is_foreign_script(name) and not search.resolved and not any(hit.verdict != "weak" for hit in hits):
        hits.append(_unresolved(name, listed.date))
    hits.sort(key=_rank)
    counted = [hit for hit in hits if hit.verdict != "weak"][:MOST_HITS]
    return counted + [hit for hit in hits if hit.verdict == "weak"][:MOST_WEAK]


def _stronger(leads: Iterable[Lead], near_leads: Iterable[Lead]) -> list[Lead]:
    """One lead for each entry; a near name that is a question counts more than a weak lead to the same entry."""
    best = {lead.entry: lead for lead in leads}
    for lead in near_leads:
        held = best.get(lead.entry)
        if held is None or (held.verdict == "weak" and lead.verdict == "open"):
            best[lead.entry] = lead
    return list(best.values())


def entry_facts(entry_id: str, folder: Path | None = None) -> Entry | None:
    """Everything that the list says about one entry, or None where the list at hand has no such id."""
    row = entry_row(open_index(folder or default_folder(), at_hand()), entry_id)
    return Entry.model_validate(row) if row else None


def _hit(entry: Entry, lead: Lead, seats: frozenset[str], as_of: date, made: date) -> Hit:
    return Hit(
        entry_id=entry.entry_id,
        list=entry.list,
        name=entry.name,
        matched_alias=None if lead.alias == entry.name else lead.alias,
        query_part=lead.part.lower(),
        score=round(lead.score, 2),
        verdict=_verdict(entry, lead, seats, as_of),
        countries=entry.countries,
        since=entry.since,
        since_basis=entry.since_basis,
        requirement=entry.requirement,
        policy=entry.policy,
        footnotes=entry.footnotes_on(as_of),
        programs=entry.programs,
        cites=entry.all_cites,
        list_date=made,
    )


def _verdict(entry: Entry, lead: Lead, seats: frozenset[str], as_of: date) -> HitVerdict:
    """The lead's verdict after the days from which the entry counts, and the country."""
    if lead.verdict == "weak" or not entry.has_ear_effect:
        return "weak"
    if entry.since is not None and as_of < entry.since:
        in_doubt = entry.since_basis == "published" and as_of >= entry.since - PUBLICATION_DOUBT
        if not in_doubt:
            return "weak"  # within the doubt the rules ask from when the entry counts, not who it is
    listed = seats_of(entry.countries)
    agrees = bool(seats & listed)
    differs = bool(seats and listed) and not agrees
    if lead.seat is not None and listed and not seats_of([lead.seat]) & listed:
        return "weak"
    if (lead.unless == "elsewhere" and differs) or (lead.unless == "unplaced" and not agrees):
        return "weak"
    if lead.verdict == "match" and (differs or (lead.only_in_country and not agrees)):
        return "open"
    return lead.verdict


def _unresolved(name: str, made: date) -> Hit:
    """A name that the Latin-script list cannot answer for: asked, never "not found"."""
    digest = hashlib.sha256(names.native_key(name).encode()).hexdigest()[:12]
    return Hit(
        entry_id=f"unknown-{digest}-1", list="unknown", name=name, query_part=name, score=0.0, verdict="open",
        footnotes=None, list_date=made,
    )  # fmt: skip


def _rank(hit: Hit) -> tuple[int, int, float, int, str]:
    """Matches first, then open ones; within them the strictest list, the nearest name, the strictest policy."""
    verdict = ("match", "open", "weak").index(hit.verdict)
    place = LIST_ORDER.index(hit.list) if hit.list in LIST_ORDER else len(LIST_ORDER)
    residual = residual_policies().get(hit.policy or "", "")
    strict = STRICTEST.index(residual) if residual in STRICTEST else len(STRICTEST)
    return verdict, place, -hit.score, strict, hit.entry_id

"""Plain words for what the contract says in codes: outcomes, policies, fact paths, figures, days.

Every renderer takes its words from here, so that page, terminal and Markdown call a thing by one name.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from rules.proof import Outcome, Policy
from rules.questions import country_names

OUTCOME: Mapping[Outcome, str] = {
    "prohibited": "Prohibited",
    "license_required": "License required",
    "needs_facts": "Not decided yet",
    "license_exception": "License exception available",
    "no_license_required": "No license required",
    "not_subject_to_ear": "Not subject to the EAR",
}
MEANING: Mapping[Outcome, str] = {
    "prohibited": "May not proceed, with or without a license, as the facts stand.",
    "license_required": "A license is required and no exception authorizes it.",
    "needs_facts": "The outcome hangs on facts that are not known. Nothing is cleared until they are.",
    "license_exception": "A license is required, and an exception authorizes the transaction on its conditions.",
    "no_license_required": "Every rule was decided and none requires a license (NLR).",
    "not_subject_to_ear": "The item or the activity is outside the Export Administration Regulations.",
}
POLICY: Mapping[Policy, str] = {
    "policy_of_denial": "policy of denial",
    "presumption_of_denial": "presumption of denial",
    "case_by_case": "case by case",
    "presumption_of_approval": "presumption of approval",
}
FIGURES: Mapping[str, tuple[str, str]] = {
    "tpp": ("TPP", ""),
    "performance_density": ("Performance density", ""),
    "memory_bandwidth_gb_s": ("Memory bandwidth", "GB/s"),
    "memory_bandwidth_density": ("Memory bandwidth density", "GB/s/mm²"),
    "tpp_all_units": ("TPP, every mode added", ""),
}
READINGS: Mapping[str, str] = {"codified": "Regulation as printed", "announced": "BIS's announced enforcement"}
PLACE_KEYS = frozenset({
    "destination", "departure", "location", "headquarters", "organized_in", "person_country", "made_in", "packaged_in",
    "ultimate_parent_headquarters", "designer_headquarters", "developer_headquarters", "employer_headquarters",
    "for_headquarters", "site_headquarters", "site_parent_headquarters", "route",
})  # fmt: skip
_NAMES: Mapping[str, str] = {
    "item.tpp": "TPP",
    "item.eccn": "ECCN",
    "item.hts": "HTS code",
    "item.applicable_die_area_mm2": "Die area (mm²)",
    "item.process_nonplanar": "FinFET or gate-all-around process",
    "item.memory_bandwidth_gb_s": "Memory bandwidth (GB/s)",
    "item.aggregate_io_gb_s": "Aggregate I/O (GB/s)",
    "item.designed_or_marketed_for_datacenter": "Designed or marketed for data centers",
    "item.name": "Item",
    "item.form": "Form of the item",
    "quantity": "Quantity (units)",
    "value_usd": "Value of the lot (USD)",
    "date": "Day of the export",
    "end_uses": "End use",
    "end_use": "End use, as described",
    "nac.number": "NAC number",
    "nac.notice_on": "NAC notice given on",
    "is_informed_letter": "\"Is informed\" letter held",
    "supply_history_lawful": "Supplied lawfully so far",
    "license_held": "License held",
    "law_current": "Law read up to this day",
    "dd.us_tpp": "TPP shipped to US customers",
    "dd.cn_tpp": "TPP shipped to China and Macau",
    "dd.commitment": "Certifications promised before export",
    "exporter.us_nexus": "US nexus",
}  # fmt: skip
_INDEX = re.compile(r"\[(\d+)\]")


def number(value: object, places: int = 2) -> str:
    """A figure for people: thousands apart, rounded to `places`, no trailing zeros.

    >>> number(15824), number(19.43980343), number(-1.5)
    ('15,824', '19.44', '−1.5')
    """
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return str(value)
    text = f"{value:,.{places}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace("-", "−")


def day(value: dt.date | None) -> str:
    """A day as the contract writes it, a dash for none."""
    return "–" if value is None else value.isoformat()


def country(code: object) -> str:
    """A country with its code.

    >>> country("SG")
    'Singapore (SG)'
    """
    name = country_names().get(str(code))
    return f"{name.removeprefix('the ')} ({code})" if name else str(code)


def fact(path: str) -> str:
    """What a fact is called: `parties[1].ultimate_parent.headquarters` as "Party 2: ultimate parent headquarters"."""
    if path in _NAMES:
        return _NAMES[path]
    place = ""
    if found := re.match(r"parties\[(\d+)\](?:\.|$)", path):
        place, path = f"Party {int(found[1]) + 1}: ", path[found.end() :]
    path = path.removeprefix("item.").partition("#")[0].replace("tops[", "rate[").replace("dense_tops", "dense TOPS")
    plain = _INDEX.sub(lambda one: f" {int(one[1]) + 1}", path).replace(".", " ").replace("_", " ")
    plain = plain.replace(" mm2", " (mm²)").replace(" gb s", " (GB/s)").replace(" usd", " (USD)").strip()
    if not plain:
        return place.removesuffix(": ")
    return place + (plain if place else plain[:1].upper() + plain[1:])


def value(path: str, given: object) -> str:
    """A fact's value for people: yes and no, countries by name, lists with commas, null as "not known"."""
    if given is None:
        return "not known"
    if isinstance(given, bool):
        return "yes" if given else "no"
    if isinstance(given, list | tuple):
        return ", ".join(value(path, one) for one in given) or "none"
    if isinstance(given, dict):
        return ", ".join(f"{key.replace('_', ' ')} {value(key, one)}" for key, one in given.items())
    if isinstance(given, int | float | Decimal):
        return number(given, 4)
    if _INDEX.sub("", path).rpartition(".")[2] in PLACE_KEYS:
        return country(given)
    return str(given).replace("_", " ")


def leaves(found: object, skip: frozenset[str] = frozenset(), path: str = "") -> Iterator[tuple[str, Any]]:
    """Every single fact with its path, but those under `skip`; a list of plain values is one fact."""
    if isinstance(found, Mapping):
        for key, inner in found.items():
            if key not in skip:
                yield from leaves(inner, skip, f"{path}.{key}" if path else str(key))
    elif isinstance(found, list) and any(isinstance(one, Mapping) for one in found):
        for index, inner in enumerate(found):
            yield from leaves(inner, skip, f"{path}[{index}]")
    else:
        yield path, found


def holds(truth: object) -> str:
    """The answer of a step of the proof."""
    return {True: "yes", False: "no"}.get(truth, "not known") if isinstance(truth, bool) else "not known"


def outcomes(found: tuple[Outcome, ...]) -> str:
    """Several outcomes in a row, as they stand in a sentence."""
    return ", ".join(OUTCOME[one].lower() if one != "not_subject_to_ear" else "not subject to the EAR" for one in found)


def short_cite(cite: str) -> str:
    """A cite without what goes without saying inside a table about the EAR.

    >>> short_cite("15 CFR Part 774, Supp. No. 1, ECCN 3A090.a.1"), short_cite("15 CFR 742.6(a)")
    ('3A090.a.1', '§ 742.6(a)')
    """
    if " ECCN " in cite:
        return cite.rpartition(" ECCN ")[2]
    section = re.fullmatch(r"15 CFR (\d{3}\.\d+\S*)", cite)
    return f"§ {section[1]}" if section else cite.removeprefix("15 CFR ")

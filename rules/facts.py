"""The facts that a verdict is computed from, under the names of the field.

A key left out is silence; `null` says that the user does not know. Which provision asks for a
fact, its unit and its class (what silence about it means) stand in silence.yaml.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, Field, ValidationError

from rules.base import Stated
from rules.errors import BadFact

Activity = Literal[
    "export", "reexport", "transfer_in_country", "deemed_export", "deemed_reexport", "import", "domestic",
    "remote_access", "service", "support", "finance", "store", "acquire", "other",
]  # fmt: skip
Region = Literal["crimea", "sevastopol", "donetsk", "luhansk", "elsewhere"]
EndUse = Literal[
    "civil", "military", "military_intelligence", "nuclear", "maritime_nuclear", "missile", "chemical_biological",
    "supercomputer", "advanced_node", "sme", "model_training_for_others", "unknown",
]  # fmt: skip
Form = Literal[
    "chip", "module", "card", "server", "system", "component", "memory", "equipment", "software", "source_code",
    "technology", "weights", "other",
]  # fmt: skip
Role = Literal[
    "purchaser", "intermediate_consignee", "ultimate_consignee", "end_user", "tenant", "forwarder", "carrier",
    "financier", "supplier", "downstream", "recipient", "unknown",
]  # fmt: skip
Kind = Literal[
    "company", "natural_person", "government_agency", "us_government_agency", "state_owned", "armed_forces",
    "university", "retailer", "distributor", "integrator", "forwarder", "broker", "free_port", "data_center",
    "iaas_provider", "fabricator", "osat", "designer", "supercomputer_center", "other",
]  # fmt: skip
ListName = Literal["entity_list", "meu_list", "denied_persons", "unverified_list", "sdn", "other", "unknown"]
ExporterRole = Literal[
    "seller", "manufacturer", "fabricator", "osat", "designer", "distributor", "forwarder", "service_provider",
    "iaas_provider",
]  # fmt: skip
Knowledge = Literal[
    "past_violation", "intended_violation", "onward_to_embargoed_place", "onward_to_listed_party", "self_blinding",
    "evasion", "letter_revoked",
]  # fmt: skip


def _country(code: str) -> str:
    if len(code) != 2 or not code.isascii() or not code.isupper() or not code.isalpha():
        raise ValueError("expected an ISO 3166-1 alpha-2 code in capitals, such as CN")
    return code


Country = Annotated[str, AfterValidator(_country)]
Number = Annotated[Decimal, Field(ge=0, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=0)]
Percent = Annotated[Decimal, Field(ge=0, le=100, allow_inf_nan=False)]


class Rate(Stated):
    """One row of a data sheet: 10^12 operations a second, a multiply-accumulate counting as two."""

    operation: str | None = None
    dense_tops: Number | None = None
    bits: Annotated[int, Field(gt=0, le=128)] | None = None
    sparse: Number | None = None


class Hbm(Stated):
    """High-bandwidth memory: area of package or stack in mm²."""

    area_mm2: Number | None = None
    processing_dominant: bool | None = None


class Weights(Stated):
    """Model weights: operations used in training."""

    operations: Number | None = None
    from_published: bool | None = None
    extra_operations: Number | None = None


class Item(Stated):
    """The commodity, software or technology."""

    name: str | None = None
    form: Form | None = None
    eccn: str | None = None
    tops: tuple[Rate, ...] | None = None
    tpp: Number | None = None
    figures_per: Literal["die", "package", "board", "system"] | None = None
    dies: Annotated[int, Field(ge=1)] | None = None
    applicable_die_area_mm2: Number | None = None
    performance_density: Number | None = None
    process_nonplanar: bool | None = None
    memory_bandwidth_gb_s: Number | None = None
    aggregate_io_gb_s: Number | None = None
    designed_or_marketed_for_datacenter: bool | None = None
    product_class: Literal["consumer", "workstation", "laptop", "edge", "datacenter"] | None = None
    hbm: Hbm | None = None
    encryption: Literal["none", "mass_market", "controlled"] | None = None
    app_wt: Number | None = None
    gflops: Number | None = None
    alu_bits: Count | None = None
    condition: Literal["new", "used", "defective"] | None = None
    designer: str | None = None
    designer_headquarters: Country | None = None
    designer_status: Literal["approved", "authorized", "neither"] | None = None
    designer_applied_on: dt.date | None = None
    technology_for: str | None = None
    technology_kind: Literal["development", "production", "use"] | None = None
    developer_headquarters: Country | None = None
    published: bool | None = None
    weights: Weights | None = None
    hts: str | None = None
    humanitarian_kind: Literal["food", "medicine", "personal_communications"] | None = None


class Listing(Stated):
    """An entry of a restricted-party list that may be this party."""

    list: ListName | None = None
    entry_id: str | None = None
    name: str | None = None
    state: Literal["match", "open", "ruled_out"] | None = None
    since: dt.date | None = None
    since_basis: Literal["effective", "published", "none"] | None = None
    until: dt.date | None = None
    scope: str | None = None
    footnotes: tuple[int | Literal["unknown"], ...] | None = None
    policy: str | None = None
    programs: tuple[str, ...] | None = None
    reaches: bool | None = None
    address_only: bool | None = None


class Parent(Stated):
    """The ultimate parent company."""

    name: str | None = None
    headquarters: Country | None = None
    listings: tuple[Listing, ...] | None = None


class Owner(Stated):
    """Somebody who holds a share of a party, or of an owner further up."""

    name: str | None = None
    headquarters: Country | None = None
    percent: Percent | None = None
    percent_min: Percent | None = None
    percent_max: Percent | None = None
    listings: tuple[Listing, ...] | None = None
    source: str | None = None
    as_of: dt.date | None = None
    owners: tuple[Owner, ...] | None = None


class Screened(Stated):
    """A screening done elsewhere."""

    on: dt.date | None = None
    by: str | None = None
    result: Literal["no_hit", "hit", "open"] | None = None


class Party(Stated):
    """A party to the transaction (15 CFR 748.5)."""

    name: str | None = None
    address: str | None = None
    roles: tuple[Role, ...] | None = None
    kind: Kind | None = None
    location: Country | None = None
    headquarters: Country | None = None
    ultimate_parent: Parent | None = None
    organized_in: Country | None = None
    owners: tuple[Owner, ...] | None = None
    listings: tuple[Listing, ...] | None = None
    screened: Screened | None = None
    uvl_statement: bool | None = None
    supplement_8: bool | None = None
    military_end_user: bool | None = None
    military_intelligence_end_user: bool | None = None
    private_sector: bool | None = None
    customers_outside_macau_d5: bool | None = None
    item_accounting: bool | None = None
    veu: bool | None = None


class Exporter(Stated):
    """Who exports, reexports or transfers."""

    name: str | None = None
    kind: Kind | None = None
    headquarters: Country | None = None
    ultimate_parent_headquarters: Country | None = None
    role: ExporterRole | None = None
    us_person: bool | None = None
    us_nexus: bool | None = None
    knowledge: tuple[Knowledge, ...] | None = None


class Supercomputer(Stated):
    """The machine in hand (15 CFR 772.1)."""

    fp64_pflops: Number | None = None
    fp32_pflops: Number | None = None
    volume_cubic_feet: Number | None = None
    location: Country | None = None


class Fab(Stated):
    """The chip factory in hand."""

    advanced_node: bool | None = None
    back_end_only: bool | None = None
    location: Country | None = None


class Training(Stated):
    """Training of a model for somebody else."""

    operations: Number | None = None
    for_headquarters: Country | None = None


class Cluster(Stated):
    """What a NAC notice says of the cluster."""

    aggregate_tpp: Number | None = None
    internal_use: bool | None = None


class RedFlag(Stated):
    """A sign of diversion: number in Supp. No. 3 to part 732, or a key of the guidance of 2025-05-13."""

    id: str | int | None = None
    resolved: bool | None = None


class Foundry(Stated):
    """What a fabricator or packaging house says of the chip."""

    advanced_logic: bool | None = None
    transistors: Number | None = None
    has_hbm: bool | None = None
    packaged_by: str | None = None
    packaged_in: Country | None = None
    attested_by: str | None = None


class Content(Stated):
    """Origin and inputs of an item made abroad."""

    made_in: Country | None = None
    controlled_share: Percent | None = None
    direct_product_of: tuple[str, ...] | None = None
    plant_is_direct_product: bool | None = None
    contains_us_ic: bool | None = None
    certificate: str | None = None
    foreign_control: bool | None = None


class Release(Stated):
    """A release of technology or source code to a person."""

    person_country: Country | None = None
    permanent_employee: bool | None = None
    employer_headquarters: Country | None = None
    end_to_end_encrypted: bool | None = None


class Nac(Stated):
    """The NAC notice (15 CFR 740.8(c)); "none" says that there is none."""

    notice_on: dt.date | Literal["none"] | None = None
    number: str | None = None


class Certificates(Stated):
    """Consignee certificates of AIA, ACM and LPP, with their notices."""

    aia: bool | None = None
    acm: bool | None = None
    lpp: bool | None = None


class Dd(Stated):
    """The certifications of Supp. No. 2 to part 748, paragraph (dd)."""

    i: bool | None = None
    ii: bool | None = None
    iii: bool | None = None
    iv: bool | None = None
    v: bool | None = None
    vi: bool | None = None
    vii: bool | None = None
    viii: bool | None = None
    ix: bool | None = None
    commitment: bool | None = None
    us_tpp: Number | None = None
    cn_tpp: Number | None = None


class Papers(Stated):
    """Records and clearance papers."""

    records: bool | None = None
    destination_control_statement: bool | None = None
    eei: bool | None = None


class Temporary(Stated):
    """An item that comes back."""

    purpose: Literal["inspection", "test", "calibration", "repair", "exhibition", "other"] | None = None
    returns_within_year: bool | None = None
    order_received: bool | None = None
    lease: bool | None = None


class Replacement(Stated):
    """A replacement of parts or equipment."""

    one_for_one: bool | None = None
    lawful_first_export: bool | None = None
    old_part: Literal["returned", "destroyed", "kept"] | None = None
    better: bool | None = None
    for_stock: bool | None = None
    license_forbids: bool | None = None
    by_original_exporter: bool | None = None


class Packaging(Stated):
    """Packaging of high-bandwidth memory (15 CFR 740.25)."""

    bought_by_designer: bool | None = None
    sent_to_site: bool | None = None
    site_headquarters: Country | None = None
    site_parent_headquarters: Country | None = None
    confirmation: bool | None = None
    exceeds_3a090: bool | None = None
    returns_to_exporter: bool | None = None


class Word(Stated):
    """The user's own words that a fact came from."""

    text: str | None = None
    start: int | None = None
    end: int | None = None
    turn: int | None = None
    status: Literal["stated", "implied", "guessed"] | None = None
    note: str | None = None
    value: object = None


class Facts(Stated):
    """Everything known about one transaction."""

    activity: Activity | None = None
    departure: Country | None = None
    destination: Country | None = None
    region: Region | None = None
    route: tuple[Country, ...] | None = None
    onward_export: bool | None = None
    date: dt.date | None = None
    en_route_since: dt.date | None = None
    quantity: Count | None = None
    quantity_min: Count | None = None
    quantity_max: Count | None = None
    value_usd: Number | None = None
    end_use: str | None = None
    note: str | None = None
    end_uses: tuple[EndUse, ...] | None = None
    supercomputer: Supercomputer | None = None
    fab: Fab | None = None
    training: Training | None = None
    cluster: Cluster | None = None
    red_flags: tuple[RedFlag, ...] | None = None
    item: Item | None = None
    foundry: Foundry | None = None
    content: Content | None = None
    parties: tuple[Party, ...] | None = None
    exporter: Exporter | None = None
    release: Release | None = None
    nac: Nac | None = None
    purchase_order: bool | None = None
    commercial_sample: bool | None = None
    certificates: Certificates | None = None
    lpp_received_tpp: Number | None = None
    country_allocation_reached: bool | None = None
    dd: Dd | None = None
    end_user_statement: bool | None = None
    papers: Papers | None = None
    license_held: bool | None = None
    license_number: str | None = None
    is_informed_letter: bool | None = None
    supply_history_lawful: bool | None = None
    ofac_authorization: bool | None = None
    temporary: Temporary | None = None
    replacement: Replacement | None = None
    packaging: Packaging | None = None
    law_current: bool | None = None
    state_list: bool | None = None
    destination_treatment: bool | None = None
    classification_request: bool | None = None
    not_modelled: bool | None = None
    as_of: dt.date | None = None
    words: dict[str, Word] | None = None


def read_facts(data: object) -> Facts:
    """The facts in `data` (as YAML or JSON gives them).

    Raises:
        BadFact: an unknown key, a wrong type or a word outside a closed list; names the path.
    """
    if not isinstance(data, dict):
        raise BadFact("facts", "expected a mapping of fact names to values")
    try:
        return Facts.model_validate(data)
    except ValidationError as error:
        raise _first(error, data) from None


def _first(error: ValidationError, data: object) -> BadFact:
    """The first complaint, in our words; unknown keys before anything else, since they explain the rest."""
    problems = error.errors(include_url=False)
    problem = next((one for one in problems if one["type"] == "extra_forbidden"), problems[0])
    path = _path(problem["loc"])
    if problem["type"] == "extra_forbidden":
        return BadFact(path, "no such fact; `exportdesk facts` prints the names that there are")
    if problem["type"] == "literal_error":
        return BadFact(path, f"{problem['input']!r} is not in the list: {problem['ctx']['expected']}")
    return BadFact(path, f"found {problem['input']!r}; {problem['msg'].lower()}")


def _path(location: tuple[int | str, ...]) -> str:
    """("parties", 0, "name") as parties[0].name; the arms of a union are no part of a path."""
    path = ""
    for part in location:
        if isinstance(part, int):
            path += f"[{part}]"
        elif (part.isidentifier() and part not in {"date", "str", "int", "none"}) or not path:
            path += f".{part}" if path else part
    return path


FORMS: tuple[str, ...] = get_args(Form)

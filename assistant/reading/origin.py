"""Where an item made abroad has its inputs from, and what a foundry or packaging house says of a chip.

Facts that could open a way out of the EAR are written only where the words state them: no bound, no claim of somebody
else, no half of a statement.
"""

import re

from assistant.reading.figures import Figure
from assistant.reading.found import PartyName
from assistant.reading.lists import pattern, regex, words_file
from assistant.reading.polarity import polarity
from assistant.reading.seats import country
from assistant.reading.state import Reading, has, look

_BOUND = re.compile(
    r"(?i)(?:under|below|less than|fewer than|at most|up to|max(?:imum)?\.?|no more than|over|above|more than|at least|"
    r"about|around|roughly|approx\w*\.?|some|nearly|almost|~|<=?|>=?|≤|≥|maybe|perhaps)\s*(?:the\s+)?$"
)


_ORIGIN = re.compile(r"(?i)\bU\.?S\b|\bamerican|direct product|\bEAR\b|de minimis|cadence|synopsys|controlled|tools?\b")
_MAKER = re.compile(r"(?i)\bfoundr|\bfab|\bosat\b|packag|assembl")


def read_origin(reading: Reading) -> None:
    """Writes `content` and `foundry`."""
    if _ORIGIN.search(reading.text):
        _share(reading)
        _inputs(reading)
    if _MAKER.search(reading.text):
        _foundry(reading)
    _customs(reading)


def _sure(reading: Reading, key: str, group: str = "origin") -> re.Match[str] | None:
    """The words of a row where nothing doubts them and nobody else is quoted; the row holds its own negation."""
    for match in pattern(words_file("scope.yaml")[group][key]).finditer(reading.text):
        over = polarity(reading.text, *match.span())
        reading.use(*match.span())
        if not (over.doubted or over.ended or over.claimed or over.denied):
            return match
    return None


def _share(reading: Reading) -> None:
    """The share of controlled US content: exact, or none at all; a bound stays a question."""
    told = words_file("scope.yaml")["origin"]
    for find in reading.of_kind("percent"):
        behind = re.match(
            rf"(?i)\s*(?:of\s+)?(?:the\s+|its\s+)?(?:value\s+is\s+)?(?:is\s+)?(?:{told['share']})",
            reading.text[find.end : find.end + 60],
        )
        before = re.search(
            rf"(?i)(?:{told['share']})\s*(?:share\s*)?(?:is|of|at|=|:|being)?\s*(?:(?:only|just|exactly)\s+)?"
            r"(?:\w+(?: than)?\s+|[<>~≤≥]=?\s*)?$",
            reading.text[: find.start],
        )
        if behind is None and before is None:
            continue
        span = (find.start, find.end + (behind.end() if behind else 0))
        reading.use(before.start() if before else span[0], span[1])
        over = polarity(reading.text, find.start, find.end)
        if _BOUND.search(reading.text[: find.start]) or not over.plain or over.claimed:
            reading.set("content.controlled_share", find.value, span, "guessed", "only a bound or a claim was said")
        else:
            reading.set("content.controlled_share", find.value, span)
    none = _sure(reading, "none")
    if none is not None:
        reading.set("content.controlled_share", 0, none.span())


def _inputs(reading: Reading) -> None:
    """Direct products: inputs, plant, and a US-origin circuit inside."""
    none = _sure(reading, "no_inputs")
    if none is not None and not pattern(words_file("scope.yaml")["origin"]["design_tools"]).search(reading.text):
        reading.set("content.direct_product_of", [], none.span())
    _sure(reading, "design_tools")
    named = re.search(
        r"(?i)\bdirect products? of (?:US |US-origin )?(\d[DE]\d{3}(?:(?:,| and| or|,? and) \d[DE]\d{3})*)",
        reading.text,
    )
    if named is not None and polarity(reading.text, *named.span()).plain:
        reading.set("content.direct_product_of", re.findall(r"\d[DE]\d{3}", named[1].upper()), named.span())
    for key, path, value in (
        ("plant_no", "content.plant_is_direct_product", False),
        ("plant_yes", "content.plant_is_direct_product", True),
        ("ic_no", "content.contains_us_ic", False),
        ("ic_yes", "content.contains_us_ic", True),
    ):
        match = _sure(reading, key)
        if match is not None:
            reading.set(path, value, match.span())
    letter = pattern(words_file("scope.yaml")["origin"]["certificate"]).search(reading.text)
    if letter is not None:
        reading.set("content.certificate", letter.group(), letter.span())


def _foundry(reading: Reading) -> None:
    """The maker's role, and what it says of transistors, memory and packaging."""
    for role in ("fabricator", "osat"):
        match = _sure(reading, role, "foundry")
        if match is not None and not has(reading.facts, "exporter.role"):
            reading.set("exporter.role", role, match.span())
    if look(reading.facts, "exporter.role") not in {"fabricator", "osat"}:
        return
    if look(reading.facts, "item.form") in {None, "memory"} and not re.search(
        r"(?i)\bHBM\w* (?:stacks?|chips?|memory)\b", reading.text
    ):
        chip = re.search(r"(?i)\b(?:chips?|dies?|wafers?|ASICs?|SoCs?|circuits?|processors?)\b", reading.text)
        if chip is not None:
            reading.facts.setdefault("item", {}).pop("form", None)
            reading.words.pop("item.form", None)
            reading.set("item.form", "chip", chip.span())
    _seat(reading)
    _counted(reading)
    _packaging(reading)
    _designer(reading)


def _seat(reading: Reading) -> None:
    """Where the maker stands, from where its chips leave."""
    for find in reading.of_kind("place"):
        before = reading.text[max(0, find.start - 60) : find.start]
        maker = words_file("scope.yaml")["foundry"]["seated"]
        if regex(rf"\b(?:{maker})\s+in\s+(?:the\s+)?$").search(before) and (code := country(find)):
            reading.set("exporter.headquarters", code, (find.start, find.end), "implied")
            if code != "US":
                reading.set("departure", code, (find.start, find.end), "implied")


def _counted(reading: Reading) -> None:
    for find in reading.of_kind("figure"):
        figure = find.value
        if isinstance(figure, Figure) and figure.name == "transistors":
            bound = figure.bound in {"below", "above"}
            reading.set("foundry.transistors", figure.value, (find.start, find.end), "guessed" if bound else "stated",
                        "only a bound was said" if bound else None)  # fmt: skip
        elif isinstance(figure, Figure) and figure.name == "node_nm" and figure.value <= 16 and _is_logic(reading.text):
            reading.set("foundry.advanced_logic", True, (find.start, find.end))
    for key, path, value in (
        ("memory_no", "foundry.has_hbm", False),
        ("memory_yes", "foundry.has_hbm", True),
        ("planar", "item.process_nonplanar", False),
        ("nonplanar", "item.process_nonplanar", True),
    ):
        match = _sure(reading, key, "foundry")
        if match is not None:
            reading.set(path, value, match.span())


def _is_logic(text: str) -> bool:
    return pattern(words_file("scope.yaml")["foundry"]["logic"]).search(text) is not None


def _packaging(reading: Reading) -> None:
    told = words_file("scope.yaml")["foundry"]
    ours = _sure(reading, "ourselves", "foundry")
    if ours is not None:
        reading.set("foundry.packaged_by", reading.facts["exporter"]["role"], ours.span())
    for find in reading.of_kind("party"):
        before = reading.text[max(0, find.start - 40) : find.start]
        if isinstance(find.value, PartyName) and regex(rf"\b(?:{told['packaged_by']})\s*$").search(before):
            reading.set("foundry.packaged_by", find.value.name, (find.start, find.end))
    for find in reading.of_kind("place"):
        before = reading.text[max(0, find.start - 60) : find.start]
        if country(find) and re.search(r"(?i)\bpackag\w+(?:(?! to )[^.;,])*\b(?:in|at)\s*(?:the\s+)?$", before):
            reading.set("foundry.packaged_in", country(find), (find.start, find.end), "implied")
    match = pattern(told["attested"]).search(reading.text)
    if match is not None and polarity(reading.text, *match.span()).plain:
        who = (match["by"] or match["by2"]).lower()
        reading.set("foundry.attested_by", told["attesters"][who], match.span())


def _designer(reading: Reading) -> None:
    told = words_file("scope.yaml")["foundry"]
    for find in reading.of_kind("party", "demonym", "place"):
        before = reading.text[max(0, find.start - 50) : find.start]
        if not regex(rf"\b(?:{told['designed_by']})\s*$").search(before):
            continue
        if isinstance(find.value, PartyName):
            reading.set("item.designer", find.value.name, (find.start, find.end))
        elif country(find) is not None:
            reading.set("item.designer_headquarters", country(find), (find.start, find.end), "implied")
    for status in ("neither", "approved", "authorized"):
        match = _sure(reading, status, "foundry")
        if match is not None:
            reading.set("item.designer_status", status, match.span())


_HTS = re.compile(
    r"(?i)\b(?:HTS(?:US)?|HS|schedule B|tariff)(?:[ -]?(?:code|no\.?|number|heading|line))?\s*:?\s*"
    r"(\d{4}(?:\.\d{2}){0,3}|\d{6,10})(?!\w)"
)
_MOVED = (
    r"\b(?:ship|send|export|sell|supply|deliver|donate|provide)\w*|\bEAR99|"
    r"\d[\d,]*(?: (?:tons?|tonnes|boxes|pallets|kg|doses|packs|crates))?(?: of)?"
)
_NEED = (
    ("medicine", r"(?:donated )?(?:medicines?|pharmaceuticals|vaccines?|insulin|antibiotics|medications?)"),
    ("food", r"(?:donated )?(?:food(?:stuffs?)?|wheat|rice|grain|flour|baby formula)"),
)


def _customs(reading: Reading) -> None:
    """The tariff code, and goods that are food or medicine themselves."""
    code = _HTS.search(reading.text)
    if code is not None:
        reading.set("item.hts", code[1], code.span())
    if reading.of_kind("item") or (look(reading.facts, "item.eccn") not in {None, "EAR99"}):
        return
    for kind, told in _NEED:
        moved = re.search(
            rf"(?i)(?:^\W*|(?:{_MOVED})\s+(?:\w+ )?)(?P<g>{told})(?= to | for |,|\.|\?|$| and )",
            reading.text,
        )
        if moved is not None and polarity(reading.text, *moved.span("g")).plain:
            reading.set("item.humanitarian_kind", kind, moved.span("g"))
            if "name" not in reading.facts.get("item", {}):
                reading.set("item.name", moved["g"], moved.span("g"))
            reading.set("item.form", "other", None)

"""Machines and factories that goods are for: supercomputers with rate and volume, chip factories with their node."""

import re

from assistant.reading.cues import append
from assistant.reading.figures import Figure
from assistant.reading.found import Found
from assistant.reading.polarity import polarity
from assistant.reading.seats import Party
from assistant.reading.state import Reading, look

ADVANCED_NM, LEGACY_NM = 16, 20  # nodes up to which, and from which, no further word is needed
ADVANCED_DRAM_NM = 18  # half-pitch, the line until 2024-12-02; since then a wider one says nothing of DRAM
ADVANCED_LAYERS = 128  # of NAND memory
_MACHINE = re.compile(
    r"(?i)\s*(?:\(?(?:FP\s?)?(?:64|32)\)?\s*)?(?:[\w-]+ ){0,2}?(?:machine|supercomputer|system|installation|"
    r"cluster|computer)\b"
)
_FOR_MACHINE = re.compile(
    r"(?i)\b(?:machine|supercomputer|installation|computer)\s+(?:of|with|at|doing|rated|reaching)\s+(?:\w+ )?$"
)
_SPREAD = re.compile(
    r"(?i)\b(?:distributed|spread|split|scattered) (?:over|across|among|between) (?:\w+ )?"
    r"(?:sites|cities|halls|buildings|campuses)\b"
)


def read_machine(reading: Reading) -> None:
    """A supercomputer in hand: its rate and volume. A rate said of a machine tells of one, whatever it is called."""
    for find in reading.of_kind("figure"):
        figure = find.value
        if not isinstance(figure, Figure):
            continue
        said = "supercomputer" in (reading.facts.get("end_uses") or [])
        if figure.name == "pflops" and not said and _is_of_a_machine(reading.text, find, figure):
            append(reading, "end_uses", "supercomputer", (find.start, find.end))
            said = True
        if said and figure.name == "pflops":
            path = "fp32_pflops" if figure.bits == 32 else "fp64_pflops"
            reading.set(f"supercomputer.{path}", figure.value, (find.start, find.end))
        elif said and figure.name == "cubic_feet":
            reading.set("supercomputer.volume_cubic_feet", figure.value, (find.start, find.end))
    if "supercomputer" not in (reading.facts.get("end_uses") or []):
        return
    if (spread := _SPREAD.search(reading.text)) is not None:
        reading.set("supercomputer.volume_cubic_feet", None, spread.span())
    if reading.facts.get("destination"):
        reading.set("supercomputer.location", reading.facts["destination"], None)
    for index, party in enumerate(reading.facts.get("parties", [])):
        runs_it = "end_user" in party.get("roles", []) and "name" not in party
        if runs_it and party.get("kind") in {None, "company", "other"}:
            reading.over(f"parties[{index}].kind", "supercomputer_center", None, "implied", "it runs a supercomputer")


def _is_of_a_machine(text: str, find: Found, figure: Figure) -> bool:
    """Is it the rate of a machine and not of a chip: 64 or 32 bits, and a machine beside it?"""
    if figure.bits not in {None, 32, 64}:
        return False
    return bool(_MACHINE.match(text, find.end) or _FOR_MACHINE.search(text[: find.start]))


_LEGACY = re.compile(
    r"(?i)\b(?:legacy|mature)(?:[- ](?:node|process|parts|chips|logic|ics?)s?)?\b(?: only)?|\bonly (?:legacy|mature)\b"
)
_NODES = r"(?:nodes?|process (?:node|generation)|technology (?:node|level)|nanomet(?:er|re)s|nm)\b"
_NODE_OPEN = re.compile(
    r"(?i)\b(?:nodes?|process|technology level)(?: [\w']+){0,3}? (?:is |are |was |stays? |remains? )?(?:unknown"
    r"|not known"
    r"|unclear|not (?:told|disclosed|given|stated|specified|mentioned|confirmed)|undisclosed|never \w+|tbd|open"
    r"|a secret"
    r"|confidential)\b"
    r"|\b(?:don['’]?t|do not|doesn['’]?t|does not|didn['’]?t|did not|haven['’]?t|have not|hasn['’]?t|has not|won['’]?t"
    r"|will not|can(?:no|['’])t|can not|could(?:n['’]| no)t|never|not sure|unsure|not clear|unclear|unknown"
    r"|no (?:idea|clue"
    r"|info\w*|word|details?|knowledge)|nobody|no one|none of (?:us|them)|without knowing|refus\w+)\b[^.;!?\n]{0,45}?\b"
    rf"{_NODES}|\bnodes?\s*[:=]?\s*\?"
)
_OF_FABS = re.compile(r"3[BCDE]\d")
_BACK_END = re.compile(
    r"(?i)\b(?:back[- ]end |test and )*(?:packag\w+|assembly|back[- ]end|test(?:ing)?)"
    r"(?: and (?:test(?:ing)?|assembly|packaging))? only\b"
    r"|\bonly (?:does |do |for )?(?:back[- ]end|packaging|assembly)|\blegacy parts only|\bno wafer (?:processing|"
    r"fab\w*)"
)
_FABS = re.compile(r"(?i)\b(?:fabs?|foundry|foundries|wafer plant|chip plant)\b")


def read_fab(reading: Reading, parties: list[Party]) -> None:
    """A chip factory as user, or one that a chip is to be made in: whether its node is an advanced one."""
    if not any(party.kind in {"fabricator", "osat"} for party in parties) and _FABS.search(reading.text) is None:
        return
    if reading.facts.get("destination"):
        reading.set("fab.location", reading.facts["destination"], None)
    _node(reading)
    _tool_of_a_fab(reading, parties)
    for told in (_LEGACY.search(reading.text), _NODE_OPEN.search(reading.text)):
        if told is not None:
            reading.use(*told.span())
    back_end = _BACK_END.search(reading.text)
    if back_end is not None and polarity(reading.text, *back_end.span()).plain:
        reading.set("fab.back_end_only", True, back_end.span())


def _tool_of_a_fab(reading: Reading, parties: list[Party]) -> None:
    """Equipment, material or software of category 3 for a factory whose node nobody knows: it is to make chips with."""
    node = reading.words.get("fab.advanced_node")
    eccn = str(look(reading.facts, "item.eccn") or "")
    users = [party for party in parties if party.kind == "fabricator" and party.role in {"buyer", "user", None}]
    if node is not None and look(reading.facts, "fab.advanced_node") is None and _OF_FABS.match(eccn) and users:
        append(reading, "end_uses", "advanced_node", (node["start"], node["end"]))


_ADVANCED_FAB = re.compile(
    r"(?i)\badvanced(?:[- ]node)? (?:[A-Z][a-z]+ )?(?:fabs?|foundry|foundries|wafer (?:fab|plant)s?)\b"
)
_NO_SUCH = re.compile(
    r"(?i)\b(?:no|not|non|never|isn['’]t|neither|nor|without|whether|if|maybe|perhaps)\s+(?:(?:an?|any|the"
    r"|it is an?)\s+)?$"
)


def _node(reading: Reading) -> None:
    """The node of the factory; several of both kinds, or one between the figures, leave it open."""
    finds = [f for f in reading.of_kind("figure") if isinstance(f.value, Figure) and f.value.name == "node_nm"]
    values = [find.value.value for find in finds if isinstance(find.value, Figure)]
    finfet = re.search(r"(?i)finfet|gate-all-around|\bGAA|non-?planar", reading.text) is not None
    told = _ADVANCED_FAB.search(reading.text)
    if not values and told is not None and not _NO_SUCH.search(reading.text[: told.start()]):
        append(reading, "end_uses", "advanced_node", told.span())
        reading.set("fab.advanced_node", True, told.span())
        return
    if not values and _layers(reading):
        return
    if not values:
        unknown = _NODE_OPEN.search(reading.text)
        if unknown is not None:
            reading.set("fab.advanced_node", None, unknown.span())
        return
    span = (finds[0].start, finds[0].end)
    dram = re.search(r"(?i)\bDRAM\b", reading.text) is not None
    if max(values) <= (ADVANCED_DRAM_NM if dram else ADVANCED_NM) or finfet:
        append(reading, "end_uses", "advanced_node", span)
        reading.set("fab.advanced_node", True, span)
    else:
        reading.set("fab.advanced_node", False if min(values) >= LEGACY_NM and not dram else None, span)


_LAYERS = re.compile(
    r"(?i)(?P<most>\b(?:under|below|(?:less|fewer) than|at most|up to) )?(?<![\d.,-])(?P<many>\d{2,3})"
    r"(?P<more>\s?\+|\s(?:or more|and (?:more|up|above)))?[-\s]?layers?\b"
)
_FLASH = re.compile(r"(?i)\b(?:NAND|flash)\b")


def _layers(reading: Reading) -> bool:
    """The layers of the NAND memory that the factory makes, as its node; is one told?"""
    told = [match for match in _LAYERS.finditer(reading.text) if _FLASH.search(reading.text)]
    if not told:
        return False
    for match in told:
        reading.use(*match.span())
    span = told[0].span()
    if any(int(match["many"]) >= ADVANCED_LAYERS and not match["most"] for match in told):
        append(reading, "end_uses", "advanced_node", span)
        reading.set("fab.advanced_node", True, span)
    else:
        loose = any(match["more"] or match["most"] for match in told)
        reading.set("fab.advanced_node", None if loose else False, span)
    return True

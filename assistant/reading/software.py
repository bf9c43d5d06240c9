"""Software, technology and model weights: what kind it is, for which commodity, published or not.

The words are those of `data/scope.yaml`. Data that only come with goods ("8 boards with drivers") leave the goods the
item; what is not said stays unset.
"""

import re
from decimal import Decimal

from assistant.catalogue import Named
from assistant.reading.cues import append
from assistant.reading.figures import Figure
from assistant.reading.found import Found
from assistant.reading.lists import pattern, regex, words_file
from assistant.reading.polarity import polarity, sentence
from assistant.reading.seats import country
from assistant.reading.state import Reading, look

DATA = frozenset({"software", "source_code", "technology", "weights"})
Span = tuple[int, int]
_OF_DATA = ("form", "eccn", "technology_for", "technology_kind", "published", "developer_headquarters")
_GOODS_BEFORE = re.compile(
    r"(?i)\b(?:cards?|boards?|modules?|servers?|gpus?|chips?|accelerators?|systems?|units?|tools?|racks?)\b"
)
_LOOSE = re.compile(
    r"(?i)(?<![\w.^])(\d+(?:\.\d+)?)\s?(?:e|[x×*]\s?10\s?\^?\s?)(\d{2})(?![\w%])|(?<![\w.^])10\^(\d{2})(?!\w)"
)


def read_software(reading: Reading) -> None:
    """Writes form, use and target of software, technology and weights over what was read for goods."""
    if _read_weights(reading):
        _published(reading)
        return
    found = _data(reading)
    entry = next((find for find in _eccns(reading) if str(find.value)[1] in "DE"), None)
    if found is None and entry is None:
        return
    if found is not None:
        told, form, kind = found
        reading.over("item.form", form, told, "stated", "software and technology are no goods")
        if kind is not None and (kind != "use" or _of_processor(reading)):
            reading.set("item.technology_kind", kind, told, "implied")
        _only_name(reading, told)
    _target(reading, entry)
    _published(reading)
    _developer(reading)
    own = {key: value for key, value in reading.facts.get("item", {}).items() if key in _OF_DATA}
    reading.variants = tuple({**one, **own} for one in reading.variants)


def _of_processor(reading: Reading) -> bool:
    """Is it for a chip or computer? What serves the use of other goods is controlled as well."""
    if any(isinstance(find.value, Named) for find in reading.of_kind("item")):
        return True
    codes = {str(find.value)[:5] for find in _eccns(reading) if str(find.value)[1] in "ABC"}
    if codes:
        return codes <= {"3A090", "4A090", "3A991", "4A994", "5A992"}
    return pattern(words_file("scope.yaml")["processors"]).search(reading.text) is not None


def _eccns(reading: Reading) -> list[Found]:
    return [
        find
        for find in reading.of_kind("eccn")
        if find.value != "EAR99" and polarity(reading.text, find.start, find.end).plain
    ]


def _data(reading: Reading) -> tuple[Span, str, str | None] | None:
    """The first words for software or technology that are the thing moved; those that come with goods are read."""
    for row in words_file("scope.yaml")["data"]:
        for match in pattern(row["words"]).finditer(reading.text):
            over = polarity(reading.text, *match.span())
            if re.match(r"(?i)\s+(?:level|node|generation|maturity)s?\b", reading.text[match.end() :]):
                continue  # "the technology level of the chips"
            if (over.denied and not over.doubted) or _is_part_of_name(reading, match.span()):
                continue
            if _comes_with(reading, match.start()):
                if row.get("kind") == "use" or row["form"] == "software":
                    reading.use(*match.span())
                else:
                    append(reading, "end_uses", "unknown", match.span())
                    reading.note(f"{match.group()}: software or technology beside the goods is a deal of its own")
                continue
            return match.span(), str(row["form"]), row.get("kind")
    return None


def _is_part_of_name(reading: Reading, span: Span) -> bool:
    """Do the words stand in a name or a purpose ("a software firm", "for driver assistance")?"""
    if any(find.kind == "party" and find.start <= span[0] and span[1] <= find.end for find in reading.finds):
        return True
    if any(find.kind == "item" and find.start < span[1] and span[0] < find.end for find in reading.finds):
        return True
    inside = any(reading.tree.tokens[one.first].start <= span[0] and span[1] < one.head.end for one in reading.mentions)
    goods = bool(_goods(reading, span[0])) or bool(reading.of_kind("count"))
    before = reading.text[max(0, span[0] - 40) : span[0]]
    purpose = re.search(
        r"(?i)\b(?:for|in|used for|use in|to (?:run|do|develop|write|test|train|use))\s+(?:\w+\s+){0,3}$", before
    )
    return inside or (goods and purpose is not None)


def _goods(reading: Reading, before: int) -> bool:
    """Are goods named ahead of this place?"""
    ahead = [find for find in reading.of_kind("item", "eccn") if find.end <= before]
    ahead = [find for find in ahead if not (find.kind == "eccn" and str(find.value)[1] in "DE")]
    return bool(ahead) or _GOODS_BEFORE.search(reading.text[:before]) is not None


def _comes_with(reading: Reading, start: int) -> bool:
    if reading.facts.get("quantity") is not None and _counted(reading, start):
        return True
    first, _ = sentence(reading.text, start, start + 1)
    before = reading.text[first:start]
    joined = regex(rf"(?:^|[\s,;(])(?:{words_file('scope.yaml')['comes_with']})\s*(?:\w+\s)?$").search(before)
    return joined is not None and _goods(reading, first + joined.start())


def _counted(reading: Reading, start: int) -> bool:
    """Are goods counted ahead of the words ("8 boards, drivers on a stick"), not as part of them ("8 H100 manuals")?"""
    ahead = [find for find in reading.of_kind("item") if find.end <= start]
    return bool(ahead) and reading.text[ahead[-1].end : start].strip() != ""


def _only_name(reading: Reading, told: Span) -> None:
    """No quantity and no market stand for software; a product's figures say what it is for."""
    if not reading.of_kind("item"):
        reading.set("item.name", reading.text[told[0] : told[1]], told)


def _target(reading: Reading, entry: Found | None) -> None:
    """The entry of the data itself, and that of the commodity they are for."""
    codes = _eccns(reading)
    commodity = next((find for find in codes if str(find.value)[1] in "ABC"), None)
    stated = look(reading.facts, "item.eccn")
    if entry is not None and stated != entry.value:
        reading.over("item.eccn", entry.value, (entry.start, entry.end))
    elif entry is None and stated not in {None, "EAR99"}:
        reading.unset("item.eccn")
    if entry is not None and look(reading.facts, "item.form") not in DATA:
        reading.over("item.form", "software" if str(entry.value)[1] == "D" else "technology", None)
    if commodity is not None:
        reading.unset("item.technology_for")
        reading.set("item.technology_for", commodity.value, (commodity.start, commodity.end))
    kind = re.search(
        r"(?i)\b(development|production|use) (?:technology|software|know-?how)|"
        r"(?:technology|software|know-?how|required) (?:is )?(?:\w+ )?for (?:the )?(development|production|use)\b|"
        r"\b\d[A-C]\d{3}(?:\.\w+)*(?: chips?)? (development|production)\b",
        reading.text,
    )
    if kind:
        reading.over("item.technology_kind", (kind[1] or kind[2] or kind[3]).lower(), kind.span())


def _published(reading: Reading) -> None:
    """Released to the public, or kept: the second wins, and nothing is written where it is doubted."""
    if look(reading.facts, "item.form") not in DATA:
        return
    told = words_file("scope.yaml")
    kept = pattern(told["unpublished"]).search(reading.text)
    if kept is not None:
        reading.over("item.published", False, kept.span())
        return
    for match in pattern(told["published"]).finditer(reading.text):
        over = polarity(reading.text, *match.span())
        if any(one.start() <= match.start() < one.end() for one in _bases(reading)):
            continue
        if over.doubted or over.claimed:
            continue
        if over.denied or over.ended:
            reading.over("item.published", False, match.span())
            return
        reading.set("item.published", True, match.span())


def _bases(reading: Reading) -> list[re.Match[str]]:
    """The words for the model that these weights were made from."""
    told = words_file("scope.yaml")["weights"]
    return [match for key in ("from_published", "families") for match in pattern(told[key]).finditer(reading.text)]


def _developer(reading: Reading) -> None:
    """Where the company is seated that developed the technology."""
    told = words_file("scope.yaml")["developed_by"]
    for find in reading.of_kind("demonym", "place", "party"):
        before = reading.text[max(0, find.start - 60) : find.start]
        if regex(rf"\b(?:{told})\s*(?:\w+\s+in\s+)?$").search(before) and (code := _seat(reading, find)) is not None:
            reading.set("item.developer_headquarters", code, (find.start, find.end), "implied")
            return


def _seat(reading: Reading, find: Found) -> str | None:
    """The country of a place or nationality, or the seat that the register gives a firm."""
    if find.kind != "party":
        return country(find)
    for party in reading.facts.get("parties", []):
        if party.get("name") == getattr(find.value, "name", None):
            return str(party["headquarters"]) if "headquarters" in party else None
    return None


def _read_weights(reading: Reading) -> bool:
    """Model weights: operations, and the published model they come from. False where none are moved."""
    told = words_file("scope.yaml")["weights"]
    if "model_training_for_others" in (reading.facts.get("end_uses") or []):
        return False
    goods = pattern(told["goods"]).search(reading.text)
    entry = next((find for find in _eccns(reading) if str(find.value).startswith("4E091")), None)
    if (goods is None and entry is None) or (goods is not None and _comes_with(reading, goods.start())):
        return False
    if goods is not None and any(isinstance(find.value, Named) for find in reading.of_kind("item")):
        return False  # "H100 for fine-tuning": goods, and the weights are what they are used on
    span = goods.span() if goods is not None else None
    reading.over("item.form", "weights", span)
    reading.use(*(span or (0, 0)))
    reading.unset("item.weights")
    for match in pattern(told["words"]).finditer(reading.text):
        reading.use(*match.span())
    _derived(reading)
    _operations(reading)
    return True


def _derived(reading: Reading) -> None:
    told = words_file("scope.yaml")["weights"]
    for key, status in (("from_published", "stated"), ("families", "implied")):
        match = pattern(told[key]).search(reading.text)
        if match is not None and polarity(reading.text, *match.span()).plain:
            note = None if status == "stated" else f"{match.group()}: understood as made from published weights"
            reading.set("item.weights.from_published", True, match.span(), status, note)  # type: ignore[arg-type]


def _operations(reading: Reading) -> None:
    """Each count of operations: those added to a model, else those of its training."""
    for start, end, value, bound in _counts(reading):
        extra = pattern(words_file("scope.yaml")["weights"]["extra"])
        near = reading.text[max(0, start - 30) : start], reading.text[end : end + 24]
        before = re.split(r"[,;.](?=\s)|\band\b", near[0])[-1]
        behind = re.split(r"[,;.](?=\s)|\band\b", near[1])[0]
        added = extra.search(before) or extra.search(behind)
        path = "item.weights.extra_operations" if added else "item.weights.operations"
        if bound:
            reading.set(path, value, (start, end), "guessed", "only a bound was said")
        else:
            reading.set(path, value, (start, end))
        if added:
            reading.use(start - len(before), end + len(behind))


def _counts(reading: Reading) -> list[tuple[int, int, Decimal, bool]]:
    found = []
    for find in reading.of_kind("figure"):
        figure = find.value
        if isinstance(figure, Figure) and figure.name == "operations":
            found.append((find.start, find.end, figure.value, figure.bound in {"below", "above"}))
    for match in _LOOSE.finditer(reading.text):
        if all(match.end() <= start or end <= match.start() for start, end, _, _ in found):
            value = Decimal(match[1] or 1) * Decimal(10) ** int(match[2] or match[3])
            under = re.search(r"(?i)(?:under|below|less than|over|above|more than|at least|at most|up to|[<>≤≥])\s*$",
                              reading.text[: match.start()])  # fmt: skip
            found.append((*match.span(), value, under is not None))
    return sorted(found)


def is_words_for_data(text: str, start: int, end: int) -> bool:
    """Do the words from `start` to `end` only name software or technology ("CUDA libraries")?"""
    return any(
        match.start() <= start and end <= match.end()
        for row in words_file("scope.yaml")["data"]
        for match in pattern(row["words"]).finditer(text)
    )


def names_data(text: str) -> bool:
    """Do the words name software, technology or weights?"""
    told = words_file("scope.yaml")
    rows = [row["words"] for row in told["data"]]
    return any(pattern(one).search(text) for one in (*rows, told["weights"]["goods"]))

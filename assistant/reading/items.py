"""The item of a deal: a product with the catalogue's figures, an ECCN, stated figures, or a plain article.

Quantity and price belong to the nearest item on the line, never by the tree: "40 x H100" hangs as punctuation.
"""

import re
from decimal import Decimal
from typing import Any

from assistant.catalogue import ItemFacts, Named, facts_for
from assistant.reading.figures import Figure
from assistant.reading.found import Found, PartyName
from assistant.reading.lists import pattern, regex, words_file
from assistant.reading.polarity import clause, polarity
from assistant.reading.quantity import read_price, read_quantity
from assistant.reading.state import Reading

_FORMS = (
    ("card", r"cards?|boards?|graphics cards?|gpus? cards?"), ("server", r"servers?"),
    ("system", r"laptops?|notebooks?|workstations?|pcs? with|racks?|machines?|clusters?|desktops?|computers?"),
    ("module", r"modules?|sxm|oam"),
    ("chip", r"chips?|bare dies?|(?<!an )(?<!für )(?<!in )(?<!bei )dies?|silicon|ics?|asics?"),
    ("memory", r"stacks?|hbm\w*"),
)  # fmt: skip
TOOLS = -2  # the rows of `generic` from here on name tools for making chips
_SOFTWARE = r"(?i)source|driver|code|EDA|kernels|librar|toolkit|framework|software"
_BEFORE_GOODS = re.compile(r"(?i)\s+(?:accelerators?|chips?|cards?|gpus?|modules?|boards?|processors?)\b")
PER = {"die": "die", "package": "package", "board": "board", "system": "system"}


def read_item(reading: Reading) -> None:
    """Writes `item` and the quantity."""
    named = [find for find in reading.of_kind("item") if _is_meant(reading, find)]
    named = [find for find in named if not _has_accessory(reading, find)]
    sure = [find for find in named if find.status != "guessed" and not _is_likened(reading, find)]
    if sure:
        _product(reading, sure[0])
        for other in sure[1:]:
            reading.use(other.start, other.end)
            if _is_offered_too(reading, sure[0], other):
                reading.variants += tuple(dict(one.item) for one in facts_for(other.value))  # type: ignore[arg-type]
    elif named:
        guess = named[0].value.label if isinstance(named[0].value, Named) else named[0].text
        reading.set("item.name", guess, (named[0].start, named[0].end), "guessed", named[0].note)
        reading.facts.setdefault("item", {})
    _eccn(reading, has_product=bool(sure))
    _figures(reading)
    _form(reading, sure[0] if sure else None)
    _plain_article(reading)
    _extras(reading)
    read_quantity(reading, sure[0] if sure else (named[0] if named else _unknown_product(reading)))
    read_price(reading)


def _is_meant(reading: Reading, find: Found) -> bool:
    found = polarity(reading.text, find.start, find.end)
    before = reading.text[max(0, find.start - 22) : find.start]
    if re.search(r"(?i)\b(?:swap(?:ping)?|replac(?:e|ing)|exchang(?:e|ing)|drop|chang(?:e|ing))\s+(?:the\s)?$", before):
        later = [one for one in reading.of_kind("item") if one.start > find.end and one.status != "guessed"]
        return not any(
            re.fullmatch(r"(?i)\s+(?:for|by|with|to|against)\s+(?:an?\s|the\s)?", reading.text[find.end : one.start])
            for one in later
        )
    others = any(one.text != find.text and one.status != "guessed" for one in reading.of_kind("item"))
    if others and re.search(r"(?i)\b(?:instead of|rather than)\s+(?:the\s)?\d+\s*(?:x\s*)?$", before):
        return False  # "2 x A100 rather than 4 x A30"
    return not (
        re.search(r"(?i)\b(?:not|instead of|rather than|nicht|kein\w*|no)\s*(?:an?\s|the\s)?$", before) and found.denied
    )


def _has_accessory(reading: Reading, find: Found) -> bool:
    """Is a passive part of it sold, and not the product ("heat sinks for H100 servers")? Then the part is the item."""
    parts = words_file("scope.yaml")["accessories"]
    before, after = reading.text[max(0, find.start - 60) : find.start], reading.text[find.end : find.end + 40]
    ahead = re.search(
        rf"(?i)\b(?:{parts})\s+(?:for|of|to fit|fitting)\s+(?:(?:the|our|an?|your|their|\d+)\s+)*$", before
    )
    behind = regex(rf"\s+(?:servers?\s+|cards?\s+|boards?\s+)?(?:{parts})\b").match(after)
    if ahead is None and behind is None:
        return False
    start = find.start - len(before) + ahead.start() if ahead else find.start
    end = find.end if ahead or behind is None else find.end + behind.end()
    reading.set("item.name", reading.text[start:end], (start, end))
    reading.set("item.form", "component", (start, end), "implied")
    reading.use(start, end)
    return True


def _is_likened(reading: Reading, find: Found) -> bool:
    """Is another product only likened to it ("our H100-class chip")? Then its figures are not those of the table."""
    before, after = reading.text[max(0, find.start - 30) : find.start], reading.text[find.end : find.end + 24]
    return bool(
        re.match(r"(?i)[\s-]?(?:class|like|equivalents?|clones?|copy|copies|look-?alikes?|competitors?)\b", after)
        or regex(rf"\b(?:{words_file('scope.yaml')['likened']})\s+(?:an?\s+|the\s+)?$").search(before)
    )


_HISTORY = re.compile(
    r"(?i)\b(?:already|previous(?:ly)?|last (?:time|year|month|quarter|order)|years? ago|existing|installed|"
    r"(?:runs?|running|owns?|bought|(?:we|they|he|she|who) (?:sold|shipped|delivered|had)) )"
)


def _is_offered_too(reading: Reading, first: Found, other: Found) -> bool:
    """Is another product wanted besides, or instead ("and, if possible, H200")? What somebody has already is not."""
    if not isinstance(other.value, Named) or not isinstance(first.value, Named):
        return False
    if other.value.label == first.value.label or other.value.system is not None or first.value.system is not None:
        return False
    begin, end = clause(reading.text, other.start, other.end)
    over = polarity(reading.text, other.start, other.end)
    return not (over.ended or over.denied or _HISTORY.search(reading.text[begin:end]))


def _product(reading: Reading, find: Found) -> None:
    named = find.value
    assert isinstance(named, Named)
    variants = facts_for(named)
    if _LAPTOP.search(_around(reading, find)):
        inside = [one for one in variants if one.item.get("product_class") == "laptop"]
        variants = inside or variants  # a notebook holds the laptop part of that name
    if not variants:
        return
    first = variants[0]
    for key, value in first.item.items():
        status = "stated" if key == "name" else "implied"
        reading.set(f"item.{key}", value, (find.start, find.end), status, None)  # type: ignore[arg-type]
    reading.note(
        f"understood as {first.item['name']}" + (f" ({named.label})" if named.label != first.item["name"] else "")
    )
    for note in (*((find.note,) if find.note else ()), *first.notes):
        reading.note(note)
    reading.variants = tuple(dict(one.item) for one in variants[1:])
    reading.facts["_factor"] = _factor(first, named)


_LAPTOP = re.compile(r"(?i)\b(?:laptops?|notebooks?)\b(?! maker| manufacturer)")


def _around(reading: Reading, find: Found) -> str:
    """The words beside a product, up to "or" and "and" before it."""
    before = reading.text[max(0, find.start - 32) : find.start]
    return re.split(r"(?i)\b(?:or|and|oder|und|ou|et|o|y)\b|/", before)[-1] + reading.text[find.start : find.end + 12]


def _factor(first: ItemFacts, named: Named) -> int:
    return first.quantity_factor if named.system is not None or first.quantity_factor > 1 else 1


_NO_PARAGRAPH = re.compile(r"([34]A090)\.(?![abc]\b)([a-z])(?:\..*)?")


def _entry(reading: Reading, eccn: str) -> str:
    """The class as it was told; 3A090 or 4A090 alone where a paragraph is told that they do not have."""
    wrong = _NO_PARAGRAPH.fullmatch(eccn)
    if wrong is None:
        return eccn
    reading.note(f"{wrong[1]} has no paragraph {wrong[2]}; the .z paragraphs stand in entries such as 4A003 and 5A992")
    return wrong[1]


_DOUBTED = re.compile(r"\s*\?(?:\s*\)|\s+(?:[a-z]|$))")  # "2 servers, EAR99? to a telecom in Damascus"


def _eccn(reading: Reading, *, has_product: bool) -> None:
    for find in reading.of_kind("eccn"):
        before = reading.text[max(0, find.start - 30) : find.start]
        if re.search(r"(?i)\b(?:for an?|for the|of an?)\s*$", before) and reading.facts.get("item", {}).get("eccn"):
            reading.set("item.technology_for", find.value, (find.start, find.end))
        elif _DOUBTED.match(reading.text, find.end):
            reading.set("item.eccn", None, (find.start, find.end), "guessed", f"{find.text}: is the class established?")
        elif polarity(reading.text, find.start, find.end).plain and not (
            has_product and re.search(r"(?i)\bis it\s*$|whether\s*$", before)
        ):
            reading.set("item.eccn", _entry(reading, str(find.value)), (find.start, find.end))
    eccn = str(reading.facts.get("item", {}).get("eccn", ""))
    if re.match(r"\d[B]\d", eccn):
        reading.set("item.form", "equipment", None)
    if re.match(r"\d[DE]\d", eccn):
        software = eccn[1] == "D"
        reading.set("item.form", "software" if software else "technology", None)
        kind = re.search(
            r"(?i)\b(development|production|use) technology|technology for (?:the )?(development|production|use)",
            reading.text,
        )
        if kind:
            reading.set("item.technology_kind", (kind[1] or kind[2]).lower(), kind.span())


def _figures(reading: Reading) -> None:
    """Stated figures; they count beside the catalogue's only where that has none."""
    item = reading.facts.get("item", {})
    known = "tops" in item or "tpp" in item
    rates: list[dict[str, Any]] = []
    for find in reading.of_kind("figure"):
        figure = find.value
        assert isinstance(figure, Figure)
        span = (find.start, find.end)
        if find.note:
            reading.note(find.note)
        if figure.bound in {"below", "above"} and figure.name in {"tpp", "tops", "tflops", "pflops"}:
            reading.set("item.tpp", figure.value, span, "guessed", "only a bound was said")
        elif figure.name == "tpp" and known:
            _beside_the_table(reading, figure.value, span)
        elif figure.name in {"tops", "tflops"} and known and figure.bits and not figure.sparse:
            _beside_the_table(reading, figure.value * figure.bits, span, rate=True)
        elif (
            figure.name == "tpp"
            and not known
            and not re.search(
                r"(?i)\b(?:received|already|sold|deliver\w*)\b[^.;!?\n]*$",
                reading.text[max(0, find.start - 60) : find.start],
            )
        ):
            reading.set("item.tpp", figure.value, span)
        elif figure.name in {"tops", "tflops", "pflops"} and not known and not _is_machine(reading, find):
            rates += [_rate(figure)]
            reading.use(*span)
            reading.say("item.tops", span, "stated")
            if figure.per in PER:
                reading.set("item.figures_per", PER[str(figure.per)], span)
        elif figure.name == "area_mm2":
            memory = re.search(r"(?i)\bHBM", reading.text) and not known
            reading.set("item.hbm.area_mm2" if memory else "item.applicable_die_area_mm2", figure.value, span)
        elif figure.name == "density":
            reading.set("item.performance_density", figure.value, span)
        elif figure.name == "bandwidth_gb_s":
            reading.set("item.memory_bandwidth_gb_s", figure.value, span)
        elif figure.name == "io_gb_s":
            reading.set("item.aggregate_io_gb_s", figure.value, span)
        elif (
            figure.name == "node_nm"
            and figure.value <= 16
            and not re.search(r"(?i)\bfab\b|makes?|foundry", reading.text[max(0, find.start - 25) : find.start])
        ):
            reading.set("item.process_nonplanar", True, span, "implied", f"{find.text} is a FinFET process or later")
    if rates:
        reading.facts.setdefault("item", {})["tops"] = rates


SPARSE = Decimal("1.9"), Decimal("2.1")  # of the dense figure: what makers print with sparsity


def _beside_the_table(reading: Reading, stated: Decimal, span: tuple[int, int], *, rate: bool = False) -> None:
    """A TPP that the words give for a product of the catalogue: the higher of the two counts, and both are told."""
    item = reading.facts["item"]
    known = [row["dense_tops"] * row["bits"] for row in item.get("tops", []) if "dense_tops" in row and row.get("bits")]
    known += [item["tpp"]] if item.get("tpp") is not None else []
    if not known or _COUNTED.search(reading.text[max(0, span[0] - 60) : span[0]]):
        return
    reading.use(*span)
    table = max(map(Decimal, map(str, known)))
    if stated <= table or (rate and SPARSE[0] * table <= stated <= SPARSE[1] * table):
        return
    item.pop("tops", None)
    reading.over("item.tpp", stated, span)
    reading.note(f"the words give a TPP of {stated:,}, the table {table:,}: the higher one counts")


_COUNTED = re.compile(r"(?i)\b(?:received|already|so far|until now|to date)\b")  # a TPP of earlier deliveries


BEYOND_A_BOARD = 50  # petaflops in 32 or 64 bits, or in none said, that only a whole machine has


def _is_machine(reading: Reading, find: Found) -> bool:
    """Is the figure that of a whole machine or a training run?"""
    if not isinstance(find.value, Figure) or find.value.name != "pflops":
        return False
    around = reading.text[find.end : find.end + 30] + reading.text[max(0, find.start - 30) : find.start]
    beside = re.search(
        r"(?i)machine|computer|cluster|cent(?:er|re)\b|\b(?:site|facility|institute|installation|HPC)\b", around
    )
    wide = find.value.bits in {None, 32, 64} and find.value.value >= BEYOND_A_BOARD
    return beside is not None or (wide and not reading.of_kind("item"))


def _rate(figure: Figure) -> dict[str, Any]:
    """One row of `tops`; a rate with sparsity is no dense one."""
    value = figure.value * (1000 if figure.name == "pflops" else 1)
    row: dict[str, Any] = {"sparse" if figure.sparse else "dense_tops": value}
    if figure.precision:
        row["operation"] = figure.precision
    if figure.bits:
        row["bits"] = figure.bits
    return row


_IS_A_LAPTOP = re.compile(r"(?i)\b(?:laptop|notebook)s?\W*$")
_OF_A_LAPTOP = re.compile(r"(?i)\W{0,2}(?:gpus?|chips?|modules?|boards?|cards?|parts?|dies?|versions?|variants?|mxm)\b")


def _form(reading: Reading, product: Found | None) -> None:
    """The article named: board, server, chip. A card or module of the catalogue stays one when called a board."""
    now = reading.facts.get("item", {}).get("form")
    if product is not None and _IS_A_LAPTOP.search(product.text) and not _OF_A_LAPTOP.match(reading.text, product.end):
        reading.facts["item"]["form"] = "system"  # "one RTX 4060 laptop" is the machine
        reading.words.pop("item.form", None)
        reading.say("item.form", (product.start, product.end), "stated")
        return
    area = _near(reading, product)
    if product is None and (stack := re.search(r"(?i)(?<![a-z0-9])HBM[a-z0-9]*(?: stacks?)?", area)):
        reading.set("item.form", "memory", stack.span())
        _stack(reading)
        return
    for form, told in _FORMS:
        match = regex(rf"\b(?:{told})\b").search(area)
        if match is None or (form == "memory" and product is not None):
            continue
        if now is None:
            at = reading.text.find(match.group())
            reading.set("item.form", form, (at, at + len(match.group())) if at >= 0 else None)
        elif (
            form != now
            and now in {"chip", "module", "card", "server"}
            and not (form == "card" and now in {"module", "card"})
            and form not in {"module", "memory"}
        ):
            reading.facts["item"]["form"] = form
            reading.words.pop("item.form", None)
            at = reading.text.find(match.group())
            reading.say("item.form", (at, at + len(match.group())), "stated")
        return


_STACK = re.compile(  # loose stacks by their generation, and no tool or part for them
    r"(?i)(?<!for )(?<!with )(?<!of )(?<!our )(?<![\w-])HBM[234]e?"
    r"(?=(?:\s+\d+[ -]?(?:high|hi|layers?|GB))*\s+(?:stacks?|memory|cubes?)\b|\s+(?:to|for|from)\b|\s*[,;.]|\s*$)"
)


def _stack(reading: Reading) -> None:
    """The class of memory stacks of HBM2 or later: all of them lie above the line of 3A090.c."""
    told, item = _STACK.search(reading.text), reading.facts.get("item", {})
    if told is not None and not {"eccn", "memory_bandwidth_gb_s", "hbm", "tpp", "tops"} & set(item):
        note = f"{told.group()}: every stack of it is above 2 GB/s per mm2, the line of 3A090.c"
        reading.set("item.eccn", "3A090.c", told.span(), "implied", note)


_PART_INSIDE = re.compile(  # "a scanner with an American controller chip": the tool goes, the chip is a part of it
    r"(?i)(?<=[\s,])(?:(?:with|containing|contains|includ\w+|using|uses|has|having|incorporat\w+)\b[^.;:!?\n,]{0,40}\b"
    r"(?:chips?|ics?|processors?|controllers?|boards?|cards?|modules?)\b|(?:[\w.-]+\s){0,2}(?:chips?|ics?|processors?|"
    r"controllers?|boards?) (?:inside|in it|within|on board)\b)"
)


def _near(reading: Reading, product: Found | None) -> str:
    """The words that may name the article: those right around the product, else the whole text."""
    if product is None:
        text = re.sub(r"(?i)\bgreen[- ]cards?\b", lambda paper: " " * len(paper.group()), reading.text)
        text = _without_parts(text)
        return text if "item" in reading.facts or not reading.of_kind("item") else ""
    before = re.split(r"[.;!?\n]", reading.text[max(0, product.start - 45) : product.start])[-1]
    behind = re.match(
        r"(?:\s*(?:,|\(|x?\d+|[A-Za-z]+,?\s\d+)?\s*\w*){0,2}", reading.text[product.end : product.end + 24]
    )
    before = before if re.search(r"(?i)\b(?:with|inside|w/)\b|laptop|notebook|chips?|server", before) else ""
    return f"{before} {behind.group() if behind else ''}"


def _plain_article(reading: Reading) -> None:
    """Goods without figures: "EAR99 rack rails", "our new chip", "gpus", a product that no list knows."""
    item = reading.facts.get("item", {})
    goods = _goods(reading)
    name = _unknown_product(reading)
    if name is not None and "name" not in item:
        reading.set("item.name", name.text, (name.start, name.end))
        reading.note(f"no figures are known for {name.text}")
    if item.get("eccn") == "EAR99" or str(item.get("eccn", "")).startswith("5A992"):
        other = "component" if re.search(r"(?i)fan|cable|cord|rail|power suppl|screw", reading.text) else "other"
        reading.set("item.form", other, None)
        if laptop := re.search(r"(?i)\b(?:laptop|notebook)(?: computer)?s?\b", reading.text):
            reading.set("item.product_class", "laptop", laptop.span(), "implied")
    elif goods and "item" not in reading.facts:
        form = next((form for form, told in _FORMS if regex(rf"^(?:{told})$").search(goods.group().split()[-1])), None)
        form = "weights" if "weights" in goods.group().lower() else form
        form = "software" if re.search(_SOFTWARE, goods.group()) else form
        form = "equipment" if _names_a_tool(goods.group()) else form
        reading.set("item.name", goods.group(), goods.span())
        if form:
            reading.set("item.form", form, goods.span())
    for match in pattern(words_file("goods.yaml")["articles"]).finditer(reading.text):
        if "item" not in reading.facts and not reading.of_kind("item"):
            reading.set("item.name", match.group(), match.span())
        reading.use(*match.span())


def _names_a_tool(text: str) -> bool:
    """Is a tool for making chips named?"""
    return any(pattern([told]).search(text) for told in words_file("goods.yaml")["generic"][TOOLS:])


def is_generic(name: str) -> bool:
    """Does the name stand for any goods ("units", "cards") and not for a product?"""
    goods = words_file("goods.yaml")
    return any(pattern(goods[key]).fullmatch(name) for key in ("generic", "articles"))


def _goods(reading: Reading) -> re.Match[str] | None:
    """The first kind of goods, in the order of the list, that the words name."""
    text = _without_parts(reading.text)
    named = (pattern([told]).search(text) for told in words_file("goods.yaml")["generic"])
    return next((match for match in named if match is not None), None)


def _without_parts(text: str) -> str:
    """The text of equal length without the parts that a tool for making chips is said to hold."""
    return _PART_INSIDE.sub(lambda part: " " * len(part.group()), text) if _names_a_tool(text) else text


def _unknown_product(reading: Reading) -> Found | None:
    for find in reading.of_kind("party"):
        value = find.value
        known = not isinstance(value, PartyName) or value.listed or value.register_id is not None
        if not known and _BEFORE_GOODS.match(reading.text, find.end):
            return find
    return None


def _extras(reading: Reading) -> None:
    """Condition, market, publication: small facts on the item that stand in so many words."""
    text = reading.text
    used = re.search(
        r"(?i)\b(?:used|second[- ]?hand|refurbished|pre-owned|gebrauchte?n?|usad[oa]s?|"
        r"d'occasion)\b(?!\s+(?:(?:only|solely|just|exclusively|mainly|purely)\s+)?(?:for|to|by|in|as)\b)|二手|中古",
        text,
    )
    if used and not re.search(r"(?i)\b(?:be|is|are|been|were|being|get)\s*$", text[: used.start()]):
        reading.set("item.condition", "used", used.span())
    broken = re.search(
        r"(?i)\b(?:defective|broken|faulty|dead)\b(?=\s+(?:unit|card|board|module|gpu|\w*\d))|\bRMA\b", text
    )
    if broken:
        reading.set("item.condition", "defective", broken.span())
    brand_new = re.search(r"(?i)\bbrand[- ]new\b", text)
    if brand_new:
        reading.set("item.condition", "new", brand_new.span())
    _market(reading)


def _qualified(reading: Reading) -> bool:
    """ "our chip, 3000 TPP, datacenter": a bare word that qualifies a chip which no catalogue knows."""
    if reading.of_kind("item") or not {"tpp", "tops"} & set(reading.facts.get("item", {})):
        return False
    match = re.search(
        r"(?i)(?:^|[,;(/]|\b(?:is|not|non|no))[\s-]*(?P<not>not |non-?)?(?:a |an )?(?:meant |made |intended )?(?:for )?"
        r"(?:use in )?(?:the )?data ?cent(?:er|re)s?(?: (?:use|grade|class|part|product|chip))?\s*"
        r"(?=[,;.()?!/]|$|to\b|and\b)",
        reading.text,
    )
    if match is None:
        return False
    said = not re.search(r"(?i)\b(?:not|no|non)\b", match.group())
    reading.set("item.designed_or_marketed_for_datacenter", said, match.span())
    return True


def _market(reading: Reading) -> None:
    text = reading.text
    if _qualified(reading):
        return
    neither = re.search(
        r"(?i)\bneither designed nor marketed for data ?cent\w+|\bnot (?:designed or )?marketed for data ?cent\w+", text
    )
    if neither:
        reading.facts.get("item", {}).pop("designed_or_marketed_for_datacenter", None)
        reading.set("item.designed_or_marketed_for_datacenter", False, neither.span())
        return
    said = re.search(
        r"(?i)\b(?:marketed|designed|sold|intended|made|built) (?:and \w+ )?for (?:the )?data ?cent\w+|"
        r"(?<=, )for data ?cent(?:er|re)s"
        r"|\bdata ?cent(?:er|re) (?:card|module|chip|accelerator|gpu|board)s?|(?:accelerator|card|module|"
        r"chip)s? for data ?cent\w+",
        text,
    )
    if said:
        reading.facts.get("item", {}).pop("designed_or_marketed_for_datacenter", None)
        reading.set("item.designed_or_marketed_for_datacenter", True, said.span())
        if "product_class" in reading.facts.get("item", {}):
            reading.facts["item"]["product_class"] = "datacenter"

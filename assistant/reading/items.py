"""The item of a deal: a product with the catalogue's figures, an ECCN, stated figures, or a plain article; and how many.

Quantity and price belong to the nearest item on the line, never by the tree: "40 x H100" hangs as punctuation.
"""

import re
from decimal import Decimal
from typing import Any

from assistant.catalogue import ItemFacts, Named, facts_for
from assistant.reading.figures import Figure
from assistant.reading.found import Found, PartyName
from assistant.reading.lists import pattern, words_file
from assistant.reading.polarity import polarity
from assistant.reading.state import Reading

_GOODS = re.compile(
    r"(?i)\s*(?:x\b|×|\*)?\s*(?:more |such |used |new |of them|of those|pcs?\b\.?|pieces?\b|units?\b|gpus?\b|cards?\b|chips?\b|boards?\b|servers?\b|modules?\b"
    r"|racks?\b|systems?\b|accelerators?\b|laptops?\b|notebooks?\b|workstations?\b|stacks?\b|of\b|nodes?\b|stück\b|unidades\b|unités\b|pièces\b|块|台|张|枚|個|个|件)"
)
_END = re.compile(
    r"\s*(?:[.,;:!?)\]\n(]|$|-\s|to\b|for\b|in\b|into\b|going\b|,|an\b|para\b|pour\b|für\b|nach\b|给|到|发)"
)
_FORMS = (
    ("card", r"cards?|boards?|graphics cards?|gpus? cards?"), ("server", r"servers?"),
    ("system", r"laptops?|notebooks?|workstations?|pcs? with|racks?|machines?|clusters?|desktops?|computers?"),
    ("module", r"modules?|sxm|oam"), ("chip", r"chips?|bare dies?|dies?|silicon|ics?|asics?"), ("memory", r"stacks?|hbm\w*"),
)  # fmt: skip
PER = {"die": "die", "package": "package", "board": "board", "system": "system"}


def read_item(reading: Reading) -> None:
    """Writes `item` and the quantity."""
    named = [find for find in reading.of_kind("item") if _is_meant(reading, find)]
    sure = [find for find in named if find.status != "guessed"]
    if sure:
        _product(reading, sure[0])
        for other in sure[1:]:
            reading.use(other.start, other.end)
    elif named:
        reading.set("item.name", named[0].text, (named[0].start, named[0].end), "guessed", named[0].note)
        reading.facts.setdefault("item", {})
    _eccn(reading, has_product=bool(sure))
    _figures(reading)
    _form(reading, sure[0] if sure else None)
    _plain_article(reading)
    _extras(reading)
    _quantity(reading, sure[0] if sure else (named[0] if named else _unknown_product(reading)))
    _money(reading)


def _is_meant(reading: Reading, find: Found) -> bool:
    found = polarity(reading.text, find.start, find.end)
    before = reading.text[max(0, find.start - 22) : find.start]
    return not (
        re.search(r"(?i)\b(?:not|instead of|rather than|nicht|kein\w*|no)\s*(?:an?\s|the\s)?$", before) and found.denied
    )


def _product(reading: Reading, find: Found) -> None:
    named = find.value
    assert isinstance(named, Named)
    variants = facts_for(named)
    around = reading.text[max(0, find.start - 32) : find.end + 12]
    if re.search(r"(?i)\b(?:laptops?|notebooks?)\b(?! maker| manufacturer)", around):
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


def _factor(first: ItemFacts, named: Named) -> int:
    return first.quantity_factor if named.system is not None or first.quantity_factor > 1 else 1


def _eccn(reading: Reading, *, has_product: bool) -> None:
    for find in reading.of_kind("eccn"):
        before = reading.text[max(0, find.start - 30) : find.start]
        if re.search(r"(?i)\b(?:for an?|for the|of an?)\s*$", before) and reading.facts.get("item", {}).get("eccn"):
            reading.set("item.technology_for", find.value, (find.start, find.end))
        elif polarity(reading.text, find.start, find.end).plain and not (
            has_product and re.search(r"(?i)\bis it\s*$|whether\s*$", before)
        ):
            reading.set("item.eccn", find.value, (find.start, find.end))
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
        elif (
            figure.name == "tpp"
            and not known
            and not re.search(r"(?i)received|already|sold|deliver", reading.text[max(0, find.start - 60) : find.start])
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


def _is_machine(reading: Reading, find: Found) -> bool:
    """Is the figure that of a whole machine or a training run?"""
    around = reading.text[find.end : find.end + 30] + reading.text[max(0, find.start - 30) : find.start]
    return (
        bool(re.search(r"(?i)machine|supercomputer|cluster", around))
        and isinstance(find.value, Figure)
        and find.value.name == "pflops"
    )


def _rate(figure: Figure) -> dict[str, Any]:
    """One row of `tops`; a rate with sparsity is no dense one."""
    value = figure.value * (1000 if figure.name == "pflops" else 1)
    row: dict[str, Any] = {"sparse" if figure.sparse else "dense_tops": value}
    if figure.precision:
        row["operation"] = figure.precision
    if figure.bits:
        row["bits"] = figure.bits
    return row


def _form(reading: Reading, product: Found | None) -> None:
    """The article named: board, server, chip. A card or module of the catalogue stays one when called a board."""
    now = reading.facts.get("item", {}).get("form")
    area = _near(reading, product)
    if product is None and (stack := re.search(r"(?i)\bHBM\w*(?: stacks?)?", area)):
        reading.set("item.form", "memory", stack.span())
        return
    for form, told in _FORMS:
        match = re.search(rf"(?i)\b(?:{told})\b", area)
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


def _near(reading: Reading, product: Found | None) -> str:
    """The words that may name the article: those right around the product, else the whole text."""
    if product is None:
        return reading.text if "item" in reading.facts or not reading.of_kind("item") else ""
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
    elif goods and "item" not in reading.facts:
        form = next((form for form, told in _FORMS if re.search(rf"(?i)^(?:{told})$", goods.group().split()[-1])), None)
        form = "weights" if "weights" in goods.group().lower() else form
        form = "software" if re.search(r"(?i)source|driver|code|EDA", goods.group()) else form
        reading.set("item.name", goods.group(), goods.span())
        if form:
            reading.set("item.form", form, goods.span())
    for match in pattern(words_file("goods.yaml")["articles"]).finditer(reading.text):
        if "item" not in reading.facts and not reading.of_kind("item"):
            reading.set("item.name", match.group(), match.span())
        reading.use(*match.span())


def is_generic(name: str) -> bool:
    """Does the name stand for any goods ("units", "cards") and not for a product?"""
    goods = words_file("goods.yaml")
    return any(pattern(goods[key]).fullmatch(name) for key in ("generic", "articles"))


def _goods(reading: Reading) -> re.Match[str] | None:
    """The first kind of goods, in the order of the list, that the words name."""
    return next(
        (match for told in words_file("goods.yaml")["generic"] if (match := pattern([told]).search(reading.text))), None
    )


def _unknown_product(reading: Reading) -> Found | None:
    for find in reading.of_kind("party"):
        value = find.value
        if isinstance(value, PartyName) and not value.listed and value.register_id is None:
            if re.match(
                r"(?i)\s+(?:accelerators?|chips?|cards?|gpus?|modules?|boards?|processors?)\b",
                reading.text[find.end : find.end + 16],
            ):
                return find
    return None


def _extras(reading: Reading) -> None:
    """Condition, market, publication: small facts on the item that stand in so many words."""
    text = reading.text
    used = re.search(
        r"(?i)\b(?:used|second[- ]?hand|refurbished|pre-owned|gebrauchte?n?|usad[oa]s?|d'occasion)\b(?!\s+(?:for|to|by|in|as)\b)|二手|中古",
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


def _market(reading: Reading) -> None:
    text = reading.text
    neither = re.search(
        r"(?i)\bneither designed nor marketed for data ?cent\w+|\bnot (?:designed or )?marketed for data ?cent\w+", text
    )
    if neither:
        reading.facts.get("item", {}).pop("designed_or_marketed_for_datacenter", None)
        reading.set("item.designed_or_marketed_for_datacenter", False, neither.span())
        return
    said = re.search(
        r"(?i)\b(?:marketed|designed|sold|intended|made|built) (?:and \w+ )?for (?:the )?data ?cent\w+|(?<=, )for data ?cent(?:er|re)s"
        r"|\bdata ?cent(?:er|re) (?:card|module|chip|accelerator|gpu|board)s?|(?:accelerator|card|module|chip)s? for data ?cent\w+",
        text,
    )
    if said:
        reading.facts.get("item", {}).pop("designed_or_marketed_for_datacenter", None)
        reading.set("item.designed_or_marketed_for_datacenter", True, said.span())
        if "product_class" in reading.facts.get("item", {}):
            reading.facts["item"]["product_class"] = "datacenter"


def _quantity(reading: Reading, item: Found | None) -> None:
    factor = int(reading.facts.pop("_factor", 1))
    counts = [find for find in reading.of_kind("count") if _counts_goods(reading, find, item)]
    best = min(counts, key=lambda find: _distance(reading, find, item), default=None)
    if best is None:
        article = (
            re.search(
                r"(?i)\b(?:an?|one|single|eine?n?|un|une)\s+(?:used |new |single |defective )?$",
                reading.text[: item.start],
            )
            if item
            else None
        )
        if article and item is not None:
            reading.set("quantity", factor, (article.start(), item.end), "implied")
        return
    if best.status == "guessed":
        reading.set(
            "quantity", int(Decimal(str(best.value))) * factor, (best.start, best.end), "guessed", "a rough number"
        )
        return
    count = int(Decimal(str(best.value)))
    span = (best.start, best.end)
    bound = _bound(reading.text[: best.start])
    if factor > 1:
        reading.note(f"{count} x {factor} = {count * factor} chips")
    reading.set(bound or "quantity", count * factor, span)
    other = next((find for find in reading.of_kind("count") if _is_range(reading.text, find, best)), None)
    if other is not None and bound is None:
        span, count = (other.start, other.end), int(Decimal(str(other.value)))
        reading.facts.pop("quantity", None)
        word = reading.words.pop("quantity", None)
        reading.set("quantity_min", count * factor, span)
        reading.set("quantity_max", int(Decimal(str(best.value))) * factor, (best.start, best.end))
        if word:
            reading.words.setdefault("quantity_min", word)


def _is_range(text: str, low: Found, high: Found) -> bool:
    """ "10-20", "10 to 20"."""
    return low.end <= high.start and re.fullmatch(r"\s?(?:-|to|bis)\s?", text[low.end : high.start]) is not None


def _bound(before: str) -> str | None:
    if re.search(r"(?i)(?:at least|more than|over|minimum of|from|mindestens)\s*$", before):
        return "quantity_min"
    return (
        "quantity_max"
        if re.search(r"(?i)(?:at most|up to|fewer than|less than|under|no more than|bis zu)\s*$", before)
        else None
    )


def _counts_goods(reading: Reading, find: Found, item: Found | None) -> bool:
    """Does the number count the item and not ports, months or halls?"""
    text, value = reading.text, Decimal(str(find.value))
    after = text[find.end :]
    if value <= 0 or value != value.to_integral_value():
        return False
    if item is not None and (
        0 <= item.start - find.end <= 30
        and re.fullmatch(
            r"(?i)\s*(?:x|×|\*|of|pcs|pieces|units|more|used|new|second-hand|our|the|nvidia|amd|intel|geforce|块|张|片|台|个|枚|個|基|の|-|[a-z]+\s){0,3}\s*",
            text[find.end : item.start],
        )
    ):
        return True
    return bool(_GOODS.match(after) or _END.match(after))


def _distance(reading: Reading, find: Found, item: Found | None) -> tuple[int, int]:
    if item is None:
        return (0 if _GOODS.match(reading.text[find.end :]) else 1, find.start)
    if find.end <= item.start:
        return (0 if item.start - find.end < 25 else 2, item.start - find.end)
    return (1, find.start - item.end)


def _money(reading: Reading) -> None:
    for find in reading.of_kind("money"):
        if find.note:
            reading.note(find.note)
            continue
        total = Decimal(str(find.value))
        each = re.match(r"(?i)\s*(?:each|apiece|per (?:card|unit|chip|piece|board)|a piece)", reading.text[find.end :])
        quantity = reading.facts.get("quantity")
        if each and isinstance(quantity, int):
            total *= quantity
        reading.set("value_usd", total, (find.start, find.end))

"""The ways in which people write a listed name, by class: what the positives of `screening_set.py` are made by."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping

Row = Mapping[str, object]

LOOKALIKES = {
    "a": "аαɑ", "c": "сϲ", "e": "еɛ", "i": "іι", "j": "ј", "o": "оο0", "p": "рρ", "s": "ѕ", "x": "хχ", "y": "уү",
    "h": "һ",
    "k": "κк", "n": "ո", "l": "ӏ1", "A": "АΑ", "B": "ВΒ", "C": "СϹ", "E": "ЕΕ", "H": "НΗ", "I": "ІΙ", "K": "КΚ",
    "M": "МΜ",
    "N": "Ν", "O": "ОΟ0", "P": "РΡ", "S": "Ѕ", "T": "ТΤ", "X": "ХΧ", "Y": "ҮΥ", "Z": "Ζ",
}  # fmt: skip
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u202c"
FORMS = [
    "Ltd", "Limited", "LLC", "Inc.", "GmbH", "Co., Ltd.", "S.A.", "Corp.", "JSC", "OOO", "Pte. Ltd.", "FZE", "PLC",
    "AG", "B.V.", "Sdn Bhd",
]  # fmt: skip
FORM = r"co\.?,?|company|ltd\.?|limited|llc|inc\.?|jsc|corp\.?|corporation|ooo|gmbh|s\.a\.|fze|plc"
CITIES = [
    "Shanghai", "Beijing", "Dubai", "Moscow", "Hong Kong", "Singapore", "Istanbul", "Shenzhen", "Tehran", "London",
    "Kuala Lumpur",
]  # fmt: skip
PARTS = ["Branch", "Trading", "Group", "Holding", "International", "Representative Office", "Subsidiary"]
ABBREVIATIONS = {
    "international": "Intl", "technology": "Tech", "technologies": "Tech", "company": "Co", "limited": "Ltd",
    "corporation": "Corp",
    "manufacturing": "Mfg", "university": "Univ", "institute": "Inst", "research": "Rsch", "electronics": "Elec",
    "engineering": "Engg", "industries": "Inds", "industry": "Ind", "trading": "Trdg", "national": "Natl",
    "development": "Dev",
    "shipping": "Shpg", "general": "Gen", "science": "Sci", "equipment": "Equip", "center": "Ctr",
    "association": "Assoc",
}  # fmt: skip
ROMANISED = [
    ("mohammed", "muhammad"), ("mohammad", "mohamed"), ("muhammad", "mohammed"), ("hussein", "husayn"),
    ("husayn", "hussain"),
    ("abdul", "abdel"), ("ahmed", "ahmad"), ("ahmad", "ahmed"), ("yusuf", "yousef"), ("ev", "yev"), ("iy", "y"),
    ("yy", "y"),
    ("aleksandr", "alexander"), ("alexander", "aleksandr"), ("sergey", "sergei"), ("sergei", "sergey"),
    ("dmitry", "dmitriy"),
    ("mikhail", "mihail"), ("kh", "h"), ("zh", "j"), ("ks", "x"), ("x", "ks"), ("ou", "u"), ("oo", "u"), ("ee", "i"),
    ("q", "k"),
    ("ph", "f"), ("yu", "iu"), ("ya", "ia"), ("ai", "ay"), ("shch", "sch"), ("tz", "ts"), ("w", "v"), ("ij", "iy"),
    ("ck", "k"),
    ("al-", "el-"), ("al ", "el "), ("dj", "j"), ("gh", "g"), ("eh", "a"), ("ah", "a"), ("hs", "x"), ("ch", "tch"),
    ("ie", "iye"),
]  # fmt: skip


def variations(row: Row, draw: random.Random) -> Iterator[tuple[str, str]]:
    """Class and text of each way in which this entry's name may be written."""
    name = str(row["name"])
    aliases = [str(alias) for alias in texts(row.get("aliases") or row.get("alt_names")) if len(str(alias)) > 3]
    yield "plain", draw.choice([name, name.lower(), name.upper(), name.title()])
    if aliases:
        yield "alias", draw.choice(aliases)
    for kind, change in CHANGES.items():
        changed = change(name, draw)
        if changed is not None and changed != name and changed.strip():
            yield kind, changed


def _order(name: str, draw: random.Random) -> str | None:
    if "," in name and not re.search(r"(?i)\b(ltd|inc|llc|co|s\.a|corp)\b", name):
        family, _, given = name.partition(",")
        return f"{given.strip()} {family.strip()}"
    words = name.replace(",", "").split()
    if not 2 <= len(words) <= 4:
        return None
    at = draw.randrange(1, len(words))
    return " ".join(words[at:] + words[:at])


def _homoglyph(name: str, draw: random.Random) -> str | None:
    places = [at for at, char in enumerate(name) if char in LOOKALIKES]
    for at in draw.sample(places, min(len(places), draw.randint(1, 3))):
        name = name[:at] + draw.choice(LOOKALIKES[name[at]]) + name[at + 1 :]
    return name


def _invisible(name: str, draw: random.Random) -> str:
    for _ in range(draw.randint(1, 3)):
        at = draw.randrange(1, max(2, len(name)))
        name = name[:at] + draw.choice(INVISIBLE) + name[at:]
    return name


def _punctuation(name: str, draw: random.Random) -> str:
    way = draw.randrange(5)
    if way == 0:
        return re.sub(r"[^\w\s]", "", name)
    if way == 1:
        return re.sub(r"[^\w\s]", " ", name)
    if way == 2:
        return name.replace(" ", draw.choice(["-", ".", "_", " / ", ", "]), draw.randint(1, 2))
    if way == 3:
        return f"«{name}»" if draw.random() < 0.5 else f'"{name}".'
    return name.replace(" ", "  ").replace("-", " – ").replace("'", "’")


def _legal_form(name: str, draw: random.Random) -> str:
    bare = re.sub(rf"(?i)[,\s]+({FORM})(?=[\s,.]|$)", "", name)
    bare = re.sub(r"(?i)^(ooo|oao|ao|zao|pjsc|jsc|llc)\s+", "", bare).strip(" ,.") or name
    return bare if bare != name and draw.random() < 0.4 else f"{bare} {draw.choice(FORMS)}"


def _typo(name: str, draw: random.Random, times: int = 1) -> str | None:
    if sum(map(str.isalpha, name)) < 6:
        return None
    for _ in range(times):
        at = draw.choice([at for at, char in enumerate(name) if char.isalpha()])
        letter = draw.choice("abcdefghiklmnoprstuvyz")
        kind = draw.randrange(4)
        if kind == 0:
            name = name[:at] + name[at + 1 :]
        elif kind == 1:
            name = name[:at] + letter + name[at:]
        elif kind == 2:
            name = name[:at] + letter + name[at + 1 :]
        else:
            name = name[:at] + name[at + 1 : at + 2] + name[at] + name[at + 2 :]
    return name


def _romanised(name: str, draw: random.Random) -> str | None:
    lower = name.lower()
    held = [pair for pair in ROMANISED if pair[0] in lower]
    for old, new in draw.sample(held, min(len(held), draw.randint(1, 3))):
        lower = lower.replace(old, new)
    return lower if lower != name.lower() else None


def _initials(name: str, draw: random.Random) -> str | None:
    family, comma, given = name.partition(",")
    parts = given.split()
    if not comma or not parts:
        return None
    short = [f"{part[0]}." for part in parts]
    if draw.random() < 0.5:
        short[0] = parts[0]
        return f"{' '.join(short)} {family}" if len(parts) > 1 else None
    return f"{family}, {' '.join(short)}"


def _glued(name: str, draw: random.Random) -> str | None:
    gaps = [at for at, char in enumerate(name) if char == " " and name[at - 1].isalpha()]
    if not gaps:
        return None
    at = draw.choice(gaps)
    return name[:at] + name[at + 1 :]


def _split(name: str, draw: random.Random) -> str | None:
    words = [word for word in name.split() if len(word) >= 7]
    if not words:
        return None
    word = draw.choice(words)
    at = draw.randrange(3, len(word) - 2)
    return name.replace(word, f"{word[:at]} {word[at:]}", 1)


def _cut(name: str, draw: random.Random) -> str | None:
    return name[: draw.randint(max(10, int(len(name) * 0.65)), len(name) - 2)] if len(name) >= 14 else None


def _dropped(name: str, draw: random.Random) -> str | None:
    words = name.split()
    if len(words) < 3:
        return None
    at = draw.randrange(1, len(words) - 1) if "," not in name else len(words) - 1
    return " ".join(words[:at] + words[at + 1 :])


def _short(name: str, _: random.Random) -> str | None:
    words = [ABBREVIATIONS.get(word.lower().strip(",."), word) for word in name.split()]
    return " ".join(words)


def _added(name: str, draw: random.Random) -> str | None:
    if re.match(r"[^,]+, [A-Z][a-z]", name):
        return None
    return f"{name} {draw.choice(CITIES)}" if draw.random() < 0.5 else f"{name} {draw.choice(PARTS)}"


CHANGES: dict[str, Callable[[str, random.Random], str | None]] = {
    "name_order": _order,
    "homoglyph": _homoglyph,
    "invisible_char": _invisible,
    "punctuation": _punctuation,
    "legal_form": lambda name, draw: None if re.match(r"[^,]+, [A-Z][a-z]", name) else _legal_form(name, draw),
    "typo": _typo,
    "typos": lambda name, draw: _typo(name, draw, 2),
    "romanised": _romanised,
    "initials": _initials,
    "glued": _glued,
    "split": _split,
    "truncated": _cut,
    "dropped": _dropped,
    "abbreviated": _short,
    "added": _added,
}


def texts(value: object) -> list[str]:
    """The texts of a row's field that holds several."""
    return [str(item) for item in value] if isinstance(value, list) else []

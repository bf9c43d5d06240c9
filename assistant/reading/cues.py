"""Facts that stand in so many words (`data/cues.yaml`), each with what stands over them: denied, doubted, claimed."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import yaml

from assistant.reading.cities import DATA
from assistant.reading.found import PartyName, Status
from assistant.reading.lists import pattern, words_file
from assistant.reading.polarity import Polarity, polarity
from assistant.reading.seats import Party, span_of
from assistant.reading.state import Reading, look


@dataclass(frozen=True, slots=True)
class Cue:
    """One row: words, and what they write when plain, denied or doubted. None: nothing is written then."""

    words: re.Pattern[str]
    set: dict[str, Any]
    add: dict[str, str]
    no: dict[str, Any] | None
    unsure: dict[str, Any] | None
    flag: str | None
    after: bool
    plain: bool  # the words hold their own negation
    big: bool  # a flag for many or costly items only


@cache
def _cues() -> tuple[Cue, ...]:
    rows = yaml.load((DATA / "cues.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    signs = words_file("signs.yaml")["native"].items()
    rows += [{"words": told, "flag": number, "plain": True} for number, told in signs]
    return tuple(
        Cue(pattern(row["words"]), row.get("set", {}), row.get("add", {}), row.get("denied"), row.get("unsure"),
            row.get("flag"), bool(row.get("after")), bool(row.get("plain")), bool(row.get("big")))
        for row in rows
    )  # fmt: skip


def read_cues(reading: Reading, parties: list[Party], as_of: date) -> None:
    """Writes what the cue words state."""
    for cue in _cues():
        for match in cue.words.finditer(reading.text):
            if cue.add.get("end_uses") == "unknown" and _is_of_a_known_name(reading, match):
                continue
            if cue.add.get("end_uses") == "sme" and _is_the_item(reading, match):
                continue
            read_over = not cue.plain and (cue.flag is None or cue.no is not None)
            over = _over(reading.text, match, cue) if read_over else Polarity()
            _apply(reading, cue, match, over, parties)
    if "red_flags" in reading.facts:
        reading.note("a sign of diversion was read in the words")


def _is_of_a_known_name(reading: Reading, match: re.Match[str]) -> bool:
    """Is the word a part of the name of a firm that the register knows and no list ("Riot Games")?"""
    return any(
        isinstance(find.value, PartyName)
        and find.value.register_id is not None
        and not find.value.listed
        and find.start <= match.start()
        and match.end() <= find.end
        for find in reading.of_kind("party")
    )


_FOR_THESE = re.compile(
    r"(?i)\b(?:for|of|in|into|on|mak\w+|build\w*|develop\w*|design\w*|manufactur\w*|produc\w+|assembl\w+|servic\w+"
    r"|maintain\w*|repair\w*|support\w*|fix\w*|install\w*|inspect\w*)\s+"
    r"(?:[\w-]+\s+){0,3}$"
)


def _is_the_item(reading: Reading, match: re.Match[str]) -> bool:
    """Do the words name what is sold ("an etch tool"), and no tool that it is for ("parts for an etch tool")?"""
    item = reading.words.get("item.name") or {}
    same = item.get("start") is not None and item["start"] <= match.start() and match.end() <= item["end"]
    return same and "eccn" not in reading.facts.get("item", {}) and not _FOR_THESE.search(reading.text[: match.start()])


def _over(text: str, match: re.Match[str], cue: Cue) -> Polarity:
    """Polarity of the words; a negation inside them counts too ("filed no notice")."""
    found = polarity(text, match.start(), match.end(), after=cue.after or not match.group().isascii())
    inside = cue.no is not None and re.search(r"(?i)\b(?:no|not|never|nothing)\b|n't\b", match.group())
    return Polarity(bool(inside) != found.denied or bool(inside), found.doubted, found.ended, found.claimed)


def _apply(reading: Reading, cue: Cue, match: re.Match[str], over: Polarity, parties: list[Party]) -> None:
    span = match.span()
    reading.use(*span)
    if cue.flag is not None:
        if over.denied and not over.doubted:
            return
        if not cue.big or look(reading.facts, "item.product_class") == "datacenter":
            flag(reading, cue.flag, span)
        return
    if over.doubted and not (cue.unsure is None and _only_opens(cue)):
        for path, value in (cue.unsure or {}).items():
            _write(reading, path, value, span, parties)
        return
    if over.denied or over.ended:
        for path, value in (cue.no or {}).items():
            _write(reading, path, value, span, parties)
        if cue.add.get("end_uses"):
            reading.note(f"stated: {_clause_words(reading, match)}")
        return
    if over.claimed:
        reading.note(f"the customer's own word: {match.group()}")
    for path, value in cue.set.items():
        _write(reading, path, value, span, parties)
    for path, value in cue.add.items():
        append(reading, path, value, span)


def _only_opens(cue: Cue) -> bool:
    """Do the words leave something open and state nothing, so that a doubt over them leaves it as open?"""
    return all(value is None for value in cue.set.values()) and set(cue.add.values()) <= {"unknown"}


def _clause_words(reading: Reading, match: re.Match[str]) -> str:
    return reading.text[max(0, match.start() - 30) : match.end()].strip()


def _write(reading: Reading, path: str, value: Any, span: tuple[int, int], parties: list[Party]) -> None:
    if path == "end_uses":
        append(reading, path, str(value), span)
        return
    if path.startswith("party."):
        index = spoken_of(reading, parties, span[0])
        rents_out = value == "integrator" or "purchaser" in (value if isinstance(value, list) else ())
        if rents_out and index < len(parties) and parties[index].kind in {"iaas_provider", "data_center"}:
            return  # a cloud that rents out: its end users are asked for
        path = f"parties[{index}].{path[6:]}"
    reading.set(path, value, span)


def append(reading: Reading, path: str, value: str, span: tuple[int, int]) -> None:
    """Adds a word of a closed list; a use beside `unknown` stays beside it."""
    now = look(reading.facts, path) or []
    if value not in now:
        reading.words.pop(path, None)
        holder: list[Any] = [*now, value]
        target: dict[str, Any] = reading.facts
        *way, last = path.split(".")
        for step in way:
            target = target.setdefault(step, {})
        target[last] = holder
        reading.say(path, span, "stated")


def flag(
    reading: Reading, number: str, span: tuple[int, int], status: Status = "stated", note: str | None = None
) -> None:
    """Raises a red flag that is not raised yet."""
    flags = reading.facts.setdefault("red_flags", [])
    if all(flag["id"] != number for flag in flags):
        flags.append({"id": number, "resolved": False})
        reading.say(f"red_flags[{len(flags) - 1}]", span, status, note)


def denied_uses(text: str) -> set[str]:
    """The end uses that a text denies in plain words."""
    found = set()
    for cue in _cues():
        use = cue.add.get("end_uses")
        for match in cue.words.finditer(text) if use and use not in {"unknown", "civil"} else ():
            over = _over(text, match, cue)
            if over.denied and not over.doubted:
                found.add(str(use))
    return found


def spoken_of(reading: Reading, parties: list[Party], position: int) -> int:
    """Index of the party that words at this place speak of: the one named last before them, else the buyer."""
    best, at = 0, -1
    for index, party in enumerate(parties):
        for mention in party.mentions:
            start = span_of(reading, mention)[0]
            if at < start <= position:
                best, at = index, start
    return best

"""Where a name leads to in the list: equal names, short names of groups, rare words, other scripts.

Finds leads only; what a lead is worth on a day and for a country is `match.py`'s to say.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from rapidfuzz.distance import OSA

from assistant.register.register import register
from assistant.screening import names
from assistant.screening.entries import Entry
from assistant.screening.index import SHORTEST
from assistant.screening.rarity import places

HitVerdict = Literal["match", "open", "weak"]
SHORTEST_MISSPELT = 6  # letters of a short name that may have a slip in it
# One territory for identity: Hong Kong is read as China, and firms of Macau are filed under both.
ONE_SEAT = {"HK": "CN", "MO": "CN"}


@dataclass(frozen=True, slots=True)
class Lead:
    """An entry that one part of the query leads to, before country and dates are looked at."""

    entry: int
    verdict: HitVerdict
    score: float
    alias: str
    part: str
    only_in_country: bool = False  # a match only where the country agrees, else open
    # A plain word: open only where the country does not differ ("elsewhere"), or only where it agrees ("unplaced").
    unless: Literal["elsewhere", "unplaced"] | None = None
    # Of a firm that the register knows by this very name: Micron of the US is not Nedayeh Micron of Iran.
    seat: str | None = None


class Search:
    """Leads from one name. `resolved`: a name in another script turned out to be a known firm's."""

    def __init__(self, index: sqlite3.Connection) -> None:
        self.index = index
        self.resolved = False

    def leads(self, name: str, seats: frozenset[str]) -> list[Lead]:
        parts = self._parts(name)
        found = [lead for part in parts for lead in self._equal(name, part)]
        found += [lead for part in parts for lead in self._short_names(part, seats)]
        if names.NATIVE.search(name):
            found += self._native(name, seats)
        if not any(lead.verdict == "match" for lead in found):
            found += [lead for part in parts for lead in self._rare_words(part)]
            found += [lead for part in parts for lead in self._group_inside(part, seats)]
            found += [lead for part in parts for lead in self._group_misspelt(part, seats)]
            found += [lead for part in parts for lead in self._name_inside(part)]
        best: dict[int, Lead] = {}
        for lead in sorted(found, key=lambda lead: (lead.verdict != "match", lead.verdict == "weak", -lead.score)):
            best.setdefault(lead.entry, lead)
        return list(best.values())

    def _parts(self, name: str) -> list[names.Key]:
        """The query's readings; a name in another script that the register knows is read by its Latin name."""
        texts = names.readings(name)
        if imitated := names.all_lookalikes(name):
            texts += names.readings(imitated)
        firm = register().find(name) if names.is_foreign_script(name) else None
        if firm is not None:
            self.resolved = True
            texts.append(firm.name if register().exact(name) else f"{firm.name} unit")
        keys = {key.squash: key for text in texts if (key := names.key(text)).squash.isascii() and key.squash}
        # What stands in brackets is often no name but a place: "Acme (China) Ltd."
        return [key for at, key in enumerate(keys.values()) if at == 0 or self._without_places(key.words)]

    def _equal(self, name: str, part: names.Key) -> list[Lead]:
        squashes = [part.squash, part.sorted] if 2 <= len(part.words) <= 5 else [part.squash]
        rows = self.index.execute(
            "select n.entry, n.text, n.words, n.is_primary, e.counts, e.person"
            " from names n join entries e on e.id = n.entry"
            f" where n.squash in ({','.join('?' * len(squashes))})",
            squashes,
        ).fetchall()
        return [lead for row in rows if (lead := self._equal_lead(name, part, row)) is not None]

    def _equal_lead(self, name: str, part: names.Key, row: tuple[int, str, str, int, int, int]) -> Lead | None:
        entry, text, words, is_primary, counts, person = row
        score = 1.0 if is_primary else 0.97
        if len(part.squash) < SHORTEST and text not in (name.strip(), part.text):
            return None  # an alias like "MIT": in capitals and as the whole name, or not at all
        if not counts:
            return Lead(entry, "weak", score, text, part.text)
        if len(words.split()) >= 2:
            # Persons share names, and what tells them apart (a date of birth) is never known here.
            return Lead(entry, "match", score, text, part.text, only_in_country=bool(person))
        # A given name alone ("Carlos") is no identity, a plain word ("Star") next to none; an alias in capitals
        # ("MIT") was equal to the letter above.
        if len(words) >= SHORTEST and self._is_common(words):
            if person:
                return Lead(entry, "weak", 0.4, text, part.text)
            # "Star JSC" in Oslo or a bare "Star" is not JSC Star of Russia; "Star" in Russia may be.
            has_form = len(names.TOKEN.findall(part.text)) > len(part.words)
            return Lead(entry, "open", score - 0.2, text, part.text, unless="elsewhere" if has_form else "unplaced")
        return Lead(entry, "open", score - 0.2, text, part.text)

    def _short_names(self, part: names.Key, seats: frozenset[str]) -> list[Lead]:
        """The whole name is a group's short name: its head rows, and the group's rows in the party's own country."""
        # Two letters and a point: "Zai" is not Z.ai.
        held = [row for row in self._named(part.squash, part) if "." not in row[0] or "." in part.text]
        return [lead for text, group, sure in held for lead in self._group(group, text, part.text, seats, whole=sure)]

    def _group_inside(self, part: names.Key, seats: frozenset[str]) -> list[Lead]:
        """The name carries a group's short name among other words ("Huawei Digital Power Oslo")."""
        found: list[Lead] = []
        for run in _runs(part.words, range(1, 4)):
            squash = "".join(run)
            if len(squash) < SHORTEST or (len(run) == 1 and self._is_common(run[0])):
                continue
            found += [
                lead
                for text, group, _ in self._named(squash, part)
                for lead in self._group(group, text, part.text, seats, whole=False)
            ]
        return found

    def _named(self, squash: str, part: names.Key) -> list[tuple[str, str, bool]]:
        """Short name, group and whether it is the group's own name; one in another script only where such stands."""
        rows = _shorts(self.index).get(squash, ())
        return [(text, group, sure) for text, group, sure in rows if text.isascii() or not part.text.isascii()]

    def _group_misspelt(self, part: names.Key, seats: frozenset[str]) -> list[Lead]:
        """A word of the name is a group's short name but for one slip ("Huwaei", "Hikvison Digital")."""
        found: list[Lead] = []
        for word in part.words:
            if len(word) >= SHORTEST_MISSPELT - 1 and not self._is_common(word) and not self._is_borne(word):
                found += [
                    lead
                    for squash, text, group in _misspelt(self.index).get(word[0], ())
                    if OSA.distance(squash, word, score_cutoff=1) <= 1 and (text.isascii() or not part.text.isascii())
                    for lead in self._group(group, text, part.text, seats, whole=False)
                ]
        return [replace(lead, unless="elsewhere") for lead in found]

    def _name_inside(self, part: names.Key) -> list[Lead]:
        """The name carries a firm's whole listed name and more ("Godson Zhongke Trading Malaysia")."""
        found: list[Lead] = []
        for run in _runs(part.words, range(2, len(part.words))):
            rows = self.index.execute(
                "select n.entry, n.text from names n join entries e on e.id = n.entry"
                " where n.squash = ? and e.counts and not e.person",
                ("".join(run),),
            ).fetchall()
            if rows and any(self._is_rare(word) for word in run):
                found += [Lead(entry, "open", 0.5, text, part.text) for entry, text in rows]
        return found

    def _native(self, name: str, seats: frozenset[str]) -> list[Lead]:
        key = names.native_key(name)
        rows = self.index.execute("select squash, text, grp, sure from shorts where native = 1").fetchall()
        held = [row for row in rows if row[0] == key] or [row for row in rows if row[0] in key]
        found = [
            lead
            for squash, text, group, sure in held
            for lead in self._group(group, text, name, seats, whole=squash == key and bool(sure))
        ]
        return found if found or self.resolved else self._by_sound(name)

    def _by_sound(self, name: str) -> list[Lead]:
        """A Chinese name that is spelt by sound on the list; equal sound is no proof of identity, so an open hit."""
        from pypinyin import lazy_pinyin

        sound = names.key(" ".join(lazy_pinyin(names.native_key(name))))
        rows = self.index.execute(
            "select n.entry, n.text from names n join entries e on e.id = n.entry where e.counts and n.squash = ?",
            (sound.squash,),
        )
        return [Lead(entry, "open", 0.7, text, name) for entry, text in rows]

    def _group(self, group: str, alias: str, part: str, seats: frozenset[str], *, whole: bool) -> list[Lead]:
        rows = self.index.execute("select id, head, row from entries where grp = ? and counts", (group,)).fetchall()
        heads = {entry for entry, head, _ in rows if head}
        leads = []
        for entry, head, row in rows:
            in_country = bool(seats & seats_of(Entry.model_validate_json(row).countries)) if seats else False
            if whole and head:
                leads.append(Lead(entry, "match", 0.95, alias, part))
            elif not whole or not heads or in_country:
                leads.append(Lead(entry, "open", 0.6 + 0.1 * in_country + 0.05 * head, alias, part))
        return leads

    def _rare_words(self, part: names.Key) -> list[Lead]:
        """Names that hold every word of the query, one of which only this group or party bears."""
        words = [word for word in self._without_places(part.words) if word not in names.PART_OF_FIRM]
        bearers = self._bearers(words)
        rare = [word for word in words if word in bearers and self._is_rare(word)]
        holders = self._holders(words, bearers)
        if not holders:
            return []
        firm = register().exact(part.text)
        seat = firm.seat if firm else None
        found = []
        for entry, text, person, counts in self._names(holders, words):
            opens = counts and rare and not (person and len(words) < 2)
            lead = Lead(entry, "weak", 0.3, text, part.text)
            found.append(replace(lead, verdict="open", score=0.55, seat=seat) if opens else lead)
        return found

    def _bearers(self, words: Sequence[str]) -> dict[str, set[int]]:
        marks = ",".join("?" * len(words))
        rows = self.index.execute(f"select word, names from words where word in ({marks})", list(words))
        return {word: set(map(int, names_.split())) for word, names_ in rows}

    @staticmethod
    def _holders(words: Sequence[str], bearers: dict[str, set[int]]) -> set[int]:
        """Ids of the names that hold all words; words too frequent to keep their names are checked in the text."""
        kept = [bearers[word] for word in words if bearers.get(word)]
        if not kept or any(word not in bearers for word in words):
            return set()
        return set.intersection(*kept)

    def _names(self, ids: set[int], words: Sequence[str]) -> list[tuple[int, str, int, int]]:
        marks = ",".join("?" * len(ids))
        rows = self.index.execute(
            "select n.entry, n.text, e.person, e.counts, n.words from names n join entries e on e.id = n.entry"
            f" where n.id in ({marks})",
            sorted(ids),
        )
        return [
            (entry, text, person, counts) for entry, text, person, counts, has in rows if {*words} <= {*has.split()}
        ]

    def _is_rare(self, word: str) -> bool:
        """Borne by one group or one party over all lists, and no plain word or given name."""
        parties, common = _word(self.index, word)
        return parties == 1 and not common and len(word) >= SHORTEST and not word.isdigit()

    def _is_borne(self, word: str) -> bool:
        """Whether a listed party bears the word."""
        return _word(self.index, word)[0] > 0

    def _is_common(self, words: str) -> bool:
        return _word(self.index, words)[1] or _is_place(words)

    @staticmethod
    def _without_places(words: tuple[str, ...]) -> list[str]:
        left, at = [], 0
        while at < len(words):
            size = next((n for n in (4, 3, 2, 1) if _is_place(" ".join(words[at : at + n]))), 0)
            if not size:
                left.append(words[at])
            at += size or 1
        return left


@lru_cache(maxsize=4)
def _shorts(index: sqlite3.Connection) -> dict[str, list[tuple[str, str, bool]]]:
    """Squashed short names of groups to the name as written, the group, and whether it is the group's own."""
    found: dict[str, list[tuple[str, str, bool]]] = {}
    for squash, text, group, sure in index.execute("select squash, text, grp, sure from shorts where native = 0"):
        found.setdefault(squash, []).append((text, group, bool(sure)))
    return found


@lru_cache(maxsize=4)
def _misspelt(index: sqlite3.Connection) -> dict[str, list[tuple[str, str, str]]]:
    """First letters to the short names that may have a slip in them, each with the name as written and the group."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    for squash, rows in _shorts(index).items():
        if len(squash) >= SHORTEST_MISSPELT:
            found.setdefault(squash[0], []).extend((squash, text, group) for text, group, _ in rows)
    return found


@lru_cache(maxsize=50_000)
def _word(index: sqlite3.Connection, word: str) -> tuple[int, bool]:
    """How many listed parties bear the word, and whether it is a plain one; (0, False) for one that none bears."""
    row = index.execute("select parties, common from words where word = ?", (word,)).fetchone()
    return (row[0], bool(row[1])) if row else (0, False)


def _is_place(phrase: str) -> bool:
    return phrase in places()


def _runs(words: tuple[str, ...], sizes: Iterable[int]) -> list[tuple[str, ...]]:
    return [words[start : start + size] for size in sizes for start in range(len(words) - size + 1)]


def seats_of(countries: Iterable[str]) -> frozenset[str]:
    """Countries as they count for identity."""
    return frozenset(ONE_SEAT.get(country, country) for country in countries)

"""German, Spanish and French into the English that the tables of reading know, word by word, each with its place.

No translation: a word that the glossary lacks stays as it is and is asked about like any unread one. Names, products
and places are left alone. What follows the noun there ("empresa china") is put before it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from assistant.reading.fold import key_of
from assistant.reading.found import Found
from assistant.reading.gazetteer import table
from assistant.reading.lists import words_file
from assistant.reading.normalise import Normal

LANGUAGES = ("de", "es", "fr")
_KEPT = {"item", "eccn", "place", "party", "figure", "date", "cite"}
_TOKEN = re.compile(r"(?:[ldjnsmct]|qu)'(?=[^\W\d_])|[^\W\d_]+", re.IGNORECASE)
_ENDINGS = {"de": ("en", "er", "es", "em", "e", "n", "s"), "es": ("es", "s"), "fr": ("es", "e", "s", "x")}
_JOINTS = ("", "s", "n", "en", "es", "e")
SHORTEST = 3  # letters of a part of a German compound
_Chars = list[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class _Glossary:
    language: str
    phrases: tuple[tuple[re.Pattern[str], str], ...]
    words: Mapping[str, str]


def gloss(normal: Normal, text: str, language: str, finds: Sequence[Found]) -> Normal:
    """The text in English words, as far as the glossary goes; the map back is that to the user's own characters."""
    held = [(find.start, find.end) for find in finds if find.kind in _KEPT and not _is_loose(find)]
    glossary = _glossary(language)
    chars = _glossed(text, 0, len(text), glossary, held)
    if language != "de":
        chars = _put_before(chars)
    return Normal(
        "".join(char for char, _ in chars),
        tuple(normal.back[place] if place < len(normal.back) else normal.size for _, place in chars),
        normal.notes,
        normal.size,
    )


def _is_loose(find: Found) -> bool:
    """A guess, an adjective ("empresa china"), or a name by its capital alone, which every German noun has."""
    nation = find.text.islower() and find.text in _nations()
    return find.status == "guessed" or nation or (find.note or "").startswith(("read ", "a name that no list knows"))


@cache
def _glossary(language: str) -> _Glossary:
    source = words_file("gloss.yaml")[language]
    phrases = tuple((re.compile(rf"(?<!\w)(?:{told})(?!\w)", re.IGNORECASE), said) for told, said in source["phrases"])
    pairs = (pair.partition(" = ") for line in source["words"].splitlines() for pair in line.split("; "))
    return _Glossary(language, phrases, {word.strip(): said.strip() for word, _, said in pairs if said})


def _glossed(text: str, start: int, end: int, glossary: _Glossary, held: Sequence[tuple[int, int]]) -> _Chars:
    """A stretch of text: its first phrase with what its groups hold, and the words around it."""
    first: tuple[re.Match[str], str] | None = None
    for pattern, said in glossary.phrases:
        match = pattern.search(text, start, end)
        if match and (first is None or match.start() < first[0].start()) and not _cuts(match, held):
            first = (match, said)
    if first is None:
        return list(_words(text, start, end, glossary, held))
    match, said = first
    chars = list(_words(text, start, match.start(), glossary, held))
    for piece in re.split(r"(\\\d)", said):
        if re.fullmatch(r"\\\d", piece):
            group = int(piece[1])
            if match.group(group) is not None:
                chars += _glossed(text, match.start(group), match.end(group), glossary, held)
        else:
            chars += [(char, match.start()) for char in piece]
    return chars + _glossed(text, match.end(), end, glossary, held)


def _cuts(match: re.Match[str], held: Sequence[tuple[int, int]]) -> bool:
    """Do the phrase's own words lie in a name?"""
    groups = [match.span(number) for number in range(1, (match.re.groups or 0) + 1)]
    return any(
        start < match.end() and match.start() < end and not any(one <= start and end <= other for one, other in groups)
        for start, end in held
    )


def _words(
    text: str, start: int, end: int, glossary: _Glossary, held: Sequence[tuple[int, int]]
) -> Iterator[tuple[str, int]]:
    at = start
    for match in _TOKEN.finditer(text, start, end):
        inside = any(one < match.end() and match.start() < other for one, other in held)
        said = None if inside else _said(match.group(), glossary)
        joined = said is not None and re.search(r"[\w)]-$", text[max(0, match.start() - 2) : match.start()]) is not None
        yield from ((text[place], place) for place in range(at, match.start() - joined))
        if joined:
            yield " ", match.start() - 1
        at = match.end()
        if said is None:
            yield from ((text[place], place) for place in range(match.start(), match.end()))
            continue
        yield from ((char, match.start()) for char in said)
        if match.group().endswith("'"):
            yield " ", match.end() - 1
        elif text[at : at + 1] == "-" and text[at + 1 : at + 2].isalpha():
            yield " ", at
            at += 1
    yield from ((text[place], place) for place in range(at, end))


@cache
def _nations() -> Mapping[str, str]:
    """Adjectives of nationality to their English form."""
    lists = {str(code): named for code, named in words_file("demonyms.yaml").items() if isinstance(named, list)}
    found = {str(form).lower(): str(named[0]) for named in lists.values() for form in named}
    more = {code: str(told).split() for code, told in words_file("gloss.yaml")["nations"].items()}
    return found | {form: str(lists[code][0]) for code, told in more.items() if code in lists for form in told}


def _said(word: str, glossary: _Glossary) -> str | None:
    """The English of a word; of a German compound, that of its parts. None where it is not known."""
    low = word.lower().rstrip("'")
    if low in glossary.words:
        return glossary.words[low]
    nation = _nation(low, glossary.language)
    if nation is not None:
        return nation
    clitic = re.fullmatch(r"(\w+[aei]r)(?:me|te|se|nos|l[aeo]s?)", low) if glossary.language == "es" else None
    if clitic and clitic[1] in glossary.words:
        return f"{glossary.words[clitic[1]]} them"
    for ending in _ENDINGS[glossary.language]:
        if low.endswith(ending) and low[: -len(ending)] in glossary.words and len(low) - len(ending) > SHORTEST:
            return glossary.words[low[: -len(ending)]]
    return _of_parts(low, glossary) if glossary.language == "de" else None


def _nation(low: str, language: str) -> str | None:
    """The adjective of nationality; German has "Dubliner" for what is of a town."""
    stem = re.sub(r"(?<=isch)(?:e[rnsm]?)$", "", low) if language == "de" else re.sub(r"s$", "", low)
    found = _nations().get(low) or _nations().get(stem)
    if found is None and language == "de" and low.endswith("er") and len(low) > 5 and key_of(low[:-2]) in table():
        return low[:-2].title()
    return found


def _of_parts(word: str, glossary: _Glossary, depth: int = 0) -> str | None:
    """A compound of two or three known nouns ("gesundheits|ministerium")."""
    for cut in range(len(word) - SHORTEST, SHORTEST - 1, -1):
        last = _ending_off(word[cut:], glossary)
        if last is None:
            continue
        for joint in _JOINTS:
            stem = word[: cut - len(joint)] if joint and word[:cut].endswith(joint) else word[:cut]
            if (joint and stem == word[:cut]) or len(stem) < SHORTEST - 1:
                continue
            first = glossary.words.get(stem) or (_of_parts(stem, glossary, depth + 1) if depth < 1 else None)
            if first is not None:
                return f"{first} {last}"
    return None


def _ending_off(word: str, glossary: _Glossary) -> str | None:
    """The noun that ends a compound, in the genitive or plural too."""
    for ending in ("", *_ENDINGS["de"]):
        stem = word[: len(word) - len(ending)] if ending and word.endswith(ending) else word
        if (not ending or stem != word) and len(stem) >= SHORTEST and stem in glossary.words:
            return glossary.words[stem]
    return None


@cache
def _behind() -> re.Pattern[str]:
    """A noun, what belongs to it, and the adjective of nationality behind."""
    nations = "|".join(sorted({re.escape(one) for one in _nations().values()}, key=len, reverse=True))
    small = "an?|the|to|of|for|in|by|at|from|our|its|this|and|or|with|is|are|we|on|whose|no"
    noun = rf"(?!(?:{small}) )[a-z]+(?: (?:company|provider|center|user|forwarder))?"
    more = r"(?: (?:public|private|state-owned|local))?(?: of (?:the )?[a-z]+)?"
    return re.compile(rf"(?<![\w-])({noun}{more}) ({nations})(?![\w-])")


def _put_before(chars: _Chars) -> _Chars:
    """Adjectives of nationality in front of the noun that they stand behind ("company Chilean")."""
    matches = list(_behind().finditer("".join(char for char, _ in chars)))
    for match in reversed(matches):
        (start, end), (first, last) = match.span(1), match.span(2)
        blank = (" ", chars[first][1])
        chars = [*chars[:start], *chars[first:last], blank, *chars[start:end], *chars[last:]]
    return chars

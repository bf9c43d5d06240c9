"""What stands around a message: signature, mail headers and e-mail domains. It never helps; it names and it opens.

A listed or known firm there is a party of unknown role; a country other than the buyer's opens the buyer's seat
(silence.md), the asker's own signature aside.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from assistant.reading.addresses import without_addresses
from assistant.reading.cards import is_post
from assistant.reading.found import Found, PartyName
from assistant.reading.gazetteer import Place
from assistant.reading.lists import pattern, words, words_file
from assistant.reading.net import add_unknown
from assistant.reading.places import spot_places
from assistant.reading.seats import country
from assistant.reading.small_print import CLOSING, GREETINGS
from assistant.reading.state import Reading
from assistant.reading.strict import strict
from assistant.reading.touches import open_seats
from assistant.screening.spot import spot_parties

_DOMAIN = re.compile(
    r"(?i)(?:@|\bwww\.)(?P<host>(?:[\w-]+\.)+(?P<end>[a-z]{2,12}))\b|\b(?P<bare>qq\.com|163\.com|126\.com)\b"
)

_ENDING = re.compile(r"(?i)(?<![\w.)])\.(?P<end>[a-z]{2})(?![\w.])")  # "their address ends on .ru"


@dataclass(frozen=True, slots=True)
class Frame:
    """Names and countries of the frame."""

    names: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    words: tuple[str, ...] = field(default=())


def read_frame(text: str, plain: str) -> Frame:
    """The names and countries in the parts of a message that were put aside, and in its e-mail domains."""
    pairs = zip(without_addresses(text), plain, strict=True)
    aside = "".join(char if char != kept or char.isspace() else " " for char, kept in pairs)
    own = _is_own(text)
    named = [find for find in spot_parties(aside) if not _is_polite(find.text)]
    names = [name for find in named if (name := _name(find, own=own)) is not None]
    places = [] if own else [find for find in spot_places(aside) if _counts(find) and not _is_called(aside, find)]
    codes = [code for find in places if (code := country(find)) is not None and code != "US"]
    told = [find.text for find in places]
    for host, end in _hosts(aside if own else text):
        names += _names_of(host)
        code = words_file("frame.yaml")["domains"].get(host) or (end if end in words("frame.yaml", "endings") else None)
        if code is not None and not own:
            codes.append(code.upper())
            told.append(host)
    return Frame(tuple(dict.fromkeys(names)), tuple(dict.fromkeys(codes)), tuple(told))


def write_frame(reading: Reading, frame: Frame) -> None:
    """Adds the names as parties and opens the seats that another country touches."""
    open_seats(reading, frame.countries, ", ".join(frame.words))
    for name in frame.names:
        add_unknown(reading, name, None)


def _is_polite(name: str) -> bool:
    """Is a name only the word that opens or closes a letter ("LG Anja", "Zdravo,")?"""
    return re.fullmatch(rf"(?i)(?:{CLOSING})", name) is not None or GREETINGS.fullmatch(name) is not None


def _is_own(text: str) -> bool:
    """Does the one who signs speak as the exporter? Then the signature is the asker's own."""
    quoted = pattern(words_file("frame.yaml")["quoted"]).search(text)
    return quoted is None and pattern(words_file("frame.yaml")["speaks_as_exporter"]).search(text) is not None


def _name(find: Found, *, own: bool) -> str | None:
    """A name to be screened; of the asker's own signature a listed one only."""
    value = find.value
    if not isinstance(value, PartyName) or (own and not value.listed):
        return None
    return value.name


def _counts(find: Found) -> bool:
    return isinstance(find.value, Place) and find.status != "guessed"


def _is_called(text: str, find: Found) -> bool:
    """Is it no place but a person ("Gracias / Florencia", "Martín Rodríguez")?"""
    surname = re.search(r"(?:^|\n|:)[ \t]*[A-ZÀ-Þ][a-zà-ÿ'’-]+[ ]$", text[: find.start]) is not None
    ends = re.match(r"[ \t]*(?:\n|$|[<|,(])", text[find.end :]) is not None
    return _greets(text, find) or _signs(text, find) or (surname and ends and country(find) not in strict())


def _signs(text: str, find: Found) -> bool:
    """Is it within a name of two or three words on a line of its own, a post below it ("Hassan Ali / Sales")?"""
    first, last = text.rfind("\n", 0, find.start) + 1, text.find("\n", find.end)
    line, below = text[first : last if last >= 0 else len(text)].strip(), text[last + 1 :].split("\n")[0].strip()
    named = re.fullmatch(r"(?:[A-ZÀ-Þ][\w'’.-]*[ ]){1,2}[A-ZÀ-Þ][\w'’-]*", line) is not None
    return last >= 0 and named and is_post(below) and country(find) not in strict()


_SIGNS = re.compile(rf"(?i)(?:^|\n)[ \t>]*(?:{CLOSING})[,!.]*[ \t]*\n\s*$")


def _greets(text: str, find: Found) -> bool:
    """Is it the one word of the line that opens a mail or signs it ("Mōrena,", "Gracias / Florencia")?"""
    line = text[text.rfind("\n", 0, find.start) + 1 : find.start]
    if not line.strip() and country(find) not in strict() and _SIGNS.search(text[: find.start]):
        return re.match(r"[ \t]*(?:\n|$)", text[find.end :]) is not None  # "Gracias\nFlorencia"
    return (
        not line.strip() and re.match(r"(?:[ ](?:all|team|both|there))?[,!]\s*(?:\n|$)", text[find.end :]) is not None
    )


def _hosts(text: str) -> Iterator[tuple[str, str]]:
    for match in _DOMAIN.finditer(text):
        host = (match["host"] or match["bare"]).lower()
        yield host, host.rpartition(".")[2]
    for match in _ENDING.finditer(text):
        yield match.group().lower(), match["end"].lower()


def _names_of(host: str) -> list[str]:
    """The known firm that a domain is called after."""
    if host in words("frame.yaml", "providers") or host in words_file("frame.yaml")["domains"]:
        return []
    labels = [label for label in host.split(".")[:-1] if len(label) > 2]
    if not labels:
        return []
    for written in (labels[-1].title(), labels[-1].upper()):
        for find in spot_parties(written.replace("-", " ")):
            if isinstance(find.value, PartyName):
                return [find.value.name]
    return []

"""Listings that the user states in words: which list, since when, under which program, and of whom.

What is said of an owner is read in `owners.py`; the rest is said of the party that holds or goes before the words.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.reading.cues import flag, spoken_of
from assistant.reading.found import Found
from assistant.reading.lists import pattern, regex, words_file
from assistant.reading.polarity import polarity, sentence
from assistant.reading.seats import Party
from assistant.reading.spans import Span
from assistant.reading.state import Reading

OVERLAP = "24"  # the red flag of a customer that overlaps with a listed company

_SAID = re.compile(
    r"(?i)(?:\bha[ds]|\bhave|\blost|\bbeen|\bgot|\bwere|\bon|\bby|\bin|listed as|lists as|\bas|\bis(?: an?)?|\bare|"
    r"\bwas|matches an?|via an?|\ban?|\bunder|\bowner|\b(?:added|moved)\s+(?:on)?to|(?-i:[\u3040-\u9fff，。；、])|"
    r"\bfrom an?|\bbut|\bnow|\bfor|"
    r"to an?|\bwith an?|\bno|\b(?:two|three|four|several|some|many|other|further|both|various|all|\d)|%|,|;|:|\(|^)\s*"
    r"(?:our\s+|their\s+|its\s+)?(?:the\s+|\")?$"
)
_OF_A_PARTY = re.compile(
    r"(?i)[\s-]+(?:owned|held|controlled|backed|affiliat\w+|linked|majority|company|firm|party|entity|person"
    r"|customer|buyer|client|owner|supplier|forwarder|entry|tenant|bank|"
    r"parent|"
    r"shareholder|group|one|co\b|concern|investor|fund|holding)"
)
_SPEAKS_OF_LIST = re.compile(
    r"(?i)\s+(?:checks?|screening|rules?|status|question|search|statement|certificate|data|entries)\b"
)
_DOUBT = re.compile(
    r"(?i)\b(?:matches|similar|resembles|namesake|nobody has checked|address is different|address differs|heard|"
    r"rumou?r\w*|"
    r"somebody says|someone says|people say|supposedly|allegedly|not sure)\b"
)
_SINCE = re.compile(r"(?i)^\W*(?:\w+\W+){0,2}?(?:since|from|as of|added(?: on| in)?|listed (?:in|on)|in|of)\s*$")


_UNSIGNED = re.compile(
    r"(?i)\b(?:no|without (?:a|the|any)|lacks? (?:a|the)|missing|never got (?:a|the)|refus\w+ (?:to sign )?(?:a|the)|"
    r"won't sign (?:a|the)|not signed (?:a|the|any)) (?:signed |UVL )*statement\b"
    r"|\bstatement,? (?:\w+ )?(?:is |was |has )?(?:missing|not (?:yet )?(?:been )?(?:signed|there|on file|received)"
    r"|never|unsigned|"
    r"pending|outstanding)"
)
_SIGNED = re.compile(
    r"(?i)\bstatement,? (?:(?!not|never|un|hardly|yet)\w+ )?(?:is |was |has been )?(?:signed|on file|in hand"
    r"|received|dated|there)\b"
    r"|\b(?:signed|gave|sent|have|has|got|with) (?:us )?(?:and dated )?(?:a|the|its|their|an)? ?(?:signed |dated |"
    r"and |UVL )*statement\b"
)


_FOOTNOTE = re.compile(r"(?i)\b(?:footnote|fn\.?)[- ]?([1345]|one|three|four|five)\b")
_FOOTNOTES = {"1": 1, "3": 3, "4": 4, "5": 5, "one": 1, "three": 3, "four": 4, "five": 5}
_ON_STAFF = re.compile(
    r"(?i)\b(?:works? (?:as|for|at|in|there)|worked|is (?:employed|on the (?:staff|payroll))|employs?|employing"
    r"|hired|has on (?:its|"
    r"their|the) (?:staff|payroll)|an? (?:employee|clerk|staff member|member of staff|worker|technician|cleaner"
    r"|janitor|"
    r"receptionist|driver|storeman|cook|guard) (?:of|at|for|there|in))\b"
)
_TAKES_PART = re.compile(
    r"(?i)\b(?:sign\w*|receiv\w*|collect\w*|handl\w*|negotiat\w*|order(?:s|ed|ing)?|buy\w*|purchas\w*|pick\w*"
    r"|tak(?:es?|ing)|pay\w*|"
    r"paid|owns?|owner|director|manager|manages?|head|chief|ceo|cfo|cto|president|chair\w*|partner|signator\w*|contact|"
    r"procure\w*|use[sd]?|using|user|operat\w*|instal\w*|import\w*|forward\w*|agent|broker|in charge|responsible"
    r"|runs?)\b"
)


_OFFICER = re.compile(
    r"(?i)\b(?:director|managers?|ceo|cfo|cto|president|chair\w*|board member|officer|head)\b"
    r"[^.;!?\n]{0,20}\b(?:is|are|was)\b"
)
_ITSELF_FREE = re.compile(
    r"(?i)\b(?:buyer|company|firm|customer|client|entity|it)\s(?:itself )?(?:is|was)"
    r"(?:n['’]?t| not| on no list| clean| clear)"
)


@dataclass(frozen=True, slots=True)
class Told:
    """One mention of a list, and the entry that it makes."""

    start: int
    end: int
    list: str
    adjective: bool  # "listed", "MEU-listed", "an SDN": said of whoever stands beside

    def within(self, start: int, end: int) -> bool:
        return start <= self.start < end


def told_of(text: str) -> tuple[Told, ...]:
    """Every mention of a list in a text that says something of a party, in order."""
    found: list[Told] = []
    for name, words in words_file("listings.yaml")["lists"].items():
        for match in pattern(words).finditer(text):
            if any(one.start < match.end() and match.start() < one.end for one in found):
                continue
            if _says(text, match):
                found.append(Told(match.start(), match.end(), name, _is_adjective(match.group())))
    return tuple(sorted(found, key=lambda one: one.start))


def terms(text: str) -> Iterator[tuple[int, int]]:
    """Spans of the names of lists and programs: no place, party or number in them is one of the deal."""
    table = words_file("listings.yaml")
    for name, words in table["lists"].items():
        if name != "unknown":
            yield from (match.span() for match in pattern(words).finditer(text))
    yield from (match.span() for match in re.finditer(table["programs"], text))


def untold(reading: Reading) -> Iterator[tuple[str, int, int]]:
    """Party lists that are named though no listing was made of it and nothing denies or explains it: which, where."""
    if any(party.get("listings") is not None for party in _holders(reading)):
        return
    told = [name for name in words_file("listings.yaml")["lists"] if name != "unknown"]
    for name in told:
        for match in pattern(words_file("listings.yaml")["lists"][name]).finditer(reading.text):
            first, last = sentence(reading.text, match.start(), match.end())
            over = polarity(reading.text, match.start(), match.end(), after=True)
            speaks = _only_overlaps(reading.text, *match.span()) or _SPEAKS_OF_LIST.match(reading.text, match.end())
            speaks = speaks or _NO_HIT.search(reading.text[first:last])
            if not over.denied and not speaks and not reading.text[first:last].rstrip().endswith("?"):
                yield name, *match.span()


def leave_open(reading: Reading, name: str, span: tuple[int, int]) -> None:
    """The first party may be on the list that is named, however the words hang together."""
    reading.set("parties[0].listings", [{"list": name, "state": "open"}], span)


_NO_HIT = re.compile(
    r"(?i)\b(?:screen\w*|check\w*|clean|clear|hits?|match\w*|search\w*|removed|delisted|taken off|"
    r"struck|unlisted|nobody|none)\b"
)


def _holders(reading: Reading) -> Iterator[Mapping[str, object]]:
    """Every party, parent and owner of the facts so far."""
    for party in reading.facts.get("parties", []):
        yield party
        yield from party.get("owners") or []
        yield party.get("ultimate_parent") or {}


def _is_adjective(words: str) -> bool:
    return (
        re.search(r"(?i)listed$|person|footnote|^fn|part(?:y|ies)|entit(?:y|ies)|SDNs?$|nationals?$|^UVL$", words)
        is not None
    )


def _says(text: str, match: re.Match[str]) -> bool:
    """Is it said of a party, or is the list itself spoken of ("the Entity List check")?"""
    before, after = text[max(0, match.start() - 30) : match.start()], text[match.end() : match.end() + 40]
    if re.match(words_file("listings.yaml")["elsewhere"], after):
        return False
    if re.search(r"(?i)\b(?:removed|taken|delisted|struck) (?:off|from) the\s*$", before):
        return False
    if re.search(r"(?i)listed", match.group()):
        return True
    if _SPEAKS_OF_LIST.match(after):
        return False
    return bool(_SAID.search(before) or _OF_A_PARTY.match(after))


def entry(reading: Reading, told: Told) -> dict[str, object] | None:
    """The listing that a mention states; None where it is denied."""
    over = polarity(reading.text, told.start, told.end)
    if over.denied and not over.doubted:
        return None
    first, last = sentence(reading.text, told.start, told.end)
    around = reading.text[first:last]
    beside = _is_of_the_staff(told, reading.text[told.start : told.end], around)
    if beside:
        reading.note("a listed person is among the staff: does this person take part in the transaction?")
    doubted = over.doubted or _DOUBT.search(around) or _is_asked(around, reading.text[first : told.start])
    state = "open" if doubted or beside else "match"
    found: dict[str, object] = {"list": told.list, "state": state}
    programs = regex(rf"under (?:the )?(\w+) program|({words_file('listings.yaml')['programs']})").findall(around)
    if told.list == "sdn" and programs:
        found["programs"] = [re.sub(r"\s", "", one or other).upper() for one, other in programs]
    footnotes = {_FOOTNOTES[match[1].lower()] for match in _FOOTNOTE.finditer(around)}
    if told.list == "entity_list" and footnotes:
        found["footnotes"] = sorted(footnotes)
    since = _since(reading, told)
    if since is not None:
        found["since"] = since
    return found


_ASKS_IF_LISTED = re.compile(  # "was the customer added to the Entity List?"
    r"(?i)^\W*(?:(?:so|and|but|also|by the way|btw|hi|hello|hey),? )*(?:was|is|are|were|has|have|did)(?:n['’]t)?"
    r"\s+(?:(?:the|our|this|that|their|its|your)\s+(?:[\w-]+\s+){1,3}?|they\s+|it\s+)"
    r"(?:(?:now|still|also|ever|been|recently|already|just|actually|get|got|perhaps|maybe|indeed)\s+)*"
    r"(?:(?:added|put|placed|named|listed|moved|included|entered)\s+)?(?:(?:on)?to|on|in)?\s*(?:the\s+|an?\s+)?$"
)


def _is_asked(around: str, before: str) -> bool:
    """Is a sentence only the question whether a party is listed?"""
    return around.rstrip().endswith("?") and _ASKS_IF_LISTED.match(before) is not None


def _is_of_the_staff(told: Told, words: str, around: str) -> bool:
    """Is it a person who only works for a party, and is nothing told of a part in the deal?"""
    person = told.list in {"denied_persons", "sdn"} and re.search(r"(?i)person|national|SDN", words) is not None
    if person and _OFFICER.search(around) is not None and _ITSELF_FREE.search(around) is not None:
        return True  # whether this person acts in the deal is asked
    return person and _ON_STAFF.search(around) is not None and _TAKES_PART.search(around) is None


def _since(reading: Reading, told: Told) -> date | None:
    """The first day of "since March 2025" behind the words."""
    for find in reading.of_kind("date"):
        between = reading.text[told.end : find.start]
        if 0 < find.start - told.end <= 24 and _SINCE.match(between) and isinstance(find.value, Span):
            reading.use(told.end, find.end)
            return find.value.first
    return None


def since_when(text: str, find: Found) -> bool:
    """Is a date that of a listing ("listed since March 2025"), and not of the deal?"""
    return any(
        0 < find.start - told.end <= 24 and _SINCE.match(text[told.end : find.start]) is not None
        for told in told_of(text)
    )


def write_listings(reading: Reading, parties: Sequence[Party], taken: Sequence[Told]) -> None:
    """Writes the listings of the parties; those of owners were taken before."""
    for told in told_of(reading.text):
        reading.use(told.start, told.end)
        if told in taken:
            continue
        found = entry(reading, told)
        if found is None:
            continue
        if _only_overlaps(reading.text, told.start, told.end):
            flag(reading, OVERLAP, (told.start, told.end))
            continue
        path = f"parties[{_target(reading, parties, told)}]"
        reading.set(f"{path}.listings", [found], (told.start, told.end))
        if not parties and re.search(r"(?i)\bfrom\s+(?:an?|the)\s+$", reading.text[: told.start]):
            reading.set(f"{path}.roles", ["supplier"], (told.start, told.end))
        if told.list == "unverified_list":
            _statement(reading, path)


def _only_overlaps(text: str, start: int, end: int) -> bool:
    """Is it somebody beside the deal whose address or people the party shares ("at the same address as …")?"""
    first, last = sentence(text, start, end)
    table = words_file("listings.yaml")["overlaps"]
    return bool(re.search(table["before"], text[first:start]) or re.match(table["behind"], text[end:last]))


def _statement(reading: Reading, path: str) -> None:
    """The statement of a party on the Unverified List: signed, or not there."""
    for words, value in ((_UNSIGNED, False), (_SIGNED, True)):
        match = words.search(reading.text)
        if match is not None and not re.search(r"(?i)\bEEI|\bdestination control", match.group()):
            reading.set(f"{path}.uvl_statement", value, match.span())
            return


def _target(reading: Reading, parties: Sequence[Party], told: Told) -> int:
    """The party whose phrase holds the words or follows them at once, else the one spoken of."""
    tokens = reading.tree.tokens
    for index, party in enumerate(parties):
        for mention in party.mentions:
            if tokens[mention.first].start <= told.start and told.end <= tokens[mention.last].end:
                return index
    if told.adjective:
        for index, party in enumerate(parties):
            for mention in party.mentions:
                gap = reading.text[told.end : tokens[mention.first].start]
                if told.end <= tokens[mention.first].start and re.fullmatch(r"[\s-]{0,2}", gap):
                    return index
    return spoken_of(reading, list(parties), told.start)

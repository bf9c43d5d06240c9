"""Who stands in a Country Group on a day, and in which one a place does: the lists of the rule base."""

from __future__ import annotations

import datetime as dt
import re

from assistant.citations import Marks
from assistant.reading.gazetteer import Place
from assistant.reading.openings import opening
from assistant.reading.places import spot_places
from assistant.wording import sentence
from rules.law import Law
from rules.questions import country_names

_GROUP = re.compile(
    r"(?i)(?<![\w:])(?P<letter>[ADE])[: ]?(?P<number>[1-6])(?:[ ]?(?:\(s\)))?(?![\w:.%]|\s?(?:%|percent|units?|cards?))"
)
_ASKED = re.compile(
    r"(?i)\b(?:which|what|how many) (?:other |all |of |the |[ADE]:\d )*(?:countries|country|places|states|nations"
    r"|destinations|members)\b"
    r"|\b(?:who|which ones?)(?: all| else)? (?:is|are|belongs?|stands?|sits?|counts?)\b[^.?!]{0,12}\b(?:in|on|to)\b"
    r"|\b(?:list|members|countries|membership|roll)\s+(?:of|in|for|under)\b|\b(?:members|countries|list)\W*\?*\W*$"
    r"|\bwho(?:['’]s)? (?:is )?(?:all )?in\b"
)
_NAMED = {"a_1", "a_5", "a_6", "d_1", "d_3", "d_4", "d_5", "e_1", "e_2"}
FOLDER = "15 CFR Part 740, Supp. No. 1, Country Group "


def groups_asked(question: str) -> tuple[str, ...]:
    """The Country Groups whose members a question asks for, such as ("d_5",)."""
    return _named(question) if _ASKED.search(question) else ()


def told_of(question: str, day: dt.date, marks: Marks) -> str:
    """The members of the groups asked for, or whether a place is in a group, or all its groups; else empty."""
    groups = groups_asked(question)
    places = _places(question)
    if places and _WHICH_GROUPS.search(question):
        return "\n\n".join(_groups_of(code, day, marks) for code in places)
    if len(places) == 1 and (named := _named(question)) and _IS_IN.search(question):
        bare = _OF_A_MOVE.search(question) is not None
        return " ".join(_is_in(places[0], group, day, marks, bare=bare) for group in named)
    return members_of(groups, day, marks) if groups else ""


_WHICH_GROUPS = re.compile(
    r"(?i)\b(?:which|what) (?:country )?(?:groups?|D(?:[- ](?:group|something))?)\b(?! (?:of|do|companies))"
)
_IS_IN = re.compile(
    r"(?i)" + opening("hi", "hello", "please") + r"(?:is|are|isn['’]?t|does|did|has|was)\b"
    r"|\b(?:right|correct|yes|no|true)\s*\?\W*$|\bwhether\b"
)


_OF_A_MOVE = re.compile(  # "is Vietnam going to leave D:1?": yes would answer something else
    r"(?i)\b(?:going to|will|out|leav\w+|left|off|remov\w+|not|never|outside|join\w*|mov\w+|get\w*|put|taken"
    r"|no longer|drop\w*"
    r"|why|when|or|only|all|enough|licen\w+|need\w*)\b"
)


def _places(question: str) -> tuple[str, ...]:
    """The countries that the question names."""
    found = [find.value for find in spot_places(question)]
    codes = (place.countries[0] for place in found if isinstance(place, Place) and len(place.countries) == 1)
    return tuple(dict.fromkeys(codes))


def _named(question: str) -> tuple[str, ...]:
    found = (f"{one['letter'].lower()}_{one['number']}" for one in _GROUP.finditer(question))
    return tuple(dict.fromkeys(name for name in found if name in _NAMED))


def _is_in(code: str, group: str, day: dt.date, marks: Marks, *, bare: bool) -> str:
    """Yes or no, or, where a move or a denial is asked of, the state alone."""
    called, name = group.upper().replace("_", ":"), country_names().get(code, code)
    held = code in Law(day).places(f"country_groups.{group}")
    lead = "" if bare else "Yes, " if held else "No, "
    told = f"{lead}{name} is {'' if held else 'not '}in Country Group {called} on {day}."
    return sentence(told, marks.of((f"{FOLDER}{called}",), day))


def _groups_of(code: str, day: dt.date, marks: Marks) -> str:
    held = [one for one in sorted(_NAMED) if code in Law(day).places(f"country_groups.{one}")]
    called = [one.upper().replace("_", ":") for one in held]
    name = country_names().get(code, code)
    told = f"{name} is in {'Country Group' if len(held) == 1 else 'Country Groups'} {', '.join(called)} on {day}."
    none = f"{name} is in none of the Country Groups that are held here on {day}."
    return sentence(told if held else none, marks.of([f"{FOLDER}{one}" for one in called], day))


def members_of(groups: tuple[str, ...], day: dt.date, marks: Marks) -> str:
    """A sentence for each group with its members on the day."""
    return "\n\n".join(_members(group, day, marks) for group in groups)


def _members(group: str, day: dt.date, marks: Marks) -> str:
    called = group.upper().replace("_", ":")
    names = sorted(country_names().get(code, code) for code in Law(day).places(f"country_groups.{group}"))
    told = f"Country Group {called} has {len(names)} members on {day}: {', '.join(names)}."
    return sentence(told, marks.of((f"{FOLDER}{called}",), day))

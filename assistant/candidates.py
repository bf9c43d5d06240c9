"""An item told in plain words: which entries of the Commerce Control List it may be in, put as a question.

Candidates come from search over the entries of Supplement No. 1 to part 774, official ones where they were brought in,
else the few of the digest. They decide nothing: no fact is set by them and no verdict reads them.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from assistant.citations import Marks
from assistant.explain import said
from assistant.screening.word_set import word_set
from rules.cite import Cite

LIST = Cite.parse("15 CFR Part 774, Supp. No. 1")
MOST = 5
LOOKED_THROUGH = 40  # passages, several of which may be of one entry
LONGEST = 160  # letters of a heading that are shown
THING = r"(?P<thing>(?:an? |the |our |this |these |some |my |\d[\d,]* )?[\w\"'\u2019/., -]{3,90}?)"
ASKED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:ECCN|export classification|classification(?: number)?) (?:of|for|is) {THING}\s*(?:[?!;]|\.\s|\.?$)",
        rf"\b(?:which|what) ECCN (?:covers|applies to|describes|is|has|does) {THING}(?: have| fall under)?\s*[?.]?$",
        rf"\bhow (?:is|are|would|should) {THING} (?:be )?classified\b",
        rf"\bclassify {THING}\s*(?:[?!;]|\.\s|\.?$)",
        rf"^(?:is|are) (?=an? |our |this |these ){THING} (?:export[- ])?controlled\b",
        rf"\b(?:re-?)?(?:export|ship|send|sell|deliver|supply|transfer)(?:ing|s)? {THING} (?:from|to|into)\b",
    )
)
ARTICLE = re.compile(r"^(?:an?|the|our|this|these|some|my|\d[\d,]*)\s+", re.IGNORECASE)
WORD = re.compile(r"[a-z][a-z-]{3,}")
# What is no description of a thing, alone or with its like.
NO_THING = word_set(
    """item items good goods product products thing things article articles stuff order orders shipment shipments
    equipment chip chips card cards server servers accelerator accelerators processor processors system systems
    technology software hardware data model models weights export exports reexport license licenses licence licences
    application controlled anything everything something them those these that this such other more advanced
    computing semiconductor gpus cloud access services service knowledge information people person persons employee
    parts part under above below which what nvidia intel huawei item's they it's with without from into about where
    docs documents papers paperwork records record files file invoice invoices law laws rule rules apply applies
    certificate certificates form forms letter letters notice notices when what's made used same deal deals deemed
    transfer transfers release releases training remote foreign advice"""
)
# The thing itself stands before these: "a camera with a lens", "a sensor for cars".
PREPOSITION = re.compile(r"\s(?:with|for|of|from|in|that|which|and|without)\s")


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry whose words are near to the item's."""

    eccn: str
    heading: str
    cite: str


def described_item(question: str) -> str | None:
    """The thing that the question asks to classify or to ship, in its own words; None where it describes none."""
    if re.search(r"\b\d[A-E]\d{3}\b|\u00a7|\bEAR99\b", question):
        return None
    for pattern in ASKED:
        if (found := pattern.search(question.strip())) is not None:
            thing = ARTICLE.sub("", found["thing"].strip(" .,\"'")).strip()
            words = WORD.findall(thing.lower())
            if len(thing.split()) <= 14 and any(word not in NO_THING for word in words):
                return thing
    return None


def candidates(description: str, day: dt.date) -> tuple[Candidate, ...]:
    """The entries nearest to the words, best first; only those that speak of the thing itself, or share two words."""
    from assistant.settings import index_folder
    from knowledge.search import searcher

    telling = _telling(description)
    thing = set(_telling(PREPOSITION.split(description)[0])[-1:])
    found: dict[str, Candidate] = {}
    passages = searcher(index_folder()).search(description, LOOKED_THROUGH, day, ("official", "digest"), within=LIST)
    for one in passages:
        eccn = Cite.parse(one.cite).eccn
        shared = {_stem(word) for word in WORD.findall(f"{one.title} {one.text}".lower())} & {*telling}
        if eccn is None or not (thing & shared or len(shared) > 1):
            continue
        entry = eccn[:5]
        found.setdefault(entry, Candidate(entry, _short(one.title), f"{LIST.text}, ECCN {entry}"))
        if len(found) == MOST:
            break
    return tuple(found.values())


def question_of(description: str, day: dt.date, marks: Marks) -> str:
    """Which of the candidates describes the item, and who can say; nothing is classified by it."""
    found = candidates(description, day)
    if not found:
        return said("no_candidates").format(item=description)
    lines = [f"- **{one.eccn}**: {one.heading} {marks.of([one.cite], day)}".rstrip() for one in found]
    return "\n".join([said("candidates").format(item=description), "", *lines, "", said("candidates_decide_nothing")])


def _telling(text: str) -> tuple[str, ...]:
    """The stems of its words that say what a thing is, in order."""
    return tuple(_stem(word) for word in WORD.findall(text.lower()) if word not in NO_THING)


def _stem(word: str) -> str:
    """The word without its ending, enough to tell that two words are one."""
    return re.sub(r"(?:ies|es|s|ing|ed)$", "", word)


def _short(heading: str) -> str:
    heading = " ".join(heading.split())
    return heading if len(heading) <= LONGEST else heading[:LONGEST].rsplit(" ", 1)[0] + " ..."

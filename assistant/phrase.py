"""From a verdict to plain words: deterministic, out of verdict, facts and citations alone.

The first line is the result; then why, the figures, the other reading, what would change it, what was presumed, how
current the law is, and what to do now. Every statement about the law carries the marks of the cites it stands on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from assistant import forward, house
from assistant.answer import Proposal
from assistant.citations import Marks, cites_of
from assistant.decide import Decided
from assistant.exception_wording import exception_sentences
from assistant.item_wording import item_sentences
from assistant.render.words import fact as fact_words
from assistant.render.words import value as value_words
from assistant.telling import Telling
from assistant.wording import (
    figure,
    flag_called,
    party_called,
    place,
    result,
    results,
    rule_sentence,
    sentence,
    shape,
    without_markup,
    wording,
)
from rules.law import Law
from rules.proof import CLEARING, House, Option, Question, Verdict
from rules.warnings import advice
from rules.ways import Way

_PATH = re.compile(r"parties\[\d+\](?:\.\w+)+|\b(?:item|nac|dd|exporter|content|release)\.\w+(?:\.\w+)*")
_CODE = re.compile(r"\b(seat|the one in) ([A-Z]{2})\b")
_FLAG = re.compile(r"red_flags\[(\d+)\]\.resolved$")
_RAISED = re.compile(r" Raised by \S+\.(?= )")
MOST_REASONS = 3
MOST_QUESTIONS = 2
POLICY_RULES = "part_742.review_policy"
REACH = ("part_734.de_minimis", "part_734.direct_product", "part_734.doors")
MACAU_D5 = "part_742.review_policy.macau_d5"


def phrase(
    decided: Decided,
    marks: Marks,
    *,
    notes: tuple[str, ...] = (),
    ways: tuple[Way, ...] | None = None,
    changes: tuple[str, ...] = (),
) -> str:
    """The answer to one deal in Markdown.

    `notes`: how the words were read, each a sentence. `ways`: what would open it, where somebody asked. `changes`: what
    is other than in the turn before.
    """
    telling = Telling(decided, marks)
    for rule in (decided.verdict.house or House()).rules:
        marks.give(house.citation(rule))
    first = [_headline(telling), *_policy(telling), *_reasons(telling)]
    paragraphs = [
        " ".join(first),
        " ".join(changes),
        " ".join(_readings(telling)),
        " ".join(_current(telling)),
        " ".join(item_sentences(telling)),
        " ".join(exception_sentences(telling)),
        "" if ways is None else "\n".join(forward.told(telling, ways)),
        " ".join(_flags(telling)),
        "\n".join(_questions(telling)),
        " ".join(_presumed(telling)),
        " ".join(_warnings(telling)),
        " ".join(notes),
        _next(telling),
    ]
    marks.keep(cites_of(decided.verdict), decided.verdict.as_of)
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def as_sentences(notes: Iterable[str]) -> tuple[str, ...]:
    """Notes of the reader as sentences, countries spelled out."""
    spelled = (_CODE.sub(lambda found: f"{found[1]} {place(found[2])}", without_markup(note)) for note in notes)
    return tuple(sentence(note if note.endswith((".", "?")) else f"{note}.") for note in spelled if note)


def proposed(one: Proposal) -> str:
    """A fact that the language model read, and whether it counts."""
    said = wording("proposals")["counted" if one.counted else "open"]
    what, value = fact_words(one.fact), value_words(one.fact, one.value)
    return sentence(said.format(words=without_markup(one.words), what=what, value=without_markup(value)))


def classification(facts: Mapping[str, Any], verdict: Verdict, marks: Marks) -> str | None:
    """The class of an item alone, with its arithmetic; None where neither is known."""
    if verdict.eccn is None and not verdict.computed.get("arithmetic"):
        return None
    return " ".join(item_sentences(Telling(Decided("", dict(facts), verdict), marks)))


def spoken(decided: Decided, ways: tuple[Way, ...] | None = None) -> tuple[str, ...]:
    """Phrases that the verdict bears out as they stand, for the grounding check: what each step says, where each answer
    and the other reading lead, why a path is closed.
    """
    telling = Telling(decided, None)
    verdict = decided.verdict
    answers = [_answer(option) for question in verdict.questions for option in question.options]
    asked = [_asked(question, telling.facts) for question in verdict.questions]
    steps = [_step_text(telling, step) for step in verdict.reasons]
    opens = [wording("papers")["opens"]] if advice("next_steps")["january_papers"] in verdict.next_steps else []
    still = [f"It can still become: {results(verdict.possible_outcomes)}."] if verdict.possible_outcomes else []
    open_ways = [] if ways is None else [line.removeprefix("- ") for line in forward.told(telling, ways)]
    said = (*_flags(telling), *_readings(telling), *_closed_papers(telling), *_closed(telling))
    every = (wording("questions")["every"],)
    return (*asked, *answers, *steps, *opens, *still, *open_ways, *said, *every)


def _closed(telling: Telling) -> Iterator[str]:
    """Why exceptions are closed, where nothing else is said of any."""
    if all(one.available is False for one in telling.verdict.exceptions):
        yield from exception_sentences(telling)


# ---- the result and why


def _headline(telling: Telling) -> str:
    verdict = telling.verdict
    count = "one open fact" if len(verdict.missing) == 1 else "open facts"
    said = wording("outcomes")[verdict.outcome].format(code=_code(verdict), count=count)
    head = f"**{said}**"
    if verdict.outcome == "needs_facts" and verdict.possible_outcomes:
        return f"{head} It can still become: {results(verdict.possible_outcomes)}."
    return head


def _code(verdict: Verdict) -> str:
    return next((one.code for one in verdict.exceptions if one.available), "")


def _policy(telling: Telling) -> Iterator[str]:
    """How an application would be viewed, and in the same sentence what opens case-by-case review."""
    verdict = telling.verdict
    if verdict.review_policy is None:
        return
    cites = [cite for step in verdict.reasons if step["rule"].startswith(POLICY_RULES) for cite in step["cites"]]
    if advice("next_steps")["january_papers"] in verdict.next_steps:
        yield telling.marked(wording("papers")["opens"], *cites)
        return
    cites = cites or [cite for step in _deciding(telling)[:1] for cite in step["cites"]]
    said = wording("policies")[verdict.review_policy]
    if any(question.decides == "review_policy" for question in verdict.questions):
        said = wording("papers")["while_open"].format(policy=said)
    yield telling.marked(said, *cites)
    if verdict.review_policy == "presumption_of_denial":
        yield from _closed_papers(telling)


def _closed_papers(telling: Telling) -> Iterator[str]:
    """Why the January 2026 path to case-by-case review does not reach this deal, where it is in force."""
    distances = telling.verdict.computed.get("distances", {})
    tpp = distances.get("review_policy.case_by_case.tpp_below")
    dram = distances.get("review_policy.case_by_case.dram_below")
    if MACAU_D5 not in telling.step_by_rule or (tpp is None and dram is None):
        return
    papers, computed = wording("papers"), telling.verdict.computed
    places = Law(telling.verdict.as_of).places("review_policy.case_by_case.end_users_in")
    cite = (tpp or dram)["cite"]
    if telling.facts.get("destination") and telling.facts["destination"] not in places:
        names = " or ".join(place(code) for code in sorted(places))
        yield telling.marked(papers["place"].format(places=names), cite)
    elif tpp is not None and tpp["by"] >= 0:
        words = {"figure": figure(computed["tpp"]), "line": figure(tpp["line"])}
        yield telling.marked(papers["tpp"].format(**words), cite)
    elif dram is not None and dram["by"] >= 0:
        words = {"figure": figure(computed["memory_bandwidth_gb_s"]), "line": figure(dram["line"])}
        yield telling.marked(papers["bandwidth"].format(**words), cite)


def _reasons(telling: Telling) -> Iterator[str]:
    """The steps that decide, in words: those that hold, else those that are open, else those that let it pass."""
    said: list[str] = []
    deciding = _deciding(telling)
    if telling.verdict.outcome == "license_required" and deciding and all(one["holds"] is None for one in deciding):
        yield wording("questions")["every"]
    for step in deciding:
        filled = _step_text(telling, step)
        if filled not in said:
            said.append(filled)
            yield telling.marked(filled, *step["cites"])
        if len(said) == MOST_REASONS:
            return


def _step_text(telling: Telling, step: Mapping[str, Any]) -> str:
    """One step in words of its own, else as its question and what follows."""
    text = rule_sentence(step["rule"], step["holds"])
    if text is None:
        return _as_question(step)
    words = {
        "who": _who(telling, step),
        "seat": _seat(telling, step),
        "place": _where(telling),
        "route": _route(telling, step),
        "eccn": _classed(telling),
        "reason": wording("reasons").get(step["rule"].rpartition(".")[2], ""),
    }
    return sentence(text.format(**words))


def _where(telling: Telling) -> str:
    """Where it goes; of a release, whose person sees it."""
    person = (telling.facts.get("release") or {}).get("person_country")
    if person and not telling.facts.get("destination"):
        return f"a person of {place(person)}"
    return place(telling.facts.get("destination"))


def _route(telling: Telling, step: Mapping[str, Any]) -> str:
    """The country of unlading that a step asks about, else all of them."""
    route = [str(one) for one in telling.facts.get("route") or ()]
    asked = [one for one in route if f"({one})" in step["question"]]
    return " and ".join(dict.fromkeys(place(one) for one in asked or route)) or "some countries"


def _classed(telling: Telling) -> str:
    return str(telling.verdict.eccn or (telling.facts.get("item") or {}).get("eccn") or "of the item")


def _deciding(telling: Telling) -> list[Mapping[str, Any]]:
    """Steps worth a sentence, the strongest first."""
    verdict, said = telling.verdict, wording("said")
    silent = {*said["silent"]}
    steps = [one for one in verdict.reasons if not one["rule"].startswith(("part_774", POLICY_RULES))]
    if verdict.outcome in CLEARING and verdict.outcome != "license_exception":
        by_rule = telling.step_by_rule
        kind = "outside" if verdict.outcome == "not_subject_to_ear" else "clear"
        shown = [by_rule[rule] for rule in (*said["clear"][:2], *said[kind]) if rule in by_rule]
        published = [one for one in shown if one["rule"] == "part_734.scope.published" and one["holds"]]
        no_event = [one for one in shown if one["rule"] == "part_734.scope.event" and one["holds"] is False]
        return published or no_event or [one for one in shown if one["holds"] is False and _has_words(one)]
    holding = [one for one in steps if one["holds"] is True and one["rule"] not in silent]
    holding.sort(key=lambda one: one["rule"].startswith(REACH))  # what asks for the license, then why the EAR reach it
    bars = [one for one in holding if one["rule"] in said["bars"]]
    if verdict.outcome == "prohibited" and bars:
        return bars
    still = [one for one in steps if one["holds"] is None] if verdict.outcome == "needs_facts" else []
    asked = verdict.questions[0].why if verdict.questions else ""
    still.sort(
        key=lambda one: not asked.startswith(str(one["question"]).rstrip("?"))
    )  # what the first question settles
    if verdict.outcome == "license_required" and not holding:  # required whatever the answers to what is open
        still = [one for one in steps if one["holds"] is None and one["rule"] not in silent]
        return still[:MOST_QUESTIONS]
    return [*still[:1], *holding] if still else holding


def _has_words(step: Mapping[str, Any]) -> bool:
    return rule_sentence(step["rule"], step["holds"]) is not None and step["rule"] != "part_734.scope.published"


def _as_question(step: Mapping[str, Any]) -> str:
    """A step without words of its own: its question and what follows."""
    question = str(step["question"]).rstrip("?")
    if step["holds"] is None:
        return f"Open: {question[:1].lower()}{question[1:]}."
    follows = f": {step['follows']}" if step["follows"] else ""
    return f"{question}? {'Yes' if step['holds'] else 'No'}{follows}."


def _index(step: Mapping[str, Any]) -> int:
    """The party that a step read."""
    for path in step["used"]:
        if path.startswith("parties["):
            return int(path[len("parties[") : path.index("]")])
    return 0


def _who(telling: Telling, step: Mapping[str, Any]) -> str:
    if step["rule"].endswith(("by_seat", "b_items", "memory")):
        return party_called(telling.facts, _seated(telling, step)[0])
    listed = [
        at
        for at, party in enumerate(telling.facts.get("parties") or ())
        if any(one.get("state") != "ruled_out" for one in party.get("listings") or ())
    ]
    return party_called(telling.facts, listed[0] if listed else _index(step))


def _seated(telling: Telling, step: Mapping[str, Any]) -> tuple[int, bool, str | None]:
    """Which party sits in Macau or D:5: its index, whether by its parent, and where."""
    law = Law(telling.verdict.as_of)
    for path, value in step["used"].items():
        if path.endswith("headquarters") and isinstance(value, str) and law.row(value) in law.d5m:
            return int(path[len("parties[") : path.index("]")]), "ultimate_parent" in path, value
    return _index(step), False, None


def _seat(telling: Telling, step: Mapping[str, Any]) -> str:
    if not step["rule"].endswith(("by_seat", "b_items", "memory")):
        return ""
    _, parent, where = _seated(telling, step)
    named = place(where) if where else "Macau or Country Group D:5"
    words: str = wording("seat")["parent" if parent else "own"]
    return words.format(place=named)


# ---- what would change it


def _readings(telling: Telling) -> Iterator[str]:
    words = wording("readings")
    for one in telling.verdict.readings:
        if one.followed:
            yield telling.marked(words["followed"].format(name=words[one.id]), *one.citations)
        else:
            said = result(one.outcome, one.review_policy)
            yield telling.marked(words["other"].format(name=words[one.id], result=said), *one.citations)


def _flags(telling: Telling) -> Iterator[str]:
    """The signs that keep a deal open: what each is, and what resolves it."""
    if telling.verdict.outcome != "needs_facts":
        return
    for flag in telling.verdict.red_flags[:MOST_QUESTIONS]:
        yield telling.marked(_RAISED.sub("", flag.text), *flag.citations[-1:])


def _questions(telling: Telling) -> Iterator[str]:
    asked = telling.verdict.questions[:MOST_QUESTIONS]
    if not asked:
        return
    yield wording("questions")["heading"]
    yield from (f"- {_question(one, telling.facts)}" for one in asked)


def _question(question: Question, facts: Mapping[str, Any]) -> str:
    words = wording("questions")
    answers = " ".join(_answer(option) for option in question.options)
    return str(words["one"].format(text=_asked(question, facts), answers=answers))


def _asked(question: Question, facts: Mapping[str, Any]) -> str:
    """The question without paths: a fact is called by its name, and one of several red flags by its number."""
    text = _PATH.sub(lambda found: fact_words(found.group()), question.text)
    flag, flags = _FLAG.match(question.fact), facts.get("red_flags") or ()
    if flag is None or int(flag[1]) >= len(flags):
        return text
    return text.replace("Is the red flag", f"Is {flag_called(flags[int(flag[1])])}", 1)


def _answer(option: Option) -> str:
    """One answer with where it leads."""
    words: str = wording("questions")["answer"]
    return words.format(label=sentence(option.label), result=result(option.outcome, option.review_policy))


# ---- presumed, current, next


def _presumed(telling: Telling) -> Iterator[str]:
    """One line of what nobody said, ending with what still has to be done."""
    names = wording("presumptions")
    said: list[str] = []
    for one in telling.verdict.assumptions:
        text = names.get(shape(one.fact))
        if text is None:
            said.append(f"{fact_words(one.fact)}: {_value(one.value)}")
        elif text:
            said.append(text.format(value=_value(one.value)))
    if advice("next_steps")["screen"] in telling.verdict.next_steps:
        said.append("parties to be screened")
    if said:
        yield wording("presumed").get("line", "").format(presumed=", ".join(dict.fromkeys(said)))


def _value(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(_value(one) for one in value) or "none"
    if isinstance(value, str) and len(value) == 2 and value.isupper():
        return place(value)
    if isinstance(value, bool) or value is None:
        return {True: "yes", False: "no", None: "not known"}[value]
    return str(value).replace("_", " ")


def _current(telling: Telling) -> Iterator[str]:
    """How current law and list are, and the other day's outcome: it belongs to the first lines."""
    yield from _said(telling, tuple(wording("said")["first_warnings"]))


def _warnings(telling: Telling) -> Iterator[str]:
    yield from _said(telling, tuple(wording("said")["warnings"]))


def _said(telling: Telling, ids: tuple[str, ...]) -> Iterator[str]:
    for one in sorted(
        (one for one in telling.verdict.law.warnings if one.id in ids), key=lambda one: ids.index(one.id)
    ):
        said = without_markup(one.text) if one.id.startswith("house_") else one.text
        yield telling.marked(said, *([one.document] if one.document else []))


def _next(telling: Telling) -> str:
    steps = telling.verdict.next_steps
    return "\n".join(["Next:", *(f"- {one}" for one in steps)]) if steps else ""

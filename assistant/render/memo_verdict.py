"""The part of a memo that tells one verdict: readings, facts, arithmetic, proof, and everything the verdict holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from assistant.render import gist, words
from assistant.render.memo import Block, Section, items, only, section, table, text
from rules.proof import ExceptionFound, House, Option, Question, Verdict

Numbers = Mapping[str, int]
SHOWN = frozenset({
    "outcome", "eccn", "computed", "license_required", "review_policy", "exceptions", "reasons", "missing",
    "possible_outcomes", "assumptions", "red_flags", "readings", "as_of", "questions", "law", "parties_screened",
    "valid_until", "next_steps", "house",
})  # fmt: skip
STEP = frozenset({"rule", "question", "holds", "used", "figures", "follows", "cites"})
UNFIGURED = frozenset({"arithmetic", "distances"})


def sections(verdict: Verdict, facts_known: Mapping[str, Any], numbers: Numbers) -> Iterator[Section]:
    """Every part of the verdict, in the order in which a reader needs it.

    Raises MemoError where a part has no place.
    """
    only(type(verdict).model_fields, SHOWN, "verdict")
    yield from section("Verdict", text(words.OUTCOME[verdict.outcome], "strong"), text(words.MEANING[verdict.outcome]),
                       table(_result(verdict)), level=2)  # fmt: skip
    yield from section("Next steps", items(verdict.next_steps), level=2)
    yield from section("Two readings of the law", table(_readings(verdict, numbers), _READING), level=2)
    yield from section("What is still open", *map(_question, verdict.questions), level=2)
    yield from section("Warnings", items(_warnings(verdict)), level=2)
    yield from section("Red flags", items(f"{one.text} {_cited(one.citations, numbers)}" for one in verdict.red_flags),
                       level=2)  # fmt: skip
    yield from section("The company's own position and rules", table(_house(verdict), _HOUSE), level=2)
    yield from facts(facts_known)
    yield from section("Presumed, because nobody said otherwise", table(_presumed(verdict), _PRESUMED), level=2)
    yield from section("Arithmetic", table(_figures(verdict), ("Figure", "Value", "How")),
                       table(_distances(verdict), _DISTANCE), level=2)  # fmt: skip
    yield from section("License exceptions examined", table(_exceptions(verdict, numbers), _EXCEPTION), level=2)
    yield from section("Proof", *_proof(verdict, numbers), level=2)
    yield from section("Parties screened", table(_screened(verdict), ("Name", "List", "Of", "Age")), level=2)
    yield from section("Lists", table(_lists(verdict), ("List", "Of", "Age", "Entries")), level=2)


_HOUSE = ("What", "Says", "Asks for", "Held", "By", "Reason")
_DISTANCE = ("Line of the law", "Line", "Distance", "Cite")
_READING = ("Reading", "Outcome", "License required", "Review of applications", "Basis")
_PRESUMED = ("Fact", "Taken as", "Why", "Otherwise")
_EXCEPTION = ("Exception", "Available", "Conditions, or why not")


def facts(known: Mapping[str, Any]) -> Iterator[Section]:
    """Every fact with the words it came from."""
    said = known.get("words") or {}
    rows = [
        (words.fact(path), words.value(path, value), _from(said.get(path)))
        for path, value in words.leaves(known, frozenset({"words"}))
    ]
    yield from section("Facts", table(rows, ("Fact", "Value", "Words")), level=2)


def _from(word: Mapping[str, Any] | None) -> str | None:
    return f"“{str(word['text']).strip()}” ({word.get('status', 'stated')})" if word and word.get("text") else None


def _house(verdict: Verdict) -> Iterator[tuple[object, ...]]:
    """What the company itself had a part in: the reading it follows, and its rules."""
    house = verdict.house or House()
    if (one := house.position) is not None:
        since = f"since {one.since}" if one.since else None
        yield "Reading followed", one.reading, None, since, " and ".join(one.by), one.reason
    for rule in house.rules:
        when = "; ".join(f"{words.fact(path)}: {_either(path, values)}" for path, values in rule.when.items())
        asks = words.OUTCOME[rule.outcome] + (f", {words.POLICY[rule.review_policy]}" if rule.review_policy else "")
        held = f"from {rule.effective_from}" + (f" to {rule.effective_to}" if rule.effective_to else "")
        yield f"{rule.cite}, {rule.name}", f"{rule.text} ({when})", asks, held, rule.by, rule.reason


def _either(path: str, values: tuple[Any, ...]) -> str:
    return " or ".join(words.value(path, value) for value in values)


def _result(verdict: Verdict) -> Iterator[tuple[str, object]]:
    yield "Classification", verdict.eccn or "open"
    yield "License required", _yes(verdict.license_required)
    policy = verdict.review_policy
    yield "Review of an application", words.POLICY[policy] if policy else None
    if verdict.missing:
        yield "Not known", ", ".join(map(words.fact, verdict.missing))
    if verdict.possible_outcomes:
        yield "Can still become", words.outcomes(verdict.possible_outcomes)
    yield "Law as of", verdict.as_of
    yield "Valid until", gist.expiry(verdict)


def _yes(value: bool | None) -> str:
    return "open" if value is None else "yes, before exceptions" if value else "no"


def _readings(verdict: Verdict, numbers: Numbers) -> Iterator[tuple[object, ...]]:
    for one in verdict.readings:
        policy = words.POLICY[one.review_policy] if one.review_policy else None
        name = words.READINGS[one.id] + (" (followed)" if one.followed else "")
        basis = f"{one.basis} {_cited(one.citations, numbers)}".strip()
        yield name, words.OUTCOME[one.outcome], _yes(one.license_required), policy, basis


def _question(question: Question) -> Block | None:
    leads = "; ".join(map(_option, question.options))
    asked = f"{question.text} {leads}. {question.why}" if leads else f"{question.text} {question.why}"
    return text(asked)


def _option(option: Option) -> str:
    policy = f", {words.POLICY[option.review_policy]}" if option.review_policy else ""
    return f"{option.label}: {words.OUTCOME[option.outcome].lower()}{policy}"


def _warnings(verdict: Verdict) -> Iterator[str]:
    for one in gist.warnings(verdict):
        known = "; ".join(str(part) for part in (one.document, one.date) if part)
        yield f"{one.text} ({known})" if known else one.text


def _presumed(verdict: Verdict) -> Iterator[tuple[object, ...]]:
    for one in verdict.assumptions:
        otherwise = words.outcomes(one.otherwise) or "the same outcome"
        yield words.fact(one.fact), words.value(one.fact, one.value), one.basis, otherwise


def _figures(verdict: Verdict) -> Iterator[tuple[object, ...]]:
    sums = verdict.computed.get("arithmetic", {})
    named = {key: value for key, value in verdict.computed.items() if key not in UNFIGURED}
    only(sums, named, "computed.arithmetic")
    for name, value in named.items():
        label, unit = words.FIGURES.get(name, (words.fact(name), ""))
        shown = f"{words.number(value, 6)} {unit}".strip() if _is_number(value) else words.value(name, value)
        yield label, shown, sums.get(name, "as stated")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _distances(verdict: Verdict) -> Iterator[tuple[object, ...]]:
    for name, one in verdict.computed.get("distances", {}).items():
        only(one, {"line", "cite", "by"}, f"computed.distances.{name}")
        by = float(one["by"])
        side = "above" if by > 0 else "below"
        shown = f"{words.number(abs(by), 6)} {side}" if by else "exactly at it"
        yield figure_name(name), words.number(one["line"], 6), shown, one["cite"]


def figure_name(name: str) -> str:
    """`eccn_3a090.a.tpp_alone` as "a: tpp alone"."""
    return (name.partition(".")[2] or name).replace("_", " ").replace(".", ": ")


def _exceptions(verdict: Verdict, numbers: Numbers) -> Iterator[tuple[object, ...]]:
    for one in verdict.exceptions:
        yield one.code, _available(one), f"{'; '.join(one.conditions)} ({_cited(one.citations, numbers)})"


def _available(one: ExceptionFound) -> str:
    return "open" if one.available is None else "yes" if one.available else "no"


def _proof(verdict: Verdict, numbers: Numbers) -> Iterator[Block | None]:
    for number, step in enumerate(verdict.reasons, 1):
        only(step, STEP, f"reasons[{number - 1}]")
        yield text(f"{number}. {step['question']} {words.holds(step['holds']).capitalize()}.", "strong")
        yield text(" ".join(_stood_on(number, step)))
        yield text(f"{_cited(step['cites'], numbers)} ({step['rule']})", "note")


def _stood_on(number: int, step: Mapping[str, Any]) -> Iterator[str]:
    """What a step read, what it was held against, and what follows, a sentence each."""
    if read := [f"{words.fact(path)}: {words.value(path, value)}" for path, value in step["used"].items()]:
        yield f"Read: {'; '.join(read)}."
    if held := [_held(number, name, one) for name, one in step["figures"].items()]:
        yield f"Held against: {'; '.join(held)}."
    if step["follows"]:
        yield f"Follows: {step['follows']}."


def _held(step: int, name: str, one: Mapping[str, Any]) -> str:
    only(one, {"value", "cite"}, f"reasons[{step - 1}].figures.{name}")
    value = "not in force" if one["value"] is None else words.value("", one["value"])
    return f"{figure_name(name)}: {value} ({words.short_cite(one['cite'])})"


def _cited(places: Iterable[str], numbers: Numbers) -> str:
    """Cites with the numbers of their passages."""
    shown = (f"{one} [{numbers[one]}]" if one in numbers else one for one in dict.fromkeys(places))
    return "; ".join(shown)


def _screened(verdict: Verdict) -> Iterator[tuple[object, ...]]:
    for one in verdict.parties_screened:
        yield one.name, one.list.replace("_", " "), one.list_date, f"{one.age_days} days"


def _lists(verdict: Verdict) -> Iterator[tuple[object, ...]]:
    for one in verdict.law.lists:
        yield one.id.replace("_", " "), one.date, f"{one.age_days} days", f"{one.entries:,}"

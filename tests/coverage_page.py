"""docs/coverage.md out of what is there: paragraph, rule, cases, how far it was looked at.

`python -m tests.coverage_page` runs every case and writes it. A health test makes the page again with the counts that
it prints, and runs the one case that it names for each paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from rules.cite import Cite
from rules.law import FIRST_DAY, read_yaml, topics_of, verified_through
from rules.lawbook import coverage, status
from tests.cases import RULES, Case, all_cases
from tests.mutants import comparators, figures
from tests.mutants.figures import watched
from tests.running import verdict_of

PAGE = Path(__file__).parents[1] / "docs" / "coverage.md"
HEAD = """# What the rule base covers

Made by `make docs` from `rules/ear/coverage.yaml`, the figures and the cases. A case counts for a paragraph when its
proof cites the paragraph or something below it, when it reads a figure that does, or when its item falls under the
entry; one such case is named.
"""
ROW = re.compile(r"\| (?P<provision>[^|]+) \|(?:[^|]+\|){4} (?P<count>\d+) \| (?P<file>[^|:]*): (?P<case>[^|]*) \|")


@dataclass(frozen=True)
class Cases:
    """How many cases count for a paragraph, and one of them."""

    count: int
    file: str
    case: str


def page(cases: Mapping[str, Cases]) -> str:
    """The page as it should stand, with the cases of each provision."""
    return "\n".join([HEAD, *_modelled(cases), "", *_not_modelled(), "", *_elsewhere(), "", *_survivors(), ""])


def _modelled(cases: Mapping[str, Cases]) -> Iterator[str]:
    yield f"## Modelled, from {FIRST_DAY} on\n"
    yield "| paragraph | rule | since | checked through | newest text read | cases | one of them |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    for row in status(verified_through())["paragraphs"]:
        some = cases.get(row["provision"], Cases(0, "", ""))
        yield (
            f"| {row['provision']} | `{row['module']}` | {row['modelled_since']} | {row['checked_through']} "
            f"| {row['text_read'] or 'secondary'} | {some.count} | {some.file}: {some.case} |"
        )


def counted() -> dict[str, Cases]:
    """The cases of every modelled provision, by running them all."""
    provisions = {row["provision"]: Cite.parse(row["provision"]) for row in coverage()["modelled"]}
    found: dict[str, Cases] = {}
    for path, case in all_cases():
        if case.pending is not None:
            continue
        cites = cites_of(case)
        for name, provision in provisions.items():
            if any(provision.covers(cite) for cite in cites):
                before = found.get(name)
                file = path.relative_to(RULES).with_suffix("").as_posix()
                found[name] = Cases(before.count + 1, before.file, before.case) if before else Cases(1, file, case.name)
    return found


def printed(text: str) -> dict[str, Cases]:
    """The cases that a page names, by provision."""
    found = [match for line in text.splitlines() if (match := ROW.fullmatch(line))]
    return {one["provision"]: Cases(int(one["count"]), one["file"], one["case"]) for one in found}


def cites_of(case: Case) -> set[Cite]:
    """Every provision that the proof of a case cites, that a figure read for it cites, or whose entry its item is."""
    with watched() as read:
        verdict = verdict_of(case)
    cites = {cite for step in verdict.reasons for cite in step["cites"]}
    cites |= {cite for one in verdict.exceptions for cite in one.citations}
    cites |= {topics_of(name.partition(".")[0])[name].on(day).cite for name, day in read}
    if verdict.eccn is not None and verdict.eccn != "EAR99":
        cites.add(f"ECCN {verdict.eccn}")
    return {Cite.parse(cite) for cite in cites}


def _not_modelled() -> Iterator[str]:
    yield "## Not modelled\n"
    yield "| paragraph | what | what a transaction that touches it turns into |"
    yield "| --- | --- | --- |"
    for row in status(verified_through())["not_modelled"]:
        yield f"| {row['provision']} | {row['what']} | {row['turns_into'].replace('_', ' ')} |"


def _elsewhere() -> Iterator[str]:
    yield "## Without a rule of their own\n"
    yield "| paragraph | rule of | why |"
    yield "| --- | --- | --- |"
    for row in coverage()["elsewhere"]:
        yield f"| {row['provision']} | {row['at']} | {row['why']} |"


def _survivors() -> Iterator[str]:
    yield "## Mutants that no case notices\n"
    yield "`make mutants` moves every figure, every effective day and every comparator; what survives has a reason.\n"
    reasons: dict[str, str] = {
        name: why for file in (figures.REASONS, comparators.REASONS) for name, why in (read_yaml(file) or {}).items()
    }
    yield "| mutant | why nothing notices |"
    yield "| --- | --- |"
    for name, why in sorted(reasons.items()):
        yield f"| {name} | {why} |"


if __name__ == "__main__":
    PAGE.write_text(page(counted()), encoding="utf-8")

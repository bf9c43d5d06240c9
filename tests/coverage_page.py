"""docs/coverage.md out of what is there: paragraph, rule, cases, how far it was looked at.

`python -m tests.coverage_page` writes it; a health test holds it to be current.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from rules.cite import Cite
from rules.law import FIRST_DAY, read_yaml, verified_through
from rules.lawbook import status
from tests.cases import RULES, all_cases
from tests.mutants.figures import REASONS
from tests.running import verdict_of

PAGE = Path(__file__).parents[1] / "docs" / "coverage.md"
HEAD = """# What the rule base covers

Made by `python -m tests.coverage_page` from `rules/ear/coverage.yaml`, the figures and the cases. A case counts for a
paragraph when a step of its proof that holds, or is open, cites the paragraph or something below it.
"""


def page() -> str:
    """The page as it should stand."""
    return "\n".join([HEAD, *_modelled(), "", *_not_modelled(), "", *_survivors(), ""])


def _modelled() -> Iterator[str]:
    counted = _cases()
    yield f"## Modelled, from {FIRST_DAY} on\n"
    yield "| paragraph | rule | since | checked through | newest text read | cases |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for row in status(verified_through())["paragraphs"]:
        provision = Cite.parse(row["provision"])
        found = Counter[str]()
        for cite, files in counted.items():
            if provision.covers(cite):
                found.update(files)
        cases = ", ".join(f"{name} ({number})" for name, number in sorted(found.items())) or "none"
        yield (
            f"| {row['provision']} | `{row['module']}` | {row['modelled_since']} | {row['checked_through']} "
            f"| {row['text_read'] or 'secondary'} | {cases} |"
        )


def _cases() -> Mapping[Cite, Counter[str]]:
    """Per cite the files with cases in whose proof it holds or is open."""
    found: dict[Cite, Counter[str]] = {}
    for path, case in all_cases():
        if case.pending is not None:
            continue
        name = str(path.relative_to(RULES).with_suffix(""))
        verdict = verdict_of(case)
        cites = {cite for step in verdict.reasons if step["holds"] is not False for cite in step["cites"]}
        cites |= {cite for one in verdict.exceptions if one.available is not False for cite in one.citations}
        for cite in cites:
            found.setdefault(Cite.parse(cite), Counter())[name] += 1
    return found


def _not_modelled() -> Iterator[str]:
    yield "## Not modelled\n"
    yield "| paragraph | what | what a transaction that touches it turns into |"
    yield "| --- | --- | --- |"
    for row in status(verified_through())["not_modelled"]:
        yield f"| {row['provision']} | {row['what']} | {row['turns_into'].replace('_', ' ')} |"


def _survivors() -> Iterator[str]:
    yield "## Mutants that no case notices\n"
    yield "`make mutants` moves every figure and every effective day; what survives has a reason.\n"
    reasons: dict[str, str] = read_yaml(REASONS) or {}
    yield "| mutant | why nothing notices |"
    yield "| --- | --- |"
    for name, why in sorted(reasons.items()):
        yield f"| {name} | {why} |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")

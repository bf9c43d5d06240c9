"""One case through the checker, as the runner of the cases, the coverage page and the mutants all need it."""

from __future__ import annotations

from rules.checker import check
from rules.facts import Facts
from rules.law import Law
from rules.proof import ListState, Verdict
from tests.cases import Case
from tests.compare import as_document, mismatches


def lists_at_hand(case: Case) -> tuple[ListState, ...]:
    """The party list of the day that the case names, as the assistant hands it to the rules."""
    if case.list_of is None:
        return ()
    age = (case.as_of - case.list_of).days
    return (ListState(id="csl", date=case.list_of, age_days=age, entries=25921),)


def verdict_of(case: Case) -> Verdict:
    """What the checker says on a case's facts and day."""
    return check(Facts.model_validate(case.given), Law(case.as_of), lists=lists_at_hand(case))


def differences(case: Case) -> list[str]:
    """One sentence for each difference between verdict and case; none where it agrees."""
    return mismatches(case, as_document(verdict_of(case).model_dump_json()))

"""`check` behind the command line: facts in, verdict out, one deal or one a line."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from assistant.channels import inputs, lines
from assistant.channels.errors import BadInputError
from assistant.decide import decide
from rules.proof import Verdict


def decide_facts(facts: dict[str, Any], day: dt.date | None, stakes: Path | None = None) -> Verdict:
    """The verdict on these facts: `day` first, then the facts' own `as_of`, then today; owners out of a file of stakes.

    Raises:
        BadInputError: an impossible day or one before the modelled law.
        BadFact: what the facts hold is not what facts are.
    """
    for name in ("as_of", "date"):
        if facts.get(name) is not None:
            inputs.day(facts[name], name)
    if stakes is not None:
        from assistant.screening.stakes import read_stakes, with_owners

        facts = with_owners(facts, read_stakes(stakes))
    return decide(facts, day)[1]


def decide_lines(source: Path, target: Path, day: dt.date | None, stakes: Path | None = None) -> None:
    """`{"id", "facts", "as_of"?}` → `{"id", "verdict"}` or `{"id", "error"}`."""

    def answer(line: lines.Line) -> lines.Line:
        if unknown := set(line) - {"id", "facts", "as_of"}:
            raise BadInputError(sorted(unknown)[0], "no such field; expected id, facts and as_of")
        if not isinstance(line.get("facts"), dict):
            raise BadInputError("facts", "expected an object of fact names with values")
        own = inputs.day(line["as_of"]) if line.get("as_of") is not None else day
        return {"verdict": decide_facts(line["facts"], own, stakes).model_dump(mode="json")}

    lines.run(source, target, answer)

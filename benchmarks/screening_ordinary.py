"""How many ordinary names become a question: `python -m benchmarks.screening_ordinary`, the last line one JSON object.

`screening_ordinary.tsv`: firms and persons of many nations whom nobody listed, a few listed by the way (they are
printed), and the register's firms. Each is screened on the list at hand, the country not told.
"""

from __future__ import annotations

import csv
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

from assistant.register.register import register
from assistant.screening.entries import list_date
from assistant.screening.match import screen_name

NAMES = Path(__file__).parent / "screening_ordinary.tsv"


def main() -> None:
    asked: dict[str, int] = {}
    names: dict[str, int] = {}
    with tempfile.TemporaryDirectory() as folder:
        for kind, name in (*ordinary(), *(("register", firm.name) for firm in register().firms)):
            names[kind] = names.get(kind, 0) + 1
            hits = [hit for hit in screen_name(name, as_of=list_date(), folder=Path(folder)) if hit.verdict != "weak"]
            if hits:
                asked[kind] = asked.get(kind, 0) + 1
                first = hits[0]
                print(kind, name, first.verdict, first.score, first.list, first.matched_alias or first.name, sep="\t")
    print(json.dumps({"names": names, "asked": asked}))


def ordinary() -> Iterator[tuple[str, str]]:
    """Kind and name of each ordinary party."""
    with NAMES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield row["kind"], row["name"]


if __name__ == "__main__":
    main()

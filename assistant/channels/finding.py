"""`search` and `index build` behind the command line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.channels import inputs, lines
from assistant.channels.errors import BadInputError

if TYPE_CHECKING:
    from knowledge.search import CorpusDoc, Passage


def search_texts(query: str, k: int, day: dt.date | None) -> list[Passage]:
    """The k best passages that held on the day, today where none is given."""
    from assistant.settings import index_folder, today
    from knowledge.search import search

    return search(inputs.question(query), index_folder(), k, day or today())


def search_lines(source: Path, target: Path, k: int, corpus: Path | None, day: dt.date | None) -> None:
    """`{"id", "query"}` → `{"id", "hits": [{"id", "score"}]}`, over the provisions or over a corpus."""
    if corpus is not None:
        _search_corpus(source, target, k, corpus)
        return
    from assistant.settings import index_folder, today
    from knowledge.search import search

    on = day or today()

    def answer(line: lines.Line) -> lines.Line:
        found = search(_query(line), index_folder(), k, on)
        return {"hits": [{"id": one.cite, "score": one.score} for one in found]}

    lines.run(source, target, answer)


def _search_corpus(source: Path, target: Path, k: int, corpus: Path) -> None:
    """The same pipeline over a corpus that is indexed once, in memory."""
    from assistant.settings import index_folder
    from knowledge.search import search_corpus

    docs = list(_documents(corpus))
    asked: dict[str, int] = {}

    def collect(line: lines.Line) -> lines.Line:
        asked.setdefault(_query(line), len(asked))
        return {}

    for _, raw in lines.read(source):
        lines.answered(0, raw, collect)
    found = search_corpus(list(asked), docs, index_folder(), k)

    def answer(line: lines.Line) -> lines.Line:
        return {"hits": [one.model_dump() for one in found[asked[_query(line)]]]}

    lines.run(source, target, answer)


def _query(line: lines.Line) -> str:
    query = line.get("query")
    if not isinstance(query, str):
        raise BadInputError("query", "expected text")
    return query


def _documents(corpus: Path) -> Iterator[CorpusDoc]:
    from pydantic import ValidationError

    from knowledge.search import CorpusDoc

    files = sorted(corpus.glob("*.jsonl"))
    if not files:
        raise BadInputError("--corpus", f"{corpus} holds no .jsonl file; expected lines of id and text")
    for file in files:
        for number, raw in lines.read(file):
            where = f"{file.name}, line {number}"
            try:
                yield CorpusDoc.model_validate(inputs.parsed(raw.decode("utf-8"), where))
            except (ValidationError, UnicodeDecodeError):
                raise BadInputError(where, "expected an object with the texts id and text") from None


def build_indexes() -> str:
    """Builds both indexes where they are missing or old; one line that says what was done."""
    from assistant.screening.index import default_folder, open_index
    from assistant.settings import index_folder
    from knowledge.index import build_index

    folder = index_folder()
    folder.mkdir(parents=True, exist_ok=True)
    done = build_index(folder)
    open_index(default_folder())
    return (
        f"index {done.version}: {done.passages} passages, {done.embedded} encoded, {done.reused} kept; "
        f"party list ready; in {folder}"
    )

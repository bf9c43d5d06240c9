"""`search`, `screen` and `index build` behind the command line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.channels import inputs, lines
from assistant.channels.errors import BadInputError

if TYPE_CHECKING:
    from knowledge.corpus import CorpusDoc
    from knowledge.index import IndexSummary
    from knowledge.provision import Provision
    from knowledge.search import Passage


def search_texts(query: str, k: int, day: dt.date | None) -> list[Passage]:
    """The k best passages that held on the day, today where none is given."""
    from assistant.looked_for import passages
    from assistant.settings import today

    return passages(inputs.question(query), k, day or today())


def search_lines(source: Path, target: Path, k: int, corpus: Path | None, day: dt.date | None) -> None:
    """`{"id", "query"}` → `{"id", "hits": [{"id", "score"}]}`, over the provisions or over a corpus."""
    if corpus is not None:
        _search_corpus(source, target, k, corpus)
        return
    from assistant.looked_for import passages
    from assistant.settings import today

    on = day or today()

    def answer(line: lines.Line) -> lines.Line:
        found = passages(_query(line), k, on)
        return {"hits": [{"id": one.cite, "score": one.score} for one in found]}

    lines.run(source, target, answer)


def _search_corpus(source: Path, target: Path, k: int, corpus: Path) -> None:
    """The same pipeline over a corpus that is indexed once, in memory."""
    from rich.console import Console
    from rich.progress import Progress

    from assistant.settings import index_folder
    from knowledge.corpus import Corpus

    docs = list(_documents(corpus))
    lines.check(source, target)
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Passages", total=None)
        index = Corpus(docs, index_folder(), lambda at, total: bar.update(task, completed=at, total=total))

    def answer(line: lines.Line) -> lines.Line:
        return {"hits": [one.model_dump() for one in index.search(_query(line), k)]}

    lines.run(source, target, answer)


def _query(line: lines.Line) -> str:
    query = line.get("query")
    if not isinstance(query, str):
        raise BadInputError("query", "expected text")
    return query


def _documents(corpus: Path) -> Iterator[CorpusDoc]:
    from pydantic import ValidationError

    from knowledge.corpus import CorpusDoc

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


def build_indexes() -> IndexSummary:
    """Builds both indexes where they are missing or old, over digest, official and company texts; shows how far."""
    from rich.console import Console
    from rich.progress import Progress

    from assistant.prepared import prepare
    from assistant.screening.at_hand import at_hand
    from assistant.screening.index import default_folder, open_index
    from assistant.settings import index_folder, settings
    from knowledge.index import build_index
    from knowledge.vector_server import vector_server

    url = settings().vectors_url
    texts = _texts()
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Passages", total=None)
        done = build_index(
            index_folder(),
            lambda at, total: bar.update(task, completed=at, total=total),
            texts,
            vector_server(url) if url else None,
        )
    prepare()
    open_index(default_folder(), at_hand())
    return done


def _texts() -> list[Provision]:
    """What is searched: the digest, and the official and company texts that were brought in."""
    from assistant.settings import database_url
    from assistant.store.engine import engine_at
    from knowledge.digest import load_digest
    from knowledge.official.texts import passages

    engine = engine_at(database_url())
    try:
        return [*load_digest(), *passages(engine)]
    finally:
        engine.dispose()

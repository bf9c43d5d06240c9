"""How well and how fast passages are found: `python -m benchmarks.retrieval [SET]`, figures as JSON in the last line.

SET is a folder with `corpus.jsonl.gz` and `dev.jsonl.gz` (the retrieval development set, unless told otherwise); its
protocol: distinct (document, passage) of the ranked list, cut at 10. Baseline in the same run: BM25 of bm25s with its
defaults, Porter stems and English stop words. `ccl_top_10`: our own list of products against the entries of the
Commerce Control List, `bm25_…` beside it; a development set, written from memory, its labels unverified, all of it seen
while choices were made. `ccl_fresh_…`: 64 products, from memory too, looked at once, after all choices were made.
The `…_p95_ms` are single questions, warm, spread over the whole set.
"""

from __future__ import annotations

import csv
import gzip
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from knowledge.corpus import Corpus, CorpusDoc

PRODUCTS = Path(__file__).with_name("data") / "products.tsv"
FRESH = PRODUCTS.with_name("products_fresh.tsv")
CUT = 10
TIMED = 300  # questions
Ranked = Callable[[str], list[str]]


def main() -> None:
    """Prints the figures."""
    from assistant.settings import official_texts

    shared = official_texts()
    if shared is None:
        sys.exit("the official texts and the retrieval development set are not beside this checkout")
    place = Path(sys.argv[1]) if len(sys.argv) > 1 else shared / "retrieval_dev"
    with tempfile.TemporaryDirectory() as folder:
        figures = _retrieval(place, Path(folder)) | _products(shared, Path(folder))
    print(json.dumps(figures))


# ---- questions of a rulebook


def _retrieval(place: Path, folder: Path) -> dict[str, float]:
    passages, asked = _lines(place / "corpus.jsonl.gz"), _lines(place / "dev.jsonl.gz")
    keys = {str(one["id"]): (one["document"], one["passage"]) for one in passages}
    docs = [CorpusDoc(id=str(one["id"]), text=one["text"]) for one in passages]
    started = time.perf_counter()
    ours = Corpus(docs, folder)
    print(f"{len(docs)} passages indexed in {time.perf_counter() - started:.0f} s", flush=True)
    found: dict[str, float] = {}
    for name, ranked in (("", _ranked(ours)), ("bm25_", _bm25(docs))):
        recall, precision = zip(*(_scored(one, ranked, keys) for one in asked), strict=True)
        found[f"{name}recall_at_10"] = round(statistics.fmean(recall), 4)
        found[f"{name}map_at_10"] = round(statistics.fmean(precision), 4)
        print(found, flush=True)
    questions = [str(one["question"]) for one in asked[:: max(1, len(asked) // TIMED)]]
    found["hybrid_p95_ms"] = _p95(questions, _ranked(ours))
    found["lexical_p95_ms"] = _p95(questions, _ranked(ours, words_alone=True))
    return found


def _scored(one: dict[str, Any], ranked: Ranked, keys: dict[str, tuple[object, object]]) -> tuple[float, float]:
    """(recall, average precision) of one question, cut at ten distinct passages."""
    gold = {(passage["document"], passage["passage"]) for passage in one["gold"]}
    places = list(dict.fromkeys(keys[name] for name in ranked(str(one["question"]))))[:CUT]
    hits = [rank for rank, place in enumerate(places, start=1) if place in gold]
    return len(hits) / len(gold), sum(at / rank for at, rank in enumerate(hits, start=1)) / len(gold)


def _p95(questions: Sequence[str], ranked: Ranked) -> float:
    times = []
    for question in questions:
        started = time.perf_counter()
        ranked(question)
        times.append((time.perf_counter() - started) * 1000)
    return round(statistics.quantiles(times, n=20)[-1], 1)


def _ranked(corpus: Corpus, *, words_alone: bool = False) -> Ranked:
    return lambda question: [hit.id for hit in corpus.search(question, 3 * CUT, words_alone=words_alone)]


def _bm25(docs: Sequence[CorpusDoc]) -> Ranked:
    """The baseline."""
    import bm25s
    import numpy as np
    import Stemmer

    def tokens(texts: Iterable[str], ids: bool) -> Any:
        stems = Stemmer.Stemmer("porter")
        return bm25s.tokenize(list(texts), stopwords="en", stemmer=stems, return_ids=ids, show_progress=False)

    index = bm25s.BM25()
    index.index(tokens([one.searched for one in docs], True), show_progress=False)

    def ranked(question: str) -> list[str]:
        words = tokens([question], False)[0]
        scores = index.get_scores(words) if words else np.zeros(len(docs))
        return [docs[at].id for at in np.argsort(-scores, kind="stable")[: 3 * CUT]]

    return ranked


# ---- products and the Commerce Control List


def _products(shared: Path, folder: Path) -> dict[str, float]:
    """The right entry among the first ten, by whole entries and by headings alone, of either list of products."""
    docs = entries(shared)
    headings = [one.model_copy(update={"text": one.title or "", "title": None}) for one in docs]
    figures: dict[str, float] = {}
    for what, searched in (("", docs), ("headings_", headings)):
        for name, ranked in (("", _ranked(Corpus(searched, folder))), ("bm25_", _bm25(searched))):
            for products, label in ((PRODUCTS, "ccl"), (FRESH, "ccl_fresh")):
                right = [row["eccn"] in ranked(row["description"])[:CUT] for row in _rows(products)]
                figures[f"{name}{label}_{what}top_10"] = round(statistics.fmean(right), 4)
            print(figures, flush=True)
    print(f"{len(docs)} entries, {len(_rows(PRODUCTS))} products seen in development, {len(_rows(FRESH))} fresh ones")
    return figures


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def entries(shared: Path) -> list[CorpusDoc]:
    """The entries of the Commerce Control List, heading as title, the whole entry as text."""
    from knowledge.official.folder import OfficialFolder

    official = OfficialFolder(shared)
    heads = {str(one.cite.eccn): one.text for one in official.headings if one.cite.eccn}
    texts: dict[str, list[str]] = {}
    for one in official.passages:
        if one.cite.eccn and one.cite.eccn[:5] in heads:
            texts.setdefault(one.cite.eccn[:5], []).append(one.text)
    return [CorpusDoc(id=name, title=heads[name], text="\n".join(texts.get(name, []))) for name in sorted(heads)]


def _lines(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


if __name__ == "__main__":
    main()

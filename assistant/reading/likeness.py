"""Which of the written signs of a diversion a sentence is like, by the vectors of the sentence model.

`data/likeness.yaml` holds sentences that tell a sign and sentences of everyday business. Both are learned by kernel
ridge regression over the kernel (1 + cosine)^3: a sentence leans to the signs or to business. Nothing is drawn at
random, and each sentence is encoded alone, so that the same words lean the same way in every process.
"""

from __future__ import annotations

import fcntl
import hashlib
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.reading.cities import DATA
from assistant.reading.lists import words_file
from assistant.settings import home, index_folder
from knowledge.embed import WEIGHTS_SHA256, MiniLM, encoder
from knowledge.errors import IndexBuildError, IndexMissingError
from knowledge.index import model_path

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_RIDGE = 0.5  # how much a single sentence is trusted less
_LEAST = 0.1  # from here on a sentence leans to the signs; a written sign stands at 1, business at -1
_EXPORT = (
    "import sys; from pathlib import Path; from knowledge.embed import export_model; export_model(Path(sys.argv[1]))"
)


@dataclass(frozen=True, slots=True)
class Sign:
    """A written sign: the number in Supp. No. 3 to part 732 or the key of its kind, and the sentence."""

    id: str
    sentence: str


@lru_cache(maxsize=4096)
def likest(sentence: str) -> Sign | None:
    """The written sign that the sentence is nearest to; None where it leans to everyday business."""
    near = 1 + _learned().vectors @ _encoder().encode_one(sentence)
    if float(_learned().weights @ near**3) < _LEAST:
        return None
    signs = _signs()
    return signs[int(near[: len(signs)].argmax())]


def prepare() -> None:
    """Loads the model and encodes the written sentences now, so that no question waits for them."""
    _encoder()
    _learned()


@dataclass(frozen=True, slots=True)
class _Learned:
    """One vector and one weight for each written sentence, signs first."""

    vectors: NDArray[np.float32]
    weights: NDArray[np.floating[Any]]


@cache
def _signs() -> tuple[Sign, ...]:
    told = words_file("likeness.yaml")["signs"]
    return tuple(Sign(number, sentence) for number, sentences in told.items() for sentence in sentences)


@cache
def _learned() -> _Learned:
    import numpy as np

    sentences = [*(sign.sentence for sign in _signs()), *words_file("likeness.yaml")["plain"]]
    vectors = _vectors(sentences)
    side = np.where(np.arange(len(sentences)) < len(_signs()), 1.0, -1.0)
    kernel = (1 + vectors.astype(np.float64) @ vectors.T) ** 3
    weights: NDArray[np.floating[Any]] = np.linalg.solve(kernel + _RIDGE * np.eye(len(sentences)), side)
    return _Learned(vectors, weights)


def _vectors(sentences: list[str]) -> NDArray[np.float32]:
    """Made once for these sentences, and kept in the data folder."""
    import numpy as np

    mark = hashlib.sha256(WEIGHTS_SHA256.encode() + (DATA / "likeness.yaml").read_bytes()).hexdigest()[:16]
    kept = home() / f"signs_{mark}.npy"
    if not kept.is_file():
        from assistant.screening.index import written_whole

        vectors = np.array([_encoder().encode_one(one) for one in sentences])
        with written_whole(kept) as partial, partial.open("wb") as file:
            np.save(file, vectors)
    found: NDArray[np.float32] = np.load(kept)
    return found


@cache
def _encoder() -> MiniLM:
    """The sentence model of the search index; exported where no index was built yet."""
    model = model_path(index_folder())
    try:
        return encoder(model)
    except IndexMissingError:
        return _exported(model)


def _exported(model: Path) -> MiniLM:
    """The model, exported by a process of its own: what exports takes half a gigabyte. Whoever comes second waits.

    Raises:
        IndexBuildError: it cannot be made; no deal is read then, since a sign could be passed over.
    """
    home().mkdir(parents=True, exist_ok=True)
    with (home() / "signs.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with suppress(IndexMissingError):
            return encoder(model)
        model.unlink(missing_ok=True)
        made = subprocess.run([sys.executable, "-c", _EXPORT, str(model)], capture_output=True, text=True)
        if made.returncode:
            why = (made.stderr.strip().splitlines() or ["no reason given"])[-1]
            raise IndexBuildError(f"the sentence model could not be made: {why}")
        return encoder(model)

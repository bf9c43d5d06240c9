"""The vectors of written sentences, made once and kept in the data folder, and the sentence model at hand."""

from __future__ import annotations

import fcntl
import hashlib
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.settings import home, index_folder
from knowledge.embed import SIZE, WEIGHTS_SHA256, MiniLM, encoder
from knowledge.errors import IndexBuildError, IndexMissingError
from knowledge.index import model_path

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_EXPORT = (
    "import sys; from pathlib import Path; from knowledge.embed import export_model; export_model(Path(sys.argv[1]))"
)


def vectors_of(name: str, sentences: Sequence[str]) -> NDArray[np.float32]:
    """One vector of length 1 for each sentence; made once for these sentences, and kept as `name` in the data folder.

    Each sentence has the vector that it has alone, so that the same words have the same one in every process.
    """

    written = "\n".join((WEIGHTS_SHA256, *sentences))
    mark = hashlib.sha256(written.encode()).hexdigest()[:16]
    return kept(f"{name}_{mark}", lambda: _encoded(sentences))


def _encoded(sentences: Sequence[str]) -> NDArray[np.float32]:
    import numpy as np

    vectors = np.zeros((len(sentences), SIZE), dtype=np.float32)
    for places, rows in encoder_at_hand().encode_each(sentences):
        vectors[places] = rows
    return vectors


def kept(name: str, make: Callable[[], NDArray[np.float32]]) -> NDArray[np.float32]:
    """What `make` gives; made once, and kept under the name in the data folder. Whoever comes second waits."""
    import numpy as np

    path = home() / f"{name}.npy"
    if not path.is_file():
        with _alone(f"{name}.lock"):
            if not path.is_file():
                _keep(path, make())
    found: NDArray[np.float32] = np.load(path)
    return found


def _keep(path: Path, made: NDArray[np.float32]) -> None:
    import numpy as np

    from assistant.screening.index import written_whole

    with written_whole(path) as partial, partial.open("wb") as file:
        np.save(file, made)


@contextmanager
def _alone(name: str) -> Iterator[None]:
    """Waits until no other process makes the same in the data folder."""
    home().mkdir(parents=True, exist_ok=True)
    with (home() / name).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@cache
def encoder_at_hand() -> MiniLM:
    """The sentence model of the search index; exported where no index was built yet.

    Raises:
        IndexBuildError: it cannot be made.
    """
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
    with _alone("model.lock"):
        with suppress(IndexMissingError):
            return encoder(model)
        model.unlink(missing_ok=True)
        made = subprocess.run([sys.executable, "-c", _EXPORT, str(model)], capture_output=True, text=True)
        if made.returncode:
            why = (made.stderr.strip().splitlines() or ["no reason given"])[-1]
            raise IndexBuildError(f"the sentence model could not be made: {why}")
        return encoder(model)

"""The vector index: one folder a version of the texts, exact to search, kept in Chroma as the store.

    folder/model.onnx               the sentence model, exported once
    folder/CURRENT                  the version that was built last
    folder/<version>/vectors.npy    one row a passage, in the order of the texts
    folder/<version>/ids.npy, first.npy, last.npy   hash and days of each passage (last: 99991231 while open)
    folder/<version>/chroma/        the same passages in Chroma, behind LangChain's vector store

A version is named by the hash of its texts, so a reader never sees half an index and never one of other texts. Chroma
is not on the path of a question: its search is approximate and not repeatable, and its date filter is slow; the .npy
files give exact scores in under a millisecond.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.digest import load_digest
from knowledge.embed import SIZE, WEIGHTS_SHA256, MiniLM, Progress, encoder, export_model
from knowledge.errors import IndexMissingError
from knowledge.provision import Provision

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

OPEN = 99991231  # Chroma keeps no dates and no None
_FORMAT = "1"


@dataclass(frozen=True, slots=True)
class IndexSummary:
    """What a build did: `embedded` passages were new, `reused` vectors came from the version before."""

    version: str
    passages: int
    embedded: int
    reused: int


def version_of(provisions: Sequence[Provision]) -> str:
    """The name of the index of these texts, in this order."""
    content = "\n".join([_FORMAT, WEIGHTS_SHA256, *(provision.sha256 for provision in provisions)])
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def model_path(folder: Path) -> Path:
    """Where the sentence model of an index folder lies."""
    return folder / "model.onnx"


def is_built(folder: Path, version: str) -> bool:
    """Whether model and vectors of this version are there."""
    return model_path(folder).is_file() and (folder / version / "vectors.npy").is_file()


def build_index(
    folder: Path, progress: Progress | None = None, provisions: Sequence[Provision] | None = None
) -> IndexSummary:
    """Builds the index of the texts (the digest, unless others are given); unchanged passages keep their vectors.

    Each passage is encoded by itself, so that its vector does not hang on its neighbors and an incremental build equals
    a full one byte for byte. The new version is moved into place whole.
    """
    texts = tuple(load_digest() if provisions is None else provisions)
    version = version_of(texts)
    export_model(model_path(folder))
    known = _known_vectors(folder)
    reused = sum(text.sha256 in known for text in texts)
    if not is_built(folder, version):
        vectors = _vectors(texts, known, encoder(model_path(folder)), progress)
        _write(folder, version, texts, vectors)
    _point_to(folder, version)
    return IndexSummary(version, len(texts), len(texts) - reused, reused)


def load_vectors(folder: Path, version: str) -> NDArray[np.float32]:
    """The vectors of a version, one row a passage; raises IndexMissingError where it was not built."""
    import numpy as np

    if not is_built(folder, version):
        raise IndexMissingError(f"index {version}: not built; run `exportdesk index build`")
    vectors: NDArray[np.float32] = np.load(folder / version / "vectors.npy", mmap_mode="r")
    return vectors


def current_version(folder: Path) -> str:
    """The version that was built last; raises IndexMissingError."""
    pointer = folder / "CURRENT"
    if not pointer.is_file():
        raise IndexMissingError("no index was built; run `exportdesk index build`")
    return pointer.read_text().strip()


def day_columns(provisions: Sequence[Provision]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """First and last day of each passage as numbers like 20240601."""
    import numpy as np

    first = np.array([day_number(provision.effective_from) for provision in provisions], dtype=np.int32)
    last = np.array([day_number(provision.effective_to) for provision in provisions], dtype=np.int32)
    return first, last


def day_number(day: date | None) -> int:
    """A day as a number that sorts like it; an open end comes last."""
    return OPEN if day is None else day.year * 10000 + day.month * 100 + day.day


# ---- building


def _known_vectors(folder: Path) -> dict[str, NDArray[np.float32]]:
    import numpy as np

    pointer = folder / "CURRENT"
    last = folder / pointer.read_text().strip() if pointer.is_file() else None
    if last is None or not (last / "vectors.npy").is_file():
        return {}
    return dict(zip(np.load(last / "ids.npy").tolist(), np.load(last / "vectors.npy"), strict=True))


def _vectors(
    texts: Sequence[Provision],
    known: dict[str, NDArray[np.float32]],
    model: MiniLM,
    progress: Progress | None,
) -> NDArray[np.float32]:
    import numpy as np

    vectors = np.zeros((len(texts), SIZE), dtype=np.float32)
    for at, text in enumerate(texts):
        vector = known.get(text.sha256)
        vectors[at] = model.encode_one(text.searched) if vector is None else vector
        if progress is not None:
            progress(at + 1, len(texts))
    return vectors


def _write(folder: Path, version: str, texts: Sequence[Provision], vectors: NDArray[np.float32]) -> None:
    import numpy as np

    from knowledge.vector_store import fill_store  # loads chromadb

    partial = folder / f".{version}.{os.getpid()}"
    partial.mkdir(parents=True)
    first, last = day_columns(texts)
    np.save(partial / "ids.npy", np.array([text.sha256 for text in texts]))
    np.save(partial / "first.npy", first)
    np.save(partial / "last.npy", last)
    fill_store(partial / "chroma", texts, vectors)
    np.save(partial / "vectors.npy", vectors)
    if (folder / version).exists():
        shutil.rmtree(folder / version)
    partial.rename(folder / version)


def _point_to(folder: Path, version: str) -> None:
    """Switches the pointer and drops what only older processes could still want."""
    pointer = folder / "CURRENT"
    before = pointer.read_text().strip() if pointer.is_file() else ""
    partial = folder / f".CURRENT.{os.getpid()}"
    partial.write_text(version + "\n")
    partial.replace(pointer)
    keep = {version, before} if before != version else None
    for old in folder.iterdir():
        if keep is not None and (old / "vectors.npy").is_file() and old.name not in keep:
            shutil.rmtree(old, ignore_errors=True)

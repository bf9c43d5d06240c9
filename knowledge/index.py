"""The search index: one folder a version of the texts, exact to search, its vectors kept in Chroma as well.

    folder/model.onnx        the sentence model, exported once
    folder/CURRENT           the version that answers
    folder/BUILDING          locked by the build that runs; the lock goes with its process
    folder/<version>/        what `shelf.py` describes, `keys.npy` (hash of the text of each vector), chroma/, and
                             manifest.json: the mark of the digest, and the size and hash of every file

A version is named by the hash of its texts. It is written beside the others and moved into place whole, then the
pointer is replaced: whatever dies in between, the version before answers. Files of another size than the manifest's
are damage, and the version before them answers as well. Chroma is not on the path of a question: its search is
approximate and not repeatable, and its date filter is slow.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from knowledge.digest import FOLDER as DIGEST
from knowledge.digest import load_digest
from knowledge.embed import SIZE, WEIGHTS_SHA256, MiniLM, Progress, export_model
from knowledge.errors import IndexBuildError, IndexMissingError
from knowledge.provision import Provision
from knowledge.shelf import write_shelf
from knowledge.windows import windows

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from knowledge.vector_server import VectorServer

_FORMAT = "3"
_MANIFEST = "manifest.json"
Known = dict[str, "NDArray[np.float32]"]


class Manifest(TypedDict):
    """What a version says of itself: mark of the digest; size and hash of each file."""

    digest: str
    files: dict[str, tuple[int, str]]


@dataclass(frozen=True, slots=True)
class IndexSummary:
    """What a build did: of the vectors `embedded` were new, `reused` were known."""

    version: str
    passages: int
    embedded: int
    reused: int


def version_of(provisions: Sequence[Provision]) -> str:
    """The name of the index of these texts, in this order."""
    content = "\n".join([_FORMAT, WEIGHTS_SHA256, *(one.source + one.sha256 for one in provisions)])
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def model_path(folder: Path) -> Path:
    """Where the sentence model of an index folder lies."""
    return folder / "model.onnx"


def build_index(
    folder: Path,
    progress: Progress | None = None,
    provisions: Sequence[Provision] | None = None,
    server: VectorServer | None = None,
) -> IndexSummary:
    """Builds the index of the texts (the digest, unless others are given); known texts keep their vectors.

    A text is encoded beside others of its own length only, so that its vector does not hang on its neighbors and an
    incremental build equals a full one byte for byte. A build that finds another one running waits for it. With a
    server, vectors are taken from it and new ones are put there.

    Raises:
        IndexBuildError: the disk is full or cannot be written; the version before still answers.
    """
    texts = tuple(dict.fromkeys(load_digest() if provisions is None else provisions))
    version = version_of(texts)
    try:
        with _alone(folder):
            _clear_leftovers(folder)
            model = _model(folder)
            if is_whole(folder / version, thorough=True):
                count = len(_keys(folder / version))
                _point_to(folder, version)
                return IndexSummary(version, len(texts), 0, count)
            known = _known_vectors(folder) | (server.known() if server else {})
            keys, vectors, owners, embedded = _vectors(texts, known, model, progress)
            if server is not None:
                server.put(keys, vectors)
            _write(folder, version, texts, keys, vectors, owners)
            _point_to(folder, version)
    except OSError as error:
        raise IndexBuildError(f"the index was not built ({error.strerror}); the one before still answers") from error
    return IndexSummary(version, len(texts), embedded, len(keys) - embedded)


def answering_folder(folder: Path) -> Path | None:
    """The version that answers: the current one, else the newest whole one; None where none fits the digest at hand."""
    fitting = (one for one, manifest in _whole_versions(folder) if manifest["digest"] == digest_mark())
    return next(fitting, None)


def _whole_versions(folder: Path) -> Iterator[tuple[Path, Manifest]]:
    """Whole versions with what they say of themselves, the current one first, then the newest."""
    pointer = folder / "CURRENT"
    named = [folder / pointer.read_text().strip()] if pointer.is_file() else []
    built = sorted(folder.glob(f"[!.]*/{_MANIFEST}"), key=lambda one: (-one.stat().st_mtime_ns, one))
    for version in dict.fromkeys((*named, *(one.parent for one in built))):
        manifest = _manifest(version)
        if manifest is not None and is_whole(version):
            yield version, manifest


def is_whole(version: Path, *, thorough: bool = False) -> bool:
    """Whether every file is there in its size; thorough: and with its content."""
    manifest = _manifest(version)
    if manifest is None:
        return False
    for name, (size, digest) in manifest["files"].items():
        file = version / name
        if not file.is_file() or file.stat().st_size != size or (thorough and _digest(file) != digest):
            return False
    return True


@lru_cache(maxsize=1)
def digest_mark() -> str:
    """The hash of the files of the shipped digest: an index of another digest does not answer."""
    content = hashlib.sha256()
    for path in sorted(DIGEST.rglob("*.md")):
        content.update(f"{path.relative_to(DIGEST)}\n".encode() + path.read_bytes())
    return content.hexdigest()


def current_version(folder: Path) -> str:
    """The version that was built last; raises IndexMissingError."""
    pointer = folder / "CURRENT"
    if not pointer.is_file():
        raise IndexMissingError("no index was built; run `exportdesk index build`")
    return pointer.read_text().strip()


# ---- building


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Waits until no other process builds here."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "BUILDING").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _clear_leftovers(folder: Path) -> None:
    """Drops what a build that died left behind; nobody else builds now."""
    for left in folder.glob(".*"):
        shutil.rmtree(left) if left.is_dir() else left.unlink()


def _model(folder: Path) -> MiniLM:
    """The sentence model; one that cannot be opened is exported again."""
    path = model_path(folder)
    export_model(path)
    try:
        return MiniLM(path, threads=1)
    except IndexMissingError:
        path.unlink()
        export_model(path)
        return MiniLM(path, threads=1)


def _known_vectors(folder: Path) -> Known:
    import numpy as np

    last = next(_whole_versions(folder), None)
    return {} if last is None else dict(zip(_keys(last[0]), np.load(last[0] / "vectors.npy"), strict=True))


def _keys(version: Path) -> list[str]:
    import numpy as np

    keys: list[str] = np.load(version / "keys.npy").tolist()
    return keys


def _vectors(
    texts: Sequence[Provision], known: Known, model: MiniLM, progress: Progress | None
) -> tuple[list[str], NDArray[np.float32], NDArray[np.int32], int]:
    """(key of each window, its vector, its passage, how many were encoded)."""
    import numpy as np

    pieces = [(at, piece) for at, text in enumerate(texts) for piece in windows(text.searched)]
    keys = [hashlib.sha256(piece.encode()).hexdigest()[:32] for _, piece in pieces]
    fresh = {key: piece for key, (_, piece) in zip(keys, pieces, strict=True) if key not in known}
    names, unread = list(fresh), list(fresh.values())
    found: Known = {}
    # no text is padded, so that a vector is the same whatever stands beside it; an interrupted build drops what waits
    with closing(model.encode_each(unread)) as done:  # type: ignore[type-var]
        for batch, rows in done:
            found.update(zip((names[at] for at in batch), rows, strict=True))
            if progress is not None:
                progress(len(pieces) - len(fresh) + len(found), len(pieces))
    vectors = np.zeros((len(pieces), SIZE), dtype=np.float32)
    for row, key in enumerate(keys):
        vectors[row] = found[key] if key in found else known[key]
    return keys, vectors, np.array([at for at, _ in pieces], dtype=np.int32), len(found)


def _write(
    folder: Path,
    version: str,
    texts: Sequence[Provision],
    keys: Sequence[str],
    vectors: NDArray[np.float32],
    owners: NDArray[np.int32],
) -> None:
    """Writes a version beside the others and moves it into place, or leaves nothing."""
    import numpy as np

    from knowledge.vector_store import fill_store  # loads chromadb

    partial = folder / f".{version}"
    try:
        partial.mkdir()
        write_shelf(partial, texts)
        np.save(partial / "keys.npy", np.array(keys))
        np.save(partial / "vectors.npy", vectors)
        np.save(partial / "owners.npy", owners)
        files = [one for one in sorted(partial.rglob("*")) if one.is_file()]
        sizes = {str(one.relative_to(partial)): (one.stat().st_size, _digest(one)) for one in files}
        first_rows = np.unique(owners, return_index=True)[1]
        fill_store(partial / "chroma", texts, vectors[first_rows])
        (partial / _MANIFEST).write_text(json.dumps({"digest": digest_mark(), "files": sizes}, indent=1))
        if (folder / version).exists():  # damaged, or it would have been kept
            (folder / version).rename(folder / f".damaged-{version}")
        partial.rename(folder / version)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
        shutil.rmtree(folder / f".damaged-{version}", ignore_errors=True)


def _point_to(folder: Path, version: str) -> None:
    """Switches the pointer; the version before stays for whoever reads it, older ones go."""
    pointer = folder / "CURRENT"
    before = pointer.read_text().strip() if pointer.is_file() else version
    if before == version and pointer.is_file():
        return
    partial = folder / ".CURRENT"
    with partial.open("w") as file:
        file.write(version + "\n")
        file.flush()
        os.fsync(file.fileno())
    partial.replace(pointer)
    for old in folder.iterdir():
        if (old / "vectors.npy").is_file() and old.name not in {version, before}:
            shutil.rmtree(old, ignore_errors=True)


@lru_cache(maxsize=8)
def _read_manifest(version: Path, changed: int) -> Manifest | None:
    del changed
    try:
        found: Manifest = json.loads((version / _MANIFEST).read_text())
    except ValueError:
        return None
    return found


def _manifest(version: Path) -> Manifest | None:
    """What a version says of itself; None where it is none, or damaged."""
    try:
        return _read_manifest(version, (version / _MANIFEST).stat().st_mtime_ns)
    except OSError:
        return None


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()

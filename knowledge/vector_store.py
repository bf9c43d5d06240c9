"""Chroma as the store of the index, through LangChain; importing this module loads both.

The store is filled with vectors that exist already. It serves whoever wants LangChain's interface; the answers of this
product come from the exact search beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import chromadb
from chromadb.api.shared_system_client import SharedSystemClient
from chromadb.config import Settings
from langchain_chroma import Chroma
from langchain_core.embeddings import Embeddings

from knowledge.embed import MiniLM, encoder
from knowledge.index import current_version, model_path
from knowledge.provision import Provision
from knowledge.shelf import day_number

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

COLLECTION = "provisions"


class ComputedVectors(Embeddings):
    """Vectors that were computed before, looked up by their text."""

    def __init__(self, vectors: dict[str, list[float]]) -> None:
        self._vectors = vectors

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """The known vectors of the texts."""
        return [self._vectors[text] for text in texts]

    def embed_query(self, text: str) -> list[float]:
        """The known vector of the text."""
        return self._vectors[text]


class SentenceModel(Embeddings):
    """The sentence model behind LangChain's interface."""

    def __init__(self, model: MiniLM) -> None:
        self._model = model

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector a text, each encoded by itself."""
        return [self.embed_query(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        """The vector of one text."""
        vector: list[float] = self._model.encode_one(text).tolist()
        return vector


def open_store(folder: Path) -> Chroma:
    """LangChain's vector store over the current version of an index folder; raises IndexMissingError."""
    chroma = folder / current_version(folder) / "chroma"
    return Chroma(COLLECTION, SentenceModel(encoder(model_path(folder))), client=_client(chroma))


def fill_store(path: Path, texts: Sequence[Provision], vectors: NDArray[np.float32]) -> None:
    """Writes passages, vectors and metadata into a new Chroma folder and lets go of it."""
    client = _client(path)
    known = {text.searched: vector.tolist() for text, vector in zip(texts, vectors, strict=True)}
    store = Chroma(COLLECTION, ComputedVectors(known), client=client)
    size = client.get_max_batch_size()
    for start in range(0, len(texts), size):
        batch = texts[start : start + size]
        names = [one.sha256 for one in batch]
        store.add_texts([one.searched for one in batch], [_metadata(one) for one in batch], names)
    SharedSystemClient.clear_system_cache()  # the folder is moved next


def _metadata(text: Provision) -> dict[str, str | int]:
    """What Chroma keeps beside a text: it knows neither dates nor None."""
    return {
        "cite": text.cite,
        "title": text.title,
        "source": text.source,
        "effective_from": day_number(text.effective_from),
        "effective_to": day_number(text.effective_to),
    }


def _client(path: Path) -> Any:
    return chromadb.PersistentClient(str(path), settings=Settings(anonymized_telemetry=False))

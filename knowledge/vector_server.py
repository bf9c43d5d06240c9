"""A server that several machines share vectors over: Chroma's, or PostgreSQL with pgvector.

A vector is kept under the hash of its text. A machine that builds its index takes the vectors that are there and adds
those it had to compute; it answers from its own memory-mapped copy, so every machine gives the same hits and scores.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from knowledge.embed import SIZE, WEIGHTS_SHA256
from knowledge.errors import KnowledgeError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from psycopg import Connection

    Vectors = NDArray[np.float32]

NAME = f"exportdesk_vectors_{WEIGHTS_SHA256[:12]}"  # vectors of another model are others


class VectorServer(Protocol):
    """Vectors by the hash of their text."""

    def known(self) -> dict[str, Vectors]:
        """Every vector that is kept."""

    def put(self, keys: Sequence[str], vectors: Vectors) -> None:
        """Keeps vectors; those that are there already stay."""


def vector_server(url: str) -> VectorServer:
    """The server behind a URL: `http://` is Chroma's, `postgresql://` has pgvector; raises KnowledgeError."""
    scheme = urlsplit(url).scheme
    kinds: dict[str, type[ChromaServer] | type[PgVector]] = {
        "http": ChromaServer,
        "https": ChromaServer,
        "postgresql": PgVector,
        "postgres": PgVector,
    }
    if scheme not in kinds:
        raise KnowledgeError(f"EXPORTDESK_VECTORS_URL: found {scheme!r}, expected http://, https:// or postgresql://")
    try:
        return kinds[scheme](url)
    except Exception as error:  # the clients share no base: refused, unknown host, no extension, wrong password
        raise KnowledgeError(f"EXPORTDESK_VECTORS_URL: the server cannot be used: {str(error).strip()}") from error


class ChromaServer:
    """`chroma run` somewhere."""

    def __init__(self, url: str) -> None:
        import chromadb
        from chromadb.config import Settings

        place = urlsplit(url)
        self._client = chromadb.HttpClient(
            host=place.hostname or "localhost",
            port=place.port or (443 if place.scheme == "https" else 8000),
            ssl=place.scheme == "https",
            settings=Settings(anonymized_telemetry=False),
        )
        self._kept = self._client.get_or_create_collection(NAME, embedding_function=None)

    def known(self) -> dict[str, Vectors]:
        """Every vector that is kept."""
        import numpy as np

        found: dict[str, Vectors] = {}
        for start in range(0, self._kept.count(), self._size):
            page = self._kept.get(limit=self._size, offset=start, include=["embeddings"])
            found |= zip(page["ids"], np.asarray(page["embeddings"], dtype=np.float32), strict=True)
        return found

    def put(self, keys: Sequence[str], vectors: Vectors) -> None:
        """Keeps vectors; those that are there already stay."""
        rows = dict(zip(keys, vectors, strict=True))
        names = list(rows)
        for start in range(0, len(names), self._size):
            page = names[start : start + self._size]
            self._kept.upsert(ids=page, embeddings=[rows[name] for name in page])

    @property
    def _size(self) -> int:
        size: int = self._client.get_max_batch_size()
        return size


class PgVector:
    """A table in PostgreSQL, whose extension `vector` gives whoever wants it a similarity search in SQL."""

    def __init__(self, url: str) -> None:
        self._url = url
        with self._connect() as connection:
            connection.execute("CREATE EXTENSION IF NOT EXISTS vector")
            connection.execute(f"CREATE TABLE IF NOT EXISTS {NAME} (key text PRIMARY KEY, embedding vector({SIZE}))")

    def known(self) -> dict[str, Vectors]:
        """Every vector that is kept."""
        import numpy as np

        with self._connect() as connection:
            rows = connection.execute(f"SELECT key, embedding::real[] FROM {NAME}").fetchall()
        return {key: np.array(vector, dtype=np.float32) for key, vector in rows}

    def put(self, keys: Sequence[str], vectors: Vectors) -> None:
        """Keeps vectors; those that are there already stay."""
        rows = [(key, str(vector.tolist())) for key, vector in dict(zip(keys, vectors, strict=True)).items()]
        with self._connect() as connection, connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO {NAME} VALUES (%s, %s) ON CONFLICT DO NOTHING", rows)

    def _connect(self) -> Connection:
        import psycopg

        return psycopg.connect(self._url)

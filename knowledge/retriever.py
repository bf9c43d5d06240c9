"""LangChain's retriever over the same search; importing this module loads langchain-core."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever

from knowledge.search import search


class ProvisionRetriever(BaseRetriever):
    """Provisions that held on `as_of` (any day, where it is None), best first."""

    folder: Path
    k: int = 10
    as_of: date | None = None

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        found = search(query, self.folder, self.k, self.as_of)
        return [Document(one.text, metadata=one.model_dump(mode="json", exclude={"text"})) for one in found]

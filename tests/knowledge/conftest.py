"""One real index for all tests of this folder: the shipped digest, the real model, a real Chroma."""

from pathlib import Path

import pytest

from knowledge.index import build_index


@pytest.fixture(scope="session")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index folder with the digest in it."""
    folder = tmp_path_factory.mktemp("index")
    build_index(folder)
    return folder

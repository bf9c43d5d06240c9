"""The party list as all tests of a run have it: built once, and only read."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.screening.index import default_folder


@pytest.fixture
def folder() -> Path:
    return default_folder()

"""Chinese and Japanese compounds with a touchy sense are no harmless words, however plain their pieces are."""

from pathlib import Path

import pytest

from assistant.reading.han import is_known
from rules.law import read_yaml

WORDS = read_yaml(Path(__file__).parent / "touchy_words.yaml")


@pytest.mark.parametrize("word", WORDS["touchy"].split())
def test_touchy_word_is_not_harmless(word: str) -> None:
    assert not is_known(word)


@pytest.mark.parametrize("run", WORDS["plain"].split())
def test_plain_run_is_known(run: str) -> None:
    assert is_known(run)

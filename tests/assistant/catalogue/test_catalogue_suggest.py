"""Near names are guesses: given for a designation that nobody knows, nothing for plain words."""

import pytest

from assistant.catalogue import catalogue, suggest


@pytest.mark.parametrize(
    ("word", "near"),
    [
        ("H20O", "H200"),
        ("MI320X", "MI325X"),
        ("RTX 5080 Super", "RTX 5080"),
        ("H200 NVL8", "H200 NVL"),
        ("Ascend 920", "Ascend 910"),
        ("Hopper", "H100 SXM5"),
        ("4091", "RTX 4090"),
    ],
)
def test_suggests(word: str, near: str) -> None:
    assert near in suggest(word)
    assert catalogue().lookup(word) is None, "a guess is never used"


@pytest.mark.parametrize("word", ["banana", "", "Qingdao", "server", "Q99Z"])
def test_suggests_nothing(word: str) -> None:
    assert suggest(word) == []


def test_at_most_five_and_always_the_same() -> None:
    assert len(suggest("RTX 5080 Super")) <= 5
    assert suggest("MI320X") == suggest("MI320X")

"""What kind of thing a product is, and that a list of headings is found by it."""

from pathlib import Path

import pytest

from knowledge.corpus import Corpus, CorpusDoc
from knowledge.kinds import kinds_of

HEADINGS = [
    CorpusDoc(id="chips", text="Electronic devices and components not listed elsewhere"),
    CorpusDoc(id="fibers", text="Fibrous or filamentary materials, as follows"),
    CorpusDoc(id="hulls", text="Vessels, hulls and their fittings, low in the water, with 32 frames"),
    CorpusDoc(id="tools", text="Machine tools for removing or cutting metals"),
]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("A low-power microcontroller", "electronic devices"),
        ("memory testers for wafers", "test equipment for semiconductor devices"),
        ("Routers", "telecommunications"),
        ("12K tow of carbon fibers", "fibrous"),
    ],
)
def test_kind_of_a_product(text: str, part: str) -> None:
    assert part in " ".join(kinds_of(text))


def test_the_longest_name_counts_alone() -> None:
    assert not any(kind.startswith("electronic devices") for kind in kinds_of("a memory tester"))


@pytest.mark.parametrize("text", ["", "?!", "an order of the minister"])
def test_what_names_no_product_has_no_kind(text: str) -> None:
    assert kinds_of(text) == ()


@pytest.mark.parametrize(
    ("product", "right"),
    [("32-bit microcontroller, low power", "chips"), ("T800 yarn on spools", "fibers"), ("lathe", "tools")],
)
def test_headings_are_found_by_the_kind(product: str, right: str, index: Path) -> None:
    assert Corpus(HEADINGS, index).search(product, 1)[0].id == right

"""`law verify` over the real texts, where they are at hand, and over texts in which something was changed."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.law.verify import digest_of, named, named_countries, spelled_out, verify
from assistant.settings import official_texts
from knowledge.official.paragraphs import paragraphs

CCL = "ear/part774_supp1_ccl_ecfr_2026-06.xml.gz"
TEXTS = official_texts()
needs_texts = pytest.mark.skipif(TEXTS is None, reason="the official texts are not at hand")


@needs_texts
def test_the_rule_base_stands_in_the_official_texts() -> None:
    assert TEXTS is not None
    found = verify(TEXTS)
    assert found["failed"] == []
    assert found["checked"] > 1500
    assert len(found["texts"]) >= 8


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    assert TEXTS is not None
    shutil.copytree(TEXTS / "ear", tmp_path / "ear")
    shutil.copytree(TEXTS / "country", tmp_path / "country")
    return tmp_path


def plain(path: Path, change: Callable[[str], str]) -> None:
    text = path.read_text(encoding="utf-8")
    assert change(text) != text, "the change must hit"
    path.write_text(change(text), encoding="utf-8")


def zipped(path: Path, change: Callable[[str], str]) -> None:
    text = gzip.decompress(path.read_bytes()).decode()
    assert change(text) != text, "the change must hit"
    path.write_bytes(gzip.compress(change(text).encode()))


@needs_texts
@pytest.mark.parametrize(
    ("file", "old", "new", "names"),
    [
        (
            "ear/ecfr_2026-09-24/742.6_advanced_computing.txt",
            "21,000",
            "22,000",
            "review_policy.case_by_case.tpp_below",
        ),
        (
            "ear/part774_supp1_ccl_ecfr_2026-06.xml.gz",
            "of 4800 or more; <I>or",
            "of 4900 or more; <I>or",
            "eccn_3a090.a",
        ),
        ("ear/part774_supp1_ccl_ecfr_2026-06.xml.gz", "3A090 Integrated circuits as", "3A090 Circuits as", "heading"),
        ("ear/ecfr_2026-09-24/740_supplements_5_6_7_8.txt", "Norway; ", "", "aia.destinations"),
        ("ear/ecfr_2026-09-24/740_supplements_5_6_7_8.txt", "Norway; ", "Norway; Poland; ", "supplement_5"),
        (CCL, "<I>LVS:</I> $5000; N/A for 4A003.b", "<I>LVS:</I> $3000; N/A for 4A003.b", "ccl_4.entries"),
        (CCL, "GBS:</I> Yes, for 4A003.g", "GBS:</I> N/A 4A003.g", "ccl_4.entries"),
        (CCL, "<B>9A991 ", "<B>9A981 ", "ccl_9.entries 9A991"),
        ("country/country_groups_ecfr_2026-09-24.csv", "AE,United Arab Emirates,", "AX,Aland,", "country_groups"),
        ("country/country_chart_ecfr_2026-09-24.csv", "AF,Afghanistan,X", "AF,Afghanistan,", "country_chart.cb1"),
    ],
)
def test_a_changed_text_is_found(copy: Path, file: str, old: str, new: str, names: str) -> None:
    change = zipped if file.endswith(".gz") else plain
    change(copy / file, lambda text: text.replace(old, new, 1))
    failed = verify(copy)["failed"]
    assert any(names in one["id"] for one in failed), failed


def test_labels_are_put_where_they_follow() -> None:
    lines = [
        "(a) General.", "(1) Scope—(i) Items. (A) A circuit; or", "(B) A computer.", "(ii) Places.",
        "(2) More.", "(b) Other.", "[...]", "(10) Later—(i) Last.",
    ]  # fmt: skip
    assert [labels for labels, _ in paragraphs(lines)] == [
        ("a",), ("a", "1"), ("a", "1", "i"), ("a", "1", "i", "A"), ("a", "1", "i", "B"), ("a", "1", "ii"),
        ("a", "2"), ("b",), ("b", "10"), ("b", "10", "i"),
    ]  # fmt: skip


def test_an_i_after_h_is_a_letter_unless_a_roman_level_can_open() -> None:
    assert [labels for labels, _ in paragraphs(["(h) One.", "(i) Two.", "(1) Deep.", "(i) Roman.", "(j) Three."])] == [
        ("h",), ("i",), ("i", "1"), ("i", "1", "i"), ("j",),
    ]  # fmt: skip


def test_countries_are_read_by_their_whole_names() -> None:
    assert named_countries("Guinea-Bissau, Korea, North, and the Republic of Korea") == {"GW", "KP", "KR"}


@pytest.mark.parametrize(
    ("name", "text", "stands"),
    [
        ("3B001.l", "ECCNs 3B001.a.4, c, k to n, p.2", True),
        ("3B001.o", "ECCNs 3B001.a.4, c, k to n, p.2", False),
        ("3C", "an ECCN in Product Groups B, C, D, or E in Category 3 of the CCL", True),
        ("4C", "an ECCN in Product Groups B, C, D, or E in Category 3 of the CCL", False),
        ("TMP(a)(9)", "TMP for items for use by the news media", True),
        ("TMP(a)(9)", "BAG for baggage", False),
    ],
)
def test_short_forms_are_spelled_out(name: str, text: str, stands: bool) -> None:
    assert named(name, spelled_out(text)) is stands


def test_a_heading_is_held_by_its_words() -> None:
    assert digest_of("3A090 Integrated circuits.") == digest_of("3A090  INTEGRATED Circuits")
    assert digest_of("Integrated circuits") != digest_of("Integrated circuit")

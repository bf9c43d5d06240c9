"""The digest: its health, its versions, and what its loader refuses."""

import itertools
import subprocess
import sys
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml

from knowledge.digest import FOLDER, load_digest, provision_for, read_digest, versions_of
from knowledge.errors import DigestError
from knowledge.provision import official_url
from rules.cite import Cite, canonical

FIRST_DAY = date(2022, 10, 7)
REQUIRED = Path(__file__).with_name("required_cites.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("cite", REQUIRED)
def test_every_provision_that_a_rule_stands_on_has_its_own_text(cite: str) -> None:
    found = provision_for(cite, date(2026, 9, 24))
    assert found is not None
    assert found.cite == canonical(cite)


def test_front_matter_is_yaml_and_agrees_with_our_own_reading() -> None:
    count = 0
    for path in FOLDER.rglob("*.md"):
        for front in path.read_text(encoding="utf-8").split("---\n")[1::2]:
            read = yaml.safe_load(front)
            count += 1
            assert str(read["cite"]) == canonical(str(read["cite"])), path
            assert isinstance(read["effective_from"], date)
            assert isinstance(read["unconfirmed"], bool)
    assert count == len(load_digest())


def test_texts_are_short_and_dates_are_sane() -> None:
    for one in load_digest():
        assert 20 <= len(one.text.split()) <= 175, one.cite
        assert one.effective_from >= FIRST_DAY, one.cite
        assert one.checked_through == date(2026, 9, 24), one.cite
        assert one.unconfirmed == ("UNCONFIRMED" in one.text), one.cite
        assert one.source == "digest"
        assert len(one.sha256) == 64


def test_no_two_provisions_share_a_hash() -> None:
    hashes = Counter(one.sha256 for one in load_digest())
    assert max(hashes.values()) == 1


def test_amending_documents_are_in_the_digest() -> None:
    for one in load_digest():
        if one.by is not None and one.by != "79 FR 75046":  # of 2014, before the modelled time
            assert versions_of(one.by), f"{one.cite}: {one.by}"


def test_each_further_cite_belongs_to_one_document() -> None:
    own = {one.cite for one in load_digest()}
    for path in FOLDER.rglob("*.md"):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("also: "):
                assert not own & set(line.removeprefix("also: ").split("; ")), path


def test_exactly_one_version_holds_on_a_day() -> None:
    days = {one.effective_from for one in load_digest()} | {one.effective_to or FIRST_DAY for one in load_digest()}
    for day in sorted(days):
        holding = Counter(one.cite for one in load_digest() if one.holds_on(day))
        assert max(holding.values()) == 1, day


@pytest.mark.parametrize(
    ("cite", "day", "expected"),
    [
        ("742.6(a)(6)", "2023-01-16", "China"),
        ("742.6(a)(6)", "2023-01-17", "Macau"),
        ("742.6(a)(6)(iii)(B)", "2026-07-09", "UAE was in D:4"),
        ("742.6(a)(6)(iii)(B)", "2026-07-10", "United Arab Emirates"),
        ("742.6(b)(10)(iii)(A)(1)", "2026-01-14", "no case-by-case path"),
        ("742.6(b)(10)(iii)(A)(1)", "2026-01-15", "21,000"),
        ("740.8", "2024-04-03", "two limbs"),
        ("740.8", "2024-04-04", "own name, ACA"),
        ("740.8", "2025-01-13", "worldwide"),
        ("744.23(a)(3)", "2025-01-12", ".a and .b alike"),
        ("744.23(a)(3)", "2025-01-13", "covers .b items"),
        ("744.11(a)(1)", "2025-09-28", "legally distinct"),
        ("744.11(a)(1)", "2025-11-09", "Exactly 50 counts"),
        ("744.11(a)(1)", "2025-11-10", "stayed"),
        ("744.11(a)(1)", "2026-11-09", "stayed"),
        ("744.11(a)(1)", "2026-11-10", "in force again"),
        ("3A090", "2022-10-20", "announced"),
        ("3A090", "2022-10-21", "600 Gbyte/s"),
        ("3A090", "2023-11-17", "4800 or more"),
        ("Country Group D:5", "2025-11-06", "Cambodia,"),
        ("Country Group D:5", "2025-11-07", "Cambodia left"),
        ("Note 1 to 3A090.a", "2026-04-06", "2026-04-13"),
        ("Note 1 to 3A090.a", "2026-04-07", "2026-12-31"),
        ("General Order No. 7", "2025-12-02", "expired"),
    ],
)
def test_the_version_of_the_day(cite: str, day: str, expected: str) -> None:
    found = provision_for(cite, date.fromisoformat(day))
    assert found is not None
    assert expected in found.text


@pytest.mark.parametrize(
    ("cite", "day", "found_at"),
    [
        ("742.6(b)(10)(iii)(A)(1)", "2023-12-01", "15 CFR 742.6(b)(10)"),
        ("3A090.a.1", "2023-01-01", "15 CFR Part 774, Supp. No. 1, ECCN 3A090"),
        ("744.23(a)(2)(i)", "2026-09-24", "15 CFR 744.23(a)(2)"),
        ("748.99", "2026-09-24", "15 CFR Part 748"),
        ("90 FR 4562", "2025-06-01", "15 CFR 742.6(b)(10)(iv)"),
    ],
)
def test_the_closest_text_around_a_place(cite: str, day: str, found_at: str) -> None:
    found = provision_for(cite, date.fromisoformat(day))
    assert found is not None
    assert found.cite == found_at


def test_no_text_before_its_time_and_none_for_unknown_places() -> None:
    assert provision_for("91 FR 1684", date(2026, 1, 14)) is None
    assert provision_for("47 CFR 15.1", date(2026, 1, 14)) is None


def test_links_to_the_official_text() -> None:
    assert official_url(Cite.parse("742.6(a)(6)")) == "https://www.ecfr.gov/current/title-15/section-742.6"
    assert (
        official_url(Cite.parse("3A090.a"), date(2023, 11, 17))
        == "https://www.ecfr.gov/on/2023-11-17/title-15/part-774"
    )
    assert official_url(Cite.parse("90 FR 4544")) == "https://www.federalregister.gov/citation/90-FR-4544"
    assert official_url(Cite.parse("GAO B-337935")) is None


def test_loading_is_light() -> None:
    code = (
        "import sys; from knowledge.digest import load_digest; load_digest()\n"
        "print(len({'torch', 'chromadb', 'langchain_core', 'numpy', 'yaml', 'bm25s'} & set(sys.modules)))"
    )
    shown = subprocess.check_output([sys.executable, "-c", code], cwd=FOLDER.parents[1], text=True)
    assert int(shown) == 0


GOOD = {
    "cite": "15 CFR 742.6(a)",
    "title": "A title",
    "effective_from": "2023-01-01",
    "effective_to": "null",
    "checked_through": "2026-09-24",
    "text_read": "null",
    "by": "null",
    "unconfirmed": "false",
}


def _write(folder: Path, *documents: dict[str, str], text: str = "Some words.") -> Path:
    fronts = ["\n".join(f"{key}: {value}" for key, value in document.items()) for document in documents]
    (folder / "one.md").write_text("\n".join(f"---\n{front}\n---\n\n{text}\n" for front in fronts))
    return folder


def test_a_good_file_is_read(tmp_path: Path) -> None:
    earlier = GOOD | {"effective_from": "2022-10-07", "effective_to": "2022-12-31"}
    assert [one.effective_from.year for one in read_digest(_write(tmp_path, GOOD, earlier))] == [2022, 2023]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"author": "x"}, r"one\.md:1: author: unknown key"),
        ({"cite": "§742.6(a)"}, "expected the canonical '15 CFR 742.6"),
        ({"cite": "nonsense"}, "one.md:1: cite"),
        ({"effective_from": "2023-02-30"}, "effective_from: found '2023-02-30'"),
        ({"effective_to": "2022-01-01"}, "effective_to"),
        ({"title": "null"}, "title: found 'null'"),
        ({"unconfirmed": "perhaps"}, "unconfirmed: found 'perhaps'"),
        ({"by": "90 FR"}, "by: "),
    ],
)
def test_a_bad_front_matter_is_refused(tmp_path: Path, change: dict[str, str], message: str) -> None:
    with pytest.raises(DigestError, match=message):
        read_digest(_write(tmp_path, GOOD | change))


def test_a_missing_key_and_an_empty_text_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DigestError, match="by: missing"):
        read_digest(_write(tmp_path, {key: value for key, value in GOOD.items() if key != "by"}))
    (tmp_path / "two").mkdir()
    with pytest.raises(DigestError, match="has no text"):
        read_digest(_write(tmp_path / "two", GOOD, text=""))


@pytest.mark.parametrize(
    ("earlier_ends", "message"),
    [("2022-12-30", "gap"), ("2023-01-01", "overlap"), ("null", "overlap")],
)
def test_gaps_and_overlaps_are_refused(tmp_path: Path, earlier_ends: str, message: str) -> None:
    earlier = GOOD | {"effective_from": "2022-10-07", "effective_to": earlier_ends}
    with pytest.raises(DigestError, match=rf"one\.md:\d+: effective_from: {message}"):
        read_digest(_write(tmp_path, earlier, GOOD))


def test_a_duplicate_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DigestError, match=r"stands in one\.md:1 already"):
        read_digest(_write(tmp_path, GOOD, GOOD))


def test_versions_touch_day_by_day() -> None:
    for cite in {one.cite for one in load_digest()}:
        versions = versions_of(cite)
        for earlier, later in itertools.pairwise(versions):
            assert earlier.effective_to is not None
            assert later.effective_from == earlier.effective_to + timedelta(days=1), cite

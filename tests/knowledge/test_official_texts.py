"""Official texts as provisions: cut where they are cited, and counted on the days for which they were read."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from assistant.settings import official_texts
from assistant.store.engine import engine_at
from assistant.store.migrate import upgrade
from knowledge import store
from knowledge.official.paragraphs import paragraphs
from knowledge.official.texts import OfficialTexts, passages
from knowledge.official.unit import Unit, stays_of, unit_of
from knowledge.sources import ecfr, ecfr_xml
from knowledge.sources.document import Document, Raw
from rules.cite import Cite
from tests.knowledge import published

DATA = official_texts()
NOW = dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC)
FEBRUARY, SEPTEMBER = dt.date(2026, 2, 10), dt.date(2026, 9, 24)


def labels(*lines: str, excerpt: bool = False) -> list[str]:
    return ["".join(f"({one})" for one in path) for path, _ in paragraphs(lines, excerpt=excerpt)]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("(h) A.", "(i) B.", "(j) C."), ["(h)", "(i)", "(j)"]),
        (("(h) A.", "(1) B.", "(i) C.", "(ii) D.", "(i) E."), ["(h)", "(h)(1)", "(h)(1)(i)", "(h)(1)(ii)", "(i)"]),
        (("(a) A.", "(1) B.", "(i) C.", "(A) D.", "(1) E.", "(2) F.", "(2) G."),
         ["(a)", "(a)(1)", "(a)(1)(i)", "(a)(1)(i)(A)", "(a)(1)(i)(A)(1)", "(a)(1)(i)(A)(2)", "(a)(2)"]),
        (("(a) Z.", "(b) A.", "(1) A note lists:", "(a) one;", "(b) two;", "(c) three.", "(2) B.", "(c) C."),
         ["(a)", "(b)", "(b)(1)", "(b)(1)", "(b)(1)", "(b)(1)", "(b)(2)", "(c)"]),
        (("(a) A.", "[...]", "(6) B.", "[...]", "(c) C."), ["(a)", "(a)(6)", "(c)"]),
        (("(h)(1) A.", "(i) B.", "(j) C."), ["(h)(1)", "(i)", "(j)"]),
        (("(a) A.", "(1) B.", "(4) C.", "(b) D."), ["(a)", "(a)(1)", "(a)(4)", "(b)"]),
    ],
)  # fmt: skip
def test_a_label_stands_where_the_whole_sequence_fits(lines: tuple[str, ...], expected: list[str]) -> None:
    assert labels(*lines, excerpt=not lines[0].startswith("(a)")) == expected


def test_an_excerpt_may_begin_and_go_on_anywhere() -> None:
    assert labels("(b)(1)(ii) A.", "(c) B.", "(e) C.", "(3) D.", excerpt=True) == ["(b)(1)(ii)", "(c)", "(e)", "(e)(3)"]


def test_a_part_becomes_labelled_pieces() -> None:
    section, supplement = ecfr_xml.units(ecfr_xml.parsed(published.part(), "x"), "x")
    texts = {one.cite: one.printed for one in section.pieces}
    assert section.title == "Stable regions"
    assert texts["15 CFR 742.6"] == "Words before any label."
    assert texts["15 CFR 742.6(a)(1)(i)"] == "(i) Small things. They need one."
    assert texts["15 CFR 742.6(a)(1)(i)(A)(2)"] == "(2) blue ones."
    assert texts["15 CFR 742.6(a)(1)(i)(B)"] == "(B) Things in bags.\nThing | Size\n(i) Box | 2"
    assert texts["15 CFR 742.6(a)(1)(i), Note 1"].endswith("A bag is no box.\n(1) Nor a sack.")
    assert texts["15 CFR 742.6(i)"] == "(i) Light."
    assert not any("1 FR 1" in text or "90 FR" in text for text in texts.values())
    assert [one.cite for one in supplement.pieces] == [
        "15 CFR Part 742, Supp. No. 4",
        "15 CFR Part 742, Supp. No. 4(a)",
    ]


def test_a_stay_reaches_what_it_names() -> None:
    section = ecfr_xml.units(ecfr_xml.parsed(published.part(), "x"), "x")[0]
    whole, introductory = section.stays
    assert (whole.cite, whole.introductory) == ("15 CFR 742.6(a)(1)(i)", False)
    assert (introductory.cite, introductory.introductory) == ("15 CFR 742.6(h)", True)
    assert (whole.published, whole.until) == (dt.date(2025, 11, 12), dt.date(2026, 11, 9))
    assert whole.reaches(Cite.parse("742.6(a)(1)(i)(A)"))
    assert not whole.reaches(Cite.parse("742.6(a)(1)(ii)"))
    assert not introductory.reaches(Cite.parse("742.6(h)(1)"))


def test_a_stay_of_a_section_without_paragraphs_reaches_all_of_it() -> None:
    (stay,) = stays_of("15 CFR 744.7", "At 90 FR 1, Nov. 12, 2025, § 744.7 was stayed, effective until Nov. 9, 2026.")
    assert stay.reaches(Cite.parse("744.7(b)"))


# ---- days


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    opened = engine_at(f"sqlite:///{tmp_path / 'texts.sqlite'}")
    upgrade(opened)
    return opened


def kept(engine: Engine, issue: dt.date, *units: Unit, name: str = "part-742") -> None:
    raw = Raw("ecfr", name, f"{name}_{issue}.xml", repr((issue, units)).encode(), issue, None)
    store.keep(engine, Document(raw, units), NOW)


def boxes(*lines: str, excerpt: bool = False) -> Unit:
    return unit_of("15 CFR 742.6", "Boxes", lines, excerpt=excerpt)


def at(engine: Engine, cite: str, day: dt.date) -> tuple[str, dt.date, dt.date | None] | None:
    found = OfficialTexts(engine).at(Cite.parse(cite), day)
    return None if found is None else (found.text, found.effective_from, found.effective_to)


def test_a_text_counts_from_its_issue_to_the_day_before_the_next_that_differs(engine: Engine) -> None:
    kept(engine, FEBRUARY, boxes("(a) Red.", "(b) Round.", "(c) Gone later."))
    kept(engine, SEPTEMBER, boxes("(a) Red.", "(b) Square."))
    before = dt.date(2026, 9, 23)
    assert at(engine, "742.6(a)", before) == ("(a) Red.", FEBRUARY, None)
    assert at(engine, "742.6(b)", before) == ("(b) Round.", FEBRUARY, before)
    assert at(engine, "742.6(b)", SEPTEMBER) == ("(b) Square.", SEPTEMBER, None)
    assert at(engine, "742.6(c)", before) == ("(c) Gone later.", FEBRUARY, before)
    assert at(engine, "742.6(c)", SEPTEMBER) is None
    assert at(engine, "742.6(b)", dt.date(2026, 2, 9)) is None


def test_what_an_excerpt_leaves_out_is_not_gone(engine: Engine) -> None:
    kept(engine, FEBRUARY, boxes("(a) Red, and all that follows.", "(b) Round."))
    kept(engine, SEPTEMBER, boxes("(a) Red [...]", "[...]", excerpt=True), name="excerpt")
    assert at(engine, "742.6(a)", SEPTEMBER) == ("(a) Red, and all that follows.", FEBRUARY, None)
    assert at(engine, "742.6(b)", SEPTEMBER) == ("(b) Round.", FEBRUARY, None)


def test_the_same_words_with_other_spaces_and_quotes_are_the_same_text(engine: Engine) -> None:
    kept(engine, FEBRUARY, boxes("(a) A “box” , round."))
    kept(engine, SEPTEMBER, boxes('(a) A "box", round.'))
    assert at(engine, "742.6(a)", SEPTEMBER) == ("(a) A “box” , round.", FEBRUARY, None)


def test_a_place_shows_what_lies_below_it_and_the_stay(engine: Engine) -> None:
    kept(engine, FEBRUARY, *ecfr_xml.units(ecfr_xml.parsed(published.part(), "x"), "x"))
    found = OfficialTexts(engine).at(Cite.parse("742.6(a)(1)"), SEPTEMBER)
    assert found is not None
    lines = found.text.splitlines()
    assert lines[0] == "(1) First—"
    assert lines[1:3] == ["(i) Small things. They need one.", "(A) Things in boxes:"]
    assert lines[-1].startswith("Effective Date Note: At 90 FR 50857")
    other = OfficialTexts(engine).at(Cite.parse("742.6(i)"), SEPTEMBER)
    assert other is not None
    assert other.text == "(i) Light."


def test_passages_are_single_places_with_stable_ids(engine: Engine) -> None:
    kept(engine, FEBRUARY, *ecfr_xml.units(ecfr_xml.parsed(published.part(), "x"), "x"))
    found = list(passages(engine))
    assert {one.source for one in found} == {"official"}
    assert all(one.effective_from == FEBRUARY and one.text_read == "2026-02-10" for one in found)
    stayed = next(one for one in found if one.cite == "15 CFR 742.6(a)(1)(i)(A)(1)")
    assert stayed.text.startswith("(1) red ones; or\nEffective Date Note:")
    assert [one.sha256 for one in found] == [one.sha256 for one in passages(engine)]
    assert len({one.sha256 for one in found}) == len(found)


def test_before_the_first_sync_there_are_none(tmp_path: Path) -> None:
    empty = engine_at(f"sqlite:///{tmp_path / 'empty.sqlite'}")
    assert list(passages(empty)) == []
    assert OfficialTexts(empty).at(Cite.parse("742.6"), SEPTEMBER) is None


# ---- the real texts


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    if DATA is None:
        pytest.skip("the official texts are not at hand")
    opened = engine_at(f"sqlite:///{tmp_path_factory.mktemp('real') / 'texts.sqlite'}")
    upgrade(opened)
    for path in ecfr.files(DATA):
        if "ccl" not in path.name and path.suffix != ".md" and not path.name.endswith(".md.gz"):
            store.keep(opened, ecfr.map_units(ecfr.fetched(path)), NOW)
    return opened


@pytest.mark.parametrize(
    ("cite", "words"),
    [
        ("742.6(a)(6)(iii)(A)", "to or within any destination worldwide"),
        ("742.6(b)(10)(iii)(A)(1)", "case-by-case license review policy"),
        ("744.23(a)(3)(i)(A)", "3A001.z.1.b"),
        ("15 CFR Part 740, Supp. No. 8(c)", "X.AI LLC | Advanced Computing Items"),
        ("15 CFR Part 748, Supp. No. 2(dd)(1)(iii)", "The applicant shall supply evidence"),
        ("744.11(a)(1)", "paragraph (a)(1) was stayed, effective until Nov. 9, 2026"),
        ("734.9(e)", "paragraph (e) introductory text"),
        ("740.17(b)(2)(i)(A)(5)(ii)", "Maximum number of concurrent full-duplex voice channels"),
    ],
)
def test_the_real_paragraph_is_found(real: Engine, cite: str, words: str) -> None:
    found = OfficialTexts(real).at(Cite.parse(cite), dt.date(2026, 11, 24))
    assert found is not None
    assert words in found.text


def test_the_emirates_came_with_the_later_issue(real: Engine) -> None:
    texts, place = OfficialTexts(real), Cite.parse("742.6(a)(6)(iii)(B)")
    earlier, later = texts.at(place, FEBRUARY), texts.at(place, SEPTEMBER)
    assert earlier is not None
    assert later is not None
    assert "United Arab Emirates" not in earlier.text
    assert "United Arab Emirates" in later.text
    assert (earlier.effective_to, later.effective_from) == (dt.date(2026, 9, 23), SEPTEMBER)


def test_every_real_passage_has_one_place(real: Engine) -> None:
    found = list(passages(real))
    assert len(found) > 2000
    assert all(Cite.parse(one.cite).text == one.cite and one.text.strip() for one in found)


def test_the_list_of_controlled_items_by_entry() -> None:
    if DATA is None:
        pytest.skip("the official texts are not at hand")
    (path,) = DATA.rglob("*774*ccl*.xml.gz")
    raw = ecfr.fetched(path)
    assert raw.issue == dt.date(2026, 6, 1)
    units = ecfr.read(raw)
    assert len(units) == 638
    entry = next(one for one in units if one.cite.endswith("3A090"))
    texts = {one.cite.rpartition("ECCN ")[2]: one.text for one in entry.pieces}
    assert texts["3A090.a.1"].startswith("a.1. A 'total processing performance' of 4800 or more")
    assert "RS applies to 3A090.a | To or within any destination worldwide" in texts["3A090"]
    assert {"3A090, Note 2", "3A090.a, Note 1", "3A090, Technical Note 2"} <= set(texts)

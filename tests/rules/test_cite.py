"""Cite: what people write, one canonical form, covering, and the round trip."""

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, ValidationError

from rules import cite
from rules.cite import Cite, CiteError, canonical, find_cites

CCL = "15 CFR Part 774, Supp. No. 1, "
SPELLINGS = {
    "15 C.F.R. § 742.6 (a)(6)(iii)": "15 CFR 742.6(a)(6)(iii)",
    "§742.6(a)(6)(iii)": "15 CFR 742.6(a)(6)(iii)",
    "15 CFR 742.6(A)(6)(III)(a)": "15 CFR 742.6(a)(6)(iii)(A)",
    "section 742.6(b)(10)(iii)(A)(1)": "15 CFR 742.6(b)(10)(iii)(A)(1)",
    "740.9(a)(14)": "15 CFR 740.9(a)(14)",
    "734.9(i)": "15 CFR 734.9(i)",
    "3A090.a": CCL + "ECCN 3A090.a",
    "ECCN 4A090.b": CCL + "ECCN 4A090.b",
    "eccn 5a002.Z.1.a": CCL + "ECCN 5A002.z.1.a",
    "15 CFR Part 774, Supp. No. 1, ECCN 3A090.a.1": CCL + "ECCN 3A090.a.1",
    "Note 2 to ECCN 3A090": CCL + "ECCN 3A090, Note 2",
    "Technical Note 2 to 3A090": CCL + "ECCN 3A090, Technical Note 2",
    "EAR99": CCL + "EAR99",
    "Supp. No. 1 to part 740": "15 CFR Part 740, Supp. No. 1",
    "supplement no. 2 to part 748": "15 CFR Part 748, Supp. No. 2",
    "Supp. No. 2(dd)(1)(iii) to part 748": "15 CFR Part 748, Supp. No. 2(dd)(1)(iii)",
    "15 CFR Part 748, Supp. No. 2(dd)": "15 CFR Part 748, Supp. No. 2(dd)",
    "15 CFR 740, Supp. No. 8": "15 CFR Part 740, Supp. No. 8",
    "Country Group D:5": "15 CFR Part 740, Supp. No. 1, Country Group D:5",
    "d:5": "15 CFR Part 740, Supp. No. 1, Country Group D:5",
    "Country Group B": "15 CFR Part 740, Supp. No. 1, Country Group B",
    "General Order No. 7": "15 CFR Part 736, Supp. No. 1, General Order No. 7",
    "General Order No. 4(d)": "15 CFR Part 736, Supp. No. 1, General Order No. 4(d)",
    "General Prohibition Ten": "15 CFR 736.2(b)(10)",
    "GP 4": "15 CFR 736.2(b)(4)",
    "Red Flag No. 28": "15 CFR Part 732, Supp. No. 3, Red Flag 28",
    '15 CFR 772.1, "Knowledge"': '15 CFR 772.1, "knowledge"',
    "“supercomputer” in § 772.1": '15 CFR 772.1, "supercomputer"',
    "part 744": "15 CFR Part 744",
    "22 CFR 126.1": "22 CFR 126.1",
    "15 CFR § 30.37(a)": "15 CFR 30.37(a)",
    "31 CFR ch. V": "31 CFR ch. V",
    "31 CFR chapter v": "31 CFR ch. V",
    "90 FR 4544": "90 FR 4544",
    "90 Fed. Reg. 4,544": "90 FR 4544",
    "90 FR 4544 at 4562": "90 FR 4544 at 4562",
    "FR Doc. No. 2026-02262": "FR Doc. 2026-02262",
    "BIS guidance of 2025-05-13": "BIS guidance 2025-05-13",
    "BIS guidance 2025-05-13 (red flags)": "BIS guidance 2025-05-13, red flags",
    "BIS, 2026-05-31": "BIS guidance 2026-05-31",
    "BIS press release 2025-05-13": "BIS press release 2025-05-13",
    "GAO B-337935": "GAO B-337935",
    "Proclamation No. 11002": "Proclamation 11002",
}


@pytest.mark.parametrize(("written", "printed"), SPELLINGS.items())
def test_one_canonical_form(written: str, printed: str) -> None:
    assert canonical(written) == printed
    assert canonical(printed) == printed


@pytest.mark.parametrize(
    "text",
    [
        "",
        "742",
        "742.6(1)",
        "742.6(a)(x)",
        "742.6(a)(6)(iiii)",
        "3F090",
        "90 FR",
        "H100",
        "4800",
        "3.2",
        "742.6(a)(1)-(4)",
        "GP 11",
    ],
)
def test_what_is_no_citation_raises(text: str) -> None:
    with pytest.raises(CiteError, match="cite"):
        Cite.parse(text)


def test_the_level_decides_what_i_is() -> None:
    assert Cite.parse("742.6(i)").parts[-1] == "i"
    with pytest.raises(CiteError, match="roman"):
        Cite.parse("742.6(a)(6)(b)")


@pytest.mark.parametrize(
    ("outer", "inner", "expected"),
    [
        ("742.6(a)", "742.6(a)(6)(iii)", True),
        ("742.6(a)(6)", "742.6(a)(6)", True),
        ("742.6(a)(1)", "742.6(a)(13)", False),
        ("742.6", "742.60", False),
        ("part 742", "742.6(a)", True),
        ("3A090", "3A090.a.1", True),
        ("3A090.a", "3A090.b", False),
        ("3A090.a", "Note 1 to 3A090.a", True),
        ("Supp. No. 1 to part 740", "D:5", True),
        ("Country Group D", "D:5", True),
        ("Supp. No. 1 to part 740", "740.2", False),
        ("BIS guidance 2025-05-13", "BIS guidance 2025-05-13, training", True),
    ],
)
def test_covers(outer: str, inner: str, expected: bool) -> None:
    assert Cite.parse(outer).covers(Cite.parse(inner)) is expected


def test_lineage_climbs_to_the_part() -> None:
    climbed = [str(place) for place in Cite.parse("3A090.a.1").lineage()]
    assert climbed == [CCL + "ECCN 3A090.a.1", CCL + "ECCN 3A090.a", CCL + "ECCN 3A090", CCL[:-2], "15 CFR Part 774"]
    assert Cite.parse("90 FR 4544").parent is None


def test_part_and_eccn() -> None:
    assert Cite.parse("742.6(a)").part == "742"
    assert Cite.parse("90 FR 4544").part is None
    assert Cite.parse("Note 1 to 3A090.a").eccn == "3A090.a"
    assert Cite.parse("742.6").eccn is None


def test_models_take_text_and_write_the_canonical_string() -> None:
    class Holder(BaseModel):
        model_config = ConfigDict(frozen=True)
        cite: Cite

    assert Holder.model_validate({"cite": "§742.6(a)"}).model_dump_json() == '{"cite":"15 CFR 742.6(a)"}'
    assert Holder.model_json_schema()["properties"]["cite"]["type"] == "string"
    with pytest.raises(ValidationError, match="expected a form such as"):
        Holder.model_validate({"cite": "nonsense"})


def test_cites_in_running_text() -> None:
    text = (
        "744.23(a)(3)(i)(A), Supp. No. 8 to part 740 and General Order No. 7: 4A090.b at 3.20 or 512.75 GB/s, to D:5."
    )
    assert [str(found) for found in find_cites(text)] == [
        "15 CFR 744.23(a)(3)(i)(A)",
        "15 CFR Part 740, Supp. No. 8",
        "15 CFR Part 736, Supp. No. 1, General Order No. 7",
        CCL + "ECCN 4A090.b",
        "15 CFR Part 740, Supp. No. 1, Country Group D:5",
    ]


def test_doctests() -> None:
    assert doctest.testmod(cite).failed == 0


_letters = st.sampled_from("abcdefghijklmnopqrstuvwxyz")
_numbers = st.integers(1, 40).map(str)
_romans = st.sampled_from(["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xii", "xiv"])
_paragraphs = st.tuples(_letters, _numbers, _romans, _letters.map(str.upper), _numbers).flatmap(
    lambda labels: st.integers(0, len(labels)).map(lambda n: labels[:n])
)
_sections = st.tuples(st.integers(730, 774), st.integers(1, 30), _paragraphs).map(
    lambda s: Cite(("15 CFR", str(s[0]), f"{s[0]}.{s[1]}", *s[2]))
)
_eccns = st.tuples(
    st.integers(0, 9), st.sampled_from("ABCDE"), st.integers(0, 999), st.lists(_letters | _numbers, max_size=4)
).map(lambda e: Cite(("15 CFR", "774", "Supp. No. 1", f"ECCN {e[0]}{e[1]}{e[2]:03d}", *e[3])))
_pages = st.tuples(st.integers(60, 110), st.integers(1, 120000)).map(lambda p: Cite((f"{p[0]} FR", str(p[1]))))
_supplements = st.tuples(st.integers(730, 774), st.integers(1, 12), _paragraphs).map(
    lambda s: Cite(("15 CFR", str(s[0]), f"Supp. No. {s[1]}", *s[2]))
)
_cites = _sections | _eccns | _pages | _supplements


@given(_cites)
def test_round_trip(place: Cite) -> None:
    assert Cite.parse(place.text) == place
    assert find_cites(place.text) == [place]


@given(_cites, _cites)
def test_covering_is_an_order(one: Cite, other: Cite) -> None:
    assert all(outer.covers(one) for outer in one.lineage())
    if one.covers(other) and other.covers(one):
        assert one == other

"""The memo: everything an answer holds is in it, PDF and DOCX say the same, and what cannot be shown is an error."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import unicodedata
import zipfile
from dataclasses import replace
from typing import Any

import docx
import pypdfium2
import pytest
from fontTools.ttLib import TTFont

from assistant.answer import Answer, DealAnswer, Kept, Proposal
from assistant.render.inert import visible
from assistant.render.memo import Filed, MemoError
from assistant.render.memo_content import memo, verdict_hash
from assistant.render.memo_docx import write_docx
from assistant.render.memo_pdf import write_pdf
from rules.proof import House, HousePosition, HouseRule
from tests.assistant.render.samples import ANSWER, DAY, FACTS, VERDICT

NAMES = (
    "深圳市云计算有限公司",
    "ООО Ромашка",
    "شركة النور للتجارة",
    "臺灣積體電路",
    "한국반도체",
    "株式会社グ",
    "Đặng Thị Hằng",
)
ENTRY = Kept(hash="b" * 64, previous="a" * 64, at=dt.datetime(2026, 10, 5, 14, 3, tzinfo=dt.UTC), seq=7)
FILED = Filed(
    ANSWER,
    "A dozen cards to Ostra?",
    channel="page",
    user="mara",
    thread="t1",
    pins=({"kind": "figure", "id": "eccn_3a090.b.tpp_from", "sha256": "c" * 64},),
    decisions=(
        {
            "id": "d1", "record": "r1", "at": "2026-10-06T09:00:00Z", "user": "ines", "role": "officer",
            "kind": "overrule",
            "reason": "seat unknown", "binds_to": "d" * 64, "outcome": "license_required",
            "review_policy": "presumption_of_denial",
        },
    ),
    status="escalated",
    entry=ENTRY,
    head="e" * 64,
)  # fmt: skip


def pages(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as opened:
        return "\n".join(page.get_textpage().get_text_bounded() for page in opened)


def read_back(written: bytes) -> str:
    paper = docx.Document(io.BytesIO(written))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in paper.paragraphs), *cells])


def changed(**verdict: Any) -> Filed:
    return replace(FILED, answer=ANSWER.model_copy(update={"verdict": VERDICT.model_copy(update=verdict)}))


@pytest.mark.parametrize(
    "said",
    [
        "Not decided yet · 4A090.b", "A dozen cards to Ostra?", "380 x 8 = 3,040 (INT8, dense)", "640 above",
        "1,760 below",
        "Regulation as printed (followed)", "BIS's announced enforcement", "“a dozen” (stated)", 
        "1. Is the chip described",
        "The passage, in our words.", "overruled; to: license required; applications: presumption of denial",
        "ines (officer)",
        "eccn_3a090.b.tpp_from", "c" * 64, "e" * 64, "b" * 64, "66 days old", "2027-03-23", "notice 25 days before",
        "red flag 1, open <b>", "Party 1: headquarters", "Yes, in China: license required, presumption of denial",
        "ECCN 3A090.b.1 [1]", "2026.10.1", verdict_hash(ANSWER), "2026-10-05 14:03:00Z", "mara",
    ],
)  # fmt: skip
def test_what_was_decided_stands_in_the_memo(said: str) -> None:
    assert said in memo(FILED).plain()


def test_pdf_and_docx_say_what_the_memo_says() -> None:
    made = memo(FILED)
    pdf = "".join(pages(write_pdf(made)).split())
    paper = "".join(read_back(write_docx(made)).split())
    for said in made.texts():
        for line in said.splitlines():
            assert "".join(line.split()) in paper
            assert "".join(line.split()).replace("\u00ad", "") in pdf.replace("\ufffe", "").replace("\u00ad", "")


def test_the_same_record_makes_the_same_bytes() -> None:
    again = replace(FILED, answer=Answer.model_validate_json(json.dumps(ANSWER.model_dump(mode="json"))))
    assert memo(again) == memo(FILED)
    assert write_pdf(memo(again)) == write_pdf(memo(FILED))
    assert write_docx(memo(again)) == write_docx(memo(FILED))


def test_another_verdict_has_another_hash() -> None:
    other = ANSWER.model_copy(update={"verdict": VERDICT.model_copy(update={"eccn": "4A994.l"})})
    assert verdict_hash(other) != verdict_hash(ANSWER)
    assert verdict_hash(ANSWER) == verdict_hash(Answer.model_validate_json(ANSWER.model_dump_json()))


def test_names_in_any_script_are_readable() -> None:
    made = memo(replace(FILED, question=f"Cards to {', '.join(NAMES)}, please"))
    written = read_back(write_docx(made))
    drawn = unicodedata.normalize("NFKC", pages(write_pdf(made)))
    for name in NAMES:
        assert name in written
        assert {char for char in unicodedata.normalize("NFKC", name) if char.isalpha()} <= set(drawn)


def test_a_docx_brings_the_fonts_of_its_names_along() -> None:
    written = write_docx(memo(replace(FILED, question=", ".join(NAMES))))
    drawn: dict[str, set[int]] = {}
    with zipfile.ZipFile(io.BytesIO(written)) as parts:
        named = re.findall(r'w:fontKey="{([0-9A-F-]+)}"', parts.read("word/fontTable.xml").decode())
        for key in named:
            mask = bytes.fromhex(key.replace("-", ""))[::-1] * 2
            hidden = parts.read(f"word/fonts/{key.replace('-', '').lower()}.odttf")
            font = TTFont(io.BytesIO(bytes(a ^ b for a, b in zip(hidden, mask, strict=False)) + hidden[32:]))
            drawn.setdefault(font["name"].getBestFamilyName(), set()).update(font.getBestCmap())
    assert set(drawn) >= {"Noto Sans", "Noto Sans Arabic", "Noto Sans SC", "Noto Sans KR"}
    for name in NAMES:
        for char in name.replace(" ", ""):
            assert any(ord(char) in known for known in drawn.values()), char
    run = next(one for paragraph in docx.Document(io.BytesIO(written)).paragraphs for one in paragraph.runs
               if "반도체" in one.text)  # fmt: skip
    assert 'w:eastAsia="Noto Sans KR"' in run._r.xml


def test_right_to_left_text_of_several_lines_starts_at_its_first_word() -> None:
    first, last = "أولا", "أخيرا"
    question = " ".join([first, *["كلمة"] * 60, last])
    with pypdfium2.PdfDocument(write_pdf(memo(replace(FILED, question=question)))) as opened:
        page = opened[0].get_textpage()
        boxes = [
            (unicodedata.normalize("NFKC", page.get_text_range(at, 1)), page.get_charbox(at))
            for at in range(page.count_chars())
        ]
    of = {char: box[1] for char, box in boxes if char in "ويأخ"}
    assert of["و"] > of["خ"] + 12  # the first word on a line above that of the last


def test_a_character_without_a_glyph_is_named() -> None:
    for write in (write_pdf, write_docx):
        with pytest.raises(MemoError, match=r"U\+12031, CUNEIFORM SIGN AN PLUS"):
            write(memo(replace(FILED, question="Cards to \U00012031")))


def test_controls_and_direction_marks_are_written_out() -> None:
    assert visible("a\u202eb\x00c\u2066") == "a[U+202E]b[U+0000]c[U+2066]"
    made = memo(replace(FILED, question="safe\u202etxt.exe <b>&amp;"))
    assert "safe[U+202E]txt.exe <b>&amp;" in made.plain()
    assert "safe[U+202E]txt.exe" in pages(write_pdf(made))


@pytest.mark.parametrize(
    ("filed", "named"),
    [
        (changed(reasons=({**VERDICT.reasons[0], "weight": 3},)), r"reasons\[0\].*weight"),
        (changed(computed={**VERDICT.computed, "distances": {"a.b": {"line": 1, "by": 1, "of": 2}}}), "of"),
        (changed(computed={"arithmetic": {"tpp": "1 x 1"}}), "computed.arithmetic.*tpp"),
        (replace(FILED, decisions=({**FILED.decisions[0], "kind": "blessed"},)), "decisions.*blessed"),
        (replace(FILED, decisions=({**FILED.decisions[0], "mood": "good"},)), r"decisions\[0\].*mood"),
        (replace(FILED, pins=({"kind": "rule", "id": "x", "sha256": "y", "size": 1},)), "pins.*size"),
    ],
)  # fmt: skip
def test_what_has_no_place_is_an_error(filed: Filed, named: str) -> None:
    with pytest.raises(MemoError, match=named):
        memo(filed)


def test_every_deal_of_a_message_is_told() -> None:
    deal = DealAnswer(label="12 cards to Ostra", as_of=DAY, facts=FACTS, verdict=VERDICT, questions=())
    made = memo(replace(FILED, answer=ANSWER.model_copy(update={"deals": (deal, deal)})))
    assert made.plain().count("1. Is the chip described in ECCN 3A090.b?") == 2
    assert "Deal 2" in made.plain()


def test_what_a_model_read_is_told_apart() -> None:
    read = Proposal(fact="quantity", value=12, words="a dozen", start=4, end=11, counted=False)
    made = memo(replace(FILED, answer=ANSWER.model_copy(update={"proposals": (read,)})))
    assert "“a dozen”\nno, it waits to be confirmed" in made.plain()


def test_the_company_s_own_rules_and_position_are_told() -> None:
    rule = HouseRule(
        id="no-dealers", name="No dealers", when={"parties[].kind": ("reseller", "distributor")},
        outcome="license_required", review_policy="presumption_of_denial", effective_from=DAY, text="We sell to users.",
        by="joao", reason="two diversions in a year",
    )  # fmt: skip
    position = HousePosition(reading="announced", since=DAY, by=("joao", "olga"), reason="advice of counsel")
    verdict = VERDICT.model_copy(update={"house": House(position=position, rules=(rule,))})
    told = memo(replace(FILED, answer=ANSWER.model_copy(update={"verdict": verdict}))).plain()
    for part in (
        "House rule no-dealers, No dealers",
        "We sell to users.",
        "two diversions",
        "joao and olga",
        "counsel",
    ):
        assert part in told


def test_an_answer_without_a_deal_and_without_a_record() -> None:
    answer = ANSWER.model_copy(
        update={"kind": "explanation", "verdict": None, "questions": (), "facts": {}, "law": None}
    )
    made = memo(Filed(answer, "What is TPP?"))
    assert "not recorded" in made.plain()
    assert made.subtitle == "An explanation; no deal was decided"
    assert write_pdf(made).startswith(b"%PDF")

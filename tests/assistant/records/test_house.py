"""The house: a loosening takes two officers and is printed, a rule only tightens and is cited as the company's."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.ask import ask
from assistant.channels import cli
from assistant.decide import decide, decide_again
from assistant.house import NO_HOUSE, applied, current
from assistant.records.cases import case
from assistant.records.errors import Refused
from assistant.records.house import add_rule, adopt, show
from assistant.records.log import verify_log
from assistant.records.permissions import NotAllowed
from assistant.records.receipt import receipt, verify
from rules.proof import OUTCOMES, POLICIES, House, HouseRule, Verdict, strictness
from tests.assistant.records.desks import ANA, CLEARED, DAY, JOAO, OLGA, TO_CHINA, desk, recorded

NO_NORWAY: dict[str, Any] = {
    "name": "No accelerators to Norway", "when": {"destination": ["NO", "SE"]}, "outcome": "license_required",
    "review_policy": "case_by_case", "text": "The board decided to ship none until the audit is over.",
    "effective_from": DAY,
}  # fmt: skip
WORLDWIDE: dict[str, Any] = {**CLEARED, "item": {**CLEARED["item"], "tpp": 15832}, "destination": "BR"}
WORLDWIDE["parties"] = [
    {**CLEARED["parties"][0], "location": "BR", "headquarters": "BR", "ultimate_parent": {"headquarters": "BR"}}
]


def _verdict(facts: dict[str, Any] = CLEARED, day: dt.date = DAY) -> Verdict:
    return decide(facts, day)[1]


def test_the_announced_reading_takes_two_officers_and_is_printed(database_url: str) -> None:
    store = desk(database_url)
    before = _verdict(WORLDWIDE)
    assert {one.id for one in before.readings} == {"codified", "announced"}
    waiting = adopt(store, "announced", "the bureau says so", JOAO)
    assert (waiting.house, waiting.pending and waiting.pending["user"]) == (NO_HOUSE, "joao")
    assert _verdict(WORLDWIDE) == before
    with pytest.raises(Refused, match="another officer"):
        adopt(store, "announced", "again", JOAO)
    adopt(store, "announced", "counsel agrees", OLGA)
    after = _verdict(WORLDWIDE)
    assert strictness(after.outcome, after.review_policy) > strictness(before.outcome, before.review_policy)
    said = {one.id: one.text for one in after.law.warnings}["house_position"]
    assert "adopted by joao and olga" in said
    assert "counsel agrees" in said
    assert _verdict().house is None
    facts, kept = decide(WORLDWIDE, DAY)
    assert decide_again(facts, DAY, kept)[0] == kept == after
    adopt(store, "codified", "back to the text", JOAO)
    assert decide_again(facts, DAY, kept)[0] == kept
    assert _verdict(WORLDWIDE) == before
    assert store.read(verify_log).broken is None
    store.close()


def test_who_may_not_adopt() -> None:
    store = desk(officers=(JOAO,))
    with pytest.raises(Refused, match="takes two different officers; there is one"):
        adopt(store, "announced", "no", JOAO)
    for act in (lambda: adopt(store, "announced", "no", ANA), lambda: add_rule(store, NO_NORWAY, "no", ANA)):
        with pytest.raises(NotAllowed):
            act()
    with pytest.raises(Refused, match="is followed already"):
        adopt(store, "codified", "no", JOAO)
    assert show(store).written() == {
        "position": NO_HOUSE.position and NO_HOUSE.position.model_dump(mode="json"), "pending": None, "rules": [],
    }  # fmt: skip
    store.close()


def test_a_rule_tightens_from_its_day_on_and_is_cited() -> None:
    store = desk()
    before = _verdict()
    rule = add_rule(store, NO_NORWAY, "decided on 20 November", JOAO)
    after = _verdict()
    assert (before.outcome, after.outcome, after.review_policy) == (
        "no_license_required", "license_required", "case_by_case",
    )  # fmt: skip
    assert after.reasons[-1]["cites"] == [rule.cite]
    assert _verdict(day=DAY - dt.timedelta(days=1)).outcome == before.outcome
    assert _verdict(TO_CHINA).house is None
    found = verify(json.loads(json.dumps(receipt(store, case(store, recorded(store, CLEARED), JOAO, DAY)))))
    assert found["result"] == "reproduced"
    answer = ask("12 data-center cards, 1,000 TPP, 800 mm2, 300 GB/s, to a firm in Oslo, Norway", as_of=DAY)
    cited = {one.cite: one for one in answer.citations if one.source == "company"}
    assert cited[rule.cite].passage == NO_NORWAY["text"]
    assert "No accelerators to Norway" in answer.answer
    assert answer.grounding.rejected == 0
    store.close()


def test_a_fact_that_a_rule_asks_for_keeps_a_clearance_open() -> None:
    store = desk()
    add_rule(store, {**NO_NORWAY, "when": {"end_uses": ["supercomputer"]}}, "a reason", JOAO)
    found = _verdict()
    assert (found.outcome, found.missing) == ("needs_facts", ("end_uses",))
    assert found.questions[0].options[0].outcome == "license_required"
    store.close()


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"when": {}}, "when: is empty"),
    ({"when": {"destinaton": ["NO"]}}, r"when.destinaton"),
    ({"when": {"destination": ["Norway"]}}, r"when.destination"),
    ({"outcome": "cleared"}, "outcome"),
    ({"outcome": "prohibited"}, "review_policy: goes with"),
    ({"text": " "}, "text: is empty"),
    ({"effective_to": dt.date(2020, 1, 1)}, "effective_to"),
    ({"colour": "red"}, "colour"),
]


@pytest.mark.parametrize(("wrong", "said"), WRONG)
def test_a_wrong_rule_is_refused_by_its_field(wrong: dict[str, Any], said: str) -> None:
    store = desk()
    with pytest.raises(Refused, match=said):
        add_rule(store, {**NO_NORWAY, **wrong}, "a reason", JOAO)
    assert current() == NO_HOUSE
    store.close()


CONDITIONS: list[tuple[str, tuple[Any, ...]]] = [
    ("destination", ("NO",)), ("destination", ("CN", "BR")), ("parties[].headquarters", ("NO", "BR")),
    ("item.form", ("card",)), ("end_uses", ("civil",)), ("item.eccn", ("4A090.a",)),
]  # fmt: skip
RULES = st.builds(
    HouseRule, id=st.just("P-1"), name=st.just("rule"), text=st.just("text"), by=st.just("joao"), reason=st.just("why"),
    effective_from=st.sampled_from([DAY, DAY + dt.timedelta(days=1)]), outcome=st.sampled_from(OUTCOMES),
    review_policy=st.none() | st.sampled_from(POLICIES),
    when=st.lists(st.sampled_from(CONDITIONS), min_size=1, max_size=3).map(dict),
)  # fmt: skip
DEALS = [(facts, decide(facts, DAY, house=NO_HOUSE)[1]) for facts in (CLEARED, TO_CHINA, WORLDWIDE, {})]


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(DEALS), st.lists(RULES, min_size=1, max_size=4))
def test_no_rule_ever_loosens(deal: tuple[dict[str, Any], Verdict], rules: list[HouseRule]) -> None:
    facts, law = deal
    found = applied(facts, law, House(rules=tuple(rules)))
    tight = strictness(found.outcome, found.review_policy)
    assert tight <= strictness(law.outcome, law.review_policy)
    assert (found == law) == (found.house is None)


def test_the_commands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "rule.yaml"
    file.write_text(yaml.safe_dump(NO_NORWAY), encoding="utf-8")
    assert cli.run(["house", "rule", "add", str(file), "--reason", "the audit"]) == 0
    assert cli.run(["house", "show", "--json"]) == 0
    shown = capsys.readouterr().out
    assert json.loads(shown[shown.index("{") :])["rules"][0]["name"] == NO_NORWAY["name"]
    assert cli.run(["house", "adopt", "announced", "--reason", "no"]) == 2
    assert "takes two different officers" in capsys.readouterr().err

"""The page without a browser: what its parts escape, how fields are read, and what each action does to the deal."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import gradio as gr
import pytest

from assistant.accounts.once import Once
from assistant.answer import Answer
from assistant.channels.page import (
    card,
    citations,
    facts,
    fields,
    gauges,
    handlers,
    markup,
    proof,
    questions,
    session,
    timeline,
)
from assistant.channels.page.handlers import acted
from assistant.channels.page.panel import panel
from assistant.channels.page.slip import NONE
from assistant.channels.page.state import Desk, Move
from assistant.decide import decide
from assistant.records.actor import LOCAL, Actor
from assistant.records.errors import NoSuchRecord
from assistant.render import words
from assistant.render.memo import Filed
from assistant.render.memo_content import verdict_hash
from assistant.restate import told
from assistant.store import Store, Turn
from tests.assistant.render.samples import ANSWER, FACTS, VERDICT

DAY = dt.date(2026, 10, 5)
DEAL: dict[str, Any] = {
    "item": {"form": "chip", "tpp": 15824, "applicable_die_area_mm2": 814, "designed_or_marketed_for_datacenter": True},
    "quantity": 64,
    "destination": "SG",
    "parties": [
        {
            "roles": ["end_user"],
            "kind": "company",
            "location": "SG",
            "headquarters": "SG",
            "ultimate_parent": {"headquarters": "CN"},
        }
    ],
    "words": {"quantity": {"text": "64", "start": 0, "end": 2, "status": "stated"}},
}


@pytest.fixture
def desk() -> Desk:
    known, verdict = decide(DEAL, DAY)
    return Desk(thread="t", turn=1, as_of=DAY, facts=known, verdict=verdict)


@pytest.fixture
def sample() -> Desk:
    after, _ = session.asked(session.new_desk(), lambda question, *, as_of, thread, user: ANSWER, "a deal")
    return after


# ---- escaping


def test_no_markup_from_outside_reaches_the_panel(sample: Desk) -> None:
    shown = panel(
        dataclasses.replace(sample, problem="<img src=x onerror=alert(1)>", moves=(Move("<b>", "<i>", "<u>"),))
    )
    assert "<img" not in shown
    assert "<script" not in shown
    assert "<b>" not in shown.replace('<b class="fill"', "")
    assert "javascript:" not in shown
    assert "Ostra &lt;img src=x&gt;" in shown


def test_an_attribute_cannot_be_left() -> None:
    assert markup.tag("a", "", title='"><script>') == '<a title="&quot;&gt;&lt;script&gt;"></a>'


def test_what_a_user_wrote_is_shown_letter_by_letter() -> None:
    assert markup.said("![x](http://e/x.png)<img src=y>") == r"!\[x\]\(http://e/x.png\)&lt;img src=y&gt;"


def test_an_answer_shows_no_image_and_links_its_marks() -> None:
    shown = markup.answered("See ![x](http://e/x.png) <img src=y> [1][3].", 2, 2)
    assert "<img" not in shown
    assert "!\\[x]" in shown
    assert '<a href="#cite-2-1" aria-label="Source 1">1</a>' in shown
    assert "[3]" in shown  # no such source: no link to nowhere


# ---- parts


def test_the_card_says_the_outcome_in_words_and_warns() -> None:
    shown = card.card(VERDICT, {})
    assert "Not decided yet" in shown
    assert "needs_facts" in shown
    assert "66 days old" in shown
    assert "2027-03-23" in shown


def test_both_readings_stand_side_by_side() -> None:
    shown = card.readings(VERDICT, {})
    assert shown.count('class="reading') == 2
    assert shown.count(">followed<") == 1


def test_a_gauge_marks_each_line_and_says_the_distance() -> None:
    shown = gauges.gauges(VERDICT.computed, {})
    assert shown.count('class="line"') == 2
    assert "640 over" in shown
    assert "1,760 under" in shown


def test_a_step_opens_on_what_was_read_and_links_its_passage() -> None:
    anchors = citations.anchors_of(1, ANSWER.citations)
    shown = proof.proof(VERDICT.reasons, anchors)
    assert 'href="#cite-1-1"' in shown
    assert 'href="#cite-1-2"' in shown
    assert shown.count("<details") == 2
    assert "not known" in shown


def test_every_link_to_a_passage_has_its_passage(sample: Desk) -> None:
    import re

    shown = panel(sample)
    assert set(re.findall(r'href="#(cite-[\d-]+)"', shown)) <= set(re.findall(r'id="(cite-[\d-]+)"', shown))


def test_an_option_says_where_it_leads() -> None:
    shown = questions.questions(VERDICT.questions)
    assert shown.count('data-act="choose"') == 2
    assert "License required, presumption of denial" in shown


def test_a_fact_shows_the_words_it_came_from() -> None:
    assert "from “a dozen”" in facts.facts(FACTS)


# ---- fields


@pytest.mark.parametrize(
    ("path", "typed", "value"),
    [
        ("item.tpp", "4,800", 4800),
        ("item.performance_density", "5.92", 5.92),
        ("item.process_nonplanar", "yes", True),
        ("destination", "Singapore (SG)", "SG"),
        ("destination", "no", "NO"),
        ("destination", "germany", "DE"),
        ("route", "AE, China", ["AE", "CN"]),
        ("route", "none", []),
        ("end_uses", "civil, model training for others", ["civil", "model_training_for_others"]),
        ("parties[0].headquarters", "not known", None),
        ("parties[0].kind", "data center", "data_center"),
        ("item.tops[0].bits", "8", 8),
        ("parties[0].ultimate_parent.headquarters", "CN", "CN"),
        ("date", "2026-10-05", "2026-10-05"),
    ],
)
def test_what_is_typed_becomes_a_value(path: str, typed: str, value: object) -> None:
    assert fields.read(path, typed) == value


@pytest.mark.parametrize(
    ("path", "typed"),
    [
        ("item.tpp", "many"), ("item.tpp", "-1"), ("item.tpp", "NaN"), ("destination", "Atlantis"),
        ("end_uses", "fun"), ("item.process_nonplanar", "maybe"), ("nothing.here", "1"), ("parties[0][1]", "1"),
    ],
)  # fmt: skip
def test_what_is_no_value_is_said(path: str, typed: str) -> None:
    with pytest.raises(fields.FieldError):
        fields.read(path, typed)


def test_every_fact_has_an_input() -> None:
    assert {fields.kind_of(path).kind for path in fields.paths()} >= {"number", "yes_no", "country", "choice", "date"}
    assert "item.tpp" in fields.paths()
    assert "parties[0].headquarters" in fields.paths()


# ---- actions


def test_changing_a_fact_moves_the_verdict(desk: Desk) -> None:
    after = acted(desk, {"act": "recompute", "fields": {"item.tpp": "1,000", "quantity": "64"}})
    assert after.verdict is not None
    assert after.verdict.eccn != "3A090.a"
    assert after.facts["item"]["tpp"] == 1000
    assert after.moves[-1].what == "TPP: 15824 → 1,000"
    assert after.moves[-1].was.startswith("License required · 3A090.a")
    assert "TPP: 15824 → 1,000" in panel(after)


def test_an_emptied_field_is_silence(desk: Desk) -> None:
    after = acted(desk, {"act": "recompute", "fields": {"quantity": ""}})
    assert "quantity" not in after.facts
    assert "words" not in after.facts


def test_not_known_is_null(desk: Desk) -> None:
    after = acted(desk, {"act": "recompute", "fields": {"parties[0].headquarters": "not known"}})
    assert after.facts["parties"][0]["headquarters"] is None


def test_nothing_changed_decides_nothing(desk: Desk) -> None:
    typed = {path: fields.shown(path, value) for path, value in fields.leaves(desk.facts)}
    after = acted(desk, {"act": "recompute", "fields": typed})
    assert after.verdict == desk.verdict
    assert after.problem == "Nothing was changed."
    assert after.moves == ()


def test_a_refused_value_changes_nothing(desk: Desk) -> None:
    after = acted(desk, {"act": "recompute", "fields": {"item.tpp": "many"}})
    assert after.verdict == desk.verdict
    assert after.facts == desk.facts
    assert after.problem is not None
    assert after.problem.startswith("TPP: found “many”")


def test_another_day_is_decided_under_its_law(desk: Desk) -> None:
    after = acted(desk, {"act": "as_of", "fields": {"as_of": "2023-01-10"}})
    assert after.verdict is not None
    assert after.verdict.as_of == dt.date(2023, 1, 10)
    assert after.moves[-1].what == "Law as of 2023-01-10"


@pytest.mark.parametrize("day", ["2022-10-06", "soon", "2026-02-30"])
def test_an_impossible_day_changes_nothing(desk: Desk, day: str) -> None:
    after = acted(desk, {"act": "as_of", "fields": {"as_of": day}})
    assert after.verdict == desk.verdict
    assert after.problem is not None


def test_an_option_states_its_facts(desk: Desk) -> None:
    open_deal = {**DEAL, "parties": [{"roles": ["end_user"], "location": "SG"}]}
    open_deal["item"] = {**DEAL["item"], "form": "card", "tpp": 3040, "applicable_die_area_mm2": 640}
    known, verdict = decide(open_deal, DAY)
    place, question = next(
        (place, one) for place, one in enumerate(verdict.questions) if one.fact.endswith("headquarters")
    )
    pick = next(place for place, one in enumerate(question.options) if one.sets)
    open_desk = Desk(thread="t", as_of=DAY, facts=known, verdict=verdict)
    after = acted(open_desk, {"act": "choose", "question": str(place), "option": str(pick)})
    assert after.verdict is not None
    assert after.verdict.outcome == question.options[pick].outcome
    assert after.moves[-1].what.endswith(question.options[pick].label)


def test_a_presumed_fact_opens_as_a_field(desk: Desk) -> None:
    after = acted(desk, {"act": "open", "path": "supply_history_lawful"})
    assert 'name="supply_history_lawful"' in panel(after)
    moved = acted(after, {"act": "recompute", "fields": {"supply_history_lawful": "no"}})
    assert moved.verdict is not None
    assert moved.verdict.outcome == "prohibited"


@pytest.mark.parametrize(
    "data",
    [
        {}, {"act": "frobnicate"}, {"act": "choose", "question": "99", "option": "0"}, {"act": "deal", "deal": "3"},
        {"act": "choose", "question": "-1", "option": None}, {"act": "open", "path": "words"},
        {"act": "add", "fields": {"path": "__class__"}}, {"act": "recompute", "fields": {"__class__": "x"}},
    ],
)  # fmt: skip
def test_an_unknown_action_changes_no_deal(desk: Desk, data: dict[str, Any]) -> None:
    after = acted(desk, data)
    assert (after.facts, after.verdict) == (desk.facts, desk.verdict)
    assert panel(after)


def test_sources_of_earlier_answers_stay(sample: Desk) -> None:
    def ask(question: str, *, as_of: dt.date | None, thread: str, user: str) -> Answer:
        return ANSWER

    second, _ = session.asked(sample, ask, "again")
    assert second.turn == 2
    assert 'id="cite-1-1"' in panel(second)
    assert 'id="cite-2-1"' in panel(second)


def test_a_change_is_told_and_numbered_like_an_answer(desk: Desk) -> None:
    after = acted(desk, {"act": "recompute", "fields": {"destination": "Germany (DE)"}})
    assert after.answer is not None
    assert after.answer.facts == after.facts
    assert after.turn == desk.turn + 1
    assert {one.cite for one in after.citations} >= {"15 CFR 742.6(a)(6)(iii)(A)"}
    assert f'id="cite-{after.turn}-1"' in panel(after)


def test_a_next_question_says_what_it_moved(desk: Desk) -> None:
    after, _ = session.asked(desk, lambda question, *, as_of, thread, user: ANSWER, "and for Uruguay?")
    assert after.moves[-1].what == "You asked: and for Uruguay?"
    assert after.moves[-1].now.startswith("Not decided yet")


# ---- over time, on the shelf, to the file


def test_the_strip_has_every_period_in_words(desk: Desk) -> None:
    waiting = timeline.timeline(desk)
    assert "Replaying" in waiting
    after = session.replayed(desk)
    assert after.strip is not None
    shown = timeline.timeline(after)
    assert shown.count('data-act="day"') == len(after.strip)
    assert shown.count('aria-pressed="true"') == 1
    assert "Opened by 88 FR 73458" in shown
    assert "2022-10-07 to" in shown
    assert session.replayed(after) is after


def test_another_deal_is_replayed_anew_and_another_day_is_not(desk: Desk) -> None:
    after = session.replayed(desk)
    assert acted(after, {"act": "day", "day": "2022-11-01"}).strip == after.strip
    assert acted(after, {"act": "recompute", "fields": {"item.tpp": "1,000"}}).strip is None


def test_every_distance_is_shown_with_its_sum(desk: Desk) -> None:
    assert desk.verdict is not None
    shown = gauges.gauges(desk.verdict.computed, {})
    for one in desk.verdict.computed["distances"].values():
        assert f"− {words.number(one['line'])} = </span>" in shown
    computed = {"tpp": 100, "distances": {"a.b": {"line": 7, "cite": "15 CFR 740.8", "by": 2}}}
    assert "9 − 7 = </span>2 over" in gauges.gauges(computed, {})


def test_a_paragraph_names_the_steps_that_stand_on_it(sample: Desk) -> None:
    shown = panel(sample)
    assert 'data-stands="cite-1-1"' in shown
    assert shown.count('href="#step-1"') == 1
    assert 'href="#step-2"' in shown


REQUEST = gr.Request()


class Kept:
    """Conversations in memory."""

    def __init__(self) -> None:
        self.store = Store.in_memory()
        self.store.keep("page-1", "a <b>deal</b>", ANSWER)

    def turns(self, thread: str) -> list[Turn]:
        return self.store.turns(thread)

    def share(self, thread: str) -> str:
        return f"link-{thread}"

    def shared(self, link: str) -> str | None:
        return "page-1" if link == "link-page-1" else None

    def standing(self, id: str, actor: Actor, *, escalate: bool, key: str = "") -> str:
        return f"{id} stands, for {actor.name}" + (", with the officers" if escalate else "")

    def once(
        self, key: str, sent: str, work: Callable[[], object], written: Callable[[object], str]
    ) -> tuple[str, bool]:
        found = Once(self.store).answer(LOCAL.name, key, sent.encode(), work, written)
        return found.text, found.again

    def knows(self, key: str) -> bool:
        return Once(self.store).knows(LOCAL.name, key)

    def filed(self, id: str, actor: Actor) -> Filed:
        raise NoSuchRecord(id)


@pytest.fixture
def on() -> handlers.Handlers:
    return handlers.Handlers(lambda question, *, as_of, thread, user: ANSWER, kept=Kept())


def event(**data: object) -> gr.EventData:
    return gr.EventData(None, _data=data)


def test_a_conversation_is_opened_again_from_the_list(on: handlers.Handlers) -> None:
    box = on.act([], session.new_desk(), event(act="history", threads=["page-1", "gone"]))[4]
    assert box.count('data-act="reopen"') == 1
    assert "a &lt;b&gt;deal" in box
    chat, desk, shown, *_ = on.act([], session.new_desk(), event(act="reopen", thread="page-1"))
    assert desk.thread == "page-1"
    assert desk.verdict == VERDICT
    assert len(chat) == 2
    assert "Not decided yet" in shown


@pytest.mark.parametrize("threads", [None, "page-1", [{"a": 1}], 7])
def test_a_list_that_is_none_opens_nothing(on: handlers.Handlers, threads: object) -> None:
    assert 'data-act="reopen"' not in on.act([], session.new_desk(), event(act="history", threads=threads))[4]


def test_a_link_shows_and_nothing_can_be_added(on: handlers.Handlers) -> None:
    chat, desk, _, shown, *_ = on.arrive('{"share": "link-page-1"}', session.new_desk(), REQUEST)
    assert desk.read_only
    assert desk.thread == ""
    assert "can be read, not continued" in shown
    assert on.say("and for Japan?", chat, desk)[2].slip == NONE
    for act in ("recompute", "choose", "as_of", "day", "today", "open", "add"):
        after = on.act(chat, desk, event(act=act, question="0", option="0", path="quantity", fields={"quantity": "9"}))[
            1
        ]
        assert after.facts == desk.facts
        assert after.problem == timeline.READ_ONLY
    assert "href" not in on.act(chat, desk, event(act="share"))[4]


@pytest.mark.parametrize("arrived", ["", "null", "7", "[]", '{"share": "guessed"}', '{"thread": "gone"}', "{"])
def test_who_comes_with_nothing_known_starts_anew(on: handlers.Handlers, arrived: str) -> None:
    chat, desk, *_ = on.arrive(arrived, session.new_desk(), REQUEST)
    assert chat == []
    assert desk.verdict is None
    assert not desk.read_only


def test_a_memo_comes_as_a_file(on: handlers.Handlers, sample: Desk) -> None:
    import base64

    parcel = json.loads(on.act([], sample, event(act="memo", format="docx"))[5])
    assert parcel["name"].endswith(".docx")
    assert base64.b64decode(parcel["base64"]).startswith(b"PK")
    assert on.act([], sample, event(act="memo", format="exe"))[5] == ""
    odd = dataclasses.replace(sample, asked="\U00012031")
    _, after, _, _, _, nothing = on.act([], odd, event(act="memo", format="docx"))
    assert nothing == ""
    assert "U+12031" in (after.problem or "")


def test_the_file_section_shows_the_hash(sample: Desk) -> None:
    assert verdict_hash(ANSWER) in panel(sample)


# ---- a turn whose answer did not arrive


KEY, THREAD = "0" * 31 + "1", f"page-{'a' * 32}"


class Asking:
    """Counts the answers that were made, and keeps each as the product does."""

    def __init__(self, kept: Kept) -> None:
        self.kept, self.made = kept, 0

    def __call__(self, question: str, *, as_of: dt.date | None, thread: str, user: str) -> Answer:
        self.made += 1
        self.kept.store.keep(thread, question, ANSWER)
        return ANSWER


def _slip(**what: object) -> str:
    return json.dumps({"key": KEY, "who": LOCAL.name, "thread": THREAD, "as_of": None, "tries": 1, **what})


def _arrived(on: handlers.Handlers, slip: str) -> tuple[list[dict[str, Any]], Desk, str]:
    """A browser comes back with a slip, and what is on it is done."""
    chat, desk, *_ = on.arrive(json.dumps({"slip": json.loads(slip)}), session.new_desk(), REQUEST)
    if desk.slip != NONE:
        chat, desk, *_ = on.answer(chat, desk)
    return chat, desk, panel(desk)


def test_a_question_comes_back_under_its_key_and_is_answered_once() -> None:
    kept = Kept()
    ask = Asking(kept)
    on = handlers.Handlers(ask, kept=kept)
    asked = _slip(question="8 H200 to Norway")
    first, second = _arrived(on, asked), _arrived(on, asked)
    assert ask.made == 1
    assert first[0] == second[0]
    assert [one["role"] for one in second[0]] == ["user", "assistant"]
    assert f'data-done="{KEY}"' in first[2]
    assert f'data-done="{KEY}"' in second[2]
    assert second[1].thread == THREAD
    assert len(kept.turns(THREAD)) == 1


def test_an_answer_that_came_late_is_shown_as_it_is_kept() -> None:
    kept = Kept()
    ask = Asking(kept)
    on = handlers.Handlers(ask, kept=kept)
    chat, desk, *_ = on.arrive(json.dumps({"slip": json.loads(_slip(question="8 H200"))}), session.new_desk(), REQUEST)
    on.answer(chat, desk)  # by the process that was taken for dead
    chat, desk, *_ = on.answer(chat, desk)
    assert (ask.made, len(chat), desk.turn) == (1, 2, 1)


@pytest.mark.parametrize("odd", [{"who": "somebody else"}, {"thread": "link:1"}, {"tries": 6}, {"key": "short"}])
def test_a_slip_that_is_no_turn_of_ones_own_asks_nothing(odd: dict[str, object]) -> None:
    ask = Asking(Kept())
    chat, desk, _ = _arrived(handlers.Handlers(ask, kept=ask.kept), _slip(question="8 H200", **odd))
    assert (ask.made, chat, desk.verdict) == (0, [], None)


def test_a_change_comes_back_under_its_key_and_is_made_once(desk: Desk) -> None:
    kept, made = Kept(), 0

    def keep(thread: str, what: str, answer: Answer, *, user: str) -> Answer:
        nonlocal made
        made += 1
        kept.store.keep(thread, what, answer)
        return answer

    kept.store.keep(THREAD, "a deal", told(desk.facts, desk.verdict))
    on = handlers.Handlers(lambda question, *, as_of, thread, user: ANSWER, keep=keep, kept=kept)
    change = {"act": "recompute", "fields": {"quantity": "9"}}
    pressed = _slip(act=change, table=desk.table)
    for _ in range(2):
        chat, after, _ = _arrived(on, pressed)
        assert (made, after.facts["quantity"], len(chat)) == (1, 9, 4)
    other = json.loads(_slip(act=change, table=desk.table, key="0" * 32))
    _, after, *_ = on.act(chat, after, event(**change, slip=other))
    assert after.problem == handlers.MOVED_ON
    assert (made, after.done) == (1, "0" * 32)


def test_a_process_that_never_saw_the_conversation_goes_on_with_it() -> None:
    kept = Kept()
    kept.store.keep(THREAD, "a deal", ANSWER)
    on = handlers.Handlers(lambda question, *, as_of, thread, user: ANSWER, kept=kept)
    chat: list[dict[str, Any]] = []
    _, _, desk = on.say("and for Japan?", chat, session.new_desk(), _slip(as_of="2026-10-05"), REQUEST)
    assert (desk.thread, desk.turn, desk.as_of, desk.verdict) == (THREAD, 1, DAY, VERDICT)
    _, desk, *_ = on.act(
        chat, session.new_desk(), event(act="open", path="quantity", slip=json.loads(_slip())), REQUEST
    )
    assert (desk.thread, desk.turn) == (THREAD, 1)


def test_starting_over_clears_the_table_and_a_question_of_law_does_not() -> None:
    desk, _ = session.asked(session.new_desk(), lambda question, *, as_of, thread, user: ANSWER, "a deal")
    bare = ANSWER.model_copy(update={"kind": "clarification", "verdict": None, "facts": {}, "deals": ()})
    thanked, _ = session.asked(desk, lambda question, *, as_of, thread, user: bare, "thanks")
    assert thanked.verdict == desk.verdict
    anew, _ = session.asked(thanked, lambda question, *, as_of, thread, user: bare, "start over")
    assert (anew.verdict, anew.facts, anew.thread) == (None, {}, desk.thread)

"""One case: what was asked and computed, the proof beside the law, what is tried on it, and what may be done. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from assistant.answer import Answer
from assistant.channels.bench.establish import establish
from assistant.channels.bench.forms import area, file, form, line, select
from assistant.channels.bench.house import from_overrule
from assistant.channels.bench.state import Seat
from assistant.channels.page import card, citations, facts, gauges, proof
from assistant.channels.page.markup import bullets, button, folded, section, tag, text
from assistant.channels.page.state import Desk
from assistant.records.actor import Actor
from assistant.records.cases import Case
from assistant.records.keeping import kept_until
from assistant.records.permissions import may
from assistant.render import words
from assistant.settings import today
from rules.proof import OUTCOMES, POLICIES

SAID = {
    "sign": "signed", "overrule": "overruled", "approve": "approved", "send_back": "sent back", "assign": "assigned",
    "release": "released", "escalate": "escalated", "withdraw": "withdrew", "attach": "attached a file",
    "keep": "put a legal hold on it",
}  # fmt: skip
PAPERS = (
    ("Memo as PDF", "memo?format=pdf"), ("Memo as DOCX", "memo?format=docx"), ("Receipt", "receipt"),
    ("Everything as ZIP", "export"),
)  # fmt: skip
CHOOSE = (
    "Choose a case on the left. It opens as proof beside regulation; nothing that is tried here changes the record."
)


def case_view(
    found: Case | None, seat: Seat, actor: Actor, officers: Iterable[str], answer: Answer | None,
    erased: Mapping[str, Any] | None = None,
) -> str:  # fmt: skip
    """The whole right side; `erased`: who erased the record, when and why."""
    said = messages(seat)
    if found is None:
        return said + tag("p", text(CHOOSE), class_="empty")
    if erased is not None:
        return said + _tombstone(found, erased)
    if answer is None or answer.verdict is None:
        return (
            said + _head(found) + section("Decisions", _decisions(found), "decisions") + _work(found, actor, officers)
        )
    anchors = citations.anchors_of(1, answer.citations)
    tried = seat.tried
    moved = tried is not None and bool(tried.moves)
    shown = tried.verdict if tried is not None and moved and tried.verdict is not None else answer.verdict
    steps = shown.reasons
    passages = citations.sources(1, answer.citations, (), len(answer.citations), steps)
    return "".join(
        (
            said, _head(found), _tried(tried) if moved and tried else "",
            card.card(shown, anchors, tried.moves[-1] if moved and tried else None),
            _work(found, actor, officers), from_overrule(found, actor),
            establish(tried.facts if tried else answer.facts, shown.eccn) if may(actor, "settle_hit") else "",
            card.readings(shown, anchors),
            facts.facts((tried.facts if tried else answer.facts), tried.opened if tried else ()),
            gauges.gauges(shown.computed, anchors), card.presumed(shown), card.exceptions(shown, anchors),
            tag("div", proof.proof(steps, anchors) + passages, class_="beside"),
            section("Decisions", _decisions(found), "decisions"),
        )
    )  # fmt: skip


def messages(seat: Seat) -> str:
    """What was refused, what was done."""
    refused = tag("p", text(seat.problem), class_="problem", role="alert") if seat.problem else ""
    return refused + (tag("p", text(seat.told), class_="told", role="status") if seat.told else "")


def _head(found: Case) -> str:
    content = found.content or {}
    decided = found.standing.decided
    rows = [
        ("Record", found.id), ("Status", found.status),
        ("Decided outcome", words.OUTCOME[decided[0]] if decided else "none"),
        ("Asked by", f"{content.get('user', '')}, {content.get('channel', '')}, {found.entry.at}"),
        ("With", found.standing.assignee), ("Moved", ", ".join(found.moved) or None),
        ("Legal hold", "on it" if found.standing.kept else None),
    ]  # fmt: skip
    listed = "".join(tag("dt", text(name)) + tag("dd", text(value)) for name, value in rows if value)
    question = tag("blockquote", text(content["question"])) if content.get("question") else ""
    papers = "".join(
        tag("a", name, href=f"../v1/cases/{quote(found.id, safe='')}/{place}", download=True) for name, place in PAPERS
    )
    return section(
        "The case", question + tag("dl", listed, class_="about") + tag("p", papers, class_="papers"), "case-head"
    )


def _tombstone(found: Case, erased: Mapping[str, Any]) -> str:
    rows = [
        ("Record", found.id), ("Written", found.entry.at), ("Erased", str(erased["at"])),
        ("By", f"{erased['user']} ({erased['role']})"), ("Reason", erased["reason"]),
        ("Its place in the chain", f"{found.entry.seq}, {found.entry.hash}"),
    ]  # fmt: skip
    listed = "".join(tag("dt", text(name)) + tag("dd", text(value)) for name, value in rows)
    said = tag("p", "The content of this record was erased after its retention.", class_="note")
    return section("Erased", said + tag("dl", listed, class_="about"), "case-head")


def _tried(tried: Desk) -> str:
    said = "Tried on this page only: the record stands as it was written."
    return tag(
        "p", tag("strong", text(said)) + " " + button("Back to the record", "untry", "quiet"), class_="tried warn"
    )


def _decisions(found: Case) -> str:
    lines = [_decision(one) for one in reversed(found.decisions)]
    return bullets(lines, "moves") or tag("p", "Nobody has decided anything yet.", class_="note")


def _decision(one: Mapping[str, Any]) -> str:
    lifted = one["kind"] == "keep" and str(one.get("until") or "9") < str(one["at"])[:10]
    did = "lifted the legal hold" if lifted else SAID[one["kind"]]
    what = f"{one['user']} ({one['role']}) {did}, {one['at']}"
    more = [words.OUTCOME[one["outcome"]]] if one.get("outcome") else []
    more += [words.POLICY[one["review_policy"]]] if one.get("review_policy") else []
    more += [f"to {one['assignee']}"] if one.get("assignee") else []
    more += [f"until {one['until']}"] if one.get("until") else []
    more += [str(one["file"]["name"]), f"SHA-256 {one['file']['sha256']}"] if one.get("file") else []
    more += [str(one["reason"])] if one.get("reason") else []
    return tag("span", text(what), class_="what") + tag("span", text(" · ".join(more)), class_="how")


# ---- what may be done


def _work(found: Case, actor: Actor, officers: Iterable[str]) -> str:
    if not may(actor, "sign"):
        return section("Decide", tag("p", text(f"The role {actor.role} reads only."), class_="note"), "work")
    if found.status == "withdrawn":
        said = tag("p", "This record is withdrawn.", class_="note")
        return section("Decide", said + _folds(_file(found)), "work", f"as {actor.name}")
    return section("Decide", _pending(found, actor) + _sign() + _more(found, officers), "work", f"as {actor.name}")


def _pending(found: Case, actor: Actor) -> str:
    pending = found.standing.pending
    if pending is None:
        return ""
    said = f"{pending['user']} overrules it as {words.OUTCOME[pending['outcome']].lower()}: {pending['reason']}"
    if pending["user"] == actor.name:
        return tag("p", text(f"{said}. It waits for another officer."), class_="pending")
    approve = form("approve", "Approve the overrule", area("Note", "reason", required=False))
    return tag("p", text(said), class_="pending") + approve


def _sign() -> str:
    return form("sign", "Sign", area("Note for the file", "reason", required=False), primary=True)


def _more(found: Case, officers: Iterable[str]) -> str:
    outcomes = select("Outcome", "outcome", [(one, words.OUTCOME[one]) for one in OUTCOMES])
    policies = select("Review policy", "review_policy", [("", "none"), *((one, words.POLICY[one]) for one in POLICIES)])
    people = select("Officer", "assignee", [(one, one) for one in officers])
    parts = [
        ("Overrule", "overrule", form("overrule", "Overrule", outcomes + policies + area("Reason", "reason"))),
        ("Send back with a question", "send-back", form("send_back", "Send back", area("Question", "reason"))),
        ("Assign", "assign", form("assign", "Assign", people)),
        ("Withdraw", "withdraw", form("withdraw", "Withdraw", area("Reason", "reason"))),
        *_file(found),
    ]
    release = button("Release the assignment", "release") if found.standing.assignee else ""
    again = button("Decide it again today", "again") if (found.content or {}).get("verdict") else ""
    return _folds(parts) + tag("p", again + release, class_="act")


def _folds(parts: Iterable[tuple[str, str, str]]) -> str:
    return "".join(folded(text(name), form, f"do-{id}", classes="fold") for name, id, form in parts)


def _file(found: Case) -> list[tuple[str, str, str]]:
    """What keeps a record and what goes to it: files, the legal hold, and its end."""
    reason = area("Reason", "reason")
    last_day = line("Last day, if there is one", "until", "date", required=False)
    hold = form("keep", "Put the hold on", last_day + reason)
    attach = ("Attach a file", "attach", form("attach", "Attach", file("File", "file"), data_case=found.id))
    if found.standing.kept:
        lift = form("lift", "Lift the hold", reason)
        return [attach, ("Legal hold: on it", "lift", lift)]
    return [attach, ("Put a legal hold on it", "keep", hold), ("Erase the content", "erase", _erasing(found, reason))]


def _erasing(found: Case, reason: str) -> str:
    if today() <= (until := kept_until(found)):
        said = f"It is kept until {until} (15 CFR 762.6). After that day its content can be erased here."
        return tag("p", text(said), class_="note")
    said = "Question, facts, answer, decisions and files go for good; the record's place in the chain stays."
    return tag("p", text(said), class_="note") + form("erase", "Erase the content", reason)

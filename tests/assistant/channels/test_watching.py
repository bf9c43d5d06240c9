"""`watch` on the command line and over HTTP, the calendar, and the digest by mail and in Slack."""

from __future__ import annotations

import datetime as dt
import email
import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from icalendar import Calendar

import assistant.settings
from assistant.accounts.users import Users
from assistant.channels import cli
from assistant.records.decisions import Wanted, decide
from assistant.settings import settings
from assistant.store import Store
from tests.assistant.channels.serving import Desk, desk
from tests.assistant.channels.slack.standin import SlackStandIn
from tests.assistant.records.desks import CLEARED, DAY, JOAO, TO_CHINA, recorded
from tests.assistant.records.desks import desk as company
from tests.assistant.records.rule_bases import LATER, LINE, TO_DUBAI, RuleBase, later


@pytest.fixture
def rule_base(monkeypatch: pytest.MonkeyPatch) -> Iterator[RuleBase]:
    yield from later(monkeypatch)


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assistant.settings, "today", lambda: LATER)


def _said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = cli.run(list(arguments))
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def test_the_command_says_what_moved_and_why(capsys: pytest.CaptureFixture[str], rule_base: RuleBase) -> None:
    store = Store()
    recorded(store, TO_CHINA)
    id = recorded(store, TO_DUBAI)
    assert _said(capsys, "watch")[1].startswith("Nothing moved")
    rule_base.amended(LATER)
    code, printed, _ = _said(capsys, "watch")
    assert code == 0
    assert printed.splitlines()[0] == f"record {id}"
    assert "no license required (4A994.l) → needs facts (4A090.a)" in printed
    assert f"by the law changed: {LINE}" in printed
    assert "92 FR 1" in printed
    (move,) = json.loads(_said(capsys, "watch", "--since", str(DAY), "--json")[1])
    assert (move["kind"], move["id"], move["was"]["eccn"], move["now"]["eccn"]) == ("record", id, "4A994.l", "4A090.a")
    assert json.loads(_said(capsys, "watch", "--since", str(LATER), "--json")[1]) == []
    code, _, error = _said(capsys, "watch", "--since", "tomorrow")
    assert (code, error.count("\n")) == (2, 1)
    store.close()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path) as found:
        yield found


def test_officers_read_it_over_http(served: Desk, rule_base: RuleBase) -> None:
    id = recorded(served.store, TO_DUBAI)
    rule_base.amended(LATER)
    (move,) = served.client("officer").get("/v1/watch", params={"since": str(DAY)}).json()
    assert (move["id"], move["by"][0]["document"]) == (id, "92 FR 1")
    refused = served.client("officer").get("/v1/watch", params={"since": "soon"})
    assert (refused.status_code, refused.json()["field"]) == (422, "since")
    assert served.client("sales").get("/v1/watch").status_code == 403


# ---- the calendar

NAMED = {**CLEARED, "parties": [{**CLEARED["parties"][0], "name": "Fjord Computing AS"}]}


def _events(ics: bytes) -> list[tuple[str, dt.date]]:
    found = Calendar.from_ical(ics)
    return [(str(one["uid"]), one.decoded("dtstart")) for one in found.walk("VEVENT")]


def test_the_calendar_has_the_days_on_which_answers_end(served: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    ours, theirs = (recorded(served.store, NAMED, user=name) for name in ("sales", "other"))
    gone = recorded(served.store, NAMED, user="sales")
    decide(served.store, gone, Wanted("withdraw", "cancelled"), JOAO, today=DAY)
    end = dt.date(2026, 12, 1)
    got = served.client("officer").get("/v1/calendar.ics")
    assert (got.status_code, got.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    assert _events(got.content) == [(f"{id}@exportdesk", end) for id in sorted((ours, theirs))]
    assert _events(served.client("sales").get("/v1/calendar.ics").content) == [(f"{ours}@exportdesk", end)]
    assert served.client().get("/v1/calendar.ics").status_code == 401


def test_a_link_opens_the_calendar_alone_and_ends_with_the_account(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("EXPORTDESK_DATABASE_URL", f"sqlite:///{tmp_path / 'desk.sqlite'}")
    settings.cache_clear()
    with desk(tmp_path) as served:
        id = recorded(served.store, NAMED, user="sales")
        link = _said(capsys, "calendar", "--as", "sales")[1].strip()
        path, _, query = link.removeprefix("http://127.0.0.1:7860").partition("?")
        stranger = served.client()
        assert _events(stranger.get(f"{path}?{query}").content) == [(f"{id}@exportdesk", dt.date(2026, 12, 1))]
        assert stranger.get(f"/v1/watch?{query}").status_code == 401
        assert stranger.get(f"{path}?{query[:-1]}").status_code == 401
        assert stranger.get(f"{path}?token={id}").status_code == 401
        assert _said(capsys, "calendar", "-o", str(tmp_path / "ends.ics"), "--as", "sales")[0] == 0
        assert (tmp_path / "ends.ics").read_bytes() == stranger.get(f"{path}?{query}").content
        Users(served.store).disable("sales")
        assert stranger.get(f"{path}?{query}").status_code == 401


# ---- the digest


class Mailbox:
    """A mail server: refuses for now the first `refusals` mails, then keeps them."""

    def __init__(self) -> None:
        self.refusals = 0
        self.mails: list[tuple[list[str], bytes]] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        del server, session
        if self.refusals:
            self.refusals -= 1
            return "451 later"
        assert isinstance(envelope.content, bytes)
        self.mails.append((list(map(str, envelope.rcpt_tos)), envelope.content))
        return "250 taken"


@pytest.fixture
def mailbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    box = Mailbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    monkeypatch.setenv("EXPORTDESK_SMTP_URL", f"smtp://127.0.0.1:{port}")
    monkeypatch.setenv("EXPORTDESK_MAIL_FROM", "desk@example.com")
    settings.cache_clear()
    yield box
    controller.stop()


def test_the_digest_is_mailed_to_officers(
    mailbox: Mailbox, capsys: pytest.CaptureFixture[str], rule_base: RuleBase
) -> None:
    store = company()
    Users(store).set_email("joao", "joao@example.com")
    moved, ends = recorded(store, TO_DUBAI), recorded(store, NAMED)
    rule_base.amended(LATER)
    mailbox.refusals = 1
    code, printed, error = _said(capsys, "watch", "--mail", "--as", "joao")
    assert (code, error) == (0, "")
    assert printed.endswith("mailed to 1\n")
    ((to, raw),) = mailbox.mails
    mail = email.message_from_bytes(raw)
    _, body, attached = mail.walk()
    said = body.get_payload(decode=True)
    assert isinstance(said, bytes)
    assert (to, mail["From"]) == (["joao@example.com"], "desk@example.com")
    assert mail["Subject"] == f"Export Desk, {LATER}: 2 moved, 0 to sign again, 1 end soon"
    assert f"record {moved}" in said.decode()
    assert "92 FR 1" in said.decode()
    assert f"2026-12-01 {ends}" in said.decode()
    ics = attached.get_payload(decode=True)
    assert isinstance(ics, bytes)
    assert [uid for uid, _ in _events(ics)] == [f"{ends}@exportdesk"]
    store.close()


@pytest.mark.parametrize(
    ("setting", "value", "arguments", "code", "said"),
    [
        ("MAIL_FROM", "desk@example.com", ("--mail",), 2, "EXPORTDESK_SMTP_URL"),
        ("SMTP_URL", "ftp://x", ("--mail",), 2, "EXPORTDESK_SMTP_URL"),
        ("SMTP_URL", "smtp://127.0.0.1:1", ("--mail",), 3, "EXPORTDESK_SMTP_URL"),
        ("SMTP_URL", "smtp://127.0.0.1:1", ("--to", "no\naddress"), 2, "--to"),
        ("SLACK_BOT_TOKEN", "xoxb-1", ("--slack",), 2, "EXPORTDESK_SLACK_OFFICER_CHANNEL"),
    ],
)
def test_a_digest_that_cannot_be_sent_says_why(
    setting: str, value: str, arguments: tuple[str, ...], code: int, said: str,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    store = company()
    Users(store).set_email("joao", "joao@example.com")
    monkeypatch.setenv("EXPORTDESK_MAIL_FROM", "desk@example.com")
    monkeypatch.setenv(f"EXPORTDESK_{setting}", value)
    settings.cache_clear()
    found, _, error = _said(capsys, "watch", *arguments, "--as", "joao")
    assert (found, error.count("\n"), said in error) == (code, 1, True)
    store.close()


def test_the_digest_is_posted_for_officers_without_a_live_mention(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], rule_base: RuleBase
) -> None:
    slack, store = SlackStandIn(), company()
    for name, value in (("BOT_TOKEN", "xoxb-1"), ("API_URL", slack.url), ("OFFICER_CHANNEL", "C0OFFICERS")):
        monkeypatch.setenv(f"EXPORTDESK_SLACK_{name}", value)
    settings.cache_clear()
    id = recorded(store, {**TO_DUBAI, "note": "<!channel>"})
    rule_base.amended(LATER)
    assert _said(capsys, "watch", "--slack", "--as", "joao")[0] == 0
    (post,) = slack.messages["C0OFFICERS"]
    assert id in str(post["blocks"])
    assert "92 FR 1" in str(post["blocks"])
    slack.close()
    store.close()

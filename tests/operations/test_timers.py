"""The cron line of docs/operations.md, run as cron runs it, and the systemd units, read by systemd itself."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink

from assistant.accounts.users import Users
from tests.assistant.channels.slack.standin import SlackStandIn
from tests.assistant.records.desks import desk
from tests.knowledge.standin import Standin, standin

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
UNITS = sorted((DOCS / "systemd").iterdir())


def _cron_line() -> tuple[str, str]:
    """The five fields of the schedule, and the command as cron gives it to the shell."""
    text = (DOCS / "operations.md").read_text(encoding="utf-8")
    found = re.search(r"```cron\n(?:\w+=.*\n)*((?:\S+ ){5})(.*)\n```", text)
    assert found is not None
    command = found[2]
    assert "%" not in command.replace("\\%", ""), "cron turns a bare percent sign into a new line"
    return found[1].strip(), command.replace("\\%", "%")


@pytest.fixture
def empty() -> Iterator[Standin]:
    with standin() as server:
        yield server


def test_the_cron_line_runs(tmp_path: Path, empty: Standin) -> None:
    fields, command = _cron_line()
    assert re.fullmatch(r"\d+ \d+ \* \* 1", fields)
    slack, url = SlackStandIn(), f"sqlite:///{tmp_path / 'desk.sqlite'}"
    store = desk(url)
    Users(store).set_email("joao", "joao@example.com")
    store.close()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    mails = Controller(Sink(), hostname="127.0.0.1", port=port)
    mails.start()
    program = tmp_path / "exportdesk"
    program.write_text(
        f"#!/bin/sh\ncd {ROOT}\nexec {sys.executable} -c 'from assistant.channels.cli import main; main()' \"$@\"\n"
    )
    program.chmod(0o700)
    environment = tmp_path / "exportdesk.env"
    environment.write_text(
        "\n".join(
            (
                f"EXPORTDESK_HOME={os.environ['EXPORTDESK_HOME']}", f"EXPORTDESK_DATABASE_URL={url}",
                "EXPORTDESK_SLACK_BOT_TOKEN=xoxb-1", f"EXPORTDESK_SLACK_API_URL={slack.url}",
                "EXPORTDESK_SLACK_OFFICER_CHANNEL=C0OFFICERS", f"EXPORTDESK_SMTP_URL=smtp://127.0.0.1:{port}",
                "EXPORTDESK_MAIL_FROM=desk@example.com", *_served_by(empty),
            )
        )
    )  # fmt: skip
    for name, here in (("/opt/exportdesk/.venv/bin/exportdesk", program), ("/etc/exportdesk.env", environment)):
        assert name in command
        command = command.replace(name, str(here))
    command = command.replace("--as watch", "--as joao")
    bare = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "SHELL": "/bin/sh", "LOGNAME": "exportdesk"}
    ran = subprocess.run(
        ["/bin/sh", "-c", command], env=bare, cwd=tmp_path, capture_output=True, text=True, timeout=200
    )
    assert ran.returncode == 0, ran.stderr
    (post,) = slack.messages["C0OFFICERS"]
    assert "0 moved" in str(post["text"])
    assert "mailed to 1" in ran.stdout
    assert empty.asked
    mails.stop()
    slack.close()


def _served_by(empty: Standin) -> list[str]:
    """Sources that have no page: the sync fails at once, and the digest goes out all the same."""
    names = ("ECFR_URL", "FEDERAL_REGISTER_URL", "SCREENING_LIST_URL", "DENIED_PERSONS_URL")
    return [f"EXPORTDESK_{name}={empty.url}" for name in names]


@pytest.mark.system
@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_systemd_takes_the_units(unit: Path, tmp_path: Path) -> None:
    """With the program put where the unit looks for it, since systemd asks whether it is there."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not there; apt-get install systemd")
    program = tmp_path / "exportdesk"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    for one in UNITS:
        text = one.read_text(encoding="utf-8").replace("/opt/exportdesk/.venv/bin/exportdesk", str(program))
        (tmp_path / one.name).write_text(text, encoding="utf-8")
    target = tmp_path / unit.name.replace("@.", "@7861.")
    ran = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(target)], capture_output=True, text=True, timeout=60
    )
    said = "\n".join(line for line in ran.stderr.splitlines() if "exportdesk" in line)
    assert (ran.returncode, said) == (0, ""), ran.stderr

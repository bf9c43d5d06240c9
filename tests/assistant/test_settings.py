"""The environment: its names, its defaults, and nothing read before it is asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import settings as module
from assistant.settings import EASTERN, database_url, home, index_folder, settings


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in module.Settings.model_fields:
        monkeypatch.delenv(f"EXPORTDESK_{name.upper()}", raising=False)
    settings.cache_clear()
    yield
    settings.cache_clear()


def test_home_is_the_users_data_folder_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert home() == Path.home() / ".local" / "share" / "exportdesk"
    settings.cache_clear()
    monkeypatch.setenv("EXPORTDESK_HOME", str(tmp_path))
    assert home() == tmp_path
    assert index_folder() == tmp_path / "index"
    assert database_url() == f"sqlite:///{tmp_path}/exportdesk.sqlite"


def test_a_database_url_replaces_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXPORTDESK_DATABASE_URL", "postgresql+psycopg://db/desk")
    assert database_url() == "postgresql+psycopg://db/desk"


def test_an_empty_name_is_an_unset_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXPORTDESK_MODEL", "")
    assert settings().model is None


def test_secrets_are_never_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXPORTDESK_SESSION_SECRET", "open sesame")
    assert "sesame" not in repr(settings())


def test_every_name_of_the_contract_is_there() -> None:
    names = [
        "HOME", "DATABASE_URL", "VECTORS_URL", "MODEL", "MODEL_URL", "MODEL_KEY", "SLACK_SIGNING_SECRET",
        "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_API_URL", "SLACK_OFFICER_CHANNEL", "BIND", "PUBLIC_URL",
        "TRUSTED_PROXIES", "SESSION_SECRET", "OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "API_KEY",
        "WEBHOOK_SECRET", "SMTP_URL", "MAIL_FROM",
    ]  # fmt: skip
    own = {"ecfr_url", "federal_register_url", "screening_list_url", "denied_persons_url", "webhook_url"}
    assert {name.lower() for name in names} | own == set(module.Settings.model_fields)


def test_the_day_turns_at_midnight_in_washington(monkeypatch: pytest.MonkeyPatch) -> None:
    class Clock(dt.datetime):
        @classmethod
        def now(cls, tz: dt.tzinfo | None = None) -> Clock:
            return cls(2026, 11, 25, 4, 30, tzinfo=dt.UTC).astimezone(tz)  # type: ignore[return-value]

    monkeypatch.setattr(module.dt, "datetime", Clock)
    assert module.today() == dt.date(2026, 11, 24)
    assert str(EASTERN) == "America/New_York"

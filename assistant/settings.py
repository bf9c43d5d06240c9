"""The environment, read in one place, and the only clock below the channels.

Every name carries the prefix EXPORTDESK_. Nothing here can change a verdict: law is no configuration.
"""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from secrets import token_urlsafe
from zoneinfo import ZoneInfo

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

EASTERN = ZoneInfo("America/New_York")


class Settings(BaseSettings):
    """What EXPORTDESK_… says; an unset name is None, which switches the thing off."""

    model_config = SettingsConfigDict(env_prefix="EXPORTDESK_", env_ignore_empty=True, extra="ignore", frozen=True)

    home: Path = Path("~/.local/share/exportdesk")
    database_url: str | None = None
    vectors_url: str | None = None
    model: str | None = None
    model_url: str | None = None
    model_key: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    slack_bot_token: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_api_url: str | None = None
    slack_officer_channel: str | None = None
    ecfr_url: str = "https://www.ecfr.gov"
    federal_register_url: str = "https://www.federalregister.gov"
    screening_list_url: str = "https://data.trade.gov"
    denied_persons_url: str = "https://www.bis.gov/dpl/dpl.txt"
    bind: str = "127.0.0.1:7860"
    public_url: str | None = None
    trusted_proxies: str | None = None
    session_secret: SecretStr | None = None
    oidc_issuer: str | None = None
    oidc_client_id: str | None = None
    oidc_client_secret: SecretStr | None = None
    api_key: SecretStr | None = None
    webhook_url: str | None = None
    webhook_secret: SecretStr | None = None
    smtp_url: SecretStr | None = None
    mail_from: str | None = None


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The environment at the first call; `settings.cache_clear()` has it read anew."""
    return Settings()


def secrets() -> list[str]:
    """The values of the settings that no log may show."""
    found = (getattr(settings(), name) for name in Settings.model_fields)
    return [value.get_secret_value() for value in found if isinstance(value, SecretStr)]


def session_secret() -> str:
    """What cookies are signed with: the setting, else one made once and kept in the data folder.

    Several machines that serve one desk need the setting.
    """
    if (stated := settings().session_secret) is not None:
        return stated.get_secret_value()
    place = home() / "session.secret"
    if not place.exists():
        _made_once(place, token_urlsafe(48))
    return place.read_text(encoding="utf-8")


def _made_once(place: Path, text: str) -> None:
    """Writes a file that only its owner may read; whoever comes second keeps what is there."""
    place.parent.mkdir(parents=True, exist_ok=True)
    new = place.with_name(f"{place.name}.{token_urlsafe(8)}")
    new.touch(mode=0o600)
    new.write_text(text, encoding="utf-8")
    with suppress(FileExistsError):
        place.hardlink_to(new)
    new.unlink()


def home() -> Path:
    """The data folder; whoever writes there makes it."""
    return settings().home.expanduser()


def database_url() -> str:
    """Where conversations are kept: SQLite in the data folder unless told otherwise."""
    return settings().database_url or _in(home())


@lru_cache(maxsize=8)
def _in(folder: Path) -> str:
    return f"sqlite:///{folder / 'exportdesk.sqlite'}"


def index_folder() -> Path:
    """Where the search index of the provisions lies."""
    return home() / "index"


def sources_folder() -> Path:
    """Where the files that `sync` brought in lie, each version as it came."""
    return home() / "sources"


def official_texts() -> Path | None:
    """Where official texts lie: in the data folder, else beside a checkout that has them; None where there are none."""
    beside = Path(__file__).parents[2] / "shared" / "data"
    return next((place for place in (home() / "texts", beside) if place.is_dir()), None)


def today() -> dt.date:
    """The date in US Eastern time, by which the regulation's days are counted."""
    return dt.datetime.now(EASTERN).date()

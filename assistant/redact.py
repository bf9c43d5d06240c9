"""Takes secrets out of what is written down: keys, passwords, tokens, and the settings that are secret."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

HIDDEN = "[hidden]"
SHAPES = (
    re.compile(r"edk_[0-9a-f]{12}_[A-Za-z0-9_-]+"),  # our API keys
    re.compile(r"xox[a-z]-[A-Za-z0-9-]+|xapp-[A-Za-z0-9-]+"),  # Slack tokens
    re.compile(r"(?<=://)[^/\s:@]+:[^/\s@]+(?=@)"),  # name and password in a URL
    re.compile(r"(?i)(?<=bearer )[A-Za-z0-9._~+/=-]+"),
    re.compile(r"\$argon2[a-z]*\$[^\s'\"]+"),
    re.compile(r"(?i)(?<=[?&])(?:code|state|token|key|password|secret)=[^&\s'\"]+"),
)
NAMES = re.compile(r"(?i)password|passwd|secret|token|authorization|cookie|api_?key|_key$|smtp_url|database_url")
SHORTEST_SECRET = 6  # characters: a shorter value would hide ordinary words


def redacted(text: str) -> str:
    """The text without anything that is or looks like a secret."""
    for secret in _secrets():
        text = text.replace(secret, HIDDEN)
    for shape in SHAPES:
        text = shape.sub(HIDDEN, text)
    return text


def redacted_fields(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a log line without secrets, whether by their name or by what stands in them."""
    return {name: HIDDEN if NAMES.search(name) else _value(value) for name, value in fields.items()}


def _value(value: object) -> object:
    if isinstance(value, str):
        return redacted(value)
    if isinstance(value, Mapping):
        return redacted_fields({str(name): inner for name, inner in value.items()})
    if isinstance(value, list | tuple):
        return [_value(inner) for inner in value]
    return value if isinstance(value, int | float | bool | None) else redacted(str(value))


def _secrets() -> list[str]:
    """The secrets of the settings as they stand, the longest first."""
    from assistant.settings import secrets

    return sorted((one for one in secrets() if len(one) >= SHORTEST_SECRET), key=len, reverse=True)

"""How the server is reached, and what follows from it: who has to sign in, which host names count, what is trusted.

On loopback without accounts the desk is one person's own, without sign-in. Whoever makes it reachable (another
address, a public name, a proxy before it) needs accounts first: the server does not start without.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

from assistant.channels.errors import BadInputError, MissingPartError
from assistant.settings import Settings

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Serving:
    """The address to listen on, and the rules of the door."""

    host: str
    port: int
    public_url: str | None
    sign_in: bool
    trusted_proxies: str = ""

    @property
    def https(self) -> bool:
        """Do people reach the server by https, whatever runs between the proxy and it?"""
        return bool(self.public_url and self.public_url.startswith("https://"))

    @property
    def address(self) -> str:
        """What to open in a browser."""
        shown = f"[{self.host}]" if ":" in self.host else self.host
        return self.public_url or f"http://{shown}:{self.port}"

    def knows(self, host: str) -> bool:
        """Is this Host header one of ours? Any, where no public name is set and the address is not loopback."""
        name = host_name(host)
        if self.public_url is not None:
            return name in {host_name(urlsplit(self.public_url).netloc), self.host, *LOOPBACK_NAMES}
        return name in LOOPBACK_NAMES or name == self.host if is_loopback(self.host) else True


def host_name(host: str) -> str:
    """The name in a Host header, without the port."""
    return (urlsplit(f"//{host}").hostname or "").casefold() if _parses(host) else ""


def _parses(host: str) -> bool:
    try:
        return urlsplit(f"//{host}").hostname is not None
    except ValueError:
        return False


def is_loopback(host: str) -> bool:
    """Does the address lead to this machine only?"""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def serving(settings: Settings, have_accounts: bool) -> Serving:
    """The rules that the settings ask for.

    Raises:
        BadInputError: an address or a URL that is none.
        MissingPartError: the server would be reachable, and nobody has an account.
    """
    host, port = _bind(settings.bind)
    public_url = _public_url(settings.public_url)
    reachable = not is_loopback(host) or public_url is not None or settings.trusted_proxies is not None
    if reachable and not have_accounts:
        raise MissingPartError(
            f"accounts: there are none, and {settings.bind if public_url is None else public_url} can be reached from "
            "elsewhere; make one with `exportdesk user add NAME --role officer`, or bind to 127.0.0.1"
        )
    return Serving(host, port, public_url, have_accounts, settings.trusted_proxies or "")


def _bind(text: str) -> tuple[str, int]:
    host, colon, port = text.rpartition(":")
    host = host.removeprefix("[").removesuffix("]") or "0.0.0.0"
    if not colon or not port.isdecimal() or not 0 <= int(port) <= 65535:
        raise BadInputError("EXPORTDESK_BIND", f"found {text!r}; expected an address such as 127.0.0.1:7860")
    return host, int(port)


def _public_url(text: str | None) -> str | None:
    if text is None:
        return None
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path not in {"", "/"}:
        raise BadInputError("EXPORTDESK_PUBLIC_URL", f"found {text!r}; expected one such as https://desk.example.com")
    return f"{parts.scheme}://{parts.netloc}"

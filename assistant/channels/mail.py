"""Mail over the SMTP server of the settings: `smtp://[NAME:PASSWORD@]HOST[:PORT]`, or `smtps://…` for TLS at once.

What the server offers is used: `STARTTLS` wherever it is there. A password goes over TLS only, unless the server is on
this machine.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterable
from email.message import EmailMessage
from urllib.parse import SplitResult, unquote, urlsplit

from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_exponential_jitter

from assistant.channels.errors import BadInputError, MissingPartError
from assistant.channels.web.serving import is_loopback
from assistant.settings import settings

SETTING = "EXPORTDESK_SMTP_URL"
TIMEOUT = 30.0  # seconds
TRIES = 3


def sender() -> str:
    """Whom our mails come from. Raises BadInputError."""
    if (found := settings().mail_from) is None:
        raise BadInputError("EXPORTDESK_MAIL_FROM", "is not set; expected an address such as desk@example.com")
    return found


def send(messages: Iterable[EmailMessage]) -> int:
    """Sends each; how many were taken.

    Raises:
        BadInputError: the setting is missing or no such address.
        MissingPartError: the server does not answer, or refuses one; those before it were taken.
    """
    url, sent = _server(), 0
    tries = Retrying(
        retry=retry_if_exception(_passes), stop=stop_after_attempt(TRIES),
        wait=wait_exponential_jitter(multiplier=0.2, max=5.0), reraise=True,
    )  # fmt: skip
    for message in messages:
        try:
            tries(_send, url, message)
        except (smtplib.SMTPException, OSError) as error:
            said = f"{SETTING}: {url.hostname} took {sent} mails, then failed ({type(error).__name__})"
            raise MissingPartError(f"{said}; run `exportdesk watch --mail` again") from error
        sent += 1
    return sent


def _server() -> SplitResult:
    found = settings().smtp_url
    if found is None:
        raise BadInputError(SETTING, "is not set; expected one such as smtp://mail.example.com:587")
    url = urlsplit(found.get_secret_value())
    if url.scheme not in {"smtp", "smtps"} or not url.hostname:
        raise BadInputError(SETTING, "expected smtp:// or smtps:// with a host")
    return url


def _send(url: SplitResult, message: EmailMessage) -> None:
    host, context = url.hostname or "", ssl.create_default_context()
    with (
        smtplib.SMTP_SSL(host, url.port or 465, timeout=TIMEOUT, context=context)
        if url.scheme == "smtps"
        else smtplib.SMTP(host, url.port or 587, timeout=TIMEOUT)
    ) as server:
        server.ehlo()
        secure = url.scheme == "smtps"
        if not secure and server.has_extn("starttls"):
            server.starttls(context=context)
            server.ehlo()
            secure = True
        if url.username:
            if not secure and not is_loopback(host):
                raise BadInputError(SETTING, f"{host} offers no TLS; a password is not sent to it in the clear")
            server.login(unquote(url.username), unquote(url.password or ""))
        server.send_message(message)


def _passes(error: BaseException) -> bool:
    """May it go a moment later: nobody answers, or the server says so itself (4xx)?"""
    if isinstance(error, smtplib.SMTPResponseException):
        return 400 <= error.smtp_code < 500
    return isinstance(error, smtplib.SMTPServerDisconnected | ConnectionError | TimeoutError)

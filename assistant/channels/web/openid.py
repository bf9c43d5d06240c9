"""OpenID Connect: authorization code with PKCE; authlib checks the token's signature, issuer, audience and nonce."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import structlog
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.starlette_client import OAuth
from httpx import HTTPError
from starlette.requests import Request
from starlette.responses import Response

from assistant.channels.errors import BadInputError
from assistant.settings import settings


class OpenIdFailed(Exception):
    """The sign-in service did not vouch for anybody; one sentence fit to be shown."""


@dataclass(frozen=True, slots=True)
class Vouched:
    """Whom the service vouches for; `email` only where it says that it has verified it."""

    issuer: str
    subject: str
    email: str | None


class OpenId:
    """One sign-in service."""

    def __init__(self, issuer: str, client_id: str, client_secret: str | None) -> None:
        self.issuer = issuer.rstrip("/")
        registered = OAuth().register(
            name="desk",
            client_id=client_id,
            client_secret=client_secret,
            server_metadata_url=f"{self.issuer}/.well-known/openid-configuration",
            client_kwargs={"scope": "openid email", "code_challenge_method": "S256", "timeout": 10},
        )
        self._client = cast(Any, registered)

    @classmethod
    def of_settings(cls) -> OpenId | None:
        """The service that the settings name, if any. Raises BadInputError where half of it is missing."""
        found = settings()
        if found.oidc_issuer is None:
            return None
        if found.oidc_client_id is None:
            raise BadInputError("EXPORTDESK_OIDC_CLIENT_ID", "is missing; expected it beside EXPORTDESK_OIDC_ISSUER")
        secret = found.oidc_client_secret
        return cls(found.oidc_issuer, found.oidc_client_id, None if secret is None else secret.get_secret_value())

    async def begin(self, request: Request, back: str) -> Response:
        """Sends the browser to the service. Raises OpenIdFailed where it does not answer."""
        try:
            return cast(Response, await self._client.authorize_redirect(request, back))
        except (HTTPError, AuthlibBaseError, ValueError) as error:
            raise _failed(
                error, "The sign-in service does not answer. Try again, or sign in with a password."
            ) from error

    async def finish(self, request: Request) -> Vouched:
        """Whom the service sent back. Raises OpenIdFailed where nothing can be trusted."""
        try:
            token = await self._client.authorize_access_token(request)
        except (HTTPError, AuthlibBaseError, ValueError) as error:
            raise _failed(error, "The sign-in service did not confirm this sign-in. Try again.") from error
        claims = token.get("userinfo") or {}
        if not claims.get("sub") or str(claims.get("iss", "")).rstrip("/") != self.issuer:
            raise OpenIdFailed("The sign-in service did not say who signed in.")
        email = claims.get("email") if claims.get("email_verified") is True else None
        return Vouched(self.issuer, str(claims["sub"]), email)


def _failed(error: Exception, sentence: str) -> OpenIdFailed:
    structlog.get_logger().warning("openid", error=type(error).__name__, said=str(error)[:300])
    return OpenIdFailed(sentence)

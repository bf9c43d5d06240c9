"""The doors of the server: signing in and out, other sites' pages, foreign hosts, headers, who has to sign in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr
from starlette.testclient import TestClient

from assistant.accounts.sessions import Sessions
from assistant.accounts.users import Users
from assistant.channels.errors import BadInputError, MissingPartError
from assistant.channels.server import build
from assistant.channels.web.login import local_path
from assistant.channels.web.serving import Serving, serving
from assistant.records.actor import LOCAL
from assistant.redact import redacted, redacted_fields
from assistant.settings import Settings, secrets, settings
from assistant.store import Store
from tests.assistant.channels.serving import HOME, PASSWORD, Desk, desk

LAW = "/v1/law/diff?from=2026-01-01&to=2026-01-01"  # the quickest question there is
HTML = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with desk(tmp_path_factory.mktemp("desk")) as found:
        yield found


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with desk(tmp_path_factory.mktemp("alone"), sign_in=False) as found:
        yield found


def token(client: TestClient, path: str = "/login") -> str:
    """The token in the form of a page."""
    found = re.search(r'name="form" value="([^"]+)"', client.get(path).text)
    assert found is not None
    return found[1]


def enter(client: TestClient, password: str = PASSWORD, name: str = "officer", target: str = "/") -> Any:
    """Sends the form of the sign-in page."""
    return client.post("/login", data={"form": token(client), "next": target, "name": name, "password": password})


def test_a_stranger_is_led_to_the_sign_in_and_back(served: Desk) -> None:
    client = served.client()
    led = client.get("/account?x=1", headers=HTML)
    assert (led.status_code, led.headers["location"]) == (303, "/login?next=%2Faccount%3Fx%3D1")
    assert client.get("/gradio_api/info").status_code == 401
    back = enter(client, target="/account?x=1")
    assert (back.status_code, back.headers["location"]) == (303, "/account?x=1")
    page = client.get("/account", headers=HTML)
    assert "officer" in page.text
    assert client.get(LAW).status_code == 200, "a session reaches the API too"


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(served: Desk) -> None:
    client = served.client()
    cookie = enter(client).headers["set-cookie"].casefold()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "secure" not in cookie, "this desk is reached by http"


def test_over_https_the_cookie_is_secure_and_bound_to_the_host(served: Desk) -> None:
    rules = Serving("127.0.0.1", 7860, "https://desk.example.com", True)
    client = TestClient(build(rules, served.store), base_url="https://desk.example.com", follow_redirects=False)
    cookie = enter(client).headers["set-cookie"]
    assert cookie.startswith("__Host-exportdesk=")
    assert "Secure" in cookie
    assert client.get("/account").headers["strict-transport-security"]
    assert client.get("/account", headers={"Host": "evil.example"}).status_code == 421


def test_signing_out_ends_the_session_on_the_server(served: Desk) -> None:
    client = served.client()
    enter(client)
    kept = dict(client.cookies)
    left = client.post("/logout", data={"form": token(client, "/account")})
    assert left.headers["location"] == "/login"
    thief = served.client()
    thief.cookies.update(kept)
    assert thief.get("/account").status_code == 401


def test_a_made_up_or_changed_cookie_is_nobody(served: Desk) -> None:
    client = served.client()
    enter(client)
    signed = client.cookies["exportdesk"]
    secret = Sessions(served.store).begin("officer")
    for value in ("", "x", signed[:-2] + "xx", secret):
        stranger = served.client()
        stranger.cookies.set("exportdesk", value)
        assert stranger.get("/account").status_code == 401


@pytest.mark.parametrize(("name", "password"), [("officer", "wrong"), ("nobody", PASSWORD), ("sales", ""), ("", "")])
def test_a_wrong_sign_in_says_no_more_than_that(served: Desk, name: str, password: str) -> None:
    answer = enter(served.client(), password, name)
    assert answer.status_code == 400
    assert "Name or password is not right." in answer.text
    assert "exportdesk=" not in answer.headers.get("set-cookie", "")


def test_a_disabled_account_does_not_sign_in(served: Desk) -> None:
    users = Users(served.store)
    users.add("gone", "officer", password=PASSWORD)
    assert enter(served.client(), name="gone").status_code == 303
    users.disable("gone")
    assert enter(served.client(), name="gone").status_code == 400


def test_guessing_is_slowed_down(served: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.channels.web.login.TRIES", 2)
    Users(served.store).add("guessed", "sales", password=PASSWORD)
    client = served.client()
    form = token(client)
    for _ in range(2):
        client.post("/login", data={"form": form, "name": "guessed", "password": ""})
    answer = client.post("/login", data={"form": form, "name": "guessed", "password": PASSWORD})
    assert answer.status_code == 429
    assert "Too many tries" in answer.text


def test_a_form_of_another_browser_is_refused(served: Desk) -> None:
    client, other = served.client(), served.client()
    client.get("/login")
    data = {"form": token(other), "name": "officer", "password": PASSWORD}
    assert "too old" in client.post("/login", data=data).text
    assert "too old" in client.post("/login", data={**data, "form": "made up"}).text
    assert client.post("/logout", data={"form": "made up"}).status_code == 400


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
@pytest.mark.parametrize("path", ["/v1/check", "/login", "/logout", "/gradio_api/queue/join", "/mcp"])
def test_another_sites_page_sends_nothing(alone: Desk, path: str, headers: dict[str, str]) -> None:
    answer = alone.client().post(path, json={}, headers=headers)
    assert (answer.status_code, answer.json()["field"]) == (403, "Origin")


def test_our_own_page_and_programs_send(alone: Desk) -> None:
    client = alone.client()
    body = {"facts": {}, "as_of": "2026-10-05"}
    assert client.post("/v1/check", json=body).status_code == 200
    own = {"Origin": HOME, "Sec-Fetch-Site": "same-origin"}
    assert client.post("/v1/check", json=body, headers=own).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:7860", "evil.example:7860", "", "[::1"])
def test_a_foreign_host_name_is_not_served(alone: Desk, host: str) -> None:
    assert alone.client().get(LAW, headers={"Host": host}).status_code == 421


@pytest.mark.parametrize("name", ["X-Forwarded-For", "Forwarded"])
def test_a_desk_without_sign_in_is_not_reached_through_a_proxy(alone: Desk, name: str) -> None:
    assert alone.client().get(LAW, headers={name: "for=203.0.113.9"}).status_code == 403


@pytest.mark.parametrize("path", ["/login", "/v1/facts", "/healthz", "/v1/nothing", "/openapi.json"])
def test_every_answer_carries_the_headers(served: Desk, path: str) -> None:
    headers = served.client().get(path).headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    assert "access-control-allow-origin" not in headers
    assert "server" not in headers


def test_a_browser_gets_a_name_that_a_proxy_can_pin(served: Desk) -> None:
    client = served.client()
    client.get("/login")
    name = client.cookies["desk"]
    client.get("/login")
    assert client.cookies["desk"] == name


@pytest.mark.parametrize(
    ("target", "path"),
    [("/a?b=c", "/a?b=c"), ("//evil.example", "/"), ("/\\evil.example", "/"), ("https://evil.example", "/"),
     ("", "/"), ("/a\r\nSet-Cookie: x", "/")],
)  # fmt: skip
def test_after_the_sign_in_one_stays_here(target: str, path: str) -> None:
    assert local_path(target) == path


@pytest.mark.parametrize(
    ("given", "accounts", "signs_in"),
    [
        ({"bind": "127.0.0.1:7860"}, False, False),
        ({"bind": "localhost:7860"}, False, False),
        ({"bind": "[::1]:7860"}, False, False),
        ({"bind": "127.0.0.1:7860"}, True, True),
        ({"bind": "0.0.0.0:80"}, True, True),
        ({"bind": "127.0.0.1:80", "public_url": "https://desk.example.com"}, True, True),
    ],
)
def test_who_has_to_sign_in(given: dict[str, Any], accounts: bool, signs_in: bool) -> None:
    assert serving(Settings(**given), accounts).sign_in is signs_in


@pytest.mark.parametrize(
    "given",
    [
        {"bind": "0.0.0.0:7860"}, {"bind": ":7860"}, {"bind": "[::]:7860"}, {"bind": "10.0.0.7:7860"},
        {"bind": "desk.example.com:80"}, {"public_url": "http://desk.example.com"}, {"trusted_proxies": "127.0.0.1"},
    ],
)  # fmt: skip
def test_a_reachable_desk_does_not_start_without_accounts(given: dict[str, Any]) -> None:
    with pytest.raises(MissingPartError, match="exportdesk user add") as refused:
        serving(Settings(**given), False)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "given", [{"bind": "7860"}, {"bind": "127.0.0.1:http"}, {"public_url": "desk.example.com"},
              {"public_url": "https://desk.example.com/app"}],
)  # fmt: skip
def test_an_address_that_is_none_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(BadInputError, match="EXPORTDESK_"):
        serving(Settings(**given), True)


def test_without_sign_in_everybody_is_the_local_officer(alone: Desk) -> None:
    assert alone.client().get("/login").headers["location"] == "/"
    assert LOCAL.name in alone.client().get("/account").text


# ---- secrets


def test_no_secret_is_written_down(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXPORTDESK_SESSION_SECRET", "the-very-secret")
    monkeypatch.setenv("EXPORTDESK_SMTP_URL", "smtp://me:pass1234@mail")
    settings.cache_clear()
    assert "the-very-secret" in secrets()
    for text in (
        "cookie the-very-secret", "Authorization: Bearer abc.def", "edk_0123456789ab_" + "A" * 43,
        "postgresql://desk:hunter22@db/desk", "GET /openid/back?code=abc123&state=xyz", "xoxb-1-2-abc",
        "$argon2id$v=19$m=65536$abc$def",
    ):  # fmt: skip
        shown = redacted(text)
        assert "[hidden]" in shown
        for secret in ("the-very-secret", "abc.def", "AAAA", "hunter22", "abc123", "xoxb", "65536"):
            assert secret not in shown
    fields = redacted_fields({"password": "a", "user": "anna", "inner": {"api_key": "b", "n": 1}, "list": ["edk_"]})
    assert fields.pop("password") == "[hidden]"
    assert fields == {"user": "anna", "inner": {"api_key": "[hidden]", "n": 1}, "list": ["edk_"]}


def test_settings_show_no_secret() -> None:
    shown = repr(Settings(session_secret=SecretStr("abcdef1"), api_key=SecretStr("abcdef2")))
    assert "abcdef" not in shown


# ---- OpenID Connect


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """A sign-in service on loopback."""
    import oidc_provider_mock

    with oidc_provider_mock.run_server_in_thread(port=0) as server:
        yield f"http://127.0.0.1:{server.server_port}"


@pytest.fixture
def company(provider: str, monkeypatch: pytest.MonkeyPatch, served: Desk) -> TestClient:
    """A browser before a desk that knows the service."""
    monkeypatch.setenv("EXPORTDESK_OIDC_ISSUER", provider)
    monkeypatch.setenv("EXPORTDESK_OIDC_CLIENT_ID", "desk")
    monkeypatch.setenv("EXPORTDESK_OIDC_CLIENT_SECRET", "client-secret")
    settings.cache_clear()
    app = build(Serving("127.0.0.1", 7860, None, True), served.store)
    return TestClient(app, base_url=HOME, follow_redirects=False)


def vouched(browser: TestClient, provider: str, subject: str, email: str, *, verified: bool = True) -> Any:
    """Goes to the service, signs in there as `subject`, and comes back."""
    httpx.put(f"{provider}/users/{subject}", json={"email": email, "email_verified": verified}).raise_for_status()
    away = browser.get("/openid?next=/account").headers["location"]
    assert "code_challenge_method=S256" in away
    assert "nonce=" in away
    back = httpx.post(away, data={"sub": subject}).headers["location"]
    return browser.get(back.removeprefix(HOME))


def test_the_company_account_signs_in(company: TestClient, provider: str, served: Desk) -> None:
    Users(served.store).add("anna", "auditor", email="anna@example.com")
    assert "company account" in company.get("/login").text
    back = vouched(company, provider, "subject-1", "anna@example.com")
    assert back.headers["location"] == "/account"
    page = company.get("/account").text
    assert "anna" in page
    assert "auditor" in page


def test_nobody_without_account_and_no_unverified_address(company: TestClient, provider: str, served: Desk) -> None:
    Users(served.store).add("berta", "admin", email="berta@example.com")
    assert vouched(company, provider, "subject-2", "berta@example.com", verified=False).status_code == 403
    assert vouched(company, provider, "subject-3", "stranger@example.com").status_code == 403
    assert company.get("/account").status_code == 401


def test_an_answer_that_nobody_asked_for_is_refused(company: TestClient) -> None:
    assert company.get("/openid/back?code=abc&state=made-up").status_code == 400
    assert company.get("/openid/back").status_code == 400


def test_half_a_service_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("EXPORTDESK_OIDC_ISSUER", "https://id.example.com")
    settings.cache_clear()
    store = Store(f"sqlite:///{tmp_path / 's.sqlite'}")
    with pytest.raises(BadInputError, match="OIDC_CLIENT_ID"):
        build(Serving("127.0.0.1", 7860, None, True), store)
    store.close()

"""Sign-in by a real OpenID Connect service: Debian's glewlwyd on loopback, its keys made for the test."""

from __future__ import annotations

import shutil
import socket
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from starlette.testclient import TestClient

from assistant.accounts.users import Users
from assistant.channels.server import build
from assistant.channels.web.serving import Serving
from assistant.settings import settings
from assistant.store import Store

TABLES = Path("/usr/share/dbconfig-common/data/glewlwyd/install/sqlite3")
MODULES = Path("/usr/lib/glewlwyd")
HOME = "http://127.0.0.1:7860"
CLIENT, SECRET, PASSWORD = "desk", "the-desks-own-secret", "a long enough password"
VERIFIED = '"email_verified":{"multiple":false,"read":true,"write":true,"profile-read":true,"profile-write":false},'

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]


@dataclass(frozen=True)
class Service:
    """A running glewlwyd with the plugin `desk`, one client and no users yet."""

    address: str
    admin: httpx.Client

    @property
    def issuer(self) -> str:
        return f"{self.address}/api/desk"

    def add(self, name: str, email: str, *, verified: bool) -> None:
        """A user of the company's directory."""
        user = {
            "username": name, "password": PASSWORD, "name": name, "email": email, "enabled": True,
            "scope": ["openid", "g_profile"], "email_verified": "yes" if verified else "no",
        }  # fmt: skip
        self.admin.post("/api/user/", json=user).raise_for_status()

    def vouch(self, away: str, name: str) -> str:
        """Where the service sends a person back to, who signs in there and agrees."""
        with httpx.Client(base_url=self.address) as person:
            person.post("/api/auth/", json={"username": name, "password": PASSWORD}).raise_for_status()
            person.put(f"/api/auth/grant/{CLIENT}", json={"scope": "openid"}).raise_for_status()
            return person.get(f"{away}&g_continue").headers["location"]


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    program = shutil.which("glewlwyd")
    if program is None or not TABLES.exists():
        pytest.skip("glewlwyd is not there; apt-get install glewlwyd")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    config = tmp_path / "glewlwyd.conf"
    config.write_text(_config(port, tmp_path / "glewlwyd.sqlite", tmp_path / "glewlwyd.log"), encoding="utf-8")
    with sqlite3.connect(tmp_path / "glewlwyd.sqlite") as tables:
        tables.executescript(TABLES.read_text(encoding="utf-8").replace('"picture":{', f'{VERIFIED}"picture":{{', 1))
    with subprocess.Popen([program, "-c", str(config)]) as running, httpx.Client(base_url=address) as admin:
        try:
            _wait_for(address, running)
            found = Service(address, admin)
            _set_up(found)
            yield found
        finally:
            running.terminate()


def _config(port: int, tables: Path, log: Path) -> str:
    paths = {
        "user_module": "user",
        "client_module": "client",
        "user_auth_scheme_module": "scheme",
        "plugin_module": "plugin",
    }
    named = "\n".join(f'{name}_path = "{MODULES / folder}"' for name, folder in paths.items())
    return f"""
port = {port}
bind_address = "127.0.0.1"
external_url = "http://127.0.0.1:{port}/"
login_url = "login.html"
api_prefix = "api"
log_mode = "file"
log_level = "INFO"
log_file = "{log}"
cookie_secure = false
session_key = "GLEWLWYD2_SESSION_ID"
admin_scope = "g_admin"
profile_scope = "g_profile"
hash_algorithm = "SHA512"
{named}
database = {{ type = "sqlite3"; path = "{tables}"; }}
"""


def _wait_for(address: str, running: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert running.poll() is None, "glewlwyd did not start"
        try:
            httpx.get(f"{address}/config", timeout=2)
            return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError("glewlwyd did not answer")


def _set_up(service: Service) -> None:
    """As its administrator does: the OpenID Connect plugin with a key of its own, and the desk as a client."""
    service.admin.post("/api/auth/", json={"username": "admin", "password": "password"}).raise_for_status()
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    claim = {"name": "email_verified", "user-property": "email_verified", "type": "boolean", "mandatory": True,
             "boolean-value-true": "yes", "boolean-value-false": "no"}  # fmt: skip
    parameters = {
        "iss": service.issuer, "subject-type": "public", "jwt-type": "rsa", "jwt-key-size": "256",
        "key": private.decode(), "cert": public.decode(), "access-token-duration": 600, "refresh-token-duration": 600,
        "code-duration": 60, "allow-non-oidc": False, "auth-type-code-enabled": True, "jwks-show": True,
        "pkce-allowed": True, "pkce-method-plain-allowed": False, "email-claim": "mandatory", "claims": [claim],
    }  # fmt: skip
    plugin = {"module": "oidc", "name": "desk", "display_name": "Desk", "enabled": True, "parameters": parameters}
    client = {
        "client_id": CLIENT, "name": "Export Desk", "enabled": True, "confidential": True, "client_secret": SECRET,
        "redirect_uri": [f"{HOME}/openid/back"], "authorization_type": ["code"], "scope": [],
        "token_endpoint_auth_method": ["client_secret_basic"],
    }  # fmt: skip
    for path, body in (("/api/mod/plugin/", plugin), ("/api/client/", client)):
        answer = service.admin.post(path, json=body)
        assert answer.status_code == 200, answer.text


@pytest.fixture
def browser(service: Service, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[TestClient]:
    """A browser before a desk that knows the service, with accounts for anna and berta."""
    for name, value in (("ISSUER", service.issuer), ("CLIENT_ID", CLIENT), ("CLIENT_SECRET", SECRET)):
        monkeypatch.setenv(f"EXPORTDESK_OIDC_{name}", value)
    settings.cache_clear()
    store = Store(f"sqlite:///{tmp_path / 'desk.sqlite'}")
    for name in ("anna", "berta"):
        Users(store).add(name, "auditor", email=f"{name}@example.com")
    app = build(Serving("127.0.0.1", 7860, None, True), store)
    yield TestClient(app, base_url=HOME, follow_redirects=False)
    store.close()


def test_somebody_of_the_company_signs_in(service: Service, browser: TestClient) -> None:
    service.add("a.berg", "anna@example.com", verified=True)
    away = browser.get("/openid?next=/account").headers["location"]
    back = browser.get(service.vouch(away, "a.berg").removeprefix(HOME))
    assert (back.status_code, back.headers.get("location")) == (303, "/account"), back.text
    page = browser.get("/account").text
    assert "anna" in page
    assert "auditor" in page


def test_an_address_that_the_service_did_not_verify_signs_nobody_in(service: Service, browser: TestClient) -> None:
    service.add("b.berg", "berta@example.com", verified=False)
    away = browser.get("/openid").headers["location"]
    assert browser.get(service.vouch(away, "b.berg").removeprefix(HOME)).status_code == 403
    assert browser.get("/account").status_code == 401

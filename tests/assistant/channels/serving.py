"""What the tests of the server share: the application on a fresh store, and callers with keys."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI
from starlette.testclient import TestClient

from assistant.accounts.keys import Keys
from assistant.accounts.users import Users
from assistant.channels.server import build
from assistant.channels.web.serving import Serving
from assistant.records.actor import ROLES, Role
from assistant.store import Store

PASSWORD = "a long enough password"
HOME = "http://127.0.0.1:7860"


@dataclass
class Desk:
    """A server with one account a role, each with a password and a key."""

    app: FastAPI
    store: Store
    keys: dict[Role, str]

    def client(self, role: Role | None = None) -> TestClient:
        """A client that shows the role's key, or none."""
        headers = {} if role is None else {"Authorization": f"Bearer {self.keys[role]}"}
        return TestClient(self.app, base_url=HOME, headers=headers, follow_redirects=False, client=("127.0.0.1", 50000))


@contextmanager
def desk(folder: Path, *, sign_in: bool = True, public_url: str | None = None) -> Iterator[Desk]:
    """The server in this process. Users are named like their roles; the officer has a password."""
    store = Store(f"sqlite:///{folder / 'desk.sqlite'}")
    keys: dict[Role, str] = {}
    if sign_in:
        for role in ROLES:
            Users(store).add(role, role, password=PASSWORD if role == "officer" else None)
            keys[role] = Keys(store).create(role, per_minute=1000).secret
    yield Desk(build(Serving("127.0.0.1", 7860, public_url, sign_in), store), store, keys)
    store.close()

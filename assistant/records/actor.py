"""Who does something."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Role = Literal["sales", "officer", "auditor", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)


@dataclass(frozen=True, slots=True)
class Actor:
    """A person or a system with an account. `name` is the account's, whatever channel or key was used."""

    name: str
    role: Role


LOCAL = Actor("local", "officer")  # one desk on its own machine, without sign-in
NOBODY = Actor("anonymous", "sales")  # a client of the machine itself that shows no key

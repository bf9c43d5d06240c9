"""The one place that says whether somebody may do something; every channel asks it, none decides by itself.

`sales` asks and sees own records, `officer` sees all and decides, `auditor` reads all and changes nothing (asking
writes a record), `admin` manages accounts and sync and decides nothing.
"""

from __future__ import annotations

from typing import Literal, get_args

from assistant.errors import AssistantError
from assistant.records.actor import Actor, Role

Action = Literal[
    "ask", "check", "search", "screen", "replay", "law", "see_house",
    "see_own", "see_all", "escalate", "attach", "sign", "overrule", "approve", "send_back", "assign", "release",
    "withdraw", "keep", "erase", "settle_hit", "adopt_position", "add_house_rule",
    "create_hold", "see_hold", "verify_log", "watch", "manage_accounts", "sync", "backup",
]  # fmt: skip
ACTIONS: tuple[Action, ...] = get_args(Action)

EVERYBODY: frozenset[Role] = frozenset({"sales", "officer", "auditor", "admin"})
OFFICER: frozenset[Role] = frozenset({"officer"})
ADMIN: frozenset[Role] = frozenset({"admin"})
MAY: dict[Action, frozenset[Role]] = {
    **dict.fromkeys(("check", "search", "screen", "replay", "law", "see_house", "see_own"), EVERYBODY),
    "ask": frozenset({"sales", "officer", "admin"}),
    "see_all": frozenset({"officer", "auditor"}),
    **dict.fromkeys(("escalate", "attach", "create_hold"), frozenset({"sales", "officer"})),
    **dict.fromkeys(("sign", "overrule", "approve", "send_back", "assign", "release", "withdraw"), OFFICER),
    **dict.fromkeys(("keep", "erase", "settle_hit", "adopt_position", "add_house_rule"), OFFICER),
    "see_hold": frozenset({"sales", "officer", "auditor"}),
    "verify_log": frozenset({"officer", "auditor", "admin"}),
    "watch": frozenset({"officer", "auditor"}),
    **dict.fromkeys(("manage_accounts", "sync", "backup"), ADMIN),
}
ON_OWN_ONLY: dict[Role, frozenset[Action]] = {
    "sales": frozenset({"escalate", "attach", "see_hold"}),
}


class NotAllowed(AssistantError):
    """Somebody may not do this; one sentence fit to be shown."""

    def __init__(self, actor: Actor, action: Action, why: str) -> None:
        super().__init__(f"{action}: {why}")
        self.actor, self.action = actor, action


def may(actor: Actor, action: Action, owner: str | None = None) -> bool:
    """May the actor do this, to what `owner` made where it belongs to somebody?"""
    return _refusal(actor, action, owner) is None


def require(actor: Actor, action: Action, owner: str | None = None) -> None:
    """Raises NotAllowed where the actor may not do this."""
    if (why := _refusal(actor, action, owner)) is not None:
        raise NotAllowed(actor, action, why)


def may_see(actor: Actor, owner: str | None) -> bool:
    """May the actor read what `owner` made?"""
    return may(actor, "see_all") or (owner is not None and owner == actor.name)


def _refusal(actor: Actor, action: Action, owner: str | None) -> str | None:
    if actor.role not in MAY[action]:
        allowed = " or ".join(sorted(MAY[action]))
        return f"the role {actor.role} may not do this; expected the role {allowed}"
    if owner is not None and owner != actor.name and action in ON_OWN_ONLY.get(actor.role, frozenset()):
        return f"the role {actor.role} may do this to its own records only"
    return None

"""Who may do what, as the roles are described."""

from __future__ import annotations

import pytest

from assistant.records.actor import ROLES, Actor
from assistant.records.permissions import ACTIONS, MAY, Action, NotAllowed, may, may_see, require

DECIDES: tuple[Action, ...] = ("sign", "overrule", "approve", "settle_hit", "adopt_position", "add_house_rule", "erase")
CHANGES_NOTHING: set[Action] = {
    "check", "search", "screen", "replay", "law", "see_house", "see_own", "see_all", "see_hold", "verify_log", "watch",
}  # fmt: skip


def test_every_action_has_a_rule() -> None:
    assert set(MAY) == set(ACTIONS)


@pytest.mark.parametrize("action", DECIDES)
def test_only_an_officer_decides(action: Action) -> None:
    assert [role for role in ROLES if may(Actor("a", role), action)] == ["officer"]


def test_an_auditor_changes_nothing() -> None:
    assert {action for action in ACTIONS if may(Actor("a", "auditor"), action)} == CHANGES_NOTHING


def test_only_an_admin_manages_accounts_and_an_admin_decides_nothing() -> None:
    assert [role for role in ROLES if may(Actor("a", role), "manage_accounts")] == ["admin"]
    assert not any(may(Actor("a", "admin"), action) for action in DECIDES)


def test_sales_see_and_escalate_their_own() -> None:
    anna = Actor("anna", "sales")
    assert may(anna, "escalate", "anna")
    assert not may(anna, "escalate", "bob")
    assert may_see(anna, "anna")
    assert not may_see(anna, "bob")
    assert not may_see(anna, None)
    assert may_see(Actor("olga", "officer"), None)


def test_a_refusal_names_the_action_and_the_role_that_may() -> None:
    with pytest.raises(NotAllowed, match="sign: the role sales may not do this; expected the role officer"):
        require(Actor("anna", "sales"), "sign")

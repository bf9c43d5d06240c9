"""What can be wrong with an account.

AccountError           (an AssistantError) one sentence fit to be shown, beginning with the field it is about
├── NoSuchAccount      nobody or nothing of that name
└── TooOften           the limit of this minute is used up; `wait` says for how many seconds
"""

from assistant.errors import AssistantError


class AccountError(AssistantError):
    """`field`: what was found and what was expected."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field


class NoSuchAccount(AccountError):
    """No user, key or mapping of that name."""


class TooOften(AccountError):
    """More than the limit allows."""

    def __init__(self, field: str, message: str, wait: int) -> None:
        super().__init__(field, message)
        self.wait = wait

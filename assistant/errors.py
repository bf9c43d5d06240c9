"""What a person is told of something that assistant/ cannot use.

AssistantError
├── StoreError             a database that cannot be used: exit 3
│   ├── StoreUnreachable   nothing answers at the address
│   └── StoreTooNew        a later version of the product has written there
├── PartMissing            a package or service that a setting asks for: exit 3
├── AccountError           an account, key or limit (assistant/accounts/errors.py)
├── RecordError            a record or what is done with it (assistant/records/errors.py)
└── NotAllowed             somebody may not do this (assistant/records/permissions.py)
"""


class AssistantError(Exception):
    """One sentence fit to be shown; `code` is the exit code."""

    code = 2


class PartMissing(AssistantError):
    """What a setting names cannot be had."""

    code = 3

    def __init__(self, setting: str, why: str) -> None:
        super().__init__(f"{setting}: {why}")


class StoreError(AssistantError):
    """The database cannot be used; it is a resource that is missing."""

    code = 3


class StoreUnreachable(StoreError):
    """The database does not answer."""


class StoreTooNew(StoreError):
    """The tables are of a later version than this program."""

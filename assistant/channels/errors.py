"""What a channel tells a person who gave it something that cannot be used.

ChannelError
├── BadInputError      bad usage or bad input: exit 2; names the field and what was expected
├── BusyError          another process is at it: exit 1; nothing was done
└── MissingPartError   a needed resource is not there: exit 3; names the command that provides it
"""


class ChannelError(Exception):
    """One sentence fit to be shown; `code` is the exit code."""

    code = 2


class BadInputError(ChannelError):
    """`field`: what was found and what was expected."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field


class BusyError(ChannelError):
    """Another process is at it; nothing was done."""

    code = 1


class MissingPartError(ChannelError):
    """What is missing, and the command that provides it."""

    code = 3

"""What a person is told of a record that is not there, or of something that cannot be done with it.

RecordError
├── NoSuchRecord    no record under that id, or none that this person may see
├── NoSuchHold      no hold under that token, or none that this person may see
├── Erased          its content was erased
└── Refused         a decision that the rules of the bench do not allow
"""

from assistant.errors import AssistantError


class RecordError(AssistantError):
    """`field`: what was found and what was expected."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field


class NoSuchRecord(RecordError):
    """Nothing is kept under that id."""

    def __init__(self, id: str) -> None:
        super().__init__("ID", f"there is no record {id}; `exportdesk case list` shows them")


class NoSuchHold(NoSuchRecord):
    """Nothing is held under that token."""

    def __init__(self, token: str) -> None:
        RecordError.__init__(self, "TOKEN", f"there is no hold {token[:50]}; `exportdesk hold create` makes one")


class Erased(RecordError):
    """Only the place in the chain is left."""

    def __init__(self, id: str) -> None:
        super().__init__("ID", f"the content of {id} was erased after its retention; its place in the chain is kept")


class Refused(RecordError):
    """It may not be done; the message says why."""

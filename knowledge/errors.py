"""What can go wrong in `knowledge`.

KnowledgeError
├── DigestError     a file of the digest breaks its own form; names file, line and key
├── IndexMissingError    the vector index or its model is not there; names the command that builds it
├── IndexBuildError    an index could not be written; the one before still answers
├── SourceError     a file or answer of a source cannot be used; names the file and what is wrong with it
│   └── RefusedError    the file is known not to be fit for citing, so that leaving it out is no failure
├── SyncBusyError   another sync is running
└── UnreachableError    a source does not answer, or not in full
"""


class KnowledgeError(Exception):
    """Any failure of the texts or of their retrieval."""


class DigestError(KnowledgeError):
    """A digest file has an unknown or missing key, a bad value, a duplicate, a gap or an overlap."""


class IndexMissingError(KnowledgeError):
    """No vector index fits the texts at hand; `exportdesk index build` makes one."""


class IndexBuildError(KnowledgeError):
    """The index could not be written, such as on a full disk."""


class SourceError(KnowledgeError):
    """A file or an answer of a source is cut off, damaged, or not in the form that the source publishes."""


class RefusedError(SourceError):
    """A file that is known not to be fit for citing."""


class SyncBusyError(KnowledgeError):
    """Another sync holds the lock; nothing was done."""

    def __init__(self) -> None:
        super().__init__("another sync is running; nothing was changed, try again when it is done")


class UnreachableError(KnowledgeError):
    """A source does not answer, or breaks off."""

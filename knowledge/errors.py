"""What can go wrong in `knowledge`.

KnowledgeError
├── DigestError     a file of the digest breaks its own form; names file, line and key
└── IndexMissingError    the vector index or its model is not there; names the command that builds it
"""


class KnowledgeError(Exception):
    """Any failure of the texts or of their retrieval."""


class DigestError(KnowledgeError):
    """A digest file has an unknown or missing key, a bad value, a duplicate, a gap or an overlap."""


class IndexMissingError(KnowledgeError):
    """No vector index fits the texts at hand; `exportdesk index build` makes one."""

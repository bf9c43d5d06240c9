"""What stops a run over an order book. A bad row stops none: it carries its error in the output.

BatchError     a file, a header or an address that cannot be used: names it
└── BatchBusy  another process writes the same output; nothing was done
"""

from __future__ import annotations

from assistant.errors import AssistantError, PartMissing


class BatchError(AssistantError):
    """`field`: the option or the column; what was found and what was expected."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field


class BatchBusy(BatchError):
    """Another process is at it."""

    code = 1


class ClusterMissing(PartMissing):
    """What Parquet and clusters need is not installed."""

    def __init__(self, what: str, package: str) -> None:
        super().__init__(what, f"needs the package {package}; pip install 'exportdesk[cluster]' provides it")

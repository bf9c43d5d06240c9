"""What one comparison of the rule base with an official text found."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One comparison: `what` is empty where it holds."""

    id: str
    cite: str
    file: str
    issue: dt.date
    what: str = ""

"""What passes between the three steps of a source: a file as it was published, and what it says.

fetch() gives a `Raw`, read() takes it apart, map() makes a `Document` of citable pieces or a `PartyList` of rows.
"""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePath

from knowledge.errors import SourceError
from knowledge.official.unit import Unit

PUBLIC_DOMAIN = "US government work, public domain"
DAY = re.compile(r"(\d{4})-(\d\d)(?:-(\d\d))?(?!\d)")

PartyRow = Mapping[str, object]


@dataclass(frozen=True)
class Raw:
    """One file of a source as it was published. `name` stays the same from issue to issue.

    `cite` and `title` are what an index or a listing beside the file calls it, where the file itself does not.
    """

    source: str
    name: str
    file: str
    content: bytes
    issue: dt.date
    url: str | None
    licence: str = PUBLIC_DOMAIN
    cite: str = ""
    title: str = ""

    @cached_property
    def sha256(self) -> str:
        """Hash of the bytes as they came."""
        return hashlib.sha256(self.content).hexdigest()

    @cached_property
    def text(self) -> str:
        """The content, unpacked; raises SourceError where it is cut off or no UTF-8."""
        try:
            packed = self.content[:2] == b"\x1f\x8b"
            return (gzip.decompress(self.content) if packed else self.content).decode("utf-8-sig")
        except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
            raise SourceError(f"{self.file}: cut off or damaged ({error})") from error


@dataclass(frozen=True, slots=True)
class Document:
    """The citable texts of one file."""

    raw: Raw
    units: tuple[Unit, ...]

    @property
    def places(self) -> int:
        """How many passages it has."""
        return sum(len(unit.pieces) for unit in self.units)


@dataclass(frozen=True, slots=True)
class PartyList:
    """The rows of one version of a list of parties, in the order of the file."""

    raw: Raw
    rows: tuple[PartyRow, ...]

    @property
    def places(self) -> int:
        """How many rows it has."""
        return len(self.rows)


def issue_in(name: str) -> dt.date | None:
    """The day that a file name carries; a month alone counts from its first day."""
    found = DAY.search(PurePath(name).name)
    if found is None:
        return None
    try:
        return dt.date(int(found[1]), int(found[2]), int(found[3] or 1))
    except ValueError:
        return None

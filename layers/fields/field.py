"""What is said of one field of the record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = [
    "ACLED",
    "ADMIRALTY",
    "ARCHIVER",
    "DARWIN_CORE",
    "ISO_8601",
    "UCDP",
    "WGS_84",
    "Field",
    "FieldType",
]

# Where definitions come from.
ACLED = "ACLED codebook"
ADMIRALTY = "Admiralty code (NATO STANAG 2511)"
ARCHIVER = "Bellingcat auto-archiver"
DARWIN_CORE = "Darwin Core"
ISO_8601 = "ISO 8601"
UCDP = "UCDP GED codebook"
WGS_84 = "WGS 84 (EPSG:4326)"

FieldType = Literal[
    "text", "word", "words", "number", "date", "dates", "datetime", "geometry", "flag"
]


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field of the record.

    ``vocabulary`` names a list of words in `layers.vocabulary`; ``unit`` is the unit of a
    number; ``minimum`` and ``maximum`` its range, both included; ``aliases`` are other column
    names that mean the same (compared without case, spaces, hyphens and underscores);
    ``layers`` the themes it belongs to (empty: all); ``expected`` marks what a complete record
    has after inference; ``source`` says where the definition comes from.
    """

    name: str
    type: FieldType = "text"
    meaning: str
    source: str = "Kordon"
    unit: str = ""
    vocabulary: str = ""
    minimum: float | None = None
    maximum: float | None = None
    expected: bool = False
    aliases: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()
    example: str = ""

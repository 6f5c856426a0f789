"""What lies beside a published file and says what it is.

``NAME.manifest.json`` goes along with it; ``NAME.receipt.json`` stays in the house, and only there
it can be asked which files a publication was made from.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from geo.errors import ForeignFileError, KordonError

__all__ = ["ENDING", "RECEIPT_ENDING", "ManifestCheck", "check_manifest", "manifest_of",
           "receipt_of"]  # fmt: skip

PathLike = str | os.PathLike[str]

#: Behind the name of the published file.
ENDING: Final = ".manifest.json"
RECEIPT_ENDING: Final = ".receipt.json"
_MOST_BYTES: Final = 64_000_000
#: Tables whose rows can be counted again.
_TABLES: Final = (".csv", ".geojson", ".jsonl", ".gpkg", ".parquet", ".kml")


@dataclass(frozen=True, kw_only=True)
class ManifestCheck:
    """A manifest, and what of it is not so.

    ``told`` is empty where there is none. ``same``: whether the file is the one that it names by
    SHA-256, None where it names none. ``wrong``: what does not add up, in words.
    """

    told: Mapping[str, Any] = field(default_factory=dict)
    same: bool | None = None
    wrong: tuple[str, ...] = ()

    @property
    def in_words(self) -> str:
        """The counts that the manifest tells; empty where it tells none."""
        counts, shown = self.told.get("counts"), _shown(self.told)
        words = [] if shown is None else [f"{shown} shown"]
        if isinstance(counts, Mapping) and isinstance(counts.get("in"), int):
            words.insert(0, f"{counts['in']} in")
            held = counts.get("withheld")
            pairs = held.items() if isinstance(held, Mapping) else ()
            words += [f"{n} withheld ({why})" for why, n in pairs if isinstance(n, int)]
        return ", ".join(words)


def manifest_of(path: PathLike) -> Mapping[str, Any]:
    """The manifest beside a file; empty where there is none.

    Raises ForeignFileError for one that cannot be read.
    """
    return _beside(path, ENDING, "manifest")


def receipt_of(path: PathLike, data: bytes) -> Mapping[str, Any]:
    """The receipt beside a file, if it is of these bytes; else empty.

    Raises ForeignFileError for one that cannot be read.
    """
    told = _beside(path, RECEIPT_ENDING, "receipt")
    return told if told.get("output_sha256") == hashlib.sha256(data).hexdigest() else {}


def _beside(path: PathLike, ending: str, kind: str) -> Mapping[str, Any]:
    beside = Path(f"{os.fspath(path)}{ending}")
    if not beside.is_file():
        return {}
    try:
        if beside.stat().st_size > _MOST_BYTES:
            raise ForeignFileError(f"{beside} is larger than any {kind}: {_MOST_BYTES:,} bytes")
        told = json.loads(beside.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise ForeignFileError(
            f"{beside} cannot be read ({type(error).__name__}): publish the file anew, or move the "
            f"{kind} away to check the file without it"
        ) from None
    if not isinstance(told, Mapping):
        raise ForeignFileError(f"{beside} is no {kind} of Kordon: it holds no names and values")
    return told


def check_manifest(path: PathLike, data: bytes) -> ManifestCheck:
    """Compare a published file with its manifest: hash, sums, and the number of its rows."""
    told = manifest_of(path)
    if not told:
        return ManifestCheck()
    named = _sha256(told)
    same = None if named is None else named == hashlib.sha256(data).hexdigest()
    wrong = []
    if same is False:
        wrong.append("its sha256 is not the one in its manifest")
    counts = told.get("counts")
    if isinstance(counts, Mapping) and isinstance(counts.get("in"), int):
        kept = counts.get("withheld")
        held = (
            sum(n for n in kept.values() if isinstance(n, int)) if isinstance(kept, Mapping) else 0
        )
        if counts["in"] != _whole(counts.get("shown")) + held:
            wrong.append(
                f"its manifest counts {counts['in']} rows in, but {_whole(counts.get('shown'))} "
                f"shown and {held} withheld"
            )
    expected = _shown(told)
    found = _rows(path) if expected is not None else None
    if found is not None and found != expected:
        wrong.append(f"its manifest says that it shows {expected} records, and it holds {found}")
    return ManifestCheck(told=told, same=same, wrong=tuple(wrong))


def _sha256(told: Mapping[str, Any]) -> str | None:
    file = told.get("file")
    named = file.get("sha256") if isinstance(file, Mapping) else told.get("sha256")
    return named.lower() if isinstance(named, str) and len(named) == 64 else None


def _shown(told: Mapping[str, Any]) -> int | None:
    """How many rows a manifest says that the file shows."""
    counts, shown = told.get("counts"), told.get("shown")
    file = told.get("file")
    if isinstance(file, Mapping) and file.get("records") is False:
        return None  # numbers of records, or several rows for one
    if isinstance(shown, Mapping):
        return _whole(shown.get("records")) + _whole(shown.get("cells"))
    if isinstance(counts, Mapping) and isinstance(counts.get("shown"), int):
        return int(counts["shown"])
    return None


def _whole(value: Any) -> int:
    return value if isinstance(value, int) else 0


def _rows(path: PathLike) -> int | None:
    """The rows of a table; None of what is none, or cannot be read as one."""
    if Path(path).suffix.lower() not in _TABLES:
        return None
    from layers.readers import read

    try:
        return int(read([path]).read)
    except KordonError:
        return None

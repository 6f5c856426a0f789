"""Finished files and what lies beside them: written all or none."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from geo.errors import OutputError
from geo.files import atomic_write
from maps.publication.earlier import SUFFIX

__all__ = ["RECEIPT", "as_json", "manifest_name", "write_all"]

#: What stands behind the output's name where the house keeps its account.
RECEIPT: Final = ".receipt.json"


def manifest_name(output: str | os.PathLike[str]) -> str:
    """Where the manifest of a file lies that cannot hold it."""
    return os.fspath(output) + SUFFIX


def as_json(told: Mapping[str, Any]) -> bytes:
    """An account as a file."""
    text = json.dumps(told, ensure_ascii=False, indent=2)
    return f"{text}\n".encode("utf-8", "replace")


def write_all(contents: Mapping[str, bytes], *, overwrite: bool) -> None:
    """Write files in their order, all or none: what was new is taken back if a later one fails.

    The last should be the one that is worth something: while it has no name, nothing is published.
    Raises `OutputError`.
    """
    fresh: list[Path] = []
    try:
        for name, data in contents.items():
            was_there = os.path.lexists(name)
            atomic_write(name, data, overwrite=overwrite)
            if not was_there:
                fresh.append(Path(name))
    except OutputError:
        for path in fresh:
            path.unlink(missing_ok=True)
        raise

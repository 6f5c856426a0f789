"""Saved mappings: which column of a file is which field, as a small JSON file.

``{"Breite": "latitude", "was": "category", "intern": ""}``: column -> field, and nothing for a
column that is no field.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from typing import Any, Final

from geo.errors import InputError
from geo.foreign.limits import Limits
from geo.foreign.paths import checked_path
from layers.intake import Intake
from layers.record import FIELD_BY_NAME

__all__ = ["SavedMapping", "mapping_json", "mapping_used", "read_mapping"]

#: A mapping of all columns that anybody has is far smaller.
_MOST_BYTES: Final = 1 << 20


class SavedMapping(dict[str, str]):
    """A mapping of which some columns need not be in every file: those in ``optional``.

    A name that was typed must be there; one that was saved for several files need not.
    """

    def __init__(self, pairs: Mapping[str, str], optional: Iterable[str] = ()) -> None:
        super().__init__(pairs)
        self.optional = frozenset(optional)


def read_mapping(path: str | os.PathLike[str]) -> SavedMapping:
    """Read a saved mapping, of which every column is optional.

    The text is read here and not in a process of its own: it is small, and no more than JSON.
    Raises `InputError` for a file that is none, and for a field that the record does not have.
    """
    shown = os.fspath(path)
    source = checked_path(path, Limits(file_bytes=_MOST_BYTES))
    try:
        pairs = json.loads(source.read_bytes().decode("utf-8-sig"), object_pairs_hook=_once)
    except OSError as error:
        raise InputError(f"{shown} cannot be read: {error.strerror or error}.") from error
    except (ValueError, RecursionError) as error:
        raise InputError(
            f"{shown} is no saved mapping ({str(error)[:100]}): write JSON like "
            '{"was": "category", "Breite": "latitude"}.'
        ) from None
    if not isinstance(pairs, dict) or not all(isinstance(one, str) for one in pairs.values()):
        raise InputError(
            f"{shown} is no saved mapping: it must be one JSON object of columns and fields, "
            'like {"was": "category", "Breite": "latitude"}.'
        )
    for column, field in pairs.items():
        if field and field not in FIELD_BY_NAME:
            raise InputError(
                f"{shown}: column {column!r} is mapped to a field {field!r} that the record does "
                "not have; 'kordon schema' lists the fields."
            )
    return SavedMapping(pairs, pairs)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(name for name in found if sum(name == one for one, _ in pairs) > 1)
        raise ValueError(f"{twice[:60]!r} stands in it twice")
    return found


def mapping_used(intake: Intake, given: Mapping[str, str] | None = None) -> dict[str, str]:
    """Column -> field of all files that were read, ready to be saved.

    ``given`` is the mapping that was asked for; its columns that are no field ("") stay so.
    Raises `InputError` where a column means one field in one file and another in another.
    """
    used: dict[str, str] = {}
    where: dict[str, str] = {}
    for report in intake.files:
        for column, field in report.mapping.items():
            if used.setdefault(column, field) != field:
                raise InputError(
                    f"Column {column!r} is {used[column]} in {where[column]} and {field} in "
                    f"{report.file}: save a mapping for each of them."
                )
            where.setdefault(column, report.file)
    present = {column for report in intake.files for column in report.columns}
    unused = {name: "" for name, field in (given or {}).items() if not field and name in present}
    return used | unused


def mapping_json(pairs: Mapping[str, str]) -> bytes:
    """A mapping as `read_mapping` reads it, in the order of its columns."""
    return (json.dumps(dict(pairs), ensure_ascii=False, indent=2) + "\n").encode("utf-8", "replace")

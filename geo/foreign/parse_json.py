"""JSON in the child process: a list of records, or one record on each line; or GeoJSON features."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from geo.foreign.nested import AS_OBJECTS, as_feature, named_rows, said_of_places
from geo.foreign.parse_geojson import features_table, read_json
from geo.foreign.tables import Parsed, RefusalError

__all__ = ["parse_json"]


def parse_json(path: Path) -> Iterator[Parsed]:
    """Read a list of objects, or lines of objects, as one table; blank lines are no rows.

    Members become columns, nested ones their JSON text. An object that is a GeoJSON Feature, or
    has a GeoJSON geometry, has that, and one with an object of latitude and longitude in it these
    (`geo.foreign.nested`). What is no object keeps its row, and `PROBLEM` says so.
    """
    notes: list[str] = []
    problems: dict[int, str] = {}
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RefusalError(f"JSON must be UTF-8, and byte {error.start:,} of it is not.") from None
    if text.lstrip().startswith("["):
        found = _listed(read_json(text), notes)
    else:
        found = _lines(text, problems)
        notes.append("a record on each line")
    places: Counter[str] = Counter()
    features = [_feature(one, row, problems, places) for row, one in enumerate(found)]
    notes += said_of_places(places)
    yield features_table(features, "EPSG:4326", notes, native=False, problems=problems)


def _listed(rows: list[Any], notes: list[str]) -> list[Any]:
    """The records of a list; of a list of lists, where the first of them has the names."""
    records = named_rows(rows)
    if records is not None:
        notes.append("a list of rows, the first of which names the columns")
        return records
    notes.append("a list of records")
    if any(isinstance(row, list) for row in rows):
        notes.append(
            "rows that are lists are set aside, as nothing says what their values are: write "
            f"objects, {AS_OBJECTS}, or a list with the names of the columns first"
        )
    return rows


def _lines(text: str, problems: dict[int, str]) -> list[Any]:
    found: list[Any] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            found.append(json.loads(line))
        except (ValueError, RecursionError) as error:
            problems[len(found)] = f"line {number} is no JSON ({str(error)[:100]}): {line[:2_000]}"
            found.append({})
    return found


def _feature(
    record: Any, row: int, problems: dict[int, str], places: Counter[str]
) -> dict[str, Any]:
    if not isinstance(record, dict):
        problems[row] = f"no object: {json.dumps(record)[:2_000]}"
        return {}
    return as_feature(record, places)

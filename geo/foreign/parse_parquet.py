"""GeoParquet (and plain Parquet) in the child process."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from geo.foreign.tables import GEOMETRY, Parsed, RefusalError, unique_names
from geo.foreign.wkb import check_depth

__all__ = ["parse_parquet"]

_MAX_ROWS = 50_000_000
_MAX_COLUMNS = 5_000


def parse_parquet(path: Path) -> Iterator[Parsed]:
    """Read a Parquet file; the primary geometry column of GeoParquet becomes `GEOMETRY`."""
    try:
        file = pq.ParquetFile(path)
        geo = _geo_of(file)
        primary = geo.get("primary_column")
        notes: list[str] = []
        names = [str(field.name) for field in file.schema_arrow]
        _check_size(file, names)
        others = {str(name) for name in geo.get("columns", {})} - {primary}
        kept = [name for name in names if name not in others and name != "bbox"]
        notes += [f"geometry column {name!r} is not the primary one: left out" for name in others]
        attributes = [name for name in kept if name != primary]
        labels = unique_names(attributes, notes)
        table = file.read(columns=kept, use_threads=False)
    except pa.ArrowException as error:
        raise RefusalError(
            f"the Parquet file is damaged: {str(error).splitlines()[0][:200]}"
        ) from None
    except UnicodeDecodeError as error:
        raise RefusalError(f"the Parquet file is damaged: {error}") from None
    arrays = [table.column(name) for name in attributes]
    if primary is not None:
        arrays.append(_wkb_column(table.column(primary), geo["columns"][primary]))
        labels.append(GEOMETRY)
    crs = _crs_of(geo["columns"][primary]) if primary is not None else None
    yield Parsed.of_table("", pa.table(arrays, names=labels), crs=crs, notes=notes)


def _geo_of(file: Any) -> dict[str, Any]:
    raw = (file.schema_arrow.metadata or {}).get(b"geo")
    if raw is None:
        return {}
    try:
        geo = json.loads(raw)
        if geo["primary_column"] in geo["columns"] and geo["primary_column"] in (
            field.name for field in file.schema_arrow
        ):
            return dict(geo)
    except (ValueError, KeyError, TypeError, RecursionError):
        pass
    raise RefusalError("its GeoParquet description (the 'geo' key) cannot be understood.")


def _check_size(file: Any, names: list[str]) -> None:
    if file.metadata.num_rows > _MAX_ROWS or len(names) > _MAX_COLUMNS:
        raise RefusalError(
            f"it claims {file.metadata.num_rows:,} rows and {len(names):,} columns; "
            f"the limits are {_MAX_ROWS:,} and {_MAX_COLUMNS:,}."
        )


def _wkb_column(column: pa.ChunkedArray, description: dict[str, Any]) -> pa.ChunkedArray:
    encoding = description.get("encoding")
    if encoding != "WKB":
        raise RefusalError(f"its geometry encoding is {str(encoding)[:40]!r}; only WKB is read.")
    column = column.cast(pa.binary())
    for chunk in column.chunks:
        for value in chunk:
            if value.is_valid:
                check_depth(value.as_py())
    return column


def _crs_of(description: dict[str, Any]) -> str | None:
    if "crs" not in description:
        return "EPSG:4326"  # the specification's default, OGC:CRS84
    crs = description["crs"]
    return json.dumps(crs) if isinstance(crs, dict) else None

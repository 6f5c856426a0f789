"""GeoParquet (and plain Parquet) in the child process."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from geo.foreign.tables import GEOMETRY, Parsed, RefusalError, unique_names
from geo.foreign.wkb import are_points, check_depth

__all__ = ["group_rows", "parse_parquet"]

_MAX_ROWS = 50_000_000
_MAX_STREAMED_ROWS = 10_000_000_000
_MAX_COLUMNS = 5_000
#: Rows of a batch, and bytes of a column that are read ahead.
_BATCH_ROWS = 65_536
_BUFFER_BYTES = 1 << 20
_TEXTS = (pa.string(), pa.large_string())


def group_rows(path: Path) -> list[int]:
    """Rows in each row group."""
    with _damage_told():
        metadata = pq.ParquetFile(path).metadata
        return [metadata.row_group(k).num_rows for k in range(metadata.num_row_groups)]


def parse_parquet(
    path: Path,
    *,
    streamed: bool = False,
    texts: Sequence[str] | None = None,
    groups: Sequence[int] | None = None,
) -> Iterator[Parsed]:
    """Read a Parquet file; the primary geometry column of GeoParquet becomes `GEOMETRY`.

    ``texts``: only these columns, as far as they hold text, and no geometry; ``groups``: only
    the row groups from the first up to the second number. ``streamed`` files may have more rows.
    """
    with _damage_told():
        file = pq.ParquetFile(path, buffer_size=_BUFFER_BYTES if streamed else 0)
        schema = file.schema_arrow
        geo = _geo_of(file)
        primary = geo.get("primary_column")
        notes: list[str] = []
        names = [str(field.name) for field in schema]
        _check_size(file, names, _MAX_STREAMED_ROWS if streamed else _MAX_ROWS)
        others = {str(name) for name in geo.get("columns", {})} - {primary}
        kept = [name for name in names if name not in others and name != "bbox"]
        notes += [f"geometry column {name!r} is not the primary one: left out" for name in others]
        attributes = [name for name in kept if name != primary]
        labels = unique_names(attributes, notes)
        kinds = [_plain(schema.field(name).type) for name in attributes]
    columns = list(zip(labels, attributes, kinds, strict=True))
    if texts is not None:
        columns = [column for column in columns if column[0] in texts and column[2] in _TEXTS]
        primary = None
    fields = [(label, kind) for label, _, kind in columns]
    described = None if primary is None else geo["columns"][primary]
    if described is not None:
        fields.append((GEOMETRY, pa.binary()))
    result = Parsed("", pa.schema(fields), (), _crs_of(described), notes)
    wanted = [name for _, name, _ in columns]
    result.batches = _batches(file, result.schema, wanted, primary, described, groups)
    yield result


def _batches(
    file: Any,
    schema: pa.Schema,
    names: list[str],
    primary: str | None,
    described: dict[str, Any] | None,
    groups: Sequence[int] | None,
) -> Iterator[pa.RecordBatch]:
    read = names if primary is None else [*names, primary]
    chosen = {} if groups is None else {"row_groups": list(range(*groups))}
    if not read:
        return
    with _damage_told():
        for batch in file.iter_batches(_BATCH_ROWS, columns=read, use_threads=False, **chosen):
            arrays = [_decoded(batch.column(name)) for name in names]
            if described is not None:
                arrays.append(_wkb_column(batch.column(primary), described))
            yield pa.record_batch(arrays, schema=schema)


def _plain(kind: pa.DataType) -> pa.DataType:
    """The type of what a dictionary stands for: each batch has its own, which no file may have."""
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def _decoded(column: pa.Array) -> pa.Array:
    return column.dictionary_decode() if pa.types.is_dictionary(column.type) else column


@contextmanager
def _damage_told() -> Iterator[None]:
    try:
        yield
    except pa.ArrowException as error:
        raise RefusalError(
            f"the Parquet file is damaged: {str(error).splitlines()[0][:200]}"
        ) from None
    except UnicodeDecodeError as error:
        raise RefusalError(f"the Parquet file is damaged: {error}") from None


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


def _check_size(file: Any, names: list[str], rows: int) -> None:
    if file.metadata.num_rows > rows or len(names) > _MAX_COLUMNS:
        raise RefusalError(
            f"it claims {file.metadata.num_rows:,} rows and {len(names):,} columns; "
            f"the limits are {rows:,} and {_MAX_COLUMNS:,}."
        )
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise RefusalError(f"several columns are called {twice[0][:60]!r}: give them other names.")


def _wkb_column(column: pa.Array, description: dict[str, Any]) -> pa.Array:
    encoding = description.get("encoding")
    if encoding != "WKB":
        raise RefusalError(f"its geometry encoding is {str(encoding)[:40]!r}; only WKB is read.")
    column = column.cast(pa.binary())
    for value in column if not are_points(column) else ():
        if value.is_valid:
            check_depth(value.as_py())
    return column


def _crs_of(description: dict[str, Any] | None) -> str | None:
    if description is None:
        return None
    if "crs" not in description:
        return "EPSG:4326"  # the specification's default, OGC:CRS84
    crs = description["crs"]
    return json.dumps(crs) if isinstance(crs, dict) else None

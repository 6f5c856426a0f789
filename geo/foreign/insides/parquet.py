"""Parquet and GeoParquet: values, statistics, and what is told of the file."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from geo.foreign.tables import RefusalError

if TYPE_CHECKING:
    from geo.foreign.insides.opener import Opener

__all__ = ["open_parquet"]


def open_parquet(opener: Opener, data: bytes, where: str) -> None:
    """Write down every column, the least and the greatest values, and the remarks of a file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    opener.put("bytes", data, f"{where} (as it is)")
    try:
        file = pq.ParquetFile(io.BytesIO(data))
        for key, value in (file.metadata.metadata or {}).items():
            opener.count(len(value))
            opener.look(key, f"{where} (metadata)")
            opener.look(value, f"{where} (metadata {key.decode('utf-8', 'replace')[:40]})")
        opener.put("text", str(file.schema_arrow).encode(), f"{where} (schema)")
        _statistics(opener, file.metadata, where)
        for number in range(file.num_row_groups):
            for field in file.schema_arrow:
                column = file.read_row_group(number, [field.name])
                for name in column.column_names:
                    _column(opener, str(name), column.column(name), where)
    except (pa.ArrowException, OSError, ValueError, KeyError) as error:
        first = (str(error).splitlines() or [""])[0][:100]
        raise RefusalError(f"the Parquet file {where} is damaged ({first}).") from None


def _statistics(opener: Opener, metadata: Any, where: str) -> None:
    for group in range(metadata.num_row_groups):
        for k in range(metadata.num_columns):
            chunk = metadata.row_group(group).column(k)
            told = chunk.statistics
            if told is None or not told.has_min_max:
                continue
            place, name = f"{where} (statistics)", str(chunk.path_in_schema)
            bounds = [told.min, told.max]
            opener.column(name, [str(v) for v in bounds if not isinstance(v, bytes)], place)
            for value in bounds:
                if isinstance(value, bytes):
                    opener.put("bytes", value, place, name)


def _column(opener: Opener, name: str, column: Any, where: str) -> None:
    import pyarrow as pa

    if pa.types.is_binary(column.type) or pa.types.is_large_binary(column.type):
        blobs = [value for value in column.to_pylist() if value]
        opener.count(sum(map(len, blobs)))
        opener.put("bytes", b"\0\0\0\0\0\0\0\0".join(blobs), f"{where}, column {name}", name)
        return
    values = ["" if value is None else str(value) for value in column.to_pylist()]
    opener.column(name, values, where)

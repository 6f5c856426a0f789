"""Parquet and GeoParquet: values, statistics, and what is told of the file."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from geo.foreign.insides.shapes import APART, put_shapes
from geo.foreign.tables import RefusalError

if TYPE_CHECKING:
    from geo.foreign.insides.opener import Opener

__all__ = ["open_parquet"]

#: Of the remarks about a page or a column in Thrift: bytes, and how many there are, 12 or more.
_BINARY: Final = re.compile(rb"[\x18\x28](?=([\x0c-\x7f]|[\x80-\xff][\x01-\x7f]))")


def open_parquet(opener: Opener, data: bytes, where: str) -> None:
    """Write down every column, the least and the greatest values, and the remarks of a file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        texts = [f.name for f in pq.read_schema(io.BytesIO(data)) if _is_bytes(f.type)]
        # Values that a dictionary lists come with it, also those that no row has any more.
        file = pq.ParquetFile(io.BytesIO(data), read_dictionary=texts)
        for key, value in (file.metadata.metadata or {}).items():
            opener.count(len(value))
            opener.look(key, f"{where} (metadata)")
            opener.look(value, f"{where} (metadata {key.decode('utf-8', 'replace')[:40]})")
        opener.put("text", str(file.schema_arrow).encode(), f"{where} (schema)")
        _statistics(opener, file.metadata, where)
        _between(opener, file.metadata, data, where)
        told = _Told(data)
        for number in range(file.num_row_groups):
            for field in file.schema_arrow:
                column = file.read_row_group(number, [field.name])
                for name in column.column_names:
                    told.compare(column.column(name))
                    _column(opener, str(name), column.column(name), where, number)
        rest = told.rest()
        opener.put("shapes", rest, f"{where} (as it is)")
        opener.put("bytes", _unpacked(file.metadata, rest), f"{where} (as it is)")
    except (pa.ArrowException, OSError, ValueError, KeyError) as error:
        first = (str(error).splitlines() or [""])[0][:100]
        raise RefusalError(f"the Parquet file {where} is damaged ({first}).") from None


def _statistics(opener: Opener, metadata: Any, where: str) -> None:
    for group, name, bounds in _bounds(metadata):
        place = f"{where} (statistics)"
        opener.column(name, [str(v) for v in bounds if not isinstance(v, bytes)], place, part=group)
        for value in bounds:
            if isinstance(value, bytes):
                put_shapes(opener, name, [value], place)


def _bounds(metadata: Any) -> Iterator[tuple[int, str, list[Any]]]:
    """The least and the greatest value of each column, where they are told, by group of rows."""
    for group in range(metadata.num_row_groups):
        for k in range(metadata.num_columns):
            chunk = metadata.row_group(group).column(k)
            told = chunk.statistics
            if told is not None and told.has_min_max:
                yield group, str(chunk.path_in_schema), [told.min, told.max]


class _Told:
    """Values that a Parquet file tells beside its columns: the least and greatest of a page.

    Each with its kind and length in front. One that stands in a column, too, is looked at there,
    as a whole; among other bytes nobody could tell where it ends.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at: dict[bytes, list[int]] = {}
        for found in _BINARY.finditer(data):
            head = found[1]
            length = head[0] if len(head) == 1 else (head[0] & 0x7F) | head[1] << 7
            value = data[found.end(1) : found.end(1) + length]
            if len(value) == length and _is_text(value):
                self._at.setdefault(value, []).append(found.end(1))
        self._known: set[bytes] = set()

    def compare(self, column: Any) -> None:
        """See which of the values stand in a column."""
        import pyarrow as pa
        import pyarrow.compute as pc

        for chunk in column.chunks if self._at and _is_bytes(column.type) else ():
            listed = chunk.dictionary if pa.types.is_dictionary(chunk.type) else chunk
            values = pa.array(list(self._at), pa.large_binary())
            found = pc.is_in(values, value_set=listed.cast(pa.large_binary()))
            self._known.update(values.filter(found).to_pylist())

    def rest(self) -> bytes:
        """The file without those that do, and zeros in their place."""
        out = bytearray(self._data)
        for value in self._known:
            for at in self._at[value]:
                out[at : at + len(value)] = bytes(len(value))
        return bytes(out)


def _is_text(value: bytes) -> bool:
    try:
        return value.decode("utf-8").isprintable()
    except UnicodeDecodeError:
        return False


def _unpacked(metadata: Any, data: bytes) -> bytes:
    """The file without its packed columns, and the least and the greatest values in its foot.

    All of them are written down value by value.
    """
    kept, at = [], 0
    for first, last, packed in _chunks(metadata):
        if packed:
            kept.append(data[at:first])
            at = max(at, last)
    foot = data[at:]
    for _, _, bounds in _bounds(metadata):
        for value in bounds:
            if isinstance(value, bytes) and len(value) > len(APART):
                foot = foot.replace(value, APART)
    return APART.join([*kept, foot])


def _chunks(metadata: Any) -> list[tuple[int, int, bool]]:
    """Where each column of each group of rows begins and ends, and whether it is packed."""
    found = []
    for group in range(metadata.num_row_groups):
        for k in range(metadata.num_columns):
            chunk = metadata.row_group(group).column(k)
            first = min(filter(None, (chunk.dictionary_page_offset, chunk.data_page_offset)))
            packed = chunk.compression != "UNCOMPRESSED"
            found.append((first, first + chunk.total_compressed_size, packed))
    return sorted(found)


def _is_bytes(kind: Any) -> bool:
    import pyarrow as pa

    if pa.types.is_dictionary(kind):
        return _is_bytes(kind.value_type)
    return bool(
        pa.types.is_string(kind) or pa.types.is_large_string(kind)
        or pa.types.is_binary(kind) or pa.types.is_large_binary(kind)
    )  # fmt: skip


def _between(opener: Opener, metadata: Any, data: bytes, where: str) -> None:
    """What lies between the columns, which only other versions of the file can refer to."""
    end = len(data) - 8 - int.from_bytes(data[-8:-4], "little")
    chunks = [(first, last) for first, last, _ in _chunks(metadata)]
    indexed = any(
        chunk.has_column_index or chunk.has_offset_index
        for group in range(metadata.num_row_groups)
        for chunk in map(metadata.row_group(group).column, range(metadata.num_columns))
    )
    if not indexed:  # else something is told of pages behind the columns
        chunks.append((end, end))
    at = 4
    for first, last in sorted(chunks):
        if data[at:first].strip(b"\0"):
            opener.fact("hidden", "bytes between the columns", where)
            opener.put("free", data[at:first], f"{where} (between its columns)")
        at = max(at, last)


def _unused(opener: Opener, column: Any, where: str) -> None:
    import pyarrow as pa
    import pyarrow.compute as pc

    for chunk in column.chunks:
        used = pc.unique(chunk.indices).drop_null()
        if len(used) < len(chunk.dictionary):
            listed = chunk.dictionary.cast(pa.large_binary()).to_pylist()
            kept = set(used.to_pylist())
            gone = [value for k, value in enumerate(listed) if k not in kept and value]
            opener.fact("deleted", "values that no row has", where)
            opener.count(sum(map(len, gone)))
            opener.put("free", b"\n".join(gone), f"{where} (values that no row has)")


def _column(opener: Opener, name: str, column: Any, where: str, part: int) -> None:
    import pyarrow as pa

    if pa.types.is_dictionary(column.type):
        _unused(opener, column, f"{where}, column {name}")
        column = column.cast(column.type.value_type)
    if pa.types.is_binary(column.type) or pa.types.is_large_binary(column.type):
        blobs = [value for value in column.to_pylist() if value]
        opener.count(sum(map(len, blobs)))
        put_shapes(opener, name, blobs, f"{where}, column {name}")
        return
    values = ["" if value is None else str(value) for value in column.to_pylist()]
    opener.column(name, values, where, part=part)

"""What a parser in the child process hands on, and how values become text."""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

__all__ = [
    "GEOMETRY",
    "LINE",
    "MAX_KEPT_CHARACTERS",
    "OWN_RECORDS",
    "PROBLEM",
    "RAW",
    "TEMPLATE_LISTS",
    "Parsed",
    "RefusalError",
    "as_text",
    "chosen_names",
    "folded_sheet",
    "kept_text",
    "left_out",
    "text_of",
    "unique_names",
]

#: Column of WKB geometries (EPSG:4326 in text mode) that a parser adds.
GEOMETRY = "__kordon_geometry__"
#: Column with the number, per row, that a spreadsheet shows beside it when it opens the file.
LINE = "__kordon_line__"
#: Column that says, per row, what was wrong with the row itself (text, mostly null).
PROBLEM = "__kordon_problem__"
#: Column that holds, per row, the geometry as it was where it could not be read (`kept_text`).
RAW = "__kordon_raw__"

#: Sheet of `kordon template` with the lists to choose from: no records.
TEMPLATE_LISTS = "kordon_words"
#: Schema of KML, and name of the table, of records that Kordon wrote.
OWN_RECORDS = "kordon-record"

#: A longer text that cannot be used is kept by its beginning and its hash.
MAX_KEPT_CHARACTERS = 2_000

_SURROGATE = re.compile("[\ud800-\udfff]")


class RefusalError(Exception):
    """The file is not opened; the message says why and what to do. Never leaves this package."""


@dataclass
class Parsed:
    """One table of a file: its Arrow schema and record batches, read lazily.

    ``crs`` is an authority code, WKT or PROJJSON, or None when the file names none; ``notes``
    may grow until the last batch was read; ``numeric`` names the columns whose values are
    numbers in the file and not text that looks like one; ``among`` all sheets or layers of the
    file, where some of them were asked for.
    """

    name: str
    schema: pa.Schema
    batches: Iterable[pa.RecordBatch]
    crs: str | None = None
    notes: list[str] = field(default_factory=list)
    numeric: list[str] = field(default_factory=list)
    among: list[str] = field(default_factory=list)

    @classmethod
    def of_table(
        cls, name: str, table: pa.Table, *, crs: str | None, notes: Iterable[str] = ()
    ) -> Parsed:
        """Wrap a table that is already in memory."""
        return cls(name, table.schema, table.to_batches(max_chunksize=65_536), crs, list(notes))


def unique_names(names: Iterable[str], notes: list[str]) -> list[str]:
    """Make column names unique and non-empty, saying in ``notes`` what was changed."""
    taken: set[str] = {GEOMETRY, LINE, PROBLEM, RAW}
    result: list[str] = []
    for position, raw in enumerate(names, 1):
        name = raw.strip() or f"column {position}"
        if not raw.strip():
            notes.append(f"column {position} has no name and is kept as {name!r}")
        unique, count = name, 1
        while unique in taken:
            count += 1
            unique = f"{name} ({count})"
        if unique != name:
            notes.append(f"column name {name!r} occurs more than once; kept as {unique!r}")
        taken.add(unique)
        result.append(unique)
    return result


def chosen_names(there: Sequence[str], asked: Sequence[str], kind: str) -> list[str]:
    """The names of sheets or layers that were asked for, in the order of the file.

    Case and spaces around a name do not matter. Raises RefusalError where the file has none of
    them; ``kind`` is what one of them is called.
    """
    wanted = {folded_sheet(name) for name in asked}
    found = [name for name in there if folded_sheet(name) in wanted]
    if not found:
        shown = " or ".join(repr(name[:60]) for name in asked)
        raise RefusalError(
            f"it has no {kind} {shown}; it has {', '.join(map(repr, there))[:1_000] or 'none'}."
        )
    return found


def left_out(there: Sequence[str], chosen: Sequence[str], kind: str) -> list[str]:
    """A note on the sheets or layers that were not asked for; none where all were."""
    others = [repr(name) for name in there if name not in chosen]
    if not others:
        return []
    these = kind if len(others) == 1 else f"{kind}s"
    return [f"{these} left out, as --sheet asks for others: {', '.join(others)[:500]}"]


def folded_sheet(name: str) -> str:
    """The name of a sheet or layer as it is looked for: spreadsheets tell none apart by case."""
    return name.strip().casefold()


def kept_text(text: str) -> str:
    """A text as it is, or its first 200 characters, its length and its SHA-256 if it is long.

    Two texts that differ stay two texts, however long they are.
    """
    if len(text) <= MAX_KEPT_CHARACTERS:
        return text
    digest = hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()
    return f"{text[:200]}... ({len(text):,} characters, SHA-256 {digest})"


def text_of(value: Any) -> str | None:
    """Text of one parsed value: numbers as written, booleans as true/false, the rest as JSON."""
    if value is None:
        return None
    if isinstance(value, str):
        # JSON can hold half of a surrogate pair, which is no text.
        return value if value.isprintable() else _SURROGATE.sub("\ufffd", value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return repr(value) if math.isfinite(value) else None
    if isinstance(value, bytes):
        if is_wkb(value):
            return value.hex()
        try:
            return value.decode("utf-8")
        except UnicodeDecodeError:
            return value.hex()
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)


def is_wkb(value: bytes) -> bool:
    """Whether bytes begin as well-known binary: an order of bytes, and the type of a geometry."""
    if len(value) < 9 or value[0] > 1:
        return False
    code = int.from_bytes(value[1:5], "little" if value[0] else "big")
    dimensions, kind = divmod(code & 0x1FFFFFFF, 1_000)
    return dimensions <= 3 and 1 <= kind <= 17


def as_text(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    """Convert an Arrow column of any type to one text array, null where it is null."""
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    if isinstance(column, pa.ChunkedArray):  # combine_chunks keeps more than one when it must
        return pa.concat_arrays([as_text(chunk) for chunk in column.chunks])
    kind = column.type
    if pa.types.is_dictionary(kind):
        return as_text(column.dictionary_decode())
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_integer(kind):
        return column.cast(pa.large_string())
    if pa.types.is_float32(kind) or pa.types.is_float64(kind):
        numbers = column.cast(pa.float64()).to_numpy(zero_copy_only=False)
        texts = np.array([*map(repr, numbers.tolist())], dtype=object)
        return pa.array(texts, pa.large_string(), mask=~np.isfinite(numbers))
    return pa.array(_texts(column), pa.large_string())


def _texts(column: pa.Array) -> Iterator[str | None]:
    for value in column:
        yield text_of(value.as_py())

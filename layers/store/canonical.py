"""One record as one text and one digest: the same for the same record, whatever it came in.

The text is a JSON object of all that the record says, keys in order, nothing that is empty, and
no spaces. Keys are fields; a column of the file's own begins with ``+``, and ``-unused`` is what
the row said that could not be used. Numbers are the shortest that read back as the same. The
digest is the SHA-256 of that text (UTF-8), a line end, and the geometry as ISO WKB.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from typing import Any, Final

import geopandas
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from layers.checking.bytesin import any_byte
from layers.frames import AFTER_FIELDS
from layers.record import FIELD_BY_NAME

__all__ = ["OWN", "UNUSED", "Canonical", "canonical", "digest_of"]

#: What keys begin with that are a file's own columns, and the key of what could not be used.
OWN: Final = "+"
UNUSED: Final = "-unused"
_TEXT = pa.large_string()
_NOTHING: Final = pa.scalar("", _TEXT)
#: What JSON writes otherwise than it is.
_ESCAPED: Final = np.isin(np.arange(256), [*range(32), ord('"'), ord("\\")])
#: How `layers.checking.findings.Findings.notes_of` begins what was not used, which comes last.
_NOT_USED: Final = re.compile(r"(?:^|; )not used: (.*)\Z", re.DOTALL)
_PIECE_ROWS: Final = 20_000


@dataclass(frozen=True)
class Canonical:
    """Records as they are kept, one after another: text, geometry and digest of each."""

    texts: list[str]
    shapes: list[bytes | None]
    digests: list[bytes]


def digest_of(text: bytes, shape: bytes | None) -> bytes:
    """The SHA-256 of a record: of its text (UTF-8), a line end, and its WKB."""
    return hashlib.sha256(text + b"\n" + (shape or b"")).digest()


def canonical(sightings: geopandas.GeoDataFrame) -> Canonical:
    """Records of sightings in the shape that `layers.readers.read` gives them."""
    columns = _columns(sightings)
    filled = [name for name in sorted(columns) if columns[name].null_count < len(sightings)]
    texts: list[str] = []
    # In pieces, since the texts are copied several times on the way.
    for start in range(0, len(sightings), _PIECE_ROWS):
        parts = [_members(name, columns[name].slice(start, _PIECE_ROWS)) for name in filled]
        joined = pc.binary_join_element_wise(*parts, _NOTHING)
        texts += [f"{{{text[:-1]}}}" for text in joined.to_pylist()]
    shapes = shapely.to_wkb(sightings.geometry.to_numpy(), byte_order=1, flavor="iso").tolist()
    pairs = zip(texts, shapes, strict=True)
    return Canonical(texts, shapes, [digest_of(text.encode(), shape) for text, shape in pairs])


def _columns(sightings: geopandas.GeoDataFrame) -> dict[str, pa.Array]:
    """JSON values by key, null where there is nothing."""
    columns = {}
    for name in map(str, sightings.columns):
        if name in AFTER_FIELDS or name == sightings.geometry.name:
            continue
        field = FIELD_BY_NAME.get(name)
        if field is not None and field.type == "number":
            columns[name] = _numbers(sightings[name].to_numpy(dtype="float64"))
        else:
            columns[name if field else OWN + name] = _quoted(_texts(sightings[name]))
    columns[UNUSED] = _quoted(_unused(_texts(sightings["input_notes"])))
    return columns


def _texts(column: pd.Series) -> pa.Array:
    found = pa.array(column, _TEXT, from_pandas=True)
    found = found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found
    return pc.if_else(pc.equal(found, ""), pa.scalar(None, _TEXT), found)


def _unused(notes: pa.Array) -> pa.Array:
    """What was not used, out of what was found."""
    if notes.null_count == len(notes):
        return notes
    found = [None if note is None else _NOT_USED.search(note) for note in notes.to_pylist()]
    return pa.array([None if match is None else match[1] for match in found], _TEXT)


def _numbers(numbers: Any) -> pa.Array:
    """Shortest decimal numbers; 20.0 is 20 and -0.0 is 0."""
    encoded = pa.array(numbers, mask=~np.isfinite(numbers)).dictionary_encode()
    texts = [repr(number + 0.0) for number in encoded.dictionary.to_pylist()]
    plain = pc.replace_substring_regex(pa.array(texts, _TEXT), r"\.0$", "")
    return plain.take(encoded.indices)


def _quoted(texts: pa.Array) -> pa.Array:
    """JSON strings."""
    if any_byte(texts, _ESCAPED):
        written = [
            None if text is None else json.dumps(text, ensure_ascii=False)
            for text in texts.to_pylist()
        ]
        return pa.array(written, _TEXT)
    mark = pa.scalar('"', _TEXT)
    return pc.binary_join_element_wise(mark, texts, mark, _NOTHING, null_handling="emit_null")


def _members(name: str, values: pa.Array) -> pa.Array:
    head = pa.scalar(json.dumps(name, ensure_ascii=False) + ":", _TEXT)
    comma = pa.scalar(",", _TEXT)
    member = pc.binary_join_element_wise(head, values, comma, _NOTHING, null_handling="emit_null")
    return pc.fill_null(member, "")

"""Texts of the records, in blocks that the page unpacks when somebody opens or searches them.

A block holds columns, not rows: what is the same all through a block is written once, and
equal texts lie side by side where deflate finds them. Read by ``maps/page/data/texts.js``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from layers.record import FIELD_BY_NAME
from layers.sources import SEPARATOR, sources_of
from layers.standing import superseded_ids
from maps.digits import numbers_apart
from maps.encode import Chunks

__all__ = ["BLOCK", "LARGE", "number_column", "pack_texts", "text_column"]

#: Records per block.
BLOCK = 2048
#: On a page of more records than this, ids that were made from content stay at home: no two are
#: alike, and they would be a third of all text. Records are then known by their number.
LARGE = 5_000
_MADE_ID = re.compile(r"k-[0-9a-f]{12}")

#: Columns of the frame that travel as numbers or are rebuilt from others, not as text.
_NOT_TEXT = {
    "layer", "category", "date_start", "date_end", "date_precision", "latitude", "longitude",
    "geometry", "actor", "coordinate_uncertainty_m", "quantity_low", "quantity_high",
    "quantity_unit", "direction", "status", "country", "target_latitude", "target_longitude",
    "source_title", "source_url", "source_date", "source_archive_url", "source_reliability",
    "information_credibility", "retracted", "time_from", "time_to",
}  # fmt: skip
#: Whole numbers below this are written out in full by `_plain`, too.
_PLAIN_BELOW = 10**10
_PROVENANCE = ("input_file", "input_row", "input_notes")
_SOURCE = ("source_title", "source_url", "source_date", "source_archive_url")


def pack_texts(chunks: Chunks, sightings: pd.DataFrame) -> list[str]:
    """Puts everything that is read only when a record is opened into ``chunks``.

    Returns the names of the texts, in the order in which a block holds them.
    """
    wanted = [c for c in sightings if c in FIELD_BY_NAME and c not in _NOT_TEXT]
    wanted += [c for c in _PROVENANCE if c in sightings]
    held = {str(name): _pieces(sightings, name) for name in wanted}
    if len(sightings) > LARGE and "id" in held:
        held["id"] = _given_ids(sightings)
    columns = {name: pieces for name, pieces in held.items() if pieces is not None}
    rest = {
        str(c): pieces
        for c in sightings
        if c not in FIELD_BY_NAME and c not in _NOT_TEXT and c not in _PROVENANCE
        and (pieces := _pieces(sightings, c)) is not None
    }  # fmt: skip
    sources = [_pieces(sightings, name) for name in _SOURCE]
    if not any(sources):
        sources = []
    numbers: list[bytes] = []
    starts = range(0, len(sightings), BLOCK)
    blocks = (_block(i, len(sightings), columns, rest, sources, numbers) for i in starts)
    chunks.blocks("text", blocks)
    if any(numbers):
        chunks.blocks("text.numbers", numbers)
    return list(columns)


def _given_ids(sightings: pd.DataFrame) -> _Pieces | None:
    """The ids but for those made from content that nobody refers to."""
    ids = text_column(sightings, "id")
    told = superseded_ids(sightings)
    given = ["" if _MADE_ID.fullmatch(text) and text not in told else text for text in ids]
    return (lambda a, b: given[a:b]) if any(given) else None


#: Texts of the rows from one number up to another.
_Pieces = Callable[[int, int], list[str]]


def _pieces(frame: pd.DataFrame, field: Any) -> _Pieces | None:
    """A column, to be turned into text a piece at a time; None when it holds nothing."""
    if field not in frame or frame[field].isna().all():
        return None
    values = frame[field]
    if isinstance(values.dtype, pd.StringDtype):
        texts = pa.array(values, pa.large_string(), from_pandas=True)
        if isinstance(texts, pa.ChunkedArray):
            texts = texts.combine_chunks()
        return lambda a, b: [text or "" for text in texts.slice(a, b - a).to_pylist()]
    plain = text_column(frame, field)
    return (lambda a, b: plain[a:b]) if any(plain) else None


def _block(
    start: int,
    rows: int,
    columns: dict[str, _Pieces],
    rest: dict[str, _Pieces],
    sources: Sequence[_Pieces | None],
    numbers: list[bytes],
) -> dict[str, Any]:
    """One block of rows, its numbers put to the others.

    Columns ``c``; the four parts of each first source ``s``; further sources ``m``, by row;
    columns that the record does not know ``x``, by name. Numbers are those of ``c``, ``s`` and
    ``x``, in this order.
    """
    end = min(start + BLOCK, rows)
    apart: list[bytes] = []
    first, more = _sources([piece(start, end) if piece else None for piece in sources], end - start)
    block: dict[str, Any] = {
        "c": [_packed(piece(start, end), apart) for piece in columns.values()],
        "s": [_packed(part, apart) for part in first],
    }
    extra = {name: _packed(piece(start, end), apart) for name, piece in rest.items()}
    if more:
        block["m"] = more
    if any(extra.values()):
        block["x"] = {name: texts for name, texts in extra.items() if texts}
    numbers.append(b"".join(apart))
    return block


def _packed(texts: list[str], apart: list[bytes]) -> list[str] | str | dict[str, Any]:
    """One text for a column that holds nothing else; words alone where it holds many numbers."""
    if texts and texts.count(texts[0]) == len(texts):
        return texts[0]
    parts = numbers_apart(texts)
    if parts is None:
        return texts
    apart.append(parts.data)
    return parts.column


def _sources(
    given: Sequence[list[str] | None], rows: int
) -> tuple[list[list[str]], dict[str, list[list[str]]]]:
    """The parts of every first source as four columns, and the further ones by row."""
    parts = [[text.strip() for text in part] if part else [""] * rows for part in given]
    more: dict[str, list[list[str]]] = {}
    for i in _with_several(parts):
        sources = sources_of({name: part[i] for name, part in zip(_SOURCE, parts, strict=True)})
        for k, part in enumerate(parts):
            part[i] = sources[0][k] if sources else ""
        if len(sources) > 1:
            more[str(i)] = [list(source) for source in sources[1:]]
    return parts, more


def _with_several(parts: Iterable[list[str]]) -> list[int]:
    """Rows that have more than one source."""
    mark = SEPARATOR.strip()
    found = [part for part in parts if mark in "\0".join(part)]
    return sorted({i for part in found for i, text in enumerate(part) if mark in text})


def text_column(frame: pd.DataFrame, field: Any) -> list[str]:
    """A column as text, empty where missing; whole numbers without a point."""
    if field not in frame or frame[field].isna().all():
        return [""] * len(frame)
    whole = _whole_numbers(frame[field])
    if whole is not None:
        return whole
    # As objects at once: pandas 3 would infer its own text type, which half characters break.
    values = frame[field].to_numpy(dtype=object)
    return [value if type(value) is str else _plain(value) for value in values]


def _whole_numbers(values: pd.Series) -> list[str] | None:
    """Whole numbers as text, by Arrow; None where a column holds anything else."""
    if not isinstance(values.dtype, np.dtype) or values.dtype.kind not in "iuf":
        return None
    numbers = values.to_numpy()
    missing = np.isnan(numbers)
    known = np.where(missing, 0, numbers)
    if not (np.abs(known) < _PLAIN_BELOW).all() or (known != np.floor(known)).any():
        return None
    texts = pa.array(known.astype(np.int64), mask=missing).cast(pa.string())
    listed: list[str] = texts.fill_null("").to_pylist()
    return listed


def _plain(value: Any) -> str:
    if value is None or value is pd.NA or value is pd.NaT:
        return ""
    if isinstance(value, float):
        return "" if np.isnan(value) else f"{value:.10g}"
    return str(value)


def number_column(frame: pd.DataFrame, field: str) -> npt.NDArray[np.float64]:
    """A column as numbers, NaN where missing."""
    if field not in frame:
        return np.full(len(frame), np.nan)
    return frame[field].to_numpy(dtype=np.float64, na_value=np.nan)

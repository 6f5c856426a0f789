"""A look at the memory of a column of texts: what is not there need not be searched for."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pyarrow as pa

__all__ = ["CONTROL_BYTES", "HIDDEN_BYTES", "any_byte", "holds_byte"]

_ALL: Final = np.arange(256)
#: Of control characters but tab and line ends, and of the first bytes (UTF-8) of hidden ones:
#: a text without any of these bytes has none of them.
CONTROL_BYTES: Final = np.isin(_ALL, [b for b in (*range(32), 127) if b not in b"\t\n\r"])
HIDDEN_BYTES: Final = np.isin(_ALL, [sign.encode()[0] for sign in "\u200b\ufeff\u061c"])


def holds_byte(column: pa.Array, byte: bytes) -> bool:
    """Whether a byte below 128 may be in a text of a column."""
    return any_byte(column, np.isin(_ALL, list(byte)))


def any_byte(column: pa.Array, wanted: Any) -> bool:
    """Whether any of some bytes (256 booleans) may be in a text of a column (UTF-8)."""
    _, ends, data = column.buffers()
    if data is None or ends is None or not len(column):
        return False
    end = np.frombuffer(ends, np.int64 if pa.types.is_large_string(column.type) else np.int32)
    first, last = end[column.offset], end[column.offset + len(column)]
    texts = memoryview(data)[first:last].tobytes()
    # Leaving them out, and seeing whether it is shorter: a look at each byte and no more.
    return len(texts.translate(None, np.flatnonzero(wanted).astype(np.uint8).tobytes())) < len(
        texts
    )

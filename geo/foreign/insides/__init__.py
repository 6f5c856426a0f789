"""All that a file holds, taken out of whatever it is packed in, by the child process.

What is looked for in it is nobody's business here: this only opens. Files in archives, streams of
a PDF, chunks of a picture, tables and the free pages of a database, columns of Parquet, and what
is packed in texts (base64, hexadecimal digits) come back as pieces, each with the way to it.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyarrow as pa

from geo.errors import OutputError
from geo.foreign.limits import Limits
from geo.foreign.parent import naming, run_child
from geo.foreign.paths import checked_path

__all__ = ["BETWEEN", "Piece", "insides_of"]

#: Stands between the values of a piece of kind ``column``.
BETWEEN: Final = "\x1e"
#: What unpacks to more than this and `_PER_BYTE` times the file is refused.
_HARMLESS_BYTES: Final = 192 << 20
_PER_BYTE: Final = 24


@dataclass(frozen=True)
class Piece:
    """Something that a file holds.

    ``kind``: ``text`` (UTF-8; of an element of a page of ours with its ``name``); ``bytes``;
    ``free`` (bytes that nothing refers to any more); ``shapes`` (bytes whose numbers are known to
    be those of shapes); ``vertices`` (the corners of those: doubles, ``offset`` of them for each);
    ``column`` (values of the field ``name``, one a row, with `BETWEEN` between them, of the table
    that ``where`` names; columns of the same rows, of the part ``offset`` of a long table, follow
    each other; ``rows``, of 64 bits each, say which rows, where those do not follow each other);
    ``cells`` (the same of a table whose text is a piece, too); ``stream`` (unpacked bytes of the
    element ``name`` of a page, which begin at ``offset`` in it); ``fact`` (a text about the file:
    ``name`` says what it is).
    """

    where: str
    kind: str
    name: str
    data: bytes
    offset: int = 0
    rows: bytes = b""

    @property
    def text(self) -> str:
        """The data as text."""
        return self.data.decode("utf-8", "replace")


def insides_of(
    data: bytes | str | os.PathLike[str],
    shown: str,
    limits: Limits | None = None,
    *,
    told: Callable[[float], None] = lambda _: None,
) -> Iterator[Piece]:
    """Open a file, or the bytes of one, down to the last layer; ``shown`` is its name in messages.

    ``told`` hears now and then what part of all, from 0 to 1, was taken.
    Raises `ForeignFileError`, naming the file, for what is damaged, locked, of an unknown kind or
    packed to do harm: a file that cannot be looked into cannot be cleared. Raises OutputError where
    there is no room for bytes in the folder for temporary files.
    """
    allowed = limits or Limits()
    with tempfile.TemporaryDirectory(prefix="kordon-") as name:
        folder = Path(name)
        if isinstance(data, bytes):
            source = folder / "data"
            try:
                source.write_bytes(data)
            except OSError as error:
                raise OutputError(
                    f"{shown} was not written: the folder for temporary files, where it is looked "
                    f"through before, has no room for it ({error.strerror}); make room there, or "
                    "name another folder in TMPDIR"
                ) from error
        else:
            source = checked_path(data, allowed)
        size = source.stat().st_size
        request = {
            "path": str(source), "format": "", "mode": "insides", "name": shown,
            "most_bytes": _HARMLESS_BYTES + _PER_BYTE * size,
        }  # fmt: skip
        with naming(shown):
            run_child(request, folder, size, allowed)
        with pa.OSFile(str(folder / "pieces.arrow"), "rb") as file:
            for batch in pa.ipc.open_stream(file):
                for row in batch.to_pylist():
                    yield Piece(**row)
                told(file.tell() / file.size())

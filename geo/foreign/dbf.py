"""In which encoding the texts of a shapefile are, where nothing in it says so.

GDAL takes them for ISO-8859-1 then, which makes Ìàçûð of a Мазыр that was written as cp1251.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from geo.foreign.encodings import told_of

__all__ = ["dbf_encoding"]

#: Marks of the table's language that name no encoding: none, and "ANSI", whatever that was.
_UNSAID: Final = (0x00, 0x57)
_SAMPLE_BYTES: Final = 1 << 18


def dbf_encoding(path: Path, notes: list[str]) -> str | None:
    """The encoding to read a shapefile with, told by its words; None for what the file says.

    Adds to ``notes`` where one was told, and where none could be.
    """
    beside = {
        one.suffix.lower(): one
        for one in path.parent.iterdir()
        if one.stem.casefold() == path.stem.casefold()
    }
    table = beside.get(".dbf")
    if table is None or ".cpg" in beside:
        return None
    with table.open("rb") as file:
        head = file.read(32)
        if len(head) < 32 or head[29] not in _UNSAID:
            return None
        file.seek(int.from_bytes(head[8:10], "little"))
        texts = file.read(_SAMPLE_BYTES)
    if texts.isascii():
        return None
    try:
        texts[: texts.rfind(b" ")].decode("utf-8")
    except UnicodeDecodeError:
        told = told_of(texts)
    else:
        notes.append("no .cpg says in which encoding the texts are; they are UTF-8")
        return "UTF-8"
    if told is None:
        notes.append(
            "nothing says in which encoding the texts are, and their letters leave it open: read "
            "as ISO-8859-1; if they are wrong, put a .cpg file beside the .dbf that names it (1251)"
        )
        return None
    notes.append(
        f"no .cpg says in which encoding the texts are; read as {told.encoding}, by words such as "
        f"{', '.join(told.words)}"
    )
    return told.encoding.upper()

"""Tables on the terminal: columns as wide as what they hold, within reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

__all__ = ["text_table"]


def text_table(
    limits: Mapping[str, int], rows: Iterable[Sequence[object]], right: Sequence[str] = ()
) -> bytes:
    """Rows below the names of their columns, as UTF-8; nothing at all without rows.

    ``limits``: the columns, and how wide each may be; longer texts are cut. Those in ``right``
    end below each other. Missing is empty, and hidden characters of a text are shown.
    """
    from layers.checking.values import visible

    cells = [
        [visible("" if value is None or value != value else str(value)) for value in row]
        for row in rows
    ]
    if not cells:
        return b""
    table = [list(limits), *cells]
    widths = [
        min(limit, max(len(row[k]) for row in table)) for k, limit in enumerate(limits.values())
    ]
    signs = [">" if name in right else "<" for name in limits]
    lines = [
        "  ".join(
            f"{_cut(cell, width):{sign}{width}}"
            for cell, width, sign in zip(row, widths, signs, strict=True)
        )
        for row in table
    ]
    return ("\n".join(line.rstrip() for line in lines) + "\n").encode("utf-8", "replace")


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"

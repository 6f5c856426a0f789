"""An empty table to fill in: the header of the record.

As CSV, or as a workbook with lists of words to choose from (`layers.writing.template_workbook`).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence

from geo.errors import InputError
from layers.record import FIELDS, LAYERS

__all__ = ["TEMPLATE_WRITERS", "template", "template_fields"]


def template_fields(layer: str | None = None) -> list[str]:
    """Names of the fields for one layer, or for all of them, in the order of the record.

    Raises `InputError` for a layer that does not exist.
    """
    if layer is not None and layer not in LAYERS:
        raise InputError(f"There is no layer {layer!r}; the layers are {', '.join(LAYERS)}.")
    return [
        field.name for field in FIELDS if layer is None or not field.layers or layer in field.layers
    ]


def template(layer: str | None = None, suffix: str = ".csv") -> bytes:
    """Return an empty table for ``layer`` (or all) as the bytes of a file with ``suffix``.

    Raises `InputError` for a layer or suffix that is not known.
    """
    writer = TEMPLATE_WRITERS.get(suffix.lower())
    if writer is None:
        known = ", ".join(TEMPLATE_WRITERS)
        raise InputError(f"A template cannot be written as {suffix!r}; known is {known}.")
    return writer(template_fields(layer), layer)


def _csv(names: Sequence[str], layer: str | None) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerow(names)
    return text.getvalue().encode("utf-8")


def _workbook(names: Sequence[str], layer: str | None) -> bytes:
    from layers.writing.template_workbook import workbook_bytes

    return workbook_bytes(names, layer)


#: Suffix of the file -> how its bytes are made from the field names and the layer.
TEMPLATE_WRITERS: Mapping[str, Callable[[Sequence[str], str | None], bytes]] = {
    ".csv": _csv,
    ".xlsx": _workbook,
}

"""Looks through all that a file holds, for what was withheld and for traces of its making."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from geo.errors import LeakError
from geo.foreign.insides import BETWEEN, Piece, insides_of
from geo.foreign.limits import Limits
from maps.leaks import written
from maps.leaks.folding import fold, views
from maps.leaks.pages import PageRecords, records_of
from maps.leaks.places import Numbers, PlaceFinder
from maps.leaks.public import on_every_map
from maps.leaks.secrets import COMPACT, Leak, Secrets, masked
from maps.leaks.traces import traces_in

__all__ = ["find_leaks", "find_traces", "require_clean"]

Data = bytes | str | os.PathLike[str]

#: In bytes that are no text a value may stand among letters: from so many on, and where nothing
#: refers to the bytes any more, from fewer.
_IN_BYTES: Final = 8
_IN_FREE: Final = 4
_LEAST_IN_BYTES: Final = 6
_ENCODINGS: Final = ("utf-8", "utf-16-le", "utf-16-be", "cp1251", "latin-1")
#: Rows stand so far apart that numbers of two are never taken for one place.
_ROW: Final = 1_000
_MOST_SHOWN: Final = 5


def find_leaks(
    data: Data, secrets: Secrets, *, name: str = "", limits: Limits | None = None
) -> list[Leak]:
    """What of ``secrets`` is in a file, or in the bytes of one: every place where it is, once.

    ``name`` is the file's name in messages. Raises ForeignFileError, naming the file, when it
    cannot be opened down to the last layer: what cannot be looked into cannot be cleared.
    """
    pieces = list(insides_of(data, name or _name_of(data), limits))
    return _Search(secrets, name or _name_of(data)).through(pieces)


def find_traces(data: Data, *, name: str = "", limits: Limits | None = None) -> list[Leak]:
    """What a file tells of its author, his machine and its making, and what it would ask for.

    Local paths, names of users, keys and tokens, camera data, properties of documents, remarks,
    resources from elsewhere, deleted rows. ``name`` and errors as in `find_leaks`.
    """
    return traces_in(insides_of(data, name or _name_of(data), limits))


def require_clean(data: Data, secrets: Secrets, *, name: str = "", traces: bool = True) -> None:
    """Raise `LeakError` unless a file holds nothing of ``secrets``, and no ``traces``."""
    shown = name or _name_of(data)
    pieces = list(insides_of(data, shown))
    found = _Search(secrets, shown).through(pieces) + (traces_in(pieces) if traces else [])
    if found:
        listed = "\n".join(f"  {leak}" for leak in found[:_MOST_SHOWN])
        more = f"\n  and {len(found) - _MOST_SHOWN} more" if len(found) > _MOST_SHOWN else ""
        raise LeakError(
            f"{shown} would give away what is to stay inside, so it was not written:\n"
            f"{listed}{more}",
            tuple(found),
        )


def _name_of(data: Data) -> str:
    return "the file" if isinstance(data, bytes) else Path(os.fspath(data)).name


@dataclass
class _Search:
    """One look through one file."""

    secrets: Secrets
    name: str

    def __post_init__(self) -> None:
        self._places = PlaceFinder(self.secrets)

    def through(self, pieces: list[Piece]) -> list[Leak]:
        """All leaks, each once, in the order in which they are found."""
        keys: dict[tuple[str, str], None] = {}  # folded value, where
        leaks: dict[Leak, None] = {}
        pages = records_of([p for p in pieces if p.kind == "stream"], self.name)
        for piece in [
            *pieces,
            *(one for where, page in pages.items() for one in _of_page(page, where)),
        ]:
            keys |= dict.fromkeys((key, piece.where) for key in self._texts(piece))
            leaks |= dict.fromkeys(self._cells(piece))
        public = on_every_map({key for key, _ in keys})
        for key, where in keys:
            if key not in public:
                field, value = self.secrets.telling[key]
                leaks[Leak("text", field, masked(value), where)] = None
        if self._places:
            leaks |= dict.fromkeys(self._positions(pieces, pages))
        return list(leaks)

    def _texts(self, piece: Piece) -> Iterator[str]:
        """Withheld values, folded, that stand in a piece."""
        if not self.secrets.telling or piece.kind == "stream":
            return
        if piece.kind in ("bytes", "free"):
            yield from self._in_bytes(piece)
            return
        whole = self.secrets.compact_finder
        for view in views(piece.text):
            yield from self.secrets.finder.found(view)
            for short in whole.found(view.replace(" ", ""), inside_from=COMPACT):
                yield self.secrets.compact_keys[short]

    def _in_bytes(self, piece: Piece) -> Iterator[str]:
        inside = _IN_FREE if piece.kind == "free" else _IN_BYTES
        least = 0 if piece.kind == "free" else _LEAST_IN_BYTES
        for encoding in _ENCODINGS:
            shifts = (0, 1) if encoding.startswith("utf-16") else (0,)
            for shift in shifts:
                text = fold(piece.data[shift:].decode(encoding, "replace"))
                yield from self.secrets.finder.found(text, inside_from=inside, least=least)

    def _cells(self, piece: Piece) -> Iterator[Leak]:
        """Short values that are all of a field."""
        if piece.kind != "column":
            return
        wanted = self.secrets.cells.get(piece.name.rpartition(".")[2])
        if wanted:
            found = {fold(value).strip() for value in set(piece.text.split(BETWEEN))} & set(wanted)
            for key in sorted(found):
                yield Leak("text", piece.name, masked(wanted[key]), piece.where)

    def _positions(self, pieces: list[Piece], pages: Mapping[str, PageRecords]) -> Iterator[Leak]:
        tables: dict[str, list[Piece]] = {}
        for piece in pieces:
            if piece.kind in ("text", "fact"):
                yield from self._written(piece.text, piece.where)
            elif piece.kind == "column":
                tables.setdefault(piece.where, []).append(piece)
                if any(mark in piece.text for mark in "°, ;(+"):
                    yield from self._written(piece.text, f"{piece.where}, {piece.name}")
            elif piece.kind in ("bytes", "free"):
                yield from self._in_memory(piece)
        for where, columns in tables.items():
            yield from self._in_rows(columns, where)
        for where, page in pages.items():
            for name, lon, lat, step in page.places:
                steps = np.full(len(lon), step)
                yield from self._places.in_pairs(lon, lat, steps, f"{where}, column {name}")

    def _written(self, text: str, where: str) -> Iterator[Leak]:
        for numbers in written.decimals_in(text):
            yield from self._places.among(numbers, where, text=text)
        angles = written.sexagesimals_in(text)
        yield from self._places.among(angles, where, text=text, metres=False)
        wholes = written.wholes_in(text)
        yield from self._places.among(wholes, where, text=text)
        yield from self._places.scaled(wholes, where, window=50, text=text)
        lon, lat, size = (np.array(one, float) for one in written.grids_in(text))
        yield from self._places.in_pairs(lon, lat, size, where)

    def _in_memory(self, piece: Piece) -> Iterator[Leak]:
        for low, high in self._places.ranges:
            for numbers in written.doubles_in(piece.data, low, high):
                yield from self._places.among(numbers, piece.where, window=64)

    def _in_rows(self, columns: Iterable[Piece], where: str) -> Iterator[Leak]:
        """Two values of one row."""
        values: list[npt.NDArray[np.float64]] = []
        rows: list[npt.NDArray[np.int64]] = []
        for piece in columns:
            number = _numbers(piece.text.split(BETWEEN))
            known = np.flatnonzero(np.isfinite(number))
            values.append(number[known])
            rows.append(known)
        if values:
            value, row = np.concatenate(values), np.concatenate(rows)
            order = np.argsort(row, kind="stable")
            numbers = Numbers.of(value[order], row[order] * _ROW)
            yield from self._places.among(numbers, where, window=0)
            yield from self._places.scaled(numbers, where, window=0, text="")


def _numbers(texts: list[str]) -> npt.NDArray[np.float64]:
    """Texts as numbers, NaN where they are none."""
    out = np.full(len(texts), np.nan)
    for k, text in enumerate(texts):
        if text and (text[0].isdigit() or text[0] in "-+' "):
            try:
                out[k] = float(text.strip(" '").replace(",", "."))
            except ValueError:
                continue
    return out


def _of_page(page: PageRecords, where: str) -> Iterator[Piece]:
    """The fields of a page's records, like the columns of a table."""
    for field, values in page.columns.items():
        data = BETWEEN.join(values).encode("utf-8", "replace")
        yield Piece(f"{where}, records", "column", field, data)

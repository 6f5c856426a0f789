"""One look through a file for what was withheld, piece by piece, so that few are held."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

import numpy as np
import numpy.typing as npt

from geo.foreign.insides import BETWEEN, Piece
from maps.leaks import written
from maps.leaks.angles import sexagesimals_in
from maps.leaks.folding import View, fold, fold_all, readings, views
from maps.leaks.pages import PageRecords, records_of, texts_in
from maps.leaks.places import Numbers
from maps.leaks.public import on_every_map, without_code, without_columns, without_ground
from maps.leaks.runs import Runs
from maps.leaks.secrets import Leak, Secrets, masked

__all__ = ["Search", "parts_of"]

#: In bytes that are no text a value may stand among letters: from so many on, and where nothing
#: refers to the bytes any more, from fewer.
_IN_BYTES: Final = 8
_IN_FREE: Final = 4
_LEAST_IN_BYTES: Final = 6
_ENCODINGS: Final = ("utf-8", "utf-16-le", "utf-16-be", "cp1251", "latin-1")
_CODE, _HEAD, _RECORDS = "kordon-code", "kordon-head", "kordon-texts"
#: Rows stand so far apart that numbers of two are never taken for one place.
_ROW: Final = 1_000
#: Long texts are looked through in parts, which overlap by more than any value is long (bytes).
_PART: Final = 4 << 20
_OVERLAP: Final = 1 << 17
#: More than a number in the cells of a column.
_WORDS: Final = re.compile(r"[^-+.,\d\x1eeE]")
#: Runs of letters, degrees and minutes among other bytes, in one byte each, in UTF-8 or UTF-16.
_PRINTED: Final = re.compile(
    rb"(?:[\t\r\n\x20-\x7e]|\xc2[\xb0\xba]|\xcb\x9a|[\xb0\xba]"
    rb"|\xe2\x80[\xb2\xb3\x99\x9d]|\xe2\x88\x92){8,}"
    rb"|(?:[\t\r\n\x20-\x7e\xb0\xba]\0){8,}|(?:\0[\t\r\n\x20-\x7e\xb0\xba]){8,}"
)
#: Where there is nothing, and as much of it as keeps apart what stands about it.
_NOTHING: Final = re.compile(rb"\0{80,}")
_APART: Final = bytes(80)
#: A length of less than 256, in four bytes, that looks like a letter.
_LENGTH: Final = re.compile(rb"[0-9A-Za-z](?=\0\0\0)")
_DIGIT: Final = re.compile(rb"\d")
#: Fewer make no place.
_DIGITS: Final = 6


class Search:
    """Is shown pieces one by one; `found` tells what was in them."""

    def __init__(self, secrets: Secrets, name: str) -> None:
        self._secrets, self._name = secrets, name
        secrets.make_ready()
        self._places = secrets.place_finder
        self._keys: dict[tuple[str, str], None] = {}  # folded value, where
        self._leaks: dict[Leak, None] = {}
        self._streams: list[Piece] = []
        self._unread: list[Piece] = []  # of those, what are no texts
        self._table = ("", 0)  # of which, and of what part of its rows, there are columns
        self._columns: list[tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]] = []

    def look(self, piece: Piece) -> None:
        """Look through a piece. Columns of one table come one after the other."""
        if piece.kind == "stream":
            self._stream(piece)
            return
        last = self._streams[-1] if self._streams else None
        if last and piece.kind == "bytes" and (last.where, last.data) == (piece.where, piece.data):
            self._unread.append(last)  # its columns are not known yet
            return
        if piece.kind == "vertices":
            self._vertices(piece)
            return
        element = piece.name if piece.kind == "text" else ""
        if element == _RECORDS:
            return  # looked at as a stream
        if element == _CODE:
            piece = replace(piece, data=without_code(piece.text).encode("utf-8", "replace"))
        if piece.kind in ("column", "cells"):
            self._leaks |= dict.fromkeys(self._cells(piece))
            self._add_column(piece)
        self._say(piece)
        if element == _HEAD:
            piece = replace(piece, data=self._of_records(piece))
        self._place(piece)

    def found(self) -> list[Leak]:
        """All leaks, each once. Raises ForeignFileError for records that cannot be read."""
        pages = records_of(self._streams, self._name)
        for piece in self._streams:
            if piece.name == _RECORDS and piece.where.removesuffix(f", {_RECORDS}") not in pages:
                self._place(replace(piece, kind="text"))
        for piece in self._unread:
            self._columns_of(piece, pages.get(piece.where.removesuffix(f", {piece.name}")))
        for where, page in pages.items():
            for piece in _of_page(page.columns, where):
                self._leaks |= dict.fromkeys(self._cells(piece))
                self._add_column(piece)
            for piece in _of_page(page.without_moments, where):
                self._place(piece)
            for piece in _of_page(page.made, where):
                self._say(piece)
            for name, lon, lat, step in page.places if self._places else ():
                steps = np.full(len(lon), step)
                told = self._places.in_pairs(lon, lat, steps, f"{where}, column {name}")
                self._leaks |= dict.fromkeys(told)
        self._end_table()
        leaks: dict[Leak, None] = {}
        public = on_every_map({key for key, _ in self._keys})
        within = self._secrets.part_of_shown({key for key, _ in self._keys} - public)
        for key, where in self._keys:
            if key not in public:
                field, value = self._secrets.telling[key]
                leaks[Leak("text", field, masked(value), where, within.get(key, ""))] = None
        return list(leaks | self._leaks)

    def _columns_of(self, stream: Piece, page: PageRecords | None) -> None:
        """Look at what is in a stream besides numbers that are known."""
        data = stream.data
        if page is not None:
            data = without_columns(page.rest(stream.name, stream.offset), page.language)
            data = _NOTHING.sub(_APART, data)
        piece = Piece(stream.where, "bytes", "", data)
        self._say(piece)
        self._place(piece)

    def _of_records(self, head: Piece) -> bytes:
        """The head of a page without what its numbers are known to be."""
        return without_ground(head.text, self._secrets.said).encode("utf-8", "replace")

    def _stream(self, piece: Piece) -> None:
        """Keep what is unpacked of a page of ours; of the texts of its records look at each."""
        self._streams.append(piece)
        if piece.name != _RECORDS:
            return
        texts, known = texts_in(piece.data)
        plain = replace(piece, kind="text")
        self._say(plain if texts is None else replace(plain, data=texts))
        # Numbers of records are looked at as columns, in which they are whole.
        if not known:
            self._place(plain)

    def _say(self, piece: Piece) -> None:
        """Look for withheld texts."""
        for part in parts_of(piece):
            self._keys |= dict.fromkeys((key, piece.where) for key in self._texts(part))

    def _place(self, piece: Piece) -> None:
        """Look for withheld places."""
        for part in parts_of(piece) if self._places else ():
            self._leaks |= dict.fromkeys(self._positions(part))

    def _texts(self, part: Piece) -> Iterator[str]:
        """Withheld values, folded, that stand in a part of a piece."""
        if not self._secrets.telling or part.kind == "cells":
            return
        if part.kind in ("bytes", "free", "shapes"):
            yield from self._in_bytes(part)
            return
        for view in views(part.text):
            found = self._secrets.finder.found(view.text)
            found |= set(self._secrets.longer_words.not_in_them(view, self._long(view.text)))
            yield from self._secrets.addressed_ids.not_in_addresses(found, view.text)

    def _in_bytes(self, part: Piece) -> Iterator[str]:
        inside = _IN_FREE if part.kind == "free" else _IN_BYTES
        least = 0 if part.kind == "free" else _LEAST_IN_BYTES
        for encoding in _ENCODINGS:
            shifts = (0, 1) if encoding.startswith("utf-16") else (0,)
            for shift in shifts:
                text = fold(part.data[shift:].decode(encoding, "replace"))
                found = self._secrets.finder.found(text, inside_from=inside, least=least)
                found |= dict(self._long(text)).keys()
                if found and part.kind != "free":
                    found = self._beyond_words(found, text, part.data[shift:], encoding)
                yield from self._secrets.addressed_ids.not_in_addresses(found, text, inside)

    def _beyond_words(self, found: set[str], text: str, data: bytes, encoding: str) -> set[str]:
        """Those values that stand among bytes not only in longer words that are shown.

        Where the length of the next value, which lies behind a word, looks like a letter of it, it
        is none: as long as no value is lost by that.
        """
        finds = _finds(found, text)
        left = set(self._secrets.longer_words.not_in_them(View(text), finds))
        if not left or encoding.startswith("utf-16"):
            return left
        apart = fold(_LENGTH.sub(b" ", data).decode(encoding, "replace"))
        again = _finds(left, apart)
        beyond = set(self._secrets.longer_words.not_in_them(View(apart), again))
        before, after = (Counter(key for key, _ in some) for some in (finds, again))
        return {key for key in left if key in beyond or after[key] < before[key]}

    def _long(self, text: str) -> Iterator[tuple[str, int]]:
        """Withheld values of many letters, which stand there with all spaces or without them.

        And where each begins in the text without its spaces.
        """
        for short, at in self._secrets.compact_finder.places(text.replace(" ", "")):
            for key in self._secrets.compact_keys[short]:
                yield key, at

    def _cells(self, piece: Piece) -> Iterator[Leak]:
        """Short values that are all of a field."""
        values = piece.text.split(BETWEEN)
        # In the text "17,52.5" may be one number. Lists in the head of a page are of no records.
        if piece.kind == "cells" and ", kordon-" not in piece.where:
            whole = self._secrets.ending_in_digits
            self._keys |= {(whole[one], piece.where): None for one in whole.keys() & set(values)}
        wanted = self._secrets.cells.get(piece.name.rpartition(".")[2])
        if wanted:
            found = set(fold_all(list(set(values)))) & set(wanted)
            for key in sorted(found):
                yield Leak("text", piece.name, masked(wanted[key]), piece.where)

    def _positions(self, part: Piece) -> Iterator[Leak]:
        if part.kind in ("text", "fact"):
            yield from self._written(part.text, part.where)
        elif part.kind == "column":
            if _WORDS.search(part.text):
                yield from self._written(part.text, f"{part.where}, {part.name}")
        elif part.kind in ("bytes", "free"):
            yield from self._in_memory(part)

    def _written(self, whole: str, where: str, *, loose: bool = False) -> Iterator[Leak]:
        for text in readings(whole):
            yield from self._as_it_is(text, where, loose)

    def _as_it_is(self, text: str, where: str, loose: bool) -> Iterator[Leak]:
        runs = Runs(text)
        for numbers in written.decimals_in(text, runs):
            yield from self._places.among(numbers, where, text=text)
        for angles in sexagesimals_in(text, runs, loose=loose):
            yield from self._places.among(angles, where, text=text, metres=False)
        wholes = written.wholes_in(text, runs)
        yield from self._places.among(wholes, where, text=text)
        yield from self._places.scaled(wholes, where, window=50, text=text)
        grids = written.grids_in(text, self._places.box, runs)
        lon, lat, size = (np.array(one, float) for one in grids)
        yield from self._places.in_pairs(lon, lat, size, where)

    def _in_memory(self, part: Piece) -> Iterator[Leak]:
        for low, high in self._places.ranges:
            for numbers in written.doubles_in(part.data, low, high):
                yield from self._places.among(numbers, part.where, window=64)
        runs = [run for run in _PRINTED.findall(part.data) if len(_DIGIT.findall(run)) >= _DIGITS]
        if runs:
            text = b"\n\n".join(run.replace(b"\0", b"") for run in runs).decode("utf-8", "replace")
            yield from self._written(text.replace("\ufffd", "°"), part.where, loose=True)

    def _add_column(self, piece: Piece) -> None:
        """Keep the numbers of a column: two of one row may be a place."""
        if not self._places:
            return
        if (piece.where, piece.offset) != self._table:
            self._end_table()
            self._table = (piece.where, piece.offset)
        number = _numbers(piece.text.split(BETWEEN))
        known = np.flatnonzero(np.isfinite(number))
        if len(known):
            rows = np.frombuffer(piece.rows, "<i8").astype(np.int64)[known] if piece.rows else known
            self._columns.append((number[known], rows))

    def _vertices(self, piece: Piece) -> None:
        """Look at the corners of shapes, each by itself."""
        if self._places:
            value = np.frombuffer(piece.data, "<f8").astype(float)
            at = np.arange(len(value)) // piece.offset * _ROW
            told = self._places.among(Numbers.of(value, at), piece.where, window=0)
            self._leaks |= dict.fromkeys(told)

    def _end_table(self) -> None:
        if not self._columns:
            return
        value, row = (np.concatenate(parts) for parts in zip(*self._columns, strict=True))
        self._columns = []
        order = np.argsort(row, kind="stable")
        numbers = Numbers.of(value[order], row[order] * _ROW)
        where, _ = self._table
        self._leaks |= dict.fromkeys(self._places.among(numbers, where, window=0))
        told = self._places.scaled(numbers, where, window=0, text="")
        self._leaks |= dict.fromkeys(told)


def _finds(keys: set[str], text: str) -> list[tuple[str, int]]:
    """Values, and where each begins in a folded text without its spaces."""
    short = {key: key.replace(" ", "") for key in keys}
    compact = text.replace(" ", "")
    return [
        (key, at.start())
        for key, letters in short.items()
        for at in re.finditer(f"(?={re.escape(letters)})", compact)
    ]


def parts_of(piece: Piece) -> Iterable[Piece]:
    """A piece in parts that are not too long, cut between lines, values or words."""
    data, at = piece.data, 0
    if len(data) <= _PART:
        return [piece]
    parts = []
    while at + _PART < len(data):
        end = at + _PART
        cut = max(data.rfind(mark, end - _OVERLAP // 2, end) for mark in (b"\n", b"\x1e", b" "))
        end = end if cut < 0 else cut + 1
        parts.append(Piece(piece.where, piece.kind, piece.name, data[at:end]))
        at = end - _OVERLAP
    return [*parts, Piece(piece.where, piece.kind, piece.name, data[at:])]


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


def _of_page(columns: Mapping[str, list[str]], where: str) -> Iterator[Piece]:
    """The fields of a page's records, like the columns of a table."""
    for field, values in columns.items():
        data = BETWEEN.join(values).encode("utf-8", "replace")
        yield Piece(f"{where}, records", "column", field, data)

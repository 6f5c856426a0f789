"""The values of tables in texts (JSON, GeoJSON, JSON Lines, CSV, KML), by field and row."""

from __future__ import annotations

import bisect
import csv
import html
import io
import itertools
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from geo.foreign.insides.opener import Opener

__all__ = ["put_cells"]

_NAMED: Final = re.compile(
    r"<(?:\w+:)?(?:Simple)?Data\s+name=\"([^\"<>]{1,200})\"[^<>]*>\s*(?:<(?:\w+:)?value>)?([^<>]*)<"
)
_PLACEMARK: Final = re.compile(r"<(?:\w+:)?Placemark\b")
_FEATURES: Final = re.compile(r'"features"\s{0,9}:\s{0,9}\[')
_HEAD: Final = 10_000
#: So many rows of a table are held at a time.
_ROWS: Final = 20_000
#: A document, or an item that is not the first of a list that stands somewhere.
_Way = int | tuple[Any, int]


class _Column:
    """Values of a field, and the row of each."""

    def __init__(self) -> None:
        self.values: list[str] = []
        self.rows: list[int] = []

    def add(self, value: str, row: int) -> None:
        self.values.append(value)
        self.rows.append(row)

    def put(self, opener: Opener, name: str, where: str, part: int) -> None:
        """Write it down, row by row."""
        values, rows = self.values, np.array(self.rows, "<i8")
        if (np.diff(rows) < 0).any():
            order = np.argsort(rows, kind="stable")
            values, rows = [values[k] for k in order.tolist()], rows[order]
        plain = np.array_equal(rows, np.arange(len(rows)))
        told = b"" if plain else rows.tobytes()
        opener.column(name, values, where, kind="cells", part=part, rows=told)


class _Rows:
    """Numbers of rows: of each document one, and of lists in it one for each item but the first.

    So lists beside each other are read like the columns of a table.
    """

    def __init__(self, documents: int) -> None:
        self._next = documents
        self._within: dict[_Way, int] = {}

    def of(self, way: _Way) -> int:
        """The row of what stands there."""
        if isinstance(way, int):
            return way
        number = self._within.setdefault(way, self._next)
        self._next += number == self._next
        return number


def put_cells(opener: Opener, text: str, where: str) -> None:
    """Write down the values of a table in a text by the names of their fields."""
    start = text.lstrip()[:1]
    if start in ("{", "["):
        _json_cells(opener, text, where)
    elif start == "<":
        _xml_cells(opener, text, where)
    else:
        _csv_cells(opener, text, where)


def _json_cells(opener: Opener, text: str, where: str) -> None:
    documents = _documents(text)
    for part in itertools.count():
        columns: dict[str, _Column] = defaultdict(_Column)
        some = list(itertools.islice(documents, _ROWS))
        rows = _Rows(len(some))
        for row, document in enumerate(some):
            _collect(document, row, rows, columns)
        for name, column in columns.items():
            column.put(opener, name, where, part)
            _pages_in(opener, column.values, f"{where}, {name}")
        if len(some) < _ROWS:
            break


def _pages_in(opener: Opener, values: list[str], where: str) -> None:
    """Pages in the outputs of a notebook, which may be cut into lines."""
    if any("kordon-head" in value for value in values):
        from geo.foreign.insides.texts import open_text

        with opener.deeper():
            open_text(opener, "".join(values), where)


def _documents(text: str) -> Iterator[Any]:
    """The features of GeoJSON one by one, the lines of JSON Lines, or one document."""
    features = _FEATURES.search(text, 0, _HEAD)
    if features and "FeatureCollection" in text[:_HEAD]:
        yield from _listed(text, features.end())
        return
    try:
        yield json.loads(text)
        return
    except (ValueError, RecursionError):
        pass
    for line in io.StringIO(text):
        if line.strip():
            try:
                yield json.loads(line)
            except (ValueError, RecursionError):
                return


def _listed(text: str, at: int) -> Iterator[Any]:
    """The items of a list in JSON, as far as they can be read."""
    decoder = json.JSONDecoder()
    while True:
        while text[at : at + 1] in (",", " ", "\n", "\r", "\t") and at < len(text):
            at += 1
        try:
            item, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            return
        yield item


def _collect(document: Any, row: int, rows: _Rows, columns: dict[str, _Column]) -> None:
    """All plain values of a document, whatever they are nested in, by their keys."""
    waiting: list[tuple[str, Any, _Way]] = [("", document, row)]
    while waiting:
        name, now, way = waiting.pop()
        if isinstance(now, dict):
            for key, one in now.items():
                if isinstance(one, dict | list):
                    waiting.append((key, one, way))
                elif key and one is not None and not isinstance(one, bool):
                    columns[key].add(str(one), rows.of(way))
        elif isinstance(now, list):
            for item, one in enumerate(now):
                here = (way, item) if item else way
                if isinstance(one, dict | list):
                    waiting.append(("", one, here))
                elif name and one is not None:
                    columns[name].add(str(one), rows.of(here))


def _xml_cells(opener: Opener, text: str, where: str) -> None:
    """What KML calls data, by name; of one placemark is one row."""
    columns: dict[str, _Column] = defaultdict(_Column)
    marks = [found.start() for found in _PLACEMARK.finditer(text)]
    for found in _NAMED.finditer(text):
        column = columns[html.unescape(found[1])]
        row = bisect.bisect(marks, found.start()) - 1 if marks else len(column.rows)
        column.add(html.unescape(found[2]), row)
    for name, column in columns.items():
        column.put(opener, name, where, 0)


def _csv_cells(opener: Opener, text: str, where: str) -> None:
    head = text[:4096].splitlines()[:1]
    if not head:
        return
    comma = max(",;\t|", key=head[0].count)
    if not head[0].count(comma):
        return
    csv.field_size_limit(1 << 27)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=comma)
    rows = (row for row in reader if row)
    try:
        names, first = next(rows), list(itertools.islice(rows, _ROWS))
        width = len(names)
        if width < 2 or sum(len(row) == width for row in first) * 2 < len(first):
            return
        for part in itertools.count():
            for k, name in enumerate(names):
                values = [row[k] if k < len(row) else "" for row in first]
                opener.column(name, values, where, kind="cells", part=part)
            first = list(itertools.islice(rows, _ROWS))
            if not first:
                break
    except (csv.Error, StopIteration):
        return

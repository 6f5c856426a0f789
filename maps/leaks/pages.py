"""The records of a page of ours, out of its columns: places, times, amounts and texts by field."""

from __future__ import annotations

import itertools
import json
import operator
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from geo.errors import ForeignFileError
from geo.foreign.insides import Piece
from maps.digits import HOLE
from maps.encode import NO_VALUE, STREAM
from maps.leaks.folding import MARK

__all__ = ["PageRecords", "records_of", "texts_in"]

_HEAD: Final = "kordon-head"
_DATA: Final = "kordon-data"
_TEXTS: Final = "kordon-texts"
_BASE: Final = "kordon-base"
_DETAIL: Final = "kordon-detail"
#: Columns with a number for each record. Of those that are places `PageRecords.places` tells.
_OF_RECORDS: Final = frozenset(
    {
        "category", "status", "actor", "direction", "handling", "precision", "country", "unit",
        "obstacle_status", "reliability", "credibility", "retracted", "from", "lasts", "radius",
        "x", "y", "tx", "ty", "low", "high", "azimuth", "azimuth_error", "range_min", "range_max",
        "symbol", "members",
    }
)  # fmt: skip
#: And those of other lengths: records of one grain, corners of outlines, the regions that a record
#: is in, blocks of texts, cells of the first picture.
_OF_PARTS: Final = re.compile(
    r"[xy]\.\d{1,2}|(?:outlines|regions|bands)\.(?:xy|paths|features)|region|share"
    r"|text(?:\.numbers)?\.at|sketch\.[a-z_]+(?:\.[a-z_\d]+)?"
)
_KIND: Final = re.compile(r"[uiod](?:8|16|32)")
_SOURCE: Final = ("source_title", "source_url", "source_date", "source_archive_url")
_STREAMS: Final = 8
_WIDTHS: Final = {1: "u1", 2: "<u2", 4: "<u4"}
_DAY_MINUTES: Final = 1_440
#: Columns that are all one value say only how long they are.
_MOST_ROWS: Final = 1 << 24

#: The parts of a block of texts.
_BLOCK: Final = frozenset({"c", "s", "m", "x"})
_NUMBER: Final = re.compile(r"[ '+-]{0,2}\d{1,9}(?:[.,]\d{1,20})?")

Whole = npt.NDArray[np.int64]
#: A field, and its value.
_Said = tuple[str, str]


class PageRecords:
    """A page's records. Raises ForeignFileError when it is not as `maps.encode` writes pages.

    ``columns``: values by field; ``made``: those that are put together here, and stand nowhere in
    the page as they are; ``places``: see `_places`; ``language`` as the page says.
    """

    def __init__(self, streams: Sequence[Piece], name: str) -> None:
        self._streams = {(piece.name, piece.offset): piece.data for piece in streams}
        try:
            self.head: Mapping[str, Any] = json.loads(self._streams[_HEAD, 0])
            self.language = str(self.head["language"])
            self._toc = dict(self.head["toc"])
            self._texts = dict(self.head["texts"]["toc"])
            self.places = list(self._places())
            self._whole: set[int] = set()  # where blocks of numbers begin that are all of texts
            self.columns: dict[str, list[str]] = {}
            self.made: dict[str, list[str]] = {}
            self._columns()
        except (KeyError, IndexError, TypeError, ValueError, AttributeError, OverflowError,
                MemoryError, RecursionError) as error:  # fmt: skip
            raise ForeignFileError(
                f"{name}: its records cannot be read ({type(error).__name__}), so nobody can say "
                "what it holds; make it anew with 'kordon map'."
            ) from None

    def _places(
        self,
    ) -> Iterator[tuple[str, npt.NDArray[np.float64], npt.NDArray[np.float64], float]]:
        """Longitudes and latitudes of records, their targets and outlines; size of a step."""
        scale = float(self.head["scale"])
        for name in self._toc:
            kind, _, power = name.partition(".")
            if kind in ("x", "tx") and name not in ("x.values",):
                other = ("y" if kind == "x" else "ty") + (f".{power}" if power else "")
                step = 2.0 ** int(power or 0) / scale
                x, y = (self._column(self._toc, _DATA, n) for n in (name, other))
                known = (x != NO_VALUE) & (y != NO_VALUE)
                yield name, x[known] * step, y[known] * step, step
        if "outlines.xy" in self._toc:
            flat = self._column(self._toc, _DATA, "outlines.xy").reshape(-1, 2).cumsum(axis=0)
            yield "outlines", flat[:, 0] / scale, flat[:, 1] / scale, 1 / scale

    def _columns(self) -> None:
        """Values of the records by field, row by row; what more sources say stands behind."""
        begins = self._column(self._toc, _DATA, "from")
        timed = begins[(begins != NO_VALUE) & (begins % _DAY_MINUTES != 0)]
        self.made["date_start"] = [_moment(minutes) for minutes in timed.tolist()]
        self._moments = len(timed)
        for part, field in (("low", "quantity_low"), ("high", "quantity_high")):
            if f"{part}.values" in self._toc:
                listed = json.loads(self._raw(self._toc, _DATA, f"{part}.values"))
                self.made[field] = [f"{v:g}" for v in listed if isinstance(v, int | float)]
        self.columns |= {field: list(values) for field, values in self.made.items()}
        fields: dict[str, list[str]] = {}
        more: dict[str, list[str]] = {}
        at = 0
        for rows, told, further in self._blocks():
            for name, values, made in told:
                column = fields.setdefault(name, [])
                column += [""] * (at - len(column)) + values
                if made:
                    self.made.setdefault(name, []).extend(values)
            for name, value in further:
                more.setdefault(name, []).append(value)
            at += rows
        for name, column in fields.items():
            self.columns.setdefault(name, []).extend(column + more.get(name, []))
        for name in more.keys() - fields.keys():
            self.columns.setdefault(name, []).extend(more[name])

    @property
    def without_moments(self) -> dict[str, list[str]]:
        """The columns without the moments that are put together here, which are no places."""
        moments = self.columns["date_start"][self._moments :]
        return {**self.columns, "date_start": moments}

    def _blocks(self) -> Iterator[tuple[int, list[tuple[str, list[str], bool]], list[_Said]]]:
        """Of each block how many rows it has, its columns, and what more sources say."""
        if "text" not in self._texts:
            return
        named, size, left = list(self.head["fields"]), self.head["texts"]["block"], self.head["n"]
        numbers = self._pieces("text.numbers") if "text.numbers" in self._texts else None
        for _, raw in self._pieces("text"):
            block, rows = json.loads(raw), min(size, left)
            if not 0 < rows <= _MOST_ROWS:
                raise ValueError
            left -= rows
            begin, data = next(numbers) if numbers is not None else (-1, b"")
            apart = _Numbers(data)
            # Their numbers stand in this order.
            parts = [*zip(named, block["c"], strict=True), *zip(_SOURCE, block["s"], strict=False),
                     *block.get("x", {}).items()]  # fmt: skip
            told = [(n, _values(c, rows, apart), isinstance(c, dict)) for n, c in parts]
            if apart.is_taken:
                self._whole.add(begin)
            further = [
                said
                for more in block.get("m", {}).values()
                for source in more
                for said in zip(_SOURCE, source, strict=False)
            ]
            yield rows, told, further

    def _pieces(self, name: str) -> Iterator[tuple[int, bytes]]:
        start = self._texts[name][0]
        offsets = self._column(self._texts, _TEXTS, f"{name}.at")
        for one, _ in itertools.pairwise(offsets.tolist()):
            yield start + one, self._streams[_TEXTS, start + one]

    def rest(self, element: str, offset: int) -> bytes:
        """What is in a stream of columns besides numbers of which it is known what they say.

        There are zeros in their place.
        """
        data = bytearray(self._streams[element, offset])
        detail, base = self.head.get("detail"), self.head.get("base_toc")
        tables = {_DATA: self._toc, _TEXTS: self._texts, _BASE: base,
                  _DETAIL: detail.get("toc") if isinstance(detail, dict) else None}  # fmt: skip
        toc = tables.get(element)
        if element == _TEXTS and offset in self._whole:
            return b""
        if not isinstance(toc, dict) or toc.get(STREAM, [-1])[0] != offset:
            return bytes(data)
        for name, told in toc.items():
            if len(told) > 2 and self._is_known(name, *told[1:3]):
                data[told[0] : told[0] + told[1]] = bytes(len(data[told[0] : told[0] + told[1]]))
        return bytes(data)

    def _is_known(self, name: str, length: Any, kind: Any) -> bool:
        if not isinstance(length, int) or not _KIND.fullmatch(str(kind)):
            return False
        if name in _OF_RECORDS and not (name in ("x", "y") and f"{name}.1" in self._toc):
            return length == int(self.head["n"]) * (int(str(kind)[1:]) // 8)
        return _OF_PARTS.fullmatch(name) is not None or name in ("x", "y")

    def _raw(self, toc: Mapping[str, Any], element: str, name: str) -> bytes:
        at, length = toc[name][:2]
        return self._streams[element, toc[STREAM][0]][at : at + length]

    def _column(self, toc: Mapping[str, Any], element: str, name: str) -> Whole:
        first, length, kind, *base = toc[name]
        if kind.endswith("="):
            if length > _MOST_ROWS:
                raise ValueError
            return np.full(length, first, np.int64)
        width = int(kind[1:]) // 8
        raw = np.frombuffer(self._raw(toc, element, name), np.uint8).reshape(width, -1)
        values = np.ascontiguousarray(raw.T).view(_WIDTHS[width]).ravel().astype(np.int64)
        if base:
            return _widened(values, kind, int(base[0]))
        if kind in ("i32", "d32"):
            values = (values >> 1) ^ -(values & 1)
        if kind == "d32":
            values = (np.cumsum(values) + 2**31) % 2**32 - 2**31
        return values


def _widened(counts: Whole, kind: str, base: int) -> Whole:
    """Narrow columns count from 1; 0 is missing."""
    out = np.full(len(counts), NO_VALUE, np.int64)
    steps = counts[counts > 0] - 1
    if kind[0] == "d":
        steps = np.cumsum((steps >> 1) ^ -(steps & 1))
    out[counts > 0] = base + steps
    return out


class _Numbers:
    """The bytes of the numbers of a block, taken from the front."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    @property
    def is_taken(self) -> bool:
        """Whether nothing is left."""
        return self._at == len(self._data)

    def take(self, count: int, width: int) -> Whole:
        part = np.frombuffer(self._data, np.uint8, abs(width) * count, self._at)
        self._at += abs(width) * count
        planes = part.reshape(abs(width), count).astype(np.int64)
        values = (planes << (8 * np.arange(abs(width), dtype=np.int64))[:, None]).sum(axis=0)
        return np.asarray(np.cumsum(values) if width < 0 else values)


def _values(column: Any, rows: int, apart: _Numbers) -> list[str]:
    """The texts of a column of a block, one a row; of what is the same in all, the first is enough.

    But where it may be a number: beside it, in any row, may stand what makes it a place.
    """
    if isinstance(column, str):
        told = column if _NUMBER.fullmatch(column) else ""
        return [column, *[told] * (rows - 1)]
    if isinstance(column, list):
        return [str(value) for value in column]
    words = column["t"] if isinstance(column["t"], list) else [column["t"]] * rows
    texts = [str(text) for text in words]
    return _filled(texts, column["w"], apart) if texts else []


def _filled(texts: list[str], widths: list[Any], apart: _Numbers) -> list[str]:
    """Texts with the numbers in their holes; all of them at once, since there are very many."""
    holes = np.array([text.count(HOLE) for text in texts], np.int64)
    ends = np.cumsum(holes)
    which = np.minimum(np.arange(ends[-1]) - np.repeat(ends - holes, holes), _STREAMS - 1)
    if len(which) and which.max() >= len(widths):
        raise ValueError
    numbers = np.zeros(len(which), np.int64)
    for k, width in enumerate(widths):
        mine = which == k
        numbers[mine] = apart.take(int(mine.sum()), int(width))
    # Behind the last part of a text there is none.
    behind = np.full(len(which) + len(texts), "", object)
    last = np.zeros(len(behind), bool)
    last[ends + np.arange(len(texts))] = True
    behind[~last] = [str(number) for number in numbers.tolist()]
    parts = map(operator.add, HOLE.join(texts).split(HOLE), behind.tolist())
    return ["".join(itertools.islice(parts, count)) for count in (holes + 1).tolist()]


def _moment(minutes: int) -> str:
    """Minutes since 1970 as ISO."""
    try:
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    except OverflowError:
        return ""
    return f"{moment:%Y-%m-%dT%H:%M}"


def records_of(streams: Iterable[Piece], name: str) -> dict[str, PageRecords]:
    """The records of every page in a file called ``name``, by the way to it."""
    pages: dict[str, list[Piece]] = {}
    for piece in streams:
        pages.setdefault(piece.where.removesuffix(f", {piece.name}"), []).append(piece)
    return {
        where: PageRecords(parts, name)
        for where, parts in pages.items()
        if any(piece.name == _HEAD for piece in parts)
    }


def texts_in(data: bytes) -> tuple[bytes | None, bool]:
    """All texts of a JSON value, its keys and numbers too, with a mark between them.

    None if it is no JSON. And whether it is a block of texts of records, with nothing besides, or
    no text at all.
    """
    try:
        value = json.loads(data, object_pairs_hook=_Pairs, parse_float=str, parse_int=str)
    except UnicodeDecodeError:
        return b"", True  # columns, which are bytes
    except (ValueError, RecursionError):
        return None, b"\0" in data
    known = isinstance(value, _Pairs) and {name for name, _ in value} <= _BLOCK
    texts: list[str] = []
    waiting: list[Any] = [value]
    while waiting:
        now = waiting.pop()
        if isinstance(now, str):
            texts.append(now)
        elif isinstance(now, list | tuple):
            texts += [one for one in now if isinstance(one, str)]
            waiting += [one for one in now if isinstance(one, list | tuple)]
    return MARK.join(text.replace(MARK, " ") for text in texts).encode("utf-8", "replace"), known


class _Pairs(list[tuple[str, Any]]):
    """What an object of JSON holds: also what has the same name as something else in it."""

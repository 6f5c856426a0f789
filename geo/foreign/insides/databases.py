"""SQLite and GeoPackage: every table, and what is left in the file of rows that are gone."""

from __future__ import annotations

import itertools
import sqlite3
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from geo.foreign.insides.rtrees import is_tree, known_nodes
from geo.foreign.insides.shapes import APART, put_shapes
from geo.foreign.insides.sqlitepages import (
    HEADER_BYTES,
    TREE_PAGES,
    free_pages,
    gaps,
    page_bytes,
    tree_pages,
)
from geo.foreign.tables import RefusalError

if TYPE_CHECKING:
    from geo.foreign.insides.opener import Opener

__all__ = ["open_database"]

#: So many bytes on end that are nowhere else are no chance.
_NEW_BYTES: Final = 12
_HASH_BITS: Final = 24
#: What GDAL calls the number of a row, and QGIS that of a style.
_COUNTED: Final = "fid"
_COUNTED_STYLES: Final = ("layer_styles", "id")
#: So many rows of a table are held at a time.
_ROWS: Final = 20_000


def open_database(opener: Opener, data: bytes, where: str) -> None:
    """Write down all values of all tables, and the parts of pages that nothing refers to."""
    path = opener.folder / "opened.sqlite"
    path.write_bytes(data)
    try:
        database = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
        try:
            database.execute("PRAGMA trusted_schema = OFF")
            database.execute("PRAGMA cell_size_check = ON")
            database.text_factory = lambda raw: raw.decode("utf-8", "replace")
            roots = _tables(opener, database, where)
        finally:
            database.close()
    except sqlite3.Error as error:
        raise RefusalError(f"the database {where} is damaged ({str(error)[:100]}).") from None
    finally:
        path.unlink(missing_ok=True)
    _left_over(opener, data, roots, where)


def _tables(opener: Opener, database: sqlite3.Connection, where: str) -> list[int]:
    """Write down all tables; the pages at which their trees begin, and those of indices."""
    listed = database.execute("SELECT type, name, sql, rootpage FROM sqlite_master").fetchall()
    sql = "\n".join(str(one[2]) for one in listed if one[2])
    opener.put("text", sql.encode("utf-8", "replace"), f"{where} (tables)")
    for kind, name, made, _ in listed:
        if kind == "table" and not str(made or "").upper().startswith("CREATE VIRTUAL"):
            _table(opener, database, str(name), where)
    return [int(root) for *_, root in listed if root]


def _table(opener: Opener, database: sqlite3.Connection, name: str, where: str) -> None:
    quoted = name.replace('"', '""')
    found = database.execute(f'SELECT * FROM "{quoted}"')
    fields = [str(column[0]) for column in found.description or ()]
    place = f"{where}, table {name}"
    counts = {field for field in fields if _only_counts(database, name, field)}
    nodes = known_nodes(database, name) if is_tree(name, fields) else frozenset()
    for part in itertools.count():
        rows = found.fetchmany(_ROWS)
        for k, field in enumerate(fields):
            if field in counts:
                continue
            values = [row[k] for row in rows]
            texts = ["" if v is None or isinstance(v, bytes) else str(v) for v in values]
            opener.column(field, texts, place, part=part)
            blobs = [(row[0] in nodes, row[k]) for row in rows if isinstance(row[k], bytes)]
            opener.count(sum(len(blob) for _, blob in blobs))
            if any(known for known, _ in blobs):
                told = APART.join(blob for known, blob in blobs if known)
                opener.put("shapes", told, f"{place}, {field}", field)
            if others := [blob for known, blob in blobs if not known]:
                _blobs(opener, others, place, field)
        if len(rows) < _ROWS:
            break


def _only_counts(database: sqlite3.Connection, name: str, field: str) -> bool:
    """Whether a column says no more than which row of the file it is: 1, 2, 3 and so on."""
    if field != _COUNTED and (name, field) != _COUNTED_STYLES:
        return False
    table = name.replace('"', '""')
    try:
        (others,) = database.execute(
            f'SELECT COUNT(*) FROM "{table}" WHERE "{field}" IS NOT rowid OR rowid < 1'
        ).fetchone()
        (count, last) = database.execute(f'SELECT COUNT(*), MAX(rowid) FROM "{table}"').fetchone()
    except sqlite3.OperationalError:  # rows of it have no numbers
        return False
    return not others and count == last


def _blobs(opener: Opener, blobs: list[bytes], place: str, field: str) -> None:
    from geo.foreign.insides.opener import as_text, is_packed
    from geo.foreign.insides.texts import open_text

    plain, texts = [], []
    for blob in blobs:
        if is_packed(blob):
            opener.look(blob, f"{place}, {field}")
            continue
        plain.append(blob)
        if not blob.startswith(b"GP") and (text := as_text(blob)):
            texts.append(text)
    if texts:
        with opener.deeper():
            open_text(opener, "\n".join(texts), f"{place}, {field}")
    put_shapes(opener, field, plain, f"{place}, {field}")


def _left_over(opener: Opener, data: bytes, roots: list[int], where: str) -> None:
    """Free pages, and what is free in the pages of tables; a row that is gone lies there."""
    size = page_bytes(data)
    if size < 512:
        raise RefusalError(f"the database {where} is damaged (pages of {size} bytes).")
    free = set(free_pages(data, size))
    usable = size - data[20]
    trees = tree_pages(data, size, roots)
    # Behind the last page, and twenty bytes of the head that are kept for later.
    gone, kept = [data[len(data) // size * size :], data[72:92]], []
    for number in range(1, len(data) // size + 1):
        page = data[(number - 1) * size : number * size]
        at = HEADER_BYTES if number == 1 else 0
        gone.append(page[usable:])
        if number in free:
            gone.append(page[8:])
        elif number in trees and page[at] in TREE_PAGES:
            spans = list(gaps(page[:usable], at))
            gone += [page[first:last] for first, last in spans]
            kept.append(_without(page, spans))
        elif page[at] in TREE_PAGES:  # of no table
            gone.append(page)
        else:
            kept.append(page)
            opener.put("bytes", page, f"{where}, page {number}")  # of a long value, or its rest
    parts = [one for one in gone if one.strip(b"\0")]
    if parts:
        opener.put("free", APART.join(parts), f"{where} (free space)")
    if _holds_more(parts, kept):
        opener.fact("deleted", "what is left of rows that are gone", where)


def _without(page: bytes, spans: list[tuple[int, int]]) -> bytes:
    out = bytearray(page)
    for first, last in spans:
        out[first:last] = bytes(max(0, min(last, len(page)) - first))
    return bytes(out)


def _holds_more(gone: list[bytes], kept: list[bytes]) -> bool:
    """Whether free space holds what no page holds: when pages are split, copies stay behind."""
    if not gone:
        return False
    wanted = np.unique(np.concatenate([_windows(part) for part in gone]))
    maybe = np.zeros(1 << _HASH_BITS, bool)
    maybe[_hashes(wanted)] = True
    seen = np.zeros(len(wanted), bool)
    for page in kept if len(wanted) else []:
        here = _windows(page)
        here = here[maybe[_hashes(here)]]
        at = np.minimum(np.searchsorted(wanted, here), len(wanted) - 1)
        seen[at[wanted[at] == here]] = True
    known = wanted[seen]
    for part in gone:
        new = ~np.isin(_windows(part), known)
        run = 0
        for one in new.tolist():
            run = run + 1 if one else 0
            if run >= _NEW_BYTES:
                return True
    return False


def _hashes(windows: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    mixed = windows * np.uint64(0x9E3779B97F4A7C15)
    return np.asarray(mixed >> np.uint64(64 - _HASH_BITS))


def _windows(data: bytes) -> npt.NDArray[np.uint64]:
    """Every eight bytes that follow each other, as numbers, in their order."""
    count = len(data) - 7
    if count < 1:
        return np.empty(0, np.uint64)
    every = np.lib.stride_tricks.sliding_window_view(np.frombuffer(data, np.uint8), 8)
    return np.ascontiguousarray(every).view(np.uint64).ravel()

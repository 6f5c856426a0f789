"""Mutants: a small honest file, damaged in a way that a seed decides, by bytes or by structure."""

from __future__ import annotations

import io
import random
import re
import sqlite3
import zipfile
from pathlib import Path

from bad_files import archive

__all__ = ["mutant"]

#: Numbers that lengths, counts and offsets are broken with.
_NUMBERS = (0, 1, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
_TOKENS = (
    b"", b"0", b"-1", b"1e999", b"NaN", b"null", b"99999999999999999999", b"\xff\xfe", b"\0", b'"',
    b"'", b"<", b">", b"&#0;", b"&x;", b"]]>", b"{", b"}", b"[", b"]", b",", b"\n", b"\r", b"\t",
    b"\xed\xa0\x80", b"\xf4\x90\x80\x80", "\u202e".encode(), b"A" * 5_000, b"(" * 2_000, b"-",
)  # fmt: skip
_PARTS = re.compile(rb"[\w.+-]+|[^\w.+-]")
_ZIPPED = frozenset({"xlsx", "ods", "kmz"})
_TEXT = frozenset({"csv", "geojson", "json", "kml", "gpx"})


def mutant(format_: str, data: bytes, seed: int) -> bytes:
    """Damage the content of a file; the same seed gives the same bytes."""
    chance = random.Random(f"{format_} {seed}")
    by_structure = chance.random() < 0.5
    if format_ in _ZIPPED and by_structure:
        return _in_archive(data, chance)
    if format_ == "geopackage" and by_structure:
        return _in_database(data, chance)
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        data = _tokens(data, chance) if format_ in _TEXT and by_structure else _bytes(data, chance)
    return data


def _bytes(data: bytes, chance: random.Random) -> bytes:
    """Flip, overwrite, cut, repeat, insert or break a number, anywhere."""
    if not data:
        return b"\0"
    at = chance.randrange(len(data))
    size = min(len(data) - at, chance.choice((1, 1, 2, 4, 8, 64, 512)))
    noise = chance.randbytes(size)
    kind = chance.randrange(8)
    if kind == 0:
        return data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]
    if kind == 1:
        return data[:at] + noise + data[at + size :]
    if kind == 2:
        return data[:at] + data[at + size :]
    if kind == 3:
        return data[:at] + data[at : at + size] * chance.choice((2, 3, 50)) + data[at + size :]
    if kind == 4:
        return data[:at] + noise + data[at:]
    if kind == 5:
        return data[:at]
    if kind == 6:
        return data[:at] + chance.choice((b"\0", b"\xff")) * size + data[at + size :]
    width = chance.choice((2, 4, 8))
    order = chance.choice(("little", "big"))
    number = chance.choice(_NUMBERS) & ((1 << 8 * width) - 1)
    at -= at % width
    return data[:at] + number.to_bytes(width, order) + data[at + width :]  # type: ignore[arg-type]


def _tokens(data: bytes, chance: random.Random) -> bytes:
    """Replace, leave out, repeat or exchange words and signs of a text."""
    parts = _PARTS.findall(data)
    if not parts:
        return chance.choice(_TOKENS)
    at, other = chance.randrange(len(parts)), chance.randrange(len(parts))
    kind = chance.randrange(5)
    if kind == 0:
        parts[at] = chance.choice(_TOKENS)
    elif kind == 1:
        del parts[min(at, other) : max(at, other) if chance.random() < 0.3 else min(at, other) + 1]
    elif kind == 2:
        parts[at:at] = parts[at : at + chance.choice((1, 5, 40))] * chance.choice((1, 2, 30))
    elif kind == 3:
        parts[at], parts[other] = parts[other], parts[at]
    else:
        parts.insert(at, chance.choice(_TOKENS))
    return b"".join(parts)


def _in_archive(data: bytes, chance: random.Random) -> bytes:
    """Damage one entry, leave it out, give it another name, or put it in twice."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        entries: dict[str, bytes | str] = {name: file.read(name) for name in file.namelist()}
    name = chance.choice(sorted(entries))
    content = entries[name]
    assert isinstance(content, bytes)
    kind = chance.randrange(6)
    if kind == 0:
        del entries[name]
    elif kind == 1:
        entries[chance.choice(("x", "../x", "xl/x.xml", "doc.kml"))] = entries.pop(name)
    elif kind < 5:
        entries[name] = _tokens(content, chance)
    else:
        entries[name] = _bytes(content, chance)
    return archive(entries)


def _in_database(data: bytes, chance: random.Random) -> bytes:
    """Change a cell, a type, a geometry or the schema of a GeoPackage, with SQL."""
    base = sqlite3.connect(":memory:")
    base.deserialize(data)
    tables = [row[0] for row in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    table = chance.choice([name for name in tables if not name.startswith("sqlite_")])
    columns = [row[1] for row in base.execute(f'PRAGMA table_info("{table}")')]
    column = chance.choice(columns)
    value = chance.choice((None, 0, -1, 1 << 62, 1e308, "x", "", b"", b"GP", chance.randbytes(40)))
    kind = chance.randrange(4)
    try:
        if kind == 0:
            base.execute(f'UPDATE "{table}" SET "{column}" = ?', (value,))
        elif kind == 1:
            base.execute(f'ALTER TABLE "{table}" DROP COLUMN "{column}"')
        elif kind == 2:
            base.execute(f'DROP TABLE "{table}"')
        else:
            shapes = base.execute("SELECT fid, geom FROM camps").fetchall()
            for fid, blob in shapes:
                damaged = _bytes(blob or b"GP", chance)
                base.execute("UPDATE camps SET geom = ? WHERE fid = ?", (damaged, fid))
        base.commit()
    except sqlite3.Error:
        base.rollback()
        return _bytes(data, chance)
    changed = base.serialize()
    base.close()
    return changed


def written(folder: Path, name: str, data: bytes) -> Path:
    """Write a mutant into a folder of its own."""
    folder.mkdir(parents=True)
    path = folder / name
    path.write_bytes(data)
    return path

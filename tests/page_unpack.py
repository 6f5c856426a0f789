"""Read a page back in Python: a second reader of what maps/encode.py writes, for comparison."""

from __future__ import annotations

import base64
import itertools
import json
import re
import zlib
from collections.abc import Iterator
from typing import Any

import numpy as np

NO_TIME = -(2**31)


def head_of(document: str) -> dict[str, Any]:
    """The head of a page."""
    head: dict[str, Any] = json.loads(_unpacked(document, "kordon-head"))
    return head


def code_of(document: str) -> list[tuple[str, str]]:
    """What the loader adds to a page: kind (style or script) and text of each."""
    parts = (part.partition("\n") for part in _unpacked(document, "kordon-code").split("\f"))
    return [(kind, text) for kind, _, text in parts]


def _unpacked(document: str, name: str) -> str:
    return zlib.decompress(base64.b64decode(_inert(document, name), validate=True)).decode("utf-8")


def data_of(document: str) -> bytes:
    """The columns of a page, as bytes."""
    return base64.b64decode(_inert(document, "kordon-data"), validate=True)


def _inert(document: str, name: str) -> str:
    pattern = rf'<script type="text/plain" id="{name}">(.*?)</script>'
    found = re.findall(pattern, document, re.DOTALL)
    assert len(found) == 1, f"{name} stands {len(found)} times in the page"
    return str(found[0])


def everything(document: str) -> str:
    """The page with all that is packed in it written out behind it: what it could give away.

    Knows nothing of tables of contents: every zlib stream of every inert element is unpacked,
    one after the other.
    """
    parts = [document]
    for text in re.findall(r'<script type="text/plain" id="[^"]+">(.*?)</script>', document, re.S):
        left = base64.b64decode(text, validate=True)
        parts.append(left.decode("latin-1"))  # pictures are packed in their own way
        while left[:1] == b"\x78":
            stream = zlib.decompressobj()
            parts.append(stream.decompress(left).decode("utf-8", "replace"))
            assert stream.eof, "a stream is cut"
            left = stream.unused_data
    return "\n".join(parts)


def chunk(data: bytes, toc: dict[str, list[Any]], name: str) -> bytes:
    offset, length, *_ = toc[name]
    start, packed, _ = toc["*"]
    return zlib.decompress(data[start : start + packed])[offset : offset + length]


def column(data: bytes, toc: dict[str, list[Any]], name: str) -> np.ndarray:
    """A column in the type that its kind says; i32 and d32 with the zigzag undone."""
    first, length, kind, *base = toc[name]
    if kind.endswith("="):
        return np.full(length, first, np.int64)
    width = int(kind[1:]) // 8
    planes = np.frombuffer(chunk(data, toc, name), np.uint8).reshape(width, -1)
    raw = np.ascontiguousarray(planes.T)
    if kind == "f32":
        return raw.view("<f4").ravel()
    values = raw.view({1: "u1", 2: "<u2", 4: "<u4"}[width]).ravel().astype(np.int64)
    if base:
        return _widened(values, kind, base[0])
    if kind in ("i32", "d32"):
        values = (values >> 1) ^ -(values & 1)
    if kind == "d32":
        values = np.cumsum(values)
        values = (values + 2**31) % 2**32 - 2**31
    return values


def _widened(counts: np.ndarray, kind: str, base: int) -> np.ndarray:
    """Narrow columns: 0 is missing, else one more than what is above the base or the last."""
    out = np.full(len(counts), NO_TIME, np.int64)
    steps = counts[counts > 0] - 1
    if kind[0] == "d":
        steps = np.cumsum((steps >> 1) ^ -(steps & 1))
    out[counts > 0] = base + steps
    return out


def coded(data: bytes, toc: dict[str, list[Any]], name: str) -> np.ndarray:
    """A column of codes with the numbers they stand for; NaN where missing."""
    values = json.loads(chunk(data, toc, f"{name}.values"))
    known = np.array([np.nan if v is None else v for v in values], dtype=float)
    return known[column(data, toc, name)]


def texts(document: str) -> list[dict[str, Any]]:
    """The texts of every record, with its ``sources`` and ``extra`` columns."""
    head = head_of(document)
    data = base64.b64decode(_inert(document, "kordon-texts"), validate=True)
    toc = head["texts"]["toc"]
    if "text" not in toc:
        return []
    rows: list[dict[str, Any]] = []
    numbers = list(_blocks(data, toc, "text.numbers")) if "text.numbers" in toc else None
    for b, raw in enumerate(_blocks(data, toc, "text")):
        block = json.loads(raw)
        size = min(head["texts"]["block"], head["n"] - len(rows))
        left = list(numbers[b]) if numbers else []
        for part in (block["c"], block["s"], block.get("x", {})):
            for key in part if isinstance(part, dict) else range(len(part)):
                if isinstance(part[key], dict):
                    part[key] = joined(part[key], size, left)
        assert left == []
        rows += [_row(block, k, head["fields"]) for k in range(size)]
    return rows


def _blocks(data: bytes, toc: dict[str, list[Any]], name: str) -> Iterator[bytes]:
    start = toc[name][0]
    for one, other in itertools.pairwise(column(data, toc, f"{name}.at")):
        yield zlib.decompress(data[start + one : start + other])


def joined(packed: dict[str, Any], size: int, left: list[int]) -> list[str]:
    """Words and numbers put together; the bytes of the numbers are taken from ``left``."""
    words = packed["t"] if isinstance(packed["t"], list) else [packed["t"]] * size
    parts = [text.split("\x7f") for text in words]
    streams = []
    for k, width in enumerate(packed["w"]):
        last = k == len(packed["w"]) - 1
        holes = [len(p) - 1 for p in parts]
        count = sum(max(0, h - k) if last and k == 7 else int(h > k) for h in holes)
        planes = [left[i * count : (i + 1) * count] for i in range(abs(width))]
        del left[: abs(width) * count]
        values = [sum(b << 8 * i for i, b in enumerate(v)) for v in zip(*planes, strict=True)]
        streams.append(iter(itertools.accumulate(values) if width < 0 else values))
    return [
        p[0] + "".join(f"{next(streams[min(k, 7)])}{text}" for k, text in enumerate(p[1:]))
        for p in parts
    ]


def _row(block: dict[str, Any], k: int, fields: list[str]) -> dict[str, Any]:
    def at(column: Any) -> str:
        return str(column if isinstance(column, str) else column[k])

    first = [at(part) for part in block["s"]]
    extra = {name: at(part) for name, part in block.get("x", {}).items()}
    return {
        **{name: at(part) for name, part in zip(fields, block["c"], strict=True)},
        "sources": [first] * any(first) + block.get("m", {}).get(str(k), []),
        "extra": {name: text for name, text in extra.items() if text},
    }

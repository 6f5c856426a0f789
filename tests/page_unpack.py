"""Read a page back in Python: a second reader of what maps/encode.py writes, for comparison."""

from __future__ import annotations

import base64
import itertools
import json
import re
import zlib
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


def chunk(data: bytes, toc: dict[str, list[Any]], name: str) -> bytes:
    offset, length, _ = toc[name]
    return zlib.decompress(data[offset : offset + length])


def column(data: bytes, toc: dict[str, list[Any]], name: str) -> np.ndarray:
    """A column in the type that its kind says; i32 and d32 with the zigzag undone."""
    kind = toc[name][2]
    width = {"u8": 1, "u16": 2}.get(kind, 4)
    planes = np.frombuffer(chunk(data, toc, name), np.uint8).reshape(width, -1)
    raw = np.ascontiguousarray(planes.T)
    if kind == "f32":
        return raw.view("<f4").ravel()
    values = raw.view({1: "u1", 2: "<u2", 4: "<u4"}[width]).ravel().astype(np.int64)
    if kind in ("i32", "d32"):
        values = (values >> 1) ^ -(values & 1)
    if kind == "d32":
        values = np.cumsum(values)
        values = (values + 2**31) % 2**32 - 2**31
    return values


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
    start = toc["text"][0]
    rows: list[dict[str, Any]] = []
    for one, other in itertools.pairwise(column(data, toc, "text.at")):
        block = json.loads(zlib.decompress(data[start + one : start + other]))
        size = min(head["texts"]["block"], head["n"] - len(rows))
        rows += [_row(block, k, head["fields"]) for k in range(size)]
    return rows


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

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
NO_NUMBER = 2**32 - 1


def head_of(document: str) -> dict[str, Any]:
    """The head of a page."""
    head: dict[str, Any] = json.loads(_inert(document, "kordon-head"))
    return head


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
    return zlib.decompress(data[offset : offset + length], -15)


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


def texts(data: bytes, head: dict[str, Any]) -> list[list[Any]]:
    """All rows of text, block after block."""
    toc = head["toc"]
    start = toc["text"][0]
    offsets = column(data, toc, "text.at")
    rows: list[list[Any]] = []
    for one, other in itertools.pairwise(offsets):
        rows += json.loads(zlib.decompress(data[start + one : start + other], -15))
    return rows

"""A second look into published files, which shares nothing with maps/leaks or geo/foreign.

It unpacks with the libraries that made the files, puts everything that comes out into one long
text and one list of places, and looks whether a value is in there. Slow, plain, and on purpose of
other stuff than the checker.
"""

from __future__ import annotations

import base64
import html
import io
import json
import re
import sqlite3
import struct
import tempfile
import unicodedata
import urllib.parse
import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import page_unpack

#: Degrees within which a place counts as the one that was looked for.
CLOSE = 0.0012


def plain(text: str) -> str:
    """Without case, forms and spaces."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text).casefold())


class Scanner:
    """All that a file holds, as one text without spaces and as places."""

    def __init__(self, data: bytes) -> None:
        self.parts: list[str] = []
        self.raw: list[bytes] = []
        self.lonlat: list[tuple[float, float]] = []
        self._take(data)
        texts = [*self.parts, *(html.unescape(t) for t in self.parts if "&" in t),
                 *(urllib.parse.unquote(t) for t in self.parts if "%" in t),
                 *(re.sub(r"<[^>]*>", "", t) for t in self.parts if "<" in t)]  # fmt: skip
        texts += [html.unescape(re.sub(r"<[^>]*>", "", t)) for t in self.parts if "<" in t]
        self.text = "\n".join(plain(t) for t in texts)
        for text in texts:
            self._places(text)
        for raw in self.raw:
            self._doubles(raw)
        self.places = np.array(self.lonlat, float).reshape(-1, 2)

    def has_text(self, value: str) -> bool:
        """Whether a value is in the file."""
        if plain(value) in self.text or plain(value.replace('"', '""')) in self.text:
            return True
        return any(value.encode("utf-8") in raw for raw in self.raw)

    def has_place(self, lon: float, lat: float) -> bool:
        """Whether a place is in the file, about a hundred metres or closer."""
        if not len(self.places):
            return False
        off = np.abs(self.places - [lon, lat])
        return bool(((off[:, 0] < CLOSE) & (off[:, 1] < CLOSE)).any())

    def _take(self, data: bytes) -> None:
        if data[:4] == b"PK\x03\x04":
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                for name in archive.namelist():
                    self.parts.append(name)
                    self._take(archive.read(name))
        elif data[:4] == b"PAR1":
            self._parquet(data)
        elif data[:15] == b"SQLite format 3":
            self._sqlite(data)
        elif data[:4] == b"%PDF":
            self._pdf(data)
        elif data[:4] == b"\x89PNG":
            from PIL import Image

            image = Image.open(io.BytesIO(data))
            image.load()
            self.parts += [f"{key} {value}" for key, value in image.info.items()]
        elif b'id="kordon-head"' in data:
            self._page(data.decode("utf-8"))
        else:
            self._text(data)
            for frame in re.findall(r'srcdoc="([^"]*)"', data.decode("utf-8", "replace")):
                self._take(html.unescape(frame).encode("utf-8"))

    def _text(self, data: bytes) -> None:
        text = data.decode("utf-8", "replace")
        self.parts.append(text)
        if text[:1] in "{[":
            for line in [text, *text.splitlines()]:
                try:
                    self.parts.append(json.dumps(json.loads(line), ensure_ascii=False))
                    self.parts += _leaves(json.loads(line))
                except ValueError:
                    continue

    def _page(self, document: str) -> None:
        self.parts.append(
            re.sub(r'<script type="text/plain".*?</script>', "", document, flags=re.S)
        )
        head, data = page_unpack.head_of(document), page_unpack.data_of(document)
        said = {k: v for k, v in head.items() if k not in ("base", "catalogue", "detail")}
        self.parts.append(json.dumps(said, ensure_ascii=False))
        for row in page_unpack.texts(document):
            self.parts += [str(value) for value in row.values() if isinstance(value, str)]
            self.parts += [" ".join(source) for source in row["sources"]]
            self.parts += list(row["extra"].values())
        for x, y in (("x", "y"), ("tx", "ty")):
            if x in head["toc"]:
                columns = [page_unpack.column(data, head["toc"], c) / head["scale"] for c in (x, y)]
                self.lonlat += list(zip(*columns, strict=True))

    def _parquet(self, data: bytes) -> None:
        import pyarrow.parquet as pq

        file = pq.ParquetFile(io.BytesIO(data))
        self.parts.append(str(file.metadata.metadata))
        for row in file.read().to_pylist():
            self.parts += [str(value) for value in row.values() if isinstance(value, str)]
            self.raw += [value for value in row.values() if isinstance(value, bytes)]
            self.parts.append(" ".join(str(v) for v in row.values() if isinstance(v, float)))

    def _sqlite(self, data: bytes) -> None:
        self.raw.append(data)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "x.sqlite"
            path.write_bytes(data)
            database = sqlite3.connect(path)
            for (name,) in database.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table'"
            ).fetchall():
                for row in database.execute(f'SELECT * FROM "{name}"'):
                    self.parts += [value for value in row if isinstance(value, str)]
                    self.parts.append(" ".join(str(v) for v in row if isinstance(v, float)))
            database.close()

    def _pdf(self, data: bytes) -> None:
        import pypdfium2

        document = pypdfium2.PdfDocument(data)
        self.parts += [page.get_textpage().get_text_bounded() for page in document]
        self.parts.append(str(document.get_metadata_dict()))
        for at in re.finditer(rb"stream\r?\n", data):
            try:
                self.parts.append(
                    zlib.decompressobj().decompress(data[at.end() :]).decode("latin-1")
                )
            except zlib.error:
                continue

    def _places(self, text: str) -> None:
        for pattern in (r"(?<![\d.])\d{2}\.\d{3,}", r"(?<![\d,])\d{2},\d{3,}"):
            numbers = [float(n.replace(",", ".")) for n in re.findall(pattern, text)]
            self._neighbours(numbers)
        self._neighbours([int(n) / 1e7 for n in re.findall(r"(?<!\d)\d{9}(?!\d)", text)])
        degrees = re.findall(r"(\d{2})°(\d{2})'([\d.]+)\"", text)
        self._neighbours([int(d) + int(m) / 60 + float(s) / 3600 for d, m, s in degrees])
        for x, y in re.findall(r"x=([\d.]+) y=([\d.]+)", text):
            lat = np.degrees(2 * np.arctan(np.exp(float(y) / 6378137)) - np.pi / 2)
            self.lonlat.append((float(np.degrees(float(x) / 6378137)), float(lat)))
        for name in re.findall(r"\d{2}[A-Z]\s?[A-Z]{2}\s?\d{5}\s?\d{5}", text):
            import mgrs

            lat, lon = mgrs.MGRS().toLatLon(re.sub(r"\s", "", name))
            self.lonlat.append((lon, lat))

    def _neighbours(self, numbers: list[float]) -> None:
        for gap in (1, 2, 3):
            for one, other in zip(numbers, numbers[gap:], strict=False):
                self.lonlat += [(one, other), (other, one)]

    def _doubles(self, raw: bytes) -> None:
        for order in "<>":
            for shift in range(8):
                count = (len(raw) - shift) // 8
                values = np.array(struct.unpack_from(f"{order}{count}d", raw, shift))
                with np.errstate(invalid="ignore"):
                    fit = (values > 20) & (values < 60)
                for k in np.flatnonzero(fit[:-1] & fit[1:]):
                    self.lonlat.append((float(values[k]), float(values[k + 1])))


def _leaves(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [leaf for one in value.values() for leaf in _leaves(one)]
    if isinstance(value, list):
        numbers = " ".join(str(one) for one in value if isinstance(one, float))
        return [numbers, *(leaf for one in value for leaf in _leaves(one))]
    return [value] if isinstance(value, str) else []


def unpacked64(text: str) -> bytes:
    """What base64 holds."""
    return base64.b64decode(text)

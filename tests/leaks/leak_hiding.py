"""Places in files where something stays behind, or is put, that no viewer shows."""

from __future__ import annotations

import base64
import gzip
import io
import json
import sqlite3
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from PIL import Image
from PIL.PngImagePlugin import PngInfo

#: What is hidden: a text, and a place (longitude, latitude).
VALUE = "Quaint Brigade 44"
LON, LAT = 29.24563, 52.04957
PLACE = f"{LAT}, {LON}"
BOTH = f"the {VALUE} at {PLACE} "


def zipped(members: dict[str, bytes], *, stored: bool = False) -> bytes:
    """An archive without clock or remarks."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members.items():
            kind = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name), data, kind)
    return out.getvalue()


def _patched(data: bytes, added: bytes, *, extra: bytes = b"", size: int | None = None) -> bytes:
    """An archive of one file, with bytes behind the packed file, or a field before it."""
    end = data.index(b"PK\x01\x02")
    name, old = struct.unpack_from("<HH", data, 26)
    start = 30 + name + old
    packed = data[start:end] + added
    head, table = bytearray(data[:30]), bytearray(data[end:])
    head[18:22] = table[20:24] = struct.pack("<I", len(packed))
    if size is not None:
        head[22:26] = table[24:28] = struct.pack("<I", size)
    head[28:30] = struct.pack("<H", len(extra))
    body = bytes(head) + data[30 : 30 + name] + extra + packed
    at = table.index(b"PK\x05\x06")
    table[at + 16 : at + 20] = struct.pack("<I", len(body))
    return body + bytes(table)


def _short() -> bytes:
    """A file of which the table says that it ends before the value."""
    whole = b"plain text " + BOTH.encode()
    data = bytearray(_patched(zipped({"a.txt": whole}), b"", size=11))
    table = data.index(b"PK\x01\x02")
    data[14:18] = data[table + 16 : table + 20] = struct.pack("<I", zlib.crc32(whole[:11]))
    return bytes(data)


def _second_archive() -> bytes:
    """A packed file, stored as it is, that the table of the archive does not name."""
    inner = gzip.compress(BOTH.encode(), mtime=0)
    return zipped({"x.bin": inner}, stored=True).partition(b"PK\x01\x02")[0] + zipped({"a": b"b"})


def png(info: PngInfo | None = None, **more: Any) -> bytes:
    """A small picture."""
    out = io.BytesIO()
    Image.new("RGB", (4, 4)).save(out, "PNG", pnginfo=info, **more)
    return out.getvalue()


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _pixels_and_more() -> bytes:
    """A picture whose packed pixels are followed by others."""
    data = png()
    at = data.index(b"IDAT") - 4
    size = int.from_bytes(data[at : at + 4], "big")
    body = data[at + 8 : at + 8 + size] + zlib.compress(BOTH.encode())
    return data[:at] + _chunk(b"IDAT", body) + data[at + 12 + size :]


def camera(format_: str) -> bytes:
    """A picture that says where it was taken, in fractions of degrees."""
    exif = Image.Exif()
    exif[0x0110] = "x"
    gps = exif.get_ifd(0x8825)
    gps[1], gps[3] = "N", "E"
    gps[2] = (52.0, 2.0, 58.452)
    gps[4] = (29.0, 14.0, 44.268)
    out = io.BytesIO()
    Image.new("RGB", (4, 4)).save(out, format_, exif=exif)
    return out.getvalue()


def _jpeg(segment: bytes = b"", behind: bytes = b"") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (16, 16), "red").save(out, "JPEG")
    data = out.getvalue()
    return data[:2] + segment + data[2:] + behind


def _xmp() -> bytes:
    text = f"<x:xmpmeta><rdf>{VALUE.replace('Q', '&#x51;')}, {PLACE}</rdf></x:xmpmeta>"
    body = b"http://ns.adobe.com/xap/1.0/\0" + text.encode()
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def pdf(*objects: bytes, behind: bytes = b"") -> bytes:
    """A document of one empty page and more objects, with a table that PDFium mends."""
    every = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
             b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>", *objects]  # fmt: skip
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (k + 1, one) for k, one in enumerate(every))
    return b"%PDF-1.7\n" + body + b"trailer<</Root 1 0 R/Size 9>>\n%%EOF\n" + behind


def stream(data: bytes, head: bytes = b"", behind: bytes = b"") -> bytes:
    """A packed stream of a document."""
    packed = zlib.compress(data) + behind
    return b"<<%s/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream" % (
        head, len(packed), packed,
    )  # fmt: skip


def database(fill: Callable[[sqlite3.Connection], object]) -> bytes:
    """A database after ``fill``."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.sqlite"
        one = sqlite3.connect(path)
        one.execute("PRAGMA secure_delete = OFF")
        one.execute("CREATE TABLE t (a)")
        fill(one)
        one.commit()
        one.close()
        return path.read_bytes()


def _cell(value: object) -> bytes:
    return database(lambda one: one.execute("INSERT INTO t VALUES (?)", (value,)))


def _lost_page() -> bytes:
    """A page of rows that no table leads to."""
    data = bytearray(_cell(BOTH * 3))
    size = int.from_bytes(data[16:18], "big")
    other = database(lambda one: one.execute("INSERT INTO t VALUES ('plain')"))
    data[28:32] = struct.pack(">I", 3)
    return other[:size] + other[size : 2 * size] + bytes(data[size : 2 * size])


def parquet(columns: dict[str, Any], **more: Any) -> bytes:
    """A table of these columns."""
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out, compression="zstd", **more)
    return out.getvalue()


def _gap() -> bytes:
    """Bytes between the columns and the table of them."""
    data = parquet({"a": ["plain"]})
    at = len(data) - 8 - int.from_bytes(data[-8:-4], "little")
    return data[:at] + BOTH.encode() + data[at:]


def _runs() -> bytes:
    """A Word document whose runs cut a place to pieces."""
    cut = "".join(f"<w:r><w:t>{BOTH[k : k + 3]}</w:t></w:r>" for k in range(0, len(BOTH), 3))
    return zipped({"word/document.xml": f"<w:document><w:p>{cut}</w:p></w:document>".encode()})


def _deck() -> bytes:
    """Speaker's notes, and a chart with its workbook."""
    import pptx
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE
    from pptx.util import Inches

    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    slide.notes_slide.notes_text_frame.text = PLACE
    data = CategoryChartData()
    data.categories = ["plain", VALUE]
    data.add_series("n", (1, 2))
    size = Inches(3)
    slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, size, size, size, size, data)
    out = io.BytesIO()
    deck.save(out)
    with zipfile.ZipFile(out) as archive:  # the workbook alone, with the notes
        kept = {n: archive.read(n) for n in archive.namelist() if "embed" in n or "notes" in n}
    return zipped(kept)


#: Files that hold both the text and the place.
BOTH_IN: dict[str, Callable[[], bytes]] = {
    "runs of a document": _runs,
    "notes and the workbook of a chart": _deck,
    "behind a packed file": lambda: _patched(zipped({"a": b"plain"}), BOTH.encode()),
    "packed, behind a packed file": lambda: _patched(
        zipped({"a": b"plain"}), gzip.compress(BOTH.encode(), mtime=0)
    ),
    "behind the size of a file": _short,
    "a field before a file": lambda: _patched(
        zipped({"a": b"plain"}), b"",
        extra=struct.pack("<HH", 0x6375, len(BOTH)) + BOTH.encode(),
    ),
    "a stored file that is not named": _second_archive,
    "packed, behind an archive": lambda: zipped({"a": b"plain"})
    + gzip.compress(BOTH.encode(), mtime=0),
    "a second name in gzip": lambda: gzip.compress(b"plain ", mtime=0)
    + b"\x1f\x8b\x08\x18\0\0\0\0\0\xff" + b"x" * 600 + b"\0" + BOTH.encode() + b"\0"
    + gzip.compress(b"plain", mtime=0)[10:],
    "a text of a picture": lambda: png(_info("tEXt")),
    "a packed text of a picture": lambda: png(_info("zTXt")),
    "an unknown part of a picture": lambda: png()[:-12] + _chunk(b"prVt", BOTH.encode())
    + png()[-12:],
    "behind the pixels": _pixels_and_more,
    "packed, behind a picture": lambda: png() + zlib.compress(BOTH.encode()),
    "XMP of a photograph": lambda: _jpeg(_xmp()),
    "a remark in a photograph": lambda: _jpeg(
        b"\xff\xfe" + struct.pack(">H", len(BOTH) + 2) + BOTH.encode()
    ),
    "a photograph behind a photograph": lambda: _jpeg(behind=_jpeg(_xmp())),
    "an object stream": lambda: pdf(stream(f"5 0 <</A({BOTH})>>".encode(), b"/Type/ObjStm")),
    "UTF-16 in a document": lambda: pdf(
        b"<</A<feff%s>>>" % BOTH.encode("utf-16-be").hex().encode()
    ),
    "an attachment": lambda: pdf(
        stream(zipped({"x.txt": BOTH.encode()}), b"/Type/EmbeddedFile")
    ),
    "XMP of a document": lambda: pdf(stream(f"<x:xmpmeta>{BOTH}</x:xmpmeta>".encode())),
    "behind a stream": lambda: pdf(stream(b"plain", behind=zlib.compress(BOTH.encode()))),
    "behind a document": lambda: pdf(behind=gzip.compress(BOTH.encode(), mtime=0)),
    "a JSON text in a database": lambda: _cell(
        json.dumps({"a": BOTH.replace("Q", "Q\u200b")}).encode()
    ),
    "a page that no table leads to": _lost_page,
    "behind a database": lambda: _cell("plain") + BOTH.encode(),
    "remarks of Parquet": lambda: _noted(),
    "a dictionary": lambda: parquet(
        {"a": pa.DictionaryArray.from_arrays(pa.array([0], pa.int32()), ["plain", BOTH])}
    ),
    "between the columns": _gap,
    "UTF-16 among bytes": lambda: png()[:-12]
    + _chunk(b"prVt", b"\x01\x02\x80" + BOTH.encode("utf-16-le")) + png()[-12:],
}  # fmt: skip


def _info(kind: str) -> PngInfo:
    info = PngInfo()
    info.add_text("Note", BOTH, zip=kind == "zTXt")
    return info


def _noted() -> bytes:
    table = pa.table({"a": ["plain"]}).replace_schema_metadata({"note": json.dumps({"a": BOTH})})
    out = io.BytesIO()
    pq.write_table(table, out)
    return out.getvalue()


def _doubles(order: str, kind: str) -> bytes:
    return struct.pack(f"{order}2{kind}", LON, LAT)


def _utm() -> tuple[float, float]:
    import pyproj

    return pyproj.Transformer.from_crs(4326, 32635, always_xy=True).transform(LON, LAT)


#: Files that hold the place alone.
PLACE_IN: dict[str, Callable[[], bytes]] = {
    "escaped for an address": lambda: b"q=5%32%2E04957%2C29%2E24563",
    "as entities": lambda: "".join(f"&#{ord(c)};" for c in PLACE).encode(),
    "a point as an entity": lambda: b"52&#x2e;04957 29&period;24563",
    "escaped in JSON": lambda: b'{"a": "' + PLACE.replace(".", "\\u002e").encode() + b'"}',
    "escaped in a style": lambda: b"a{content:'5\\32 \\2e 04957, 29.24563'}",
    "tags in numbers": lambda: b"<p>52.<b>049</b>57, 2<i>9.24563</i></p>",
    "wide digits": lambda: PLACE.translate(
        {ord(c): 0xFEE0 + ord(c) for c in "0123456789."}
    ).encode(),
    "hidden characters": lambda: "\u200b".join(PLACE).encode(),
    "MGRS in a column": lambda: parquet({"a": ["plain", _mgrs()]}),
    "a slash in a column": lambda: _cell(f"{LAT}/{LON}"),
    "a geohash": lambda: f"see {_geohash(9)} there".encode(),
    "a plus code in small letters": lambda: b"at " + _plus().lower().encode(),
    "as receivers say it": lambda: b"$GPGGA,1,5202.9742,N,02914.7378,E,1",
    "floats that were printed": lambda: b"[52.04956817626953, 29.245630264282227]",
    "floats in columns": lambda: parquet(
        {"x": pa.array([LON], pa.float32()), "y": pa.array([LAT], pa.float32())}
    ),
    "metres that were rounded": lambda: "{:.0f} {:.0f}".format(
        *(round(v, -1) for v in _utm())
    ).encode(),
    "doubles in base64": lambda: b"x " + base64.b64encode(_doubles("<", "d")),
    "doubles the other way round": lambda: b"x " + base64.b64encode(_doubles(">", "d")),
    "floats in base64": lambda: b"x " + base64.b64encode(_doubles("<", "f")),
    "WKB in digits": lambda: b"x 0101000020E6100000" + _doubles("<", "d").hex().encode(),
    "a camera in a document": lambda: zipped({"word/media/image1.jpeg": camera("JPEG")}),
    "a camera in PNG": lambda: camera("PNG"),
    "a camera in WebP": lambda: camera("WEBP"),
}  # fmt: skip


def _mgrs() -> str:
    import mgrs

    return str(mgrs.MGRS().toMGRS(LAT, LON))


def _plus() -> str:
    from openlocationcode import openlocationcode

    return str(openlocationcode.encode(LAT, LON, 11))


def _geohash(length: int) -> str:
    low, high, out = [-180.0, -90.0], [180.0, 90.0], 0
    for k in range(5 * length):
        axis, value = k % 2, (LON, LAT)[k % 2]
        middle = (low[axis] + high[axis]) / 2
        (low if value >= middle else high)[axis] = middle
        out = out << 1 | (value >= middle)
    letters = "0123456789bcdefghjkmnpqrstuvwxyz"
    return "".join(letters[out >> 5 * k & 31] for k in reversed(range(length)))


#: Kinds that nobody here can look into, by how they begin: in anything else they are refused, too.
CLOSED: dict[str, bytes] = {
    "xz": b"\xfd7zXZ\0\0\x04", "bzip2": b"BZh91AY&SY\0\0", "Zstandard": b"\x28\xb5\x2f\xfd\x04\0",
    "7z": b"7z\xbc\xaf\x27\x1c\0\x04", "RAR": b"Rar!\x1a\x07\x01\0",
    "Office before 2007": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "tar": b"x" + bytes(256) + b"ustar\x0000",
}  # fmt: skip

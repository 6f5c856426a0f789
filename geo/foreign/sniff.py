"""What a file is, told by its first bytes and not by its name."""

from __future__ import annotations

import re
from pathlib import PurePath

from geo.errors import ForeignFileError

__all__ = ["FORMATS", "HEAD_BYTES", "packed_kind", "sniff_format"]

#: Formats that can be told apart, with the suffixes they usually carry.
FORMATS: dict[str, tuple[str, ...]] = {
    "csv": (".csv", ".tsv", ".tab", ".txt"),
    "flatgeobuf": (".fgb",),
    "geojson": (".geojson", ".json"),
    "geopackage": (".gpkg",),
    "geoparquet": (".parquet", ".geoparquet", ".pq"),
    "gpx": (".gpx",),
    "json": (".jsonl", ".ndjson", ".geojsonl", ".geojsons"),
    "kml": (".kml",),
    "kmz": (".kmz",),
    "ods": (".ods",),
    "shapefile": (".shp",),
    "xlsx": (".xlsx", ".xlsm"),
}

#: How much of the beginning of a file `sniff_format` wants to see.
HEAD_BYTES = 65_536

_GPKG_APPLICATION_IDS = (b"GPKG", b"GP10", b"GP11")
_ZIP = b"PK\x03\x04"
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_KNOWN_BINARY = (
    (b"\x1f\x8b", "a gzip archive"),
    (b"%PDF", "a PDF document"),
    (
        b"\xd0\xcf\x11\xe0",
        "an old Office document (XLS, DOC), or one that is locked with a password: save it as "
        ".xlsx without one",
    ),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
)
_PROLOG = re.compile(r"\s*(<\?.*?\?>|<!--.*?-->)", re.DOTALL)


def sniff_format(head: bytes, name: str) -> str:
    """Return the format of a file whose first `HEAD_BYTES` are ``head``.

    ``name`` is used in messages, and as the last word where plain text could be anything.
    Raises `ForeignFileError` for formats that are not read and for documents that pretend
    (GDAL virtual formats, XML other than KML, XML with a DOCTYPE).
    """
    if head.startswith(b"PAR1"):
        return "geoparquet"
    if head.startswith(b"SQLite format 3\x00"):
        if head[68:72] in _GPKG_APPLICATION_IDS:
            return "geopackage"
        raise ForeignFileError(f"{name} is an SQLite database but not a GeoPackage.")
    if head.startswith(b"fgb"):
        return "flatgeobuf"
    if head.startswith(b"\x00\x00\x27\x0a"):
        return "shapefile"
    if head.startswith(_ZIP):
        return _sniff_zip(head, name)
    for magic, what in _KNOWN_BINARY:
        if head.startswith(magic):
            raise ForeignFileError(f"{name} is {what}; {_readable()}")
    if _is_dbase(head):
        raise ForeignFileError(
            f"{name} is a dBase table, a part of a shapefile: give the .shp that belongs to it, or "
            "save it as .csv."
        )
    if head[257:262] == b"ustar":
        raise ForeignFileError(f"{name} is a tar archive: unpack it, and read the folder.")
    return _sniff_text(_as_text(head), name)


def _is_dbase(head: bytes) -> bool:
    """Whether a file is a table of dBase: its version, a date, and where its header ends."""
    if len(head) < 65 or head[0] not in (0x03, 0x83, 0x8B) or not 1 <= head[2] <= 12:
        return False
    end = int.from_bytes(head[8:10], "little")
    whole = end >= 65 and (end - 33) % 32 == 0
    return whole and (end > len(head) or head[end - 1] == 0x0D)


#: How the first file of a document of an office begins.
_OFFICE = (b"[Content_Types].xml", b"_rels/", b"docProps/", b"mimetype", b"xl/", b"word/", b"ppt/")
#: Documents that are archives themselves, and whose parts may show in the head of an archive.
_INNER = (b".xlsx", b".xlsm", b".ods", b".docx", b".kmz", b".zip")


def packed_kind(head: bytes, name: str) -> str:
    """Tell ``zip`` or ``gzip`` of what packs other files; "" of any other.

    Workbooks and KMZ are archives, too, but one file each; a file called ``.zip`` that holds KML
    may be either, and is taken for an archive here.
    """
    if head.startswith(b"\x1f\x8b"):
        return "gzip"
    if not head.startswith(_ZIP):
        return ""
    entries = [entry.lower() for entry in _entries(head)]
    if not entries or entries[0].startswith(tuple(start.lower() for start in _OFFICE)):
        return ""
    if any(entry.startswith(b"index/") and entry.endswith(b".iwa") for entry in entries):
        raise ForeignFileError(
            "it is a document of Numbers (or Pages, or Keynote): export it as .xlsx or .csv."
        )
    if any(entry.endswith(_INNER) for entry in entries) or name.lower().endswith(".zip"):
        return "zip"
    inside = any(entry.endswith(b".kml") or entry.startswith(b"xl/") for entry in entries)
    return "" if inside else "zip"


def _entries(head: bytes) -> list[bytes]:
    """Names of the files whose heads are in the beginning of an archive."""
    return [
        head[at.end() + 26 : at.end() + 26 + int.from_bytes(at[1], "little")]
        for at in re.finditer(re.escape(_ZIP) + rb"(?=[\s\S]{22}([\s\S]{2}))", head)
    ]


def _sniff_zip(head: bytes, name: str) -> str:
    """By the names of the first files inside, which stand before each of them."""
    entries = _entries(head)
    if any(entry.startswith(b"xl/") for entry in entries):
        return "xlsx"
    if entries[:1] == [b"mimetype"] and _ODS in head[:200]:
        return "ods"
    if any(entry.lower().endswith(b".kml") for entry in entries):
        return "kmz"
    what = "a ZIP archive"
    if entries[:1] == [b"mimetype"] or any(entry.startswith(b"word/") for entry in entries):
        what = "a document, not a table"
    raise ForeignFileError(f"{name} is {what}; {_readable()}")


#: An object on one line, and another on the next.
_LINES = re.compile(r"\{[^\n]*\}\s*\n\s*\{")


def _as_text(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head[: len(head) // 2 * 2].decode("utf-16", "replace")
    return head.decode("utf-8", "replace").removeprefix("\ufeff")


def _sniff_text(text: str, name: str) -> str:
    start = text.lstrip()
    if not start:
        raise ForeignFileError(f"{name} holds nothing but white space.")
    if start.startswith("<"):
        return _sniff_xml(start, name)
    suffix = PurePath(name).suffix.lower()
    listed = start.startswith("[") and suffix in (*FORMATS["json"], *FORMATS["geojson"])
    if listed or (start.startswith("{") and suffix in FORMATS["json"]) or _LINES.match(start):
        return "json"
    if start.startswith("{"):
        return "geojson"
    for format_, suffixes in FORMATS.items():
        if suffix in suffixes and format_ != "csv":
            raise ForeignFileError(
                f"{name} is named {suffix} but its content is not {format_}. "
                "Check where it came from, or name the format with --input-format."
            )
    return "csv"


#: What some sites and old programs send under the name of a workbook.
_TABLES_OF_XML = {"html": "a web page", "Workbook": "a workbook of Excel 2003 in XML"}
_SAVE_AGAIN = "open it in a spreadsheet, and save it as .xlsx or .csv."


def _sniff_xml(start: str, name: str) -> str:
    while match := _PROLOG.match(start):
        start = start[match.end() :]
    start = start.lstrip()
    if re.match(r"<!doctype\s+html", start, re.IGNORECASE):
        raise ForeignFileError(f"{name} is a web page (<!DOCTYPE html>); {_SAVE_AGAIN}")
    if start.startswith("<!"):
        raise ForeignFileError(
            f"{name} is XML with a DOCTYPE, which can read other files or grow without end; "
            "it is not opened. Remove the DOCTYPE line if you trust the rest."
        )
    element = re.match(r"<(?:[\w.-]+:)?([\w.-]+)", start)
    root = element.group(1) if element else ""
    if root in ("kml", "gpx"):
        return root
    if root in _TABLES_OF_XML:
        raise ForeignFileError(f"{name} is {_TABLES_OF_XML[root]} (<{root}>); {_SAVE_AGAIN}")
    raise ForeignFileError(
        f"{name} is an XML document ({('<' + root + '>') if root else 'no root element'}), "
        f"whatever its name says; {_readable()}"
    )


def _readable() -> str:
    return "what is read: " + ", ".join(FORMATS) + "."

"""Files in formats that are no text, as small as can be, for the catalogue of bad inputs."""

from __future__ import annotations

import io
import json
import sqlite3
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pyproj
import shapely

MIB = 1 << 20


def nested_wkb(depth: int, kind: int = 7) -> bytes:
    """A point inside so many collections of one member each."""
    point = b"\x01" + struct.pack("<Idd", 1, 30.0, 50.0)
    return (b"\x01" + struct.pack("<II", kind, 1)) * depth + point


def archive(entries: Mapping[str, bytes | str]) -> bytes:
    """A ZIP archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in entries.items():
            file.writestr(zipfile.ZipInfo(name, (2022, 1, 1, 0, 0, 0)), content)
    return out.getvalue()


def bomb(entries: Mapping[str, bytes], name: str, start: bytes, mib: int, end: bytes) -> bytes:
    """A ZIP archive in which one entry grows to so many MiB of the letter a.

    One MiB is deflated, and stands there so many times: `zipfile` would deflate each anew.
    """
    letters = b"a" * MIB
    deflate = zlib.compressobj(1, zlib.DEFLATED, -zlib.MAX_WBITS)
    first = deflate.compress(start) + deflate.flush(zlib.Z_FULL_FLUSH)
    one = deflate.compress(letters) + deflate.flush(zlib.Z_FULL_FLUSH)
    packed = first + one * mib + deflate.compress(end) + deflate.flush()
    info = zipfile.ZipInfo(name)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.file_size, info.compress_size = len(start) + mib * MIB + len(end), len(packed)
    info.CRC = zlib.crc32(start)
    for _ in range(mib):
        info.CRC = zlib.crc32(letters, info.CRC)
    info.CRC = zlib.crc32(end, info.CRC)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
        for other, content in entries.items():
            file.writestr(other, content)
        info.header_offset = file.start_dir
        out.write(info.FileHeader(zip64=False) + packed)
        file.start_dir = out.tell()
        file.filelist.append(info)
        file.NameToInfo[name] = info
    return out.getvalue()


def workbook(sheets: Mapping[str, Sequence[Sequence[Any]]], **options: Any) -> bytes:
    """An XLSX workbook; ``hidden`` names sheets to hide."""
    import xlsxwriter

    hidden = options.pop("hidden", ())
    out = io.BytesIO()
    settings = {"default_date_format": "dd.mm.yyyy", "in_memory": True, **options}
    with xlsxwriter.Workbook(out, settings) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            if name in hidden:
                sheet.hide()
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if isinstance(cell, str):
                        sheet.write_string(number, column, cell)
                    elif cell is not None:
                        sheet.write(number, column, cell)
    return out.getvalue()


def with_entry(data: bytes, name: str, content: bytes | str | None) -> bytes:
    """An archive with one entry replaced, or without it."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        entries: dict[str, bytes | str] = {one: file.read(one) for one in file.namelist()}
    entries.pop(name, None)
    return archive(entries if content is None else {**entries, name: content})


def far_cell() -> bytes:
    """A workbook of a few kilobytes whose last cell is the last one that there can be."""
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("a")
        sheet.write_row(0, 0, ["id", "date", "lat", "lon", "note"])
        sheet.write_string(1_048_575, 16_383, "far")
    return out.getvalue()


def formulas(latitude: str, quantity: str) -> bytes:
    """A workbook of a row whose formulas cannot be worked out, and show these errors."""
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("a")
        sheet.write_row(0, 0, ["id", "category", "date", "lat", "lon", "quantity"])
        sheet.write_row(1, 0, ["A1", "troop_arrival", "2022-01-18"])
        sheet.write_formula(1, 3, "=NA()", None, latitude)
        sheet.write_number(1, 4, 29.25)
        sheet.write_formula(1, 5, "=1/0", None, quantity)
    return out.getvalue()


def merged_headings() -> bytes:
    """A workbook with a title, and headings merged above the names of columns."""
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("a")
        sheet.merge_range("A1:F1", "Report of January")
        for cells, text in (("C2:D2", "Where"), ("E2:F2", "When")):
            sheet.merge_range(cells, text)
        sheet.write_row(1, 0, ["id", "category"])
        sheet.write_row(2, 2, ["lat", "lon", "start", "end"])
        for row, name in enumerate(("A1", "A2"), 3):
            sheet.write_row(
                row, 0, [name, "troop_arrival", 52.05, 29.25, "2022-01-18", "2022-01-19"]
            )
    return out.getvalue()


def spreadsheet(content: str) -> bytes:
    """An ODS workbook with this XML as its table."""
    body = (
        '<?xml version="1.0"?><office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
        f"<office:body><office:spreadsheet>{content}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<?xml version="1.0"?><manifest:manifest '
        'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
        "</manifest:manifest>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("mimetype", kind)
        file.writestr("content.xml", body, zipfile.ZIP_DEFLATED)
        file.writestr("META-INF/manifest.xml", manifest)
    return out.getvalue()


def parquet(
    columns: Mapping[str, Any], geo: Any = "default", geometry: Any = None, **options: Any
) -> bytes:
    """A Parquet file; with ``geometry`` (shapes or WKB) and the metadata ``geo`` a GeoParquet."""
    table = pa.table(dict(columns))
    if geometry is not None:
        wkb = [one if isinstance(one, bytes | None) else shapely.to_wkb(one) for one in geometry]
        table = table.append_column("geometry", pa.array(wkb, pa.binary()))
    if geo == "default":
        described = {"encoding": "WKB", "geometry_types": []}
        geo = {"version": "1.0.0", "primary_column": "geometry", "columns": {"geometry": described}}
    if geometry is not None and geo is not None:
        text = geo if isinstance(geo, bytes) else json.dumps(geo)
        table = table.replace_schema_metadata({"geo": text})
    out = io.BytesIO()
    pq.write_table(table, out, **options)
    return out.getvalue()


def geo_column(**described: Any) -> dict[str, Any]:
    """GeoParquet's metadata, with something said of the geometry column."""
    column = {"encoding": "WKB", "geometry_types": [], **described}
    return {"version": "1.0.0", "primary_column": "geometry", "columns": {"geometry": column}}


def geopackage(
    path: Path,
    layers: Mapping[str, Sequence[Mapping[str, Any]]],
    *statements: str,
    srs: int = 4326,
) -> None:
    """A GeoPackage written with SQL alone: rows are texts, and a shape or bytes under ``geom``."""
    with sqlite3.connect(path) as base:
        base.executescript(
            "PRAGMA application_id = 1196444487; PRAGMA user_version = 10300;"
            "CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY,"
            " organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL,"
            " definition TEXT NOT NULL, description TEXT);"
            "CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT"
            " NULL, identifier TEXT UNIQUE, description TEXT DEFAULT '', last_change DATETIME NOT"
            " NULL DEFAULT '2022-01-01T00:00:00.000Z', min_x DOUBLE, min_y DOUBLE, max_x DOUBLE,"
            " max_y DOUBLE, srs_id INTEGER);"
            "CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT"
            " NULL, geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL,"
            " m TINYINT NOT NULL, CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name));"
        )
        for code in (-1, 0, 4326, 3857):
            known = code > 0
            wkt = pyproj.CRS(code).to_wkt("WKT1_GDAL") if known else "undefined"
            row = (f"srs {code}", code, "EPSG" if known else "NONE", code, wkt)
            base.execute("INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, '')", row)
        for name, rows in layers.items():
            _layer(base, name, rows, srs)
        for statement in statements:
            base.execute(statement)
    base.close()


def _layer(base: Any, name: str, rows: Sequence[Mapping[str, Any]], srs: int) -> None:
    texts = [column for column in dict.fromkeys(c for row in rows for c in row) if column != "geom"]
    shaped = any("geom" in row for row in rows)
    columns = ["geom GEOMETRY"] * shaped + [f'"{column}" TEXT' for column in texts]
    base.execute(
        f'CREATE TABLE "{name}" (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, '
        + ", ".join(columns)
        + ")"
    )
    kind = "features" if shaped else "attributes"
    base.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES (?, ?, ?, ?)",
        (name, kind, name, srs if shaped else None),
    )
    if shaped:
        base.execute(
            "INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', 'GEOMETRY', ?, 0, 0)", (name, srs)
        )
    for row in rows:
        given = {column: row.get(column) for column in (["geom"] if shaped else []) + texts}
        if shaped and not isinstance(given["geom"], bytes | None):
            given["geom"] = b"GP\x00\x01" + struct.pack("<i", srs) + shapely.to_wkb(given["geom"])
        names = ", ".join(f'"{column}"' for column in given)
        marks = ", ".join("?" * len(given))
        base.execute(f'INSERT INTO "{name}" ({names}) VALUES ({marks})', list(given.values()))


def geotiff(path: Path, values: Any = None, **options: Any) -> None:
    """A GeoTIFF of a few pixels near Mazyr, or with whatever is said otherwise."""
    import warnings

    import rasterio
    from affine import Affine

    values = np.arange(1, 2_501, dtype=np.uint16).reshape(1, 50, 50) if values is None else values
    count, rows, columns = values.shape
    given = {
        "crs": "EPSG:32636", "transform": Affine(100, 0, 400_000, 0, -100, 5_750_000),
        "count": count, "height": rows, "width": columns, "dtype": values.dtype, **options,
    }  # fmt: skip
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with rasterio.open(path, "w", driver="GTiff", **given) as file:
            if rows == given["height"]:
                file.write(values)


def crossing_ring(points: int) -> list[list[float]]:
    """A ring that crosses itself about as often as it can."""
    turn = 2 * np.pi * np.arange(points) * (points // 2 - 1) / points
    xy = np.column_stack([30 + np.cos(turn), 52 + np.sin(turn) / 2]).round(6)
    return [*xy.tolist(), xy[0].tolist()]

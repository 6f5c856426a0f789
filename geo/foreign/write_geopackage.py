"""Writing a GeoPackage, in the child process: GDAL is not loaded where records are."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from geo.foreign.insides.sqlitepages import blank_left_over
from geo.foreign.tables import GEOMETRY, RefusalError

__all__ = ["write_geopackage"]

#: GDAL and QGIS would write the time of day.
_MOMENT: Final = "1970-01-01T00:00:00.000Z"
#: As QGIS makes it when a style is saved to a GeoPackage.
_STYLES: Final = """
CREATE TABLE layer_styles (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    f_table_catalog TEXT(256), f_table_schema TEXT(256), f_table_name TEXT(256),
    f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT,
    useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30), update_time DATETIME)
"""
_LISTED: Final = """
INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change, srs_id)
VALUES ('layer_styles', 'attributes', 'layer_styles', '', ?, 0)
"""
_STYLE: Final = """
INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column,
    styleName, styleQML, styleSLD, useAsDefault, description, owner, ui, update_time)
VALUES ('', '', ?, ?, ?, ?, '', 1, 'as Kordon draws it', '', '', ?)
"""


def write_geopackage(request: dict[str, Any], folder: Path) -> str:
    """Write the tables of a request, Arrow files in ``folder``; the name of the file there."""
    import pyogrio

    pa.set_cpu_count(1)
    pa.set_io_thread_count(1)
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": _MOMENT})
    path = folder / "out.gpkg"
    styled: list[tuple[str, ...]] = []
    try:
        for told in request["tables"]:
            with pa.OSFile(str(folder / told["file"]), "rb") as file:
                table = pa.ipc.open_file(file).read_all()
            geometry = _free("geom", table.column_names)
            pyogrio.write_arrow(
                table,
                path,
                layer=told["name"],
                driver="GPKG",
                geometry_name=GEOMETRY,
                geometry_type=told["shapes"],
                crs="EPSG:4326",
                layer_options={
                    "FID": _free("fid", table.column_names),
                    "GEOMETRY_NAME": geometry,
                },
            )
            if told["style"]:
                styled.append((told["name"], geometry, told["name"][:30], told["style"], _MOMENT))
        if styled:
            _write_styles(path, styled)
        _tidy(path)
    except (ValueError, RuntimeError, sqlite3.Error, pa.ArrowException) as error:
        raise RefusalError(f"{type(error).__name__}: {str(error)[:300]}") from None
    return path.name


def _write_styles(path: Path, styled: list[tuple[str, ...]]) -> None:
    database = sqlite3.connect(path)
    try:
        with database:
            database.execute(_STYLES)
            database.execute(_LISTED, (_MOMENT,))
            database.executemany(_STYLE, styled)
    finally:
        database.close()


def _tidy(path: Path) -> None:
    """Write the file anew, without what changed rows left in its pages: it tells what it says."""
    database = sqlite3.connect(path, isolation_level=None)
    try:
        database.execute("PRAGMA temp_store = MEMORY")
        database.execute("VACUUM")
        roots = database.execute("SELECT rootpage FROM sqlite_master WHERE rootpage > 0").fetchall()
    finally:
        database.close()
    blank_left_over(path, [root for (root,) in roots])


def _free(name: str, taken: list[str]) -> str:
    """A name that no column has; SQLite does not tell capitals from small letters."""
    used = {one.casefold() for one in taken}
    while name in used:
        name += "_"
    return name

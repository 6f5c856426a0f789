"""The child process: parse one foreign file under limits and leave Arrow files behind.

Started by `geo.foreign.processes` only. The request is a JSON file named on the command line;
the answer is ``answer.json`` beside it and one Arrow file per table.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from geo.foreign.limits import apply_limits

__all__ = ["do_without", "main"]


class _NotNeeded:
    """Arrow and pyogrio look for pandas to offer its tables, which nobody here asks for."""

    @staticmethod
    def find_spec(name: str, path: Any = None, target: Any = None) -> None:
        if name in ("pandas", "geopandas"):
            raise ModuleNotFoundError(f"{name} is not loaded here", name=name)


def do_without() -> None:
    """Load no pandas in this process: that would take longer than all else."""
    if _NotNeeded not in sys.meta_path:
        sys.meta_path.insert(0, _NotNeeded)


def main(request_path: str) -> None:
    """Parse as the request says; every failure becomes an answer if there is memory for one."""
    do_without()
    folder = Path(request_path).parent
    request = json.loads(Path(request_path).read_text("utf-8"))
    apply_limits(request["memory_bytes"], request["seconds"], request["output_bytes"])
    try:
        answer: dict[str, Any]
        if request["format"] == "geotiff":
            from geo.foreign.parse_geotiff import parse_geotiff

            answer = {"raster": parse_geotiff(request, folder)}
        elif request["mode"] == "unpack":
            from geo.foreign.parse_packed import unpack

            answer = {"unpacked": unpack(request, folder)}
        elif request["mode"] == "insides":
            from geo.foreign.insides.opener import open_insides

            answer = {"pieces": open_insides(request, folder)}
        elif request["mode"] == "template":
            from geo.foreign.parse_office import rewrite_template

            answer = {"template": rewrite_template(request, folder)}
        elif request["mode"] == "write":
            from geo.foreign.write_geopackage import write_geopackage

            answer = {"written": write_geopackage(request, folder)}
        elif request["mode"] == "stream":
            answer = {"streamed": _stream(request)}
        elif request["mode"] == "groups":
            from geo.foreign.parse_parquet import group_rows

            answer = {"groups": group_rows(Path(request["path"]))}
        else:
            answer = {"tables": _parse(request, folder)}
    except MemoryError:
        answer = {"refused": "it needs more memory than a file of its size may take."}
    except Exception as error:
        answer = {"refused": _told(error)}
    (folder / "answer.json").write_text(json.dumps(answer, ensure_ascii=True), "utf-8")


def _told(error: Exception) -> str:
    from geo.foreign.tables import RefusalError

    if isinstance(error, RefusalError):
        return str(error)
    first = (str(error).splitlines() or [""])[0][:300]
    if "File too large" in first:
        return "it holds far more than a file of its size may: it is packed to do harm."
    if "alloc" in first.lower() or "memory" in first.lower():
        return "it needs more memory than a file of its size may take."
    return f"it cannot be parsed ({type(error).__name__}: {first})."


def _parse(request: dict[str, Any], folder: Path) -> list[dict[str, Any]]:
    from geo.foreign.drivers import DRIVER_OF_FORMAT

    if request["format"] in DRIVER_OF_FORMAT:
        from geo.foreign.parse_gdal import ensure_drivers

        ensure_drivers(request["format"])
    import pyarrow as pa

    pa.set_cpu_count(1)
    pa.set_io_thread_count(1)
    native = request["mode"] == "native"
    tables = []
    for number, parsed in enumerate(_tables(request, native=native)):
        path = folder / f"{number}.arrow"
        parsed = _with_safe_shapes(parsed) if native else _as_records(parsed)
        with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, parsed.schema) as writer:
            for batch in parsed.batches:
                writer.write_batch(batch)
        crs = _named_crs(parsed.crs) if native else None
        tables.append(
            {
                "file": path.name,
                "name": parsed.name,
                "crs": crs,
                "notes": parsed.notes,
                "numeric": parsed.numeric,
                "among": parsed.among,
            }
        )
    return tables


def _stream(request: dict[str, Any]) -> int:
    """Write the batches of the one table to standard output as they are read; how many.

    The schema's metadata says what there is to know beside them.
    """
    import pyarrow as pa

    # Nothing else that this process may print gets between them.
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    pa.set_cpu_count(1)
    pa.set_io_thread_count(1)
    (parsed,) = _tables(request, native=False)
    empty = _piece(parsed, [])
    about = json.dumps({"notes": empty.notes, "numeric": empty.numeric})
    count = 0
    with out, pa.ipc.new_stream(out, empty.schema.with_metadata({"kordon": about})) as writer:
        for batch in parsed.batches:
            for record in _piece(parsed, [batch]).batches:
                writer.write_batch(record)
                count += 1
            out.flush()
        if not count:
            nothing = [pa.array([], field.type) for field in empty.schema]
            writer.write_batch(pa.record_batch(nothing, schema=empty.schema))
            count = 1
    return count


def _piece(parsed: Any, batches: list[Any]) -> Any:
    """Some of a table's batches as records."""
    import pyarrow as pa

    from geo.foreign.tables import Parsed

    table = pa.Table.from_batches(batches, parsed.schema)
    return _as_records(Parsed.of_table(parsed.name, table, crs=parsed.crs, notes=parsed.notes))


def _tables(request: dict[str, Any], *, native: bool) -> Iterator[Any]:
    path, format_ = Path(request["path"]), request["format"]
    if format_ == "csv":
        from geo.foreign.parse_csv import parse_csv

        return parse_csv(path, request["encoding"])
    if format_ == "json":
        from geo.foreign.parse_json import parse_json

        return parse_json(path)
    if format_ == "gpx":
        from geo.foreign.parse_gpx import parse_gpx

        return parse_gpx(path)
    if format_ == "kmz" or (format_ == "kml" and not native):
        from geo.foreign.parse_kml import parse_kml, parse_kmz

        return parse_kmz(path) if format_ == "kmz" else parse_kml(path)
    if format_ in ("xlsx", "ods"):
        from geo.foreign.parse_sheets import parse_sheets

        return parse_sheets(path, request["sheets"])
    if format_ == "geojson":
        from geo.foreign.parse_geojson import parse_geojson

        return parse_geojson(path, native=native)
    if format_ == "geoparquet":
        from geo.foreign.parse_parquet import parse_parquet

        if request["mode"] != "stream":
            return parse_parquet(path)
        return parse_parquet(path, streamed=True, texts=request["texts"], groups=request["groups"])
    from geo.foreign.parse_gdal import parse_gdal

    return parse_gdal(path, format_, sheets=request["sheets"], native=native)


def _named_crs(crs: str | None) -> str | None:
    """Name a CRS by its authority code where there is one without doubt, else WKT."""
    if crs in (None, "EPSG:4326"):
        return crs
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    from geo.foreign.tables import RefusalError

    try:
        parsed = CRS.from_user_input(crs)
    except CRSError:
        raise RefusalError(f"its coordinate reference system {crs[:80]!r} is not known.") from None
    if parsed.to_authority() == ("OGC", "CRS84"):
        return "EPSG:4326"
    code = parsed.to_epsg(min_confidence=100)
    return f"EPSG:{code}" if code else str(parsed.to_wkt())


def _as_records(parsed: Any) -> Any:
    """Every attribute as text, geometry in EPSG:4326 with what cannot be read as a problem."""
    import pyarrow as pa

    from geo.foreign.tables import GEOMETRY, LINE, PROBLEM, RAW, Parsed, as_text

    names = parsed.schema.names
    text = all(pa.types.is_string(one.type) or one.name == LINE for one in parsed.schema)
    if text and GEOMETRY not in names:
        return parsed  # CSV streams through, however long it is
    table = pa.Table.from_batches(parsed.batches, parsed.schema)
    own = [name for name in names if name not in (GEOMETRY, LINE, PROBLEM, RAW)]
    columns = {name: as_text(table.column(name)) for name in own}
    problems = table.column(PROBLEM).to_pylist() if PROBLEM in names else [None] * len(table)
    raw = table.column(RAW).to_pylist() if RAW in names else [None] * len(table)
    if GEOMETRY in names:
        columns[GEOMETRY] = _in_degrees(table.column(GEOMETRY), parsed, problems, raw)
    columns[PROBLEM] = pa.array(problems, pa.large_string())
    columns[RAW] = pa.array(raw, pa.large_string())
    if LINE in names:
        columns[LINE] = table.column(LINE)
    result = Parsed.of_table(parsed.name, pa.table(columns), crs=None, notes=parsed.notes)
    typed = [name for name in own if _is_number(table.schema.field(name).type)]
    result.numeric = [*typed, *parsed.numeric]
    result.among = parsed.among
    return result


def _is_number(kind: Any) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_floating(kind) or pa.types.is_decimal(kind))


def _with_safe_shapes(parsed: Any) -> Any:
    """Read geometry and write it again, so that the parent meets only what GEOS wrote."""
    import pyarrow as pa
    import shapely

    from geo.foreign.tables import GEOMETRY, PROBLEM, Parsed
    from geo.foreign.wkb import read_wkb

    names = parsed.schema.names
    if GEOMETRY not in names:
        return parsed
    table = pa.Table.from_batches(parsed.batches, parsed.schema)
    problems = table.column(PROBLEM).to_pylist() if PROBLEM in names else [None] * len(table)
    geometries, unreadable = read_wkb(table.column(GEOMETRY).to_pylist())
    for row, why in unreadable.items():
        problems[row] = problems[row] or why
    table = table.drop_columns([name for name in (GEOMETRY, PROBLEM) if name in names])
    table = table.append_column(GEOMETRY, pa.array(shapely.to_wkb(geometries), pa.large_binary()))
    table = table.append_column(PROBLEM, pa.array(problems, pa.large_string()))
    return Parsed.of_table(parsed.name, table, crs=parsed.crs, notes=parsed.notes)


def _in_degrees(column: Any, parsed: Any, problems: list[str | None], raw: list[str | None]) -> Any:
    import pyarrow as pa
    import shapely

    from geo.foreign.tables import kept_text
    from geo.foreign.wkb import are_points, read_wkb

    crs = _named_crs(parsed.crs)
    if crs is None:
        parsed.notes.append("no coordinate reference system is named: taken as EPSG:4326")
    points = are_points(column)
    if points and crs in (None, "EPSG:4326"):
        return column.cast(pa.large_binary())  # what GEOS would write of them
    wkb = column.to_pylist()
    geometries, unreadable = read_wkb(wkb, points=points)
    for row, why in unreadable.items():
        problems[row] = problems[row] or why
        raw[row] = raw[row] or kept_text(wkb[row].hex())
    if crs not in (None, "EPSG:4326"):
        from geo.shapes import to_degrees  # loads PROJ

        geometries = to_degrees(geometries, crs)
        parsed.notes.append(f"coordinates converted from {crs[:60]} to EPSG:4326")
    return pa.array(shapely.to_wkb(shapely.force_2d(geometries)), pa.large_binary())


if __name__ == "__main__":
    main(sys.argv[1])

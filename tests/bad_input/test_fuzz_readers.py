"""Mutants of every format through the parsers of the child: no signal, no hang, no traceback.

Of what parses some goes on into the checks of records, in this process: whatever a stranger wrote,
every row is accounted for. `make mutants` takes 2,000 others of each format, `make fuzz` 10,000. A
mutant that fails becomes a case of the catalogue (`bad_catalogue`) once its cause is mended; its
seed is in the message.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import shapely
from bad_files import archive, geopackage, geotiff, parquet, spreadsheet, workbook
from bad_mutants import mutant, written
from bad_world import unbalanced

from geo.errors import ForeignFileError
from geo.foreign import ForeignFile, read_table
from geo.foreign.drivers import child_environment
from geo.foreign.parent import answer_of, foreign_table
from layers.checking.identity import Seen
from layers.intake import Intake
from layers.readers import reader_of
from layers.readers.report import Pieces, take_in

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
#: Mutants of each format: where it is parsed in two ways, half of them in each.
MUTANTS = int(os.environ.get("KORDON_MUTANTS", "400"))
#: The seed of the first of them.
FIRST = int(os.environ.get("KORDON_FIRST_MUTANT", "0"))
#: So many of those in each way are also taken in by the parent, which takes longer than parsing.
TAKEN_IN = 40
SECONDS = 20.0
HEAD = ["id", "layer", "category", "date_start", "latitude", "longitude", "description", "place"]
ROWS = [
    ["A1", "deployment", "troop_arrival", "2022-01-18", "52.05", "29.25", "Seen.", "Mazyr"],
    ["A2", "shelling", "artillery_fire", "18.01.2022", "52,05", "29°15'E", "Ёлка", "Ельск"],
    ["A3", "fortification", "trench_line", "2022-01", "", "", "x" * 300, ""],
]
RING = [(29, 52), (30, 52), (30, 53), (29, 53), (29, 52)]
SHAPES = [shapely.Point(29.25, 52.05), shapely.LineString(RING[:3]), shapely.Polygon(RING)]


_ENDINGS = {"flatgeobuf": "fgb", "geopackage": "gpkg", "geoparquet": "parquet", "geotiff": "tif",
            "shapefile": "shp"}  # fmt: skip


def _features() -> list[dict[str, Any]]:
    return [
        {"type": "Feature", "properties": dict(zip(HEAD, row, strict=True)),
         "geometry": json.loads(shapely.to_geojson(shape))}
        for row, shape in zip(ROWS, SHAPES, strict=True)
    ]  # fmt: skip


def _kml() -> str:
    places = "29.25,52.05", "29,52 30,52 30,53"
    shapes = (
        f"<Point><coordinates>{places[0]}</coordinates></Point>",
        (
            f"<Polygon><outerBoundaryIs><LinearRing><coordinates>{places[1]}</coordinates></LinearRing>"
            "</outerBoundaryIs></Polygon>"
        ),
    )
    marks = "".join(
        f"<Placemark><name>n{k}</name><TimeSpan><begin>2022-01-1{k}</begin></TimeSpan><ExtendedData>"
        f'<Data name="layer"><value>deployment</value></Data></ExtendedData>{shape}</Placemark>'
        for k, shape in enumerate(shapes)
    )
    folder = f"<Folder><name>F</name>{marks}</Folder>"
    return f'<?xml version="1.0"?><kml><Document>{folder}</Document></kml>'


def _gpx() -> str:
    point = 'lat="52.05" lon="29.25"><time>2022-01-18T05:30:00Z</time><name>x</name>'
    track = f"<trk><trkseg><trkpt {point}</trkpt><trkpt {point}</trkpt></trkseg></trk>"
    return f'<?xml version="1.0"?><gpx><wpt {point}</wpt>{track}</gpx>'


def _ods() -> bytes:
    rows = "".join(
        "<table:table-row>"
        + "".join(
            '<table:table-cell office:value-type="string">'
            f"<text:p>{cell}</text:p></table:table-cell>"
            for cell in row
        )
        + "</table:table-row>"
        for row in [HEAD, *ROWS]
    )
    return spreadsheet(f'<table:table table:name="a">{rows}</table:table>')


def honest(format_: str, folder: Path) -> bytes:
    """A small file of the format, with every kind of value."""
    columns = {name: [row[k] for row in ROWS] for k, name in enumerate(HEAD)}
    path = folder / f"honest.{_ENDINGS.get(format_, format_)}"
    texts = {
        "csv": "\n".join(",".join(f'"{cell}"' for cell in row) for row in [HEAD, *ROWS]),
        "geojson": json.dumps({"type": "FeatureCollection", "features": _features()}),
        "json": "\n".join(json.dumps(one) for one in _features()),
        "kml": _kml(),
        "gpx": _gpx(),
    }
    if format_ in texts:
        return texts[format_].encode()
    if format_ == "kmz":
        return archive({"doc.kml": _kml(), "files/x.txt": "x"})
    if format_ == "xlsx":
        return workbook({"a": [HEAD, *ROWS], "b": [["n", "date"], [1.5, dt.date(2022, 1, 18)]]})
    if format_ == "ods":
        return _ods()
    if format_ == "geoparquet":
        return parquet(columns, geometry=SHAPES)
    if format_ == "geopackage":
        geopackage(path, {"camps": [
            {**dict(zip(HEAD, row, strict=True)), "geom": shape}
            for row, shape in zip(ROWS, SHAPES, strict=True)
        ]})  # fmt: skip
    elif format_ == "geotiff":
        geotiff(path)
    elif not path.exists():
        _with_gdal(folder)
    return path.read_bytes()


def _with_gdal(folder: Path) -> None:
    """Written by a process of its own, as the drivers of this one may be switched off."""
    code = (
        "import sys, geopandas, shapely; honest = geopandas.GeoDataFrame({'id': ['A1', 'A2'], "
        "'note': ['x', 'y'], 'date': ['2022-01-18'] * 2}, geometry=shapely.points([[29, 52], "
        "[30, 53]]), crs=4326); [honest.to_file(f'{sys.argv[1]}/honest.{end}', driver=driver, "
        "engine='pyogrio') for end, driver in (('fgb', 'FlatGeobuf'), ('shp', 'ESRI Shapefile'))]"
    )
    subprocess.run([sys.executable, "-c", code, str(folder)], check=True, timeout=120)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes]]:
    """Honest files, each made once: the folder they lie in, and those that were asked for."""
    return tmp_path_factory.mktemp("honest"), {}


NATIVE = ("geojson", "kml", "geopackage", "geoparquet", "flatgeobuf", "shapefile")
TEXT = ("csv", "geojson", "json", "kml", "kmz", "gpx", "xlsx", "ods", "geopackage", "geoparquet",
        "flatgeobuf", "shapefile")  # fmt: skip


def _one(format_: str, data: bytes, seed: int, folder: Path, into: Path) -> Path:
    """Write a mutant; number 0 is the honest file, so that not all are refused for nothing."""
    name = f"a.{_ENDINGS.get(format_, format_)}"
    if format_ != "shapefile":
        return written(into, name, mutant(format_, data, seed) if seed else data)
    path = written(into, name, data)
    for ending in ("shp", "dbf", "shx"):
        part = folder.joinpath(f"honest.{ending}").read_bytes()
        damaged = seed and ending == ("shp", "dbf", "shx")[seed % 3]
        (into / f"a.{ending}").write_bytes(mutant(ending, part, seed) if damaged else part)
    return path


def _parsed(
    format_: str, mode: str, seeds: Sequence[int], made: tuple[Path, dict[str, bytes]], base: Path
) -> dict[str, str]:
    """Parse mutants in forks of one process; how each ended."""
    folder, files = made
    data = files[format_] = files.get(format_) or honest(format_, folder)
    for seed in seeds:
        path = _one(format_, data, seed, folder, base / f"{seed:05}")
        request = {
            "path": str(path), "format": format_, "mode": mode, "encoding": None, "sheets": [],
            "layer": None, "memory_bytes": 2048 << 20, "seconds": SECONDS, "output_bytes": 1 << 30,
            "window": [20.0, 43.5, 44.0, 60.0], "max_pixels": 10_000,
        }  # fmt: skip
        (path.parent / "request.json").write_text(json.dumps(request))
    words = [str(HERE / "fuzz_runner.py"), str(base), str(SECONDS), format_]
    environment = os.environ | child_environment(format_)
    environment |= {"KORDON_CHILD_AGAIN": "1", "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, *words], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2_000:]
    return dict(line.split() for line in done.stdout.splitlines())


def _taken_in(folder: Path, format_: str) -> str:
    """What is wrong with what the parent makes of an answer; ForeignFileError for a refusal."""
    answer = answer_of(folder, 0)
    if "raster" in answer:
        return ""
    tables = []
    for entry in answer["tables"]:
        with pa.OSFile(str(folder / entry["file"]), "rb") as file:
            tables.append(foreign_table(pa.ipc.open_file(file).read_all(), entry))
    file_ = ForeignFile(f"a.{format_}", "0" * 64, format_, tuple(tables))
    pieces = Pieces(layer="deployment", mapping={}, today=dt.date(2024, 6, 1))
    frame, report = take_in(file_, reader_of(file_).tables(file_), pieces, Seen())
    return "; ".join(unbalanced(Intake(frame, (report,))))


@pytest.mark.hypothesis
@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks are POSIX's")
@pytest.mark.parametrize(
    ("format_", "mode"),
    [
        *((name, "text") for name in TEXT),
        *((name, "native") for name in NATIVE),
        ("geotiff", "text"),
    ],
)
def test_mutants_end_in_rows_or_words(
    format_: str, mode: str, made: tuple[Path, dict[str, bytes]], tmp_path: Path
) -> None:
    ways = [way for way, formats in (("text", TEXT), ("native", NATIVE)) if format_ in formats]
    first = ways.index(mode) if mode in ways else 0
    seeds = sorted({0, *range(FIRST + first, FIRST + MUTANTS, len(ways) or 1)})
    base = tmp_path / "mutants"
    ended = _parsed(format_, mode, seeds, made, base)
    assert [int(name) for name in ended] == seeds
    bad = {name: how for name, how in ended.items() if how != "0"}
    for name in list(ended)[:: len(ended) // TAKEN_IN + 1]:
        if name not in bad and mode == "text":
            try:
                wrong = _taken_in(base / name, format_)
            except ForeignFileError as error:
                wrong = "" if "Traceback" not in str(error) else str(error)
            if wrong:
                bad[name] = wrong
    told = {name: (how, (base / name / "stderr").read_text("utf-8", "replace")[-500:])
            for name, how in bad.items()}  # fmt: skip
    assert not told, f"{format_}, seeds {sorted(map(int, told))}: {told}"
    honest_answer = json.loads((base / "00000" / "answer.json").read_text())
    assert "refused" not in honest_answer, honest_answer
    refused = sum("refused" in json.loads((base / n / "answer.json").read_text()) for n in ended)
    assert refused > 0 or format_ == "csv", "mutants are damaged"
    shutil.rmtree(base)


@pytest.mark.parametrize("seed", [624, 1764])
def test_an_ods_whose_xml_has_no_end_is_refused(seed: int, tmp_path: Path) -> None:
    """The reader of spreadsheets would look for the end of a tag for ever."""
    path = tmp_path / "a.ods"
    path.write_bytes(mutant("ods", _ods(), seed))
    with pytest.raises(ForeignFileError, match=r"a\.ods.*is damaged: its XML is not whole"):
        read_table(path)


SABOTAGE = """
import os, signal, sys, time
import fuzz_runner
def main(request):
    seed = int(os.path.basename(os.path.dirname(request)))
    if seed == 7: os.kill(os.getpid(), signal.SIGSEGV)
    if seed == 11: time.sleep(60)
    if seed == 60: os._exit(4)
    if seed == 61: raise RuntimeError("boom")
    if seed == 80: main.poisoned = True
    if seed == 81 and hasattr(main, "poisoned"): os.abort()
fuzz_runner.main = main
fuzz_runner.run(fuzz_runner.Path(sys.argv[1]), 2.0)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks are POSIX's")
def test_whoever_ends_a_fork_is_named(tmp_path: Path) -> None:
    """A signal, a hang, an exit and a traceback among a hundred: each is its mutant's alone."""
    for seed in range(100):
        (tmp_path / f"{seed:05}").mkdir()
        (tmp_path / f"{seed:05}" / "request.json").write_text("{}")
    done = subprocess.run(
        [sys.executable, "-c", SABOTAGE, str(tmp_path)],
        env=os.environ | {"PYTHONPATH": f"{ROOT}{os.pathsep}{HERE}"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    ended = dict(line.split() for line in done.stdout.splitlines())
    assert list(ended) == [f"{seed:05}" for seed in range(100)]
    assert {int(name): how for name, how in ended.items() if how != "0"} == {
        7: "ended:-11", 11: "hang", 60: "ended:4", 61: "3", 81: "ended:-6,behind:00061",
    }  # fmt: skip
    assert "boom" in (tmp_path / "00061" / "stderr").read_text()


def test_a_mutant_is_the_same_each_time() -> None:
    data = b'id,date\n"a",2022\n' * 3
    for seed in range(50):
        assert mutant("csv", data, seed) == mutant("csv", data, seed)
    assert len({mutant("csv", data, seed) for seed in range(50)}) > 40

"""Records made up with values that nothing else holds, and files of every format that hold them.

What each profile is to hold back is told here a second time, by what sort of record it is: nothing
of it is asked of the gate. `FORMATS` makes files that hold everything, hidden in many ways.
"""

from __future__ import annotations

import datetime as dt
import io
import random
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pandas as pd

from layers.readers import read
from layers.writing.export import export

#: Fields of free text in which anything may be planted.
FIELDS = (
    "id", "place", "unit", "equipment", "consist", "movement_id", "source_title", "source_url",
    "source_archive_url", "description", "handle",
)  # fmt: skip
#: The moment of every publication.
NOW = dt.datetime(2024, 6, 1, 12, tzinfo=dt.UTC)
#: Sorts of records: what is said of each beside what is planted.
KINDS: dict[str, dict[str, str]] = {
    "open": {},
    "for partners": {"handling": "partner"},
    "for the house": {"handling": "internal"},
    "restricted": {"handling": "restricted"},
    "at risk": {"source_at_risk": "true"},
    "embargoed": {"embargo_until": "2024-12-31"},
    "ours": {"actor": "UKR"},
    "unread": {"reviewed": "false"},
}
_CITED = ("source_url", "source_archive_url")
_SAID = ("place", "unit", "equipment", "consist", "source_title", "description", *_CITED)
#: Fields that a profile shows, by sort of record; of sorts that are not named it shows nothing.
SHOWN: dict[str, dict[str, tuple[str, ...]]] = {
    "internal": {kind: FIELDS for kind in KINDS if kind != "restricted"},
    "partner": {
        "open": _SAID, "for partners": _SAID, "unread": _SAID, "ours": ("source_title", *_CITED),
    },
    "public": {"open": _SAID, "unread": _CITED},
}  # fmt: skip
#: Sorts of records whose place is shown as it is.
PLACED = {
    "internal": tuple(SHOWN["internal"]),
    "partner": ("open", "for partners", "unread"),
    "public": ("open", "unread"),
}
PROFILES = tuple(SHOWN)
LAYERS = ("deployment", "fortification", "shelling")
_LATIN = "abcdefghijklmnoprstuvwyz"
_CYRILLIC = "абвгдежзийклмнопрстуфхцчшыьэюяіїєўґ"
_ODD = ("{0} & {1}", '{0} "{1}"', "{0} <{1}>", "{0}\u2019s {1}", "{0}\u00a0{1}", "{0}; {1}, 100%",
        "{0}\\{1}", "{0} Straße {1}", "{0} (café) {1}", "{0}/{1}")  # fmt: skip


@dataclass(frozen=True)
class Made:
    """Sightings, of each row of what sort it is, and the file they were read from."""

    sightings: geopandas.GeoDataFrame
    kinds: np.ndarray
    path: Path


def words(rng: random.Random, letters: str, least: int = 5, most: int = 9) -> str:
    """A word that is none."""
    return "".join(rng.choice(letters) for _ in range(rng.randint(least, most)))


def value_for(field: str, rng: random.Random) -> str:
    """Something that may stand in a field, and stands nowhere else."""
    one, other = words(rng, _LATIN), words(rng, _LATIN)
    if field in _CITED:
        return f"https://{one}.example/{other}/{rng.randint(1000, 9999)}"
    if field == "handle":
        return rng.choice(
            [f"@{one}_{other}", f"{one}@{other}.example", f"+375 29 {rng.randint(10**6, 10**7)}"]
        )
    if field in ("id", "movement_id"):
        return f"{one[:3].upper()}-{rng.randint(10_000, 99_999)}"
    if rng.random() < 0.3:
        one, other = words(rng, _CYRILLIC), words(rng, _CYRILLIC)
    text = rng.choice(_ODD).format(one, other) if rng.random() < 0.4 else f"{one} {other}"
    return (
        text
        if field != "description"
        else f"{text} {words(rng, _LATIN)} near {words(rng, _CYRILLIC)}"
    )


def records(count: int, seed: int, folder: Path) -> Made:
    """Sightings of all sorts and layers by turns; some name two sources.

    Places lie in cells of a tenth of a degree of their own, so that each can be told, and in
    Belarus and Russia, so that only those of our own side are that.
    """
    rng = random.Random(seed)
    cells = rng.sample([(x, y) for x in range(240, 390) for y in range(530, 560)], count)
    rows: list[dict[str, Any]] = []
    kinds = []
    for k, (x, y) in enumerate(cells):
        kinds.append(list(KINDS)[k % len(KINDS)])
        row: dict[str, Any] = {field: value_for(field, rng) for field in FIELDS}
        if k % 3 == 2:
            for field in ("source_title", "source_url"):
                row[field] += f" | {value_for(field, rng)}"
        row |= {
            "layer": LAYERS[k // len(KINDS) % 3],
            "date_start": f"2022-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}",
            "longitude": f"{x / 10 + rng.randint(2, 9) / 100 + rng.randint(11, 99) / 1e5:.5f}",
            "latitude": f"{y / 10 + rng.randint(2, 9) / 100 + rng.randint(11, 99) / 1e5:.5f}",
            "coordinate_uncertainty_m": rng.choice([50, 500, 2000]),
            "actor": "RUS", "handling": "public", "reviewed": "true",
            "source_reliability": "B", "information_credibility": "2",
        }  # fmt: skip
        rows.append(row | KINDS[kinds[-1]])
    path = folder / f"made-{seed}.csv"
    pd.DataFrame(rows).to_csv(path, index=False)
    return Made(read([path]).sightings, np.array(kinds, object), path)


def withheld(made: Made, profile: str) -> tuple[dict[str, str], np.ndarray]:
    """What a profile is to hold back: value -> field, and places (longitude, latitude)."""
    frame = made.sightings
    texts: dict[str, str] = {}
    for field in FIELDS:
        for value, kind in zip(frame[field], made.kinds, strict=True):
            if field not in SHOWN[profile].get(str(kind), ()):
                texts |= dict.fromkeys(str(value).split(" | "), field)
    rows = ~np.isin(made.kinds, PLACED[profile])
    return texts, frame.loc[rows, ["longitude", "latitude"]].to_numpy(float)


def bare(made: Made) -> geopandas.GeoDataFrame:
    """All that is in the records, without what reading says of the file."""
    return made.sightings.drop(columns=["input_file", "input_row", "input_notes"])


def _page(frame: geopandas.GeoDataFrame) -> bytes:
    from maps.page import Page

    return Page(frame, title="Made up").html().encode("utf-8")


def _kmz(frame: geopandas.GeoDataFrame) -> bytes:
    return _zipped({"doc.kml": export(frame, "kml")})


def _zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _lines(frame: geopandas.GeoDataFrame) -> list[list[str]]:
    """What a document would say of each record, coordinates in one of many notations."""
    lines = []
    for k, row in enumerate(frame.to_dict("records")):
        said = [str(row[f]) for f in FIELDS if f in row and isinstance(row[f], str)]
        notation = NOTATIONS[k % len(NOTATIONS)]
        lines.append([*said, notation(row["longitude"], row["latitude"])])
    return lines


def _sheet(frame: geopandas.GeoDataFrame) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("records")
        for k, line in enumerate(_lines(frame)):
            for column, text in enumerate(line):
                sheet.write_string(k, column, text)
    return out.getvalue()


def _word(frame: geopandas.GeoDataFrame) -> bytes:
    """Paragraphs whose runs cut words to pieces, and a table."""
    import docx

    document = docx.Document()
    lines = _lines(frame)
    for line in lines[::2]:
        paragraph = document.add_paragraph()
        text = " | ".join(line)
        for at in range(0, len(text), 7):
            paragraph.add_run(text[at : at + 7]).bold = at % 2 == 0
    for line in lines[1::2]:
        table = document.add_table(rows=1, cols=len(line))
        for cell, text in zip(table.rows[0].cells, line, strict=True):
            cell.text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _slides(frame: geopandas.GeoDataFrame) -> bytes:
    import pptx
    from pptx.util import Inches

    deck = pptx.Presentation()
    for line in _lines(frame):
        slide = deck.slides.add_slide(deck.slide_layouts[6])
        box = slide.shapes.add_textbox(Inches(1), Inches(1), Inches(8), Inches(5)).text_frame
        box.text = line[0]
        for text in line[1:-1]:
            box.add_paragraph().text = text
        slide.shapes[0]._element.nvSpPr.cNvPr.set("descr", line[-1])
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def _pdf(frame: geopandas.GeoDataFrame) -> bytes:
    return _drawn(frame, "pdf")


def _svg(frame: geopandas.GeoDataFrame) -> bytes:
    return _drawn(frame, "svg")


def _drawn(frame: geopandas.GeoDataFrame, format_: str) -> bytes:
    import matplotlib as mpl
    from matplotlib.figure import Figure

    lines = [text for line in _lines(frame) for text in line]
    figure = Figure(figsize=(12, max(1, len(lines) / 8)))
    out = io.BytesIO()
    with mpl.rc_context({"svg.fonttype": "none", "pdf.fonttype": 42, "text.parse_math": False}):
        for k, text in enumerate(lines):
            figure.text(0.01, 1 - (k + 1) / (len(lines) + 1), text, fontsize=4)
        figure.savefig(out, format=format_)
    return out.getvalue()


def _picture(frame: geopandas.GeoDataFrame) -> bytes:
    """A PNG with texts of all three kinds."""
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    for k, line in enumerate(_lines(frame)):
        info.add_itxt(f"Comment{k}", " | ".join(line), zip=k % 2 == 0)
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "PNG", pnginfo=info)
    return out.getvalue()


def _deleted(frame: geopandas.GeoDataFrame) -> bytes:
    """A GeoPackage whose rows were deleted, and which still has them."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "deleted.gpkg"
        path.write_bytes(export(frame, "gpkg"))
        database = sqlite3.connect(path)
        database.execute("PRAGMA secure_delete = OFF")
        tables = [
            name for (name,) in database.execute(
                "SELECT table_name FROM gpkg_contents WHERE data_type = 'features'"
            )
        ]  # fmt: skip
        for name in tables:
            for (trigger,) in database.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            ).fetchall():
                database.execute(f'DROP TRIGGER "{trigger}"')
            database.execute(f'DELETE FROM "{name}"')
        database.commit()
        database.close()
        return path.read_bytes()


def _dms(value: float) -> str:
    seconds = abs(value) * 3600
    return f"{int(seconds // 3600)}°{int(seconds // 60 % 60):02}'{seconds % 60:05.2f}\""


def _mgrs(lon: float, lat: float) -> str:
    import mgrs

    text = str(mgrs.MGRS().toMGRS(lat, lon))
    return f"{text[:3]} {text[3:5]} {text[5:10]} {text[10:]}"


def _metres(lon: float, lat: float) -> str:
    radius = 6_378_137.0
    y = radius * np.log(np.tan(np.pi / 4 + np.radians(lat) / 2))
    return f"x={radius * np.radians(lon):.1f} y={y:.1f}"


#: Ways to write a place.
NOTATIONS: tuple[Callable[[float, float], str], ...] = (
    lambda lon, lat: f"{lat:.5f}, {lon:.5f}",
    lambda lon, lat: f"[{lon:.4f}, {lat:.4f}]",
    lambda lon, lat: f"{lat:.3f} N {lon:.3f} E",
    lambda lon, lat: f"{_dms(lat)}N {_dms(lon)}E",
    lambda lon, lat: f"{lat:.5f}".replace(".", ",") + "; " + f"{lon:.5f}".replace(".", ","),
    _metres,
    lambda lon, lat: _mgrs(lon, lat),
    lambda lon, lat: f"POINT ({lon:.6f} {lat:.6f})",
    lambda lon, lat: f"{round(lat * 1e7)} {round(lon * 1e7)}",
    lambda lon, lat: f"https://maps.example/?q={lat:.5f}%2C{lon:.5f}",
)

#: A file of a frame of sightings, in each format that is published.
FORMATS: dict[str, Callable[[geopandas.GeoDataFrame], bytes]] = {
    "html": _page,
    "csv": lambda frame: export(frame, "csv"),
    "geojson": lambda frame: export(frame, "geojson"),
    "jsonl": lambda frame: export(frame, "jsonl"),
    "gpkg": lambda frame: export(frame, "gpkg"),
    "gpkg with deleted rows": _deleted,
    "kml": lambda frame: export(frame, "kml"),
    "kmz": _kmz,
    "parquet": lambda frame: export(frame, "parquet"),
    "xlsx": _sheet,
    "docx": _word,
    "pptx": _slides,
    "pdf": _pdf,
    "svg": _svg,
    "png": _picture,
}

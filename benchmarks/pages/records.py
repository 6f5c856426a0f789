"""The same synthetic records for every page, as many as wanted, the same in every run.

Places cluster along a line like the border or lie scattered about it; times fill 1,000 days;
layer and category come from Kordon's own words; every record has a count, a radius of
uncertainty and a short text. Nothing in them is real.
"""

from __future__ import annotations

from pathlib import Path

import geopandas
import numpy as np
import pandas as pd

from layers.vocabulary import VOCABULARIES

__all__ = ["COLUMNS", "DAYS", "MINUTES", "make", "read", "write"]

COLUMNS = (
    "longitude", "latitude", "date", "layer", "category", "quantity",
    "coordinate_uncertainty_m", "description",
)  # fmt: skip
DAYS = 1_000
MINUTES = DAYS * 24 * 60
_START = np.datetime64("2021-03-01T00:00", "m")
_WEST, _SOUTH, _EAST, _NORTH = 22.0, 48.0, 42.0, 57.0
_SCATTERED = 0.4  # part of the records that lies anywhere
_LINE = np.array(
    [
        [23.6, 52.1], [25.5, 51.9], [27.7, 51.5], [30.5, 51.3], [31.8, 52.1],
        [33.8, 52.35], [35.1, 51.2], [37.5, 50.4], [39.8, 49.6],
    ]
)  # fmt: skip
_PLACES = (
    "Braslaw", "Pinsk", "Mazyr", "Luninets", "Ovruch", "Kovel", "Snovsk", "Horodnia", "Sudzha",
    "Rylsk", "Klintsy", "Bryansk", "Homiel", "Rechytsa", "Brest", "Kobryn", "Hrodna", "Lida",
)  # fmt: skip
_HOW = ("seen", "reported", "filmed", "told of", "photographed", "named in a list")


def make(n: int, seed: int = 1) -> pd.DataFrame:
    """A table of ``n`` records in order of time; the same ``n`` and ``seed`` give the same."""
    random = np.random.default_rng(seed)
    xy = _places(n, random)
    when = _START + np.sort(random.integers(0, MINUTES, n))
    terms = VOCABULARIES["category"]
    weights = 1.0 / np.arange(2, len(terms) + 2)
    rank = random.permutation(len(terms))  # a few categories are common, most are rare
    category = rank[random.choice(len(terms), n, p=weights / weights.sum())]
    quantity = random.geometric(0.25, n)
    return pd.DataFrame(
        {
            "longitude": xy[:, 0],
            "latitude": xy[:, 1],
            "date": np.char.add(np.datetime_as_string(when, unit="m"), "Z"),
            "layer": np.array([term.layer for term in terms])[category],
            "category": np.array([term.word for term in terms])[category],
            "quantity": quantity,
            "coordinate_uncertainty_m": random.integers(1, 11, n) * 500,
            "description": _texts([terms[k].label for k in category], quantity, random),
        },
        columns=list(COLUMNS),
    )


def _places(n: int, random: np.random.Generator) -> np.ndarray:
    """Longitude and latitude in degrees: places along the line, large and small, and anywhere."""
    many = max(30, int(n**0.5))
    leg = random.integers(0, len(_LINE) - 1, many)
    along = random.random((many, 1))
    middles = _LINE[leg] * (1 - along) + _LINE[leg + 1] * along
    middles += random.normal(0, 0.25, (many, 2))
    weights = random.pareto(1.2, many) + 0.1
    xy = middles[random.choice(many, n, p=weights / weights.sum())]
    xy = xy + random.normal(0, 0.08, (n, 2))
    anywhere = random.random(n) < _SCATTERED
    xy[anywhere] = random.uniform((_WEST, _SOUTH), (_EAST, _NORTH), (int(anywhere.sum()), 2))
    return np.clip(xy, (_WEST, _SOUTH), (_EAST, _NORTH)).round(5)


def _texts(labels: list[str], quantity: np.ndarray, random: np.random.Generator) -> list[str]:
    """About 60 characters each, with a number that no compression can guess."""
    n = len(labels)
    how = random.integers(0, len(_HOW), n).tolist()
    place = random.integers(0, len(_PLACES), n).tolist()
    km = random.integers(1, 60, n).tolist()
    post = random.integers(10**7, 10**8, n).tolist()
    return [
        f"{label} ({m}) {_HOW[h]} {k} km from {_PLACES[p]}, post {number}"
        for label, m, h, k, p, number in zip(
            labels, quantity.tolist(), how, km, place, post, strict=True
        )
    ]


def write(n: int, path: Path) -> None:
    """The records as GeoParquet: a point, and the columns beside it."""
    table = make(n)
    points = geopandas.points_from_xy(table.pop("longitude"), table.pop("latitude"))
    geopandas.GeoDataFrame(table, geometry=points, crs="EPSG:4326").to_parquet(path)


def read(path: Path) -> geopandas.GeoDataFrame:
    """What `write` wrote, with longitude and latitude as columns again."""
    frame = geopandas.read_parquet(path)
    frame["longitude"], frame["latitude"] = frame.geometry.x, frame.geometry.y
    return frame

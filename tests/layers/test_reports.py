"""A count of reports in a cell counts as so many, everywhere where reports are counted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
import shapely

from geo.counts import count, count_any
from geo.join import join
from geo.regions import make_regions
from layers.asking.counter import Counter
from layers.asking.counting import count_by
from layers.asking.selection import Selection
from layers.reports import reports_frame, reports_told

CELL = {
    "id": "c", "layer": "shelling", "category": "reports_in_cell", "date_start": "2024-05-01",
    "date_end": "2024-05-31", "quantity_low": "8", "quantity_best": "12", "quantity_high": "16",
    "quantity_unit": "reports",
    "geometry": "POLYGON ((29 52, 29.3 52, 29.3 52.2, 29 52.2, 29 52))",
}  # fmt: skip
ONE = {
    "id": "o", "layer": "shelling", "category": "mortar_fire", "date_start": "2024-05-02",
    "latitude": "52.1", "longitude": "29.1", "coordinate_uncertainty_m": "100",
    "quantity_best": "40", "quantity_unit": "shells",
}  # fmt: skip
REGIONS = make_regions(
    [
        {"region_id": "whole", "name": "whole", "geometry": shapely.box(28, 51, 30, 53)},
        {"region_id": "half", "name": "half", "geometry": shapely.box(29.15, 51, 30, 53)},
    ]
)


@pytest.fixture(scope="module")
def frame(intake_of: Callable[..., Any]) -> Any:
    return intake_of([CELL, ONE]).sightings


def test_by_region_and_group(frame: Any) -> None:
    found = join(frame, REGIONS)
    table = count_by(frame, found, ["layer"], regions=REGIONS).set_index("region_id")
    assert table.loc["whole", ["low", "high"]].tolist() == [9, 17]
    assert table.loc["half", ["low", "high"]].tolist() == [0, 16]
    assert table.loc["(any)", ["low", "high"]].tolist() == [9, 17]
    told = reports_frame(frame)
    plain = count(found, frame["layer"], told=told).set_index("region_id")
    assert plain[["low", "high"]].loc["whole"].tolist() == [9, 17]
    assert count_any(found, told) == (9, 17)
    counter = Counter(REGIONS, [], False, Selection(), None)
    counter.add(frame)
    assert (counter.low, counter.high, counter.asked) == (9, 17, 17)


def test_without_cells_everything_counts_once(frame: Any) -> None:
    one = frame[frame["id"] == "o"]
    assert reports_frame(one) is None
    assert count_any(join(one, REGIONS)) == (1, 1)


@pytest.mark.parametrize(
    ("low", "high"), [("", ""), ("-3", "4"), ("9", "2"), ("0", "0"), ("1", "1e30"), ("x", "y")]
)
def test_a_count_that_makes_no_sense_is_one_record(
    low: str, high: str, intake_of: Callable[..., Any]
) -> None:
    frame = intake_of([CELL | {"quantity_low": "", "quantity_high": "", "quantity_best": ""}])
    sightings: pd.DataFrame = frame.sightings
    for name, text in (("quantity_low", low), ("quantity_high", high)):
        sightings[name] = pd.to_numeric(pd.Series([text]), errors="coerce")
    least, most = reports_told(sightings)
    assert (least.tolist(), most.tolist()) == ([1], [1])

"""Whatever is planted in whichever field of whichever format is found; what is not, is not."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
import pytest
from leak_planting import FORMATS, LAYERS, PROFILES, Made, kept, records, withheld
from leak_scanner import Scanner

from maps.leaks import Secrets, find_leaks
from maps.leaks.secrets import Leak

ROWS = 6


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return records(ROWS, 7, tmp_path_factory.mktemp("made"))


@pytest.fixture(scope="module")
def leaky(made: Made) -> Any:
    """Files with everything in them, each made once."""
    frame = made.sightings.drop(columns=["input_file", "input_row", "input_notes"])
    return cache(lambda name: FORMATS[name](frame))


def secrets_of(made: Made, profile: str) -> tuple[Secrets, dict[str, str], np.ndarray]:
    """What a profile holds back; every value under a name of its own, so that it can be told."""
    texts, places = withheld(made, profile)
    named = {f"{field} {k}": [value] for k, (value, field) in enumerate(texts.items())}
    shown = kept(made, profile)
    allowed = shown[["longitude", "latitude"]].to_numpy(float)
    words = [str(v) for column in shown for v in shown[column].dropna() if isinstance(v, str)]
    names = {name: values[0] for name, values in named.items()}
    return (
        Secrets(texts=named, positions=places, allowed=allowed, allowed_texts=words), names, places
    )  # fmt: skip


def cells_of(leaks: list[Leak]) -> Iterator[tuple[int, int]]:
    """In which tenth of a degree the places that were found lie, whatever the system."""
    for leak in leaks:
        if leak.kind == "position" and "EPSG" not in leak.value_shown:
            lat, lon = (float(part.split("…")[0]) for part in leak.value_shown.split(", "))
            yield round(lon * 10), round(lat * 10)


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("name", FORMATS)
def test_all_that_is_planted_is_found(name: str, profile: str, made: Made, leaky: Any) -> None:
    """Every withheld value, and every withheld place, by the checker and by the scanner."""
    secrets, names, places = secrets_of(made, profile)
    data = leaky(name)
    leaks = find_leaks(data, secrets, name=f"planted {name}")
    found = {leak.field for leak in leaks if leak.kind == "text"}
    assert set(names) - found == set()
    second = Scanner(data)
    assert [value for value in names.values() if not second.has_text(value)] == []
    metres = {leak.value_shown for leak in leaks if "EPSG" in leak.value_shown}
    cells = set(cells_of(leaks))
    for lon, lat in places:
        near = {
            (round(lon * 10) + dx, round(lat * 10) + dy) for dx in (0, 1, -1) for dy in (0, 1, -1)
        }
        assert cells & near or metres, (lon, lat)
        assert second.has_place(lon, lat), (lon, lat)


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("name", FORMATS)
def test_what_may_leave_holds_nothing(name: str, profile: str, made: Made) -> None:
    """No false alarm, and nothing that the scanner would find."""
    secrets, names, places = secrets_of(made, profile)
    data = FORMATS[name](kept(made, profile))
    assert find_leaks(data, secrets, name=f"kept {name}") == []
    second = Scanner(data)
    assert [value for value in names.values() if second.has_text(value)] == []
    assert [tuple(place) for place in places if second.has_place(*place)] == []


def test_there_are_two_thousand_cases(made: Made) -> None:
    """Value x field x layer x format x profile, of which each is looked for above."""
    assert set(made.sightings.loc[made.inside, "layer"]) == set(LAYERS)
    kept_back = [secrets_of(made, profile) for profile in PROFILES]
    assert len(FORMATS) * sum(len(names) + len(places) for _, names, places in kept_back) >= 2_000

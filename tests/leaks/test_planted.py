"""Whatever is planted in whichever field of whichever format is found; what is not, is not.

Records go through the real gate, files are made by what users run, and a scanner that shares
nothing with the checker looks into the same bytes.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from leak_gate import TABLES, Gated, briefings_of, planted, stills_of, tables_of
from leak_planting import FORMATS, KINDS, LAYERS, NOW, PROFILES, Made, bare, records, withheld
from leak_scanner import Scanner

from maps.leaks import find_leaks, require_clean
from maps.leaks.secrets import Leak
from maps.publication.files import FORMATS as PUBLISHED
from maps.publication.files import publish

#: Sets of records that are made up; `make fuzz` makes more.
SETS = int(os.environ.get("KORDON_LEAK_SETS", "1"))
ROWS = len(KINDS) * len(LAYERS)
SEEDS = range(7, 7 + SETS)
#: Documents and stills take long to make: of which profiles there are some.
DRAWN = PROFILES if SETS > 1 else ("public",)

pytestmark = [pytest.mark.hypothesis, pytest.mark.parametrize("seed", SEEDS)]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Made]:
    """Records by their seed, each made once."""
    return cache(lambda seed: records(ROWS, seed, tmp_path_factory.mktemp("made")))


@pytest.fixture(scope="module")
def gated(made: Callable[[int], Made]) -> Callable[[int, str], Gated]:
    """The same behind the gate."""
    return cache(lambda seed, profile: Gated(made(seed), profile))


@pytest.fixture(scope="module")
def leaky(made: Callable[[int], Made]) -> Callable[[int, str], bytes]:
    """Files with everything in them, each made once."""
    return cache(lambda seed, name: FORMATS[name](bare(made(seed))))


@pytest.fixture(scope="module")
def scanned(leaky: Callable[[int, str], bytes]) -> Callable[[int, str], Scanner]:
    """What the scanner makes of such a file, whatever is looked for in it."""
    return cache(lambda seed, name: Scanner(leaky(seed, name)))


def cells_of(leaks: list[Leak]) -> Iterator[tuple[int, int]]:
    """In which tenth of a degree the places that were found lie, whatever the system."""
    for leak in leaks:
        if leak.kind == "position" and "EPSG" not in leak.value_shown:
            lat, lon = (float(part.split("…")[0]) for part in leak.value_shown.split(", "))
            yield round(lon * 10), round(lat * 10)


def found_near(leaks: list[Leak], lon: float, lat: float) -> bool:
    """Whether one of the leaks is about a place."""
    near = {(round(lon * 10) + dx, round(lat * 10) + dy) for dx in (0, 1, -1) for dy in (0, 1, -1)}
    metres = any("EPSG" in leak.value_shown for leak in leaks)
    return bool(set(cells_of(leaks)) & near) or metres


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("name", FORMATS)
def test_all_that_is_planted_is_found(
    name: str, profile: str, seed: int, gated: Callable[[int, str], Gated],
    leaky: Callable[[int, str], bytes], scanned: Callable[[int, str], Scanner],
) -> None:  # fmt: skip
    """Every withheld value, and every withheld place, by the checker and by the scanner."""
    secrets, names = gated(seed, profile).named
    data = leaky(seed, name)
    leaks = find_leaks(data, secrets, name=f"planted {name}")
    found = {leak.field for leak in leaks if leak.kind == "text"}
    assert set(names) - found == set()
    second = scanned(seed, name)
    assert [value for value in names.values() if not second.has_text(value)] == []
    for lon, lat in gated(seed, profile).hidden[1]:
        assert found_near(leaks, lon, lat), (lon, lat)
        assert second.has_place(lon, lat), (lon, lat)


def assert_nothing(gated: Gated, files: Mapping[str, bytes]) -> None:
    """The scanner finds nothing that is to stay inside."""
    texts, places = gated.hidden
    for name, data in files.items():
        second = Scanner(data)
        assert [value for value in texts if second.has_text(value)] == [], name
        assert [tuple(place) for place in places if second.has_place(*place)] == [], name


@pytest.mark.parametrize("profile", PROFILES)
def test_what_is_published_holds_nothing(
    profile: str, seed: int, gated: Callable[[int, str], Gated], tmp_path: Path
) -> None:
    """Written by the call behind `kordon publish`, which checks them, with what lies beside."""
    one = gated(seed, profile)
    for ending in PUBLISHED:
        output = tmp_path / f"out{ending}"
        done = publish([one.made.path], output, now=NOW, profile=profile, seed="s")
        house = str(done.files[1])
        assert_nothing(one, {n: Path(n).read_bytes() for n in done.files if n != house})
    shown = Scanner((tmp_path / "out.csv").read_bytes())
    known = {v for f in ("source_url",) for v in one.frame[f].dropna()}
    assert known
    assert all(shown.has_text(value) for value in known), "what may be shown is there"


@pytest.mark.parametrize("profile", DRAWN)
def test_stills_and_briefings_hold_nothing(
    profile: str, seed: int, gated: Callable[[int, str], Gated], tmp_path: Path
) -> None:
    one = gated(seed, profile)
    files = {f"still.{name}": data for name, data in stills_of(one.frame, tmp_path).items()}
    if SETS > 1:
        files |= {f"brief.{n}": data for n, data in briefings_of(one.frame, tmp_path).items()}
    assert_nothing(one, files)
    for name, data in files.items():
        require_clean(data, one.secrets, name=name)


@pytest.mark.parametrize("profile", [name for name in PROFILES if name in DRAWN])
def test_what_slips_through_is_found(
    profile: str, seed: int, gated: Callable[[int, str], Gated], tmp_path: Path
) -> None:
    """Values in fields that are shown: what the scanner sees, the checker sees."""
    one = gated(seed, profile)
    secrets, names = one.named
    frame = planted(one, random.Random(seed))
    files = {name: tables_of(frame, name) for name in TABLES}
    if SETS > 1:
        files |= {f"brief.{n}": data for n, data in briefings_of(frame, tmp_path).items()}
        title = " ".join(list(names.values())[:3])
        files |= {f"still.{n}": data for n, data in stills_of(frame, tmp_path, title).items()}
    for name, data in files.items():
        leaks = find_leaks(data, secrets, name=name)
        found = {leak.field for leak in leaks if leak.kind == "text"}
        second = Scanner(data)
        seen = {field for field, value in names.items() if second.has_text(value)}
        assert seen - found == set(), name
        there = [place for place in one.hidden[1] if second.has_place(*place)]
        assert [tuple(place) for place in there if not found_near(leaks, *place)] == [], name
        assert seen or name.startswith("still"), f"{name}: something was planted"
        assert there or "." in name, f"{name}: places were planted"


def test_there_are_two_thousand_cases(seed: int, made: Callable[[int], Made]) -> None:
    """Value x field x layer x format x profile, of which each is looked for above."""
    one = made(seed)
    pairs = set(zip(one.kinds, one.sightings["layer"], strict=True))
    assert pairs == {(kind, layer) for kind in KINDS for layer in LAYERS}
    kept_back = [withheld(one, profile) for profile in PROFILES]
    each = sum(len(texts) + len(places) for texts, places in kept_back)
    assert len(FORMATS) * each >= 2_000
    assert np.unique(one.kinds).tolist() == sorted(KINDS)

"""A saved index: the same answers, the same bytes, and no answer at all from a wrong file."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from geo.errors import InputError, OutputError
from geo.grid import GridIndex, fingerprint, index_regions, load_index, save_index


@pytest.fixture(scope="module")
def polygons() -> Any:
    """Discs that overlap, one region that is missing, one that is empty."""
    rng = np.random.default_rng(7)
    discs = shapely.buffer(shapely.points(rng.uniform(-3, 3, (40, 2))), rng.uniform(0.1, 1, 40))
    return np.array([*discs, None, shapely.Polygon()], dtype=object)


@pytest.fixture(scope="module")
def index(polygons: Any) -> GridIndex:
    return index_regions(polygons)


@pytest.fixture
def saved(index: GridIndex, tmp_path: Path) -> Path:
    return save_index(index, tmp_path / "zones.kgrid")


def answers(index: GridIndex) -> list[list[int]]:
    x, y = np.random.default_rng(8).uniform(-4, 4, (2, 20_000))
    return [part.tolist() for part in index.pairs(x, y)]


def test_a_loaded_index_answers_as_the_one_that_was_saved(
    index: GridIndex, saved: Path, polygons: Any
) -> None:
    assert answers(load_index(saved, polygons)) == answers(index)


def test_an_index_travels_to_another_process(index: GridIndex) -> None:
    assert answers(pickle.loads(pickle.dumps(index))) == answers(index)


def test_the_same_index_is_the_same_bytes(index: GridIndex, saved: Path, tmp_path: Path) -> None:
    again = save_index(index_regions(index.polygons), tmp_path / "again")
    assert again.read_bytes() == saved.read_bytes()


def test_an_index_of_no_regions(tmp_path: Path) -> None:
    empty = save_index(index_regions([]), tmp_path / "empty")
    assert answers(load_index(empty, [])) == [[], []]


def test_an_index_of_other_polygons_is_refused(saved: Path, polygons: Any) -> None:
    moved = polygons.copy()
    moved[3] = shapely.transform(moved[3], lambda xy: xy + 1e-12)
    for other in (moved, polygons[:-1], polygons[::-1]):
        assert fingerprint(other) != fingerprint(polygons)
        with pytest.raises(InputError, match="index of other regions than these: make it again"):
            load_index(saved, other)


def test_what_is_there_is_not_overwritten_unasked(index: GridIndex, saved: Path) -> None:
    with pytest.raises(OutputError):
        save_index(index, saved)
    save_index(index, saved, overwrite=True)


@pytest.mark.parametrize("how", ["missing", "empty", "text", "cut", "flipped"])
def test_a_damaged_file_is_refused(how: str, saved: Path, polygons: Any) -> None:
    whole = saved.read_bytes()
    if how == "missing":
        saved.unlink()
    else:
        middle = len(whole) // 2
        flipped = whole[:middle] + bytes(b ^ 0xFF for b in whole[middle : middle + 50])
        saved.write_bytes(
            {
                "empty": b"",
                "text": b"region_id,name\n",
                "cut": whole[:middle],
                "flipped": flipped + whole[middle + 50 :],
            }[how]
        )
    with pytest.raises(InputError, match=r"zones\.kgrid is no index, or damaged"):
        load_index(saved, polygons)


@pytest.mark.parametrize("name", ["table", "member", "offset", "region", "start", "piece_start"])
@pytest.mark.parametrize("value", [-(2**30), 2**30])
def test_numbers_that_lead_outside_are_refused(
    name: str, value: int, saved: Path, polygons: Any
) -> None:
    """A file that was made to do harm, or of another machine, cannot lead to other memory."""
    with np.load(saved) as file:
        arrays = {key: file[key] for key in file.files}
    arrays[name] = arrays[name].copy()
    arrays[name][len(arrays[name]) // 2] = value
    with saved.open("wb") as out:
        np.savez(out, **arrays)
    with pytest.raises(InputError, match="damaged"):
        load_index(saved, polygons)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("mask", lambda a: np.ones_like(a)),
        ("layout", lambda a: a - [0, 0, 0, 1, 0]),
        ("flip", lambda a: a[:-1]),
        ("piece_start", lambda a: a[:-1]),
        ("piece", lambda a: a[:, :4]),
        ("piece", lambda a: a.astype(np.float32)),
        ("table", lambda a: a.astype(np.int64)),
        ("member", lambda a: a[:, None]),
    ],
)
def test_arrays_of_another_shape_or_kind_are_refused(
    name: str, change: Any, saved: Path, polygons: Any
) -> None:
    """Compiled loops do not look where they go."""
    with np.load(saved) as file:
        arrays = {key: file[key] for key in file.files}
    arrays[name] = change(arrays[name])
    with saved.open("wb") as out:
        np.savez(out, **arrays)
    with pytest.raises(InputError, match="damaged"):
        load_index(saved, polygons)


def test_another_version_is_refused(saved: Path, polygons: Any) -> None:
    with np.load(saved) as file:
        arrays = {key: file[key] for key in file.files}
    arrays["version"] = arrays["version"] + 1
    with saved.open("wb") as out:
        np.savez(out, **arrays)
    with pytest.raises(InputError, match="another version"):
        load_index(saved, polygons)

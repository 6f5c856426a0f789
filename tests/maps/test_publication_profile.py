"""Profiles: those that come with Kordon, and files of users that say something else."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from geo.errors import ForeignFileError, InputError
from layers.record import FIELD_BY_NAME
from maps.publication.profile import PROFILES, load_profile

PUBLIC = json.loads(
    (resources.files("maps.publication") / "profiles" / "public.json").read_text("utf-8")
)


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    """The public profile with other values, as a file; None as a value takes a key away."""

    def write(**changes: Any) -> Path:
        told = {key: value for key, value in (PUBLIC | changes).items() if value != "take away"}
        path = tmp_path / "mine.json"
        path.write_text(json.dumps(told), "utf-8")
        return path

    return write


@pytest.mark.parametrize("name", PROFILES)
def test_profiles_that_come_with_kordon(name: str) -> None:
    profile = load_profile(name)
    assert profile.name == name
    assert set(profile.records.fields) <= set(FIELD_BY_NAME)


def test_the_public_profile_is_what_safety_asks() -> None:
    """72 hours both ways, 10 km for the Ukrainian side from official sources, five to a cell."""
    public = load_profile("public")
    assert public.handling == ("public",)
    assert public.embargo_hours == {"observed": 72, "ingested": 72}
    assert public.ukrainian is not None
    assert public.counts is not None
    assert public.ukrainian.grid_m == 10_000
    assert "official_source" in public.ukrainian.needs
    assert {"place", "description", "unit"}.isdisjoint(public.ukrainian.fields)
    assert public.counts.k == 5
    assert min(public.counts.grid_m) >= 10_000
    named = {"id", "supersedes", "sensitivity", "handling", "source_at_risk", "retraction_reason"}
    assert named.isdisjoint(public.records.fields)


def test_each_profile_shows_no_more_than_the_next() -> None:
    public, partner, internal = (set(load_profile(name).records.fields) for name in PROFILES)
    assert public <= partner <= internal == set(FIELD_BY_NAME)


def test_a_profile_of_ones_own(written: Callable[..., Path]) -> None:
    path = written(name="mine", layers=["shelling"], embargo_hours={"observed": 1, "ingested": 2})
    assert load_profile(path).layers == ("shelling",)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"laeyrs": []}, r"unknown key \"laeyrs\"; did you mean layers\?"),
        ({"layers": "take away"}, "it lacks layers"),
        ({"layers": ["ufo"]}, r"layers names \"ufo\".*deployment, fortification, shelling"),
        ({"layers": "shelling"}, "must be a list"),
        ({"handling": ["secret"]}, r"handling names \"secret\".*restricted"),
        ({"reviewed_fields": ["plcae"]}, r"names \"plcae\"; did you mean place\?"),
        ({"records": {"needs": [], "fields": ["lattitude"], "grid_m": 0}}, "did you mean latitude"),
        ({"records": {"needs": [], "fields": [], "grid_m": 3000}}, "must be one of 0, 1250, 2500"),
        ({"records": {"needs": ["luck"], "fields": [], "grid_m": 0}}, "not_at_risk"),
        ({"records": []}, "must be an object"),
        ({"counts": PUBLIC["counts"] | {"k": 1}}, "from 2 to 1000"),
        ({"counts": PUBLIC["counts"] | {"k": 5.5}}, "whole number"),
        ({"counts": PUBLIC["counts"] | {"grid_m": [20_000, 80_000]}}, "twice the one before"),
        ({"counts": PUBLIC["counts"] | {"grid_m": []}}, "a list of edges"),
        ({"counts": PUBLIC["counts"] | {"period": "hour"}}, "day, month, year"),
        ({"embargo_hours": {"observed": -1, "ingested": 0}}, "must be a number from 0"),
        ({"embargo_hours_by_layer": {"ufo": {}}}, "unknown key"),
        ({"embargo_hours": {"observed": "P3D", "ingested": 0}}, "must be a number from 0"),
        ({"embargo_hours": {"observed": float("nan"), "ingested": 0}}, "must be a number from 0"),
        (
            {
                "embargo_hours": None,
                "embargo_hours_by_layer": {"shelling": PUBLIC["embargo_hours"]},
            },
            "no embargo holds",
        ),
        ({"counts": PUBLIC["counts"] | {"k": 0}}, "from 2 to 1000"),
        ({"counts": PUBLIC["counts"] | {"k": -5}}, "from 2 to 1000"),
        ({"counts": PUBLIC["counts"] | {"k": True}}, "from 2 to 1000"),
        ({"counts": {}}, "counts lacks handling"),
        ({"counts": []}, "counts is .*must be an object"),
        ({"ukrainian": {}}, "ukrainian lacks needs"),
        ({"ukrainian": False}, "ukrainian is false, and must be an object"),
        ({"include": "mine.json"}, r"unknown key \"include\""),
        ({"own_columns": {"a": 1}}, "must be a list"),
        ({"unstated_radius_m": -1}, "must be a number from 0"),
        ({"random_ids": 1}, "true or false"),
        ({"minimum_reliability": "G"}, "minimum_reliability names"),
    ],
)
def test_a_profile_that_says_nothing_usable(
    changes: dict[str, Any], said: str, written: Callable[..., Path]
) -> None:
    with pytest.raises(InputError, match=said):
        load_profile(written(**changes))


@pytest.mark.parametrize("text", ["[1", '{"name": 1, "name": 2}', "[" * 100_000, "\0"])
def test_a_file_that_is_no_profile(text: str, tmp_path: Path) -> None:
    path = tmp_path / "no.json"
    path.write_text(text)
    with pytest.raises(InputError, match=r"no\.json is no profile"):
        load_profile(path)


def test_a_profile_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="choose public, partner, internal"):
        load_profile("publik")
    with pytest.raises(ForeignFileError):
        load_profile(tmp_path / "none.json")
    loop = tmp_path / "loop.json"
    loop.symlink_to(loop)
    for path in (loop, tmp_path, "/dev/zero"):
        with pytest.raises(InputError):
            load_profile(path)

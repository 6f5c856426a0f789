"""The GeoJSON parser of the child process, fed with whatever JSON can hold."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.foreign.parse_geojson import parse_geojson
from geo.foreign.tables import GEOMETRY, PROBLEM, RefusalError

_JSON = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.floats(),
        st.integers(),
        st.just(10**400),
        st.text(max_size=5),
        st.sampled_from(["Point", "Polygon", "LineString", "GeometryCollection", [30.0, 50.0]]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.sampled_from(["type", "coordinates", "geometries", "id", "a"]), inner, max_size=4
        ),
    ),
    max_leaves=12,
)
_FEATURE = st.one_of(
    _JSON,
    st.fixed_dictionaries(
        {"type": st.just("Feature")},
        optional={"id": _JSON, "properties": _JSON, "geometry": _JSON},
    ),
)


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(features=st.lists(_FEATURE, max_size=5), native=st.booleans())
def test_every_feature_is_a_row_whatever_is_in_it(tmp_path: Path, features, native) -> None:
    path = tmp_path / "made.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    try:
        (parsed,) = parse_geojson(path, native=native)
    except RefusalError as error:
        if "nested" not in str(error):
            raise
        return
    assert sum(batch.num_rows for batch in parsed.batches) == len(features)
    assert {GEOMETRY, PROBLEM} <= set(parsed.schema.names)
    assert len(set(parsed.schema.names)) == len(parsed.schema.names)


def test_collections_in_a_collection_are_read(tmp_path: Path) -> None:
    """In their place, however deep they are."""

    def feature(name: str) -> dict[str, object]:
        return {"type": "Feature", "geometry": None, "properties": {"n": name}}

    deep: dict[str, object] = feature("deep")
    for _ in range(200):
        deep = {"type": "FeatureCollection", "features": [deep]}
    path = tmp_path / "a.geojson"
    path.write_text(
        json.dumps({"type": "FeatureCollection", "features": [feature("a"), deep, feature("b")]})
    )
    (parsed,) = parse_geojson(path, native=False)
    (batch,) = parsed.batches
    assert batch.column("n").to_pylist() == ["a", "deep", "b"]
    assert "features of 200 collections in the collection are read, too" in parsed.notes


def test_json_that_is_no_list_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('{"data": {"items": {"a": 1}}}')
    with pytest.raises(RefusalError, match="or a list of records: save that list"):
        list(parse_geojson(path, native=False))

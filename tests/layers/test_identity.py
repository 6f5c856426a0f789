"""layers.checking.identity: what is hashed of a record, which stores keep, what came before."""

from __future__ import annotations

import hashlib
from typing import Any

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from layers.checking.findings import Findings
from layers.checking.identity import Seen, content_hashes, find_duplicates, give_ids

_VALUES = st.none() | st.text(st.sampled_from('aя"\\\n…'), max_size=4)
_ROWS = st.integers(0, 6).flatmap(
    lambda width: st.lists(st.lists(_VALUES, min_size=width, max_size=width), max_size=12)
)


def plainly(names: list[str], row: list[str | None]) -> bytes:
    """A JSON object of the values that are there, in the order of their names."""
    members = [
        f'"{name}":"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
        for name, value in sorted(zip(names, row, strict=True))
        if value is not None
    ]
    return hashlib.sha256(("{" + ",".join(members) + "}").encode()).digest()


@given(_ROWS)
def test_a_hash_is_that_of_the_values_by_name(rows: list[list[str | None]]) -> None:
    names = ["c", "a", "ю", "+b", "d", "-unused"][: len(rows[0]) if rows else 0]
    columns = {
        name: pa.array([row[k] for row in rows], pa.large_string()) for k, name in enumerate(names)
    }
    assert content_hashes(columns, len(rows)) == [plainly(names, row) for row in rows]


def test_hashes_stay_what_they_are() -> None:
    """They stand in stores: another value would make every record of them a new one."""
    columns = {
        "category": pa.array(["troop_arrival", None], pa.large_string()),
        "place": pa.array(['Ель"ня', "a\\b"], pa.large_string()),
    }
    first, second = content_hashes(columns, 2)
    assert first.hex()[:16] == "45eb377c2cf8befa"
    assert second.hex()[:16] == "079055982282aaaa"
    assert give_ids([None, "mine"], [first, second]) == [f"k-{first.hex()[:12]}", "mine"]


@given(st.lists(st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("xy"),
                                   st.booleans()), max_size=8), max_size=4))  # fmt: skip
def test_what_came_before_is_found_in_any_order(tables: list[list[tuple[str, str, bool]]]) -> None:
    """The same id and content is a duplicate, the same id with another one is set aside."""
    seen, before = Seen(), {}
    for number, table in enumerate(tables):
        findings = Findings()
        for row, (_, _, aside) in enumerate(table):
            if aside:
                findings.reason(row, "nothing", set_aside=True)
        wanted: dict[str, Any] = {"duplicate": [], "twice": []}
        for row, (name, content, aside) in enumerate(table):
            if aside:
                continue
            if before.setdefault(name, (content, number, row))[1:] != (number, row):
                same = before[name][0] == content
                wanted["duplicate" if same else "twice"].append(row)
        ids = [one[0] for one in table]
        contents = [hashlib.sha256(one[1].encode()).digest() for one in table]
        found = find_duplicates(ids, contents, f"{number}.csv", findings, seen)
        assert found.nonzero()[0].tolist() == wanted["duplicate"]
        twice = [row for row, codes in findings.codes.items() if "id used twice" in codes]
        assert sorted(twice) == wanted["twice"]

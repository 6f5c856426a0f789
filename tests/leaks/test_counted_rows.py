"""Numbers that a database gives its rows are no ids; what stands in their place may be."""

from __future__ import annotations

import sqlite3

import pytest

from maps.leaks import Secrets, find_leaks


def database(*statements: str) -> bytes:
    """The bytes of a database in which these were run."""
    with sqlite3.connect(":memory:") as made:
        for one in statements:
            made.execute(one)
        made.commit()
        return made.serialize()


COUNTED = "CREATE TABLE seen (fid INTEGER PRIMARY KEY, name TEXT)"
THREE = "INSERT INTO seen (name) VALUES ('a'), ('b'), ('c')"


@pytest.mark.parametrize(
    ("statements", "found"),
    [
        ((COUNTED, THREE), False),
        # A number that is missing says which row there was; one that is not the row's own is an id.
        ((COUNTED, THREE, "DELETE FROM seen WHERE fid = 2"), True),
        ((COUNTED, "INSERT INTO seen VALUES (3, 'c')"), True),
        (("CREATE TABLE seen (fid TEXT, name TEXT)", "INSERT INTO seen VALUES ('3', 'c')"), True),
        (("CREATE TABLE seen (fid TEXT)", "INSERT INTO seen VALUES ('1'), ('2'), ('3')"), False),
        (("CREATE TABLE seen (id INTEGER PRIMARY KEY)",
          "INSERT INTO seen VALUES (1), (2), (3)"), True),
        (("CREATE TABLE layer_styles (id INTEGER PRIMARY KEY)",
          "INSERT INTO layer_styles VALUES (1), (2), (3)"), False),
    ],
)  # fmt: skip
def test_counts_are_no_ids(statements: tuple[str, ...], found: bool) -> None:
    secrets = Secrets(texts={"fid": ["3"], "id": ["3"]})
    assert bool(find_leaks(database(*statements), secrets, name="x.gpkg")) is found

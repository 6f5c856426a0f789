"""Addresses of stores: what they say, and that no password is ever told."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kordon
from geo.errors import ArgumentError
from layers.store.address import (
    address_of,
    has_password,
    is_address,
    name_of,
    shown,
    without_password,
)


@pytest.mark.parametrize(
    ("given", "told", "name"),
    [
        ("postgresql://anna@db.example.org/sightings", None, "postgresql:///sightings"),
        ("postgres://db:5433/x", "postgresql://db:5433/x", "postgresql:///x"),
        ("POSTGRESQL:///x", "postgresql:///x", "postgresql:///x"),
        ("postgresql://[::1]:5432/x?schema=kordon", "postgresql://[::1]:5432/x", None),
        ("postgresql://h/x?schema=own&sslmode=require",
         "postgresql://h/x?schema=own&sslmode=require", "postgresql:///x?schema=own"),
        ("postgresql:///x?host=/run/postgresql&user=b", "postgresql://b@/x?host=%2Frun%2Fpostgresql",
         "postgresql:///x"),
        ("postgresql://a%40b@h/my%20db", "postgresql://a%40b@h/my%20db", "postgresql:///my%20db"),
    ],
)  # fmt: skip
def test_what_an_address_says(given: str, told: str | None, name: str | None) -> None:
    """Said again, it is the same one; its name tells neither server nor user."""
    assert is_address(given)
    assert shown(given) == (told or given)
    assert name_of(given) == (name or "postgresql:///x")
    assert shown(shown(given)) == shown(given)
    assert name_of(name_of(given)) == name_of(given)


def test_what_is_taken_from_an_address() -> None:
    found = address_of("postgresql://anna:p%3A%2F%40%3F@[::1]:5432/x?schema=own&connect_timeout=3")
    assert (found.database, found.schema, found.password) == ("x", "own", "p:/@?")
    assert found.options == {"user": "anna", "host": "::1", "port": "5432", "connect_timeout": "3"}
    assert "p:/@?" not in repr(found)


@pytest.mark.parametrize(
    "given",
    [
        "postgresql://anna:sec/ret@h/x", "postgresql://anna:sec@ret@h/x",
        "postgresql://anna:sec?ret@h/x", "postgresql://anna:12?ret=x@h/x",
        "postgresql://anna:sec#ret@h/x", "postgresql://anna:sec%ret@h/x",
        "postgresql://anna:sec%ffret@h/x", "postgresql://anna:sec%00ret@h/x",
        "postgresql://anna:secret@h", "postgresql://anna:secret@h:port/x",
        "postgresql://anna:secret@h/x?options=-cfoo", "postgresql://anna:secret@h/x?schema=public",
        "postgresql://anna:secret@h/x?schema=pg_x", "postgresql://anna:secret@h/x?schema=A\"; DROP",
        "postgresql://anna:secret@h/x y", "postgresql:/anna:secret@h/x",
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_not_quoted(given: str) -> None:
    """It may hold a password: not even a part of it is in the message."""
    for refuse in (shown, without_password, kordon.Store):
        with pytest.raises(ArgumentError, match="the address of a store cannot be read") as told:
            refuse(given)
        assert "sec" not in str(told.value).replace("second", "")
        assert "ret" not in str(told.value)


def test_an_address_as_a_path_is_none() -> None:
    with pytest.raises(ArgumentError, match="as text"):
        kordon.Store(Path("postgresql://anna:secret@h/x"))


@given(st.text(min_size=1, max_size=20).filter(str.isprintable))
def test_any_password_is_kept_apart(password: str) -> None:
    """Property: what is shown says nothing of it, and leads to it again."""
    word = f"postgresql://anna:{quote(password, safe='')}@h/x?schema=any"
    assert without_password(word) == "postgresql://anna@h/x?schema=any"
    assert has_password(word)
    assert address_of("postgresql://anna@h/x?schema=any").password == password
    word = f"--store=postgresql://anna@h/x?schema=any&password={quote(password, safe='')}"
    assert without_password(word) == "--store=postgresql://anna@h/x?schema=any"
    assert has_password(word)


def test_other_words_stay_as_they_are() -> None:
    for word in ("--store", "kordon.db", "postgres", "--where=place~postgres://", "-o=a:b@c", "-"):
        assert without_password(word) == word
        assert not has_password(word)
    assert not has_password("postgresql://anna@h/x")

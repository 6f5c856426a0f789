"""``--store postgresql://...``: every command, and nothing of the password in what it leaves."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from postgres import PASSWORD, Server
from store_rows import put_rows, rows

from maps.leaks import find_traces

Said = tuple[int, str, str]
SECRETS = (PASSWORD, quote(PASSWORD, safe=""), quote(PASSWORD), "Geheim")


@pytest.fixture(scope="module")
def store(server: Server) -> str:
    address = server.address()
    put_rows(address, [*rows(4, place="Mazyr", coordinate_uncertainty_m="500"),
                       {"id": "x", "latitude": "52,5"}, {"id": "bad", "layer": "?"}])  # fmt: skip
    put_rows(address, [*rows(1, description="Seen again."), *rows(4)[1:]])
    return address


@pytest.fixture
def quiet(kordon: Callable[..., Said], tmp_path: Path) -> Callable[..., Said]:
    """Runs a command in an empty folder; what it says and writes must be free of the password."""

    def call(*words: object) -> Said:
        code, out, err = kordon(*words)
        whole = [out.encode(), err.encode()]
        whole += [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
        for secret in SECRETS:
            assert not any(secret.encode() in part for part in whole), words
        return code, out, err

    return call


def test_an_import_and_what_became_of_it(
    quiet: Callable[..., Said], server: Server, tmp_path: Path, examples_csv: Path
) -> None:
    address, copy = server.address(), tmp_path / "copy.db"
    code, out, err = quiet("import", examples_csv, "--store", address)
    assert code == 0, err
    assert "150 new" in out
    assert "~/.pgpass or PGPASSWORD is the place for it" in err
    head = out.splitlines()[-1].removeprefix("head ")
    code, out, _ = quiet("store", "verify", f"--store={address}", "--head", head)
    assert (code, "the head is the one noted down" in out) == (0, True)
    code, out, _ = quiet("store", "history", "EX-D-001", "--store", address, "--format", "json")
    assert (code, json.loads(out)["versions"][0]["number"]) == (0, 1)
    code, out, err = quiet("store", "history", "none", "--store", address)
    assert (code, "has no record 'none'" in err) == (3, True)
    assert quiet("store", "events", "--store", address)[0] == 0
    code, out, _ = quiet("store", "backup", copy, "--store", address)
    assert (code, out.splitlines()[-1]) == (0, f"head {head}")
    assert quiet("store", "verify", "--store", copy, "--head", head)[0] == 0
    code, out, _ = quiet("store", "migrate", "--store", address)
    assert (code, "has the newest schema already" in out) == (0, True)
    assert quiet("doubles", "--store", address, "--keep")[0] == 0
    assert quiet("store", "doubles", "--store", address)[0] == 0
    now = tmp_path / "now.gpkg"
    assert quiet("store", "export", "-o", now, "--store", address)[0] == 0
    code, out, _ = quiet("check", now, address)
    assert (code, "150 duplicates" in out) == (0, True)


@pytest.mark.parametrize(
    "words",
    [
        ["check", "--strict"],
        ["query", "--near", "Mazyr,500km"],
        ["near", "--nearest", "1"],
        ["count", "--regions", "BY"],
        ["join", "--regions", "BY"],
        ["doubles"],
    ],
)
def test_an_address_in_place_of_files(
    words: list[str], quiet: Callable[..., Said], store: str
) -> None:
    code, out, err = quiet(*words, "--store", store)
    assert code == 0, err
    assert out.strip()


def test_what_is_drawn_and_published(
    quiet: Callable[..., Said], store: str, server: Server, tmp_path: Path
) -> None:
    """A page, a still, a briefing: of the store they say the name of its database, and no more."""
    page = tmp_path / "map.html"
    none = ("--zones", "none", "--hubs", "none")
    code, out, err = quiet("map", "--store", store, "-o", page, *none)
    assert code == 0, err
    assert "read 5 = 5 accepted" in out
    text = page.read_text("utf-8")
    for private in ("anna@", "127.0.0.1", str(server.port)):
        assert private not in text
    code, out, err = quiet("verify", page, store)
    assert code == 0, err
    assert "same as when the page was made" in out
    assert quiet("picture", "--store", store, "-o", tmp_path / "still.svg", *none)[0] == 0
    code, _, err = quiet(
        "brief", "--store", store, "--since", "2022-01", "-o", tmp_path / "brief.md"
    )
    assert code == 0, err
    code, _, err = quiet("publish", "--store", store, "-o", tmp_path / "public.csv")
    assert code in (0, 8), err
    for path in tmp_path.iterdir():
        if path.suffix in (".html", ".svg", ".md", ".csv"):
            assert [t for t in find_traces(path) if "address" in t.field] == [], path


def test_what_is_wrong_is_said(quiet: Callable[..., Said], server: Server, store: str) -> None:
    code, _, err = quiet("check", "--store", server.address())
    assert (code, "there is no store postgresql://anna@127.0.0.1" in err) == (7, True)
    code, _, err = quiet("check", "--store", store.replace("/sightings", "/sight/ings"))
    assert (code, "the address of a store cannot be read" in err) == (2, True)
    code, _, err = quiet("check", "--store", store.replace("anna", "nobody"))
    assert (code, "cannot be opened" in err) == (7, True)
    code, _, err = quiet("map", "--store", store, "--nonsense", store)
    assert code == 2
    code, _, err = quiet("map", "--store", store, "-o", store)
    assert code != 0

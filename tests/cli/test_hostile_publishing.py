"""What a stranger, or an accident, hands to ``kordon publish``: a clear error, or a safe result."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from page_unpack import head_of
from publication_rows import AS_OF, AT_RISK, CITED, OURS, ROWS, write_rows

Said = tuple[int, str, str]
Kordon = Callable[..., Said]
ROOT = Path(__file__).resolve().parent.parent.parent
PUBLIC = json.loads((ROOT / "maps/publication/profiles/public.json").read_text("utf-8"))


def run(kordon: Kordon, folder: Path, rows: Any, *words: Any) -> tuple[Said, pd.DataFrame | None]:
    """Publish rows as a table; nothing but the account may lie beside it, and nothing on error."""
    table = write_rows(folder / "in.csv", rows)
    (folder / "out").mkdir(exist_ok=True)
    out = folder / "out" / "o.csv"
    said = kordon("publish", table, "-o", out, *AS_OF, *words)
    names = sorted(path.name for path in out.parent.iterdir())
    assert names == (["o.csv", "o.csv.manifest.json", "o.csv.receipt.json"] if said[0] == 0 else [])
    return said, (pd.read_csv(out, dtype=str) if said[0] == 0 else None)


#: What is changed of a record that is shown singly, and whether it still is.
ODD: list[tuple[dict[str, str], bool]] = [
    ({"handling": "Public "}, True),
    ({"handling": "PUBLIC"}, True),
    ({"handling": "public; restricted"}, False),
    ({"handling": "not public"}, False),
    ({"handling": "yes"}, False),
    ({"handling": "1"}, False),
    ({"source_at_risk": "no"}, True),
    ({"source_at_risk": "0"}, True),
    ({"source_at_risk": "1"}, False),
    ({"source_at_risk": "YES "}, False),
    ({"source_at_risk": "maybe"}, False),
    ({"date_start": "2031-05-01"}, False),
    ({"embargo_until": "2024-06-01T15:00+03:00"}, True),
    ({"embargo_until": "2024-06-01T15:01+03:00"}, False),
    ({"embargo_until": "2024-06-01T00:00-13:00"}, False),
    ({"ingested_at": "2024-05-29T15:00+03:00"}, True),
    ({"ingested_at": "2024-05-29T12:01Z"}, False),
    ({"ingested_at": "2024-05-29"}, False),
    ({"coordinate_uncertainty_m": "0"}, True),
    ({"latitude": "89.9", "longitude": "179.99999"}, True),
    ({"latitude": "-90", "longitude": "-180"}, True),
    ({"source_url": "https://Ivan from the mill.by"}, False),
    ({"source_url": "https://0x7f.0x1/"}, False),
    ({"source_url": "https://пример.бел/новости"}, True),
    ({"category": "reports_in_cell", "quantity_low": "900", "quantity_high": "900"}, False),
]


def test_odd_spellings_and_odd_places(kordon: Kordon, tmp_path: Path) -> None:
    """Words in odd spellings, moments in other zones, no radius, the ends of the world."""
    rows = [
        CITED | {"id": f"i{k}", "description": f"Case {k}."} | change
        for k, (change, _) in enumerate(ODD)
    ]
    said, shown = run(kordon, tmp_path, rows)
    assert said[0] == 0, said
    assert shown is not None
    for k, (change, singly) in enumerate(ODD):
        assert (f"Case {k}." in set(shown["description"])) is singly, change


def test_what_is_not_surely_reviewed_is_not(kordon: Kordon, tmp_path: Path) -> None:
    words = ["", "no", "0", "perhaps", "reviewed by Ivan", " YES"]
    rows = [
        CITED | {"id": f"i{k}", "reviewed": word, "description": f"Case {k}."}
        for k, word in enumerate(words)
    ]
    _, shown = run(kordon, tmp_path, rows)
    assert shown is not None
    assert shown["description"].dropna().tolist() == ["Case 5."]


@pytest.mark.parametrize(
    "change",
    [
        {"latitude": "89.99", "longitude": "10"},
        {"latitude": "60", "longitude": "179.99999"},
        {"latitude": "60", "longitude": "-180"},
        {"latitude": "24.5", "longitude": "30"},
        {"latitude": "", "longitude": "", "geometry": "LINESTRING (30 60, 60 60)"},
    ],
)
def test_cells_at_the_ends_of_the_world(
    change: dict[str, str], kordon: Kordon, tmp_path: Path
) -> None:
    """What the grid does not reach is withheld, of the Ukrainian side and of those at risk."""
    rows = [CITED, OURS | change, *(one | change for one in AT_RISK)]
    (code, out, _), shown = run(kordon, tmp_path, rows)
    assert code == 0
    assert "7  outside the area of the grid" in out
    assert shown is not None
    assert len(shown) == 1


def test_own_columns_are_free_text(kordon: Kordon, tmp_path: Path) -> None:
    """A profile that shows them still shows only what somebody has read, and nobody's address."""
    mine = tmp_path / "mine.json"
    mine.write_text(
        json.dumps(PUBLIC | {"name": "mine", "own_columns": ["remarks", "not there"]}), "utf-8"
    )
    rows = [
        CITED | {"id": "1", "remarks": "fine"},
        CITED | {"id": "2", "remarks": "unread", "reviewed": ""},
        CITED | {"id": "3", "remarks": "ask ivan@example.org"},
    ]
    (code, out, _), shown = run(kordon, tmp_path, rows, "--profile", mine)
    assert code == 0
    assert shown is not None
    assert shown["remarks"].dropna().tolist() == ["fine"]
    assert "remarks: not reviewed (1)" in out
    assert "remarks: personal data (1)" in out


@pytest.mark.parametrize("layers", [[], ["shelling"]])
def test_layers_that_are_not_there(layers: list[str], kordon: Kordon, tmp_path: Path) -> None:
    mine = tmp_path / "mine.json"
    mine.write_text(json.dumps(PUBLIC | {"name": "mine", "layers": layers}), "utf-8")
    (code, _, err), _ = run(kordon, tmp_path, [CITED], "--profile", mine)
    assert code == 8
    assert "1 of a layer that is not published" in err


@pytest.fixture(scope="module")
def published(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Path, dict[str, Any]]:
    """A published table and what its manifest says."""
    import datetime as dt

    from maps.publication.files import publish

    folder = tmp_path_factory.mktemp("published")
    table = write_rows(folder / "in.csv")
    moment = dt.datetime(2024, 6, 1, 12, tzinfo=dt.UTC)
    publish([table], folder / "o.csv", now=moment, seed="s")
    path = folder / "o.csv.manifest.json"
    return path, json.loads(path.read_text("utf-8"))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda told: told["cells"][0].__setitem__(1, "2024-13"), "damaged"),
        (lambda told: told["cells"][0].__setitem__(1, None), "damaged"),
        (lambda told: told["cells"][0].__setitem__(0, "ufo"), "damaged"),
        (lambda told: told["cells"][0].__setitem__(3, 10**40), "damaged"),
        (lambda told: told["cells"][0].__setitem__(5, -4), "damaged"),
        (lambda told: told["cells"][0].__setitem__(5, 7.5), "damaged"),
        (lambda told: told["cells"][0].pop(), "damaged"),
        (lambda told: told["cells"].append(told["cells"][0]), "damaged"),
        (lambda told: told.pop("cells"), "damaged"),
        (lambda told: told.update(cells="none"), "damaged"),
        (lambda told: told.update(manifest="kordon-publication-0"), "damaged"),
        (lambda told: told["positions"][0].__setitem__(4, "NaN"), "damaged"),
        (lambda told: told.update(at_least={"in": "many"}), "damaged"),
        (lambda told: told["counts"].update(grid_m=[10_000, 20_000]), "published with grid_m"),
        (lambda told: told.update(counts=None, cells=[]), "published with k 1"),
        (lambda told: told["file"].update(sha256="0" * 64), None),
    ],
)
def test_a_manifest_that_was_tampered_with(
    change: Callable[[Any], Any], said: str | None, kordon: Kordon, tmp_path: Path,
    published: tuple[Path, dict[str, Any]],
) -> None:  # fmt: skip
    told = json.loads(json.dumps(published[1]))
    change(told)
    path = tmp_path / "before.json"
    path.write_text(json.dumps(told), "utf-8")
    (code, _, err), _ = run(kordon, tmp_path, ROWS, "--against", path)
    if said is None:  # of itself it says nothing wrong: what counts is the file that it is of
        assert code == 0
    else:
        assert code == 3
        assert said in err


def test_a_manifest_of_another_file(
    kordon: Kordon, tmp_path: Path, published: tuple[Path, dict[str, Any]]
) -> None:
    (tmp_path / "b.csv").write_text("id\nexchanged\n")
    (tmp_path / "b.csv.manifest.json").write_bytes(published[0].read_bytes())
    (code, _, err), _ = run(kordon, tmp_path, ROWS, "--against", tmp_path / "b.csv")
    assert code == 3
    assert "is not the file that b.csv.manifest.json tells of" in err


def test_over_the_publication_before(kordon: Kordon, tmp_path: Path) -> None:
    """With --force it may be replaced by the next one, which was held against it."""
    run(kordon, tmp_path, ROWS)
    out = tmp_path / "out" / "o.csv"
    words = ("publish", tmp_path / "in.csv", "-o", out, "--against", out, *AS_OF)
    before = {path: path.read_bytes() for path in out.parent.iterdir()}
    code, _, err = kordon(*words)
    assert code == 4
    assert "same file as the input" in err
    assert {path: path.read_bytes() for path in out.parent.iterdir()} == before
    assert kordon(*words, "--force")[0] == 0


def test_what_is_read_is_not_written_over(kordon: Kordon, tmp_path: Path) -> None:
    zones = tmp_path / "zones.geojson"
    zones.write_text('{"type": "FeatureCollection", "features": []}')
    table = write_rows(tmp_path / "in.csv")
    code, _, err = kordon("publish", table, "-o", zones, "--zones", zones, *AS_OF, "--force")
    assert code == 4
    assert "same file as the input" in err


def test_a_command_that_names_what_is_withheld_is_not_told(kordon: Kordon, tmp_path: Path) -> None:
    """The profile for partners tells the command; this one would give a place away."""
    words = ("--profile", "partner", "--where", "id!=secret-id-9")
    (code, _, err), _ = run(kordon, tmp_path, ROWS, *words)
    assert code == 0, err
    text = (tmp_path / "out" / "o.csv.manifest.json").read_text("utf-8")
    assert "secret-id-9" not in text
    assert json.loads(text)["command"] == "kordon publish ..."


def test_a_moment_to_come_is_announced(kordon: Kordon, tmp_path: Path) -> None:
    table = write_rows(tmp_path / "in.csv")
    words = ("--as-of", "2190-01-01", "--seed", "s")
    code, _, err = kordon("publish", table, "-o", tmp_path / "o.csv", *words)
    assert code == 0
    assert "--as-of 2190-01-01 is to come" in err


def test_the_manifest_tells_of_nothing_that_was_not_chosen(kordon: Kordon, tmp_path: Path) -> None:
    """Of the positions on a grid only those that the file shows."""
    rows = [CITED, OURS | {"source_url": "https://example.org/staff"}]
    (code, _, err), _ = run(kordon, tmp_path, rows, "--bbox", "29,51.9,29.5,52.2")
    assert code == 0, err
    told = (tmp_path / "out" / "o.csv.manifest.json").read_text("utf-8")
    assert "staff" not in told
    assert json.loads(told)["positions"] == []


@pytest.mark.parametrize("words", [("publish", "o.csv"), ("map", "o.html"), ("query", "o.csv")])
def test_the_manifest_tells_again_where_records_stood(
    words: tuple[str, str], kordon: Kordon, tmp_path: Path
) -> None:
    """A file that shows other records does not forget them, and that is no leak."""
    rows = [CITED, OURS | {"source_url": "https://example.org/staff"}]
    table, first = write_rows(tmp_path / "in.csv", rows), tmp_path / "first.csv"
    assert kordon("publish", table, "-o", first, *AS_OF)[0] == 0
    told = json.loads((tmp_path / "first.csv.manifest.json").read_text("utf-8"))
    assert len(told["positions"]) == 1
    command, name = words
    box = ("--bbox", "29,51.9,29.5,52.2", "--against", first, "--profile", "public")
    code, _, err = kordon(command, table, "-o", tmp_path / name, *box, *AS_OF)
    assert code == 0, err
    if name == "o.html":
        head = head_of((tmp_path / name).read_text("utf-8"))
        again = head["provenance"]["publication"]
    else:
        again = json.loads((tmp_path / f"{name}.manifest.json").read_text("utf-8"))
    assert again["shown"]["records"] == 1
    assert again["positions"] == told["positions"]

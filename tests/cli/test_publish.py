"""``kordon publish``: what is written, what is not, and what is said of both."""

from __future__ import annotations

import importlib.resources
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas
import pytest
from page_unpack import everything, head_of
from publication_rows import AS_OF, AT_RISK, CITED, HIDDEN, OURS, RESTRICTED, ROWS, write_rows

from layers.readers import read

Said = tuple[int, str, str]
Kordon = Callable[..., Said]


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_rows(tmp_path_factory.mktemp("in") / "sightings-of-ivan.csv")


def text_of(path: Path) -> str:
    """All that a written file says, as far as the tests can read it on their own."""
    if path.suffix == ".html":
        return everything(path.read_text("utf-8"))
    if path.suffix in (".gpkg", ".parquet"):
        return path.read_bytes().decode("latin-1") + str(read(path).sightings.to_dict("list"))
    return path.read_text("utf-8")


@pytest.mark.parametrize("ending", ["html", "csv", "geojson", "gpkg", "jsonl", "kml", "parquet"])
def test_nothing_that_is_withheld_is_written(
    ending: str, kordon: Kordon, table: Path, tmp_path: Path
) -> None:
    out = tmp_path / f"out.{ending}"
    code, said, err = kordon("publish", table, "-o", out, *AS_OF)
    assert code == 0, err
    beside = tmp_path / f"out.{ending}.manifest.json"
    assert beside.exists() is (ending != "html")
    text = text_of(out) + (beside.read_text("utf-8") if beside.exists() else "")
    for hidden in HIDDEN:
        assert hidden not in text, hidden
    assert "A train of flatcars." in text
    assert "shown 2 records, 1 of them made coarser, and 1 cells with 6 reports" in said
    assert "withheld 1\n" in said
    assert "marked for fewer people" in said
    assert len(list(tmp_path.iterdir())) == (2 if ending == "html" else 3)


def test_verify_says_of_a_page_and_a_table_that_as_many_are_shown(
    kordon: Kordon, table: Path, tmp_path: Path
) -> None:
    said = []
    for ending in ("html", "csv"):
        out = tmp_path / f"out.{ending}"
        assert kordon("publish", table, "-o", out, *AS_OF)[0] == 0
        told = kordon("verify", out)[1].splitlines()
        said += [line for line in told if line.startswith("  rows  ")]
    assert said == ["  rows         3 shown"] * 2


def test_a_published_table_is_read_like_any_other(
    kordon: Kordon, table: Path, tmp_path: Path
) -> None:
    assert kordon("publish", table, "-o", tmp_path / "out.geojson", *AS_OF)[0] == 0
    frame = read(tmp_path / "out.geojson").sightings
    assert sorted(frame.geometry.geom_type) == ["Point", "Point", "Polygon"]
    (cell,) = frame[frame.geometry.geom_type == "Polygon"].to_dict("records")
    assert (cell["quantity_low"], cell["quantity_unit"]) == (6, "reports")
    assert (cell["date_start"], cell["date_end"]) == ("2024-05-01", "2024-05-31")
    # A cell of 20 km is 400 square kilometres, wherever it is.
    area = geopandas.GeoSeries([cell["geometry"]], crs=4326).to_crs(3035).area.iat[0]
    assert area == pytest.approx(400e6, rel=1e-3) or area == pytest.approx(1600e6, rel=1e-3)


def test_the_page_says_what_was_withheld(kordon: Kordon, table: Path, tmp_path: Path) -> None:
    page = tmp_path / "map.html"
    assert kordon("publish", table, "-o", page, *AS_OF, "--title", "Quiet")[0] == 0
    told = head_of(page.read_text("utf-8"))["provenance"]
    assert told["inputs"] == []
    assert told["command"] == "kordon publish ... --profile public"
    manifest = told["publication"]
    assert manifest["shown"] == {
        "records": 2, "cells": 1, "reports_in_cells": 6, "generalised": 1,
    }  # fmt: skip
    assert manifest["at_least"] == {}, "nine rows are fewer than ten"
    assert manifest["fewer_than"] == 10
    assert manifest["as_of"] == "2024-06-01T12:00+00:00"
    house = json.loads((tmp_path / "map.html.receipt.json").read_text("utf-8"))
    assert house["withheld"]["handling"]["ids"] == ["secret-id-9"]
    assert house["inputs"][0]["name"] == "sightings-of-ivan.csv"
    assert (
        house["in"] == 9 == sum(house["shown"][key] for key in ("records", "reports_in_cells")) + 1
    )
    assert house["seed"] == "s"


def test_same_seed_same_bytes(kordon: Kordon, table: Path, tmp_path: Path) -> None:
    outputs = []
    for name, seed in (("a.csv", "s"), ("b.csv", "s"), ("c.csv", "t")):
        words = ("--as-of", "2024-06-01", "--seed", seed)
        assert kordon("publish", table, "-o", tmp_path / name, *words)[0] == 0
        outputs.append((tmp_path / name).read_bytes())
    assert outputs[0] == outputs[1] != outputs[2]


def test_against_the_publication_before(kordon: Kordon, table: Path, tmp_path: Path) -> None:
    """One report more in a cell changes neither the page's cells nor the table's."""
    first, more = tmp_path / "first.html", tmp_path / "more.csv"
    assert kordon("publish", table, "-o", first, *AS_OF)[0] == 0
    rows = [*ROWS, AT_RISK[0] | {"id": "one-more", "description": "Another one entirely."}]
    write_rows(more, rows)
    before = head_of(first.read_text("utf-8"))["provenance"]["publication"]
    code, said, err = kordon(
        "publish", more, "-o", tmp_path / "next.csv", "--against", first, *AS_OF
    )
    assert code == 0, err
    assert "held back: 1 cells that changed by fewer than 5" in said
    told = json.loads((tmp_path / "next.csv.manifest.json").read_text("utf-8"))
    assert told["cells"] == before["cells"]
    assert told["at_least"] == before["at_least"]
    # And the next one against the table, through the manifest beside it.
    words = ("--against", tmp_path / "next.csv", *AS_OF)
    assert kordon("publish", more, "-o", tmp_path / "third.csv", *words)[0] == 0
    again = json.loads((tmp_path / "third.csv.manifest.json").read_text("utf-8"))
    assert again["cells"] == before["cells"]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("cut.html", "<!doctype html><meta", "is not as it was written"),
        ("cut.json", '{"manifest": "kordon-publ', "is no manifest"),
        ("other.json", '{"a": 1}', "is no publication of Kordon"),
        ("alone.csv", "id\n", "its manifest alone.csv.manifest.json is not beside it"),
    ],
)
def test_an_earlier_publication_that_is_none(
    name: str, text: str, said: str, kordon: Kordon, table: Path, tmp_path: Path
) -> None:
    (tmp_path / name).write_text(text)
    code, _, err = kordon("publish", table, "-o", tmp_path / "o.csv", "--against", tmp_path / name)
    assert code == 3
    assert said in err
    assert not (tmp_path / "o.csv").exists()


def test_a_map_that_was_not_published_is_no_earlier_publication(
    kordon: Kordon, table: Path, tmp_path: Path, example_page: Path
) -> None:
    words = ("publish", table, "-o", tmp_path / "o.csv", "--against", example_page)
    code, _, err = kordon(*words)
    assert code == 3
    assert "is a page that was not published" in err


def test_another_grid_than_before_is_refused(kordon: Kordon, table: Path, tmp_path: Path) -> None:
    assert kordon("publish", table, "-o", tmp_path / "a.csv", *AS_OF)[0] == 0
    told = json.loads((tmp_path / "a.csv.manifest.json").read_text("utf-8"))
    told["counts"]["k"] = 7
    (tmp_path / "a.csv.manifest.json").write_text(json.dumps(told))
    words = ("publish", table, "-o", tmp_path / "b.csv", "--against", tmp_path / "a.csv", *AS_OF)
    code, _, err = kordon(*words)
    assert code == 3
    assert "was published with k 7, and the profile public says 5" in err


def test_what_was_told_to_fewer_people_is_not_told_again(
    kordon: Kordon, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A manifest hands on where records stood: also one that only the readers of the first saw."""
    monkeypatch.chdir(tmp_path)
    far = OURS | {"id": "secret-id-3", "handling": "restricted", "latitude": "51.10017"}
    table = write_rows(tmp_path / "in.csv", [OURS, far])
    mine = json.loads(
        (importlib.resources.files("maps.publication") / "profiles/public.json").read_bytes()
    )
    (tmp_path / "public.json").write_text(json.dumps(mine | {"handling": ["restricted"]}))
    assert kordon("publish", table, "-o", "o.csv", "--profile", "public.json")[0] == 3, "its name"
    mine |= {"name": "mine", "handling": ["public", "restricted"]}
    (tmp_path / "mine.json").write_text(json.dumps(mine))
    words = ("publish", table, *AS_OF, "-o")
    assert kordon(*words, "few.csv", "--profile", "mine.json")[0] == 0
    assert json.loads(Path("few.csv.manifest.json").read_bytes())["shown"]["records"] == 2
    code, _, err = kordon(*words, "o.csv", "--against", "few.csv")
    assert code == 3
    assert "few.csv was published with the profile 'mine', and this is for public" in err
    assert not Path("o.csv").exists()
    assert kordon(*words, "o.csv")[0] == 0
    assert len(json.loads(Path("o.csv.manifest.json").read_bytes())["positions"]) == 1
    more = ("--against", "o.csv", "--profile", "mine.json")
    assert kordon(*words, "few2.csv", *more)[0] == 0, "what is public, anyone may know"


def test_a_publication_of_other_records_is_asked_about(
    kordon: Kordon, table: Path, tmp_path: Path
) -> None:
    """Whoever names the wrong file is not guarded against the right one."""
    far = [row | {"date_start": "2023-02-01", "source_url": "https://example.org/b"}
           for row in (OURS, *AT_RISK)]  # fmt: skip
    other = write_rows(tmp_path / "other.csv", far)
    words = ("publish", other, *AS_OF, "-o")
    assert kordon(*words, tmp_path / "of-others.csv")[0] == 0
    said = []
    for k, name in enumerate((other, table)):
        words = ("publish", name, *AS_OF, "--against", tmp_path / "of-others.csv", "-o")
        code, out, _ = kordon(*words, tmp_path / f"{k}.csv")
        assert code == 0
        said.append("is it the publication before this one?" in out)
    assert said == [False, True]


def test_the_choice_sees_only_what_is_published(
    kordon: Kordon, table: Path, tmp_path: Path
) -> None:
    """A condition on what is withheld finds nothing, and a box about the exact place neither."""
    box = ("--bbox", "28.6001,51.5001,28.6003,51.5003", "--layer", "fortification")
    frame = []
    for words in (box, ("--where", "unit~nameless"), ("--where", "place~quiet")):
        code, _, err = kordon("publish", table, "-o", tmp_path / "o.csv", *AS_OF, *words, "--force")
        frame.append((code, err))
    # The coarse circle reaches into the box, and its record is there; the others find nothing.
    assert [code for code, _ in frame] == [0, 8, 8]
    assert "nothing of the 9 rows would be shown" in frame[1][1]


def test_licences_stop_it_and_can_be_left_out(kordon: Kordon, tmp_path: Path) -> None:
    rows = [CITED, CITED | {"id": "secret-id-3", "licence": "no redistribution"}]
    table = write_rows(tmp_path / "in.csv", rows)
    code, _, err = kordon("publish", table, "-o", tmp_path / "o.csv", *AS_OF)
    assert code == 8
    assert "'no redistribution'" in err
    assert "secret-id-3" in err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv"]
    words = ("publish", table, "-o", tmp_path / "o.csv", *AS_OF)
    assert kordon(*words, "--where", "licence!=no redistribution")[0] == 0


def test_a_leak_stops_it(kordon: Kordon, table: Path, tmp_path: Path) -> None:
    """A title that gives away a withheld place: nothing is written, and it says where."""
    words = ("publish", table, "-o", tmp_path / "o.html", *AS_OF)
    code, _, err = kordon(*words, "--title", "News of the Whispering copse")
    assert code == 8
    assert "place" in err
    assert "Whispering copse" not in err.replace("--title", "")
    assert list(tmp_path.iterdir()) == []


def test_what_was_made_coarser_before_is_no_leak(kordon: Kordon, tmp_path: Path) -> None:
    """What the record says of that stands before what is added to it."""
    said = "rounded to minutes; moved to the next village"
    table = write_rows(tmp_path / "in.csv", [OURS | {"data_generalizations": said}])
    code, _, err = kordon("publish", table, "-o", tmp_path / "o.csv", *AS_OF)
    assert code == 0, err
    assert f"{said}; position moved to the middle of a 10 km cell" in (
        tmp_path / "o.csv"
    ).read_text("utf-8")


def test_nothing_to_show_is_an_error_that_says_why(kordon: Kordon, tmp_path: Path) -> None:
    table = write_rows(tmp_path / "in.csv", [CITED | {"handling": ""}, RESTRICTED])
    code, _, err = kordon("publish", table, "-o", tmp_path / "o.html", *AS_OF)
    assert code == 8
    assert "1 marked for fewer people" in err
    assert "1 too few in their cell and time" in err
    early = ("--as-of", "2024-04-01")
    code, _, err = kordon("publish", table, "-o", tmp_path / "o.html", *early)
    assert code == 8
    assert (
        "1 under embargo; 1 marked for fewer people; the first embargo ends at 2024-05-05T00:00Z"
        in err
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv"]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("-o", "o.txt"), 2, "the ending .txt says nothing that can be published"),
        (("-o", "-"), 2, "nothing that can be published"),
        (
            ("-o", "o.csv", "--profile", "publik"),
            3,
            "did you mean public? choose public, partner, internal",
        ),
        (("-o", "o.csv", "--as-of", "tomorrow"), 2, "is not a date"),
        (("-o", "none/o.csv"), 4, "does not exist"),
        (("-o", "o.csv", "--lang", "xx"), 2, "not written in the language"),
    ],
)
def test_wrong_usage(
    words: tuple[str, ...], code: int, said: str, kordon: Kordon, table: Path,
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    found, _, err = kordon("publish", table, *words)
    assert found == code
    assert said in err
    assert list(tmp_path.iterdir()) == []


def test_outputs_that_exist_are_not_replaced(kordon: Kordon, table: Path, tmp_path: Path) -> None:
    """Also not the receipt of another publication."""
    (tmp_path / "o.csv.receipt.json").write_text("{}")
    words = ("publish", table, "-o", tmp_path / "o.csv", *AS_OF)
    assert kordon(*words)[0] == 4
    assert [path.name for path in tmp_path.iterdir()] == ["o.csv.receipt.json"]
    assert kordon(*words, "--force")[0] == 0


@pytest.mark.parametrize("command", ["publish", "query"])
def test_only_its_owner_may_read_a_receipt(
    command: str, kordon: Kordon, table: Path, tmp_path: Path
) -> None:
    """A folder that a web server shows holds the rest of a publication, too."""
    out = tmp_path / "o.csv"
    words = (command, table, "-o", out, "--profile", "public", *AS_OF)
    umask = os.umask(0o022)
    try:
        assert kordon(*words)[0] == 0
    finally:
        os.umask(umask)
    modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    assert modes == {
        "o.csv": 0o644, "o.csv.manifest.json": 0o644, "o.csv.receipt.json": 0o600
    }  # fmt: skip
    # Who lets colleagues read it has said so, also of the next one.
    receipt = tmp_path / "o.csv.receipt.json"
    receipt.chmod(0o640)
    assert kordon(*words, "--force")[0] == 0
    assert receipt.stat().st_mode & 0o777 == 0o640


def test_a_store_knows_when_records_came_in(kordon: Kordon, table: Path, tmp_path: Path) -> None:
    """They came in just now, so nothing of a store that was filled today is shown today."""
    store = tmp_path / "k.db"
    assert kordon("import", table, "--store", store)[0] == 0
    code, _, err = kordon("publish", "--store", store, "-o", tmp_path / "o.csv")
    assert code == 8
    assert "9 under embargo" in err or "8 under embargo" in err
    later = ("--as-of", "2100-01-01")
    assert kordon("publish", "--store", store, "-o", tmp_path / "o.csv", *later)[0] == 0


def test_the_examples_are_worth_publishing(
    kordon: Kordon, examples_csv: Path, tmp_path: Path
) -> None:
    """147 of 150 are shown, those of the Ukrainian side coarse, and nothing leaks."""
    code, said, err = kordon("publish", examples_csv, "-o", tmp_path / "m.html", "--seed", "s")
    assert code == 0, err
    assert "shown 147 records, 15 of them made coarser" in said
    assert "3  Ukrainian-side positions without an official public source" in said


# --profile of other commands


def test_map_with_a_profile_is_the_same_page(kordon: Kordon, table: Path, tmp_path: Path) -> None:
    one, other = tmp_path / "one.html", tmp_path / "other.html"
    assert kordon("map", table, "-o", one, "--profile", "partner")[0] == 0
    assert kordon("publish", table, "-o", other, "--profile", "partner")[0] == 0
    shown = [
        head_of(page.read_text("utf-8"))["provenance"]["publication"]["shown"]
        for page in (one, other)
    ]
    assert shown[0] == shown[1]
    more = ("--profile", "partner", "--against", one, *AS_OF)
    assert kordon("map", table, "-o", tmp_path / "more.html", *more)[0] == 0
    assert kordon("map", table, "-o", tmp_path / "no.html", "--seed", "s")[0] == 2
    code, _, err = kordon("map", table, "-o", "-", "--profile", "public")
    assert code == 2
    assert "leave out --raster" in err


@pytest.mark.parametrize(
    "words",
    [
        ("query", "--within", "BY"),
        ("near", "--border", "BY-UA"),
        ("join", "--regions", "BY", "--with", "all"),
    ],
)
def test_answers_with_a_profile(
    words: tuple[str, ...], kordon: Kordon, table: Path, tmp_path: Path
) -> None:
    command, *rest = words
    out = tmp_path / "o.csv"
    profile = ("--profile", "public", *AS_OF)
    code, _, err = kordon(command, table, *rest, "-o", out, *profile)
    assert code == 0, err
    text = out.read_text("utf-8")
    assert "A train of flatcars." in text
    for hidden in HIDDEN:
        assert hidden not in text, hidden
    assert "1 withheld (profile public): marked for fewer people" in err
    code, said, _ = kordon("verify", out)
    assert code == 0, said
    assert kordon(command, table, *rest, "--as-of", "2024-06-01")[0] == 2


def test_export_of_a_store_with_a_profile(kordon: Kordon, table: Path, tmp_path: Path) -> None:
    store, out = tmp_path / "k.db", tmp_path / "o.jsonl"
    assert kordon("import", table, "--store", store)[0] == 0
    words = ("--profile", "public", "--as-of", "2100-01-01", "--seed", "s")
    code, _, err = kordon("store", "export", "--store", store, "-o", out, *words)
    assert code == 0, err
    for hidden in HIDDEN:
        assert hidden not in out.read_text("utf-8"), hidden


def test_in_python(table: Path, tmp_path: Path) -> None:
    """Everything the command does is one call."""
    import datetime as dt

    import kordon as front

    moment = dt.datetime(2024, 6, 1, tzinfo=dt.UTC)
    done: Any = front.publish([table], tmp_path / "o.csv", now=moment, seed="s")
    assert done.manifest["shown"]["records"] == 2
    gate = front.publish_records(
        front.read([table]).sightings, front.load_profile("public"), now=moment
    )
    assert {why: len(rows) for why, rows in gate.withheld.items()} == {"handling": 1}

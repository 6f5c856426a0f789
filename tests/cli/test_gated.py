"""``--profile`` on commands that write records or numbers of them: the same gate as publish."""

from __future__ import annotations

import datetime as dt
import html
import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pandas as pd
import pypdfium2
import pytest
from page_unpack import head_of
from publication_rows import AS_OF, AT_RISK, CITED, HIDDEN, RESTRICTED, ROWS, write_rows

import kordon as front
from cli.main import COMMANDS
from cli.main import kordon as group

Said = tuple[int, str, str]
Kordon = Callable[..., Said]
PUBLIC = ("--profile", "public", *AS_OF)
ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_rows(tmp_path_factory.mktemp("in") / "sightings-of-ivan.csv")


def text_of(path: Path) -> str:
    """All that a file says, without Kordon's own readers."""
    data = path.read_bytes()
    if path.suffix == ".pdf":
        pages = pypdfium2.PdfDocument(data)
        return "".join(page.get_textpage().get_text_bounded() for page in pages) + str(
            pages.get_metadata_dict()
        )
    if path.suffix in (".docx", ".pptx"):
        packed = zipfile.ZipFile(io.BytesIO(data))
        return "".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())
    return data.decode("utf-8", "replace")


def says_nothing_hidden(folder: Path) -> None:
    """Nothing of what is withheld is in any file of a folder but the receipt, nor in its names."""
    for path in folder.iterdir():
        if not path.name.endswith(".receipt.json"):
            text = text_of(path)
            for hidden in HIDDEN:
                assert hidden not in text + path.name, (path.name, hidden)


def test_every_command_that_takes_files_has_a_profile_or_the_docs_say_why() -> None:
    """Also commands that will come."""
    told = (ROOT / "docs" / "publishing.md").read_text("utf-8")
    section = told.split("## Commands without a profile")[1].split("\n## ")[0]
    context = click.Context(group)
    commands = {name: group.get_command(context, name) for name in COMMANDS}
    store = commands.pop("store")
    assert isinstance(store, click.Group)
    commands |= {f"store {name}": one for name, one in store.commands.items()}
    for name, command in commands.items():
        assert command is not None
        named = {one.name for one in command.params}
        reads = bool(named & {"files", "file", "page", "path", "store"})
        assert (f"`{name}`" in section) is (reads and "profile" not in named), name


def test_stills_show_what_the_published_map_shows(
    kordon: Kordon, table: Path, tmp_path: Path
) -> None:
    outputs = [tmp_path / name for name in ("m.svg", "m.pdf", "m.png")]
    words = [word for path in outputs for word in ("-o", path)]
    code, said, err = kordon("picture", table, *words, *PUBLIC)
    assert code == 0, err
    says_nothing_hidden(tmp_path)
    assert "Reports in a cell" in text_of(outputs[1])
    assert "Withheld: fewer than 10, or nothing" in text_of(outputs[0])
    for hidden in HIDDEN:
        assert hidden not in said, "the alt text"
    assert "drawn 3 of 3" in said
    assert "8 reports are drawn: Russian deployments 7" in said, "six of a cell are six"
    assert "1 withheld (profile public): marked for fewer people" in err
    assert "keep " in err
    assert len(list(tmp_path.iterdir())) == 3 + 3 + 1  # pictures, a manifest of each, one receipt
    page = tmp_path / "page.csv"
    assert kordon("publish", table, "-o", page, *AS_OF)[0] == 0
    one, other = (
        json.loads((tmp_path / f"{name}.manifest.json").read_text("utf-8"))
        for name in ("m.svg", "page.csv")
    )
    for key in ("cells", "shown", "at_least", "counts", "in_no_cell_at_least", "as_of"):
        assert one[key] == other[key], key
    assert one["command"] == "kordon picture ... --profile public"
    assert one["inputs"] == []


def test_a_briefing_of_what_may_be_shown(kordon: Kordon, table: Path, tmp_path: Path) -> None:
    """Counts, tables, sources, method and the page inside; reports in a cell count as many."""
    outputs = [tmp_path / name for name in ("b.md", "b.docx", "b.html")]
    words = [word for path in outputs for word in ("-o", path)]
    period = ("--since", "2024-05", "--until", "2024-05", "--compare-to", "previous")
    code, said, err = kordon("brief", table, *words, *period, *PUBLIC)
    assert code == 0, err
    says_nothing_hidden(tmp_path)
    text = (tmp_path / "b.md").read_text("utf-8")
    assert "A train of flatcars." in text
    assert "Made for: public" in text
    assert "singly: 2; counted in cells: 6" in text
    assert "Withheld: fewer than 10, or nothing" in text
    assert "8" in said.splitlines()[3], "two reports, and six of a cell"
    # That April shows nothing says nothing of April.
    assert "**Compared with April 2024 · Withheld: fewer than 10, or nothing**" in text
    assert "Nothing of April 2024, the period compared with, is shown" in text
    assert "now cannot be told" in text
    assert text.count("Counted is what is shown here; other reports may be withheld.") == 2
    assert "Of which period those are is not told" in text
    told = json.loads((tmp_path / "b.docx.manifest.json").read_text("utf-8"))
    assert told["shown"] == {"records": 2, "cells": 1, "reports_in_cells": 6, "generalised": 1}
    # The next one against this one.
    more = write_rows(tmp_path / "more.csv", [*ROWS, AT_RISK[0] | {"id": "another"}])
    words = ["-o", tmp_path / "c.md", "--against", tmp_path / "b.md"]
    code, _, err = kordon("brief", more, *words, *period, *PUBLIC)
    assert code == 0, err
    assert "1 cells that changed by fewer than 5 keep the number" in err
    after = json.loads((tmp_path / "c.md.manifest.json").read_text("utf-8"))
    assert after["cells"] == told["cells"]


def test_the_manifest_of_a_briefing_counts_both_periods(kordon: Kordon, tmp_path: Path) -> None:
    """What it shows of the period compared with, too; the map inside shows its own period only."""
    april = [CITED | {"date_start": f"2024-04-0{k}", "id": f"secret-april-{k}"} for k in (1, 2)]
    risk = [row | {"date_start": "2024-04-20", "id": f"{row['id']}-april"} for row in AT_RISK]
    march = CITED | {"date_start": "2024-03-01", "id": "secret-march"}
    table = write_rows(tmp_path / "in.csv", [*ROWS, *april, *risk, march])
    out = tmp_path / "out"
    out.mkdir()
    words = ["-o", out / "b.md", "-o", out / "b.html"]
    period = ("--since", "2024-05", "--until", "2024-05", "--compare-to", "previous")
    code, _, err = kordon("brief", table, *words, *period, *PUBLIC)
    assert code == 0, err
    says_nothing_hidden(out)
    told = json.loads((out / "b.md.manifest.json").read_text("utf-8"))
    # Two of May and its cell, two of April and its cell; not the one of March.
    assert told["shown"] == {"records": 4, "cells": 2, "reports_in_cells": 12, "generalised": 1}
    text = (out / "b.md").read_text("utf-8")
    assert "singly: 4; counted in cells: 12; both periods together" in text
    assert "has 8 to show: others may be withheld, so whether there are more or fewer" in text
    frame = re.search(r'srcdoc="([^"]*)"', (out / "b.html").read_text("utf-8"))
    assert frame is not None
    inside = head_of(html.unescape(frame[1]))["provenance"]["publication"]
    assert inside["shown"] == {"records": 2, "cells": 1, "reports_in_cells": 6, "generalised": 1}
    # One period alone says nothing of two.
    code, _, err = kordon("brief", table, "-o", out / "c.md", *period[:4], *PUBLIC)
    assert code == 0, err
    assert "singly: 2; counted in cells: 6." in (out / "c.md").read_text("utf-8")


#: Commands that write what may be shown, and what they write.
WRITING = {
    "publish": ("o.html",), "map": ("o.html",), "picture": ("o.png", "o.svg"),
    "brief": ("o.md", "o.html"), "query": ("o.csv",), "near": ("o.csv",), "count": ("o.csv",),
    "join": ("o.csv",), "doubles": ("o.csv",),
}  # fmt: skip


@pytest.mark.parametrize("command", WRITING)
def test_nothing_is_written_where_nothing_may_be_shown(
    command: str, kordon: Kordon, tmp_path: Path
) -> None:
    """An empty result would say that nothing is known; the error says why there is none."""
    table = write_rows(tmp_path / "in.csv", [RESTRICTED, CITED | {"handling": ""}])
    (tmp_path / "out").mkdir()
    words = [word for name in WRITING[command] for word in ("-o", tmp_path / "out" / name)]
    code, out, err = kordon(command, table, *words, *PUBLIC)
    assert (code, out) == (8, "")
    assert "nothing of the 2 rows would be shown by the profile public" in err
    assert "1 marked for fewer people" in err
    assert "1 too few in their cell and time" in err
    assert list((tmp_path / "out").iterdir()) == []
    if command == "query":
        assert kordon(command, table, *PUBLIC)[:2] == (8, ""), "on standard output neither"


def test_nothing_of_a_store_may_be_shown(kordon: Kordon, tmp_path: Path) -> None:
    store = tmp_path / "k.db"
    assert kordon("import", write_rows(tmp_path / "in.csv", [RESTRICTED]), "--store", store)[0] == 0
    out = tmp_path / "o.csv"
    later = ("--profile", "public", "--as-of", "2100-01-01")
    code, said, err = kordon("store", "export", "--store", store, "-o", out, *later)
    assert (code, said) == (8, "")
    assert "1 marked for fewer people" in err
    assert not out.exists()


@pytest.mark.parametrize("command", ["publish", "picture", "brief", "query", "count", "join"])
def test_nothing_of_what_was_asked_for(
    command: str, kordon: Kordon, table: Path, tmp_path: Path
) -> None:
    """Where the gate let something through, a question is answered; a map needs something to show.

    Also of a briefing: what the other period has is no report of its own.
    """
    words = [word for name in WRITING[command] for word in ("-o", tmp_path / name)]
    if command == "join":
        words += ["--regions", "Poland"]
    else:
        words += ["--since", "2024-06", "--until", "2024-06"]
    if command == "brief":
        words += ["--compare-to", "previous"]
    code, _, err = kordon(command, table, *words, *PUBLIC)
    if command in ("query", "count", "join"):
        assert code == 0, err
    else:
        assert code == 8, err
        assert "3 that may be shown are not in what was asked for" in err
        assert list(tmp_path.iterdir()) == []


def test_nothing_was_chosen_before_the_gate(kordon: Kordon, table: Path) -> None:
    """Then the gate withholds nothing, and there is nothing to find."""
    code, _, err = kordon("query", table, "--layer", "shelling", *PUBLIC)
    assert code == 0, err
    assert "0 of 0 sightings" in err


def test_counts_of_what_may_be_shown(kordon: Kordon, table: Path, tmp_path: Path) -> None:
    out = tmp_path / "n.csv"
    words = ("--regions", "Belarus", "--regions", "Ukraine", "--by", "layer")
    code, _, err = kordon("count", table, *words, "-o", out, *PUBLIC)
    assert code == 0, err
    counts = pd.read_csv(out).set_index(["region_id", "layer"])[["low", "high"]]
    # In Belarus one report and the six of the cell, which lies in it wholly.
    inside = counts.xs("deployment", level="layer").iloc[0]
    assert inside.tolist() == [7, 7]
    assert "of 8 sightings" in err
    assert out.with_name("n.csv.manifest.json").exists()
    assert kordon("verify", out)[0] == 0
    says_nothing_hidden(tmp_path)


def test_doubles_of_what_may_be_shown(kordon: Kordon, tmp_path: Path) -> None:
    rows = [CITED, CITED | {"id": "secret-id-7"}, *AT_RISK]
    table = write_rows(tmp_path / "in.csv", rows)
    (tmp_path / "out").mkdir()
    out = tmp_path / "out" / "d.csv"
    code, _, err = kordon("doubles", table, "-o", out, *PUBLIC)
    assert code == 0, err
    assert len(pd.read_csv(out)) == 2
    assert "counts in cells left out" in err
    says_nothing_hidden(tmp_path / "out")
    code, _, err = kordon("doubles", table, "--to-decide", tmp_path / "p.csv", *PUBLIC)
    assert code == 2
    assert "leave out --decided" in err


def test_conditions_before_the_gate(kordon: Kordon, tmp_path: Path) -> None:
    """What no profile hands on can be left out, as the error says."""
    rows = [CITED, CITED | {"id": "A2", "licence": "no redistribution"}]
    table = write_rows(tmp_path / "in.csv", rows)
    assert kordon("query", table, *PUBLIC)[0] == 8
    code, _, err = kordon("query", table, "--where", "licence!=no redistribution", *PUBLIC)
    assert code == 0, err
    assert "1 of 1 sightings" in err
    # Of the rest it sees only what is published.
    code, _, err = kordon("query", table, "--where", "id!=A2", "--where", "unit~x", *PUBLIC)
    assert code == 0, err
    assert "0 of 1 sightings" in err


@pytest.mark.parametrize("command", ["picture", "brief"])
def test_a_leak_stops_all_of_it(command: str, kordon: Kordon, table: Path, tmp_path: Path) -> None:
    outputs = {"picture": ("m.png", "m.svg"), "brief": ("b.md",)}[command]
    words = [word for name in outputs for word in ("-o", tmp_path / name)]
    code, _, err = kordon(command, table, *words, "--title", "The Whispering copse", *PUBLIC)
    assert code == 8
    assert "would give away" in err
    assert list(tmp_path.iterdir()) == []


def test_what_lies_beside_is_not_replaced(kordon: Kordon, table: Path, tmp_path: Path) -> None:
    (tmp_path / "o.svg.manifest.json").write_text("{}")
    words = ("picture", table, "-o", tmp_path / "o.svg", *PUBLIC)
    code, _, err = kordon(*words)
    assert code == 4
    assert "o.svg.manifest.json exists already" in err
    assert [path.name for path in tmp_path.iterdir()] == ["o.svg.manifest.json"]
    mine = tmp_path / "mine.json"
    mine.write_text((ROOT / "maps/publication/profiles/public.json").read_text("utf-8"), "utf-8")
    code, _, err = kordon("query", table, "-o", mine, "--profile", mine, "--force")
    assert code == 4
    assert "is the same file as the input" in err


@pytest.mark.parametrize("option", ["--seed", "--against"])
def test_options_of_the_gate_need_a_profile(option: str, kordon: Kordon, table: Path) -> None:
    code, _, err = kordon("count", table, option, "x")
    assert code == 2
    assert f"{option} belongs to --profile" in err


def test_in_python(table: Path, tmp_path: Path) -> None:
    moment = dt.datetime(2024, 6, 1, tzinfo=dt.UTC)

    def gate() -> Any:
        return front.Gate("public", now=moment, files=[table], seed="s")

    found = front.build_picture([table], [tmp_path / "m.svg"], gate=gate(), inset=False)
    assert len(found.sightings) == 3
    assert found.pictures[0].path == str(tmp_path / "m.svg")
    asked = front.query([table], gate=gate())
    assert (asked.asked, asked.high) == (3, 3)
    says_nothing_hidden(tmp_path)

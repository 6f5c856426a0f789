"""The walk from a file to a page, step by step, as shares of the whole, beside folium.

One process run, the example records, median of five. The last line compares the page with what
folium writes for the same records as markers with pop-ups.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples" / "belarus-border-2021-2023.csv"
ROUNDS = 5


def timed(action: Callable[[], Any]) -> tuple[Any, float]:
    """The last result, and the median of the seconds it took."""
    seconds = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        result = action()
        seconds.append(time.perf_counter() - start)
    return result, statistics.median(seconds)


def folium_page(sightings: Any, path: Path) -> int:
    """What an analyst would do without Kordon. The text is plain, so nothing runs."""
    import folium

    page = folium.Map([52, 30], zoom_start=6, tiles=None)
    for row in sightings[sightings.latitude.notna()].to_dict("records"):
        text = str(row["description"]).replace("{", "(").replace("`", "'")
        folium.Marker([row["latitude"], row["longitude"]], popup=text).add_to(page)
    page.save(path)
    return path.stat().st_size


def main() -> None:
    """Prints the table."""
    import kordon
    from maps.build import chosen_regions

    intake, reading = timed(lambda: kordon.read([EXAMPLES]))
    (regions, _), zoning = timed(chosen_regions)
    table, joining = timed(lambda: kordon.join(intake.sightings, regions))
    page = kordon.Page(sightings=intake.sightings, regions=regions, memberships=table)
    text, drawing = timed(page.html)
    whole = reading + zoning + joining + drawing
    for name, part in (
        ("read and check", reading), ("zones and hubs", zoning), ("join", joining),
        ("page", drawing),
    ):  # fmt: skip
        print(f"{name:<16} {100 * part / whole:5.1f} %")
    with tempfile.TemporaryDirectory() as folder:
        size, drawing_folium = timed(lambda: folium_page(intake.sightings, Path(folder) / "f.html"))
    print(
        f"page: {len(text.encode()) / 1000:.0f} kB with its base map, folium's markers "
        f"{size / 1000:.0f} kB without one and with ten remote links; "
        f"time {drawing / drawing_folium:.2f} x folium's"
    )


if __name__ == "__main__":
    main()

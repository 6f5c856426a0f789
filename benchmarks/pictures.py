"""Stills beside the reading of their records: ratios, in one run.

``python benchmarks/pictures.py [ROWS ...]``. For each number of made-up records: reading the file
(`kordon.read`), joining with zones and hubs, and drawing a slide as PNG, SVG and PDF. Seconds of
the clock and of the processors; the first picture of a run also loads matplotlib and the base map.
"""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path
from typing import Any

SIZES = (10_000, 1_000_000)
FORMATS = ("png", "svg", "pdf")


def measured(rows: int, folder: Path) -> dict[str, tuple[float, float]]:
    """Seconds per step, of the clock and of the processors."""
    import kordon
    from benchmarks.pages import records
    from benchmarks.reading import spent
    from maps.build import chosen_regions

    path = folder / f"{rows}.csv"
    records.make(rows).to_csv(path, index=False)
    held: dict[str, Any] = {}
    steps = {"read": spent(lambda: held.update(intake=kordon.read([path])))}
    regions, _ = chosen_regions()
    sightings = held["intake"].sightings
    steps["join"] = spent(lambda: held.update(joined=kordon.join(sightings, regions)))
    for format_ in FORMATS:
        steps[format_] = spent(
            lambda format_=format_: kordon.draw_picture(  # type: ignore[misc]
                sightings, io.BytesIO(), format=format_, regions=regions,
                memberships=held["joined"],
            )
        )  # fmt: skip
    return steps


def main() -> None:
    """Prints the table."""
    sizes = [int(text) for text in sys.argv[1:]] or list(SIZES)
    print("seconds of the clock (of the processors; clock as a part of reading the same from CSV)")
    with tempfile.TemporaryDirectory() as folder:
        for rows in sizes:
            steps = measured(rows, Path(folder))
            read = steps["read"][0]
            told = "  ".join(
                f"{name} {took:.2f} ({busy:.2f}; {took / read:.2f})"
                for name, (took, busy) in steps.items()
            )
            print(f"{rows:>9,}  {told}", flush=True)


if __name__ == "__main__":
    main()

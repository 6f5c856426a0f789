"""``python -m geo.reference.build``: make the reference geography, compare it with what ships.

Writes to ``build/reference`` (or ``--out``), prints how each file differs from the committed
one, and ends with 1 if any does by more than `compare.ALLOWED_M`. ``--out geo/reference/data``
renews what ships: then there is nothing to compare with but the repository's history.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from geo import reference
from geo.errors import KordonError
from geo.reference.build import borders, compare, countries, gazetteer, oblasts, packages, water

COMMITTED = Path(reference.__file__).parent / "data"


def frames() -> Iterator[tuple[str, Any]]:
    """Make the frames one after the other: (name of the file without its ending, frame)."""
    land = water.land_frame()
    yield "land", land
    yield "lakes", water.lakes_frame()
    yield "rivers", water.rivers_frame()
    simple = countries.countries(countries.raw_countries())
    units, whole = oblasts.oblasts_and_countries(oblasts.raw_units(), simple)
    yield "oblasts", oblasts.oblasts_frame(units)
    nations = countries.countries_frame(whole)
    yield "countries", nations
    lines = borders.borders_frame(nations, land)
    yield "borders", lines
    yield "bands", borders.bands_frame(lines)
    yield "places", gazetteer.places_frame(lines, nations["iso"])
    yield "airfields", gazetteer.airfields_frame(nations["iso"])


def make(folder: Path) -> None:
    """Write all files that are made from packages to a folder, and say which and how long."""
    folder.mkdir(parents=True, exist_ok=True)
    start = time.monotonic()
    for name, frame in frames():
        path = folder / f"{name}.parquet"
        frame.to_parquet(path, index=False, compression="zstd", compression_level=19)
        print(f"{time.monotonic() - start:5.0f} s  {path}  {len(frame):,} rows")
    text = json.dumps(packages.sources(), ensure_ascii=False, indent=2, sort_keys=True)
    (folder / "sources.json").write_text(text + "\n", "utf-8")


def main() -> int:
    """Read the command line, make the files and compare them: 0 when all are equal, else 1."""
    parser = argparse.ArgumentParser(prog="python -m geo.reference.build", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("build/reference"), metavar="FOLDER")
    folder = parser.parse_args().out
    try:
        make(folder)
    except KordonError as error:
        print(f"Error: {error}", file=sys.stderr)
        return error.exit_code
    if folder.resolve() == COMMITTED.resolve():
        print("Renewed what ships: look at `git diff --stat`, run `make test`, make the base map.")
        return 0
    found = compare.differences(COMMITTED, folder)
    for name, difference in found.items():
        print(f"{name}: {difference}")
    return 1 if any(difference.told for difference in found.values()) else 0


if __name__ == "__main__":
    sys.exit(main())

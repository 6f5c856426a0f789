"""The options of the analyst's own pictures, gathered as one."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from maps.rasters import Raster

__all__ = ["Pictures", "raster_options"]

_OPTIONS = (
    click.option(
        "--raster",
        "paths",
        multiple=True,
        metavar="FILE.tif",
        help="A georeferenced picture (GeoTIFF) to lie under the records. Repeatable; the next "
        "options are given once for each, in the same order.",
    ),
    click.option("--raster-label", "labels", multiple=True, metavar="TEXT", help="Its title."),
    click.option(
        "--raster-source", "sources", multiple=True, metavar="TEXT", help="Who made it, of what."
    ),
    click.option(
        "--raster-date", "dates", multiple=True, metavar="TEXT", help="What day or time it shows."
    ),
    click.option(
        "--raster-licence", "licences", multiple=True, metavar="TEXT", help="Terms of its use."
    ),
    click.option(
        "--raster-size",
        "size_mb",
        type=float,
        default=1.5,
        show_default=True,
        metavar="MB",
        help="What one picture may take of the page; it is made coarser until it fits.",
    ),
)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Pictures:
    """What pictures are asked for, and what is said of each."""

    paths: tuple[str, ...]
    labels: tuple[str, ...]
    sources: tuple[str, ...]
    dates: tuple[str, ...]
    licences: tuple[str, ...]
    size_mb: float

    def load(self) -> list[Raster]:
        """Read and shrink them. Raises ArgumentError, ForeignFileError."""
        from maps.rasters import load_rasters

        return load_rasters(
            self.paths,
            {
                "label": self.labels,
                "source": self.sources,
                "date": self.dates,
                "licence": self.licences,
            },
            size_bytes=round(1e6 * self.size_mb) if self.size_mb < 1e6 else 10**12,
        )


def raster_options(function: Callable[..., None]) -> Callable[..., None]:
    """Adds the options of `Pictures`, which the command gets as one: ``pictures``."""
    names = [field.name for field in dataclasses.fields(Pictures)]

    @functools.wraps(function)
    def gathered(**given: Any) -> None:
        function(pictures=Pictures(**{name: given.pop(name) for name in names}), **given)

    for option in reversed(_OPTIONS):
        gathered = option(gathered)
    return gathered

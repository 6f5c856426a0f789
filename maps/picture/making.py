"""Pictures as files: the public calls."""

from __future__ import annotations

import datetime as dt
import io
import math
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from geo.errors import ArgumentError
from geo.files import atomic_write, check_target
from layers.intake import Intake
from maps.picture.sheets import sheet

if TYPE_CHECKING:
    import geopandas
    import pandas as pd

    from maps.picture.draw import Drawing

__all__ = ["FORMATS", "Picture", "draw_picture", "draw_pictures", "format_for"]

#: Endings of names, and the formats they mean.
FORMATS = ("png", "svg", "pdf")
_DPI = (36.0, 600.0)
_MOST_PIXELS = 100_000_000

PathLike = str | os.PathLike[str]


@dataclass(frozen=True)
class Picture:
    """A still that was written.

    ``path``: where, None for a file object; ``width_px`` and ``height_px``: of a PNG its dots,
    of SVG and PDF points (1/72 inch); ``alt_text``: what it shows, in words; ``shown``: how many
    records are drawn; ``not_shown``: how many are not, by why (``country``: known only to a
    country, ``none``: without a place, ``beyond``: outside the frame, ``coarse``, ``unknown``:
    not known finely enough for the cells of a density). All together are all records.
    """

    path: str | None
    width_px: int
    height_px: int
    alt_text: str
    shown: int
    not_shown: Mapping[str, int]


def draw_picture(
    sightings: geopandas.GeoDataFrame | Intake,
    output: PathLike | BinaryIO,
    *,
    regions: geopandas.GeoDataFrame | None = None,
    memberships: pd.DataFrame | None = None,
    title: str | None = None,
    size: str = "slide",
    theme: str = "light",
    language: str = "en",
    bbox: Sequence[float] | None = None,
    as_of: str | dt.date | None = None,
    dpi: float | None = None,
    inset: bool = True,
    format: str | None = None,
    overwrite: bool = False,
) -> Picture:
    """Draws sightings as a still picture: the page's map, with legend, sources and scale.

    ``sightings`` (EPSG:4326) as for `maps.page.Page`; ``output`` a path ending in .png, .svg or
    .pdf, or a binary file together with ``format``. ``regions`` are drawn as zones and hubs;
    ``memberships`` (of `geo.join.join`, with the index of ``sightings``) put how many reports
    they hold into the legend. An empty or missing ``title`` is made from the dates. ``size`` is
    one of `SHEETS`, ``theme`` one of the page's. ``bbox`` (west, south, east, north in degrees)
    is shown whole, by default what `maps.firstview.first_view` frames. ``as_of``: a day that the
    picture names in place of its newest report. ``dpi``: dots per inch of a PNG.
    ``inset``: a small map of where this lies, if there is room.

    Raises ArgumentError (size, theme, language, box, dpi, format), OutputError (the output
    exists and ``overwrite`` is not set, or cannot be written) and PageError (no typeface with
    Cyrillic).
    """
    return draw_pictures(
        sightings, [output], regions=regions, memberships=memberships, title=title, size=size,
        theme=theme, language=language, bbox=bbox, as_of=as_of, dpi=dpi, inset=inset,
        format=format, overwrite=overwrite,
    )[0]  # fmt: skip


def draw_pictures(
    sightings: geopandas.GeoDataFrame | Intake,
    outputs: Sequence[PathLike | BinaryIO],
    *,
    regions: geopandas.GeoDataFrame | None = None,
    memberships: pd.DataFrame | None = None,
    title: str | None = None,
    size: str = "slide",
    theme: str = "light",
    language: str = "en",
    bbox: Sequence[float] | None = None,
    as_of: str | dt.date | None = None,
    dpi: float | None = None,
    inset: bool = True,
    format: str | None = None,
    overwrite: bool = False,
    write: Callable[[Mapping[str, bytes]], object] | None = None,
) -> list[Picture]:
    """As `draw_picture`, drawn once and written to several outputs, in their order.

    ``write``, if given, gets all finished files by their names, and writes them itself.
    """
    paper = sheet(size)
    formats = [format_for(output, format) for output in outputs]
    dots = _checked_dpi(paper.dpi if dpi is None else dpi, paper.width_pt, paper.height_pt)
    box = _checked_box(bbox)
    for output in outputs:
        if isinstance(output, str | os.PathLike):
            check_target(output, overwrite=overwrite)
    from maps.picture.draw import Asked, draw
    from maps.picture.paper import settings

    frame = sightings.sightings if isinstance(sightings, Intake) else sightings
    with settings():
        drawing = draw(
            Asked(
                sightings=frame, regions=regions, memberships=memberships, title=title,
                sheet=paper, theme=theme, language=language, bbox=box,
                as_of=None if as_of is None else str(as_of), inset=inset,
            )
        )  # fmt: skip
        if write is None:
            return [
                _written(drawing, output, one, dots, overwrite)
                for output, one in zip(outputs, formats, strict=True)
            ]
        made = [io.BytesIO() for _ in outputs]
        pictures = [
            replace(_written(drawing, file, one, dots, overwrite), path=os.fspath(output))
            for file, output, one in zip(made, _named(outputs), formats, strict=True)
        ]
    write({str(one.path): file.getvalue() for one, file in zip(pictures, made, strict=True)})
    return pictures


def _named(outputs: Sequence[PathLike | BinaryIO]) -> list[PathLike]:
    names = [output for output in outputs if isinstance(output, str | os.PathLike)]
    if len(names) < len(outputs):
        raise ArgumentError("files that are written by another hand need names, not file objects")
    return names


def format_for(output: PathLike | BinaryIO, given: str | None) -> str:
    """png, svg or pdf, from the ending of a name or as given. Raises ArgumentError."""
    listed = ", ".join(FORMATS)
    if given is not None and given not in FORMATS:
        raise ArgumentError(f"there is no picture format {given!r}: choose one of {listed}")
    if not isinstance(output, str | os.PathLike):
        if given is None:
            raise ArgumentError(f"say which format= a file object is to get: {listed}")
        return given
    ending = Path(output).suffix.lower().removeprefix(".")
    if ending not in FORMATS:
        raise ArgumentError(
            f"{os.fspath(output)}: a picture is named .png, .svg or .pdf, and "
            f"{'.' + ending if ending else 'a name without an ending'} is none of these"
        )
    if given is not None and given != ending:
        raise ArgumentError(f"{os.fspath(output)}: the name says {ending}, and format= {given}")
    return ending


def _checked_dpi(dpi: float, width_pt: float, height_pt: float) -> float:
    low, high = _DPI
    if not (math.isfinite(dpi) and low <= dpi <= high):
        raise ArgumentError(f"{dpi} dots per inch: say {low:g} to {high:g}")
    if width_pt * height_pt * (dpi / 72) ** 2 > _MOST_PIXELS:
        raise ArgumentError(f"{dpi:g} dots per inch make this size too large; say fewer")
    return float(dpi)


def _checked_box(bbox: Sequence[float] | None) -> list[float] | None:
    if bbox is None:
        return None
    values = [float(v) for v in bbox]
    fine = len(values) == 4 and all(map(math.isfinite, values))
    if fine:
        west, south, east, north = values
        fine = -180 <= west < east <= 180 and -90 <= south < north <= 90
    if not fine:
        raise ArgumentError(
            f"the box {list(bbox)} is not west, south, east, north in degrees, "
            "west before east and south before north"
        )
    return values


def _written(
    drawing: Drawing, output: PathLike | BinaryIO, format_: str, dpi: float, overwrite: bool
) -> Picture:
    size: list[int] = []

    def save(file: BinaryIO) -> None:
        size[:] = drawing.paper.save(
            file, format_, dpi=dpi, title=drawing.title, told=drawing.alt_text
        )

    path = None
    if isinstance(output, str | os.PathLike):
        path = str(atomic_write(output, save, overwrite=overwrite))
    else:
        save(output)
    return Picture(
        path=path,
        width_px=size[0],
        height_px=size[1],
        alt_text=drawing.alt_text,
        shown=drawing.scene.shown,
        not_shown=dict(drawing.scene.not_drawn),
    )

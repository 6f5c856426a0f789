"""Pictures as files: the public calls."""

from __future__ import annotations

import datetime as dt
import io
import math
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from geo.errors import ArgumentError
from geo.files import check_target
from geo.together import write_together
from layers.coverage import read_coverage
from layers.intake import Intake
from maps.picture.sheets import Sheet, sheet
from maps.picture.view import palette
from maps.rasters import Raster, load_raster
from maps.terms import Terms
from maps.withheld import withheld_of

if TYPE_CHECKING:
    import geopandas
    import pandas as pd

    from layers.coverage import Coverage
    from maps.picture.coverage import Period
    from maps.picture.draw import Drawing

__all__ = ["FORMATS", "LETTERS", "Picture", "check_wishes", "draw_picture", "draw_pictures"]

#: Endings of names, and the formats they mean.
FORMATS = ("png", "svg", "pdf")
#: What the letters of an SVG are.
LETTERS = ("text", "outlines")
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
    rasters: Sequence[Raster | PathLike] = (),
    coverage: Coverage | PathLike | None = None,
    period: Period = (None, None),
    letters: str = "text",
    format: str | None = None,
    overwrite: bool = False,
    publication: Mapping[str, Any] | None = None,
) -> Picture:
    """Draws sightings as a still picture: the page's map, with legend, sources and scale.

    ``sightings`` (EPSG:4326) as for `maps.page.Page`; ``output`` a path ending in .png, .svg or
    .pdf, or a binary file together with ``format``. ``regions`` are drawn as zones and hubs;
    ``memberships`` (of `geo.join.join`, with the index of ``sightings``) put how many reports
    they hold into the legend. An empty or missing ``title`` is made from the dates. ``size`` is
    one of `SHEETS`, ``theme`` one of the page's. ``bbox`` (west, south, east, north in degrees)
    is shown whole, by default what `maps.firstview.first_view` frames. ``as_of``: a day that the
    picture names in place of its newest report. ``dpi``: dots per inch of a PNG.
    ``inset``: a small map of where this lies, if there is room. ``rasters`` and ``coverage`` as
    for `maps.page.Page`; of coverage what holds at some time of ``period``, from a moment (UTC,
    included) to another one (not included), None being open. ``letters``: those of an SVG as
    ``text`` or as ``outlines``, which need no typeface and cannot be searched. ``publication``:
    the manifest of what is published (`maps.publication.filtering.Gate.manifest`), of which the
    picture says how many are withheld.

    Raises ArgumentError (size, theme, language, box, dpi, format, letters), OutputError (the output
    exists and ``overwrite`` is not set, or cannot be written) and PageError (no typeface with
    Cyrillic).
    """
    return draw_pictures(
        sightings, [output], regions=regions, memberships=memberships, title=title, size=size,
        theme=theme, language=language, bbox=bbox, as_of=as_of, dpi=dpi, inset=inset,
        rasters=rasters, coverage=coverage, period=period, letters=letters, format=format,
        overwrite=overwrite, publication=publication,
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
    rasters: Sequence[Raster | PathLike] = (),
    coverage: Coverage | PathLike | None = None,
    period: Period = (None, None),
    letters: str = "text",
    format: str | None = None,
    overwrite: bool = False,
    publication: Mapping[str, Any] | None = None,
    write: Callable[[Mapping[str, bytes]], object] | None = None,
) -> list[Picture]:
    """As `draw_picture`, drawn once and written to several outputs, in their order.

    All files are written or none, and what they would have replaced is as it was; file objects come
    first. ``write``, if given, gets all finished files by their names, and writes them itself.
    """
    wishes = check_wishes(
        outputs, size=size, theme=theme, language=language, bbox=bbox, dpi=dpi, letters=letters,
        format=format, overwrite=overwrite,
    )  # fmt: skip
    from maps.picture.draw import Asked, draw
    from maps.picture.paper import settings

    frame = sightings.sightings if isinstance(sightings, Intake) else sightings
    known = read_coverage(coverage) if isinstance(coverage, str | os.PathLike) else coverage
    with settings():
        drawing = draw(
            Asked(
                sightings=frame, regions=regions, memberships=memberships, title=title,
                sheet=wishes.sheet, theme=theme, language=language, bbox=wishes.box,
                as_of=None if as_of is None else str(as_of), inset=inset,
                rasters=[r if isinstance(r, Raster) else load_raster(r) for r in rasters],
                coverage=known, period=period,
                withheld=None if publication is None else withheld_of(publication),
            )
        )  # fmt: skip
        files = [
            _rendered(drawing, one, wishes.dpi, letters == "outlines") for one in wishes.formats
        ]
    made = list(zip(outputs, files, strict=True))  # all, before the first one is written
    named = {os.fspath(o): data for o, (data, _) in made if isinstance(o, str | os.PathLike)}
    if write is None:
        # What went into a stream cannot be taken back, and harms nobody.
        for output, (data, _) in made:
            if not isinstance(output, str | os.PathLike):
                output.write(data)
        write_together(named.items(), overwrite=overwrite)
    elif len(named) < len(outputs):
        raise ArgumentError("files that are written by another hand need names, not file objects")
    else:
        write(named)
    return [_told(drawing, output, size) for output, (_, size) in made]


@dataclass(frozen=True)
class Checked:
    """What was asked for, found to be possible: the sheet, the formats, dots and box."""

    sheet: Sheet
    formats: list[str]
    dpi: float
    box: list[float] | None


def check_wishes(
    outputs: Sequence[PathLike | BinaryIO],
    *,
    size: str,
    theme: str,
    language: str,
    bbox: Sequence[float] | None,
    dpi: float | None,
    letters: str,
    format: str | None,
    overwrite: bool,
) -> Checked:
    """All that can be wrong with what is asked for, before anything is read or drawn.

    Raises ArgumentError and OutputError as `draw_picture` does.
    """
    paper = sheet(size)
    if theme not in palette():
        names = ", ".join(palette())
        raise ArgumentError(f"there is no theme {theme!r}: choose one of {names}")
    if letters not in LETTERS:
        raise ArgumentError(f"there are no letters {letters!r}: choose one of {', '.join(LETTERS)}")
    Terms(language)
    formats = [format_for(output, format) for output in outputs]
    dots = _checked_dpi(paper.dpi if dpi is None else dpi, paper.width_pt, paper.height_pt)
    box = _checked_box(bbox)
    paths = [Path(output) for output in outputs if isinstance(output, str | os.PathLike)]
    for k, path in enumerate(paths):
        if path.resolve() in [other.resolve() for other in paths[:k]]:
            raise ArgumentError(f"{path}: it is named twice; each picture needs a name of its own")
        check_target(path, overwrite=overwrite)
    return Checked(paper, formats, dots, box)


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
    try:
        west, south, east, north = (float(v) for v in bbox)
    except (TypeError, ValueError):
        west = south = east = north = math.nan
    fine = -180 <= west < east <= 180 and -90 <= south < north <= 90
    if not fine:
        raise ArgumentError(
            f"the box {list(bbox)} is not west, south, east, north in degrees, "
            "west before east and south before north"
        )
    return [west, south, east, north]


def _rendered(
    drawing: Drawing, format_: str, dpi: float, outlines: bool
) -> tuple[bytes, tuple[int, int]]:
    """The file, and its width and height."""
    held = io.BytesIO()
    size = drawing.paper.save(
        held, format_, dpi=dpi, title=drawing.title, told=drawing.alt_text,
        language=drawing.language, outlines=outlines,
    )  # fmt: skip
    return held.getvalue(), size


def _told(drawing: Drawing, output: PathLike | BinaryIO, size: tuple[int, int]) -> Picture:
    return Picture(
        path=os.fspath(output) if isinstance(output, str | os.PathLike) else None,
        width_px=size[0],
        height_px=size[1],
        alt_text=drawing.alt_text,
        shown=drawing.scene.shown,
        not_shown=dict(drawing.scene.not_drawn),
    )

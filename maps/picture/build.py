"""From files to a still: what ``kordon picture`` does, as one call."""

from __future__ import annotations

import datetime as dt
import functools
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Unpack

from geo.errors import InputError
from layers.policy import Reading
from maps.build import describe, read_joined
from maps.picture.making import Picture, check_wishes, draw_pictures

if TYPE_CHECKING:
    import geopandas

    from layers.asking.selection import Selection
    from layers.coverage import Coverage
    from layers.intake import Intake
    from maps.publication.filtering import Gate
    from maps.rasters import Raster

__all__ = ["PictureResult", "build_picture"]

PathLike = str | os.PathLike[str]


@dataclass(frozen=True)
class PictureResult:
    """What was written, from what; ``notes`` say what was left out or mended."""

    pictures: list[Picture]
    intake: Intake
    sightings: geopandas.GeoDataFrame
    notes: tuple[str, ...]


def build_picture(
    files: Sequence[PathLike],
    outputs: Sequence[PathLike],
    *,
    zones: Sequence[str] | None = None,
    hubs: Sequence[str] | None = None,
    selection: Selection | None = None,
    assume_uncertainty_m: float | None = None,
    title: str | None = None,
    size: str = "slide",
    theme: str = "light",
    language: str = "en",
    frame: Sequence[float] | None = None,
    as_of: str | dt.date | None = None,
    dpi: float | None = None,
    inset: bool = True,
    rasters: Sequence[Raster] = (),
    coverage: Coverage | None = None,
    letters: str = "text",
    overwrite: bool = False,
    gate: Gate | None = None,
    progress: Callable[[str], None] = lambda _: None,
    **how: Unpack[Reading],
) -> PictureResult:
    """Reads files and draws the chosen sightings, once, to each of ``outputs``.

    ``zones`` and ``hubs`` as for `maps.build.chosen_regions`; ``selection`` what to keep;
    ``frame`` (west, south, east, north in degrees) what to show, whatever was selected; of
    ``coverage`` what holds at some time of the selected period is drawn; the rest
    as for `maps.picture.draw_picture`. With a ``gate`` only what it lets through is drawn, and its
    account is written beside the pictures. ``progress`` is told what is being done. How to read
    the files is said by the keywords of `layers.policy.Reading`.

    Raises what `draw_picture` and the gate do, and InputError (and its kin) when a file, zone or
    option cannot be used, or when no row of the files could be used at all.
    """
    check_wishes(  # before anything is read
        outputs, size=size, theme=theme, language=language, bbox=frame, dpi=dpi, letters=letters,
        format=None, overwrite=overwrite,
    )  # fmt: skip
    if gate is not None:
        gate.check_targets(outputs, overwrite=overwrite)
    joined = read_joined(
        files, zones=zones, hubs=hubs, selection=selection,
        assume_uncertainty_m=assume_uncertainty_m, gate=gate, progress=progress, **how,
    )  # fmt: skip
    if gate is not None:
        gate.require_some(joined.sightings)
    if not len(joined.sightings):
        raise InputError(_nothing_left(len(joined.intake.sightings), selection))
    progress("drawing")
    places = joined.regions[["longitude", "latitude"]]
    write = gate and functools.partial(
        gate.write, shown=joined.sightings, places=places, overwrite=overwrite
    )
    pictures = draw_pictures(
        joined.sightings, outputs, regions=joined.regions, memberships=joined.memberships,
        title=title, size=size, theme=theme, language=language, bbox=frame, as_of=as_of, dpi=dpi,
        inset=inset, rasters=rasters, coverage=coverage, letters=letters, overwrite=overwrite,
        period=(selection.since, selection.until) if selection else (None, None), write=write,
        publication=None if gate is None else gate.manifest(joined.sightings),
    )  # fmt: skip
    said = [note for raster in rasters for note in raster.told]
    said += coverage.told if coverage is not None else []
    return PictureResult(pictures, joined.intake, joined.sightings, (*joined.notes, *said))


def _nothing_left(count: int, selection: Selection | None) -> str:
    asked = "; ".join(describe(selection)) or "nothing was left out"
    return (
        f"none of the {count:,} reports that were read is left to draw ({asked}): widen --since, "
        "--until, --layer, --where or --bbox. (--frame only chooses what to show.)"
    )

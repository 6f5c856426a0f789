"""From files to a still: what ``kordon picture`` does, as one call."""

from __future__ import annotations

import datetime as dt
import functools
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from maps.build import read_joined
from maps.picture.making import Picture, draw_pictures, format_for
from maps.terms import Terms

if TYPE_CHECKING:
    import geopandas

    from layers.intake import Intake
    from layers.selection import Selection
    from maps.publication.filtering import Gate

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
    default_layer: str | None = None,
    encoding: str | None = None,
    mapping: dict[str, str] | None = None,
    assume_uncertainty_m: float | None = None,
    title: str | None = None,
    size: str = "slide",
    theme: str = "light",
    language: str = "en",
    frame: Sequence[float] | None = None,
    as_of: str | dt.date | None = None,
    dpi: float | None = None,
    inset: bool = True,
    overwrite: bool = False,
    gate: Gate | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> PictureResult:
    """Reads files and draws the chosen sightings, once, to each of ``outputs``.

    ``zones`` and ``hubs`` as for `maps.build.chosen_regions`; ``selection`` what to keep;
    ``frame`` (west, south, east, north in degrees) what to show, whatever was selected; the rest
    as for `maps.picture.draw_picture`. With a ``gate`` only what it lets through is drawn, and its
    account is written beside the pictures. ``progress`` is told what is being done.

    Raises what `draw_picture` and the gate do, and InputError (and its kin) when a file, zone or
    option cannot be used, or when no row of the files could be used at all.
    """
    Terms(language)  # before anything is read
    for output in outputs:
        format_for(output, None)
    if gate is not None:
        gate.check_targets(outputs, overwrite=overwrite)
    joined = read_joined(
        files, zones=zones, hubs=hubs, selection=selection, default_layer=default_layer,
        encoding=encoding, mapping=mapping, assume_uncertainty_m=assume_uncertainty_m,
        gate=gate, progress=progress,
    )  # fmt: skip
    progress("drawing")
    places = joined.regions[["longitude", "latitude"]]
    write = gate and functools.partial(
        gate.write, shown=joined.sightings, places=places, overwrite=overwrite
    )
    pictures = draw_pictures(
        joined.sightings, outputs, regions=joined.regions, memberships=joined.memberships,
        title=title, size=size, theme=theme, language=language, bbox=frame, as_of=as_of, dpi=dpi,
        inset=inset, overwrite=overwrite, write=write,
    )  # fmt: skip
    return PictureResult(pictures, joined.intake, joined.sightings, joined.notes)

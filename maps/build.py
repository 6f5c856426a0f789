"""From files to a page: the main job as one call."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

import pandas as pd

from geo.counts import count
from geo.hubs import rail_hubs
from geo.join import join
from geo.regions import concat_regions, make_regions, read_regions
from geo.resolve import is_region_file
from geo.zones import border_zones, parse_zone
from layers.asking.selection import Selection, select
from layers.doubles.once import check_once
from layers.policy import UNDECIDED, Reading
from layers.readers import read_used
from layers.registry import LAYERS
from layers.reports import reports_frame
from layers.standing import counted
from maps.doubles import events_by_layer, events_in, known_together
from maps.page import Page
from maps.provenance import Provenance, provenance_of
from maps.rasters import Raster
from maps.terms import Terms, made_up_title

if TYPE_CHECKING:
    import geopandas

    from layers.asking.ask import Gate
    from layers.coverage import Coverage
    from layers.intake import Intake

__all__ = [
    "Chosen",
    "Joined",
    "MapResult",
    "account_of",
    "build_map",
    "chosen_regions",
    "read_chosen",
    "read_joined",
]

Progress = Callable[[str], None]
PathLike = str | os.PathLike[str]


@dataclass(frozen=True)
class MapResult:
    """A page with the figures that go with it.

    ``layer_counts``: sightings per layer; ``region_counts``: a frame with ``region_id``,
    ``name``, ``kind``, ``group`` (layer), ``low`` and ``high``. ``event_counts``: at least and at
    most so many events per layer, where events are counted, then also in regions. ``notes`` say
    what was left out or mended.
    """

    page: Page
    intake: Intake
    layer_counts: dict[str, int]
    region_counts: pd.DataFrame
    notes: tuple[str, ...]
    event_counts: dict[str, tuple[int, int]] | None = None


def build_map(
    files: Sequence[PathLike],
    *,
    zones: Sequence[str] | None = None,
    hubs: Sequence[str] | None = None,
    selection: Selection | None = None,
    assume_uncertainty_m: float | None = None,
    title: str | None = None,
    language: str = "en",
    rasters: Sequence[Raster] = (),
    coverage: Coverage | None = None,
    once: bool = False,
    decided: PathLike | None = None,
    command: str = "",
    progress: Progress = lambda _: None,
    **how: Unpack[Reading],
) -> MapResult:
    """Reads files, joins the chosen sightings against zones and hubs, and makes the page.

    ``zones`` and ``hubs`` as for `chosen_regions`; ``selection`` what to keep; ``title`` None
    means one made from the dates; ``rasters`` and ``coverage`` as for `Page`. With ``once`` events
    are counted, too: by what stores among the files keep of doubles, and the file ``decided``
    (`layers.doubles.propose`). ``progress`` is told what is being done. How to read the
    files is said by the keywords of `layers.policy.Reading`.

    Raises InputError (and its kin) when a file, zone or option cannot be used, or when no row
    of the files could be used at all.
    """
    language = Terms(language).language  # before anything is read
    check_once(once=once, decided=decided)
    joined = read_joined(
        files,
        zones=zones,
        hubs=hubs,
        selection=selection,
        assume_uncertainty_m=assume_uncertainty_m,
        progress=progress,
        **how,
    )
    intake, sightings, regions = joined.intake, joined.sightings, joined.regions
    said: list[str] = []
    together = known_together(files, decided, intake, said) if once else None
    progress("drawing")
    page = Page(
        sightings=sightings,
        regions=regions,
        memberships=joined.memberships,
        title=title or made_up_title(sightings, language),
        language=language,
        rasters=rasters,
        coverage=coverage,
        together=together,
        provenance=account_of(
            intake,
            zones=zones,
            hubs=hubs,
            selection=selection,
            assume_uncertainty_m=assume_uncertainty_m,
            command=command,
            **how,
        ),
    )
    layers = {k.id: int(k.select(sightings).sum()) for k in LAYERS}
    events = None
    if together is None:
        table = _counted(joined.memberships, sightings, regions)
    else:
        events, notes = events_by_layer(sightings, together)
        said += notes
        by_layer = events_in(sightings, joined.memberships, regions, together)
        table = _named(by_layer.rename(columns={"layer": "group"}), regions)
    said += [note for raster in rasters for note in raster.told]
    said += coverage.told if coverage is not None else []
    return MapResult(page, intake, layers, table, (*joined.notes, *said), events)


@dataclass(frozen=True)
class Joined:
    """The chosen sightings of files, zones and hubs, and which lie where.

    ``notes`` say what was left out or mended.
    """

    intake: Intake
    sightings: geopandas.GeoDataFrame
    regions: geopandas.GeoDataFrame
    memberships: pd.DataFrame
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Chosen:
    """The chosen sightings of files, before they are joined, and zones and hubs.

    ``notes`` say what was left out or mended.
    """

    intake: Intake
    sightings: geopandas.GeoDataFrame
    regions: geopandas.GeoDataFrame
    notes: tuple[str, ...]


def read_chosen(
    files: Sequence[PathLike],
    *,
    zones: Sequence[str] | None = None,
    hubs: Sequence[str] | None = None,
    selection: Selection | None = None,
    assume_uncertainty_m: float | None = None,
    gate: Gate | None = None,
    progress: Progress = lambda _: None,
    **how: Unpack[Reading],
) -> Chosen:
    """What pages, stills and briefings are of; arguments and errors as for `build_map`.

    ``gate`` lets through what may be shown (`maps.publication.filtering.Gate`).
    """
    progress("reading")
    intake = read_used(files, **how)
    progress("zones and hubs")
    regions, notes = chosen_regions(zones, hubs)
    passed = intake.sightings if gate is None else gate(intake.sightings)
    sightings, left_out = select(
        passed, selection or Selection(), assume_uncertainty_m=assume_uncertainty_m
    )
    return Chosen(intake, sightings, regions, (*notes, *left_out))


def read_joined(
    files: Sequence[PathLike],
    *,
    assume_uncertainty_m: float | None = None,
    progress: Progress = lambda _: None,
    **options: Any,
) -> Joined:
    """What a page and a still are both drawn from; arguments and errors as for `read_chosen`."""
    chosen = read_chosen(
        files, assume_uncertainty_m=assume_uncertainty_m, progress=progress, **options
    )
    progress("joining")
    memberships = join(chosen.sightings, chosen.regions, assume_uncertainty_m=assume_uncertainty_m)
    return Joined(chosen.intake, chosen.sightings, chosen.regions, memberships, chosen.notes)


def account_of(
    intake: Intake,
    *,
    zones: Sequence[str] | None = None,
    hubs: Sequence[str] | None = None,
    selection: Selection | None = None,
    assume_uncertainty_m: float | None = None,
    command: str = "",
    **how: Unpack[Reading],
) -> Provenance:
    """What a page says of where its rows came from, and how to ask for the same ones again."""
    encoding = how.get("encoding")
    assumed = [] if assume_uncertainty_m is None else [f"{assume_uncertainty_m:g}"]
    return provenance_of(
        intake,
        selection="; ".join(describe(selection)),
        command=command,
        ask=[
            *_options("--zones", [z for z in zones or () if is_region_file(z)]),
            *_options("--hubs", [h for h in hubs or () if h.lower() != "none"]),
            *_options("--map", [f"{a}={b}" for a, b in (how.get("mapping") or {}).items()]),
            *_options("--encoding", [encoding] if encoding else []),
            *how.get("policy", UNDECIDED).options(),
            *_options("--assume-uncertainty", assumed),
            *_asked(selection, how.get("default_layer")),
        ],
        **_period(selection),
    )


def chosen_regions(
    zones: Sequence[str] | None = None, hubs: Sequence[str] | None = None
) -> tuple[geopandas.GeoDataFrame, list[str]]:
    """Zones and hubs by name, and notes on what was mended.

    ``zones``: None for the default bands along the BY-UA and RU-UA borders; else pairs
    (``BY-LT``: the default bands), single zones (``BY-UA-30km-UA``), vector files, or
    ``none``. ``hubs``: None for the shipped ones; else vector files, or ``none``.
    """
    frames, notes = [], []
    for text in [None] if zones is None else zones:
        if text is None:
            frames.append(border_zones())
        elif text.lower() == "none":
            continue
        elif is_region_file(text):
            frame, said = read_regions(text)
            frames.append(frame)
            notes += said
        elif len(text.split("-")) == 2:
            frames.append(border_zones([text]))
        else:
            frames.append(parse_zone(text))
    for text in [None] if hubs is None else hubs:
        if text is None:
            frames.append(rail_hubs())
        elif text.lower() != "none":
            frame, said = read_regions(text, kind="rail_hub")
            frames.append(frame)
            notes += said
    return (concat_regions(frames) if frames else make_regions([])), notes


def _options(name: str, values: Sequence[str]) -> list[str]:
    """``--zones a.gpkg --zones b.gpkg``, with files by their names and not by their folders."""
    bare = [Path(value).name if "/" in value else value for value in values]
    return [word for value in bare for word in (name, value)]


def _asked(selection: Selection | None, default_layer: str | None) -> list[str]:
    """A selection but for its period, as options of ``kordon query``."""
    if not selection:
        return _options("--layer", [default_layer] if default_layer else [])
    words = _options("--layer", selection.layers or ([default_layer] if default_layer else []))
    for condition in selection.where:
        words += ["--where", str(condition)]
    if selection.bbox is not None:
        words += ["--bbox", ",".join(f"{v:g}" for v in selection.bbox)]
    return words


def _period(selection: Selection | None) -> dict[str, str]:
    """The chosen days, the last one included."""
    if not selection:
        return {}
    out = {}
    if selection.since is not None:
        out["since"] = f"{selection.since:%Y-%m-%d}"
    if selection.until is not None:
        out["until"] = f"{selection.until - pd.Timedelta(days=1):%Y-%m-%d}"
    return out


def describe(selection: Selection | None) -> list[str]:
    """A selection in words, for the foot of the page."""
    if not selection:
        return []
    words = []
    if selection.since is not None:
        words.append(f"from {selection.since:%Y-%m-%d}")
    if selection.until is not None:
        words.append(f"until {selection.until - pd.Timedelta(days=1):%Y-%m-%d}")
    if selection.layers:
        words.append(f"layers {', '.join(selection.layers)}")
    words += [str(condition) for condition in selection.where]
    if selection.bbox is not None:
        words.append("box " + ", ".join(f"{v:g}" for v in selection.bbox))
    return words


def _counted(
    memberships: pd.DataFrame, sightings: pd.DataFrame, regions: pd.DataFrame
) -> pd.DataFrame:
    told = reports_frame(sightings)
    return _named(count(counted(memberships, sightings), sightings["layer"], told=told), regions)


def _named(table: pd.DataFrame, regions: pd.DataFrame) -> pd.DataFrame:
    """Counts with the names and kinds of regions, in their order."""
    order = regions.reset_index()[["region_id", "name", "kind", "index"]]
    merged = table.merge(order, on="region_id").sort_values(["index", "group"], kind="stable")
    return merged.drop(columns="index").reset_index(drop=True)

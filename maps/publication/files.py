"""From files to a published file: read, put through the gate, draw, look for leaks, write."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Unpack

from geo.errors import ArgumentError
from geo.files import check_not_input, check_target
from geo.regions import make_regions
from geo.together import write_together
from layers.asking.selection import Selection, select
from layers.policy import Reading
from layers.readers import read_used
from layers.writing.export import export
from maps.build import chosen_regions
from maps.leaks import require_clean
from maps.page import Page
from maps.provenance import Provenance, provenance_of
from maps.publication.earlier import read_earlier
from maps.publication.filtering import halves
from maps.publication.gate import Publication, publish_records
from maps.publication.ingest import with_ingest
from maps.publication.manifest import manifest, receipt
from maps.publication.profile import Profile, load_profile
from maps.publication.withheld import command_told, secrets_of
from maps.publication.writing import RECEIPT, as_json, manifest_name
from maps.terms import Terms, made_up_title

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from layers.intake import Intake

__all__ = ["FORMATS", "RECEIPT", "Published", "publish"]

PathLike = str | os.PathLike[str]

#: Ending of the output -> what is written; an empty text is the page.
FORMATS: Final[Mapping[str, str]] = {
    ".html": "", ".csv": "csv", ".geojson": "geojson", ".gpkg": "gpkg", ".jsonl": "jsonl",
    ".kml": "kml", ".parquet": "parquet",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Published:
    """What was written: ``output``, its ``manifest`` and the ``receipt`` of the house.

    ``files`` are the names of all that was written; ``notes`` what was left out on the way in.
    """

    output: str
    size: int
    publication: Publication
    manifest: Mapping[str, Any]
    receipt: Mapping[str, Any]
    intake: Intake
    files: tuple[str, ...]
    notes: tuple[str, ...]


def publish(
    files: Sequence[PathLike],
    output: PathLike,
    *,
    now: dt.datetime,
    profile: PathLike | Profile = "public",
    against: PathLike | None = None,
    seed: str | None = None,
    zones: Sequence[str] | None = None,
    hubs: Sequence[str] | None = None,
    title: str | None = None,
    language: str = "en",
    selection: Selection | None = None,
    assume_uncertainty_m: float | None = None,
    command: str = "",
    overwrite: bool = False,
    progress: Callable[[str], None] = lambda _: None,
    **how: Unpack[Reading],
) -> Published:
    """Publish what a profile allows of the files' sightings, as a page or a table.

    The ending of ``output`` says what is written (`FORMATS`). ``now`` (with a zone) decides which
    embargoes are over; ``against`` is the publication before (a page, or a file with its
    manifest); ``seed`` gives records the same ids again; the other options are those of
    `maps.build.build_map`. Beside the output lie its receipt, which stays in the house, and, where
    it is no page, its manifest.

    Raises InputError for files, profiles and earlier publications that cannot be used,
    PublicationError for terms that forbid it and where nothing may be shown, LeakError when the
    finished bytes would give away what is to stay inside, OutputError when something cannot be
    written. In each case nothing is written under any of the names.
    """
    rule = profile if isinstance(profile, Profile) else load_profile(profile)
    kind = _kind(output)
    targets = _targets(output, kind)
    read_too = [*files, *(zones or ()), *(hubs or ())]
    read_too += [] if isinstance(profile, Profile) else [profile]
    read_too += [against] if against and not overwrite else []
    for target in targets:
        check_not_input(target, read_too)
        check_target(target, overwrite=overwrite)
    language = Terms(language).language
    before = None if against is None else read_earlier(against)
    progress("reading")
    intake = read_used(files, **how)
    progress("choosing what may be shown")
    columns = [str(name) for name in intake.sightings.columns]
    first, after = halves(selection or Selection(), columns)
    sightings, notes = select(with_ingest(intake.sightings, files), first)
    publication = publish_records(sightings, rule, now=now, against=before, seed=seed)
    frame, more = select(
        publication.frame(language), after, assume_uncertainty_m=assume_uncertainty_m
    )
    publication.require_some(frame)
    inputs = provenance_of(intake).inputs
    progress("drawing")
    regions, said = (make_regions([]), []) if kind else chosen_regions(zones, hubs)
    places = regions[["longitude", "latitude"]].to_numpy(dtype=float)
    named = [file.name for file in inputs] if rule.inputs_named else []
    every = intake.sightings if rule.random_ids else sightings
    stood = before.positions if before else ()
    secrets = secrets_of(every, publication, frame, texts=named, places=places, stood=stood)
    spoken = command_told(command, secrets) if rule.inputs_named else command
    told = manifest(publication, frame, inputs=inputs, command=spoken, against=before)
    if kind:
        data = export(frame, kind)
    else:
        data = _page(frame, regions, told, title or "", language, rule, intake)
    notes = [*notes, *more, *said]
    digest = hashlib.sha256(data).hexdigest()
    if kind:  # a page has its fingerprint
        told |= {"file": {"name": Path(output).name, "sha256": digest}}
    beside = {} if not kind else {targets[-1]: as_json(told)}
    for name, content in ({os.fspath(output): data} | beside).items():
        require_clean(content, secrets, name=Path(name).name, progress=progress)
    house = receipt(
        publication,
        inputs=inputs,
        command=command,
        ids=[str(one) for one in sightings["id"]],
        against=before,
        output_sha256=digest,
    )
    progress("writing")
    everything = {targets[1]: as_json(house)} | beside | {targets[0]: data}
    write_together(everything.items(), overwrite=overwrite, private={targets[1]})
    return Published(
        output=os.fspath(output),
        size=len(data),
        publication=publication,
        manifest=told,
        receipt=house,
        intake=intake,
        files=targets,
        notes=tuple(notes),
    )


def _kind(output: PathLike) -> str:
    ending = Path(output).suffix.lower()
    if ending not in FORMATS:
        raise ArgumentError(
            f"{os.fspath(output)}: the ending {ending or '(none)'} says nothing that can be "
            f"published; use one of {', '.join(FORMATS)}"
        )
    return FORMATS[ending]


def _targets(output: PathLike, kind: str) -> tuple[str, ...]:
    """The output, its receipt, and its manifest where that is not inside."""
    name = os.fspath(output)
    return (name, name + RECEIPT, manifest_name(name)) if kind else (name, name + RECEIPT)


def _page(
    frame: GeoDataFrame,
    regions: GeoDataFrame,
    told: Mapping[str, Any],
    title: str,
    language: str,
    rule: Profile,
    intake: Intake,
) -> bytes:
    """The page of what is shown. Where inputs are not named it says nothing of their rows."""
    if rule.inputs_named:
        provenance = dataclasses.replace(
            provenance_of(intake), publication=told, command=str(told["command"])
        )
    else:
        provenance = Provenance(publication=told, command=str(told["command"]))
    page = Page(
        frame,
        regions=regions,
        title=title or made_up_title(frame, language),
        language=language,
        provenance=provenance,
    )
    return page.html().encode("utf-8")

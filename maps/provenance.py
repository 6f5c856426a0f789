"""Where a page's rows came from: the figures of its foot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.version import __version__
from layers.store.address import name_of
from maps.publication import CELL_CATEGORY

if TYPE_CHECKING:
    import pandas as pd

    from layers.intake import Intake
    from maps.rasters import Raster

__all__ = ["ATTRIBUTION", "CREDITS", "NO_PROVENANCE", "InputFile", "Provenance", "provenance_of"]

#: Whose base map it is, in one line.
ATTRIBUTION = (
    "© OpenStreetMap contributors (ODbL) · GeoNames (CC BY) · OurAirports · Natural Earth · GSHHG"
)
#: The same, one line for each.
CREDITS = (
    "Borders: © OpenStreetMap contributors, Open Database Licence (ODbL) 1.0",
    "Places: GeoNames, CC BY 4.0. Airfields: OurAirports, public domain",
    "Oblasts, land, lakes: Natural Earth, public domain. Rivers: GSHHG (WDBII), LGPL",
    "Map frame: Leaflet, BSD-2-Clause, through folium",
)


@dataclass(frozen=True)
class InputFile:
    """One input file: its base name (never its folder) and the sha256 of its bytes.

    ``role`` is empty for records, else what the file is on the page: ``picture``, ``coverage``.
    """

    name: str
    sha256: str
    role: str = ""

    def to_dict(self) -> dict[str, str]:
        """As a page holds it; records have no role."""
        told = {"name": self.name, "sha256": self.sha256}
        return told | ({"role": self.role} if self.role else {})


@dataclass(frozen=True, kw_only=True)
class Provenance:
    """``read`` = ``accepted`` + ``repaired`` + ``set_aside`` + ``duplicates``, over all files.

    ``selection`` says in words what was chosen from the accepted and repaired rows;
    ``command`` is the command line without folders; ``ask`` are the options with which
    ``kordon query`` sees the same rows, and ``since`` and ``until`` (ISO days, included) the
    period that was chosen, if one was. ``publication`` is the manifest of a page that was
    published (`maps.publication.manifest`); then rows are not accounted for here.
    """

    inputs: Sequence[InputFile] = ()
    read: int | None = None
    accepted: int = 0
    repaired: int = 0
    set_aside: int = 0
    duplicates: int = 0
    selection: str = ""
    command: str = ""
    credits: Sequence[str] = ()
    ask: Sequence[str] = ()
    since: str = ""
    until: str = ""
    publication: Mapping[str, Any] | None = None

    def with_rasters(self, said: Sequence[dict[str, Any]], rasters: Sequence[Raster]) -> Provenance:
        """With the files and credits of pictures; ``said`` is what the page's head says of them."""
        files = [InputFile(r.warped.name, r.warped.sha256, "picture") for r in rasters]
        credits = [f"{one['label']}: {', '.join(one['said'])}" for one in said if one["said"]]
        return replace(self, inputs=[*self.inputs, *files], credits=[*self.credits, *credits])

    def with_file(self, path: str, sha256: str, role: str) -> Provenance:
        """With one more input file; of its path only the name is kept."""
        return replace(self, inputs=[*self.inputs, InputFile(Path(path).name, sha256, role)])

    def to_dict(self, sightings: pd.DataFrame) -> dict[str, Any]:
        """What the page shows, for the sightings that are on it."""
        rows = len(sightings)
        read = rows if self.read is None else self.read
        kept = rows if self.read is None else self.accepted + self.repaired
        ends = sightings["date_end"].where(sightings["date_end"].notna(), sightings["date_start"])
        if self.publication is not None:  # a count in a cell is of all of its month
            ends = ends[(sightings["category"] != CELL_CATEGORY).to_numpy(dtype=bool)]
        newest = str(ends.dropna().max())[:10] if ends.notna().any() else ""
        return {
            "as_of": newest,
            "ask": {"options": list(self.ask), "since": self.since, "until": self.until},
            "command": self.command,
            "counts": {
                "read": read,
                "accepted": rows if self.read is None else self.accepted,
                "repaired": self.repaired,
                "set_aside": self.set_aside,
                "duplicates": self.duplicates,
                "not_selected": kept - rows,
            },
            "credits": [*self.credits, *CREDITS, *_symbol_credits(sightings)],
            "inputs": [file.to_dict() for file in self.inputs],
            "selection": self.selection,
            "tool": "Kordon",
            "version": __version__,
        } | ({"publication": dict(self.publication)} if self.publication else {})


def _symbol_credits(sightings: pd.DataFrame) -> list[str]:
    used = "sidc" in sightings and sightings["sidc"].notna().any()
    return ["APP-6 symbols: milsymbol (Måns Beckman, Kevin Lundeen; MIT)"] if used else []


def provenance_of(intake: Intake, **more: Any) -> Provenance:
    """The account of what was read; ``more`` are further fields of `Provenance`."""
    return Provenance(
        inputs=[InputFile(name_of(f.file), f.sha256) for f in intake.files],
        read=intake.read,
        accepted=intake.accepted,
        repaired=intake.repaired,
        set_aside=intake.set_aside,
        duplicates=intake.duplicates,
        **more,
    )


#: For a page whose rows came from nowhere we know.
NO_PROVENANCE = Provenance()

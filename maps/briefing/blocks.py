"""What a briefing is made of: sections of paragraphs, tables, charts, the map and the sources.

All text in blocks is plain text, already shown as data (`maps.briefing.say.shown`); every writer
escapes it for its format. Links lead to http or https only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from maps.provenance import NO_PROVENANCE, Provenance

if TYPE_CHECKING:
    import geopandas
    import pandas as pd

    from layers.doubles.once import Together

__all__ = [
    "Block",
    "Briefing",
    "Cell",
    "Chart",
    "Entries",
    "Entry",
    "Link",
    "MapBlock",
    "Paragraph",
    "Section",
    "Table",
]


@dataclass(frozen=True)
class Link:
    """A text that leads to an address; ``url`` starts with http:// or https://."""

    text: str
    url: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; a quiet one is a note, set smaller."""

    text: str
    quiet: bool = False


@dataclass(frozen=True)
class Cell:
    """A cell: its text, a smaller text below, and numbers of sources with their links."""

    text: str
    below: str = ""
    links: tuple[Link, ...] = ()

    @property
    def plain(self) -> str:
        """All of it on one line."""
        marks = " ".join(link.text for link in self.links)
        return " · ".join(part for part in (self.text, self.below, marks) if part)


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table; ``widths`` are relative, ``numbers`` the columns (from 0) set to the right.

    ``name`` says to those who cannot see it what it is.
    """

    name: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[int, ...]
    numbers: frozenset[int] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Chart:
    """Bars side by side, each as high as ``low`` in full and up to ``high`` in pale."""

    title: str
    alt_text: str
    colour: str
    labels: tuple[str, ...]
    low: tuple[int, ...]
    high: tuple[int, ...]
    low_name: str
    high_name: str


@dataclass(frozen=True)
class Entry:
    """One line of a list: its mark, its text, and where it leads."""

    mark: str
    text: str
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class Entries:
    """A list of lines with marks of their own."""

    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class MapBlock:
    """Where the map stands, with its caption; ``note`` is said where it is only a picture."""

    caption: str
    note: str


Block = Paragraph | Table | Chart | Entries | MapBlock


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it; ``id`` is a word in small letters."""

    id: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, kw_only=True)
class Briefing:
    """The whole document, in one language; ``sightings`` are those of the period (EPSG:4326).

    ``used`` are all that it shows or counts: also those of the period it is compared with.
    ``provenance`` is that of the map, which shows the ``sightings``; ``memberships`` are those of
    `geo.join.join` for them in ``regions``. ``as_of`` is the last day of the period (ISO), where it
    has one; ``together`` what is known to be of one event, where events are counted.
    """

    title: str
    subtitle: str
    language: str
    summary_title: str
    summary: tuple[str, ...]
    sections: tuple[Section, ...]
    sightings: geopandas.GeoDataFrame
    used: geopandas.GeoDataFrame
    regions: geopandas.GeoDataFrame
    memberships: pd.DataFrame
    sources_title: str
    provenance: Provenance = NO_PROVENANCE
    as_of: str | None = None
    together: Together | None = None

    def section(self, name: str) -> Section | None:
        """The section of that id, if there is one."""
        return next((one for one in self.sections if one.id == name), None)

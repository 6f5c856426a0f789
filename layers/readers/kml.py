"""KML, KMZ and GPX: placemarks, waypoints, tracks; of descriptions that are web pages the text.

Records that Kordon wrote come as they were.
"""

from __future__ import annotations

import dataclasses
from html.parser import HTMLParser

import pyarrow as pa
import pyarrow.compute as pc

from geo.foreign import ForeignFile
from geo.foreign.tables import OWN_RECORDS
from layers.readers.base import Reader, Source, raw_table

__all__ = ["GPX", "KML", "KMZ"]

_BREAKS = frozenset({"br", "p", "div", "tr", "li", "h1", "h2", "h3", "h4", "table", "ul", "ol"})
_UNSEEN = frozenset({"script", "style", "head", "title"})


def _tables(file: ForeignFile) -> Source:
    notes: list[str] = []
    raws = []
    for table in file.tables:
        raw = raw_table(table, problems_are_hard=False)
        notes += table.notes
        if table.name == OWN_RECORDS:
            raws.append(raw)
            continue
        nothing = pa.nulls(raw.rows, pa.large_string())
        told, count = _as_text(raw.columns.get("description", nothing))
        if count:
            notes.append(f"{count} descriptions were web pages; their text is kept")
        # Often the name is all that is said.
        told = pc.coalesce(told, raw.columns.get("name", nothing))
        raw = dataclasses.replace(raw, columns={**raw.columns, "description": told})
        raws.append(raw)
    return Source(tuple(raws), tuple(notes))


def _as_text(column: pa.Array) -> tuple[pa.Array, int]:
    """The column without tags, and how many texts had any."""
    marked = pc.fill_null(pc.match_substring_regex(column, r"<[A-Za-z/!]"), False)
    count = int(pc.sum(marked).as_py() or 0)
    if not count:
        return column, 0
    texts = column.to_pylist()
    plain = [
        page_text(text) if tagged else text
        for text, tagged in zip(texts, marked.to_pylist(), strict=True)
    ]
    return pa.array(plain, pa.large_string()), count


def page_text(html: str) -> str:
    """What a web page says: its text with line breaks, and where its links and pictures lead."""
    reader = _Text()
    reader.feed(html)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.parts).split("\n"))
    return "\n".join(line for line in lines if line)


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._unseen = 0
        self._links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._unseen += tag in _UNSEEN
        if tag in _BREAKS:
            self.parts.append("\n")
        elif tag in ("td", "th"):
            self.parts.append(" ")
        elif tag == "a":
            self._links.append(given.get("href") or "")
        elif tag == "img" and given.get("src"):
            self.parts.append(f" {given['src']} ")

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in _UNSEEN and self._unseen > 0
        if tag in _BREAKS:
            self.parts.append("\n")
        elif tag == "a" and self._links:
            link = self._links.pop()
            if link and link not in "".join(self.parts[-2:]):
                self.parts.append(f" {link} ")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.parts.append(data)


KML = Reader("kml", _tables)
KMZ = Reader("kmz", _tables)
GPX = Reader("gpx", _tables)

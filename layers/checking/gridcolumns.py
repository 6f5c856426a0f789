"""Positions in several columns: easting and northing of UTM, with their zone.

They are read as one position of a text (`geo.positions`), which says what is missing where a row
has no zone. Columns called X and Y hold degrees elsewhere: of these only what can be no degrees is
taken, and only beside a zone.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from layers.checking import values
from layers.checking.sheet import RawTable, rebuilt
from layers.columns import field_meant, folded_name

__all__ = ["GridColumns", "grid_columns", "with_joined_position"]

_EASTINGS: Final = (
    ("easting", "eastings", "utm easting", "easting utm", "easting m", "utm e", "utm x", "x utm",
     "utm east", "utm east m", "rechtswert utm"),
    ("x", "xcoord", "x coord", "x coordinate"),
    ("e", "east"),
)  # fmt: skip
_NORTHINGS: Final = (
    ("northing", "northings", "utm northing", "northing utm", "northing m", "utm n", "utm y",
     "y utm", "utm north", "utm north m", "hochwert utm"),
    ("y", "ycoord", "y coord", "y coordinate"),
    ("n", "north"),
)  # fmt: skip
_ZONES: Final = (
    "zone", "utm zone", "zone utm", "utm zone number", "zone number", "utm grid zone", "grid zone",
    "gzd", "grid zone designator", "grid zone designation", "зона", "зона utm", "utm зона",
    "strefa",
)  # fmt: skip
_BANDS: Final = (
    "band",
    "utm band",
    "zone letter",
    "utm zone letter",
    "utm letter",
    "latitude band",
)
_HALVES: Final = ("hemisphere", "utm hemisphere", "hemi", "полушарие", "півкуля")
#: ``X (EPSG:32636)``, ``Easting (UTM 36N)``, ``utm36n_e``.
_SAID: Final = re.compile(
    r"[\s_(\[-]*(?:EPSG[:\s_]*(?P<code>\d{4,6})|"
    r"UTM[\s_-]*(?:zone[\s_-]*)?(?P<zone>\d{1,2}[\s_-]*[NC-HJ-MP-X]?)(?![^\W_]))[)\]\s_-]*",
    re.IGNORECASE,
)
_SIDES: Final = tuple(
    (side, re.compile(words, re.IGNORECASE))
    for side, words in (
        ("north", r"n|nor\w*|с|сев\w*|пн|північ\w*|паўноч\w*"),
        ("south", r"s|sou\w*|ю|юж\w*|пд|півд\w*|паўдн\w*"),
    )
)
_UTM_CODE: Final = re.compile(r"32[67]\d\d")
_DEGREES: Final = "4326"
_LONGEST: Final = 60
_BETWEEN: Final = "\x1f"
#: No degrees: from here on a number is one of metres.
_METRES: Final = 1_000.0
_THOUSANDS: Final = re.compile(r"\d{1,3}(?:[,.]\d{3}){2,}|\d{1,3}(?:,\d{3})+(?=\.|$)")
_NOISE: Final = re.compile(r"(?<=\d)[\s'’\u00a0\u202f](?=\d)|\s*[mм]$")


@dataclass(frozen=True)
class GridColumns:
    """Columns of a table that make positions; "" where there is none.

    ``said`` is the zone or EPSG code that the names say; ``both`` latitude and longitude elsewhere,
    before which nothing else counts; ``named``: called easting and northing, and so nothing else.
    """

    easting: str
    northing: str
    zone: str = ""
    band: str = ""
    half: str = ""
    said: str = ""
    both: tuple[str, ...] = ()
    named: bool = True

    @property
    def parts(self) -> list[str]:
        """The columns that there are."""
        found = (self.zone, self.band, self.half, self.easting, self.northing)
        return [name for name in found if name]


def grid_columns(columns: Iterable[str], given: Mapping[str, str]) -> GridColumns | None:
    """Columns of metres in a grid; None where a table has none, or says otherwise where it is.

    ``given`` (column -> field) goes before: a column that it names is no part.
    """
    placed = {"latitude", "longitude", "geometry"} & set(given.values())
    names = [name for name in columns if name not in given and len(name) <= _LONGEST]
    if placed or any(field_meant(name) == "geometry" for name in names):
        return None
    bare = {name: _without_system(name) for name in names}
    zone, band, half = (_only(bare, known) for known in (_ZONES, _BANDS, _HALVES))
    for rank, (eastings, northings) in enumerate(zip(_EASTINGS, _NORTHINGS, strict=True)):
        easting, northing = _only(bare, eastings), _only(bare, northings)
        if not (easting and northing):
            continue
        systems = {bare[name][1] for name in (easting, northing)} - {""}
        said = systems.pop() if len(systems) == 1 else ""
        if systems or said == f"EPSG:{_DEGREES}" or (rank and not (zone or said)):
            return None
        own = (easting, northing)
        both = [name for name in names if name not in own
                and field_meant(name) in ("latitude", "longitude")]  # fmt: skip
        return GridColumns(easting, northing, zone, band, half, said, tuple(both), rank == 0)
    return None


def with_joined_position(
    raw: RawTable, given: Mapping[str, str]
) -> tuple[RawTable, dict[str, str]]:
    """The table with a column of the positions that its parts make, and what that column means."""
    parts = None if raw.geometry is not None else grid_columns(raw.columns, given)
    if parts is None:
        return raw, {}
    nothing = pa.scalar("", pa.large_string())
    texts = [
        pc.fill_null(values.bare(raw.columns[name]), "") if name else nothing
        for name in (parts.zone, parts.band, parts.half, parts.easting, parts.northing)
    ]
    joined = pc.binary_join_element_wise(*texts, pa.scalar(_BETWEEN, pa.large_string()))
    if len(parts.both) == 2:
        there = [pc.is_valid(values.bare(raw.columns[name])) for name in parts.both]
        joined = pc.if_else(pc.and_(*there), pa.scalar(None, joined.type), joined)
    originals, _, codes = values.read_each(joined, values.Reading)
    positions = rebuilt([_position(text.split(_BETWEEN), parts) for text in originals], codes)
    name = ", ".join(parts.parts)
    columns = {**raw.columns, name: positions}
    for one in (parts.easting, parts.northing):
        if field_meant(one):  # metres are no degrees, though their column is called so
            text = columns[one]
            columns[one] = pc.if_else(pc.is_null(positions), text, pa.scalar(None, text.type))
    note = f"columns {', '.join(map(repr, parts.parts))} are read as one position"
    table = dataclasses.replace(raw, columns=columns, notes=(*raw.notes, note))
    return table, {name: "geometry"}


def _position(texts: list[str], parts: GridColumns) -> str | None:
    """The text of a position, whatever it lacks; None for a row that has no metres."""
    said = ["" if values.is_missing(text) else text.strip() for text in texts]
    zone, band, half, easting, northing = *said[:3], *map(_plainly, said[3:])
    if not (easting or northing) or not (parts.named or _are_metres(easting, northing)):
        return None
    code = parts.said.removeprefix("EPSG:") if parts.said.startswith("EPSG:") else ""
    # Which of X and Y is the easting differs between countries, but not in Web Mercator.
    if code and not _UTM_CODE.fullmatch(code) and (parts.named or code == "3857"):
        return f"SRID={code};POINT ({easting} {northing})"
    where = _zone(zone, band, half) or parts.said
    return f"zone {where}, easting {easting}, northing {northing}"


def _zone(zone: str, band: str, half: str) -> str:
    """The zone with its band or hemisphere, as each is written; what does not fit is kept."""
    zone = re.sub(r"[,;]", " ", zone)
    said = half.strip(" .")
    said = next((side for side, words in _SIDES if words.fullmatch(said)), said)
    letter = band.strip(" .").upper()
    number = zone.removesuffix(".0")
    if number.isdecimal():
        # Of a band, S is no hemisphere; one letter for the hemisphere is mostly called so, too.
        side = f"band {letter}" if letter == "S" else letter or said
        return f"{number} {side}".strip()
    if said and zone[-1:].upper() == "S" and zone[:-1].strip().isdecimal():
        return f"{zone[:-1].strip()} {said}"
    return zone


def _plainly(text: str) -> str:
    """A number without signs between thousands, with a decimal point; other texts as they are."""
    text = _NOISE.sub("", text)
    if match := _THOUSANDS.match(text):
        grouped = match[0].replace(",", "").replace(".", "")
        text = grouped + text[match.end() :]
    return re.sub(r"(?<=\d),(?=\d+$)", ".", text).replace(";", " ").replace(",", " ")


def _are_metres(*texts: str) -> bool:
    try:
        return any(abs(float(text)) >= _METRES for text in texts if text)
    except ValueError:
        return False


def _without_system(name: str) -> tuple[str, str]:
    """The folded name of a column without the reference system that it says, and that."""
    match = _SAID.search(name)
    if match is None:
        return folded_name(name), ""
    left = folded_name(f"{name[: match.start()]} {name[match.end() :]}")
    said = f"EPSG:{match['code']}" if match["code"] else re.sub(r"[\s_-]+", "", match["zone"])
    return left, said.upper()


def _only(bare: Mapping[str, tuple[str, str]], known: Iterable[str]) -> str:
    """The one column that is called so; "" for none or several."""
    wanted = set(map(folded_name, known))
    found = [name for name, (folded, _) in bare.items() if folded in wanted]
    return found[0] if len(found) == 1 else ""

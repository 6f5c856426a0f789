"""Which column of a file is which field of the record."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as made
from typing import Final

from geo.errors import InputError
from layers.lengthnames import UNIT_WORDS, LengthUnit, leaves_unit_open, without_unit
from layers.record import FIELD_BY_NAME, FIELDS
from layers.times.datereading import Order
from layers.times.localtimes import zone_named
from layers.times.timecolumns import folded_name, local_time_meant, time_meant

__all__ = [
    "ASIDE_COLUMNS",
    "ColumnMapping",
    "claimed_fields",
    "field_meant",
    "folded_name",
    "looks_like_names",
    "map_columns",
    "names_in_rows",
    "order_said",
    "spellings_of_names",
    "zone_said",
]

#: Columns that the program adds; a file's own column of that name is kept under another one.
RESERVED = frozenset(
    {"input_file", "input_row", "input_notes", "time_from", "time_to", "grade", "certainty",
     "share", "regions", "distance_m", "near_to", "near_rank", "distance_low_m", "distance_high_m",
     "double_group", "double_group_score", "double_score", "double_reasons"}
)  # fmt: skip
#: Columns behind those of rows that were set aside (`layers.writing.accounts`), not of a record.
ASIDE_COLUMNS = ("kordon_reason", "kordon_file", "kordon_row", "kordon_spreadsheet_row")
#: A file with all of one of these is the answer to an earlier question; they are no part of the
#: record.
ANSWERS = (
    ASIDE_COLUMNS,
    ASIDE_COLUMNS[:3],  # as they were before
    ("certainty", "share", "regions", "distance_m"),
    ("certainty", "near_to", "near_rank", "distance_m", "distance_low_m", "distance_high_m"),
    ("double_group", "double_group_score", "double_score", "double_reasons"),
)


@dataclass(frozen=True)
class ColumnMapping:
    """``fields``: field -> column of the file; ``extras``: kept name -> column of the file.

    ``times``: field of dates -> column of their times of day, which travels along, too. ``units``:
    field of lengths -> the unit that its column has, where that is not the field's own.
    """

    fields: Mapping[str, str]
    extras: Mapping[str, str]
    notes: tuple[str, ...]
    times: Mapping[str, str] = made(default_factory=dict)
    units: Mapping[str, LengthUnit] = made(default_factory=dict)


_FIELD_OF = {
    folded_name(alias): (rank, field.name)
    for field in FIELDS
    for rank, alias in reversed(list(enumerate((field.name, *field.aliases))))
}


#: Without these a row is undated or unlocated: a name that is nearly theirs is pointed out.
_MISSED: Final = ("date_start", "latitude", "longitude", "geometry")
#: Long enough that what is like them is meant to be them.
_MISSED_NAMES = [
    name for name, (_, field) in _FIELD_OF.items()
    if field in _MISSED and len(name) >= 6
]  # fmt: skip
#: How a column says which of day and month comes first, without points and hyphens.
_ORDERS: Final[Mapping[str, Order]] = {
    "dd/mm/yyyy": "day first", "ddmmyyyy": "day first", "дд/мм/гггг": "day first",
    "ддммгггг": "day first", "дд/мм/рррр": "day first", "ддммрррр": "day first",
    "dd/mm/yy": "day first", "ddmmyy": "day first", "дд/мм/гг": "day first",
    "ддммгг": "day first", "дд/мм/рр": "day first", "ддммрр": "day first",
    "mm/dd/yy": "month first", "mmddyy": "month first, also with points",
    "mm/dd/yyyy": "month first", "mmddyyyy": "month first, also with points",
}  # fmt: skip
_BRACKETED = re.compile(r"\s*(.+?)\s*[(\[]\s*([^()\[\]]+?)\s*[)\]]\s*")
#: What may stand in brackets behind a field's name, by its unit or type: it changes nothing.
_SAID_OF: Final = {
    "degrees": ("°", "°n", "°e", "n", "e", "deg", "degree", "degrees", "dd", "decimal",
                "decimaldegrees", "wgs84", "epsg:4326", "град", "градусы", "градуси"),
    "m": tuple(word for word, unit in UNIT_WORDS.items() if unit == "m"),
    "km": tuple(word for word, unit in UNIT_WORDS.items() if unit == "km"),
    "date": ("utc", "yyyymmdd", *_ORDERS),
    "geometry": ("wgs84", "epsg:4326", "wkt", "ewkt", "wkb", "ewkb", "geojson",
                 "lat,lon", "lat/lon", "latlon", "dd", "dms", "mgrs", "utm",
                 "широта,долгота", "широта,довгота", "шырата,даўгата"),
}  # fmt: skip
_UNITS: Final = frozenset(word for unit in ("degrees", "m", "km") for word in _SAID_OF[unit])
_RADIUS: Final = "coordinate_uncertainty_m"
#: Behind every alias.
_LATER: Final = 1_000
#: So many columns, and names of so many characters, are looked at for that.
_LOOKED_AT: Final = 200
_LONGEST: Final = 40
_ALIKE: Final = 0.8


def _meaning(column: str) -> tuple[int, str]:
    """Rank and field that a column of this name means: by a name of the field, or one and its unit.

    ``Lat (°)`` is latitude, and ``Uncertainty (km)`` the radius, in kilometres. "" for none.
    """
    known = _FIELD_OF.get(folded_name(column))
    if known is None and (parts := without_unit(column))[1]:
        rank, name = _FIELD_OF.get(folded_name(parts[0]), (0, ""))
        if name == _RADIUS:
            return rank + _LATER, name
    if known is None and (match := _BRACKETED.fullmatch(column)):
        rank, name = _FIELD_OF.get(folded_name(match[1]), (0, ""))
        field = FIELD_BY_NAME.get(name)
        if field and (
            folded_name(match[2]) in _SAID_OF.get(field.unit or field.type, ())
            or (field.type == "date" and zone_said(column))
        ):
            return rank + _LATER, name
    return known or (0, "")


def order_said(column: str) -> Order | None:
    """Which of day and month comes first in a column called ``Date (dd/mm/yyyy)``; None unsaid."""
    match = _BRACKETED.fullmatch(column)
    return _ORDERS.get(folded_name(match[2])) if match else None


def zone_said(column: str) -> str:
    """The zone that a column called ``Date (Kyiv)`` or ``Дата (МСК)`` says; "" for none."""
    match = _BRACKETED.fullmatch(column) if len(column) <= _LONGEST else None
    if match is None:
        return ""
    word = match[2].upper().replace("МСК", "MSK")
    return word if word in ("EET", "EEST", "MSK", "CET", "CEST") else zone_named(match[2])


def field_meant(column: str) -> str:
    """The field that a column of this name means, by its name or an alias; "" for none."""
    return _meaning(column)[1]


def claimed_fields(columns: Iterable[str]) -> frozenset[str]:
    """Fields that columns of other names would be taken for, were the fields' own not there.

    What is written for reading again keeps these even where they are empty.
    """
    found: set[str] = set()
    for name in columns:
        field = "" if name in FIELD_BY_NAME else field_meant(name)
        found |= {field} if field else set()
        found |= {"source_url"} if field == "source_title" else set()  # by what it holds
    return frozenset(found)


def names_in_rows(
    rows: Sequence[Sequence[str | None]],
    fields: Collection[str],
    called: Callable[[int], str] = lambda row: f"row {row + 1}",
) -> str:
    """What to say if one of these rows looks like the names of columns, and the header does not.

    ``fields`` are those that the header names; ``called`` says what a row (0-based) is called; ""
    if there is nothing to say.
    """
    for place, row in enumerate(rows[:3]):
        words = [cell for cell in row if cell and len(cell) <= _LONGEST and field_meant(cell)]
        meant = {field_meant(word) for word in words}
        if len(meant) >= 2 and len(meant - set(fields)) > len(fields):
            return (
                f"{called(place)} looks like the names of columns ({', '.join(words)[:200]}): if "
                "it is, delete what stands above it, or say with --map which column is which"
            )
    words = [row[0] for row in rows if row and row[0] and field_meant(row[0])]
    if len({field_meant(word) for word in words} - set(fields)) > max(2, len(fields)):
        return (
            f"the first column looks like the names of columns ({', '.join(words)[:200]}): if it "
            "is, turn the table, so that each report is a row"
        )
    return ""


def spellings_of_names() -> list[str]:
    """Names of fields and their other names as they are mostly written."""
    names = [name for one in FIELDS for name in (one.name, *one.aliases)]
    spaced = {*names, *(name.replace("_", " ") for name in names)}
    spaced |= {name.replace(" ", "_") for name in spaced}
    return sorted(
        {form for name in spaced for form in (name, name.lower(), name.upper(), name.title(),
                                              name.capitalize())}
    )  # fmt: skip


def looks_like_names(row: Sequence[str | None]) -> bool:
    """Whether most cells of a row are names of fields, of two of them at least."""
    words = [cell for cell in row if cell and not cell.isspace()]
    meant = [field_meant(word) for word in words if len(word) <= _LONGEST]
    return len(set(meant) - {""}) >= 2 and 2 * sum(map(bool, meant)) > len(words)


def map_columns(
    columns: Iterable[str],
    given: Mapping[str, str] | None = None,
    holds_addresses: Callable[[str], bool] = lambda column: False,
    *,
    local_times: bool = False,
) -> ColumnMapping:
    """Map the columns of a file to fields; what is left travels along under its own name.

    ``given`` (column -> field, or "" for none) goes before the alias table. A field's own name
    goes before its aliases, and those count in their order. A column called ``source`` that
    ``holds_addresses`` is the source's address, not its title. With ``local_times``, where the user
    says whose they are, a column of local times is one of times, too.
    Raises `InputError` when ``given`` names a column or field that does not exist; columns in its
    ``optional`` (`layers.mappings.SavedMapping`) may be missing, which is said.
    """
    names = list(columns)
    notes: list[str] = []
    wanted = _checked(given or {}, names, notes)
    for answer in ANSWERS:
        if set(answer) <= set(names) and not set(answer) & set(wanted):
            names = [name for name in names if name not in answer]
            notes.append(f"columns of an earlier answer left out: {', '.join(answer)}")
    claims: dict[str, list[tuple[int, int, str]]] = {}
    for position, name in enumerate(names):
        if name in wanted:
            if wanted[name]:
                claims.setdefault(wanted[name], []).append((-1, position, name))
            continue
        rank, field = _meaning(name)
        if field == "source_title" and rank and holds_addresses(name):
            field = "source_url"
        if field:
            claims.setdefault(field, []).append((rank, position, name))
    fields = {field: min(claimants)[2] for field, claimants in claims.items()}
    used = set(fields.values())
    left = [name for name in names if name not in used | set(wanted)]
    times = _times(left, fields, local=local_times)
    for field, claimants in claims.items():
        notes += [
            f"column {name!r} also means {field}; {fields[field]!r} is used and {name!r} kept as "
            "it is"
            for _, _, name in sorted(claimants)[1:]
            if name not in times.values()
        ]
    notes += _nearly([name for name in left if name not in times.values()], fields)
    extras = _extras([name for name in names if name not in used])
    units = _units(fields, wanted, notes)
    return ColumnMapping(
        {field.name: fields[field.name] for field in FIELDS if field.name in fields},
        extras,
        tuple(notes),
        times,
        units,
    )


def _units(
    fields: Mapping[str, str], wanted: Mapping[str, str], notes: list[str]
) -> dict[str, LengthUnit]:
    """The unit of the radius, where its column is not in metres; what the user names is, unsaid."""
    column = fields.get(_RADIUS, "")
    if without_unit(column)[1] == "km":
        notes.append(f"column {column!r} is in kilometres, and read as metres")
        return {_RADIUS: "km"}
    return {_RADIUS: ""} if leaves_unit_open(column) and column not in wanted else {}


def _checked(given: Mapping[str, str], names: list[str], notes: list[str]) -> dict[str, str]:
    optional: frozenset[str] = getattr(given, "optional", frozenset())
    missing = [column for column in given if column not in names and column in optional]
    if missing:
        notes.append(f"columns of the saved mapping that are not here: {', '.join(missing)[:500]}")
    for column, field in given.items():
        if column not in names and column not in optional:
            raise InputError(
                f"The mapping names a column {column!r} that the file does not have. "
                f"It has: {', '.join(names)[:500]}."
            )
        if field and field not in FIELD_BY_NAME:
            raise InputError(
                f"The mapping names a field {field!r} that the record does not have; "
                "'kordon schema' lists the fields."
            )
    return {column: field for column, field in given.items() if column in names}


def _times(names: Iterable[str], fields: Mapping[str, str], *, local: bool) -> dict[str, str]:
    """Columns of times of day, by the field of dates that they belong to: the first of each."""
    times: dict[str, str] = {}
    for name in names:
        field = time_meant(name)[0] or (local_time_meant(name) if local else "")
        if field in fields:
            times.setdefault(field, name)
    return times


def _nearly(names: Sequence[str], fields: Mapping[str, str]) -> list[str]:
    """Notes on columns that are kept as they are though their names are nearly those of fields."""
    placed = "geometry" in fields or {"latitude", "longitude"} <= set(fields)
    missed = {*_MISSED[:1], *(() if placed else _MISSED[1:])} - set(fields)
    notes = []
    for name in [name for name in names if len(name) <= _LONGEST][:_LOOKED_AT]:
        if local_time_meant(name) in fields:
            notes.append(
                f"column {name!r} is kept as it is: which offset its times have it does not say, "
                "as 'Time (UTC+2)' or 'Time (Kyiv)' do; --time-zone says it"
            )
            continue
        match = _BRACKETED.fullmatch(name)
        field = _FIELD_OF.get(folded_name(match[1]), (0, ""))[1] if match else ""
        unit = FIELD_BY_NAME[field].unit if field else ""
        if match and unit and unit != "degrees" and folded_name(match[2]) in _UNITS:
            notes.append(f"column {name!r} is kept as it is: {field} is in {unit}")
            continue
        if not match and missed:
            near = difflib.get_close_matches(folded_name(name), _MISSED_NAMES, 1, _ALIKE)
            field = _FIELD_OF[near[0]][1] if near else ""
        if field in missed:
            notes.append(
                f"column {name!r} may mean {field}, and is kept as it is: --map {name!r}={field} "
                "reads it so"
            )
    return notes


def _extras(names: list[str]) -> dict[str, str]:
    """Names under which unknown columns travel: their own, unless that one is taken."""
    taken = set(FIELD_BY_NAME) | RESERVED
    extras: dict[str, str] = {}
    for name in names:
        kept, count = name, 1
        while kept in taken or kept in extras:
            count += 1
            kept = f"{name} ({count})"
        extras[kept] = name
    return extras

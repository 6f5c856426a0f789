"""Which column of a file is which field of the record."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from geo.errors import InputError
from layers.record import FIELD_BY_NAME, FIELDS

__all__ = [
    "ASIDE_COLUMNS",
    "ColumnMapping",
    "claimed_fields",
    "field_meant",
    "folded_name",
    "map_columns",
]

#: Columns that the program adds; a file's own column of that name is kept under another one.
RESERVED = frozenset(
    {"input_file", "input_row", "input_notes", "time_from", "time_to", "grade", "certainty",
     "share", "regions", "distance_m", "near_to", "near_rank", "distance_low_m", "distance_high_m",
     "double_group", "double_group_score", "double_score", "double_reasons"}
)  # fmt: skip
#: Columns behind those of rows that were set aside (`layers.accounts`): no part of a record.
ASIDE_COLUMNS = ("kordon_reason", "kordon_file", "kordon_row")
#: A file with all of one of these is the answer to an earlier question; they are no part of the
#: record.
ANSWERS = (
    ASIDE_COLUMNS,
    ("certainty", "share", "regions", "distance_m"),
    ("certainty", "near_to", "near_rank", "distance_m", "distance_low_m", "distance_high_m"),
    ("double_group", "double_group_score", "double_score", "double_reasons"),
)


@dataclass(frozen=True)
class ColumnMapping:
    """``fields``: field -> column of the file; ``extras``: kept name -> column of the file."""

    fields: Mapping[str, str]
    extras: Mapping[str, str]
    notes: tuple[str, ...]


def folded_name(name: str) -> str:
    """Return a name without case, spaces, hyphens, underscores, points and invisible marks."""
    return re.sub(r"[\s_\-.\ufeff\u200b]+", "", name).casefold()


_FIELD_OF = {
    folded_name(alias): (rank, field.name)
    for field in FIELDS
    for rank, alias in reversed(list(enumerate((field.name, *field.aliases))))
}


def field_meant(column: str) -> str:
    """The field that a column of this name means, by its name or an alias; "" for none."""
    return _FIELD_OF.get(folded_name(column), (0, ""))[1]


def claimed_fields(columns: Iterable[str]) -> frozenset[str]:
    """Fields that columns of other names would be taken for, were the fields' own not there.

    What is written for reading again keeps these even where they are empty.
    """
    found: set[str] = set()
    for name in columns:
        field = "" if name in FIELD_BY_NAME else _FIELD_OF.get(folded_name(name), (0, ""))[1]
        found |= {field} if field else set()
        found |= {"source_url"} if field == "source_title" else set()  # by what it holds
    return frozenset(found)


def map_columns(
    columns: Iterable[str],
    given: Mapping[str, str] | None = None,
    holds_addresses: Callable[[str], bool] = lambda column: False,
) -> ColumnMapping:
    """Map the columns of a file to fields; what is left travels along under its own name.

    ``given`` (column -> field, or "" for none) goes before the alias table. A field's own name
    goes before its aliases, and those count in their order. A column called ``source`` that
    ``holds_addresses`` is the source's address, not its title.
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
        rank, field = _FIELD_OF.get(folded_name(name), (0, ""))
        if field == "source_title" and rank and holds_addresses(name):
            field = "source_url"
        if field:
            claims.setdefault(field, []).append((rank, position, name))
    fields = {}
    for field, claimants in claims.items():
        (_, _, winner), *others = sorted(claimants)
        fields[field] = winner
        notes += [
            f"column {name!r} also means {field}; {winner!r} is used and {name!r} kept as it is"
            for _, _, name in others
        ]
    used = set(fields.values())
    extras = _extras([name for name in names if name not in used])
    return ColumnMapping(
        {field.name: fields[field.name] for field in FIELDS if field.name in fields},
        extras,
        tuple(notes),
    )


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

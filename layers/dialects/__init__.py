"""Tables of other projects, told by their columns and put into the words of the record.

A dialect is one module with a `Dialect`; adding one means adding it to `DIALECTS`. A mapping of
the user's own goes before it, field by field, and may say ``dialect=none`` (or one's name); a table
that has the columns ``layer``, ``category`` and ``date_start`` is Kordon's own and never a dialect.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from geo.errors import InputError
from layers.checking.gridcolumns import with_joined_position
from layers.checking.sheet import RawTable
from layers.columns import field_meant, folded_name
from layers.dialects import (
    acled,
    archiver,
    atlos,
    deepstate,
    eyes_on_russia,
    geoconfirmed,
    smoking_grads,
    telegram,
    timemap,
    uawardata,
    ucdp,
    viina,
)
from layers.dialects.dialect import Dialect, Speech
from layers.mappings import SavedMapping
from layers.times.datecolumns import with_joined_date

__all__ = ["CHOICE", "DIALECTS", "NONE", "Spoken", "mapping_of", "spoken"]

#: In the order in which they are asked.
DIALECTS: tuple[Dialect, ...] = (
    acled.DIALECT,
    ucdp.DIALECT,
    uawardata.DIALECT,
    viina.DIALECT,
    geoconfirmed.DIALECT,
    eyes_on_russia.DIALECT,
    eyes_on_russia.MAPHUB,
    atlos.DIALECT,
    archiver.DIALECT,
    telegram.DIALECT,
    timemap.DIALECT,
    smoking_grads.DIALECT,
    smoking_grads.FIELDS,
    smoking_grads.CRATERS,
    deepstate.DIALECT,
)
#: The columns of a table that is Kordon's own.
_OWN = ("layer", "category", "date_start")
#: In the user's mapping, where the file has no such column: which dialect, or none.
CHOICE = "dialect"
NONE = "none"


@dataclass(frozen=True)
class Spoken:
    """A table in our words: with the fields that were made, and the mapping that reads it."""

    table: RawTable
    mapping: Mapping[str, str] = field(default_factory=dict)


def spoken(raw: RawTable, given: Mapping[str, str]) -> Spoken:
    """Put a table into our words if it is another project's; ``given`` is the user's mapping.

    Raises InputError where that names a dialect that the table is not in.
    """
    speech = Speech(raw.columns, raw.rows, raw.geometry)
    dialect, own = _chosen(raw.columns, given, speech)
    if dialect is None:
        table, dated = with_joined_date(raw, own)
        table, placed = with_joined_position(table, own)
        return Spoken(table, _over({**dated, **placed}, own))
    speech.title = dialect.title
    dialect.speak(speech)
    licence = dialect.terms if dialect.licence is None else dialect.licence
    if licence and "licence" not in map(field_meant, raw.columns):
        speech.constant("licence", licence)
    wanted = _wanted(raw.columns, own)
    if wanted & {"layer", "category"}:
        speech.aside.clear()  # the user says what the rows are
        wanted |= {"layer", "category"}
    made = {name: column for name, column in speech.fields.items() if name not in wanted}
    mapping = _mapped(dialect, raw.columns, own)
    for column in raw.columns:
        if column not in mapping and field_meant(column) in made:
            mapping[column] = ""
    added = {f"{name} ({dialect.title})": column for name, column in made.items()}
    mapping |= dict(zip(added, made, strict=True))
    table = dataclasses.replace(
        raw,
        columns={**raw.columns, **added},
        numeric=raw.numeric | set(added),
        aside={**speech.aside, **raw.aside},
        notes=(*raw.notes, _note(dialect, raw.columns), *speech.notes),
    )
    return Spoken(table, mapping)


def mapping_of(columns: Iterable[str], given: Mapping[str, str]) -> Mapping[str, str]:
    """The user's mapping, and before it what the columns of a table of another project mean.

    Only where the columns' names alone tell the project; raises InputError as `spoken`.
    """
    names = list(columns)
    dialect, own = _chosen(names, given, None)
    return own if dialect is None else _mapped(dialect, names, own)


def _chosen(
    columns: Iterable[str], given: Mapping[str, str], speech: Speech | None
) -> tuple[Dialect | None, Mapping[str, str]]:
    """The dialect of a table, and the user's mapping without the word that chooses one."""
    names = list(columns)
    told = [] if set(_OWN) <= set(names) else list(DIALECTS)
    told = [one for one in told if one.signature_in(names) is not None]
    told = [one for one in told if one.knows is None or (speech is not None and one.knows(speech))]
    if CHOICE not in given or CHOICE in names:
        return (told[0] if told else None), given
    own = _over({}, given)
    del own[CHOICE]
    choice = given[CHOICE]
    if choice == NONE:
        return None, own
    chosen = next((one for one in DIALECTS if one.name == choice), None)
    if chosen is None:
        known = ", ".join(one.name for one in DIALECTS)
        raise InputError(
            f"There is no dialect {choice!r}; there are {known}, and {NONE} for none of them."
        )
    if chosen not in told and (speech is not None or chosen.knows is None):
        needed = " or ".join(", ".join(sorted(one)) for one in chosen.signatures)
        raise InputError(
            f"The table is not in the dialect {choice}, which is told by the columns {needed}; "
            f"it has {', '.join(names)[:300]}."
        )
    return (chosen if chosen in told else None), own


def _mapped(dialect: Dialect, names: Iterable[str], given: Mapping[str, str]) -> dict[str, str]:
    """What the columns of a dialect mean, and over it the user's mapping."""
    of_table = list(names)
    of_name = {folded_name(name): meant for name, meant in dialect.columns.items()}
    wanted = _wanted(of_table, given)
    mapping: dict[str, str] = {}
    for name in of_table:
        meant = of_name.get(folded_name(name))
        if meant is not None:
            mapping[name] = "" if meant in wanted else meant
    return _over(mapping, given)


def _wanted(columns: Iterable[str], given: Mapping[str, str]) -> set[str]:
    """Fields that the user makes of the table's columns; a saved mapping may name other columns."""
    names = set(columns)
    return {meant for column, meant in given.items() if column in names} - {""}


def _over(mapping: Mapping[str, str], given: Mapping[str, str]) -> dict[str, str]:
    """The user's mapping over another; what of a saved one need not be there still need not."""
    optional: frozenset[str] = getattr(given, "optional", frozenset())
    return SavedMapping({**mapping, **given}, optional)


def _note(dialect: Dialect, columns: Iterable[str]) -> str:
    signature = dialect.signature_in(list(columns)) or frozenset()
    told = ", ".join(sorted(signature))
    return f"read as {dialect.title}, told by the columns {told}; terms: {dialect.terms}"

"""From what an analyst types to a field and its values: names, aliases, and what is near."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

import pandas as pd

from geo.errors import ArgumentError
from layers.checking.values import read_word
from layers.columns import folded_name
from layers.record import FIELD_BY_NAME, FIELDS
from layers.vocabulary import VOCABULARIES

__all__ = ["field_named", "unknown_value"]

#: More different values than this are not compared for their spelling.
_MOST_VALUES = 5_000

_ALIASES = {
    folded_name(alias): field.name
    for field in reversed(FIELDS)
    for alias in reversed((field.name, *field.aliases))
}


def field_named(text: str, columns: Sequence[str], purpose: str = "filter by") -> str:
    """The column that is meant: by its name, its name in another case, or a field's alias.

    ``lat``, ``LATITUDE`` and ``Latitude`` are latitude; a file's own column goes before an
    alias. Raises ArgumentError, with what is near, when none is meant; ``purpose`` is what the
    field was wanted for.
    """
    if text in columns:
        return text
    wanted = folded_name(text)
    same = [name for name in columns if folded_name(name) == wanted]
    if len(same) == 1:
        return same[0]
    if _ALIASES.get(wanted) in columns:
        return _ALIASES[wanted]
    close = difflib.get_close_matches(wanted, [folded_name(name) for name in columns], 1)
    name = next((n for n in columns if close and folded_name(n) == close[0]), "")
    hint = f"did you mean {name}? " if name else ""
    raise ArgumentError(
        f"there is no field {text!r} to {purpose}: {hint}`kordon schema` lists "
        "the fields; a file's own columns keep their names"
    )


def unknown_value(name: str, parts: Sequence[str], whole: str, column: pd.Series) -> list[str]:
    """A note for each wanted value that no row has and no vocabulary lists: it may be a typo.

    ``parts`` are the wanted values, ``whole`` all of them as they were typed.
    """
    have = {str(value) for value in column.dropna().unique()}
    have |= {part.strip() for value in have if ";" in value for part in value.split(";")}
    folded = {value.casefold() for value in have}
    field = FIELD_BY_NAME.get(name)
    vocabulary = "" if field is None else field.vocabulary
    if whole.strip().casefold() in folded:
        return []
    spellings: dict[str, str] = {}
    if len(have) <= _MOST_VALUES:
        spellings = {value.casefold(): value for value in sorted(have)}
    for term in VOCABULARIES[vocabulary] if vocabulary else ():
        spellings |= {form.casefold(): term.word for form in (*term.also, term.label, term.word)}
    notes = []
    for part in parts:
        listed = vocabulary and not read_word(part, vocabulary).problem
        if not part or listed or part.casefold() in folded:
            continue
        close = difflib.get_close_matches(part.casefold(), spellings, n=1, cutoff=0.6)
        hint = f": did you mean {spellings[close[0]]}?" if close else ""
        notes.append(f"no row has the {name} {part!r}{hint}")
    return notes

"""The record's table in other forms: text, JSON Schema, Frictionless Table Schema, Markdown.

All of them are made from `layers.record.FIELDS` and `layers.vocabulary`; nothing is said twice.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from layers.record import FIELDS, Field
from layers.vocabulary import VOCABULARIES, Term

__all__ = ["SCHEMA_FORMATS", "frictionless", "json_schema", "schema"]

# Types that a table schema knows; the rest is text with a pattern or without.
_ISO_DATE = r"^\d{4}(-\d{2}(-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?)?)?$"
_PATTERNS = {"date": _ISO_DATE, "datetime": _ISO_DATE}
#: Vocabularies that are closed: a word outside them is not a value at all.
_CLOSED = ("layer", "flag")
_INTRODUCTION = """\
# The record

One row is one sourced report of one thing at one place and time. Dates are ISO 8601, with an
offset when a time is given. Positions are WGS 84 degrees, longitude and latitude both or
neither. Missing is empty: never 0, never (0, 0), never a stand-in date. Only the fields marked
with a star are expected; a row without a usable place is kept as *unlocated*, one without a
usable date as *undated*; columns that are not listed here are kept and travel along.

This page is made by `kordon schema --format markdown`.
"""


def schema(format_: str) -> str:
    """Return the description of the record in one of `SCHEMA_FORMATS`, ending with a new line."""
    return _WRITERS[format_]()


def json_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of one record as an object of typed values."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Kordon record",
        "type": "object",
        "properties": {field.name: _json_property(field) for field in FIELDS},
        "dependentRequired": {"latitude": ["longitude"], "longitude": ["latitude"]},
        "additionalProperties": True,
    }


def _json_property(field: Field) -> dict[str, Any]:
    kind = "number" if field.type == "number" else "string"
    result: dict[str, Any] = {"type": [kind, "null"], "description": _described(field)}
    if field.minimum is not None:
        result["minimum"] = field.minimum
    if field.maximum is not None:
        result["maximum"] = field.maximum
    if field.type in _PATTERNS:
        result["pattern"] = _PATTERNS[field.type]
    if field.vocabulary in _CLOSED:
        result["enum"] = [*_words(field), None]
    elif field.vocabulary:
        result["examples"] = _words(field)
    return result


def frictionless() -> dict[str, Any]:
    """Frictionless Table Schema of a file of records."""
    return {
        "fields": [_table_field(field) for field in FIELDS],
        "missingValues": [""],
    }


def _table_field(field: Field) -> dict[str, Any]:
    constraints: dict[str, Any] = {}
    if field.minimum is not None:
        constraints["minimum"] = field.minimum
    if field.maximum is not None:
        constraints["maximum"] = field.maximum
    if field.type in _PATTERNS:
        constraints["pattern"] = _PATTERNS[field.type]
    if field.vocabulary in _CLOSED:
        constraints["enum"] = _words(field)
    result: dict[str, Any] = {
        "name": field.name,
        "type": "number" if field.type == "number" else "string",
        "description": _described(field),
    }
    if field.example:
        result["example"] = field.example
    if constraints:
        result["constraints"] = constraints
    return result


def _words(field: Field) -> list[str]:
    return [term.word for term in VOCABULARIES[field.vocabulary]]


def _described(field: Field) -> str:
    unit = f" [{field.unit}]" if field.unit else ""
    return f"{field.meaning}{unit} ({field.source})"


def _kind(field: Field) -> str:
    return f"{field.type}, {field.unit}" if field.unit else field.type


def _text() -> str:
    width = max(len(field.name) for field in FIELDS) + 2
    lines = ["Fields of a record (* expected). Other columns are kept and travel along.", ""]
    for field in FIELDS:
        name = field.name + (" *" if field.expected else "")
        lines.append(f"{name:<{width}}  {_kind(field):<16}  {field.meaning}")
        if field.aliases:
            lines.append(f"{'':<{width}}  {'':<16}  also: {', '.join(field.aliases)}")
    for name, terms in VOCABULARIES.items():
        lines += ["", f"{name}:"]
        lines += [f"  {term.word:<{width}}  {_term_meaning(term)}" for term in terms]
    return "\n".join(lines) + "\n"


def _term_meaning(term: Term) -> str:
    parts = [term.label]
    if term.meaning:
        parts.append(f"({term.meaning})")
    if term.layer:
        parts.insert(0, f"[{term.layer}]")
    parts += [f"<{flag}>" for flag in sorted(term.flags)]
    return " ".join(parts)


def _markdown() -> str:
    lines = [_INTRODUCTION, "| field | type | meaning | other names accepted | definition |"]
    lines.append("|---|---|---|---|---|")
    for field in FIELDS:
        star = " ★" if field.expected else ""
        aliases = ", ".join(f"`{alias}`" for alias in field.aliases)
        lines.append(
            f"| `{field.name}`{star} | {_kind(field)} | {field.meaning} | {aliases} "
            f"| {field.source} |"
        )
    for name, terms in VOCABULARIES.items():
        lines += ["", f"## Words of `{name}`", "", "| word | label | meaning |", "|---|---|---|"]
        lines += [f"| `{term.word}` | {term.label} | {_term_note(term)} |" for term in terms]
    return "\n".join(lines).replace(" |  |", " | |") + "\n"


def _term_note(term: Term) -> str:
    parts = [part for part in (term.layer, term.meaning, *sorted(term.flags)) if part]
    return "; ".join(parts)


def _as_json(document: Mapping[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


_WRITERS: Mapping[str, Callable[[], str]] = {
    "text": _text,
    "json-schema": lambda: _as_json(json_schema()),
    "frictionless": lambda: _as_json(frictionless()),
    "markdown": _markdown,
}

#: What `schema` can write.
SCHEMA_FORMATS = tuple(_WRITERS)

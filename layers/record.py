"""The record: what is written down about one sighting.

What `layers.fields` says is the only definition of the fields. Validation, the mapping of column
names, ``kordon schema``, ``kordon template`` and the page ``docs/record.md`` are all made from it.

Rules that hold for every record: dates are ISO 8601, with an offset when a time is given;
positions are WGS 84 degrees, longitude and latitude both or neither; missing is empty, never 0,
never (0, 0), never a stand-in date.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from layers.fields.field import Field, FieldType
from layers.fields.place_and_time import PLACE_AND_TIME
from layers.fields.what_was_seen import WHAT_WAS_SEEN
from layers.fields.who_says_so import WHO_SAYS_SO

__all__ = ["FIELDS", "FIELD_BY_NAME", "LAYERS", "TELLING_FIELDS", "Field", "FieldType"]

#: The three themes, in the order in which they are drawn and listed.
LAYERS = ("deployment", "fortification", "shelling")

#: All fields, in the order of tables and documents.
FIELDS: tuple[Field, ...] = (*PLACE_AND_TIME, *WHAT_WAS_SEEN, *WHO_SAYS_SO)

#: The same fields by name.
FIELD_BY_NAME: Mapping[str, Field] = MappingProxyType({field.name: field for field in FIELDS})

#: Fields that say what was seen: a record in which all of them are empty is set aside.
TELLING_FIELDS = (
    "category",
    "unit",
    "sidc",
    "equipment",
    "quantity_low",
    "quantity_best",
    "quantity_high",
    "consist",
    "obstacle_status",
    "weapon",
    "source_title",
    "source_url",
    "description",
)

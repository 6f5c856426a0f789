"""What a whole file says about values that can be read in two ways, for reading it in batches.

1.500 may be thousands, 01/02/2022 may be in January, and a column called ``source`` may hold
addresses: the other rows of the file decide. Read whole, they are all at hand; here a few telling
texts are kept of each column, and the same functions draw the same conclusions from them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from layers.checking import values
from layers.checking.sheet import Meanings, RawTable
from layers.checking.validate_numbers import AMBIGUOUS_FIELDS, decimal_texts, meaning_of_points
from layers.columns import map_columns
from layers.readers.report import count_addresses
from layers.record import FIELD_BY_NAME
from layers.times.dates import order_of, telling_dates
from layers.times.serialdates import SERIAL_LIKE, Serial, serial_of, serials_of
from layers.times.shortyears import telling_short_dates

__all__ = ["Telling"]

_DATES = ("date", "datetime")
#: Dates that may be day first or month first, also in a range.
_EITHER_WAY = (
    r"(?:^|[^0-9])[0-9]{1,2}(?:[./-][0-9]{1,2}[./-][0-9]{4}|/[0-9]{1,2}(?:[^0-9/]|$)|"
    r"[./ -](?:[0-9]{1,2}|\pL{3,12}\.?)[./ -][0-9]{2}(?:[^0-9]|$))"
)
#: Numbers that say how others are meant.
_TELLING = (values.POINTED, values.POINT_GROUPS, values.SURE_COMMA, values.DECIMAL_COMMA)


@dataclass(frozen=True)
class Telling:
    """Columns of a file that are read by what others of their values say.

    ``numbers`` and ``dates``: field -> column; ``sources``: columns that may hold addresses.
    """

    numbers: Mapping[str, str]
    dates: Mapping[str, str]
    sources: tuple[str, ...]

    @classmethod
    def among(cls, names: Iterable[str], given: Mapping[str, str]) -> Telling:
        """Find them among a file's columns; ``given`` is the mapping, column -> field."""
        sources: list[str] = []

        def noted(name: str) -> bool:
            sources.append(name)
            return False

        fields = map_columns(names, given, noted).fields
        kinds = {name: FIELD_BY_NAME[name].type for name in fields}
        return cls(
            {name: column for name, column in fields.items() if kinds[name] == "number"},
            {name: column for name, column in fields.items() if kinds[name] in _DATES},
            tuple(sources),
        )

    @property
    def columns(self) -> list[str]:
        """All of them."""
        return [*self.numbers.values(), *self.dates.values(), *self.sources]

    def needed_for(self, raw: RawTable) -> bool:
        """Whether anything in these rows cannot be read without the rest of the file."""

        def matches(column: str, pattern: str) -> bool:
            return values.any_match(values.bare(raw.columns[column]), pattern)

        return (
            bool(self.sources)
            or any(
                matches(column, pattern)
                for column in self.dates.values()
                for pattern in (_EITHER_WAY, SERIAL_LIKE)
            )
            or any(
                matches(column, values.POINTED)
                for name, column in self.numbers.items()
                if name in AMBIGUOUS_FIELDS and column not in raw.numeric
            )
        )

    def meanings(self, tables: Iterable[RawTable]) -> Meanings:
        """Go through the whole file, which may lack columns that are no text."""
        kept: dict[str, dict[object, str]] = {column: {} for column in self.columns}
        serials: dict[str, list[frozenset[Serial]]] = {name: [] for name in self.dates}
        addresses: Counter[str] = Counter()
        present: Counter[str] = Counter()
        numeric: frozenset[str] = frozenset()
        for raw in tables:
            numeric |= raw.numeric
            for name in self.sources:
                found, filled = count_addresses(raw.columns[name])
                addresses[name] += found
                present[name] += filled
            for name, column in self.dates.items():
                if column in raw.columns:
                    serials[name].append(serials_of(values.bare(raw.columns[column])))
            for wanted, telling in ((self.numbers, _numbers), (self.dates, _dates)):
                for column in wanted.values():
                    if column in raw.columns:
                        text = values.bare(raw.columns[column]).cast(pa.large_string())
                        before = pa.array(kept[column].values(), pa.large_string())
                        kept[column] |= telling(pa.concat_arrays([before, text]))
        few = {column: pa.array(told.values(), pa.large_string()) for column, told in kept.items()}
        whole = RawTable(few, 0, numeric=numeric)
        return Meanings(
            points={
                name: meaning_of_points(whole, self.numbers, FIELD_BY_NAME[name], few[column])
                for name, column in self.numbers.items()
            },
            orders={name: order_of(few[column].to_pylist()) for name, column in self.dates.items()},
            short_dates={name: few[column].to_pylist() for name, column in self.dates.items()},
            addresses=frozenset(name for name in present if 2 * addresses[name] > present[name]),
            # A column of numbers is not among these texts; each of its parts tells by itself.
            serials={name: serial_of(parts) for name, parts in serials.items() if parts},
        )


def _dates(text: pa.Array) -> dict[object, str]:
    texts = text.drop_null().unique().to_pylist()
    return dict([*telling_dates(texts).items(), *telling_short_dates(texts).items()])


def _numbers(text: pa.Array) -> dict[object, str]:
    told: dict[object, str] = {}
    for pattern in _TELLING:
        found = text.filter(pc.match_substring_regex(text, pattern))
        if len(found):
            told[pattern] = found[0].as_py()
    decimals = decimal_texts(text)
    if len(decimals):
        told["decimal"] = decimals[0].as_py()
    return told

"""Dates that are written as Kordon writes them, read a column at once."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from layers.checking.bytesin import byte_lengths
from layers.times.datereading import NEVER, STAND_INS

__all__ = ["Plain", "plain_dates"]

_STAND_IN_DAYS: Final = np.array(sorted(STAND_INS - {"0000-00-00"}), "datetime64[D]")
#: Dates as Kordon writes them: pattern, how long each lasts, characters, and those before the Z.
_PLAIN_DAY: Final = r"^[1-9]\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
_PLAIN: Final = (
    (_PLAIN_DAY + "$", np.timedelta64(1, "D"), 10, 10),
    (_PLAIN_DAY + r"T(?:[01]\d|2[0-3]):[0-5]\dZ$", np.timedelta64(1, "m"), 17, 16),
    (_PLAIN_DAY + r"T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$", np.timedelta64(1, "s"), 20, 19),
)


class Plain(NamedTuple):
    """Dates of a column that need no word: which rows, and their half-open intervals in UTC.

    ``timed`` says which are times rather than days; the others are NaT.
    """

    rows: Any
    timed: Any
    first: Any
    after: Any


def plain_dates(column: pa.Array) -> Plain:
    """The days and UTC times of a column that are written as Kordon writes them, all at once.

    ``2022-01-18``, ``2022-01-18T05:30Z`` and ``2022-01-18T05:30:00Z``, as
    `layers.times.dates.read_date` would read them; stand-ins and whatever it has a word for are
    left to it.
    """
    size = len(column)
    rows, timed = np.zeros(size, bool), np.zeros(size, bool)
    first, after = np.full(size, NEVER), np.full(size, NEVER)
    lengths = byte_lengths(column)
    for pattern, end, length, used in _PLAIN:
        at = np.flatnonzero(lengths == length)
        if not len(at):
            continue
        texts = column if len(at) == size else column.take(pa.array(at))
        here = pc.fill_null(pc.match_substring_regex(texts, pattern), False)
        here = np.asarray(here.to_numpy(zero_copy_only=False))
        if not here.any():
            continue
        if not here.all():
            at, texts = at[here], texts.filter(pa.array(here))
        texts = pc.utf8_slice_codeunits(texts, 0, used)
        try:
            moments = texts.cast(pa.timestamp("us")).to_numpy(zero_copy_only=False)
        except pa.ArrowInvalid:  # one of them is no date; which, is found by reading each
            continue
        real = ~np.isin(moments.astype("datetime64[D]"), _STAND_IN_DAYS)
        at, moments = at[real], moments[real]
        rows[at] = True
        timed[at] = length > 10
        first[at] = moments
        after[at] = moments + end
    return Plain(rows, timed, first, after)

"""Judging positions: pairs of longitude and latitude.

Everything is WGS 84 degrees. Kordon's records lie around Belarus and Ukraine; a pair that lies
outside that region as written but inside it when exchanged was written the wrong way round,
unless the row says that it lies in another country (`layers.checking.validate_swapped`).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from layers.checking.findings import Findings
from layers.checking.validate_swapped import (
    MAYBE_SWAPPED,
    MAYBE_SWAPPED_CODE,
    SWAPPED,
    exchanged_fits,
    in_region,
)

__all__ = ["judge_pairs"]

#: Numbers from here on may be metres of a projection, such as UTM or Gauss-Krüger.
_METRES = 100_000
_PROJECTED = (
    "; metres of a projection (UTM, Gauss-Krüger) are to be converted to degrees; of UTM, a column "
    "'utm_zone' (36U) beside them is enough"
)


def judge_pairs(
    longitude: Any, latitude: Any, countries: pa.Array, findings: Findings, prefix: str = ""
) -> None:
    """Blank (NaN, in place) the pairs that cannot be used and exchange the swapped ones.

    Half a pair, (0, 0) and degrees out of range are reasons; swapped pairs are repairs where
    the exchanged place fits the row's country, else a reason. ``prefix`` is ``target_`` for
    the place that was hit, of which a country nearby says nothing: fire crosses borders.
    """
    x_name, y_name = f"{prefix}longitude", f"{prefix}latitude"
    with np.errstate(invalid="ignore"):
        swapped = np.flatnonzero(~in_region(longitude, latitude) & in_region(latitude, longitude))
    fits = exchanged_fits(
        countries.take(pa.array(swapped)),
        latitude[swapped],
        longitude[swapped],
        of_target=bool(prefix),
    )
    for row in swapped[~fits]:
        findings.reason(row, f"{prefix}coordinates {MAYBE_SWAPPED_CODE}", MAYBE_SWAPPED)
    for row in swapped[fits]:
        x, y = longitude[row], latitude[row]
        findings.repair(row, y_name, _number(y), _number(x), SWAPPED)
        findings.repair(row, x_name, _number(x), _number(y), SWAPPED)
        longitude[row], latitude[row] = y, x
    for row in np.flatnonzero(np.isnan(longitude) != np.isnan(latitude)):
        name, other = (x_name, y_name) if np.isnan(latitude[row]) else (y_name, x_name)
        value = longitude[row] if name == x_name else latitude[row]
        findings.drop(
            row, name, _number(value), f"{other} is missing", f"{other} is missing, so not used"
        )
        longitude[row] = latitude[row] = np.nan
    zero = (longitude == 0) & (latitude == 0)
    for row in np.flatnonzero(zero):
        code = f"{prefix}coordinates are (0, 0)"
        findings.drop(row, y_name, "0, 0", code, "(0, 0) means missing")
    longitude[zero] = latitude[zero] = np.nan
    _blank_out_of_range(longitude, latitude, findings, (x_name, y_name))


def _blank_out_of_range(
    longitude: Any, latitude: Any, findings: Findings, names: tuple[str, str]
) -> None:
    with np.errstate(invalid="ignore"):
        wrong_x, wrong_y = np.abs(longitude) > 180, np.abs(latitude) > 90
    for row in np.flatnonzero(wrong_x | wrong_y):
        pairs = (
            (names[0], longitude[row], wrong_x[row], 180),
            (names[1], latitude[row], wrong_y[row], 90),
        )
        for name, value, wrong, limit in pairs:
            if wrong:
                metres = abs(value) >= _METRES and abs(latitude[row]) >= _METRES
                told = _PROJECTED if metres and abs(longitude[row]) >= _METRES else ""
                text = f"{_number(value)} is not within -{limit} to {limit}{told}"
                findings.drop(row, name, _number(value), f"{name} out of range", text)
            else:
                findings.unused[int(row)].append(f"{name}={_number(value)}")
        longitude[row] = latitude[row] = np.nan


def _number(value: float) -> str:
    return repr(float(value)).removesuffix(".0")

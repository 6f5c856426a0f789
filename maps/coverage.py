"""How coverage travels in the page: statements, and the outlines of the areas they are about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from maps.encode import Chunks

if TYPE_CHECKING:
    from layers.coverage import Coverage
    from maps.terms import Terms

__all__ = ["SCALE", "pack_coverage"]

#: Steps per degree: areas are hatched, not measured.
SCALE: Final = 10_000
#: Simplification in degrees (about 300 m), and as a part of an area's side where that is less.
_TOLERANCE: Final = 0.004
_PART: Final = 0.003


def pack_coverage(
    chunks: Chunks, coverage: Coverage | None, terms: Terms, countries: list[dict[str, Any]]
) -> dict[str, Any] | None:
    """Put outlines into ``chunks``; what the page's head says of coverage, None for none.

    A country's outline is in the base map already, so its number there (in ``countries``)
    stands for it. Times are minutes since 1970 (UTC), half open, null where open.
    """
    if coverage is None:
        return None
    at_home = {country["iso"]: k for k, country in enumerate(countries)}
    numbers: dict[bytes, int] = {}
    areas: list[dict[str, Any]] = []
    shapes: list[Any] = []
    rows = []
    for row in coverage.rows:
        key = shapely.to_wkb(row.shape)
        if key not in numbers:
            numbers[key] = len(areas)
            country = at_home.get(str(row.region["region_id"]))
            name = terms.region(row.region) if row.region["name"] else ""
            if country is not None:
                name = str(countries[country]["name"])
            areas.append({"name": name, "country": country})
            shapes.append(None if country is not None else row.shape)
        rows.append(
            {
                "area": numbers[key],
                "from": _minutes(row.first),
                "to": _minutes(row.after),
                "degree": row.degree,
                "note": row.note,
                "source": row.source,
            }
        )
    simple = [
        None if s is None else shapely.simplify(s, min(_TOLERANCE, _PART * s.area**0.5))
        for s in shapes
    ]
    chunks.shapes("coverage", simple, SCALE)
    return {"scale": SCALE, "areas": areas, "rows": rows, "counts": coverage.counts}


def _minutes(moment: Any) -> int | None:
    return None if moment is None else int(moment.astype("datetime64[m]").astype(np.int64))

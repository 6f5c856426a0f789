"""What a publication says of its making: to everybody, and to the house alone.

The *manifest* goes with the file. Numbers of what is not shown are told as *at least*: a multiple
of k that they are above by k or more, so that one more or less moves nothing; with an earlier
publication they stay while they are true and the new ones differ by less than two such steps. It
names no input, unless the
profile says so: a digest of a table of which all but one row is public gives that row away to
whoever tries all values.

The *receipt* stays in the house: exact counts, inputs with their SHA-256, the rows that were
withheld and why, the seed and the command.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from geo.version import __version__
from maps.publication import CELL_CATEGORY
from maps.publication.deciding import REASONS
from maps.publication.earlier import MANIFEST, Earlier
from maps.publication.staying import positions_told

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from maps.provenance import InputFile
    from maps.publication.gate import Publication

__all__ = ["at_least", "manifest", "receipt"]


def at_least(number: int, k: int, before: int | None = None) -> int:
    """A number as it may be told: a multiple of ``k`` that it is above by ``k`` and more, or 0.

    ``before``, what was told last, stays while it is true and the multiples differ by less than
    ``2 * k``: so whoever moves it is one of ``k`` or more.
    """
    if k == 1:
        return number
    low = max(number // k - 1, 0) * k
    return low if before is None or number < before or low - before >= 2 * k else before


def _fewer_than(k: int, against: Earlier | None) -> int:
    """What any number is below of which nothing is told."""
    return 1 if k == 1 else (3 if against else 2) * k


def manifest(
    publication: Publication,
    frame: GeoDataFrame | None = None,
    *,
    inputs: Sequence[InputFile] = (),
    command: str = "",
    against: Earlier | None = None,
) -> dict[str, Any]:
    """What goes with the published file, and what ``--against`` reads. Holds nothing withheld.

    ``frame`` is what the file shows, if that is not all that may be shown.
    """
    profile, k = publication.profile, publication.profile.k
    rule = profile.counts
    exact = {"in": len(publication.fate), "withheld": sum(map(len, publication.withheld.values()))}
    exact |= {f"withheld_{why}": len(rows) for why, rows in publication.withheld.items()}
    if k > 1:  # cells that lie in wait for enough are not told from those that never were
        exact["withheld_too_few"] = exact.get("withheld_too_few", 0) + exact.pop("withheld_held", 0)
    before = against.at_least if against else {}
    names = sorted({*exact, *before})
    stood = 0 if against else None  # what was not told before was no more than that
    told = {name: at_least(exact.get(name, 0), k, before.get(name, stood)) for name in names}
    named = profile.inputs_named
    everything = publication.frame() if frame is None else frame
    stood_at = against.positions if against else ()
    positions = positions_told(publication.positions, everything, stood_at)
    return {
        "manifest": MANIFEST,
        "tool": "Kordon",
        "version": __version__,
        "profile": profile.name,
        "says": profile.says,
        "as_of": publication.now.isoformat(timespec="minutes"),
        "command": command if named else f"{_verb(command)} ... --profile {profile.name}",
        "inputs": [file.to_dict() for file in inputs] if named else [],
        "shown": _shown(everything),
        "at_least": {name: n for name, n in told.items() if n},
        "fewer_than": _fewer_than(k, against),
        "counts": None
        if rule is None
        else {"k": rule.k, "grid_m": list(rule.grid_m), "period": rule.period},
        "cells": [[*cell.key, cell.n] for cell in publication.cells],
        "cells_before": [[[*cell.key, cell.n] for cell in way] for way in publication.cells_before],
        "positions": [list(one) for one in positions],
        "in_no_cell_at_least": _in_no_cell(publication, against),
        "places": {
            "k": publication.places.k,
            "records": publication.places.records,
            "cells": publication.places.cells,
            "below_k": publication.places.below_k,
            "smallest": publication.places.smallest,
        },
    }


def _verb(command: str) -> str:
    """``kordon query`` of a command line: all of it that is nobody's secret."""
    words = command.split()[:2]
    return " ".join(words) if len(words) == 2 and words[1].isalpha() else "kordon publish"


def _shown(frame: GeoDataFrame) -> dict[str, int]:
    """How many records and cells are shown, and how many of the records are coarser than known."""
    cells = (frame["category"] == CELL_CATEGORY).to_numpy(dtype=bool)
    coarse = frame["data_generalizations"].notna().to_numpy()
    return {
        "records": int((~cells).sum()),
        "cells": int(cells.sum()),
        "reports_in_cells": int(frame["quantity_best"].to_numpy(dtype=float)[cells].sum()),
        "generalised": int((coarse & ~cells).sum()),
    }


def _in_no_cell(publication: Publication, against: Earlier | None) -> list[list[Any]]:
    k = publication.profile.k
    before: Mapping[Any, int] = against.told if against else {}
    stood = 0 if against else None
    tables = sorted({*publication.told, *before})
    out = []
    for table in tables:
        n = at_least(publication.told.get(table, 0), k, before.get(table, stood))
        if n:
            out.append([*table, n])
    return out


def receipt(
    publication: Publication,
    *,
    inputs: Sequence[InputFile] = (),
    command: str = "",
    ids: Sequence[str] = (),
    against: Earlier | None = None,
    output_sha256: str = "",
) -> dict[str, Any]:
    """What stays in the house. ``ids``: of the rows that were given, in their order."""
    names = list(ids)
    fates = Counter(str(fate) for fate in publication.fate)
    return {
        "receipt": "keep this in the house: it names what was withheld",
        "tool": "Kordon",
        "version": __version__,
        "profile": publication.profile.name,
        "as_of": publication.now.isoformat(timespec="minutes"),
        "command": command,
        "seed": publication.seed,
        "inputs": [file.to_dict() for file in inputs],
        "against": against.file.rsplit("/", 1)[-1] if against else "",
        "output_sha256": output_sha256,
        "in": len(publication.fate),
        "shown": {
            "records": len(publication.sightings),
            "reports_in_cells": fates.get("counts", 0),
            "cells": len(publication.cells),
            "cells_kept_as_before": publication.kept,
        },
        "withheld": {
            why: {
                "rows": len(rows),
                "because": REASONS[why],
                "ids": [names[row] for row in rows] if names else [],
            }
            for why, rows in publication.withheld.items()
        },
        "left_empty": dict(publication.blanked),
    }

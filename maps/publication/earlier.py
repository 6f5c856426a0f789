"""The publication before: what it told, so that the next one does not tell the difference."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from geo.errors import ForeignFileError, InputError
from geo.files import cannot_be_read, sha256_of
from layers.record import LAYERS
from maps.fingerprint import fingerprint_of
from maps.manifests import ENDING
from maps.publication.cellrecords import days_of
from maps.publication.cells import Cell, Table, Way
from maps.publication.profile import Profile
from maps.publication.staying import Position
from maps.verify import provenance_in

__all__ = ["MANIFEST", "Earlier", "read_earlier"]

#: What a manifest calls itself, with the number of its form.
MANIFEST: Final = "kordon-publication-1"
#: The profile whose publications anyone may see.
_ANYONE: Final = "public"
_MOST_BYTES: Final = 64_000_000
_MOST_PAGE: Final = 2_000_000_000
#: More is no number of reports, and no edge of a cell; so many cells are beyond the world.
_MOST: Final = 10**12
_FAR: Final = 10**5
_PERIOD: Final = re.compile(r"[12]\d{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


@dataclass(frozen=True, kw_only=True)
class Earlier:
    """The cells and numbers that an earlier publication told, and how it counted.

    ``ways``: how those before it showed blocks of cells otherwise; ``positions``: where it showed
    records that it had moved to the middle of a cell.
    """

    file: str
    profile: str
    k: int
    grid_m: tuple[int, ...]
    period: str
    cells: tuple[Cell, ...]
    at_least: Mapping[str, int]
    told: Mapping[Table, int]
    ways: tuple[Way, ...] = ()
    positions: tuple[Position, ...] = ()

    def require_for(self, profile: Profile) -> None:
        """Raise `InputError` where it may have told what those that ``profile`` is for may not see.

        A manifest tells again what the one before told. What was public may be told to anyone.
        """
        if self.profile not in (_ANYONE, profile.name):
            raise InputError(
                f"{self.file} was published with the profile {self.profile!r:.60}, and this is for "
                f"{profile.name}: what only its readers may see would be told again; name the last "
                f"publication that was made with {profile.name}"
            )

    def is_of_others(self, cells: Sequence[Cell], positions: Sequence[Position]) -> bool:
        """Whether it told of cells or coarse positions, and none is near one of these.

        Then it is probably not the publication before, and nothing is protected from it.
        """
        edge_m = max((cell.edge_m for cell in (*self.cells, *cells)), default=1)
        before, now = ({_block(cell, edge_m) for cell in some} for some in (self.cells, cells))
        words, known = ({one[:3] for one in some} for some in (self.positions, positions))
        return bool(before or words) and before.isdisjoint(now) and words.isdisjoint(known)

    def cells_for(self, profile: Profile) -> tuple[Cell, ...]:
        """Its cells, if the profile counts as it did. Raises `InputError` if it does not."""
        rule = profile.counts
        if rule is None:
            return ()
        for what, then, now in (
            ("k", self.k, rule.k),
            ("grid_m", self.grid_m, rule.grid_m),
            ("period", self.period, rule.period),
        ):
            if then != now:
                raise InputError(
                    f"{self.file} was published with {what} {_said(then)}, and the profile "
                    f"{profile.name} says {_said(now)}: what lies between the two would tell "
                    "what neither tells; use the profile it was made with"
                )
        return self.cells


def _block(cell: Cell, edge_m: int) -> tuple[str, str, int, int]:
    """The cell of that edge in which a cell lies."""
    across, up = (number * cell.edge_m // edge_m for number in (cell.column, cell.row))
    return cell.layer, cell.period, across, up


def _said(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def read_earlier(path: str | os.PathLike[str]) -> Earlier:
    """What a published file told: a page, a manifest, or a file whose manifest lies beside it.

    Raises `ForeignFileError` where it cannot be read, is damaged, or is no publication.
    """
    shown = os.fspath(path)
    file = Path(path)
    beside = file.with_name(file.name + ENDING)
    try:
        if file.suffix.lower() in (".html", ".htm") and not beside.exists():
            told = _of_page(file, shown)
        elif file.name.endswith(".json") and not beside.exists():
            told = _json(file, shown)
        elif beside.exists():
            told = _beside(file, beside, shown)
        else:
            raise ForeignFileError(
                f"{shown}: its manifest {beside.name} is not beside it, so nobody knows what it "
                "told; put it there, or name the page or the manifest"
            )
    except OSError as error:
        raise ForeignFileError(cannot_be_read(shown, error)) from error
    try:
        return _earlier(told, shown)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ForeignFileError(
            f"{shown} is no publication of Kordon, or its manifest is damaged ({error!r:.80}): "
            "name what 'kordon publish' wrote"
        ) from None


def _beside(file: Path, beside: Path, shown: str) -> Any:
    """The manifest that lies beside a file, if it is of that file."""
    told = _json(beside, os.fspath(beside))
    named = told.get("file") if isinstance(told, dict) else None
    if file.exists() and isinstance(named, dict) and named.get("sha256") != sha256_of(file):
        raise ForeignFileError(
            f"{shown} is not the file that {beside.name} tells of: one of the two was changed "
            "or exchanged; use a whole copy of both"
        )
    return told


def _of_page(file: Path, shown: str) -> Any:
    if file.stat().st_size > _MOST_PAGE:
        raise ForeignFileError(f"{shown}: larger than any page ({_MOST_PAGE:,} bytes)")
    data = file.read_bytes()
    mark = fingerprint_of(data)
    if mark is None or not mark.whole:
        raise ForeignFileError(
            f"{shown} is not as it was written (kordon verify {file.name}): what it told cannot be "
            "known; use a whole copy"
        )
    told = provenance_in(data).get("publication")
    if told is None:
        raise ForeignFileError(f"{shown} is a page that was not published: it has no manifest")
    return told


def _json(file: Path, shown: str) -> Any:
    if file.stat().st_size > _MOST_BYTES:
        raise ForeignFileError(f"{shown}: larger than any manifest ({_MOST_BYTES:,} bytes)")
    try:
        return json.loads(file.read_bytes())
    except (ValueError, RecursionError) as error:
        raise ForeignFileError(f"{shown} is no manifest: {str(error)[:100]}") from None


def _earlier(told: Any, shown: str) -> Earlier:
    if told["manifest"] != MANIFEST:
        raise ValueError(f"it calls itself {told['manifest']!r:.40}")
    rule = told["counts"] or {"k": 1, "grid_m": [], "period": ""}
    edges = [_whole(edge, 1) for edge in rule["grid_m"]]
    return Earlier(
        file=shown,
        profile=str(told["profile"]),
        k=_whole(rule["k"], 1),
        grid_m=tuple(edges),
        period=str(rule["period"]),
        cells=_cells(told["cells"], edges),
        at_least={str(name): _whole(n) for name, n in told["at_least"].items()},
        told={(str(a), str(b)): _whole(n) for a, b, n in told["in_no_cell_at_least"]},
        ways=tuple(_cells(way, edges) for way in told.get("cells_before", ()) if way),
        positions=tuple(Position.of(one) for one in told.get("positions", ())),
    )


def _cells(told: Any, edges: Sequence[int]) -> Way:
    """Cells of a manifest. Raises ValueError for what is none, and for cells that overlap."""
    out = []
    for layer, period, edge_m, column, row, n in told:
        if edge_m not in edges:
            raise ValueError("a cell that is none")
        if layer not in LAYERS or not _PERIOD.fullmatch(period):
            raise ValueError(f"{layer!r:.20} and {period!r:.20} where layer and period must be")
        days_of(period)  # also a month that there is
        place = _whole(edge_m, 1), _whole(column, -_FAR), _whole(row, -_FAR)
        out.append(Cell(str(layer), str(period), *place, n=_whole(n, 1)))
    if len({cell.key for cell in out}) < len(out):
        raise ValueError("a cell that stands in it twice")
    return tuple(out)


def _whole(value: Any, least: int = 0) -> int:
    """A whole number as it is written. Raises ValueError."""
    if type(value) is not int or not least <= value <= _MOST:
        raise ValueError(f"{value!r:.40} where a number must be")
    return int(value)

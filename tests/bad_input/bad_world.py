"""Opens the catalogue of bad inputs and compares what became of each with what is expected."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import traceback
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
from bad_catalogue import SECRET, Case, Input, catalogue

from geo.errors import InputError
from geo.foreign import Limits
from geo.raster import read_raster
from geo.regions import read_regions
from layers.doubles.propose import read_decisions
from layers.intake import OUTCOMES, Intake
from layers.readers import read
from layers.writing.accounts import aside_csv, report_csv, report_html
from layers.writing.export import export

__all__ = ["BOMB_LIMITS", "Opened", "World", "open_input", "wrong"]

TODAY = dt.date(2024, 6, 1)
WINDOW = (20.0, 43.5, 44.0, 60.0)
#: A GiB and ten seconds, unless a case says fewer, however large the file.
BOMB_LIMITS = Limits(memory_bytes=1 << 30, memory_per_byte=0, wall_s=10, wall_s_per_mib=0)


@dataclass(frozen=True)
class Opened:
    """What became of an input: a refusal in words, or an intake, or so many things of a kind."""

    refused: str = ""
    crash: str = ""
    intake: Intake | None = None
    count: int = 0
    kind: str = ""
    notes: tuple[str, ...] = ()


def open_input(one: Input) -> Opened:
    """Open an input in the way that it is for; only errors of our own are refusals."""
    limits = dataclasses.replace(BOMB_LIMITS, wall_s=one.bomb) if one.bomb else None
    try:
        if one.opened == "zones":
            frame, notes = read_regions(one.path)
            return Opened(count=len(frame), kind="region", notes=tuple(notes))
        if one.opened == "decisions":
            return Opened(count=len(read_decisions(one.path)), kind="decisions")
        if one.opened == "raster":
            more = {"limits": limits} if limits else {}
            raster = read_raster(one.path, window=WINDOW, max_pixels=100_000, **more)
            return Opened(count=1, kind="read", notes=tuple(raster.notes))
        paths = list(one.path) if isinstance(one.path, tuple) else [one.path]
        intake = read(paths, today=TODAY, limits=limits, **one.options)
        return Opened(intake=intake)
    except InputError as error:
        return Opened(refused=str(error))
    except Exception:
        return Opened(crash=traceback.format_exc())


@dataclass
class World:
    """The folder, the server's address, what it was asked, and what was found so far."""

    folder: Path
    server: str
    asked: list[str]
    found: dict[str, list[tuple[Input, Opened]]] = field(default_factory=dict)

    def group(self, name: str) -> list[tuple[Input, Opened]]:
        """The inputs of a group with what became of them."""
        if name not in self.found:
            top = self.folder / re.sub(r"\W", "-", name)
            top.mkdir(exist_ok=True)
            inputs = catalogue(top, self.server, [name])
            with ThreadPoolExecutor(2) as pool:
                self.found[name] = list(zip(inputs, pool.map(open_input, inputs), strict=True))
        return self.found[name]

    def left_behind(self) -> list[str]:
        """Canaries: what only something that was run, or unpacked, would have written."""
        return [str(path) for path in self.folder.rglob("canary*")]


def said_by(opened: Opened) -> Iterable[bytes]:
    """All that is told or written of an input."""
    yield f"{opened.refused} {opened.crash} {' '.join(opened.notes)}".encode("utf-8", "replace")
    if opened.intake is not None:
        for write in (report_csv, report_html, aside_csv):
            yield write(opened.intake)
        yield export(opened.intake.sightings, "csv")


def wrong(one: Input, opened: Opened) -> dict[str, str]:
    """Cases of an input that did not come out as expected, with what came instead."""
    found = {}
    for case in one.cases:
        what = _differs(case, opened)
        if what:
            found[f"{one.group}: {case.name}"] = what
    return found


def unbalanced(intake: Intake) -> list[str]:
    """Files of which the sum does not hold: read = accepted + repaired + set aside + duplicates."""
    lost = []
    for report in intake.files:
        parts = (report.accepted, report.repaired, report.set_aside, report.duplicates)
        outcomes = [row.outcome for row in report.rows]
        counted = tuple(outcomes.count(name) for name in OUTCOMES)
        silent = [row.row for row in report.rows if row.outcome == "set_aside" and not row.reasons]
        if not (report.read == sum(parts) == len(outcomes)) or counted != parts or silent:
            lost.append(f"{report.file}: {report.read} {parts} {counted} {silent}")
    if len(intake.sightings) != intake.accepted + intake.repaired:
        lost.append(f"{len(intake.sightings)} sightings")
    return lost


def _differs(case: Case, opened: Opened) -> str:
    if opened.crash:
        return opened.crash
    if case.expected == "refused":
        if not opened.refused:
            return f"read: {_counts(opened)}; {_texts(opened)}"
        return "" if re.search(case.told, opened.refused, re.S) else f"refused: {opened.refused}"
    if opened.refused:
        return f"refused: {opened.refused}"
    if opened.intake is None:
        got = f"{opened.count} {opened.kind}" if opened.kind != "read" else "read"
        told = " ".join(opened.notes)
        return "" if got == case.expected and re.search(case.told, told) else f"{got}: {told}"
    if case.expected in OUTCOMES:
        return _row_differs(case, opened.intake)
    if _wanted(case.expected) != _counted(opened.intake, case.expected):
        return f"{_counts(opened)}: {_texts(opened)}"
    if not re.search(case.told, _texts(opened), re.S):
        return f"told: {_texts(opened)}"
    return _fields_differ(case, opened.intake)


def _row_differs(case: Case, intake: Intake) -> str:
    if case.row is None or case.row > len(intake.rows):
        return f"there is no row {case.row} among {len(intake.rows)}"
    row = intake.rows[case.row - 1]
    told = "; ".join(
        [*row.reasons, *(f"{r.column}: {r.before} -> {r.after} ({r.why})" for r in row.repairs)]
    )
    if row.outcome != case.expected or not re.search(case.told, told, re.S):
        return f"{row.outcome}: {told[:400]}"
    return _fields_differ(case, intake)


def _fields_differ(case: Case, intake: Intake) -> str:
    if not case.fields:
        return ""
    frame = intake.sightings[intake.sightings["input_row"] == case.row]
    if not len(frame):
        return f"row {case.row} is not among the sightings"
    row = frame.iloc[0]
    for name, value in case.fields.items():
        got = row.get(name, "(no such column)")
        if value is None:
            same = bool(pd.isna(got))
        elif isinstance(value, float):
            same = isinstance(got, float) and abs(got - value) < 1e-9
        else:
            same = got == value
        if not same:
            return f"{name} is {got!r} and not {value!r}"
    return ""


def _wanted(expected: str) -> dict[str, int]:
    parts = (part.split() for part in expected.split(", ") if part)
    return {name: int(count) for count, name in parts}


def _counted(intake: Intake, expected: str) -> dict[str, int]:
    counts = {
        "accepted": intake.accepted, "repaired": intake.repaired, "set_aside": intake.set_aside,
        "duplicates": intake.duplicates,
    }  # fmt: skip
    if "used" in expected:
        counts["used"] = counts.pop("accepted") + counts.pop("repaired")
    if "duplicate" in expected and "duplicates" not in expected:
        counts["duplicate"] = counts.pop("duplicates")
    return {name: count for name, count in counts.items() if count}


def _counts(opened: Opened) -> str:
    if opened.intake is None:
        return f"{opened.count} {opened.kind}"
    return ", ".join(f"{n} {name}" for name, n in _counted(opened.intake, "").items())


def _texts(opened: Opened) -> str:
    if opened.intake is None:
        return ""
    told: list[Any] = [note for report in opened.intake.files for note in report.notes]
    for report in opened.intake.files:
        for row in report.rows.not_plain():
            told += row.reasons
            told += [f"{r.column}: {r.before} -> {r.after} ({r.why})" for r in row.repairs]
    return "; ".join(told)[:4_000]


def holds_secret(opened: Opened) -> bool:
    """Whether anything that is told or written holds a line of another file."""
    return any(SECRET.encode() in data for data in said_by(opened))

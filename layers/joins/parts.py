"""A join in parts, one after another or on a Dask cluster; the parts together are the join.

Each part is read, joined and written by itself. What one part cannot know, whether a record
occurred in an earlier one, is found out when all are there: each leaves hashes of its records
behind, and parts that repeat some are made again without them.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

import geopandas
import numpy as np

from geo.errors import InputError, OutputError
from geo.files import atomic_write
from geo.version import __version__
from layers.checking.identity import Known
from layers.checking.sheet import Meanings
from layers.intake import require_used
from layers.joins.joining import Joined, Joiner, write_memberships
from layers.joins.memberships import read_note
from layers.joins.plan import (
    IDS,
    LEFT_BEHIND,
    PART_ROWS,
    Part,
    PathLike,
    check_apart,
    claimed,
    made_from,
    open_folder,
    parquet_files,
    parts_of,
)
from layers.readers.batches import (
    Account,
    How,
    UndecidedError,
    file_meanings,
    read_groups,
)

__all__ = ["Job", "Run", "Task", "join_in_parts", "join_part", "one_by_one"]

_NOTE = "kordon"


@dataclass(frozen=True, kw_only=True)
class Job:
    """What all parts share; a worker is given it once.

    ``divided``: files that are read in several parts; ``meanings``: those of some of them.
    """

    folder: str
    joiner: Joiner
    how: How
    columns: list[str]
    divided: frozenset[str]
    meanings: Mapping[str, Meanings]
    version: str = __version__


@dataclass(frozen=True)
class Task:
    """A part to be made; ``earlier`` are records of it that occurred in parts before it."""

    part: Part
    earlier: Known | None = None

    @property
    def mark(self) -> str:
        """What tells a part that was made with these earlier records from one without."""
        if self.earlier is None:
            return ""
        return hashlib.sha256(b"".join(a.tobytes() for a in self.earlier.hashes())).hexdigest()


#: Makes parts; yields a name when each is there.
Run = Callable[[Callable[[Job, Task], str], Job, Sequence[Task]], Iterable[str]]


def one_by_one(work: Callable[[Job, Task], str], job: Job, tasks: Sequence[Task]) -> Iterator[str]:
    """Make the parts in this process, one after the other."""
    for task in tasks:
        yield work(job, task)


def join_in_parts(
    inputs: Sequence[PathLike],
    folder: PathLike,
    joiner: Joiner,
    how: How,
    *,
    run: Run = one_by_one,
    rows: int = PART_ROWS,
    overwrite: bool = False,
    progress: Callable[[str], None] = lambda _: None,
) -> Joined:
    """Join Parquet files, or folders of them, and write the memberships as parts into a folder.

    The parts hold, one after another, what `layers.joins.joining.join_files` writes. Parts that are
    there already, from an earlier run of the same join, are kept. ``rows``: how many rows a part
    is to have about. Raises what `join_files` raises, OutputError for a folder of something else.
    """
    progress("files")
    files = parquet_files(inputs)
    check_apart(files, folder)
    before = _states(files)
    parts = parts_of(files, rows)
    made = made_from(files, parts, joiner, how)
    with claimed(folder):
        open_folder(folder, made, overwrite=overwrite)
        job = _job(folder, files, parts, joiner, how)
        ready = _make([Task(part) for part in parts], job, run, progress)
        if (Path(folder) / IDS).exists():  # else all was finished before
            ready |= _make(_repeats(job, parts), job, run, progress)
        for file, state in _states(files).items():
            if state != before[file]:
                raise InputError(
                    f"{file} was changed while it was joined, and some parts are of what it was: "
                    "run the same command again with --force"
                )
        _tidy(Path(folder))
    joined = Joined()
    for part in parts:
        joined.add(ready[part])
    require_used(joined.account.read, joined.account.used, files)
    return joined


def join_part(job: Job, task: Task) -> str:
    """Read, join and write one part; returns its name. Whole or not at all, and again the same.

    Returns no name ("") and makes nothing where the meanings of its file are needed and not known.
    """
    if job.version != __version__:
        raise InputError(
            f"this worker has Kordon {__version__}, and the join was begun with {job.version}: "
            "install the same version everywhere"
        )
    part, joined = task.part, Joined()
    known = Known() if task.earlier is None else Known(list(task.earlier.runs))
    batches = read_groups(
        part.file,
        job.how,
        joined.account,
        known,
        groups=part.groups,
        first_row=part.first_row,
        meanings=job.meanings.get(part.file),
        alone=part.file in job.divided,
    )

    def notes() -> dict[str, str]:
        if task.earlier is None:
            _save_ids(job, part, known)
        return {_NOTE: json.dumps({"mark": task.mark, **_told(joined)}, sort_keys=True)}

    def write(file: IO[bytes]) -> None:
        write_memberships(file, "parquet", job.joiner, batches, joined, notes, job.columns)

    try:
        atomic_write(Path(job.folder) / part.name, write, overwrite=True)
    except UndecidedError:
        return ""
    return part.name


def _states(files: Sequence[str]) -> dict[str, tuple[int, int]]:
    """What changes when a file is written: its size, and when that was."""
    try:
        found = {file: os.stat(file) for file in files}
    except OSError as error:
        raise InputError(f"{error.filename} cannot be read any more: {error.strerror}.") from error
    return {file: (stat.st_size, stat.st_mtime_ns) for file, stat in found.items()}


def _job(
    folder: PathLike, files: Sequence[str], parts: Sequence[Part], joiner: Joiner, how: How
) -> Job:
    divided = [file for file, count in Counter(part.file for part in parts).items() if count > 1]
    meanings: dict[str, Meanings] = {}
    columns: list[str] | None = None
    for file in dict.fromkeys([files[0], *divided]):
        # To go through a whole file takes long, and only odd values need it: mostly the first
        # rows have some, or none have.
        try:
            frame = _head(file, how, alone=file in divided)
        except UndecidedError:
            meanings[file] = file_meanings(file, how)
            frame = _head(file, how, meanings[file])
        columns = joiner.columns(frame) if columns is None else columns
    return Job(
        folder=str(Path(folder).absolute()),
        joiner=joiner,
        how=how,
        columns=columns or [],
        divided=frozenset(divided),
        meanings=meanings,
    )


def _head(
    file: str, how: How, meanings: Meanings | None = None, *, alone: bool = False
) -> geopandas.GeoDataFrame:
    """The sightings of the first rows of a file."""
    return next(read_groups(file, how, Account(), Known(), meanings=meanings, alone=alone))


def _make(
    tasks: Sequence[Task], job: Job, run: Run, progress: Callable[[str], None]
) -> dict[Part, Joined]:
    """Make the parts that are not there; what came of each."""
    wanted = [task for task in tasks if _read(job, task) is None]
    if any(task.earlier is None for task in wanted):
        # Without the hashes of a part the others cannot know what it repeats.
        wanted = [t for t in tasks if t in wanted or not _ids_path(job, t.part).exists()]
    done = len(tasks) - len(wanted)
    progress(f"{done} of {len(tasks)} parts")
    undecided = False
    for name in run(join_part, job, wanted) if wanted else ():
        done, undecided = done + bool(name), undecided or not name
        progress(f"{done} of {len(tasks)} parts")
    if undecided:
        left = [task for task in wanted if _read(job, task) is None]
        files = dict.fromkeys(task.part.file for task in left)
        found_out = {file: file_meanings(file, job.how) for file in files}
        job = replace(job, meanings={**job.meanings, **found_out})
        for _ in run(join_part, job, left):
            done += 1
            progress(f"{done} of {len(tasks)} parts")
    found = {task.part: _read(job, task) for task in tasks}
    for part, joined in found.items():
        if joined is None:
            raise OutputError(
                f"{part.name} is not in {job.folder}, though it was written: do all workers "
                "write to the same folder?"
            )
    return {part: joined for part, joined in found.items() if joined is not None}


def _repeats(job: Job, parts: Sequence[Part]) -> list[Task]:
    """Parts that repeat records of earlier ones, with those records."""
    every = np.concatenate([_load_ids(job, part)[0] for part in parts])
    every.sort()
    if not (every[1:] == every[:-1]).any():
        return []
    del every
    known, tasks = Known(), []
    for part in parts:
        names, contents = _load_ids(job, part)
        met, content = known.find(names)
        if met.any():
            tasks.append(Task(part, Known([(names[met], content[met])])))
        known.add_hashes(names[~met], contents[~met])
    return tasks


def _save_ids(job: Job, part: Part, known: Known) -> None:
    path = _ids_path(job, part)
    try:
        path.parent.mkdir(exist_ok=True)
    except OSError as error:
        raise OutputError(f"{path.parent} cannot be made: {error.strerror}.") from error
    names, contents = known.hashes()
    atomic_write(path, lambda file: np.savez(file, names=names, contents=contents), overwrite=True)


def _load_ids(job: Job, part: Part) -> tuple[Any, Any]:
    with np.load(_ids_path(job, part), allow_pickle=False) as arrays:
        return arrays["names"], arrays["contents"]


def _tidy(folder: Path) -> None:
    """Take away what is not needed when all parts are there."""
    gone = folder / f".{IDS}"
    try:
        if (folder / IDS).exists():
            shutil.rmtree(gone, ignore_errors=True)
            # All at once: a run that finds half of the hashes cannot go on.
            os.replace(folder / IDS, gone)
        for left in folder.glob(".*"):
            if left == gone:
                shutil.rmtree(gone, ignore_errors=True)
            elif left.name.startswith(LEFT_BEHIND):
                left.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(f"{folder} cannot be tidied: {error.strerror}.") from error


def _ids_path(job: Job, part: Part) -> Path:
    return Path(job.folder) / IDS / f"{part.name}.npz"


def _told(joined: Joined) -> dict[str, Any]:
    told = {name: value for name, value in vars(joined).items() if name != "notes"}
    return {**told, "account": {**vars(joined.account), "reasons": dict(joined.account.reasons)}}


def _read(job: Job, task: Task) -> Joined | None:
    """What came of a part that is there, made with the same earlier records."""
    try:
        told = json.loads(read_note(Path(job.folder) / task.part.name, _NOTE))
        if told.pop("mark") != task.mark and task.mark:
            return None
        account = told.pop("account")
        reasons = Counter(account.pop("reasons"))
        return Joined(account=Account(**account, reasons=reasons), **told)
    except (OSError, ValueError, KeyError, TypeError):
        return None

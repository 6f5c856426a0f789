"""Several files that belong together: all of them are written, or each is as it was before.

All are written and on the disk before the first one gets its name. Until the last one has its
own, what they replace is kept beside them under a hidden name, and is put back if one cannot be
named. Only a process that is killed in between leaves new files beside old ones, each whole.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

from geo.errors import OutputError
from geo.files import Content, Pending, check_target
from geo.partfiles import kept_name, lock_of

__all__ = ["write_together"]

PathLike = str | os.PathLike[str]


def write_together(
    contents: Iterable[tuple[PathLike, Content]],
    *,
    overwrite: bool = False,
    private: Collection[PathLike] = (),
) -> None:
    """Write files (where, and what), all or none, and give them their names in this order.

    Contents and targets as for `geo.files.atomic_write`; those named in ``private`` are for their
    owner's eyes only. The last one should be the one that is
    worth something: while it has no name, nothing is published. Raises `OutputError` as
    `geo.files.atomic_write`, also when two names are those of one file; then nothing is written,
    and every older file is as it was. Errors of writer functions pass through unchanged.
    """
    pairs = list(contents)
    for path, _ in pairs:
        check_target(path, overwrite=overwrite)
    real = [os.path.realpath(path) for path, _ in pairs]
    for number, (path, _) in enumerate(pairs):
        if real[number] in real[:number]:
            raise OutputError(
                f"{os.fspath(path)} is to be written twice; give each output a name of its own."
            )
    with contextlib.ExitStack() as stack:
        files = [
            stack.enter_context(contextlib.closing(Pending(path, data, private=path in private)))
            for path, data in pairs
        ]
        # A single file is replaced in one step, and needs nothing to go back to.
        several = overwrite and len(files) > 1
        kept = [stack.enter_context(_Kept(file.target)) if several else None for file in files]
        try:
            for file in files:
                file.take_name(overwrite=overwrite)
        except BaseException as error:  # also when somebody stops it
            _put_back(files, kept, error)
            raise


def _put_back(files: list[Pending], kept: list[_Kept | None], why: BaseException) -> None:
    """Take back every name that was given, and put what was there before under it again."""
    wrong: list[str] = []
    for file, old in zip(files, kept, strict=True):
        if not file.has_its_name():
            continue
        try:
            if old is None or old.path is None:
                file.target.unlink()
            else:
                old.put_back()
        except OSError as error:
            where = "" if old is None or old.path is None else f"; what it was: {old.leave()}"
            wrong.append(f"{file.target} ({error.strerror or error}{where})")
    if wrong:
        raise OutputError(
            f"{why} After that these could not be put back as they were: {', '.join(wrong)}."
        ) from why


class _Kept:
    """What a file was, under a hidden name beside it; ``path`` is None where there was none."""

    def __init__(self, target: Path) -> None:
        self.target = target
        self.path: Path | None = None
        self._lock: int | None = None

    def __enter__(self) -> _Kept:
        if self.target.is_file():
            self._lock = lock_of(self.target)
            try:
                self.path = _second_name(self.target)
            except OSError as error:
                self._unlock()
                raise OutputError(
                    f"{self.target} was not written: what is there now cannot be kept beside it "
                    f"until all is written ({error.strerror or error})."
                ) from error
        return self

    def put_back(self) -> None:
        """Give it its name again."""
        if self.path is not None:
            os.replace(self.path, self.target)
            self.path = None

    def leave(self) -> str:
        """Its hidden name, under which it stays."""
        name, self.path = str(self.path), None
        return name

    def __exit__(self, *_: Any) -> None:
        if self.path is not None:
            with contextlib.suppress(OSError):
                self.path.unlink(missing_ok=True)
        self._unlock()

    def _unlock(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def _second_name(target: Path) -> Path:
    """The same file under a hidden name, or a copy of it where no file has two names."""
    path = kept_name(target)
    try:
        os.link(target, path)
    except OSError:
        shutil.copy2(target, path)
    return path

"""Writing results and naming files by their content.

Everything Kordon writes goes to a temporary file beside the target, is flushed to the disk and
then takes the target's name in one step, so that a reader sees the old file or the new one and
never a half. What a killed process leaves is hidden and harmless (`geo.partfiles`).
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from geo.errors import OutputError
from geo.partfiles import new_part

__all__ = ["Content", "Pending", "atomic_write", "cannot_be_read", "check_not_input",
           "check_target", "sha256_of"]  # fmt: skip

_CHUNK_BYTES = 1 << 20

#: Bytes, text (written as UTF-8, line ends as they are) or a function that is given the open file.
Content = bytes | str | Callable[[BinaryIO], None]


def sha256_of(path: str | os.PathLike[str]) -> str:
    """Return the SHA-256 of a file's bytes as 64 hexadecimal digits.

    Raises ``OSError`` when the file cannot be read.
    """
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def cannot_be_read(path: str | os.PathLike[str], error: OSError) -> str:
    """What to say of a file that the system does not let read, with what to do next."""
    mine = isinstance(error, FileNotFoundError | NotADirectoryError)
    next_step = "Check the name and the folder." if mine else "Make sure that you may read it."
    return f"{os.fspath(path)} cannot be read: {error.strerror}. {next_step}"


def atomic_write(
    path: str | os.PathLike[str],
    data: Content,
    overwrite: bool = False,
) -> Path:
    """Write ``data`` to ``path`` whole or not at all, and return the path.

    ``data`` is bytes, text (written as UTF-8, line ends as they are) or a function that is
    given the open binary file. An existing file is replaced only with ``overwrite=True``; where
    that is a symbolic link, the file it leads to is replaced and the link stays.

    Raises `OutputError` when the target exists, is a folder, its folder is missing or not
    writable, or the disk is full; in each case nothing is left behind and an older file of
    that name is untouched. Errors of the writer function itself pass through unchanged.
    """
    check_target(path, overwrite=overwrite)
    with contextlib.closing(Pending(path, data)) as file:
        file.take_name(overwrite=overwrite)
    return Path(path)


class Pending:
    """A file that is whole and on the disk, and has not got its name yet; to be closed.

    ``target`` is the file that ``path`` leads to. Nobody but its owner may read a ``private`` one,
    unless one of that name is replaced, whose permissions stay. Raises as `atomic_write`.
    """

    def __init__(
        self, path: str | os.PathLike[str], data: Content, *, private: bool = False
    ) -> None:
        self.target = _led_to(Path(path))
        self._private = private
        try:
            handle, self._temporary, self._lock = new_part(self.target)
        except OSError as error:
            raise _explained(error, self.target) from error
        self._moved = False
        try:
            self._written = os.fstat(handle)
            file = os.fdopen(handle, "wb")
            try:
                writer_error = _fill(file, data)
            finally:
                with contextlib.suppress(OSError):  # of what a full disk did not take
                    file.close()
            if writer_error is not None:
                raise _explained(writer_error, self.target) from writer_error
        except BaseException:
            self.close()
            raise

    def take_name(self, *, overwrite: bool = False) -> None:
        """Give it its name, in one step. Raises `OutputError`."""
        allowed = 0o600 if self._private else 0o666
        self._moved = _publish(self._temporary, self.target, overwrite, allowed)
        _sync_folder(self.target.parent)

    def has_its_name(self) -> bool:
        """Whether the file under its name is this one."""
        with contextlib.suppress(OSError):
            return os.path.samestat(os.lstat(self.target), self._written)
        return False

    def close(self) -> None:
        """Take away what has no name."""
        if not self._moved:  # else somebody may have a file of that name by now
            with contextlib.suppress(OSError):
                self._temporary.unlink(missing_ok=True)
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def check_not_input(path: str | os.PathLike[str], inputs: Iterable[str | os.PathLike[str]]) -> None:
    """Raise `OutputError` if a file to be written is one of those that are read.

    By whatever name: another spelling, a symbolic or a hard link; of a folder all files below are
    read. Inputs that are no files (a zone's name) are no hindrance; ``-`` is the file behind
    standard input, if there is one.
    """
    target = _identity(path)
    if target is None:
        return
    for name in _files_of(inputs):
        if _identity(name) == target:
            which = "standard input" if os.fspath(name) == "-" else os.fspath(name)
            raise OutputError(
                f"{os.fspath(path)} is the same file as the input {which}, and writing it would "
                "destroy what is read; choose another name for the output."
            )


def _files_of(inputs: Iterable[str | os.PathLike[str]]) -> Iterator[str | os.PathLike[str]]:
    for name in inputs:
        yield name
        if os.path.isdir(name):  # also says no to a NUL in the name
            for root, _, files in os.walk(name):
                yield from (os.path.join(root, file) for file in files)


def _identity(path: str | os.PathLike[str]) -> tuple[int, int] | None:
    """Device and number of a file, which are the same under all its names."""
    try:
        found = os.fstat(0) if os.fspath(path) == "-" else os.stat(path)
    except (OSError, ValueError):  # ValueError: a NUL in the name
        return None
    return found.st_dev, found.st_ino


def check_target(path: str | os.PathLike[str], *, overwrite: bool = False) -> None:
    """Raise `OutputError` if a file plainly cannot be written, before work is put into it."""
    target = Path(path)
    if "\0" in str(target):
        raise OutputError(f"{str(target)!r} is not a file name: it contains a NUL character.")
    if target.is_dir():
        raise OutputError(f"{target} is a folder; name a file inside it.")
    if target.exists() and not target.is_file():
        raise OutputError(
            f"{target} is a device or a pipe, which cannot be replaced by a file; "
            "write to - (standard output) and redirect that."
        )
    folder = _led_to(target).parent
    if not folder.is_dir():
        raise OutputError(
            f"{target} cannot be written: the folder {folder} does not exist. "
            "Make it first or choose another place."
        )
    if not overwrite and os.path.lexists(target):
        raise _exists(target)


def _led_to(target: Path) -> Path:
    """The file that a symbolic link leads to, be it there or not; any other name as it is."""
    if not target.is_symlink():
        return target
    real = Path(os.path.realpath(target))
    if real.is_symlink():
        raise OutputError(f"{target} is a link that leads back to itself; remove it first.")
    return real


def _exists(target: Path) -> OutputError:
    return OutputError(f"{target} exists already; use --force to replace it.")


def _fill(file: BinaryIO, data: bytes | str | Callable[[BinaryIO], None]) -> OSError | None:
    """Write and flush to the disk; return the system's refusal, if any."""
    try:
        if callable(data):
            data(file)
        else:
            file.write(data.encode("utf-8") if isinstance(data, str) else data)
        file.flush()
        os.fsync(file.fileno())
    except OutputError:  # of another file, told already
        raise
    except OSError as error:
        return error
    return None


def _publish(temporary: Path, target: Path, overwrite: bool, allowed: int = 0o666) -> bool:
    """Give the finished file its name and the permissions a new file would have, if ``allowed``.

    Returns whether it has lost its other name.
    """
    try:
        if overwrite and target.exists():
            mode = target.stat().st_mode & 0o777
        else:
            # The only way to learn the umask is to set it.
            umask = os.umask(0)
            os.umask(umask)
            mode = allowed & ~umask
        os.chmod(temporary, mode)
        if overwrite:
            os.replace(temporary, target)
            return True
        return _take_free_name(temporary, target)
    except FileExistsError as error:
        raise _exists(target) from error
    except OSError as error:
        raise _explained(error, target) from error


def _take_free_name(temporary: Path, target: Path) -> bool:
    """Name the file only if the name is still free, even against another writer."""
    try:
        os.link(temporary, target)
        return False
    except FileExistsError:
        raise
    except OSError:
        # File systems without hard links (FAT, some network drives).
        if os.path.lexists(target):
            raise FileExistsError(target) from None
        os.replace(temporary, target)
        return True


def _sync_folder(folder: Path) -> None:
    # Not every system can open a folder (Windows cannot); the file itself is already safe.
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _explained(error: OSError, target: Path) -> OutputError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return OutputError(
            f"{target} was not written: the disk is full. Free some space and try again."
        )
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return OutputError(
            f"{target} cannot be written: no permission to write in {target.parent}. "
            "Choose another place."
        )
    return OutputError(f"{target} was not written: {error.strerror or error}.")

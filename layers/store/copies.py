"""Backups, and stores of an older schema brought forward."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO

from geo.errors import OutputError, StoreError
from geo.files import atomic_write, check_not_input, check_target
from geo.partfiles import new_part
from geo.version import __version__
from layers.store.address import address_of, is_address, shown
from layers.store.chain import append, head_of, next_number
from layers.store.database import PathLike, connect, explained, opened, schema_of, writing
from layers.store.importing import Hand, moment, user
from layers.store.schema_files import Script, scripts
from layers.store.transfer import transfer

__all__ = ["backup", "migrate"]


def backup(path: PathLike, target: PathLike, *, overwrite: bool = False) -> str:
    """Copy a store whole into another file, also while others write to it; returns its head.

    The copy is as the store was at one moment, and is a store itself: of one on a server a file,
    whose head is the same. ``target`` may also be an address, where there is no store yet. Raises
    OutputError where it cannot be written, and `StoreError`.
    """
    with opened(path) as connection:
        head = head_of(connection)
    if is_address(target):
        _fill(path, target)
    else:
        check_not_input(target, [path])
        check_target(target, overwrite=overwrite)
        _copy(path, target, scripts(), overwrite=overwrite)
    with opened(target) as connection:
        copied = head_of(connection)
    if copied is None or (head is not None and copied.number < head.number):
        raise StoreError(f"{shown(target)} is not what {shown(path)} holds; try again")
    return copied.head


def _fill(path: PathLike, target: PathLike) -> None:
    """Copy a store to an address; what is there already is never replaced."""
    with (
        explained(target),
        contextlib.closing(connect(target)) as made,
        writing(made, target, lambda _: None),
    ):
        if made.schema_number() is not None or made.in_words():
            raise OutputError(
                f"{shown(target)} holds something already, and a store is never replaced: name "
                "another schema with ?schema=NAME"
            )
        made.make(scripts())
        with opened(path) as source:
            source.at_one_moment()
            transfer(source, made, scripts())


def _file_of(path: PathLike, whole: Path, known: Sequence[Script]) -> None:
    """Write a store into a file that is empty, or not there."""
    if not is_address(path):
        # `VACUUM INTO` and not the file's bytes: those may be half of what somebody is writing.
        with explained(path), contextlib.closing(connect(path)) as connection:
            connection.execute("VACUUM INTO ?", (str(whole),))
        return
    with (
        explained(path),
        contextlib.closing(connect(path)) as source,
        explained(whole),
        contextlib.closing(connect(whole, create=True)) as made,
        writing(made, whole, lambda _: None),
    ):
        source.at_one_moment()
        version = schema_of(source, shown(path), newest=known[-1].number)
        scripts_ = [script for script in known if script.number <= version]
        made.make(scripts_)
        transfer(source, made, scripts_)


def _copy(path: PathLike, target: PathLike, known: Sequence[Script], *, overwrite: bool) -> None:
    try:
        # What a killed process leaves of it, the next one takes away.
        handle, whole, lock = new_part(Path(f"{os.fspath(target)}.copy").absolute())
    except OSError as error:
        raise OutputError(
            f"{os.fspath(target)} cannot be written: {error.strerror}. Choose another place."
        ) from error
    os.close(handle)
    journal = Path(f"{whole}-journal")  # one that was left would be taken for this file's own
    try:
        journal.unlink(missing_ok=True)
        _file_of(path, whole, known)

        def write(file: BinaryIO) -> None:
            with whole.open("rb") as made:
                shutil.copyfileobj(made, file, 1 << 20)

        atomic_write(target, write, overwrite=overwrite)
    finally:
        with contextlib.suppress(OSError):
            whole.unlink()
            journal.unlink(missing_ok=True)
        if lock is not None:
            os.close(lock)


def migrate(
    path: PathLike,
    *,
    hand: Hand | None = None,
    known: tuple[Script, ...] | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> list[Path]:
    """Bring a store forward to the newest schema, one by one; returns the backups made before.

    Each step is there whole or not at all, and is an event of its own. Backups are files beside
    the store; of one on a server, in the current folder. ``known``: the schemas, for tests. Raises
    `StoreError` for a newer or altered store, OutputError where a backup cannot be written; the
    store is then as it was.
    """
    known, hand, name = known or scripts(), hand or Hand(), shown(path)
    if not is_address(path) and not os.path.isfile(path):
        raise StoreError(f"there is no store {name} to bring forward")
    made: list[Path] = []
    with explained(path), contextlib.closing(connect(path)) as connection:
        for script in known:
            version = schema_of(connection, name, newest=known[-1].number)
            if script.number <= version:
                continue
            changes = connection.changes(known)
            if changes:
                raise StoreError(f"{name} was altered from outside: {changes[0]}; use a backup")
            copy = _free(Path(f"{_beside(path)}.schema{version}.backup"))
            _copy(path, copy, known, overwrite=False)
            made.append(copy)
            say(f"{copy} is {name} as it was")
            with writing(connection, path, hand.say):
                if schema_of(connection, name, newest=known[-1].number) != version:
                    continue  # somebody else was quicker
                connection.forward(script)
                body = {
                    "kordon": __version__,
                    "who": user() if hand.who is None else hand.who,
                    "schema": script.number,
                    "backup": str(copy.absolute()),
                }
                number = next_number(connection, "events")
                append(connection, "migrated", body, moment(hand.at), number)
        schema_of(connection, name, newest=known[-1].number)
        if connection.lacks():
            with writing(connection, path, hand.say):
                added = connection.add_geometry()
            if added:
                say(f"PostGIS is there: the records of {name} have their geometry (geom) now")
    return made


def _beside(path: PathLike) -> str:
    """Where backups of a store go: beside its file, and of one on a server into this folder."""
    if not is_address(path):
        return os.fspath(path)
    there = address_of(path)
    return re.sub(r"[^\w.-]", "_", f"{there.database}.{there.schema}")


def _free(wish: Path) -> Path:
    name, count = wish, 1
    while os.path.lexists(name):
        count += 1
        name = wish.with_name(f"{wish.name}{count}")
    return name

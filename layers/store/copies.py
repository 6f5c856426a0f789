"""Backups, and stores of an older schema brought forward."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from geo.errors import OutputError, StoreError
from geo.files import atomic_write, check_not_input, check_target
from geo.partfiles import new_part
from geo.version import __version__
from layers.store.chain import append, head_of, next_number
from layers.store.database import PathLike, connect, explained, opened, schema_of, writing
from layers.store.importing import Hand, moment, user
from layers.store.schema_files import Script, schema_changes, scripts, statements

__all__ = ["backup", "migrate"]


def backup(path: PathLike, target: PathLike, *, overwrite: bool = False) -> str:
    """Copy a store whole into another file, also while others write to it; returns its head.

    The copy is as the store was at one moment. Raises OutputError where it cannot be written,
    and `StoreError`.
    """
    check_not_input(target, [path])
    check_target(target, overwrite=overwrite)
    with opened(path) as connection:
        head = head_of(connection)
    _copy(path, target, overwrite=overwrite)
    with opened(target) as connection:
        copied = head_of(connection)
    if copied is None or (head is not None and copied.number < head.number):
        raise StoreError(f"{os.fspath(target)} is not what {os.fspath(path)} holds; try again")
    return copied.head


def _copy(path: PathLike, target: PathLike, *, overwrite: bool) -> None:
    # `VACUUM INTO` and not the file's bytes: those may be half of what somebody is writing.
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
        with explained(path), contextlib.closing(connect(path)) as connection:
            connection.execute("VACUUM INTO ?", (str(whole),))

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

    Each step is there whole or not at all, and is an event of its own. ``known``: the schemas,
    for tests. Raises `StoreError` for a newer or altered store, OutputError where a backup cannot
    be written; the store is then as it was.
    """
    known, hand, name = known or scripts(), hand or Hand(), os.fspath(path)
    if not os.path.isfile(name):
        raise StoreError(f"there is no store {name} to bring forward")
    made: list[Path] = []
    with explained(path), contextlib.closing(connect(path)) as connection:
        for script in known:
            version = schema_of(connection, name, newest=known[-1].number)
            if script.number <= version:
                continue
            changes = schema_changes(connection, known)
            if changes:
                raise StoreError(f"{name} was altered from outside: {changes[0]}; use a backup")
            copy = _free(Path(f"{name}.schema{version}.backup"))
            _copy(path, copy, overwrite=False)
            made.append(copy)
            say(f"{copy} is {name} as it was")
            with writing(connection, path, hand.say):
                if schema_of(connection, name, newest=known[-1].number) != version:
                    continue  # somebody else was quicker
                for statement in statements(script.text):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {script.number}")
                body = {
                    "kordon": __version__,
                    "who": user() if hand.who is None else hand.who,
                    "schema": script.number,
                    "backup": str(copy.absolute()),
                }
                number = next_number(connection, "events")
                append(connection, "migrated", body, moment(hand.at), number)
    return made


def _free(wish: Path) -> Path:
    name, count = wish, 1
    while os.path.lexists(name):
        count += 1
        name = wish.with_name(f"{wish.name}{count}")
    return name

"""A store as one object: what can be asked of it and done with it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import geopandas

from layers.intake import Intake
from layers.readers import read
from layers.store import copies, verifying
from layers.store.address import is_address, shown
from layers.store.chain import Event
from layers.store.database import PathLike, check_store
from layers.store.grouping import KeptDecision, KeptGroup, decisions_in, groups_in
from layers.store.history import LedgerEntry, Version, events_of, history
from layers.store.importing import Imported, import_files
from layers.store.verifying import Verification

__all__ = ["Store"]


class Store:
    """A store in a file, or on a PostgreSQL server, which the first import makes.

    ``path`` is the file, or an address (``postgresql://user@host/database``) without its password,
    which is kept apart where the address that is given has one. Nothing is kept open between calls,
    so that others can write meanwhile. All methods raise `geo.errors.StoreError` for what is no
    store.
    """

    def __init__(self, path: PathLike) -> None:
        self.path: PathLike = shown(path) if is_address(path) else Path(path)

    def __repr__(self) -> str:
        return f"Store({os.fspath(self.path)!r})"

    def import_files(self, files: PathLike | Sequence[PathLike], **options: Any) -> list[Imported]:
        """Put files in; options as for `layers.store.importing.import_files`."""
        names = [files] if isinstance(files, str | os.PathLike) else list(files)
        return import_files(names, self.path, **options)

    def read(self) -> Intake:
        """The current records as `layers.readers.read` gives those of a file."""
        check_store(self.path)
        return read(self.path)

    @property
    def sightings(self) -> geopandas.GeoDataFrame:
        """The current records, in EPSG:4326, in the shape of `layers.intake.Intake.sightings`."""
        return self.read().sightings

    @property
    def events(self) -> list[Event]:
        """Everything that was done, in order."""
        return events_of(self.path)

    @property
    def head(self) -> str:
        """Number and SHA-256 of the last event: to be noted down."""
        return self.events[-1].head

    def history(self, id_: str) -> list[Version]:
        """All versions of the records with an id. Raises InputError when there are none."""
        return history(self.path, id_)[0]

    def ledger(self, id_: str) -> list[LedgerEntry]:
        """What was repaired, remarked, set aside or left out as a duplicate in rows of an id."""
        return history(self.path, id_)[1]

    @property
    def doubles(self) -> list[KeptGroup]:
        """The groups kept last, by `layers.doubles.propose.doubles` with ``keep``."""
        return groups_in(self.path)[0]

    @property
    def decisions(self) -> list[KeptDecision]:
        """What was decided about pairs of doubles: the last word about each."""
        return decisions_in(self.path)

    def verify(self, head: str | None = None) -> Verification:
        """Compute everything again; ``head`` is one that was noted down."""
        return verifying.verify(self.path, head=head)

    def backup(self, target: PathLike, *, overwrite: bool = False) -> str:
        """Copy the store into another file; returns the head of the copy."""
        return copies.backup(self.path, target, overwrite=overwrite)

    def migrate(self) -> list[Path]:
        """Bring a store of an older schema forward; returns the backups made before."""
        return copies.migrate(self.path)

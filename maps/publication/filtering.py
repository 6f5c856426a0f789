"""The gate for commands other than publish: what they read is what may be published."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.errors import ArgumentError, PublicationError
from geo.files import check_not_input, check_target, sha256_of
from geo.together import write_together
from layers.asking.conditions import Condition
from layers.asking.fieldnames import field_named
from layers.asking.selection import Selection, select
from layers.record import FIELD_BY_NAME
from maps.leaks import Secrets, require_clean
from maps.provenance import InputFile
from maps.publication.earlier import Earlier, read_earlier
from maps.publication.gate import Publication, publish_records
from maps.publication.ingest import with_ingest
from maps.publication.manifest import manifest, receipt
from maps.publication.profile import Profile, load_profile
from maps.publication.withheld import command_told, secrets_of, view_told
from maps.publication.writing import RECEIPT, as_json, manifest_name

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

__all__ = ["BEFORE", "Gate", "halves", "is_before"]

PathLike = str | os.PathLike[str]

#: Fields by which rows are left out before the gate: they tell of no place, time or thing.
BEFORE = frozenset({"id", "layer", "handling", "licence", "reviewed", "source_at_risk",
                    "source_official"})  # fmt: skip


class Gate:
    """Lets through what a profile allows, and looks for the rest in what is written.

    Stand it before the question, not behind: an answer about exact places would tell of coarse
    ones where they are. ``now`` (with a zone), ``against`` and ``seed`` as for
    `maps.publication.files.publish`; stores among ``files``, what is asked, know when records came
    in; ``first`` chooses rows before the gate (layers, and conditions on fields of `BEFORE`). A
    gate is for one set of sightings; ``publication`` tells afterwards what became of them.
    ``progress`` is told how far the look for leaks is.

    Raises `InputError` and its kin for profiles and earlier publications that cannot be used.
    """

    def __init__(
        self,
        profile: Profile | PathLike = "public",
        *,
        now: dt.datetime,
        against: PathLike | None = None,
        seed: str | None = None,
        files: Sequence[PathLike] = (),
        first: Selection | None = None,
        command: str = "",
        language: str = "en",
        progress: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.profile = profile if isinstance(profile, Profile) else load_profile(profile)
        self.against: Earlier | None = None if against is None else read_earlier(against)
        self.command = command
        self.publication: Publication | None = None
        self.beside: tuple[str, ...] = ()
        self._now, self._seed, self._files = now, seed, files
        self._named = [*files, *([] if isinstance(profile, Profile) else [profile])]
        self._first, self._language = first or Selection(), language
        self._progress = progress
        self._frame: GeoDataFrame | None = None
        self._given: GeoDataFrame | None = None
        self._ids: list[str] = []

    def __call__(self, sightings: GeoDataFrame) -> GeoDataFrame:
        """What may be shown of the sightings.

        Raises as `publish_records`, and PublicationError where none of those that were chosen may
        be shown: to say that there are none would not be so.
        """
        columns = [str(name) for name in sightings.columns]
        for condition in halves(self._first, columns)[1].where:
            raise ArgumentError(f"{condition} can be asked only of what is published")
        chosen, _ = select(with_ingest(sightings, self._files), self._first)
        found = publish_records(
            chosen, self.profile, now=self._now, against=self.against, seed=self._seed
        )
        frame = found.frame(self._language)
        if len(chosen):
            found.require_some(frame)
        self.publication, self._frame = found, frame
        # What a profile with stable ids shows is no secret; else what was not chosen is one too.
        self._given = sightings if self.profile.random_ids else chosen
        self._ids = [str(one) for one in chosen["id"]]
        # Readers of answers expect the columns of what is read.
        return frame.assign(input_file=None, input_row=range(1, len(frame) + 1), input_notes=None)

    def require_some(self, shown: GeoDataFrame) -> None:
        """Raise PublicationError, for outputs that show records, where there are none to show."""
        self._passed()[0].require_some(shown)

    def check_targets(self, outputs: Sequence[PathLike], *, overwrite: bool = False) -> None:
        """Raise `OutputError`, before any work, for what could not be written, or is read."""
        for target in [*outputs, *self._beside(outputs)]:
            check_not_input(target, self._named)
            check_target(target, overwrite=overwrite)

    def require_clean(self, data: bytes, name: str, places: Any = ()) -> None:
        """Raise LeakError if finished bytes hold what was withheld; ``name`` is for messages.

        ``places`` ((n, 2) longitude, latitude) are shown besides.
        """
        require_clean(data, self._secrets(places), name=name, progress=self._progress)

    def _secrets(self, places: Any = ()) -> Secrets:
        publication, frame = self._passed()
        named = [_name(file) for file in self._files] if self.profile.inputs_named else []
        at = np.asarray(places, float).reshape(-1, 2)
        stood = self.against.positions if self.against else ()
        return secrets_of(self._given, publication, frame, texts=named, places=at, stood=stood)

    def manifest(self, shown: GeoDataFrame | None = None) -> dict[str, Any]:
        """What goes with the file; ``shown`` if that is not all that may be shown."""
        publication, frame = self._passed()
        if shown is not None:  # of answers that have several rows for one record, one
            frame = shown.drop_duplicates("id")
        return manifest(
            publication,
            frame,
            inputs=self._inputs() if self.profile.inputs_named else (),
            command=self._command(),
            against=self.against,
        )

    def _command(self) -> str:
        """The command line as it may be told; nobody is told it where inputs are not named."""
        if not self.profile.inputs_named:
            return self.command
        return command_told(self.command, self._secrets())

    def write(
        self,
        contents: Mapping[str, bytes],
        *,
        shown: GeoDataFrame | None = None,
        places: Any = (),
        overwrite: bool = False,
    ) -> None:
        """Look for leaks in finished files, and write them with their account, all or none.

        Beside each lies its manifest, beside the first the receipt, which stays in the house.
        The names of both are then in ``beside``, the receipt's first. Raises `LeakError` and
        `OutputError`; then nothing is written.
        """
        publication, _ = self._passed()
        beside: dict[str, bytes] = {}
        told = self.manifest(shown)
        # A table of numbers of records, or with several rows for one, has no rows to count again.
        of_records = shown is not None and not shown["id"].duplicated().any()
        for name, data in contents.items():
            digest = hashlib.sha256(data).hexdigest()
            file = {"name": Path(name).name, "sha256": digest, "records": of_records}
            beside[manifest_name(name)] = as_json(told | {"file": file})
        secrets = self._secrets(places)
        if shown is not None:
            secrets = dataclasses.replace(secrets, said={*secrets.said, view_told(shown)})
        for name, data in {**contents, **beside}.items():
            require_clean(data, secrets, name=Path(name).name, progress=self._progress)
        first = next(iter(contents))
        house = receipt(
            publication,
            inputs=self._inputs(),
            command=self.command,
            ids=self._ids,
            against=self.against,
            output_sha256=hashlib.sha256(contents[first]).hexdigest(),
        )
        beside = {first + RECEIPT: as_json(house)} | beside
        everything = beside | dict(contents)
        write_together(everything.items(), overwrite=overwrite, private={first + RECEIPT})
        self.beside = tuple(beside)

    def _passed(self) -> tuple[Publication, GeoDataFrame]:
        if self.publication is None or self._frame is None:
            raise PublicationError("nothing went through the gate yet")
        return self.publication, self._frame

    def _beside(self, outputs: Sequence[PathLike]) -> list[str]:
        names = [os.fspath(one) for one in outputs]
        return [*(manifest_name(name) for name in names), *(name + RECEIPT for name in names[:1])]

    def _inputs(self) -> list[InputFile]:
        """The files that were asked, with what they hold now; standard input has no name."""
        return [InputFile(_name(f), sha256_of(f)) for f in self._files if os.path.isfile(f)]


def halves(selection: Selection, columns: Sequence[str]) -> tuple[Selection, Selection]:
    """What is chosen before the gate, and what behind it, of sightings with these columns.

    Behind it a choice sees only what is published: a box drawn about exact positions would tell
    of coarse ones on which side of its edge they are, and a count in it the same.
    """
    early = [c for c in selection.where if field_named(c.field, columns) in BEFORE]
    late = [c for c in selection.where if c not in early]
    return (
        Selection(layers=selection.layers, where=tuple(early)),
        dataclasses.replace(selection, layers=(), where=tuple(late)),
    )


def is_before(condition: Condition) -> bool:
    """Whether a condition is asked before the gate, by the name of its field alone."""
    try:
        return field_named(condition.field, list(FIELD_BY_NAME)) in BEFORE
    except ArgumentError:  # a column of somebody's own
        return False


def _name(path: PathLike) -> str:
    return Path(path).name

"""The gate for commands that answer with records: what they read is what may be published."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from geo.errors import PublicationError
from maps.leaks import Secrets, require_clean
from maps.publication.gate import Publication, publish_records
from maps.publication.ingest import with_ingest
from maps.publication.withheld import secrets_of

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from maps.publication.profile import Profile

__all__ = ["Gate"]


class Gate:
    """Lets through what a profile allows, and looks for the rest in what is written.

    Stand it before the question, not behind: an answer about exact places would tell of coarse
    ones where they are. ``now`` (with a zone) and ``seed`` as for `publish_records`; stores
    among ``files``, what is asked, know when records came in. It is for one set of sightings;
    ``publication`` tells afterwards what became of them.
    """

    def __init__(
        self,
        profile: Profile,
        *,
        now: dt.datetime,
        seed: str | None = None,
        files: Sequence[str | os.PathLike[str]] = (),
    ) -> None:
        self.profile = profile
        self._now, self._seed, self._files = now, seed, files
        self.publication: Publication | None = None
        self._secrets: Secrets | None = None

    def __call__(self, sightings: GeoDataFrame) -> GeoDataFrame:
        """What may be shown of the sightings. Raises as `publish_records`."""
        sightings = with_ingest(sightings, self._files)
        found = publish_records(sightings, self.profile, now=self._now, seed=self._seed)
        frame = found.frame()
        self.publication, self._secrets = found, secrets_of(sightings, found, frame)
        # Readers of answers expect the columns of what is read.
        return frame.assign(input_file=None, input_row=range(1, len(frame) + 1), input_notes=None)

    def require_clean(self, data: bytes, name: str) -> None:
        """Raise LeakError if finished bytes hold what was withheld; ``name`` is for messages."""
        if self._secrets is None:
            raise PublicationError("nothing went through the gate yet")
        require_clean(data, self._secrets, name=name)

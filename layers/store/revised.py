"""Which records of a store have more than one version, and what the newest one changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container
from typing import Final

from layers.store.database import PathLike, opened
from layers.store.history import Version, history

__all__ = ["revised"]

_SEVERAL: Final = "SELECT DISTINCT name FROM versions WHERE number > 1 ORDER BY name"


def revised(
    path: PathLike, names: Container[str], since: dt.date | None = None
) -> dict[str, Version]:
    """The newest version of each of these records that has more than one, by name.

    ``names`` are ids as the store's current records have them. With ``since`` (UTC) only
    versions that came on that day or later. Raises `StoreError`.
    """
    with opened(path) as connection:
        several = [name for (name,) in connection.execute(_SEVERAL) if name in names]
    found = {}
    for name in several:
        version = [one for one in history(path, name)[0] if one.name == name][-1]
        if since is None or version.at[:10] >= since.isoformat():
            found[name] = version
    return found

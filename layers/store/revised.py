"""When records first came into a store, and what the newest version of each changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container
from typing import Final

from layers.store.database import PathLike, opened
from layers.store.history import Version, history

__all__ = ["first_came", "revised"]

_SEVERAL: Final = "SELECT DISTINCT name FROM versions WHERE number > 1 ORDER BY name"

_FIRST: Final = """
SELECT v.name, min(e.at) FROM versions v JOIN events e ON e.event = v.event GROUP BY v.name
"""


def first_came(path: PathLike) -> dict[str, str]:
    """When the first version of each record came into a store: id -> ISO 8601, UTC.

    Raises `StoreError`.
    """
    with opened(path) as connection:
        return dict(connection.execute(_FIRST).fetchall())


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

"""Archives and packed files: what they hold, unpacked by the child process."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from geo.foreign.limits import Limits
from geo.foreign.parent import naming, run_child
from geo.foreign.sniff import HEAD_BYTES, packed_kind

__all__ = ["Member", "Unpacked", "kind_of", "unpacked"]


@dataclass(frozen=True)
class Member:
    """A file out of an archive: its name in there, and where it lies now."""

    name: str
    path: Path


@dataclass(frozen=True)
class Unpacked:
    """What an archive holds, in the order of names; ``hidden`` were left out.

    ``kmz``: it is one file in itself, and nothing was unpacked.
    """

    members: tuple[Member, ...]
    hidden: tuple[str, ...] = ()
    kmz: bool = False


def kind_of(path: str | os.PathLike[str], shown: str) -> str:
    """``zip`` or ``gzip`` for a file that packs others, "" for any other.

    ``shown`` is its name, also in messages. Raises `ForeignFileError`.
    """
    with naming(shown), open(path, "rb") as file:
        return packed_kind(file.read(HEAD_BYTES), shown)


def unpacked(
    path: str | os.PathLike[str], shown: str, folder: Path, limits: Limits | None = None
) -> Unpacked:
    """Unpack a file that `kind_of` knows into a folder, which is empty, and say what there is.

    Altogether at most ``limits.file_bytes``. Raises `ForeignFileError`, naming the archive, for
    one that is damaged, locked or made to do harm (sizes, links, paths that lead out of it), and
    for an archive in it.
    """
    allowed = limits or Limits()
    kind = kind_of(path, shown)
    name = PurePath(shown).name
    request: dict[str, Any] = {
        "path": str(Path(path).absolute()),
        "format": kind,
        "mode": "unpack",
        "name": name[:-3] if name.casefold().endswith(".gz") else "content",
        "most_bytes": allowed.file_bytes,
    }
    with naming(shown):
        answer = run_child(request, folder, os.stat(path).st_size, allowed)
    members = tuple(
        Member(one["name"], folder / one["file"]) for one in answer["unpacked"]["members"]
    )
    return Unpacked(members, tuple(answer["unpacked"]["hidden"]), answer["unpacked"]["kmz"])

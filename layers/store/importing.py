"""Files into a store: read outside of any lock, then put in as one transaction per source."""

from __future__ import annotations

import datetime as dt
import getpass
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from geo.errors import ArgumentError
from geo.files import check_not_input
from geo.foreign import Limits
from geo.version import __version__
from layers.intake import FileReport
from layers.policy import UNDECIDED, Policy
from layers.readers import check_arguments
from layers.store.adding import add
from layers.store.chain import Event, append, next_number
from layers.store.database import PathLike, create, opened, writing
from layers.store.dialect import Connection
from layers.store.following import follow
from layers.store.incoming import STDIN, Incoming, incoming
from layers.store.merging import gone_from, merge

__all__ = ["Hand", "Imported", "import_file", "import_files", "moment", "put",
           "user"]  # fmt: skip

#: So many ids of rows that are gone are written into the event.
_GONE_LISTED = 1_000


@dataclass(frozen=True, kw_only=True)
class Imported:
    """What an import did with the files of one source.

    Of the records read ``new`` were added, ``changed`` became the next version of their id,
    ``unchanged`` were there as they are, ``elsewhere`` were there from another source. ``gone``
    are ids that are in the store from this source and in none of its files any more; they stay.
    ``renamed``: ids that another source uses for something else, and their names in the store.
    ``followed``: of the changed those that came without an id: the id they keep, and the one that
    their new content would have got. ``entries``: what was added to the ledger.
    """

    source: str
    files: tuple[FileReport, ...]
    new: int
    changed: int
    unchanged: int
    elsewhere: int
    renamed: tuple[tuple[str, str], ...]
    gone: tuple[str, ...]
    entries: int
    event: Event
    followed: tuple[tuple[str, str], ...] = ()

    @property
    def head(self) -> str:
        """The head of the chain after this import: to be noted down."""
        return self.event.head


@dataclass(frozen=True, kw_only=True)
class Hand:
    """Who does something and when: a name, and a moment in UTC (None: now)."""

    who: str | None = None
    at: dt.datetime | None = None
    say: Callable[[str], None] = field(default=lambda _: None)


def moment(at: dt.datetime | None = None) -> str:
    """A moment as events have it, to the second in UTC; now, if none is given."""
    return f"{(at or dt.datetime.now(dt.UTC)).astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"


def import_file(file: PathLike, store: PathLike, **options: Any) -> Imported:
    """Put one file into a store, which is made if it is not there; see `import_files`."""
    (done,) = import_files([file], store, **options)
    return done


def import_files(
    files: Sequence[PathLike],
    store: PathLike,
    *,
    source: str | None = None,
    who: str | None = None,
    at: dt.datetime | None = None,
    layer: str | None = None,
    mapping: Mapping[str, str] | None = None,
    encoding: str | None = None,
    input_format: str | None = None,
    policy: Policy = UNDECIDED,
    limits: Limits | None = None,
    today: dt.date | None = None,
    say: Callable[[str], None] = lambda _: None,
    progress: Callable[[str], None] = lambda _: None,
) -> list[Imported]:
    """Put files into a store, which is made if it is not there; what was done, by source.

    A source is what may bring a record again: the files together when ``source`` names one, else
    each file by its name (without folder). The same id of the same source with other content is
    a new version; what is there already is not added again, whatever it comes in. ``who`` (the
    user's name, if None) and ``at`` (now) are kept with what was done. ``say`` is told when
    another process has to be waited for. The other arguments are those of `layers.readers.read`.

    Each source is there whole or not at all: when a later file cannot be read, those before it
    stay. Raises what `layers.readers.read` raises, `StoreError`, and ArgumentError for two files
    of one name without a ``source``.
    """
    check_arguments(list(files), layer, limits or Limits())
    check_not_input(store, files)
    units = _units(files, source)
    hand = Hand(who=who, at=at, say=say)
    how = {
        "layer": layer,
        "mapping": mapping,
        "encoding": encoding,
        "policy": policy,
        "input_format": input_format,
        "limits": limits,
        "today": today,
    }
    done = []
    for name, names in units.items():
        progress(f"reading {name}")
        one = incoming(names, name, **how)
        progress(f"storing {name}")
        done.append(put(one, store, hand, policy))
    return done


def _units(files: Sequence[PathLike], source: str | None) -> dict[str, list[PathLike]]:
    if source is not None:
        if not source.strip() or not source.isprintable():
            raise ArgumentError(f"{source!r} is no name for a source: use letters and digits")
        return {source: list(files)}
    units: dict[str, list[PathLike]] = {}
    for file in files:
        name = STDIN if os.fspath(file) == "-" else Path(file).name
        name = name.encode("utf-8", "backslashreplace").decode()
        if name in units:
            raise ArgumentError(
                f"two files are called {name}, and would be taken for one source: import them one "
                "by one with a --source each, or both with one --source"
            )
        units[name] = [file]
    return units


def put(one: Incoming, store: PathLike, hand: Hand, policy: Policy = UNDECIDED) -> Imported:
    """Put what was read, by this policy, into a store, whole or not at all."""
    who = user() if hand.who is None else hand.who

    def begin(connection: Connection) -> None:
        append(connection, "created", {"kordon": __version__, "who": who}, moment(hand.at), 1)

    create(store, begin, say=hand.say)
    with opened(store, write=True) as connection, writing(connection, store, hand.say):
        number = next_number(connection, "events")
        found = follow(connection, one, merge(connection, one))
        gone = [name for name in gone_from(connection, one) if name not in found.followed]
        # Rows name an event that is written after them, when all is known that it says.
        connection.references_last()
        added = add(connection, one, found, number)
        first = [step for step in found.steps if step.number == 1]
        told: dict[str, Any] = {
            "new": len(first),
            "changed": len(found.steps) - len(first),
            "unchanged": found.unchanged,
            "elsewhere": len(found.elsewhere),
            "renamed": len(found.renamed),
            "gone": len(gone),
            "entries": added.entries,
        }
        followed = {step.id: one.ids[step.position] for step in found.steps if step.id}
        body = {
            "kordon": __version__,
            "who": who,
            "source": one.source,
            "files": [_file(one, position) for position in range(len(one.intake.files))],
            "gone_ids": gone[:_GONE_LISTED],
            **told,
            **({"followed": len(followed)} if followed else {}),
            **({"policy": decided} if (decided := policy.told()) else {}),
            "added": added.ranges,
            "seals": added.seals,
        }
        event = append(connection, "imported", body, moment(hand.at), number)
        return Imported(
            source=one.source,
            files=one.intake.files,
            event=event,
            **told | {"renamed": tuple(found.renamed), "gone": tuple(gone)},
            followed=tuple(followed.items()),
        )


def _file(one: Incoming, position: int) -> dict[str, Any]:
    report = one.intake.files[position]
    counts = ("read", "accepted", "repaired", "set_aside", "duplicates")
    return {
        "name": one.name_of(position),
        "path": one.paths[position],
        "sha256": report.sha256,
        "bytes": one.sizes[position],
        "format": report.format,
        "mapping": {column: name for column, name in report.mapping.items() if column != name},
        **{name: getattr(report, name) for name in counts},
    }


def user() -> str:
    """The name of who is logged in; "" where the system knows none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return ""

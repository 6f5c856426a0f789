"""Groups of doubles in a store: kept with their reasons, and what was decided about pairs.

Groups are proposals of one moment: each time other ones are kept, all of them are written again,
and the earlier ones stay behind them. Of decisions about a pair the last one counts.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from geo.errors import KordonError, StoreError
from geo.version import __version__
from layers.store.adding import Added, insert
from layers.store.address import shown
from layers.store.chain import Event, append, canonical_json, head_of, next_number
from layers.store.database import PathLike, opened, writing
from layers.store.dialect import Connection
from layers.store.importing import Hand, moment, user

__all__ = ["KIND", "KeptDecision", "KeptGroup", "Member", "decisions_in", "groups_in", "head_in",
           "keep"]  # fmt: skip

#: Kind of the events that keep groups.
KIND: Final = "doubled"
_DECISIONS: Final = """
SELECT d.id_a, d.id_b, d.verdict, d.said, d.event, e.at, e.body
FROM decisions d JOIN events e ON e.event = d.event
WHERE NOT EXISTS (
    SELECT 1 FROM decisions l
    WHERE l.id_a = d.id_a AND l.id_b = d.id_b AND l.decision > d.decision
)
ORDER BY d.id_a, d.id_b
"""
_LAST: Final = "SELECT event, at, body FROM events WHERE kind = ? ORDER BY event DESC LIMIT 1"
_MEMBERS: Final = "SELECT grouped, id, body FROM doubles WHERE event = ? ORDER BY member"


@dataclass(frozen=True, kw_only=True)
class Member:
    """A record in a group, by its name in the store.

    ``score`` (0 to 100) and ``reasons`` are of it beside the first of the group; the score is
    None for the first itself, and where the two cannot be compared.
    """

    id: str
    score: float | None
    reasons: str


@dataclass(frozen=True, kw_only=True)
class KeptGroup:
    """Records that may be of one event, the first of them first.

    ``score`` is that of the weakest pair, None where all was decided. Kept by ``event``, at a
    moment in UTC, by somebody.
    """

    group: str
    score: float | None
    members: tuple[Member, ...]
    event: int
    at: str
    who: str

    def to_dict(self) -> dict[str, Any]:
        """JSON form."""
        return asdict(self)


@dataclass(frozen=True, kw_only=True)
class KeptDecision:
    """What was decided of two records last: ``verdict`` is "same" or "different".

    ``said`` is where that was written (a file and a row), ``event`` what brought it, at a moment
    in UTC, by somebody.
    """

    id_a: str
    id_b: str
    verdict: str
    said: str
    event: int
    at: str
    who: str

    def to_dict(self) -> dict[str, Any]:
        """JSON form."""
        return asdict(self)


def decisions_in(path: PathLike) -> list[KeptDecision]:
    """What was decided, by pair: the last word about each. Raises `StoreError`."""
    with _read_through(path), opened(path) as connection:
        return _decisions(connection)


@contextlib.contextmanager
def _read_through(path: PathLike) -> Iterator[None]:
    try:
        yield
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        if isinstance(error, KordonError):
            raise
        raise StoreError(
            f"{shown(path)} was altered: what it says of doubles cannot be read. "
            "`kordon store verify` tells what is not as it was written; use a backup."
        ) from error


def groups_in(path: PathLike) -> tuple[list[KeptGroup], int]:
    """The groups that were kept last, and how many events came after. Raises `StoreError`.

    None, and no events, where none were kept yet.
    """
    with _read_through(path), opened(path) as connection:
        last = connection.execute(_LAST, (KIND,)).fetchone()
        if last is None:
            return [], 0
        event, at, body = last
        who = str(json.loads(body).get("who", ""))
        found: dict[str, list[Mapping[str, Any]]] = {}
        for group, name, text in connection.execute(_MEMBERS, (event,)):
            found.setdefault(group, []).append({"id": name, **json.loads(text)})
        (after,) = connection.execute(
            "SELECT count(*) FROM events WHERE event > ?", (event,)
        ).fetchone()
        groups = [
            KeptGroup(
                group=group,
                score=told[0]["group_score"],
                members=tuple(
                    Member(id=one["id"], score=one["score"], reasons=one["reasons"]) for one in told
                ),
                event=event,
                at=at,
                who=who,
            )
            for group, told in found.items()
        ]
    return groups, after


def keep(
    path: PathLike,
    groups: Sequence[KeptGroup],
    decisions: Sequence[KeptDecision],
    about: Mapping[str, Any],
    hand: Hand | None = None,
) -> Event | None:
    """Keep groups, and what was decided, whole or not at all; None where all of it is there.

    Of groups and decisions only what they say themselves is taken, not event, moment and name.
    ``about`` is how the groups were found, for the event. Raises `StoreError`.
    """
    hand = hand or Hand()
    rows = [
        (one.group, member.id, canonical_json(
            {"group_score": one.score, "score": member.score, "reasons": member.reasons}))
        for one in groups
        for member in one.members
    ]  # fmt: skip
    with (
        _read_through(path),
        opened(path, write=True) as connection,
        writing(connection, path, hand.say),
    ):
        known = {(one.id_a, one.id_b): one.verdict for one in _decisions(connection)}
        new = [one for one in decisions if known.get((one.id_a, one.id_b)) != one.verdict]
        last = connection.execute(_LAST, (KIND,)).fetchone()
        there = [] if last is None else connection.execute(_MEMBERS, last[:1]).fetchall()
        if not new and last is not None and there == rows:
            return None
        number = next_number(connection, "events")
        connection.references_last()  # the event is written last
        added = Added()
        first = next_number(connection, "decisions")
        words = (
            (k, one.id_a, one.id_b, one.verdict, one.said, number)
            for k, one in enumerate(new, first)
        )
        insert(connection, "decisions", words, added, first)
        first = next_number(connection, "doubles")
        members = ((k, *row, number) for k, row in enumerate(rows, first))
        insert(connection, "doubles", members, added, first)
        body = {
            "kordon": __version__,
            "who": user() if hand.who is None else hand.who,
            **about,
            "groups": len(groups),
            "members": len(rows),
            "decisions": len(new),
            "added": added.ranges,
            "seals": added.seals,
        }
        return append(connection, KIND, body, moment(hand.at), number)


def head_in(path: PathLike) -> str:
    """The head of the chain: number and SHA-256 of the last event. Raises `StoreError`."""
    with opened(path) as connection:
        head = head_of(connection)
    return "" if head is None else head.head


def _decisions(connection: Connection) -> list[KeptDecision]:
    return [
        KeptDecision(
            id_a=id_a, id_b=id_b, verdict=verdict, said=said, event=event, at=at,
            who=str(json.loads(body).get("who", "")),
        )
        for id_a, id_b, verdict, said, event, at, body in connection.execute(_DECISIONS)
    ]  # fmt: skip

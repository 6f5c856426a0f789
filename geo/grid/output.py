"""Pairs written where they belong by several threads, before anybody knows how many there are."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["Output", "Room"]

Room = tuple[npt.NDArray[np.integer[Any]], npt.NDArray[np.int32]]


class Output:
    """Room for the pairs of chunks, one behind the other, as (point, region).

    ``points``: how many are asked for, which says whether 32 bits hold their numbers. Room for
    ``expected`` pairs is there from the start: what is never written to takes no memory. Chunks
    that find no more room get some of their own, and all is copied once.
    """

    def __init__(self, points: int, expected: int) -> None:
        self._kind = np.int32 if points < 2**31 else np.int64
        self._room = self._make(expected)
        self._beyond: list[Room] = []
        self._used = self._chunks = 0
        self._waiting: dict[int, tuple[int, Callable[[Room], None]]] = {}
        self._lock = Lock()

    def put(self, chunk: int, pairs: int, write: Callable[[Room], None]) -> None:
        """Have the pairs of a chunk written, once it is known where those before it end.

        That is now, or when the last of the chunks before it is put, by the thread that does so.
        """
        with self._lock:
            self._waiting[chunk] = pairs, write
            ready = []
            while self._chunks in self._waiting:
                pairs, write = self._waiting.pop(self._chunks)
                ready.append((write, self._place(pairs)))
                self._chunks += 1
        for write, room in ready:
            write(room)

    def whole(self) -> Room:
        """Give all pairs, in the order of the chunks."""
        point, region = self._room[0][: self._used], self._room[1][: self._used]
        if not self._beyond:
            return point, region
        points, regions = zip((point, region), *self._beyond, strict=True)
        return np.concatenate(points), np.concatenate(regions)

    def _place(self, pairs: int) -> Room:
        first, last = self._used, self._used + pairs
        if self._beyond or last > len(self._room[0]):
            self._beyond.append(self._make(pairs))
            return self._beyond[-1]
        self._used = last
        return self._room[0][first:last], self._room[1][first:last]

    def _make(self, pairs: int) -> Room:
        return np.empty(pairs, self._kind), np.empty(pairs, np.int32)

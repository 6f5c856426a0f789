"""All the ways to part things into sets: for tests of what may be one event or several."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

__all__ = ["partings"]


def partings(things: list[Any]) -> Iterator[list[list[Any]]]:
    """Each way once; of nothing there is one, which has no set."""
    if not things:
        yield []
        return
    first, *rest = things
    for parts in partings(rest):
        yield [[first], *parts]
        for k, part in enumerate(parts):
            yield [*parts[:k], [first, *part], *parts[k + 1 :]]

"""Ids that are numbers: one that stands in an address that is shown is that address's own."""

from __future__ import annotations

import html
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from typing import Final
from urllib.parse import unquote

from maps.leaks.finding import Finder
from maps.leaks.folding import with_spaces

__all__ = ["AddressedIds", "part_of_shown"]

#: Where an address begins; one may be in another one, as in an archive.
_BEGINS: Final = re.compile(r"(?=https?:)")
_LONGEST: Final = 4_000
_SPACES: Final = str.maketrans("", "", " _+\\")
#: So much of a text on either side of a value is enough to know the text by (characters).
_ABOUT: Final = 30


class AddressedIds:
    """Withheld ids that are nothing but digits, and the addresses that are shown, folded.

    The post 123456 of a channel and the row 123456 of a table are two things, and whoever sees the
    address learns no more than that. Everywhere else such an id is looked for like any other.
    """

    def __init__(self, ids: Collection[str], shown: Collection[str]) -> None:
        self._ids, self._shown = frozenset(ids), shown

    def not_in_addresses(
        self, found: Collection[str], text: str, inside_from: int | None = None
    ) -> Iterator[str]:
        """Those of the values ``found`` in a text that stand not only in such addresses.

        ``inside_from`` as for `Finder.found`.
        """
        numbers = self._ids.intersection(found)
        if numbers and self._holding:
            numbers -= self._only_in_addresses(numbers, text, inside_from)
        yield from (key for key in found if key not in self._ids or key in numbers)

    def _only_in_addresses(
        self, numbers: Collection[str], text: str, inside_from: int | None
    ) -> set[str]:
        finder = Finder(sorted(numbers))
        known: Counter[str] = Counter()
        for part in _BEGINS.split(text):
            here = finder.counts(part, inside_from) if part.startswith("http") else {}
            if here:
                once = html.unescape(part[:_LONGEST])
                forms = {_plain(one) for one in (part[:_LONGEST], once, html.unescape(once))}
                for key in here:
                    known[key] += max(
                        (count for address, count in self._holding.get(key, {}).items()
                         if any(one.startswith(address) for one in forms)),
                        default=0,
                    )  # fmt: skip
        every = finder.counts(text, inside_from)
        return {key for key in numbers if 0 < every[key] <= known[key]}

    @cached_property
    def _holding(self) -> Mapping[str, Mapping[str, int]]:
        """Ids -> addresses that hold them, and how often they do."""
        finder = Finder(sorted(self._ids))
        out: dict[str, dict[str, int]] = defaultdict(dict)
        for text in self._shown:
            for part in _BEGINS.split(text) if text.startswith("http") else ():
                for key, count in finder.counts(part).items():
                    for written in (part, unquote(part)):
                        out[key][_plain(written)] = count
        return out


def part_of_shown(keys: Collection[str], shown: Collection[str]) -> dict[str, str]:
    """Withheld values, folded, that are part of a text that is shown: value -> that text.

    Without the value, and as much of it as tells its owner which text it is.
    """
    finder = Finder(sorted(keys))
    out: dict[str, str] = {}
    for text in sorted(shown) if keys else ():
        for written in (text, with_spaces(text)):
            for key, at in finder.places(written):
                before, behind = written[:at], written[at + len(key) :]
                out.setdefault(key, f"{before[-_ABOUT:]}…{behind[:_ABOUT]}")
    return out


def _plain(address: str) -> str:
    """Without what stands for spaces in addresses, and what is put before slashes."""
    return address.translate(_SPACES)

"""What is said of a publication: how many are withheld, in stills and briefings as on the page.

And for whom it is. The counterpart of `withheldInWords` and `withheldBriefly` in
``maps/page/drawer/foot.js``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from maps.words import catalogue

__all__ = ["Withheld", "meant_for", "withheld_of"]


class Withheld(NamedTuple):
    """At least ``least`` are withheld; where that is 0, fewer than ``fewer`` (0: nothing is)."""

    least: int
    fewer: int

    @property
    def key(self) -> str:
        """The phrase of the catalogues that says it, with the number ``n``."""
        return "published_fewer" if self.fewer else "published_at_least"

    @property
    def n(self) -> int:
        """The number that the phrase has."""
        return self.fewer or self.least

    def briefly(self, number: Callable[[int], str]) -> str:
        """``≥ 25`` or ``< 10``, in every language the same."""
        return f"{'<' if self.fewer else '≥'} {number(self.n)}"


def withheld_of(manifest: Mapping[str, Any]) -> Withheld:
    """What a manifest (`maps.publication.manifest`) tells of how many are withheld."""
    least = int(manifest["at_least"].get("withheld", 0))
    return Withheld(least, int(manifest["fewer_than"]) if manifest["counts"] and not least else 0)


def meant_for(manifest: Mapping[str, Any], words: Mapping[str, Any]) -> str:
    """What the profile says it is for, in the language of ``words`` (a catalogue).

    The profiles that come with Kordon say it in every language; what somebody wrote into a
    profile of their own, also one of the same name, stays as it was written.
    """
    profile, says = str(manifest["profile"]), str(manifest["says"])
    if says != catalogue("en").get(f"profile_says_{profile}"):
        return says
    return str(words[f"profile_says_{profile}"])

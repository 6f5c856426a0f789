"""What a briefing that went through the publication gate says of what it shows and withholds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from maps.briefing.say import Say, shown
from maps.withheld import meant_for, withheld_of

__all__ = ["published"]


def published(told: Mapping[str, Any], say: Say, *, compared: bool = False) -> list[str]:
    """The same as the foot of a published page, from the same manifest.

    ``compared``: it counts what two periods show, and that is said.
    """
    counts, held = told["shown"], withheld_of(told)
    withheld = say(held.key, n=say.number(held.n))
    text = say("published_shown_text", records=say.number(counts["records"]),
               reports=say.number(counts["reports_in_cells"]))  # fmt: skip
    if compared:
        text = say("published_both", text=text)
    who = say.named(shown(told["profile"]), shown(meant_for(told, say.words)))
    lines = [
        (say("published_for"), who),
        (say("published_shown"), text),
        (say("published_withheld"), withheld),
    ]
    if counts["generalised"]:
        n = say.number(counts["generalised"])
        lines.append((say("published_coarser"), say("published_coarser_text", n=n)))
    return [f"{say.named(name, value).removesuffix('.')}." for name, value in lines]

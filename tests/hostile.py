"""The corpus of hostile texts: inert samples of what has run, hidden or broken something somewhere.

``tests/hostile.json`` holds them by kind. The worst that any of them does where it is taken for
code is to set ``window.__canary`` or to write 49 or 1779547.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

HERE = Path(__file__).resolve().parent
_TEXT_JS = HERE.parent / "maps" / "page" / "base" / "text.js"


def _spelt(sample: str | dict[str, str | int]) -> str:
    """A sample; a long one is written down as what is repeated how often."""
    return sample if isinstance(sample, str) else str(sample["repeat"]) * int(sample["times"])


_KINDS = json.loads((HERE / "hostile.json").read_text("utf-8"))
#: Texts by kind, and all of them.
BY_KIND: dict[str, tuple[str, ...]] = {
    kind: tuple(_spelt(s) for s in samples) for kind, samples in _KINDS.items()
}
HOSTILE: tuple[str, ...] = tuple(text for texts in BY_KIND.values() for text in texts)
#: From so many characters on a text is long: not in every field of every layer at once.
LONG = 4_000

#: Characters that the page writes out instead of obeying, as text.js has them.
_source = re.search(r"^  /(\[.*\])/gu;$", _TEXT_JS.read_text("utf-8"), re.MULTILINE)
assert _source is not None
HIDDEN_JS = _source.group(1)
HIDDEN = re.compile(
    re.sub(r"\\u\{(\w+)\}", lambda m: rf"\U{int(m[1], 16):08x}", HIDDEN_JS)
)  # fmt: skip


def held(text: str) -> str:
    """A text as a page holds it: half characters, which UTF-8 has not, are question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")


def shown(text: str) -> str:
    """A text as the page shows it: what hides or turns text is written out."""
    return HIDDEN.sub(lambda m: f"[U+{ord(m[0]):04X}]", held(text))

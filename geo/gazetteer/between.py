"""Between two places, and on the road that joins them: the two names in such a phrase."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["two_names"]

_AND: Final = r"\s+(?:and|и|і|й|та|ды|und|et|oraz|i)\s+"
_DASH: Final = r"\s*[-–—]\s*"
_LINE: Final = (
    r"(?:road|highway|motorway|route|railway|railroad|rail\s+line|line|"
    r"дорог\w+|шоссе|трасс\w+|автодорог\w+|ж/д|железн\w+\s+дорог\w+|лини\w+|участ\w+|"
    r"дарог\w+|шаша|трас\w+|автошлях\w*|шлях\w*|залізниц\w+|чыгунк\w+|лінi\w+|лінії|лініі|"
    r"straße|strasse|bahnstrecke|strecke|route)"
)
_ON: Final = r"(?:(?:on|along|at|на|в|у|вдоль|уздовж|уздоўж|an|auf|sur)\s+)?(?:(?:the|der|la)\s+)?"
_WAYS: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"^(?:somewhere\s+)?(?:between|между|між|паміж|zwischen|entre|między|pomiędzy)\s+"
        rf"(?P<a>.+?){_AND}(?P<b>.+)$",
        rf"^{_ON}(?P<a>[^-–—]+?){_DASH}(?P<b>[^-–—]+?)\s+{_LINE}$",
        rf"^{_ON}{_LINE}\s+(?:(?:from|из|от|з|від|ад|von)\s+)?"
        rf"(?P<a>[^-–—]+?)(?:{_DASH}|\s+(?:to|до|в|у|да|nach)\s+)(?P<b>[^-–—]+)$",
    )
)  # fmt: skip


def two_names(text: str) -> tuple[str, str] | None:
    """The two places between which a phrase means; None for phrases of another kind."""
    for way in _WAYS:
        match = way.match(text.strip())
        if match is not None:
            return match["a"].strip(), match["b"].strip()
    return None

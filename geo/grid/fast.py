"""Whether the loops over points run as compiled code: where Numba is there, and where it pays."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import Final

from geo.errors import MissingExtraError

__all__ = ["LOADED_WORTH", "WORTH", "compiled_loops"]

#: Points from which compiled code is loaded by itself: that takes about as long as joining ten
#: million (half a second; three the first time after installing, when it is compiled).
WORTH: Final = 2_000_000
#: Points from which it is used when it is there already.
LOADED_WORTH: Final = 20_000

_NAME: Final = "geo.grid.compiled"
#: The module; False where it cannot be had; None where nobody asked for it yet.
_loaded: ModuleType | bool | None = None


def compiled_loops(points: int, wanted: bool | None = None) -> ModuleType | None:
    """`geo.grid.compiled` for so many points, or None to do without.

    ``wanted``: None to choose by the number of points, True to have it for any number, and False
    never. Raises MissingExtraError where it is wanted and Numba is not installed.
    """
    global _loaded
    if wanted is False:
        return None
    known = isinstance(_loaded, ModuleType)
    if wanted is None and points < (LOADED_WORTH if known else WORTH):
        return None
    if _loaded is None:
        try:
            _loaded = import_module(_NAME)
        # A Numba of another numpy's time, or no place for what it compiles: numpy does it all.
        except (ImportError, RuntimeError):
            _loaded = False
    if isinstance(_loaded, ModuleType):
        return _loaded
    if wanted:
        raise MissingExtraError(
            "compiled loops need Numba, which is not installed or does not fit this numpy: "
            "pip install 'kordon[fast]'"
        )
    return None

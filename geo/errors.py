"""The one error tree of Kordon.

::

    KordonError
    ├── ArgumentError (ValueError)     an option or argument that says nothing usable
    ├── InputError (ValueError)        a file or record that cannot be used
    │   ├── ForeignFileError           a file that could not be opened or parsed safely
    │   ├── PlaceError                 a text that names no place, or one of several
    │   └── RegionError                a zone, hub or polygon that is unknown or unusable
    ├── OutputError (OSError)          a result that could not be written
    ├── LeakError (RuntimeError)       a file that would give away what is to stay inside
    ├── PageError (RuntimeError)       a page that could not be built as promised
    ├── PublicationError (RuntimeError)  something that may not be published
    ├── StoreError (RuntimeError)      a store that cannot be opened, written or trusted
    └── MissingExtraError (ImportError)  an optional part that is not installed

Each message says what went wrong, with which value, where (file, row, column) and what to
do next. ``exit_code`` is what the ``kordon`` command returns for it.
"""

from __future__ import annotations

from typing import Any, ClassVar

__all__ = [
    "ArgumentError",
    "ForeignFileError",
    "InputError",
    "KordonError",
    "LeakError",
    "MissingExtraError",
    "OutputError",
    "PageError",
    "PlaceError",
    "PublicationError",
    "RegionError",
    "StoreError",
]


class KordonError(Exception):
    """Base of every error that Kordon raises on purpose."""

    exit_code: ClassVar[int] = 1


class ArgumentError(KordonError, ValueError):
    """An option or argument that says nothing usable, whatever the files hold: no date, no box.

    A name that is well formed and that nothing is called is a `RegionError`.
    """

    exit_code: ClassVar[int] = 2


class InputError(KordonError, ValueError):
    """A file or record that cannot be used."""

    exit_code: ClassVar[int] = 3


class ForeignFileError(InputError):
    """A file that could not be opened or parsed safely."""


class PlaceError(InputError):
    """A text that is no position and names no place, or one of several: ``candidates``."""

    def __init__(self, message: str, candidates: tuple[Any, ...] = ()) -> None:
        super().__init__(message)
        self.candidates = candidates


class RegionError(InputError):
    """A zone, hub or polygon that is unknown or unusable."""


class OutputError(KordonError, OSError):
    """A result that could not be written; nothing half-written is left behind."""

    exit_code: ClassVar[int] = 4


class LeakError(KordonError, RuntimeError):
    """A file that would give away what is to stay inside: ``leaks``, where and what each is."""

    exit_code: ClassVar[int] = 8

    def __init__(self, message: str, leaks: tuple[Any, ...] = ()) -> None:
        super().__init__(message)
        self.leaks = leaks


class PageError(KordonError, RuntimeError):
    """A page that could not be built as promised (for instance a missing asset)."""

    exit_code: ClassVar[int] = 5


class PublicationError(KordonError, RuntimeError):
    """Something that may not be published, by its terms or as it is asked; nothing is written."""

    exit_code: ClassVar[int] = 8


class StoreError(KordonError, RuntimeError):
    """A store that cannot be opened, written or trusted; what it holds is as it was before."""

    exit_code: ClassVar[int] = 7


class MissingExtraError(KordonError, ImportError):
    """An optional part of Kordon that is not installed."""

    exit_code: ClassVar[int] = 6

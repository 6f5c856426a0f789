"""Looks through all that a file holds, for what was withheld and for traces of its making."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from geo.errors import LeakError
from geo.foreign.insides import insides_of
from geo.foreign.limits import Limits
from layers.checking.values import visible
from maps.leaks.searching import Search
from maps.leaks.secrets import Leak, Secrets
from maps.leaks.traces import traces_of

__all__ = ["find_all", "find_leaks", "find_traces", "require_clean"]

Data = bytes | str | os.PathLike[str]
Progress = Callable[[str], None]

_MOST_SHOWN: Final = 5


def find_leaks(
    data: Data, secrets: Secrets, *, name: str = "", limits: Limits | None = None
) -> list[Leak]:
    """What of ``secrets`` is in a file, or in the bytes of one: every place where it is, once.

    ``name`` is the file's name in messages. Raises ForeignFileError, naming the file, when it
    cannot be opened down to the last layer: what cannot be looked into cannot be cleared.
    """
    return _look(data, secrets, name, limits, traces=False)


def find_traces(data: Data, *, name: str = "", limits: Limits | None = None) -> list[Leak]:
    """What a file tells of its author, his machine and its making, and what it would ask for.

    Local paths, names of users, keys and tokens, camera data, properties of documents, remarks,
    resources from elsewhere, deleted rows. ``name`` and errors as in `find_leaks`.
    """
    return _look(data, None, name, limits, traces=True)


def find_all(
    data: Data, secrets: Secrets | None, *, name: str = "", limits: Limits | None = None
) -> list[Leak]:
    """Traces, and what there is of ``secrets``; the file is opened once. As for `find_leaks`."""
    return _look(data, secrets, name, limits, traces=True)


def require_clean(
    data: Data, secrets: Secrets, *, name: str = "", traces: bool = True,
    progress: Progress = lambda _: None,
) -> None:  # fmt: skip
    """Raise `LeakError` unless a file holds nothing of ``secrets``, and no ``traces``.

    ``progress`` is told how far the look is.
    """
    found = _look(data, secrets, name, None, traces=traces, progress=progress)
    if found:
        listed = "\n".join(f"  {leak}" for leak in found[:_MOST_SHOWN])
        more = f"\n  and {len(found) - _MOST_SHOWN} more" if len(found) > _MOST_SHOWN else ""
        raise LeakError(
            f"{name or _name_of(data)} would give away what is to stay inside, so it was not "
            f"written:\n{listed}{more}\n{_advice(found)}",
            tuple(found),
        )


def _advice(found: list[Leak]) -> str:
    """What to do about leaks of these kinds."""
    told = []
    if any(leak.within for leak in found):
        told.append(
            "Where it is part of what is shown, that row says what another one keeps: mark it for "
            "fewer people, too, or change what one of them says."
        )
    if any(leak.field == "id" for leak in found):
        told.append("Where an id is there by chance, give the rows longer ones, with letters.")
    if any(leak.kind in ("text", "position") and not leak.within for leak in found):
        told.append(
            "Look in what you wrote besides (a title, a description, a layer or column of your "
            "own) for what the withheld rows say, and take it out."
        )
    return " ".join(told or ["Take it out of what the file is made of."])


def _look(
    data: Data, secrets: Secrets | None, name: str, limits: Limits | None, *, traces: bool,
    progress: Progress = lambda _: None,
) -> list[Leak]:  # fmt: skip
    shown = name or _name_of(data)
    step = f"leak check of {visible(shown)}"
    progress(step)
    pieces = insides_of(data, shown, limits, told=lambda part: progress(f"{step}, {part:.0%}"))
    told: dict[Leak, None] = {}
    # What is looked for is made ready while the child, which opens the file, is waited for.
    with ThreadPoolExecutor(1) as pool:
        made = pool.submit(Search, secrets or Secrets(), shown)
        first = list(itertools.islice(pieces, 1))
        search = made.result()
    for piece in itertools.chain(first, pieces):
        if secrets is not None:
            search.look(piece)
        if traces:
            told |= dict.fromkeys(traces_of(piece))
    return [*(search.found() if secrets is not None else ()), *told]


def _name_of(data: Data) -> str:
    return "the file" if isinstance(data, bytes) else Path(os.fspath(data)).name

"""The pages of a SQLite file: which belong to a table, and what in them nothing refers to."""

from __future__ import annotations

import mmap
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

__all__ = [
    "HEADER_BYTES",
    "TREE_PAGES",
    "blank_left_over",
    "free_pages",
    "gaps",
    "page_bytes",
    "tree_pages",
]

#: Of the file, before its first page.
HEADER_BYTES: Final = 100
#: Kinds of pages of a tree, and how long their heads are.
TREE_PAGES: Final = {2: 12, 5: 12, 10: 8, 13: 8}

#: Bytes of a file, or a view of them.
_Bytes = bytes | mmap.mmap


def page_bytes(data: _Bytes) -> int:
    """How large the pages are, as the head of the file says."""
    size = int.from_bytes(data[16:18], "big")
    return 65_536 if size == 1 else size


def blank_left_over(path: Path, roots: Iterable[int]) -> None:
    """Write zeros over what is free in the pages of tables and indices that begin at ``roots``.

    While a table grows, SQLite moves its rows from page to page, also in ``VACUUM``, and does not
    clear where they lay. Nothing refers to those bytes, and who opens the file sees no difference.
    """
    with path.open("r+b") as file, mmap.mmap(file.fileno(), 0) as data:
        size = page_bytes(data)
        usable = size - data[20]
        for number in tree_pages(data, size, list(roots)):
            start = (number - 1) * size
            page = data[start : start + usable]
            at = HEADER_BYTES if number == 1 else 0
            for first, last in gaps(page, at) if page[at] in TREE_PAGES else ():
                if first < last <= usable:
                    data[start + first : start + last] = bytes(last - first)
        data.flush()


def tree_pages(data: _Bytes, size: int, roots: list[int]) -> set[int]:
    """The pages that can be reached from where the trees of tables and indices begin."""
    found: set[int] = set()
    waiting = [1, *roots]
    while waiting:
        number = waiting.pop()
        if number in found or not 0 < number <= len(data) // size:
            continue
        found.add(number)
        page = data[(number - 1) * size : number * size]
        at = HEADER_BYTES if number == 1 else 0
        if page[at] in (2, 5):  # inner pages
            waiting.append(int.from_bytes(page[at + 8 : at + 12], "big"))
            for k in range(int.from_bytes(page[at + 3 : at + 5], "big")):
                place = at + 12 + 2 * k
                cell = int.from_bytes(page[place : place + 2], "big")
                waiting.append(int.from_bytes(page[cell : cell + 4], "big"))
    return found


def _trunks(data: bytes, size: int) -> set[int]:
    """Free pages that list other free pages."""
    found: set[int] = set()
    at = int.from_bytes(data[32:36], "big")
    while at and at not in found and at * size <= len(data):
        found.add(at)
        at = int.from_bytes(data[(at - 1) * size : (at - 1) * size + 4], "big")
    return found


def free_pages(data: bytes, size: int) -> Iterator[int]:
    """The pages that were given back, and those that list them."""
    for trunk in _trunks(data, size):
        yield trunk
        page = data[(trunk - 1) * size : trunk * size]
        count = min(int.from_bytes(page[4:8], "big"), size // 4 - 2)
        yield from (int.from_bytes(page[8 + 4 * k : 12 + 4 * k], "big") for k in range(count))


def gaps(page: bytes, at: int) -> Iterator[tuple[int, int]]:
    """From where to where a page is free: behind the list of cells, and the blocks in its chain."""
    head = TREE_PAGES[page[at]]
    cells = int.from_bytes(page[at + 3 : at + 5], "big")
    start = int.from_bytes(page[at + 5 : at + 7], "big") or 65_536
    yield at + head + 2 * cells, start
    block, seen = int.from_bytes(page[at + 1 : at + 3], "big"), 0
    while block and block + 4 <= len(page) and seen < len(page):
        yield block + 4, block + int.from_bytes(page[block + 2 : block + 4], "big")
        block, seen = int.from_bytes(page[block : block + 2], "big"), seen + 1

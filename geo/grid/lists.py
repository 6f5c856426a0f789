"""What is in the cells: the distinct sets of regions, and the cells with edges on their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from geo.grid.layout import BLOCK
from geo.grid.sets import Keys, Middles, members
from geo.pairs import Ints
from geo.runs import order_of, runs

__all__ = ["Lists", "lists_of"]

#: Members that all lists may have together, about: regions that lie over each other are in each
#: list of the cells there, which must then be larger, and so fewer.
_MOST_MEMBERS: Final = 16_000_000
#: Cells that are looked at to find out how many there would be.
_LOOKED_AT: Final = 500

Ints32 = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Lists:
    """What is in the cells. List l holds ``member[start[l]:start[l + 1]]``, by region.

    A member is a region, or ``-1 - record`` where the region's edge runs through the cell;
    that is so in lists from ``edged`` on only. ``size[l]`` is how many there are. A block's
    cells are at ``table[offset + (place & mask)]``, which is the number of a list.
    """

    start: npt.NDArray[np.int32]
    size: npt.NDArray[np.int32]
    member: npt.NDArray[np.int32]
    table: npt.NDArray[np.int32]
    offset: npt.NDArray[np.int32]
    mask: npt.NDArray[np.int32]
    edged: int


def lists_of(
    sets: Middles, tree: Any, keys: Keys, region: Ints, at: Ints, holds: Any, loops: Any = None
) -> Lists | None:
    """Number the distinct sets, then the cells with edges, and list what they hold.

    ``region``, ``at``, ``holds``: of each record its region, its cell and whether the region holds
    the cell's middle; sorted. ``loops``: compiled code, or None. None where that would be too much,
    and larger cells would make it less.
    """
    cells, layout = sets.cells.reshape(-1), sets.layout
    places = sets.position(at)
    toggle = loops.toggle if loops else np.bitwise_xor.at
    toggle(cells, places[holds], keys[region[holds]])
    edged = np.zeros(len(cells), dtype=bool)
    edged[places] = True
    position = np.flatnonzero(edged)
    rank = np.empty(len(cells), dtype=np.int32)
    rank[position] = np.arange(len(position), dtype=np.int32)
    whole = sets.whole.copy()
    whole[sets.block] = cells[:: BLOCK**2]
    (number, of_block), (in_cells, in_whole) = _distinct(cells, whole)
    brow, bcolumn = np.divmod(in_whole, layout.blocks_across)
    corners = brow * BLOCK * layout.columns + bcolumn * BLOCK
    example = np.concatenate([sets.cell_at(in_cells), corners])
    records = layout.address(region, at)
    if layout.blocks > 1:
        some = example[:: len(example) // _LOOKED_AT + 1]
        each = len(members(sets, tree, some, records)[0]) / len(some)
        if each * (len(example) + len(position)) > _MOST_MEMBERS:
            return None
    plain = members(sets, tree, example, records)
    join = loops.joined if loops else _joined
    start, code = join(*_by_set(*plain), number[position], rank[places], region, len(example))
    number[position] = len(example) + np.arange(len(position), dtype=np.int32)
    offset = len(cells) + of_block
    offset[sets.block] = np.arange(len(sets.block)) * BLOCK**2
    mask = np.zeros(len(offset), dtype=np.int32)
    mask[sets.block] = BLOCK**2 - 1
    table = np.concatenate([number, np.arange(len(example), dtype=np.int32)])
    size = np.diff(start)
    return Lists(start, size, code, table, offset.astype(np.int32), mask, len(example))


def _distinct(cells: Keys, whole: Keys) -> tuple[tuple[Ints32, Ints32], tuple[Ints, Ints]]:
    """Number the distinct keys: those of cells by where one of each is, then those of wholes alone.

    Gives the numbers of both, and where in ``cells`` and, of the others, in ``whole`` each is.
    """
    both = cells, whole
    changes = [np.flatnonzero(_changed(keys)) for keys in both]
    many = len(changes[0])
    key = np.concatenate([keys[at] for keys, at in zip(both, changes, strict=True)])
    _, first, number = np.unique(key, return_index=True, return_inverse=True)
    # The first one is found, so that those of cells come before.
    order = np.argsort(first)
    place = np.empty(len(order), dtype=np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    numbers, first = place.take(number), first[order]
    of_cells, of_whole = (
        np.repeat(some, np.diff(at, append=len(keys)))
        for some, at, keys in zip((numbers[:many], numbers[many:]), changes, both, strict=True)
    )
    in_cells, in_whole = first[first < many], first[first >= many] - many
    return (of_cells, of_whole), (changes[0][in_cells], changes[1][in_whole])


def _changed(keys: Keys) -> npt.NDArray[np.bool_]:
    changed = np.ones(len(keys), dtype=bool)
    np.not_equal(keys[1:], keys[:-1], out=changed[1:])
    return changed


def _by_set(in_set: Ints, member: Ints) -> tuple[Ints, Ints]:
    order = np.lexsort((member, in_set))
    return in_set[order], member[order]


def _joined(
    in_set: Ints, member: Ints, base: Ints32, own: Ints32, region: Ints, sets: int
) -> tuple[Ints32, Ints32]:
    """Lists of all sets, then of all cells with edges: those of ``base`` and their records.

    ``in_set``, ``member``: what is in the sets, sorted; ``own``: the place of each record's cell.
    """
    size = np.bincount(in_set, minlength=sets)
    owner, inner = runs(size[base], (np.cumsum(size) - size)[base])
    of_list = np.concatenate([in_set, sets + owner, sets + own.astype(np.intp)])
    of_region = np.concatenate([member, member[inner], region])
    code = np.concatenate([member, member[inner], -1 - np.arange(len(region))])
    regions = int(of_region.max(initial=0)) + 1
    order = order_of(of_list * regions + of_region)
    start = np.zeros(sets + len(base) + 1, dtype=np.int32)
    np.cumsum(np.bincount(of_list, minlength=sets + len(base)), out=start[1:])
    return start, code[order].astype(np.int32)

"""Which areas of a tree hold their total back, so that no count of 1 to `min_cell` - 1 can be seen or worked out.

An area whose total is held back shows nothing of its parts either. So everything that is shown is made of blocks: an
area that is shown whole, or what all the hidden parts of a shown area add up to. A block has nobody in it or at least
`min_cell`, and how it is divided is not told. That protects sums too, which a reader can ask for in other ways: if
two counties with one and two detainers were the only ones held back in a state, their three would be the state's
total less the rest, and the state's county jails may be just these two.

Which facilities have any detainers is told. A block of ten facilities with ten detainers would have one in each; so a
block has more detainers than facilities.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping
from typing import TypeVar

K = TypeVar("K", bound=Hashable)


def areas_held_back(counts: Mapping[K, int], parents: Mapping[K, K], min_cell: int) -> frozenset[K]:
    """The areas that hold back their total. `parents` names the area that each is a part of, at any depth.

    Counts are above zero; an area without anybody is left out. Areas that have parts are the sums of them.
    """
    parts: dict[K, list[K]] = defaultdict(list)
    for area, parent in parents.items():
        parts[parent].append(area)
    downwards = [area for area in counts if area not in parents]
    for area in downwards:
        downwards.extend(parts.get(area, ()))
    leaves = Counter({area: 1 for area in counts if area not in parts})
    hidden = {area for area, count in counts.items() if count < min_cell}
    for area in reversed(downwards):
        leaves.update({parents[area]: leaves[area]} if area in parents else {})
        if area not in hidden and not _hide_with(parts.get(area, ()), counts, leaves, hidden, min_cell):
            hidden.add(area)
    for area in downwards:
        if parents.get(area) in hidden:
            hidden.add(area)
    return frozenset(hidden)


def _hide_with(
    parts: list[K] | tuple[()],
    counts: Mapping[K, int],
    leaves: Mapping[K, int],
    hidden: set[K],
    min_cell: int,
) -> bool:
    """Hide the smallest of the parts that are shown until what is hidden is a block; False where it never is one."""
    block = [part for part in parts if part in hidden]
    rest = sorted(
        (part for part in parts if part not in hidden), key=lambda part: (-counts[part], repr(part))
    )
    while block:
        total = sum(counts[part] for part in block)
        if total >= min_cell and total > sum(leaves[part] for part in block):
            break
        if not rest:
            return False
        block.append(rest.pop())
    hidden.update(block)
    return True

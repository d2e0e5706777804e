"""How much of its breakdown each area of a tree may show: by lift reason, by form, by month.

The columns of a breakdown have one order for the whole tree. An area shows the first of them one by one and holds the
rest back; what the rest add up to follows from its total. So one number, its level, says what it shows. The levels
that are found here keep three rules:

- what an area shows, and the sum of what it holds back, is 0 or at least `min_cell`;
- an area shows no more than the area that it is a part of;
- what the parts of an area hold back of a column that the area shows is 0 or at least `min_cell` together, and so is
  what those that show less than some level, up to the area's own, have in the columns from there on: it follows from
  their totals and the columns before; and it is never one part alone that holds back.

Then a count of 1 to `min_cell` - 1 never follows: move one detainer of a part from one column to another that the
part holds back, and one of another part the opposite way, and every number that is shown stays as it was.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import accumulate
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)


def levels(
    counts: Mapping[K, Sequence[int]], parents: Mapping[K, K], hidden: AbstractSet[K], min_cell: int
) -> dict[K, int]:
    """How many columns, from the first, each area may show. All areas have the same number of columns.

    `counts` gives the columns of each area, `parents` the area that each is a part of, `hidden` the areas whose
    total is held back, as `areas_held_back` has them: they show nothing. Raises ValueError where one of those is the
    only hidden part of an area that is shown.
    """
    parts: dict[K | None, list[K]] = defaultdict(list)
    for area in counts:
        parts[parents.get(area)].append(area)
    found: dict[K, int] = {}
    above: list[K | None] = [None]
    while above:
        parent = above.pop()
        siblings = parts.get(parent, [])
        for area in siblings:
            own = 0 if area in hidden else _own_level(counts[area], min_cell)
            found[area] = own if parent is None else min(own, found[parent])
        if parent is not None:
            _Siblings({area: counts[area] for area in siblings}, found, found[parent]).settle(min_cell)
        above.extend(siblings)
    return found


def _own_level(columns: Sequence[int], min_cell: int) -> int:
    """The highest level at which the area's own counts show nothing small."""
    rest = sum(columns)
    level = 0
    for position, count in enumerate(columns, start=1):
        if _is_small(count, min_cell):
            return level
        rest -= count
        # A rest of one column is that column; it is shown, or more is held back.
        if not _is_small(rest, min_cell) and len(columns) - position != 1:
            level = position
    return level


def _is_small(count: int, min_cell: int) -> bool:
    return 0 < count < min_cell


class _Siblings(Generic[K]):
    """The parts of one area, which go down in level until what they hold back together gives nothing away."""

    def __init__(self, counts: Mapping[K, Sequence[int]], found: dict[K, int], above: int) -> None:
        self._counts = counts
        self._found = found
        self._above = above
        self._rests = {
            area: list(accumulate(reversed(columns), initial=0))[::-1] for area, columns in counts.items()
        }

    def settle(self, min_cell: int) -> None:
        """Go over the columns and the levels until a round lowers nobody."""
        before = None
        while before != (before := [self._found[area] for area in self._counts]):
            for weights, level in self._told():
                while sharing := self._exposed(weights, level, min_cell):
                    self._lower(weights, max(self._found[area] for area in sharing))
            for level in sorted(
                {level for area in self._counts if (level := self._found[area]) < self._above}
            ):
                if self._is_held_by_one(level):
                    self._lower({area: rests[level] for area, rests in self._rests.items()}, level)

    def _told(self) -> Iterator[tuple[dict[K, int], int]]:
        """What follows of all the parts together that show less than a level: each column before it, and the rest."""
        for level in range(1, self._above + 1):
            yield {area: columns[level - 1] for area, columns in self._counts.items()}, level
            yield {area: rests[level] for area, rests in self._rests.items()}, level

    def _exposed(self, weights: Mapping[K, int], level: int, min_cell: int) -> list[K]:
        """The parts that show less than this level and count somebody, where they count too few together."""
        sharing = [area for area, weight in weights.items() if weight and self._found[area] < level]
        return sharing if _is_small(sum(weights[area] for area in sharing), min_cell) else []

    def _is_held_by_one(self, level: int) -> bool:
        """Whether a part of this level is alone in holding back any of the columns from there on."""
        sharing = [area for area, rests in self._rests.items() if self._found[area] <= level and rests[level]]
        return len(sharing) == 1 and self._found[sharing[0]] == level

    def _lower(self, weights: Mapping[K, int], level: int) -> None:
        """Lower the smallest of the parts that show more and count somebody in the columns concerned."""
        others = [area for area, weight in weights.items() if weight and self._found[area] > level]
        if not others:
            raise ValueError("a part holds back alone what the area above it shows")
        self._found[min(others, key=lambda area: (self._rests[area][0], repr(area)))] = level

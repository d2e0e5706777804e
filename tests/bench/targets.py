"""What is aimed at: ratios between servers of one run on one machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

BARE = "bare bytes from memory"
FLOOR = "floor: one statement"
CEILING = "ceiling: our way around that statement"
RIVAL = "PostGraphile"
RIVAL_FINISHED = "PostGraphile, finished numbers"
RIVAL_FRESH = "PostGraphile, document never seen"
FIRST = "first time, document known"
AGAIN = "asked again"
AGAIN_PACKED = "asked again, gzip"
FRESH = "document never seen"
ALIKE = "document never seen, but for a literal"


@dataclass(frozen=True)
class Target:
    """Of one shape: the rate of `server` as a multiple of the rate of `other` must be at least `least`."""

    shape: str
    server: str
    other: str
    least: float

    def reached(self, rates: Mapping[tuple[str, str], float]) -> tuple[float, bool]:
        """The ratio, and whether it is enough."""
        ratio = rates[self.shape, self.server] / rates[self.shape, self.other]
        return ratio, ratio >= self.least


TARGETS = (
    *(Target(shape, FIRST, RIVAL, least) for shape, least in (("P1", 2), ("P2", 2.5), ("P3", 4))),
    *(Target(shape, FIRST, FLOOR, 0.7) for shape in ("P1", "P2", "P3")),
    *(Target(shape, AGAIN, RIVAL, least) for shape, least in (("P1", 6), ("P2", 25), ("P3", 200))),
    *(Target(shape, AGAIN, BARE, 0.5) for shape in ("P1", "P2", "P3")),
    *(Target(shape, FRESH, RIVAL_FRESH, 0.3) for shape in ("P1", "P2", "P3")),
)

MOST_OF_THEIR_MEMORY = 0.5
"""Of the most memory that PostGraphile had over the whole run, our processes may have had so much, each."""

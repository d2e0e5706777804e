"""A count of detainers as a figure: all that there are, or those of which it is known that they belong to the area."""

from __future__ import annotations

from db.figures import Caveat, Figure
from db.words import FigureStatus, Qualifier

# Thousands of figures are made for one answer: members of enums have names of their own here, and arguments are given by
# their places, which are the faster ways.
_EXACT, _AT_LEAST, _REPORTED = Qualifier.EXACT, Qualifier.AT_LEAST, FigureStatus.REPORTED


def exactly(
    count: int, source: str | None, caveats: tuple[Caveat, ...], locator: str | None = None
) -> Figure:
    """All of them: the number is its own bounds."""
    return Figure(count, count, count, _EXACT, _REPORTED, None, source, caveats, locator)


def at_least(
    count: int, source: str | None, caveats: tuple[Caveat, ...], locator: str | None = None
) -> Figure:
    """Those whose facility is known to lie in the area, where others may too, or are counted elsewhere: 0 of them would say nothing."""
    if not count:
        return missing(FigureStatus.NOT_BROKEN_DOWN, source, caveats)
    return Figure(count, count, None, _AT_LEAST, _REPORTED, None, source, caveats, locator)


def missing(status: FigureStatus, source: str | None = None, caveats: tuple[Caveat, ...] = ()) -> Figure:
    """The figure that there is not, with the reason."""
    return Figure(None, None, None, _EXACT, status, source=source, caveats=caveats)

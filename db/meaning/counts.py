"""A count of detainers as a figure: all that there are, or those of which it is known that they belong to the area."""

from __future__ import annotations

from db.figures import Caveat, Figure
from db.words import FigureStatus, Qualifier


def exactly(
    count: int, source: str | None, caveats: tuple[Caveat, ...], locator: str | None = None
) -> Figure:
    """All of them: the number is its own bounds."""
    # By position, which is the faster way: thousands are made for one answer.
    return Figure(count, count, count, Qualifier.EXACT, FigureStatus.REPORTED, None, source, caveats, locator)


def at_least(
    count: int, source: str | None, caveats: tuple[Caveat, ...], locator: str | None = None
) -> Figure:
    """Those whose facility is known to lie in the area, where others may too, or are counted elsewhere: 0 of them would say nothing."""
    if not count:
        return missing(FigureStatus.NOT_BROKEN_DOWN, source, caveats)
    return Figure(
        count,
        count,
        None,
        Qualifier.AT_LEAST,
        FigureStatus.REPORTED,
        source=source,
        caveats=caveats,
        locator=locator,
    )


def missing(status: FigureStatus, source: str | None = None, caveats: tuple[Caveat, ...] = ()) -> Figure:
    """The figure that there is not, with the reason."""
    return Figure(None, None, None, Qualifier.EXACT, status, source=source, caveats=caveats)

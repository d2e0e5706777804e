"""Which source, at which grain, answers for a place over a period, and for how much of it.

Two sources over one period are never added: each answer comes from one grain of one source. The one that covers the
most of the period is used; of those the one that sources.toml prefers; of its grains the one with the most detail.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import NamedTuple, TypeAlias

from db.figures import Period
from db.meaning.periods import is_whole_months, is_whole_years, year_of
from db.read.catalogue import Grain
from db.read.detainers import Span
from db.words import Dimension, FigureStatus, Interval, PlaceGrain, TimeGrain


class Area(NamedTuple):
    """What a grain must cover: a place, by the state that it is or lies in.

    `state` is None for the nation, and for a facility whose state is not known.
    """

    state: str | None
    is_nation: bool = False
    is_state: bool = False


@dataclass(frozen=True)
class Cover:
    """A grain, the days of the question that it covers, and whether those are all that were asked for.

    `partial_place`: some of the area's detainers are counted elsewhere, so that every count is the least.
    """

    grain: Grain
    start: date
    end: date
    complete: bool
    partial_place: bool

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash((self.grain.key, self.start, self.end, self.complete, self.partial_place))

    @property
    def days(self) -> int:
        """How many days are covered."""
        return (self.end - self.start).days + 1

    @cached_property
    def span(self) -> Span:
        """Where a jurisdiction's counts of these days are at hand."""
        if self.grain.time in (TimeGrain.DAY, TimeGrain.MONTH):
            match year_of(self.start, self.end, (self.grain.start, self.grain.end)):
                case Interval.CALENDAR_YEAR:
                    return Span.CALENDAR_YEAR
                case Interval.FISCAL_YEAR:
                    return Span.FISCAL_YEAR
        return Span.CELL


class Need(NamedTuple):
    """What a grain must be able to tell: these dimensions, single facilities, steps of a series."""

    dimensions: frozenset[Dimension] = frozenset()
    facilities: bool = False
    interval: Interval | None = None


WHOLE = Need()

Covering: TypeAlias = Callable[[Area, Period, Need, str | None], Cover | FigureStatus]
"""`cover` for the grains of one revision."""

MOST_KEPT = 4096
"""Questions whose grain is kept: all states by all years, many times over."""


def covering(grains: Iterable[Grain], preference: Callable[[str], int]) -> Covering:
    """`cover` for these grains. What it found last is kept: places of one state are covered alike."""

    @lru_cache(maxsize=MOST_KEPT)
    def covered(area: Area, period: Period, need: Need, source: str | None) -> Cover | FigureStatus:
        return cover(grains, area, period, need, preference, source)

    return covered


def cover(
    grains: Iterable[Grain],
    area: Area,
    period: Period,
    need: Need,
    preference: Callable[[str], int],
    source: str | None = None,
) -> Cover | FigureStatus:
    """The grain that answers, or why none does: NOT_BROKEN_DOWN where a source covers some of the period, but not so.

    `preference` gives a source's rank, lower preferred; `source` asks for one source alone.
    """
    asked = [grain for grain in grains if source is None or grain.source == source]
    found = [candidate for grain in asked if (candidate := _covers(grain, area, period, need))]
    if found:
        return min(
            found,
            key=lambda c: (
                -c.days,
                c.partial_place,
                preference(c.grain.source),
                -len(c.grain.dimensions),
                c.grain.key,
            ),
        )
    touched = any(_overlap(grain, period) and _lies_in(grain, area) for grain in asked)
    return FigureStatus.NOT_BROKEN_DOWN if touched else FigureStatus.NOT_RELEASED


def _covers(grain: Grain, area: Area, period: Period, need: Need) -> Cover | None:
    """What the grain covers of the question, None if it cannot answer it."""
    overlap = _overlap(grain, period)
    if overlap is None or not _lies_in(grain, area) or not _names(grain, area):
        return None
    if not need.dimensions <= grain.dimensions or (
        need.facilities and grain.place is not PlaceGrain.FACILITY
    ):
        return None
    start, end = overlap
    if not _separates(grain, start, end) or (need.interval and not _steps(grain, need.interval)):
        return None
    complete = (start, end) == (period.start, period.end)
    return Cover(grain, start, end, complete, _is_partial(grain, area))


def _is_partial(grain: Grain, area: Area) -> bool:
    """Whether detainers of the area are counted elsewhere.

    Without states a name that fits several is in none of them, and all of a facility that is such a name; with states its
    rows are in the facilities of those.
    """
    if area.is_nation:
        return False
    return grain.states_known if area.state is None else not grain.states_known


def _overlap(grain: Grain, period: Period) -> tuple[date, date] | None:
    if period.start is None or period.end is None:
        return None
    start, end = max(grain.start, period.start), min(grain.end, period.end)
    return (start, end) if start <= end else None


def _lies_in(grain: Grain, area: Area) -> bool:
    """Whether the grain's table covers the area whole."""
    return grain.within == "US" or grain.within == area.state


def _names(grain: Grain, area: Area) -> bool:
    """Whether the grain tells the area apart."""
    match grain.place:
        case PlaceGrain.NATION:
            return area.is_nation
        case PlaceGrain.STATE:
            return area.is_state
        case PlaceGrain.FACILITY:
            return True
    return False


def _separates(grain: Grain, start: date, end: date) -> bool:
    """Whether the grain can count these days, and these alone."""
    window = (grain.start, grain.end)
    match grain.time:
        case TimeGrain.DAY:
            return True
        case TimeGrain.MONTH:
            return is_whole_months(start, end, window)
        case TimeGrain.YEAR:
            return is_whole_years(start, end, window)
    return (start, end) == window


def _steps(grain: Grain, interval: Interval) -> bool:
    """Whether the grain tells the steps of a series apart."""
    if grain.time is TimeGrain.YEAR:
        return interval is Interval.CALENDAR_YEAR
    return grain.time in (TimeGrain.DAY, TimeGrain.MONTH)

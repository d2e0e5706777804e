"""Periods: from what a client asks to days, and how two of them lie to each other."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from functools import cache

from db.figures import Period
from db.words import Interval, PeriodType

FIRST_YEAR, LAST_YEAR = 1900, 2200
"""Years that a question may name; no source here is older or will be younger."""


class PeriodError(ValueError):
    """A period that there is not; the message says what would be accepted."""


@cache
def calendar_year(year: int) -> Period:
    """1 January to 31 December."""
    _check_year(year)
    return Period(PeriodType.CALENDAR_YEAR, date(year, 1, 1), date(year, 12, 31))


@cache
def fiscal_year(year: int) -> Period:
    """The federal fiscal year: FY2026 is 2025-10-01 to 2026-09-30."""
    _check_year(year)
    return Period(PeriodType.FISCAL_YEAR, date(year - 1, 10, 1), date(year, 9, 30))


def month(text: str) -> Period:
    """A month written `2026-02`."""
    found = re.fullmatch(r"(\d{4})-(\d{2})", text, re.ASCII)
    if not found or not 1 <= int(found[2]) <= 12:
        raise PeriodError(f"There is no month {_shown(text)}; write it as 2026-02.")
    year, number = int(found[1]), int(found[2])
    _check_year(year)
    return month_of(date(year, number, 1))


def month_of(on: date) -> Period:
    """The month in which a day lies."""
    last = calendar.monthrange(on.year, on.month)[1]
    return Period(PeriodType.MONTH, on.replace(day=1), on.replace(day=last))


def day(on: date) -> Period:
    """One day."""
    _check_year(on.year)
    return Period(PeriodType.POINT_IN_TIME, on, on)


def days(start: date, end: date) -> Period:
    """From one day to another, both counted."""
    if end < start:
        raise PeriodError(f"The period ends on {end}, before it starts on {start}; give `from` first.")
    _check_year(start.year)
    _check_year(end.year)
    return Period(PeriodType.RANGE, start, end)


def is_whole_months(start: date, end: date, window: tuple[date, date]) -> bool:
    """Whether the days are whole months, where the first and last of a source's window may be cut."""
    begins = start.day == 1 or start == window[0]
    ends = end.day == calendar.monthrange(end.year, end.month)[1] or end == window[1]
    return begins and ends


def is_whole_years(start: date, end: date, window: tuple[date, date]) -> bool:
    """Whether the days are whole calendar years, where the first and last of a source's window may be cut."""
    begins = (start.month, start.day) == (1, 1) or start == window[0]
    ends = (end.month, end.day) == (12, 31) or end == window[1]
    return begins and ends


def year_of(start: date, end: date, window: tuple[date, date]) -> Interval | None:
    """The kind of year that the days are, where the first and last of a source's window may be cut; None if of none."""

    def is_year(first: date, last: date) -> bool:
        return (start, end) == (max(first, window[0]), min(last, window[1]))

    if is_year(date(start.year, 1, 1), date(start.year, 12, 31)):
        return Interval.CALENDAR_YEAR
    fiscal = start.year + (start.month >= 10)
    return Interval.FISCAL_YEAR if is_year(date(fiscal - 1, 10, 1), date(fiscal, 9, 30)) else None


def step_periods(start: date, end: date, by: Interval) -> list[tuple[date, Period]]:
    """The steps from one day to another, each with the day on which it would begin, cut where the days end."""
    steps = []
    begins = _step_start(start, by)
    while begins <= end:
        steps.append((begins, step_of(begins, by, start, end)))
        begins = _next_step(begins, by)
    return steps


def step_of(begins: date, by: Interval, start: date, end: date) -> Period:
    """The step that begins on a day, cut to the days from `start` to `end`."""
    ends = _next_step(begins, by) - timedelta(days=1)
    first, last = max(begins, start), min(ends, end)
    whole = (first, last) == (begins, ends)
    return Period(PeriodType[by.value] if whole else PeriodType.RANGE, first, last)


def _step_start(day: date, by: Interval) -> date:
    match by:
        case Interval.MONTH:
            return day.replace(day=1)
        case Interval.CALENDAR_YEAR:
            return date(day.year, 1, 1)
    return date(day.year if day.month >= 10 else day.year - 1, 10, 1)


def _next_step(start: date, by: Interval) -> date:
    if by is Interval.MONTH:
        return start + timedelta(days=calendar.monthrange(start.year, start.month)[1])
    return date(start.year + 1, start.month, 1)


def _check_year(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise PeriodError(
            f"There is no year {year} here; years from {FIRST_YEAR} to {LAST_YEAR} are accepted."
        )


def _shown(text: str) -> str:
    """The client's own text, short enough and harmless to repeat."""
    return repr(text if len(text) <= 40 else f"{text[:37]}...")

"""Periods by hand, and the arithmetic of days for any of them."""

import calendar
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.meaning import periods
from db.meaning.periods import PeriodError, is_whole_months, is_whole_years, year_of
from db.words import Interval, PeriodType

YEARS = st.integers(periods.FIRST_YEAR, periods.LAST_YEAR)
DAYS = st.dates(date(periods.FIRST_YEAR, 1, 1), date(periods.LAST_YEAR, 12, 31))


def test_fiscal_year_2026_begins_in_october_2025() -> None:
    found = periods.fiscal_year(2026)
    assert (found.start, found.end, found.label) == (date(2025, 10, 1), date(2026, 9, 30), "FY2026")


def test_february_has_its_leap_day() -> None:
    assert periods.month("2024-02").end == date(2024, 2, 29)
    assert periods.month("2026-02").end == date(2026, 2, 28)
    assert periods.month("2026-02").label == "2026-02"


def test_the_month_of_a_day() -> None:
    assert periods.month_of(date(2010, 4, 17)) == periods.month("2010-04")


def test_a_day_is_itself() -> None:
    found = periods.day(date(2026, 2, 11))
    assert (found.type, found.start, found.end) == (
        PeriodType.POINT_IN_TIME,
        date(2026, 2, 11),
        date(2026, 2, 11),
    )


@given(YEARS)
def test_a_calendar_year_and_a_fiscal_year_have_as_many_days_as_a_year_has(year: int) -> None:
    for found, leap in (
        (periods.calendar_year(year), calendar.isleap(year)),
        (periods.fiscal_year(year), calendar.isleap(year)),
    ):
        assert found.start
        assert found.end
        assert (found.end - found.start).days + 1 == 365 + leap


@given(YEARS)
def test_the_months_of_a_year_lie_end_to_end(year: int) -> None:
    months = [periods.month(f"{year}-{number:02}") for number in range(1, 13)]
    assert months[0].start == periods.calendar_year(year).start
    assert months[-1].end == periods.calendar_year(year).end
    for one, next_one in pairwise(months):
        assert one.end
        assert one.end + timedelta(days=1) == next_one.start


@pytest.mark.parametrize(
    "text", ["2026-13", "2026-00", "2026-2", "2026", "", "2026-02-01", " 2026-02", "2026-02\n"]
)
def test_what_is_no_month_is_refused_with_the_text_and_an_example(text: str) -> None:
    with pytest.raises(PeriodError) as error:
        periods.month(text)
    assert repr(text) in str(error.value)
    assert "2026-02" in str(error.value)


def test_a_long_text_is_not_repeated_whole() -> None:
    with pytest.raises(PeriodError) as error:
        periods.month("x" * 10_000)
    assert len(str(error.value)) < 120


@pytest.mark.parametrize("year", [0, -1, 1, 1899, 2201, 9999, 2**31 - 1])
def test_a_year_that_no_source_can_have_is_refused(year: int) -> None:
    for name in (periods.calendar_year, periods.fiscal_year):
        with pytest.raises(PeriodError, match=rf"no year {year} .*1900 to 2200"):
            name(year)


@pytest.mark.parametrize("day", [date.min, date(1899, 12, 31), date(2201, 1, 1), date.max])
def test_a_day_of_such_a_year_is_refused(day: date) -> None:
    with pytest.raises(PeriodError):
        periods.day(day)
    with pytest.raises(PeriodError):
        periods.days(min(day, date(2026, 1, 1)), max(day, date(2026, 1, 1)))


@given(DAYS, DAYS)
def test_a_range_ends_no_earlier_than_it_begins(one: date, other: date) -> None:
    if one <= other:
        assert (periods.days(one, other).start, periods.days(one, other).end) == (one, other)
    else:
        with pytest.raises(PeriodError, match=f"ends on {other}, before it starts on {one}"):
            periods.days(one, other)


WINDOW = (date(2014, 10, 1), date(2015, 7, 19))


@pytest.mark.parametrize(
    ("start", "end", "whole"),
    [
        (date(2014, 10, 1), date(2014, 10, 31), True),
        (date(2014, 11, 1), date(2015, 2, 28), True),
        (date(2015, 7, 1), date(2015, 7, 19), True),  # the window cuts July
        (date(2015, 6, 1), date(2015, 6, 19), False),
        (date(2014, 11, 2), date(2014, 11, 30), False),
        (date(2014, 11, 1), date(2014, 11, 29), False),
    ],
)
def test_whole_months_may_be_cut_where_the_source_is(start: date, end: date, whole: bool) -> None:
    assert is_whole_months(start, end, WINDOW) is whole


@pytest.mark.parametrize(
    ("start", "end", "whole"),
    [
        (date(2008, 1, 1), date(2014, 12, 31), True),
        (date(2007, 10, 1), date(2008, 12, 31), True),  # the window begins in October 2007
        (date(2015, 1, 1), date(2015, 7, 19), True),
        (date(2008, 10, 1), date(2009, 9, 30), False),
        (date(2014, 1, 1), date(2014, 7, 19), False),
    ],
)
def test_whole_years_may_be_cut_where_the_source_is(start: date, end: date, whole: bool) -> None:
    assert is_whole_years(start, end, (date(2007, 10, 1), date(2015, 7, 19))) is whole


@given(st.data())
def test_whole_years_are_whole_months(data: st.DataObject) -> None:
    start = data.draw(DAYS)
    end = data.draw(st.dates(start, date(periods.LAST_YEAR, 12, 31)))
    window = (date(periods.FIRST_YEAR, 1, 1), date(periods.LAST_YEAR, 12, 31))
    if is_whole_years(start, end, window):
        assert is_whole_months(start, end, window)


@given(st.integers(2005, 2017), st.dates(date(2000, 1, 1), date(2025, 1, 1)), st.integers(0, 4000))
def test_a_year_is_known_when_all_of_it_that_there_is_is_covered(year: int, first: date, length: int) -> None:
    window = (first, first + timedelta(days=length))
    for kind, period in (
        (Interval.CALENDAR_YEAR, periods.calendar_year(year)),
        (Interval.FISCAL_YEAR, periods.fiscal_year(year)),
    ):
        assert period.start
        assert period.end
        start, end = max(window[0], period.start), min(window[1], period.end)
        if start <= end:
            # A window within both years has the same days in either.
            assert year_of(start, end, window) in ({kind} if (start, end) != window else set(Interval))


@pytest.mark.parametrize(
    ("start", "end", "kind"),
    [
        (date(2014, 10, 1), date(2015, 7, 19), Interval.FISCAL_YEAR),
        (date(2014, 10, 1), date(2014, 12, 31), Interval.CALENDAR_YEAR),
        (date(2015, 1, 1), date(2015, 7, 19), Interval.CALENDAR_YEAR),
        (date(2014, 10, 1), date(2015, 6, 30), None),
        (date(2015, 2, 1), date(2015, 7, 19), None),
    ],
)
def test_the_kind_of_year_that_days_are(start: date, end: date, kind: Interval | None) -> None:
    assert year_of(start, end, (date(2014, 10, 1), date(2015, 7, 19))) is kind

"""The two conflicts in the published records, and that nothing else is called one."""

from dataclasses import replace
from datetime import date

import pytest

from db.figures import Figure, Period
from db.meaning.conflicts import conflicts
from db.words import CaveatCode, FigureStatus, MeasureKind, PeriodType, Qualifier, Role


def test_the_published_records_have_two_conflicts(published) -> None:
    governor, tulare = conflicts(list(published.values()))
    assert [record.id for record in governor.records] == ["governor-2019-transfers", "governor-2019-honored"]
    assert governor.explanation == (
        "The Office of the Governor of California gives two numbers for pickups by ICE: more than 12,000 from "
        "2019-01-01 (end not stated) (governor-2019-transfers) and 10,588 from 2019-01-01 to 2026-02-06 "
        "(governor-2019-honored). The end of one period is not stated; over the same days both cannot be true."
    )
    assert [record.id for record in tulare.records] == [
        "tulare-2020-requests",
        "tulare-2020-handed-over",
        "tulare-2020-released",
    ]
    assert "592 detainers" in tulare.explanation
    assert "41 who stayed in custody, add up to 551" in tulare.explanation
    assert governor.caveat.code is CaveatCode.CONFLICTING_RECORDS
    assert governor.caveat.text == governor.explanation


def exactly(count: int) -> Figure:
    return Figure(count, count, count, Qualifier.EXACT, FigureStatus.REPORTED)


def test_a_tally_that_adds_up_is_no_conflict(published) -> None:
    whole = replace(published["tulare-2020-requests"], figure=exactly(551))
    parts = [published["tulare-2020-handed-over"], published["tulare-2020-released"]]
    assert conflicts([whole, *parts]) == []
    assert conflicts([whole, parts[0]]) == []


YEAR = Period(PeriodType.CALENDAR_YEAR, date(2020, 1, 1), date(2020, 12, 31))
SPRING = Period(PeriodType.RANGE, date(2020, 3, 1), date(2020, 5, 31))


@pytest.mark.parametrize(
    ("period", "count", "changes", "expected"),
    [
        (YEAR, 5, {}, 1),
        (YEAR, 5, {"asserted_by": "another keeper"}, 0),
        (YEAR, 5, {"jurisdiction": "06037"}, 0),
        (YEAR, 5, {"role": Role.CLAIM}, 0),
        (YEAR, 592, {}, 0),
        (SPRING, 600, {}, 1),  # more in a spring than in the whole year
        (SPRING, 5, {}, 0),
        (SPRING, 600, {"kind": MeasureKind.STOCK}, 0),
        (Period(PeriodType.UNKNOWN, None, None), 5, {}, 0),
    ],
)
def test_two_numbers_conflict_only_when_the_days_leave_no_room(
    published, period, count, changes, expected
) -> None:
    first = published["tulare-2020-requests"]
    if "kind" in changes:
        first = replace(first, kind=changes["kind"])
    second = replace(first, id="second", period=period, figure=exactly(count), **changes)
    assert len(conflicts([first, second])) == expected
    assert len(conflicts([second, first])) == expected

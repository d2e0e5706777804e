"""Minnesota's detainers counted by the day on which ICE prepared them, or by the month."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from db.parsers.tables import Line, csv_header, csv_lines, rows
from db.rows import DetainerCount, Rejected
from db.sources import read_sources

DAY_COLUMN = "detainer_prepare_date"
MONTH_COLUMN = "month_year"
# The number of the row, as R wrote it.
NOT_READ = ("",)
TABLES = ((DAY_COLUMN, "count"), (MONTH_COLUMN, "count"))


def parse(path: Path) -> Iterator[DetainerCount | Rejected]:
    """A count for each day that has one or, from the table of months, for each month; zeros are left out there."""
    if MONTH_COLUMN in csv_header(path):
        return rows(csv_lines(path, (MONTH_COLUMN, "count"), also=NOT_READ), _month)
    return rows(csv_lines(path, (DAY_COLUMN, "count"), also=NOT_READ), _day)


def _day(line: Line) -> Iterator[DetainerCount]:
    day = line.day(DAY_COLUMN)
    yield _count("day", line, day, day)


def _month(line: Line) -> Iterator[DetainerCount]:
    """The last month of the source is cut short where its window ends."""
    window = read_sources()["ice-minnesota-2022-2026"].grain("month")
    start, end = line.month(MONTH_COLUMN)
    yield _count("month", line, start, min(end, window.end))


def _count(grain: str, line: Line, start: date, end: date) -> DetainerCount:
    return DetainerCount(grain, line.number, None, "MN", start, end, None, None, line.whole("count"))

"""The nation's detainers in four tables: by year, by month, by year and lift reason, by year and form."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path

from db.parsers import LayoutError
from db.parsers.tables import CellError, Line, csv_header, csv_lines, rows
from db.rows import DetainerCount, Rejected
from db.sources import GrainEntry, read_sources

# The columns of each table, and the grain that it has.
GRAIN_OF_COLUMNS = {
    ("year", "count"): "year",
    ("year_month", "count"): "month",
    ("year", "lift_reason", "count"): "year-lift-reason",
    ("year", "detainer_type", "count"): "year-form",
}
TABLES = tuple(GRAIN_OF_COLUMNS)


def parse(path: Path) -> Iterator[DetainerCount | Rejected]:
    """A count for each line; a year or month at either end of the window is cut to the days that it covers.

    The table by lift reason leaves out the detainers without one, as its grain in sources.toml says.
    """
    header = csv_header(path)
    for columns, name in GRAIN_OF_COLUMNS.items():
        if set(header) == set(columns):
            grain = read_sources()["ice-national-2007-2015"].grain(name)
            return rows(csv_lines(path, columns), partial(_count, grain))
    layouts = "; ".join(" ".join(columns) for columns in GRAIN_OF_COLUMNS)
    raise LayoutError(f"{path.name} must have the columns of one of these tables: {layouts}.")


def _count(grain: GrainEntry, line: Line) -> Iterator[DetainerCount]:
    if "year_month" in line.cells:
        column, (start, end) = "year_month", line.month("year_month")
    else:
        column, (start, end) = "year", _year(line)
    if start > grain.end or end < grain.start:
        raise CellError(column, line.text(column), f"must lie within {grain.start} to {grain.end}")
    yield DetainerCount(
        grain=grain.id,
        line=line.number,
        facility=None,
        jurisdiction="US",
        start=max(start, grain.start),
        end=min(end, grain.end),
        form=line.text("detainer_type") if "detainer_type" in line.cells else None,
        lift_reason=line.text("lift_reason") if "lift_reason" in line.cells else None,
        count=line.whole("count"),
    )


def _year(line: Line) -> tuple[date, date]:
    year = line.whole("year")
    if not 1 <= year <= 9999:
        raise CellError("year", str(year), "must be a year")
    return date(year, 1, 1), date(year, 12, 31)

"""Detainers by facility and lift reason over one range of almost eight years, without state or month."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from db.parsers.tables import Line, csv_lines, rows
from db.rows import DetainerCount, FacilityName, Rejected
from db.sources import read_sources

COLUMNS = ("det_facility", "lift_reason", "count")
# The number of the row, the facility's total and the share of it, as R wrote them: all follow from the counts.
NOT_READ = ("", "count_all", "freq")

GRAIN = "facility-lift-reason"


def parse(path: Path) -> Iterator[DetainerCount | Rejected]:
    """A count for each line, dated to the whole window of the source."""
    return rows(csv_lines(path, COLUMNS, also=NOT_READ), _count)


def _count(line: Line) -> Iterator[DetainerCount]:
    window = read_sources()["ice-facility-2007-2015"].grain(GRAIN)
    name = line.raw("det_facility")
    yield DetainerCount(
        grain=GRAIN,
        line=line.number,
        facility=FacilityName(name) if name else None,
        jurisdiction=None,
        start=window.start,
        end=window.end,
        form=None,
        lift_reason=line.raw("lift_reason"),
        count=line.whole("count"),
    )

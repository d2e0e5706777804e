"""Minnesota's detainers by facility, one column for each of three lift reasons, for blank and for the rest."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from db.parsers.tables import CellError, Line, csv_lines, rows
from db.rows import DetainerCount, FacilityName, Rejected
from db.sources import read_sources

# Each column of counts, and the raw lift reason that it stands for. R named the column of blanks after its own
# word for a missing value; "other" adds several reasons up and does not say which.
LIFT_REASON_OF_COLUMN = {
    "Booked into Detention": "Booked into Detention",
    "Detainer Declined by LEA": "Detainer Declined by LEA",
    "No longer in State, Local, or Federal Custody": "No longer in State, Local, or Federal Custody",
    "NA": None,
    "other": "Other (not named by the source)",
}
COLUMNS = ("detention_facility", *LIFT_REASON_OF_COLUMN, "total")
# The number of the row, as R wrote it.
NOT_READ = ("",)
# R's word for a missing value; in a count of rows none were there to count.
NONE_COUNTED = "NA"

GRAIN = "facility-lift-reason"


def parse(path: Path) -> Iterator[DetainerCount | Rejected]:
    """A count for each cell that is not zero; a line whose parts do not add up to its total is rejected."""
    return rows(csv_lines(path, COLUMNS, also=NOT_READ), _counts)


def _counts(line: Line) -> Iterator[DetainerCount]:
    window = read_sources()["ice-minnesota-2022-2026"].grain(GRAIN)
    facility = FacilityName(line.text("detention_facility"), state="MN")
    counts = {column: _cell(line, column) for column in LIFT_REASON_OF_COLUMN}
    parts, total = sum(counts.values()), line.whole("total")
    if parts != total:
        raise CellError("total", str(total), f"must be the sum of the line's parts, {parts}")
    for column, count in counts.items():
        if count:
            reason = LIFT_REASON_OF_COLUMN[column]
            yield DetainerCount(
                GRAIN, line.number, facility, None, window.start, window.end, None, reason, count
            )


def _cell(line: Line, column: str) -> int:
    return 0 if line.text(column) == NONE_COUNTED else line.whole(column)

"""ICE's workbook of FOIA 15-87693: a line for each detainer from October 2014 to July 2015, without IDs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from db.parsers.tables import CellError, Line, any_lines, rows
from db.places.states import CODE_OF_NAME
from db.rows import DetainerCount, FacilityName, Rejected

NAMES = {
    "Prepare Date": ("prepare date", "detainer prepare date", "detainer prepared date", "prep date"),
    "Detainer Type": ("detainer type", "form", "detainer form"),
    "Detainer Detention Facility": (
        *(
            "detainer detention facility",
            "detention facility",
            "det facility",
            "detainer facility",
            "facility",
        ),
    ),
    "State": ("state", "facility state", "detention facility state"),
    "City": ("city", "facility city", "detention facility city"),
    "Detainer Lift Reason": ("detainer lift reason", "lift reason"),
}
"""The columns, and the plain names that ICE and those who passed the file on gave them."""
COLUMNS = tuple(NAMES)


def parse(path: Path) -> Iterator[DetainerCount | Rejected]:
    """A count of one for each line, dated to its day; identical lines are different detainers."""
    return rows(any_lines(path, NAMES), _detainer)


def _detainer(line: Line) -> Iterator[DetainerCount]:
    day = line.day("Prepare Date")
    yield DetainerCount(
        grain="facility-month",
        line=line.number,
        facility=_facility(line),
        jurisdiction=None,
        start=day,
        end=day,
        form=line.text("Detainer Type"),
        lift_reason=line.raw("Detainer Lift Reason"),
        count=1,
    )


def _facility(line: Line) -> FacilityName | None:
    """The facility as the line names it; None where ICE left the name blank: the nation alone counts it."""
    name, state = line.raw("Detainer Detention Facility"), line.raw("State")
    code = CODE_OF_NAME.get(state) if state else None
    if state and not code:
        raise CellError("State", state, "must be a state or territory, or blank")
    return FacilityName(name, code, line.raw("City")) if name else None

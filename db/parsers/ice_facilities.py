"""ICE's list of its facilities in 2017, as geocoded by the University of Washington's Center for Human Rights."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from db.parsers.tables import CellError, Line, csv_lines, rows
from db.places.lists import IceFacility
from db.places.states import STATES
from db.rows import Rejected

COLUMNS = ("detloc", "name", "city", "county", "state", "type_detailed")
NOT_READ = (
    *("address", "zip", "circuit", "aor", "docket", "type", "authorizing_authority", "capacity"),
    *("guaranteed_minimum", "date_of_last_use", "date_of_first_use", "over_72", "dmcp_auth", "lat", "long"),
)

DELIMITER = "|"

# R's word for a missing value. No county or city of the list is named so.
MISSING = "NA"


def parse(path: Path) -> Iterator[IceFacility | Rejected]:
    """A row for each facility with a state; the list's means of transport, which have none, are rejected."""
    return rows(csv_lines(path, COLUMNS, also=NOT_READ, delimiter=DELIMITER), _facility)


def _facility(line: Line) -> Iterator[IceFacility]:
    state = line.text("state")
    if state not in STATES:
        raise CellError("state", state, "must be the postal code of a state or territory")
    yield IceFacility(
        line=line.number,
        code=line.text("detloc"),
        name=line.text("name"),
        city=_known(line, "city"),
        county=_known(line, "county"),
        state=state,
        type=line.text("type_detailed"),
    )


def _known(line: Line, column: str) -> str | None:
    text = line.raw(column)
    return None if text == MISSING else text

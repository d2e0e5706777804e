"""HIFLD's Prison Boundaries, as a table: the jails and prisons of the nation with their keeper and county."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from db.parsers.tables import CellError, Line, csv_lines, rows
from db.places.lists import ListedPrison
from db.places.states import STATES
from db.rows import Rejected

COLUMNS = ("NAME", "CITY", "STATE", "TYPE", "COUNTYFIPS", "SECURELVL")
# A closed jail is kept: detainers were lodged in it. How many people fit or are in is not asked here.
NOT_READ = ("FACILITYID", "ZIP", "STATUS", "POPULATION", "COUNTY", "CAPACITY", "SOURCEDATE")

KEEPERS = frozenset({"COUNTY", "STATE", "FEDERAL", "LOCAL", "MULTI", "NOT AVAILABLE"})
_FIPS = re.compile(r"\d{5}")


def parse(path: Path) -> Iterator[ListedPrison | Rejected]:
    """A row for each jail or prison, open or closed."""
    return rows(csv_lines(path, COLUMNS, also=NOT_READ), _prison)


def _prison(line: Line) -> Iterator[ListedPrison]:
    state, county, keeper = line.text("STATE"), line.text("COUNTYFIPS"), line.text("TYPE")
    if state not in STATES:
        raise CellError("STATE", state, "must be the postal code of a state or territory")
    if not _FIPS.fullmatch(county):
        raise CellError("COUNTYFIPS", county, "must be five digits")
    if keeper not in KEEPERS:
        raise CellError("TYPE", keeper, f"must be one of {', '.join(sorted(KEEPERS))}")
    yield ListedPrison(
        line=line.number,
        name=line.text("NAME"),
        city=line.text("CITY"),
        state=state,
        type=keeper,
        juvenile=line.text("SECURELVL") == "JUVENILE",
        county=county,
    )

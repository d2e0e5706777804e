"""The Census Bureau's population estimates of states and counties (CO-EST2024-ALLDATA): a column for each year."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from db.parsers.tables import CellError, Line, csv_lines, rows
from db.places.states import CODE_OF_FIPS
from db.rows import Population, Rejected

YEARS = range(2020, 2025)
"""1 July of each; the first is the year of the census itself."""

COLUMNS = (
    *("SUMLEV", "STATE", "COUNTY", "STNAME", "CTYNAME"),
    *(f"POPESTIMATE{year}" for year in YEARS),
)

# How the population came to change, and who lives in prisons, barracks and dormitories.
_ALL_YEARS = (
    *("NPOPCHG", "BIRTHS", "DEATHS", "NATURALCHG", "INTERNATIONALMIG", "DOMESTICMIG", "NETMIG", "RESIDUAL"),
    "GQESTIMATES",
)
_RATES = ("RBIRTH", "RDEATH", "RNATURALCHG", "RINTERNATIONALMIG", "RDOMESTICMIG", "RNETMIG")
NOT_READ = frozenset(
    {
        *("REGION", "DIVISION", "ESTIMATESBASE2020", "GQESTIMATESBASE2020"),
        *(f"{column}{year}" for column in _ALL_YEARS for year in YEARS),
        *(f"{column}{year}" for column in _RATES for year in YEARS[1:]),
    }
)

# Summary levels of the Census Bureau.
STATE, COUNTY = "040", "050"


def parse(path: Path) -> Iterator[Population | Rejected]:
    """A row for each state or county and year: people resident on 1 July. The file has no row for the nation."""
    return rows(csv_lines(path, COLUMNS, also=NOT_READ, encoding="latin-1"), _years)


def _years(line: Line) -> Iterator[Population]:
    state = CODE_OF_FIPS.get(line.text("STATE"))
    if state is None:
        raise CellError("STATE", line.text("STATE"), "must be the FIPS code of a state")
    match line.text("SUMLEV"):
        case level if level == STATE:
            code, name = state, line.text("STNAME")
        case level if level == COUNTY:
            code, name = line.text("STATE") + line.text("COUNTY"), line.text("CTYNAME")
        case level:
            raise CellError("SUMLEV", level, f"must be {STATE} for a state or {COUNTY} for a county")
    for year in YEARS:
        yield Population(line.number, code, name, state, year, line.whole(f"POPESTIMATE{year}"))

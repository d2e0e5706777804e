"""The month in which Secure Communities began in each county."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from db.parsers.tables import CellError, Line, csv_lines, rows
from db.rows import Activation, Rejected

COLUMNS = ("countyfips", "activation_month", "activation_year")
# The name, the state and its code, which the FIPS code gives, and a mark of the compiler that no key explains.
NOT_READ = ("countyname", "state", "statefips", "l")

FIPS = re.compile(r"\d{5}", re.ASCII)
# Whole numbers that a statistics program wrote with a fraction: 4.0, 2011.0.
WHOLE = re.compile(r"(?P<whole>\d{1,4})(\.0)?", re.ASCII)


def parse(path: Path) -> Iterator[Activation | Rejected]:
    """A row for each county with its FIPS code as it was then; no month where the list has none."""
    return rows(csv_lines(path, COLUMNS, also=NOT_READ), _activation)


def _activation(line: Line) -> Iterator[Activation]:
    fips = line.text("countyfips")
    if not FIPS.fullmatch(fips):
        raise CellError("countyfips", fips, "must be a FIPS code of five digits")
    yield Activation(line.number, fips, _month(line))


def _month(line: Line) -> date | None:
    """The first day of the month, or None where both month and year are blank."""
    if not (line.raw("activation_month") or line.raw("activation_year")):
        return None
    year, month = _whole(line, "activation_year"), _whole(line, "activation_month")
    if not 1 <= month <= 12:
        raise CellError("activation_month", str(month), "must be from 1 to 12")
    if year < 1:
        raise CellError("activation_year", str(year), "must be a year")
    return date(year, month, 1)


def _whole(line: Line, column: str) -> int:
    found = WHOLE.fullmatch(line.text(column))
    if not found:
        raise CellError(column, line.text(column), "must be a whole number")
    return int(found["whole"])

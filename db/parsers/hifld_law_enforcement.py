"""HIFLD's Local Law Enforcement Locations, as a table, distilled to what it says of cities and counties."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from db.parsers.tables import CellError, Line, csv_lines, rows
from db.places.lists import Town
from db.places.states import STATES
from db.rows import Rejected

COLUMNS = ("CITY", "STATE", "COUNTYFIPS")
NOT_READ = ("NAME", "ZIP", "TYPE", "STATUS", "COUNTY", "LATITUDE", "LONGITUDE")

_FIPS = re.compile(r"\d{5}")


def parse(path: Path) -> Iterator[Town | Rejected]:
    """A row for each city and county that share an office, with their number, in the order in which they first come.

    The offices of all rows and the rejected lines add up to the lines of the file.
    """
    offices: Counter[tuple[str, str, str]] = Counter()
    for row in rows(csv_lines(path, COLUMNS, also=NOT_READ), _office):
        if isinstance(row, Rejected):
            yield row
        else:
            offices[row] += 1
    for (city, state, county), count in offices.items():
        yield Town(city, state, county, count)


def _office(line: Line) -> Iterator[tuple[str, str, str]]:
    city, state, county = line.text("CITY"), line.text("STATE"), line.text("COUNTYFIPS")
    if state not in STATES:
        raise CellError("STATE", state, "must be the postal code of a state or territory")
    if not _FIPS.fullmatch(county):
        raise CellError("COUNTYFIPS", county, "must be five digits")
    yield city, state, county

"""Which area of responsibility of ICE each county belongs to, as compiled by the University of Washington."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from db.parsers.tables import CellError, Line, csv_lines, rows
from db.rows import Rejected

COLUMNS = ("geoid", "aor")
NOT_READ = ("geoid_state", "geoid_county", "name", "variable", "estimate", "moe")

_FIPS = re.compile(r"\d{5}")
_AREA = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True, slots=True)
class CountyArea:
    """A county by its FIPS as the list has it, and the three letters of ICE's area (`SPM`: St. Paul)."""

    line: int
    fips: str
    area: str


def parse(path: Path) -> Iterator[CountyArea | Rejected]:
    """A row for each county, those of Puerto Rico and Connecticut's former ones among them."""
    return rows(csv_lines(path, COLUMNS, also=NOT_READ), _area)


def _area(line: Line) -> Iterator[CountyArea]:
    fips, area = line.text("geoid"), line.text("aor")
    if not _FIPS.fullmatch(fips):
        raise CellError("geoid", fips, "must be five digits")
    if not _AREA.fullmatch(area):
        raise CellError("aor", area, "must be three capital letters")
    yield CountyArea(line.number, fips, area)

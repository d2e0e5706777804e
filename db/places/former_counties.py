"""Counties that are no more: the codes that older files have, and what followed each of them.

A code never changes its meaning: that of a county which is gone is not answered with another county's numbers, and is
not given to another. Figures are of the counties of the Census file, for Connecticut its nine planning regions, which
took the place of its eight counties in 2022. https://www.census.gov/programs-surveys/geography/technical-documentation/county-changes.html
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class FormerCounty:
    """A county that is no more: its FIPS, name and state; the FIPS of those that followed; the year; what happened."""

    code: str
    name: str
    state: str
    replaced_by: tuple[str, ...]
    since: int
    reason: str


def _read() -> Mapping[str, FormerCounty]:
    text = (resources.files("db.places") / "former_counties.csv").read_text(encoding="utf-8")
    return MappingProxyType(
        {
            row["code"]: FormerCounty(
                row["code"],
                row["name"],
                row["state"],
                tuple(row["replaced_by"].split()),
                int(row["since"]),
                row["reason"],
            )
            for row in csv.DictReader(text.splitlines())
        }
    )


FORMER_COUNTIES: Mapping[str, FormerCounty] = _read()
"""Every county that ended since 2010, by its FIPS."""

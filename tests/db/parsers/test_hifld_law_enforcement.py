from collections.abc import Callable
from pathlib import Path

import polars as pl

from db.parsers.hifld_law_enforcement import parse
from db.places.lists import Town
from db.rows import Rejected


def test_the_offices_of_the_towns_are_the_lines_of_the_file(sources: Path) -> None:
    path = sources / "facilities" / "hifld_law_enforcement_places.csv"
    frame = pl.read_csv(path, infer_schema=False)
    found = [row for row in parse(path) if isinstance(row, Town)]
    counted = frame.group_by("CITY", "STATE", "COUNTYFIPS").len()
    assert {(row.city, row.state, row.county, row.offices) for row in found} == set(counted.iter_rows())
    assert sum(row.offices for row in found) == 23_486


def test_a_rejected_line_is_no_office(write_csv: Callable[..., Path]) -> None:
    found = list(parse(write_csv("CITY,STATE,COUNTYFIPS", "A,MN,27053", "A,MN,27053", "A,MN,x", ",MN,27053")))
    assert [row for row in found if isinstance(row, Town)] == [Town("A", "MN", "27053", 2)]
    assert [row.line for row in found if isinstance(row, Rejected)] == [4, 5]

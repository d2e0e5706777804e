from pathlib import Path

import polars as pl

from db.parsers.ice_facilities import parse
from db.places.lists import IceFacility
from db.rows import Rejected


def test_every_line_with_a_state_is_a_facility(sources: Path) -> None:
    path = sources / "facilities" / "ice_facility_list_2017_geocoded.psv"
    frame = pl.read_csv(path, separator="|", infer_schema=False)
    found = list(parse(path))
    facilities = [row for row in found if isinstance(row, IceFacility)]
    rejected = [row for row in found if isinstance(row, Rejected)]
    assert len(found) == frame.height == 1_532
    assert len(rejected) == (frame["state"] == "NA").sum() == 8
    assert {row.column for row in rejected} == {"state"}
    assert len({row.code for row in facilities}) == len(facilities)
    assert not any("NA" in (row.city, row.county) for row in facilities)


def test_a_facility_is_read_as_ice_wrote_it(sources: Path) -> None:
    rows = parse(sources / "facilities" / "ice_facility_list_2017_geocoded.psv")
    assert next(rows) == IceFacility(
        2, "ABRDNWA", "ABERDEEN CITY JAIL", "ABERDEEN", "GRAYS HARBOR", "WA", "IGSA"
    )

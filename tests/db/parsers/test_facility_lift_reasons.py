from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from db.parsers import LayoutError
from db.parsers.facility_lift_reasons import parse
from db.rows import DetainerCount, FacilityName, Rejected


@pytest.mark.parametrize(
    ("part", "lines", "detainers"), [("public", 16_113, 1_789_251), ("private", 217, 25_577)]
)
def test_every_line_is_counted(sources: Path, part: str, lines: int, detainers: int) -> None:
    found = list(parse(sources / "ice-detainers" / f"facility_by_lift_reason_2007_2015_{part}.csv"))
    assert len(found) == lines
    assert sum(row.count for row in found if isinstance(row, DetainerCount)) == detainers


def test_every_facility_has_the_total_that_the_file_gives_it(sources: Path) -> None:
    path = sources / "ice-detainers" / "facility_by_lift_reason_2007_2015_public.csv"
    totals: dict[str, int] = {}
    for row in parse(path):
        assert isinstance(row, DetainerCount)
        name = row.facility.name if row.facility else ""
        totals[name] = totals.get(name, 0) + row.count
    stated = pl.read_csv(path).group_by("det_facility").agg(pl.col("count_all").first())
    assert totals == dict(stated.iter_rows())
    assert totals[""] == 1_085


def test_a_line_is_dated_to_the_whole_window(write_csv: Callable[..., Path]) -> None:
    path = write_csv("count,lift_reason,det_facility", "81,,ADAMS COUNTY", "x,Died,ADAMS COUNTY")
    window = (date(2007, 10, 1), date(2015, 7, 19))
    facility = FacilityName("ADAMS COUNTY")
    assert list(parse(path)) == [
        DetainerCount("facility-lift-reason", 2, facility, None, *window, None, None, 81),
        Rejected(None, 3, "count", "x", "must be a whole number"),
    ]


def test_a_table_without_facilities_is_refused(write_csv: Callable[..., Path]) -> None:
    with pytest.raises(LayoutError, match="has no column “det_facility”"):
        list(parse(write_csv("lift_reason,count")))

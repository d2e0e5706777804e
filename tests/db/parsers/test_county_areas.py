from collections import Counter
from collections.abc import Callable
from pathlib import Path

import polars as pl

from db.parsers.county_areas import CountyArea, parse
from db.rows import Rejected


def test_every_county_has_its_area(sources: Path) -> None:
    path = sources / "facilities" / "county_area_of_responsibility.csv"
    frame = pl.read_csv(path, infer_schema=False)
    found = [row for row in parse(path) if isinstance(row, CountyArea)]
    assert len(found) == frame.height == 3_220
    assert Counter(row.area for row in found) == dict(frame["aor"].value_counts().iter_rows())
    assert next(row.area for row in found if row.fips == "27053") == "SPM"


def test_a_bad_line_is_rejected(write_csv: Callable[..., Path]) -> None:
    found = list(parse(write_csv("geoid,aor", "1001,NOL", "01001,Nola")))
    assert [row.column for row in found if isinstance(row, Rejected)] == ["geoid", "aor"]

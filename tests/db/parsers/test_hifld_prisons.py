from collections import Counter
from collections.abc import Callable
from pathlib import Path

import polars as pl

from db.parsers.hifld_prisons import COLUMNS, parse
from db.places.lists import ListedPrison
from db.rows import Rejected


def test_every_line_is_a_prison_with_the_keeper_that_the_file_has(sources: Path) -> None:
    path = sources / "facilities" / "hifld_prison_boundaries.csv"
    frame = pl.read_csv(path, infer_schema=False)
    found = list(parse(path))
    assert len(found) == frame.height == 6_468
    prisons = [row for row in found if isinstance(row, ListedPrison)]
    assert Counter(row.type for row in prisons) == dict(frame["TYPE"].value_counts().iter_rows())
    assert sum(row.juvenile for row in prisons) == (frame["SECURELVL"] == "JUVENILE").sum()
    assert {row.county for row in prisons} == set(frame["COUNTYFIPS"])


def test_a_bad_line_is_rejected_with_its_column(write_csv: Callable[..., Path]) -> None:
    lines = (
        "JAIL,TOWN,XX,COUNTY,27053,MINIMUM",
        "JAIL,TOWN,MN,COUNTY,7053,MINIMUM",
        "JAIL,TOWN,MN,NOBODY,27053,MINIMUM",
    )
    found = list(parse(write_csv(",".join(COLUMNS), *lines)))
    assert [row.column for row in found if isinstance(row, Rejected)] == ["STATE", "COUNTYFIPS", "TYPE"]
    assert len(found) == 3

from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from db.parsers import LayoutError
from db.parsers.secure_communities import parse
from db.rows import Activation, Rejected


def test_every_county_is_kept_with_its_month_or_without(sources: Path) -> None:
    path = sources / "secure-communities" / "activation_dates_county.csv"
    found = [row for row in parse(path) if isinstance(row, Activation)]
    assert len({row.fips for row in found}) == len(found) == 3_242
    assert sum(row.month is None for row in found) == 140
    raw = pl.read_csv(path, schema_overrides={"countyfips": pl.String})
    in_year = Counter(int(year) for year in raw["activation_year"].drop_nulls())
    assert Counter(row.month.year for row in found if row.month) == in_year
    by_fips = {row.fips: row.month for row in found}
    assert by_fips["04013"] == date(2009, 1, 1)
    assert by_fips["72990"] is None


def test_a_bad_line_is_rejected(write_csv: Callable[..., Path]) -> None:
    path = write_csv(
        "activation_year,activation_month,countyfips",
        "2011.0,4.0,1001",
        "2011.0,,01001",
        "2011.0,13.0,01001",
        "0,1,01001",
        "2011.5,1,01001",
        "2011,4,01001",
        ",,01003",
    )
    assert list(parse(path)) == [
        Rejected(None, 2, "countyfips", "1001", "must be a FIPS code of five digits"),
        Rejected(None, 3, "activation_month", "", "must not be blank"),
        Rejected(None, 4, "activation_month", "13", "must be from 1 to 12"),
        Rejected(None, 5, "activation_year", "0", "must be a year"),
        Rejected(None, 6, "activation_year", "2011.5", "must be a whole number"),
        Activation(7, "01001", date(2011, 4, 1)),
        Activation(8, "01003", None),
    ]


def test_a_table_without_codes_is_refused(write_csv: Callable[..., Path]) -> None:
    with pytest.raises(LayoutError, match="has no column “countyfips”"):
        list(parse(write_csv("county,activation_month,activation_year")))

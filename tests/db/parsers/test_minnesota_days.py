from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from db.parsers import LayoutError
from db.parsers.minnesota_days import parse
from db.rows import DetainerCount, Rejected


def counts(path: Path) -> list[DetainerCount]:
    return [row for row in parse(path) if isinstance(row, DetainerCount)]


def test_the_days_add_up_to_what_the_file_holds(sources: Path) -> None:
    path = sources / "ice-detainers" / "minnesota_detainers_by_day_2022-10_2026-03.csv"
    found = counts(path)
    raw = pl.read_csv(path, try_parse_dates=True)
    assert {row.start: row.count for row in found} == dict(
        raw.select("detainer_prepare_date", "count").iter_rows()
    )
    assert sum(row.count for row in found) == 6_232
    assert sum(row.count for row in found if row.start.year == 2025) == 2_242
    assert {(row.jurisdiction, row.grain, row.lift_reason, row.form) for row in found} == {
        ("MN", "day", None, None)
    }


def test_the_months_are_the_sums_of_their_days(sources: Path) -> None:
    folder = sources / "ice-detainers"
    days: Counter[str] = Counter()
    for row in counts(folder / "minnesota_detainers_by_day_2022-10_2026-03.csv"):
        days[f"{row.start:%Y-%m}"] += row.count
    months = counts(folder / "minnesota_detainers_by_month_2022-10_2026-03.csv")
    assert {f"{row.start:%Y-%m}": row.count for row in months} == days
    assert (months[-1].start, months[-1].end) == (date(2026, 3, 1), date(2026, 3, 10))


def test_a_bad_line_is_rejected(write_csv: Callable[..., Path]) -> None:
    path = write_csv("detainer_prepare_date,count", "2026-02-29,3", "2026-02-11,NA", "2026-02-11,3")
    assert list(parse(path)) == [
        Rejected(None, 2, "detainer_prepare_date", "2026-02-29", "must be a date"),
        Rejected(None, 3, "count", "NA", "must be a whole number"),
        DetainerCount("day", 4, None, "MN", date(2026, 2, 11), date(2026, 2, 11), None, None, 3),
    ]


def test_a_table_of_weeks_is_refused(write_csv: Callable[..., Path]) -> None:
    with pytest.raises(LayoutError, match="has no column “detainer_prepare_date”"):
        list(parse(write_csv("week,count")))

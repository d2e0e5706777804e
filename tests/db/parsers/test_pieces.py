"""A Parquet file that is damaged is refused, whatever its reader makes of the damage; days are read from dates and times."""

from collections import Counter
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from db.parsers import LayoutError, ice_detainers
from db.parsers.detainer_rules import Window
from db.sources import read_sources
from tests.bench import generator

DAMAGED = 400
"""Bytes at the beginning of the file: its mark and the pages of its first columns. Some of them end polars in a panic, which
is no `Exception` to Python."""


def test_every_damaged_byte_is_read_or_refused(sources: Path, tmp_path: Path) -> None:
    release = generator.detainers(sources, 12)
    path = tmp_path / "detainers_20260311.parquet"
    generator.as_published(sources, release, path.name).write_parquet(path)
    sound = path.read_bytes()
    grain = read_sources()["ice-detainers"].grains[0]
    seen: Counter[str] = Counter()
    for at in range(DAMAGED):
        path.write_bytes(sound[:at] + bytes([sound[at] ^ 0xFF]) + sound[at + 1 :])
        try:
            ice_detainers.read(path, Window(grain.start, grain.end))
        except LayoutError:
            seen["refused"] += 1
        else:
            seen["read"] += 1
    assert min(seen["refused"], seen["read"]) > DAMAGED / 20, seen


@pytest.mark.parametrize("length", [0, 3, 100])
def test_what_is_cut_off_is_refused(tmp_path: Path, length: int) -> None:
    path = tmp_path / "detainers_20260311.parquet"
    path.write_bytes(b"PAR1" + bytes(length))
    with pytest.raises(LayoutError, match="cut off or damaged"):
        ice_detainers.read(path, Window(date.min, date.max))


WINDOW = Window(date(2022, 10, 1), date(2026, 3, 11))
PREPARED = "detainer_prepare_date"


@pytest.fixture(scope="module")
def days(sources: Path) -> pl.DataFrame:
    """A release whose days are dates."""
    return generator.as_published(sources, generator.detainers(sources, 300), "o.parquet")


@pytest.mark.parametrize("unit", ["ms", "us", "ns"])
@pytest.mark.parametrize("zone", [None, "UTC", "Etc/UTC", "GMT"])
def test_a_midnight_in_utc_is_that_day(
    days: pl.DataFrame, unit: str, zone: str | None, tmp_path: Path
) -> None:
    path = tmp_path / "detainers_20260311.parquet"
    moments = pl.col(PREPARED).cast(pl.Datetime(unit)).dt.replace_time_zone(zone)  # type: ignore[arg-type] # a parameter
    days.with_columns(moments).write_parquet(path)
    found = ice_detainers.read(path, WINDOW)
    assert (found.rows, found.rejected) == (days.height, ())
    assert (found.first, found.last) == (days[PREPARED].min(), days[PREPARED].max())
    by_month = days[PREPARED].dt.month_start().value_counts().sort(PREPARED).rows()
    assert found.cells.group_by("month").agg(pl.col("count").sum()).sort("month").rows() == by_month


def test_another_time_in_utc_waits_in_quarantine_with_its_zone(days: pl.DataFrame, tmp_path: Path) -> None:
    path = tmp_path / "detainers_20260311.parquet"
    moments = pl.col(PREPARED).cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
    late = pl.int_range(pl.len()) == 0
    days.with_columns(pl.when(late).then(moments.dt.offset_by("3h")).otherwise(moments)).write_parquet(path)
    found = ice_detainers.read(path, WINDOW)
    assert [(row.value, row.rule) for row in found.rejected] == [
        (f"{days[PREPARED][0]} 03:00:00.000000+00:00", "must be a date")
    ]


def test_times_in_another_zone_are_refused(days: pl.DataFrame, tmp_path: Path) -> None:
    path = tmp_path / "detainers_20260311.parquet"
    moments = pl.col(PREPARED).cast(pl.Datetime("us")).dt.replace_time_zone("America/Chicago")
    days.with_columns(moments).write_parquet(path)
    with pytest.raises(LayoutError) as refused:
        ice_detainers.read(path, WINDOW)
    assert str(refused.value) == (
        "detainers_20260311.parquet has times in the zone America/Chicago in “detainer_prepare_date”, of which the day is "
        "not certain; save it with dates, or with times without a zone."
    )


@pytest.mark.parametrize(
    ("original", "place"),
    [
        ("17", ("Sheet 2", 17)),
        (None, (None, 2)),
        ("count", (None, 2)),
        ("1.5", (None, 2)),
        ("9" * 30, (None, 2)),
    ],
)
def test_a_row_that_breaks_a_rule_is_told_by_its_place_in_ices_file_where_the_file_gives_one(
    days: pl.DataFrame, original: str | None, place: tuple[str | None, int], tmp_path: Path
) -> None:
    path = tmp_path / "detainers_20260311.csv"
    broken = pl.int_range(pl.len()) == 0
    days.with_columns(
        pl.when(broken).then(pl.lit("soon")).otherwise(pl.col(PREPARED).cast(pl.String)).alias(PREPARED),
        pl.lit("Sheet 2").alias("sheet_original"),
        pl.lit(original, dtype=pl.String).alias("row_original"),
    ).write_csv(path)
    (rejected,) = ice_detainers.read(path, WINDOW).rejected
    assert (rejected.sheet, rejected.line, rejected.value) == (*place, "soon")

"""A release of ICE's current layout, from the file to the answer: likely duplicates are told and never counted."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from db.cli.app import app
from db.database import Pool, open_pool
from tests.bench import generator
from tests.schema.asking import asking

YEAR = 2024
QUESTION = """
{
  jurisdiction(code: "US") {
    detainerCount(period: { calendarYear: 2024 }) { value source { id } caveats { code } }
    detainers(period: { calendarYear: 2024 }) {
      source { id }
      total { value caveats { code } }
      unplaced { value }
      outcomes { outcome count { value } }
      liftReasons { liftReason count { value } }
      forms { count { value } }
      custodies { count { value } }
      series(by: MONTH) { period { from } total { value } }
      rates { definition numerator { value } denominator { value } excluded { reason count } explanation }
    }
  }
}
"""


@pytest.fixture(scope="module")
def release(sources: Path) -> pl.DataFrame:
    return generator.detainers(sources, 3_000)


@pytest.fixture
async def loaded(sources: Path, database: str, release: pl.DataFrame, tmp_path: Path) -> AsyncIterator[Pool]:
    path = tmp_path / "detainers_20260311.parquet"
    generator.as_published(sources, release, "original.xlsx").write_parquet(path)
    # The command has an event loop of its own.
    done = await asyncio.to_thread(
        CliRunner().invoke, app, ["load", str(path)], env={"DATABASE_URL": database}
    )
    assert done.exit_code == 0, done.output
    async with await open_pool(database, 2) as pool:
        yield pool


def rows_of_the_year(frame: pl.DataFrame) -> tuple[list[dict[str, object]], int]:
    """The rows of the year that are the first of their ID and day, and how many are not; in plain Python."""
    seen, first, again = set(), [], 0
    for row in frame.iter_rows(named=True):
        key = (row["Anonymized Identifier"], row["Detainer Prepare Date"])
        repeated = key[0] is not None and key in seen
        seen.add(key)
        if row["Detainer Prepare Date"].year == YEAR:
            again += repeated
            if not repeated:
                first.append(row)
    return first, again


@pytest.mark.anyio
async def test_likely_duplicates_are_in_no_count_and_in_every_rates_exclusions(
    loaded: Pool, release: pl.DataFrame
) -> None:
    rows, again = rows_of_the_year(release)
    assert again > 0
    answer = await asking(loaded)(QUESTION)
    nation = answer["jurisdiction"]
    found = nation["detainers"]
    assert found["source"]["id"] == nation["detainerCount"]["source"]["id"] == "source:ice-detainers"
    assert found["total"]["value"] == nation["detainerCount"]["value"] == len(rows)
    assert "LIKELY_DUPLICATES_REMOVED" in {caveat["code"] for caveat in found["total"]["caveats"]}
    assert sum(each["count"]["value"] for each in found["outcomes"]) == len(rows)
    assert sum(each["count"]["value"] for each in found["forms"]) == len(rows)
    assert sum(each["total"]["value"] for each in found["series"]) == len(rows)
    assert sum(each["count"]["value"] for each in found["custodies"]) == len(rows)
    reasons = Counter(row["Detainer Lift Reason"] for row in rows)
    assert {each["liftReason"]: each["count"]["value"] for each in found["liftReasons"]} == reasons
    for rate in found["rates"]:
        if rate["definition"] == "PICKUP_OF_RELEASED_WITH_DETAINER":
            continue
        excluded = {each["reason"]: each["count"] for each in rate["excluded"]}
        # ICE's own lift reason "Duplicate" is told among them.
        assert excluded["DUPLICATE"] == again + reasons["Duplicate"]
        assert rate["denominator"]["value"] + sum(excluded.values()) == len(rows) + again
        assert "likely duplicates" in rate["explanation"]


@pytest.mark.anyio
async def test_what_a_revision_changed_has_no_likely_duplicates_either(
    loaded: Pool, release: pl.DataFrame
) -> None:
    found = await asking(loaded)(
        '{ revision { changes(source: "ice-detainers", jurisdiction: "US", first: 500) '
        "{ nodes { was isNow period { from } } } } }"
    )
    rows, _ = rows_of_the_year(release)
    changes = found["revision"]["changes"]["nodes"]
    assert all(change["was"] is None for change in changes)
    of_the_year = [
        change["isNow"] for change in changes if str(change["period"]["from"]).startswith(str(YEAR))
    ]
    assert sum(of_the_year) == len(rows)

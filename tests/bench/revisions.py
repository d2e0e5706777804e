"""What keeping every revision costs: twelve loads of a file of which one row in a hundred differs from the load before.

    make bench-revisions

The file is ICE's FOIA workbook of fiscal year 2015, 79,053 rows; what differs is the lift reason, as ICE itself edits
its records after the fact. The database's own tables are measured after the first load and after the twelfth, beside
what twelve whole copies would take. The figures are ratios; nothing here fails.
"""

from __future__ import annotations

import asyncio
import random
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import asyncpg

from db.embedded import start
from db.load.detainers import write_detainers
from db.migrate import migrate
from db.parsers import foia_2015
from db.rows import DetainerCount
from db.sources import read_sources

WORKBOOK = (
    Path(__file__).resolve().parents[3]
    / "shared"
    / "data"
    / "ice-detainers"
    / "FOIA-15-87693_detainers_FY15YTD.xlsx"
)
LOADS = 12
DIFFERING = 0.01
REASONS = ("Booked into Detention", "Detainer Declined by LEA", "Lifted", "Case Closed")


def edited(rows: Sequence[DetainerCount], seed: int) -> list[DetainerCount]:
    """The rows with one in a hundred given another lift reason."""
    chance = random.Random(seed)
    return [
        replace(row, lift_reason=chance.choice(REASONS)) if chance.random() < DIFFERING else row
        for row in rows
    ]


def releases(rows: Sequence[DetainerCount]) -> Iterator[Sequence[DetainerCount]]:
    """Twelve releases, each edited from the one before."""
    for seed in range(LOADS):
        yield rows
        rows = edited(rows, seed)


async def measure() -> None:
    """Load, measure, print."""
    source = read_sources()["ice-foia-2015"]
    rows = [row for row in foia_2015.parse(WORKBOOK) if isinstance(row, DetainerCount)]
    with (
        tempfile.TemporaryDirectory(prefix="handover-bench-") as folder,
        start(Path(folder), {"fsync": "off"}) as server,
    ):
        dsn = server.dsn("postgres")
        await migrate(dsn)
        connection = await asyncpg.connect(dsn)
        print(f"{'revision':>8} {'added':>8} {'closed':>8} {'cells':>8} {'bytes':>12} {'of one copy':>12}")
        one_copy = 0
        for revision, release in enumerate(releases(rows), start=1):
            async with connection.transaction():
                await connection.execute(
                    "insert into revision values ($1, $2, 'bench')", revision, datetime.now(UTC)
                )
                change = await write_detainers(connection, source, release, revision)
            await connection.execute("vacuum detainer_cell")
            size = await connection.fetchval("select pg_total_relation_size('detainer_cell')")
            cells = await connection.fetchval("select count(*) from detainer_cell")
            one_copy = one_copy or size
            print(
                f"{revision:>8} {change.added:>8,} {change.closed:>8,} {cells:>8,} {size:>12,} {size / one_copy:>12.2f}"
            )
        print(
            f"{LOADS} revisions take {size / one_copy:.2f} x one copy; {LOADS} whole copies would take {LOADS} x."
        )
        await connection.close()


if __name__ == "__main__":
    asyncio.run(measure())

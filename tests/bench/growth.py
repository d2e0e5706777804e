"""How answers, memory, loads and size grow with the data: 1, 10 and 100 times the figures that ship. `make bench-growth`

The first time a question is asked, by our program and by the floor; what is answered from memory does not know how
large the database is. README.md says what grows.
"""

from __future__ import annotations

import asyncio
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import asyncpg

from tests.bench.answers import round_of
from tests.bench.database import Database, database
from tests.bench.multiply import add_a_month
from tests.bench.pace import ROUNDS, SECONDS, TIMES, WARMING
from tests.bench.report import table, written
from tests.bench.servers import Server, floor, ours
from tests.bench.shapes import SHAPES
from tests.bench.targets import FIRST, FLOOR

SIZES = """
select (select count(*) from detainer_cell) as cells,
    (select count(*) from area_cell) + (select count(*) from area_total) as sums,
    pg_database_size(current_database()) / 1048576.0 as megabytes
"""


@dataclass(frozen=True)
class Speed:
    """One shape on one server: medians of answers a second, milliseconds of half of them, CPU in milliseconds of each."""

    shape: str
    server: str
    rate: float
    p50: float
    cpu: float


@dataclass(frozen=True)
class Grown:
    """What there is at so many times the cells: sums of areas, MB on disk, seconds to add a month, MB of our program."""

    times: int
    cells: int
    sums: int
    megabytes: float
    month: float
    memory: float
    speeds: list[Speed]


def grown(times: int) -> Grown:
    """Build and measure."""
    with database(times) as made, ExitStack() as held:
        cells, sums, megabytes = asyncio.run(sizes(made))
        first = Server(FIRST, *held.enter_context(ours(made.reader, HANDOVER_ANSWER_BYTES="0")))
        least = Server(FLOOR, *held.enter_context(floor(made.owner)), by_shape=True)
        speeds = []
        for shape in SHAPES:
            assert first.body(shape) == least.body(shape), f"{shape.name} has two answers"
            for server in (first, least):
                round_of(shape, server, WARMING)
            for server in (first, least):
                rounds = [round_of(shape, server, SECONDS) for _ in range(ROUNDS)]
                speeds.append(
                    Speed(
                        shape.name,
                        server.name,
                        median(speed.rate for speed, _ in rounds),
                        median(speed.p50 for speed, _ in rounds),
                        median(cpu for _, cpu in rounds),
                    )
                )
        began = time.perf_counter()
        asyncio.run(add_a_month(made.owner))
        return Grown(times, cells, sums, megabytes, time.perf_counter() - began, first.peak_memory, speeds)


async def sizes(made: Database) -> tuple[int, int, float]:
    """Cells, sums of areas, and MB on disk."""
    connection = await asyncpg.connect(made.owner)
    try:
        found = await connection.fetchrow(SIZES)
    finally:
        await connection.close()
    assert found
    return found["cells"], found["sums"], float(found["megabytes"])


def main() -> None:
    """Measure, print, write."""
    found = []
    for times in TIMES:
        found.append(grown(times))
        print(f"{times} times: {found[-1].cells:,} cells", flush=True)
    data = [
        (
            f"{each.times} times",
            f"{each.cells:,}",
            f"{each.sums:,}",
            f"{each.megabytes:,.0f}",
            f"{each.month:.2f}",
            f"{each.memory:.0f}",
        )
        for each in found
    ]
    speeds = [
        (
            speed.shape,
            speed.server,
            f"{each.times} times",
            f"{speed.rate:,.1f}",
            f"{speed.p50:.2f}",
            f"{speed.cpu:.3f}",
        )
        for shape in SHAPES
        for each in found
        for speed in each.speeds
        if speed.shape == shape.name
    ]
    texts = [
        table("data, cells, sums of areas, MB on disk, seconds to add a month, peak MB of ours", data),
        table("shape, server, data, answers/s, p50 ms, CPU ms each", speeds),
    ]
    written(Path(sys.argv[1]) / "growth", found, texts)


if __name__ == "__main__":
    main()

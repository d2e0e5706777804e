"""Loads releases of several sizes and prints how that compares: to reading the file alone, to the bounds, to fewer rows.

    make bench-load SOURCES=../shared/data

Only ratios are printed: they mean the same on every machine.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from db.embedded import EmbeddedServer, start
from db.prepare import prepare

ROWS = 600_000
SIZES = (100_000, 200_000, 400_000, 1_000_000, 2_000_000, 4_000_000)
GIB = 1 << 30
PARQUET_SECONDS, PARQUET_MEMORY = 20, GIB
WORKBOOK_RATIO, WORKBOOK_MEMORY = 1.5, 1.5 * GIB
# The columns that are needed of the 65, as numbers from 0 for the sheet reader.
NEEDED = [0, 1, 7, 8, 9, 10, 56, 60, 64]
SHEET_READER = f"""
import sys, fastexcel
book = fastexcel.read_excel(sys.argv[1])
for name in book.sheet_names:
    sheet = book.load_sheet(name, header_row=None, skip_rows=6, use_columns={NEEDED}, dtypes="string")
    sheet.to_polars()
"""


@dataclass(frozen=True)
class Measured:
    """Seconds from start to end of a process, and the most bytes that it had."""

    seconds: float
    memory: int


def measured(command: list[str], environment: dict[str, str]) -> Measured:
    """Run a process to its end; one that fails ends the benchmark."""
    began = time.perf_counter()
    process = subprocess.Popen(
        command, env={**os.environ, **environment}, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    assert process.stderr is not None
    with process.stderr:
        told = process.stderr.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(told)
    return Measured(seconds, usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024))


def fastest(found: list[Measured]) -> Measured:
    """Of several measurements the one that the rest of the machine disturbed least."""
    return min(found, key=lambda measured: measured.seconds)


def make(path: Path, rows: int, sources: Path) -> None:
    """Make a file in a process of its own: a process begins with the memory of the one that starts it."""
    measured([sys.executable, "-m", "tests.bench.generator", str(path), str(rows), str(sources)], {})


def load(path: Path, server: EmbeddedServer, times: int) -> Measured:
    """Load a file into a database of its own that has the figures that ship, several times."""
    found = []
    for turn in range(times):
        name = f"bench_{turn}"
        asyncio.run(_execute(server, f"create database {name} template bench"))
        command = [sys.executable, "-m", "db", "load", str(path)]
        found.append(measured(command, {"DATABASE_URL": server.dsn(name)}))
        asyncio.run(_execute(server, f"drop database {name} with (force)"))
    return fastest(found)


def release(folder: Path, sources: Path, server: EmbeddedServer, times: int) -> None:
    """A release of the size that ICE's have now, in both forms."""
    parquet, workbook = folder / "release.parquet", folder / "release.xlsx"
    make(parquet, ROWS, sources)
    make(workbook, ROWS, sources)
    loaded = load(parquet, server, times)
    print(
        f"{ROWS:,} rows, Parquet: {loaded.seconds / PARQUET_SECONDS:.2f} of the time and "
        f"{loaded.memory / PARQUET_MEMORY:.2f} of the memory that it may take"
    )
    floor = fastest([measured([sys.executable, "-c", SHEET_READER, str(workbook)], {}) for _ in range(times)])
    loaded = load(workbook, server, times)
    print(
        f"{ROWS:,} rows, workbook: {loaded.seconds / floor.seconds:.2f} times the sheet reader alone, and "
        f"{WORKBOOK_RATIO} are allowed; {loaded.memory / WORKBOOK_MEMORY:.2f} of the memory that it may take, "
        f"where the sheet reader takes {floor.memory / WORKBOOK_MEMORY:.2f}"
    )


def series(sizes: list[int], folder: Path, sources: Path, server: EmbeddedServer, times: int) -> None:
    """How the time of a load grows with its rows: 1.00 a row means exactly in proportion."""
    first: Measured | None = None
    for size in sizes:
        path = folder / f"{size}.parquet"
        make(path, size, sources)
        loaded = load(path, server, times)
        first = first or loaded
        longer, more = loaded.seconds / first.seconds, size / sizes[0]
        print(
            f"{size:>9,} rows: {more:5.1f} times the rows, {longer:5.1f} times the time, {longer / more:.2f} a row; "
            f"{loaded.memory / first.memory:.1f} times the memory"
        )
        path.unlink()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="How long loads take, as ratios.")
    parser.add_argument("sources", type=Path, help="the folder of public records")
    parser.add_argument("--times", type=int, default=2, help="how often each is measured; the fastest counts")
    parser.add_argument("--largest", type=int, default=max(SIZES), help="the most rows of the series")
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="handover-bench-") as files,
        tempfile.TemporaryDirectory(prefix="handover-bench-") as data,
        start(Path(data)) as server,
    ):
        asyncio.run(_execute(server, "create database bench"))
        asyncio.run(prepare(server.dsn("bench"), lambda _: None))
        release(Path(files), options.sources, server, options.times)
        sizes = [size for size in SIZES if size <= options.largest]
        series(sizes, Path(files), options.sources, server, options.times)


async def _execute(server: EmbeddedServer, statement: str) -> None:
    connection = await asyncpg.connect(server.dsn("postgres"))
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


if __name__ == "__main__":
    main()

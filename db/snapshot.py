"""The figures that ship: every table as CSV in one archive, made from a folder of sources, loaded into an empty database.

Made twice from the same files it is the same byte for byte: rows are ordered, keys are given in the order of the
sources, and the day of publication is stated here and not read from a clock.
"""

from __future__ import annotations

import io
import re
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, cast

import asyncpg

from db.database import Connection

ARCHIVE = Path(__file__).with_name("snapshot.tar.xz")
PUBLISHED_AT = datetime(2026, 11, 24, tzinfo=UTC)
"""The day on which the bundled figures were published; it changes whenever they do."""

TABLES = (
    "revision source release quarantine grain jurisdiction facility place place_within form lift_reason "
    "detainer_cell area_cell area_total statement policy listed_agreement agreement population activation "
    "listed_prison listed_ice_facility listed_town county_area"
).split()
"""Every table, those that others refer to first."""


async def build_snapshot(
    folder: Path, archive: Path = ARCHIVE, tell: Callable[[str], None] = lambda _: None
) -> None:
    """Load every source of a folder into a database of its own and write its tables to the archive.

    `tell` is given a line for each source. Raises `RefusedError` where a source does not add up.
    """
    from db.embedded import start
    from db.migrate import migrate

    with tempfile.TemporaryDirectory(prefix="handover-") as scratch:
        server = start(Path(scratch), {"fsync": "off"})
        try:
            dsn = server.dsn("snapshot")
            await _create_database(server.dsn("postgres"), "snapshot")
            await migrate(dsn)
            connection = await asyncpg.connect(dsn)
            try:
                await load_sources(connection, folder, tell)
                await write_archive(connection, archive)
            finally:
                await connection.close()
        finally:
            server.stop()


async def load_sources(connection: Connection, folder: Path, tell: Callable[[str], None]) -> None:
    """Load every source, in the order of sources.toml but for the lists that places rest on, which come first."""
    from db.load.pipeline import load_source, read_source
    from db.places.sources import PLACE_SOURCES
    from db.sources import read_sources

    sources = {name: source for name, source in read_sources().items() if source.shipped}
    for name in dict.fromkeys((*PLACE_SOURCES, *sources)):
        report = await load_source(
            connection, sources[name], read_source(sources[name], folder), PUBLISHED_AT
        )
        rows = sum(file.rows for file in report.files)
        rejected = sum(file.quarantined for file in report.files)
        tell(f"{name}: revision {report.revision}, {rows:,} rows, {rejected:,} in quarantine")


async def write_archive(connection: Connection, archive: Path) -> None:
    """Write each table, its rows in the order of their columns, with nothing in it that another build would change."""
    with tarfile.open(archive, "w:xz", preset=9) as bundle:
        for table in TABLES:
            columns = ", ".join(await _columns(connection, table))
            content = io.BytesIO()
            await connection.copy_from_query(
                f"select {columns} from {table} order by {columns}", output=content, format="csv", header=True
            )
            member = tarfile.TarInfo(f"{table}.csv")
            member.size = content.tell()
            content.seek(0)
            bundle.addfile(member, content)


async def load_snapshot(dsn: str, archive: Path = ARCHIVE) -> bool:
    """Load the bundled figures, all or none, if the database has no revision; whether it did."""
    connection = await asyncpg.connect(dsn)
    try:
        async with connection.transaction():
            await connection.execute("lock table revision in share row exclusive mode")
            if await connection.fetchval("select exists (select from revision)"):
                return False
            for table, columns, content in _members(archive):
                await connection.copy_to_table(
                    table, source=content, columns=columns, format="csv", header=True
                )
        await connection.execute("analyze")
    finally:
        await connection.close()
    return True


def _members(archive: Path) -> Iterator[tuple[str, list[str], BinaryIO]]:
    """Each table of the archive with its columns and its rows, without unpacking it to disk."""
    with tarfile.open(archive, "r:xz") as bundle:
        for member in bundle:
            content = bundle.extractfile(member)
            assert content is not None, f"{member.name} of the snapshot is no file"
            columns = content.readline().decode().strip().split(",")
            content.seek(0)
            yield member.name.removesuffix(".csv"), columns, cast(BinaryIO, content)


async def _columns(connection: Connection, table: str) -> list[str]:
    records = await connection.fetch(
        "select column_name from information_schema.columns where table_schema = 'public' and table_name = $1 "
        "and column_name <> 'row_id' order by ordinal_position",
        table,
    )
    return [record["column_name"] for record in records]


async def _create_database(dsn: str, name: str) -> None:
    assert re.fullmatch(r"[a-z_]+", name)
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(f"create database {name}")
    finally:
        await connection.close()

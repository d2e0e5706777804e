"""The figures that ship are those of the files, whole, small, and the same however often they are made."""

from __future__ import annotations

import asyncio
import io
import tarfile
from pathlib import Path

import asyncpg
import pytest

from db.snapshot import ARCHIVE, TABLES, build_snapshot, load_snapshot, write_archive

MOST_BYTES = 10 * 1024 * 1024


@pytest.fixture(scope="module")
def built(sources: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """The snapshot made anew from the files, and what was told on the way."""
    told: list[str] = []
    archive = tmp_path_factory.mktemp("snapshot") / "snapshot.tar.xz"
    asyncio.run(build_snapshot(sources, archive, told.append))
    return archive, told


@pytest.mark.slow
def test_made_anew_from_the_files_it_is_the_one_that_ships_byte_for_byte(
    built: tuple[Path, list[str]],
) -> None:
    archive, _ = built
    assert archive.read_bytes() == ARCHIVE.read_bytes(), "the files or the loader changed: make snapshot"


@pytest.mark.slow
def test_it_tells_a_line_for_each_source(built: tuple[Path, list[str]]) -> None:
    _, told = built
    assert any(line.startswith("ice-foia-2015: revision ") and "79,053 rows" in line for line in told)
    assert len(told) == len(set(told)) > 10


def test_it_is_small() -> None:
    assert ARCHIVE.stat().st_size <= MOST_BYTES


def test_it_bears_no_time_and_no_account_of_the_machine_that_made_it() -> None:
    with tarfile.open(ARCHIVE) as bundle:
        members = bundle.getmembers()
    assert [member.name for member in members] == [f"{table}.csv" for table in TABLES]
    assert {(m.mtime, m.uid, m.gid, m.uname, m.gname) for m in members} == {(0, 0, 0, "", "")}


@pytest.mark.anyio
async def test_it_fills_an_empty_database_and_then_does_nothing(empty_database: str) -> None:
    assert await load_snapshot(empty_database) is True
    counts = await rows(empty_database)
    assert counts["detainer_cell"] > 10_000
    assert await load_snapshot(empty_database) is False
    assert await rows(empty_database) == counts


@pytest.mark.anyio
async def test_two_that_load_at_once_load_once(empty_database: str) -> None:
    assert sorted(await asyncio.gather(*(load_snapshot(empty_database) for _ in range(3)))) == [
        False,
        False,
        True,
    ]


@pytest.mark.anyio
async def test_what_is_loaded_is_written_again_byte_for_byte(database: str, tmp_path: Path) -> None:
    archive = tmp_path / "again.tar.xz"
    connection = await asyncpg.connect(database)
    try:
        await write_archive(connection, archive)
    finally:
        await connection.close()
    assert archive.read_bytes() == ARCHIVE.read_bytes()


@pytest.mark.anyio
async def test_an_archive_that_is_damaged_leaves_the_database_empty(
    empty_database: str, tmp_path: Path
) -> None:
    damaged = tmp_path / "damaged.tar.xz"
    with tarfile.open(ARCHIVE) as whole, tarfile.open(damaged, "w:xz") as bundle:
        for member in whole:
            file = whole.extractfile(member)
            assert file
            content = file.read()
            if member.name == "grain.csv":
                content = content.replace(b"FACILITY", b"FACILITY,superfluous")
            member.size = len(content)
            bundle.addfile(member, io.BytesIO(content))
    with pytest.raises(asyncpg.DataError):
        await load_snapshot(empty_database, damaged)
    assert set((await rows(empty_database)).values()) == {0}


@pytest.mark.anyio
async def test_it_has_counts_and_no_person(database: str) -> None:
    """Of a cell there is nothing but place, days, form, lift reason, class of criminality and a number."""
    connection = await asyncpg.connect(database)
    columns = await connection.fetch(
        "select column_name from information_schema.columns where table_name = 'detainer_cell'"
    )
    await connection.close()
    assert {record["column_name"] for record in columns} == set(
        "row_id grain place start_on end_on form lift_reason criminality duplicate count since until".split()
    )


async def rows(dsn: str) -> dict[str, int]:
    """How many rows each table has."""
    connection = await asyncpg.connect(dsn)
    try:
        return {
            table: await connection.fetchval(f"select count(*) from {table}")  # noqa: S608  # our own tables
            for table in TABLES
        }
    finally:
        await connection.close()

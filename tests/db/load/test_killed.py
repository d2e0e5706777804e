"""A load that is killed, or finds another at work, or a full disk: all or nothing, no lock, no bloat, and the next succeeds."""

import asyncio
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from db.embedded import EmbeddedServer, start
from tests.bench import generator
from tests.conftest import clone
from tests.db.load.conftest import Ran

pytestmark = pytest.mark.slow

TIMES = 20
SEED = 4
LONGEST = 2.5
"""Seconds after its start before which a load is killed; it has then written all and waits to commit."""

# A load of this test never gets past its commit, so that it can be killed at any moment of it.
NEVER_COMMIT = """
create function wait() returns trigger language plpgsql as 'begin perform pg_sleep(600); return null; end';
create constraint trigger wait after insert on revision deferrable initially deferred for each row execute function wait();
"""
STATE = """
select (select max(number) from revision) as revision, (select count(*) from release) as releases,
    (select sum(count) from detainer_cell) as detainers, (select count(*) from place) as places,
    (select count(*) from detainer_cell where until = 2147483647) as cells
"""


@pytest.fixture(scope="module")
def larger(sources: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("larger") / "detainers_20260311.parquet"
    generator.as_published(sources, generator.detainers(sources, 20_000), "o.xlsx").write_parquet(path)
    return path


def load(path: Path, dsn: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "DATABASE_URL": dsn}
    command = [sys.executable, "-m", "db", "load", path]
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def finished(process: subprocess.Popen[bytes]) -> tuple[int, str]:
    _, written = process.communicate(timeout=120)
    return process.returncode, written.decode()


def fetch(dsn: str, statement: str) -> list[dict[str, Any]]:
    async def ask() -> list[dict[str, Any]]:
        connection = await asyncpg.connect(dsn)
        try:
            return [dict(record) for record in await connection.fetch(statement)]
        finally:
            await connection.close()

    return asyncio.run(ask())


def execute(dsn: str, script: str) -> None:
    async def run() -> None:
        connection = await asyncpg.connect(dsn)
        try:
            await connection.execute(script)
        finally:
            await connection.close()

    asyncio.run(run())


def size_of(dsn: str) -> int:
    found: int = fetch(dsn, "select pg_database_size(current_database()) as size")[0]["size"]
    return found


def test_killed_twenty_times_the_database_is_as_before_and_the_next_load_succeeds(
    database: str, postgres: EmbeddedServer, template: str, larger: Path
) -> None:
    draw = random.Random(SEED)
    before = fetch(database, STATE)
    execute(database, NEVER_COMMIT)
    for _ in range(TIMES):
        process = load(larger, database)
        time.sleep(draw.uniform(0, LONGEST))
        process.kill()
        process.communicate()
        assert process.returncode == -9
        assert fetch(database, STATE) == before
        until_nobody_holds_a_lock(database)
    execute(database, "drop function wait() cascade")
    assert finished(load(larger, database))[0] == 0
    with clone(postgres, template) as name:
        clean = postgres.dsn(name)
        assert finished(load(larger, clean))[0] == 0
        assert {**fetch(database, STATE)[0]} == {**fetch(clean, STATE)[0]}
        assert size_of(database) <= 1.1 * size_of(clean)


def until_nobody_holds_a_lock(dsn: str) -> None:
    """The server learns within a second or two that the client is gone."""
    held = "select count(*) as locks from pg_locks l where l.relation = 'revision'::regclass and l.pid <> pg_backend_pid()"
    for _ in range(100):
        if fetch(dsn, held)[0]["locks"] == 0:
            return
        time.sleep(0.1)
    pytest.fail("a lock stays ten seconds after its load was killed")


def test_the_second_of_two_loads_leaves_with_75(
    database: str, run: Callable[..., Ran], parquet: Path
) -> None:
    async def hold() -> Ran:
        connection = await asyncpg.connect(database)
        try:
            async with connection.transaction():
                await connection.execute("lock table revision in share row exclusive mode")
                return await asyncio.to_thread(run, "load", parquet, "--wait", "0.1")
        finally:
            await connection.close()

    busy = asyncio.run(hold())
    assert busy.code == 75
    assert busy.err.endswith("Stopped: Another load is running; try again when it has ended.\n")
    assert run("load", parquet).code == 0


def test_of_two_loads_at_once_one_waits_for_the_other(database: str, larger: Path) -> None:
    both = [load(larger, database), load(larger, database)]
    assert [finished(process)[0] for process in both] == [0, 0]
    assert fetch(database, "select count(*) as files from release where source = 'ice-detainers'") == [
        {"files": 1}
    ]


def test_a_load_stands_although_the_server_went_away_while_its_tables_were_tidied(
    database: str, run: Callable[..., Ran], parquet: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = fetch(database, STATE)[0]

    async def cut(connection: Any) -> None:
        await connection.execute("select pg_terminate_backend(pg_backend_pid())")

    with monkeypatch.context() as patched:
        patched.setattr("db.cli.load.settle", cut)
        done = run("load", parquet, "--json")
    assert done.code == 0, done.err
    assert done.report["changed"]
    assert done.report["sources"][0]["revision"] == before["revision"] + 1
    assert "The load has ended well. Its tables could not be tidied after it" in done.err
    assert "Nothing was changed" not in done.err
    assert fetch(database, STATE)[0]["releases"] == before["releases"] + 1
    assert run("load", parquet).out.startswith("ice-detainers: nothing new")


def test_an_interruption_while_a_file_is_read_is_told_and_changes_nothing(
    database: str, sources: Path
) -> None:
    before = fetch(database, STATE)
    (workbook,) = (sources / "ice-detainers").glob("FOIA-15-87693_*.xlsx")
    execute(database, "update release set sha256 = 'another' where source = 'ice-foia-2015'")
    process = load(workbook, database)
    asked = (
        "select from pg_stat_activity where datname = current_database() and state = 'idle' "
        "and query like '%from release r where r.sha256%'"
    )
    for _ in range(300):
        if fetch(database, asked):
            break
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    code, written = finished(process)
    assert (code, "Interrupted. Nothing was changed" in written) == (130, True), written
    assert fetch(database, STATE) == before


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A file system of its own, for PostgreSQL's data; only the superuser of Linux can make one."""
    folder = Path(tempfile.mkdtemp(prefix="handover-disk-"))
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=260m", "tmpfs", folder], check=False, capture_output=True
    )
    if mounted.returncode:
        shutil.rmtree(folder)
        pytest.fail(f"a file system of its own must be mounted, as root of Linux: {mounted.stderr.decode()}")
    yield folder
    subprocess.run(["umount", folder], check=True)
    folder.rmdir()


def test_a_full_disk_changes_nothing_and_the_next_load_succeeds(
    small_disk: Path,
    throwaway: dict[str, str],
    sources: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    frame = generator.detainers(sources, 20_000)
    path = tmp_path / "detainers_20260311.parquet"
    generator.as_published(sources, frame, "o.xlsx").write_parquet(path)
    settings = {**throwaway, "max_wal_size": "64MB", "min_wal_size": "64MB"}
    with start(small_disk, settings) as server:
        from db.prepare import DATABASE, prepare_embedded

        asyncio.run(prepare_embedded(server, lambda _: None))
        dsn = server.dsn(DATABASE)
        before = fetch(dsn, STATE)
        # PostgreSQL's own log has room that is its own, without which it would go down: what is full is the disk of the data.
        execute(dsn, "checkpoint")
        assert len(list((small_disk / "postgresql" / "data" / "pg_wal").glob("0*"))) >= 4
        filler = small_disk / "filler"
        free = shutil.disk_usage(small_disk).free
        with filler.open("wb") as file:
            file.write(bytes(max(0, free - (2 << 20))))
        code, written = finished(load(path, dsn))
        assert (code, "disk of the database is full" in written) == (74, True), written
        filler.unlink()
        assert fetch(dsn, STATE) == before
        assert finished(load(path, dsn))[0] == 0

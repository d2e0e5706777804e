"""The real program while a real PostgreSQL is restarted, killed, frozen, cut off and filled up."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from threading import Thread

import asyncpg
import httpx
import pytest

from api.newest import PERIOD_WHILE_AWAY
from db.embedded import start
from db.prepare import prepare_embedded
from tests.api.locking import WAITING, locked
from tests.api.mistreated import Mistreated
from tests.api.program import Program, program

pytestmark = pytest.mark.slow

KNOWN = '{ jurisdiction(code: "MN") { name population(year: 2024) { value } } }'
numbers = count()

SECOND = 1.0
"""The database is to be found again within it. What is judged is how often we look, not how fast this machine is."""


@pytest.fixture(scope="module")
def database(throwaway: dict[str, str]) -> Iterator[Mistreated]:
    """One server for all of them: each leaves it well."""
    # Not below pytest's own temporary folder: as root, that is closed to the account PostgreSQL runs as.
    with tempfile.TemporaryDirectory(prefix="handover-tests-") as folder:
        server = start(Path(folder), throwaway)
        asyncio.run(prepare_embedded(server, lambda _: None))
        mistreated = Mistreated(Path(folder), throwaway, server)
        yield mistreated
        mistreated.stop()


class Reader:
    """One who asks a program, and knows what it must say."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client
        self.known = self.ask(KNOWN)
        assert self.known.status_code == 200

    def ask(self, query: str) -> httpx.Response:
        return self.client.post("/graphql", json={"query": query})

    def anew(self) -> httpx.Response:
        """A question that nobody asked before, and which needs the database."""
        return self.ask(KNOWN.replace("value", f"value # {next(numbers)}\n"))

    def status(self, path: str) -> int:
        return self.client.get(path).status_code

    def requires_the_database_to_be_there(self) -> None:
        """Once it says that it is ready it answers, at the first try."""
        while self.status("/health/ready") != 200:
            time.sleep(0.02)
        answer = self.anew()
        assert answer.json() == self.known.json()
        known = self.ask(KNOWN)
        assert known.content == self.known.content
        assert "cache-status" not in known.headers

    def requires_the_database_to_be_away(self) -> None:
        """It says that it is not ready, and answers what it knows, marked as what it is."""
        while self.status("/health/ready") != 503:
            time.sleep(0.02)
        assert self.status("/health/live") == 200
        known = self.ask(KNOWN)
        assert (known.status_code, known.content) == (200, self.known.content)
        assert known.headers["handover-revision"] == self.known.headers["handover-revision"]
        assert known.headers["cache-status"] == f"Handover; hit; ttl=-{known.headers['age']}; detail=stale"
        assert known.headers["cache-control"] == self.known.headers["cache-control"]
        refused(self.anew())
        refused(self.client.get("/data/places.csv?codes=27053"))


def refused(answer: httpx.Response) -> None:
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "1"
    assert answer.json()["errors"][0]["extensions"]["code"] in {"UNAVAILABLE", "TIMEOUT"}


@pytest.fixture
def run(database: Mistreated) -> Iterator[Program]:
    with program({"DATABASE_URL": database.url, "HANDOVER_DEADLINE": "2"}) as run:
        yield run


@pytest.fixture
def reader(run: Program) -> Iterator[Reader]:
    with reading(run) as reader:
        yield reader


@contextmanager
def reading(run: Program) -> Iterator[Reader]:
    with httpx.Client(base_url=run.address, timeout=60, headers={"Accept": "application/json"}) as client:
        yield Reader(client)


def test_it_looks_for_a_lost_database_often_enough() -> None:
    assert PERIOD_WHILE_AWAY < SECOND / 2


def test_it_is_stopped_and_started_again(database: Mistreated, reader: Reader) -> None:
    database.stop()
    reader.requires_the_database_to_be_away()
    database.start()
    reader.requires_the_database_to_be_there()


def test_it_is_killed(database: Mistreated, reader: Reader) -> None:
    database.kill()
    reader.requires_the_database_to_be_away()
    database.start()
    reader.requires_the_database_to_be_there()


def test_it_is_frozen(database: Mistreated, reader: Reader) -> None:
    with database.frozen():
        reader.requires_the_database_to_be_away()
    reader.requires_the_database_to_be_there()


def test_its_connections_are_cut_and_nobody_sees_it(database: Mistreated, reader: Reader) -> None:
    async def cut() -> None:
        owner = await asyncpg.connect(database.owner)
        await owner.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() "
            "and datname = current_database()"
        )
        await owner.close()

    for _ in range(3):
        asyncio.run(cut())
        assert reader.anew().json() == reader.known.json()


def test_a_statement_is_cut_off_twice_and_sent_a_third_time(database: Mistreated, reader: Reader) -> None:
    answers: list[httpx.Response] = []
    asking = Thread(target=lambda: answers.append(reader.anew()))

    async def cut_twice() -> None:
        async with locked(database.owner, "population") as owner:
            asking.start()
            for _ in range(2):
                while not await owner.fetchval(WAITING):
                    await asyncio.sleep(0.01)
                await owner.execute(
                    "select pg_terminate_backend(pid, 5000) from pg_locks join pg_database "
                    "on pg_database.oid = pg_locks.database where not granted and datname = current_database()"
                )

    asyncio.run(cut_twice())
    asking.join()
    assert answers[0].json() == reader.known.json()


def test_a_statement_in_flight_when_it_is_asked_to_end_is_finished(
    database: Mistreated, run: Program, reader: Reader
) -> None:
    answers: list[httpx.Response] = []
    asking = Thread(target=lambda: answers.append(reader.anew()))

    async def end_meanwhile() -> None:
        async with locked(database.owner, "population") as owner:
            asking.start()
            while not await owner.fetchval(WAITING):
                await asyncio.sleep(0.01)
            run.process.send_signal(signal.SIGTERM)
            # It listens no more, and what runs still waits.
            while listens(run.address):
                await asyncio.sleep(0.01)
            assert await owner.fetchval(WAITING)

    asyncio.run(end_meanwhile())
    asking.join()
    assert answers[0].json() == reader.known.json()
    assert run.process.wait() == 0


def listens(address: str) -> bool:
    try:
        httpx.get(f"{address}/health/live")
    except httpx.TransportError:
        return False
    return True


def test_it_ends_though_the_database_is_frozen(database: Mistreated, run: Program, reader: Reader) -> None:
    asking = Thread(target=lambda: refused(reader.anew()))
    with database.frozen():
        asking.start()
        run.process.send_signal(signal.SIGTERM)
        assert run.process.wait() == 0
    asking.join()


if os.geteuid() == 0:  # nobody else can mount a disk of a certain size

    @pytest.fixture
    def small(throwaway: dict[str, str]) -> Iterator[Mistreated]:
        """A server on a disk of its own."""
        folder = Path(tempfile.mkdtemp(prefix="handover-disk-"))
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=400m,mode=755", "tmpfs", folder], check=True)
        try:
            with start(folder, throwaway) as server:
                asyncio.run(prepare_embedded(server, lambda _: None))
                yield Mistreated(folder, throwaway, server)
        finally:
            subprocess.run(["umount", folder], check=True)
            folder.rmdir()

    def test_a_full_disk_keeps_nobody_from_reading(small: Mistreated) -> None:
        with program({"DATABASE_URL": small.url}) as run, reading(run) as reader:
            subprocess.run(
                ["dd", "if=/dev/zero", f"of={small.folder}/filling"], stderr=subprocess.DEVNULL, check=False
            )
            assert shutil.disk_usage(small.folder).free == 0
            reader.requires_the_database_to_be_there()
            # What must be written down to be read cannot be; then the database says so, and is asked again later.
            asyncio.run(_let_sorts_go_to_disk(small))
            refused(reader.client.get("/data/detainers.parquet?kind=COUNTY&by=MONTH"))
            (small.folder / "filling").unlink()
            reader.requires_the_database_to_be_there()
            assert reader.status("/data/detainers.parquet?kind=COUNTY&by=MONTH") == 200

    async def _let_sorts_go_to_disk(database: Mistreated) -> None:
        owner = await asyncpg.connect(database.owner)
        await owner.execute("alter role handover_reader set work_mem = '64kB'")
        await owner.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'handover_reader'"
        )
        await owner.close()

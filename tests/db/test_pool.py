"""Reads and for whom they run: seen from the database, over real connections."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from random import Random
from typing import Any

import asyncpg
import pytest

from db.database import Pool, TooSlowError, UnavailableError, open_pool
from db.flights import Flights
from db.roles import SETTINGS
from db.work import Work

pytestmark = pytest.mark.anyio

ENDLESS = "select pg_sleep(3600)"
RUNNING = "select count(*) from pg_stat_activity where query = $1 and state = 'active'"

STARTED = "select count(*) from pg_stat_activity where query like $1 and state <> 'idle'"


@pytest.fixture
async def pool(database: str) -> AsyncIterator[Pool]:
    # As the role that serves has it, without that role's limit of time.
    leaving = SETTINGS["client_connection_check_interval"]
    async with await open_pool(f"{database}&client_connection_check_interval={leaving}", 2) as pool:
        yield pool


@pytest.fixture
async def owner(database: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(database)
    yield connection
    await connection.close()


async def until_running(owner: asyncpg.Connection, number: int) -> None:
    while await owner.fetchval(RUNNING, ENDLESS) != number:
        await asyncio.sleep(0.01)


async def test_when_one_of_several_fails_those_beside_it_end_too(
    pool: Pool, owner: asyncpg.Connection
) -> None:
    async def fail() -> None:
        await until_running(owner, 1)
        raise KeyError("one of several")

    with pytest.raises(KeyError), Work():
        await asyncio.gather(pool.fetch(ENDLESS), fail())
    await until_running(owner, 0)


async def test_work_that_ends_ends_nothing_of_another(pool: Pool, owner: asyncpg.Connection) -> None:
    async def work(stay: asyncio.Event) -> None:
        with Work():
            reading = asyncio.create_task(pool.fetch(ENDLESS))
            await stay.wait()
            assert not reading.done()

    first, second = asyncio.Event(), asyncio.Event()
    tasks = [asyncio.create_task(work(stay)) for stay in (first, second)]
    await until_running(owner, 2)
    first.set()
    await until_running(owner, 1)
    second.set()
    await until_running(owner, 0)
    await asyncio.gather(*tasks)


async def test_what_many_wait_for_ends_with_the_last_of_them(pool: Pool, owner: asyncpg.Connection) -> None:
    flights: Flights[str, object] = Flights()

    async def join() -> object:
        with Work():
            return await flights.join("key", lambda: pool.fetch(ENDLESS))

    tasks = [asyncio.create_task(join()) for _ in range(3)]
    await until_running(owner, 1)
    for task in tasks[:2]:
        task.cancel()
    await asyncio.wait(tasks[:2])
    assert await owner.fetchval(RUNNING, ENDLESS) == 1
    assert len(flights) == 1
    tasks[2].cancel()
    await until_running(owner, 0)
    assert len(flights) == 0


async def test_a_connection_whose_statement_was_cancelled_is_used_again(
    pool: Pool, owner: asyncpg.Connection
) -> None:
    for _ in range(5):
        reading = asyncio.create_task(pool.fetch(ENDLESS))
        await until_running(owner, 1)
        reading.cancel()
    assert await asyncio.gather(*(pool.fetchrow("select 1") for _ in range(20))) == [(1,)] * 20
    assert pool.sizes.most == 2
    assert 1 <= pool.sizes.idle <= 2


async def test_wherever_a_statement_is_cut_off_nothing_of_it_stays(
    pool: Pool, owner: asyncpg.Connection
) -> None:
    """Also between the message that prepares it and the one that runs it, and where the server hears of its end first."""
    for attempt in range(400):
        # A text that the connection has not prepared yet.
        reading = asyncio.create_task(pool.fetch(f"{ENDLESS} -- {attempt}"))
        for _ in range(attempt % 40):
            await asyncio.sleep(0)
        reading.cancel()
        await asyncio.wait([reading])
        while await owner.fetchval(STARTED, f"{ENDLESS} --%"):
            await asyncio.sleep(0)


async def test_a_connection_is_held_between_short_reads_and_then_given_back(
    pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.pool.HELD", 0.05)
    driver = pool._connections
    assert await pool.fetchrow("select 1") == (1,)
    assert (driver.get_idle_size(), pool.sizes.idle) == (0, 1)
    while not driver.get_idle_size():
        await asyncio.sleep(0.01)
    assert (pool.sizes.used, pool.sizes.idle) == (0, 1)


async def test_one_who_waits_for_a_connection_gets_that_which_is_free_first(pool: Pool) -> None:
    async def backend() -> int:
        row = await pool.fetchrow("select pg_backend_pid(), pg_sleep(0.01)")
        assert row
        return int(row[0])

    seen = await asyncio.gather(*(backend() for _ in range(12)))
    assert len(set(seen)) == 2
    assert pool.sizes == (0, 2, 2)


async def test_connections_go_from_one_read_to_the_next(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("db.pool.HELD", 3600)
    await asyncio.gather(*(pool.fetchrow("select pg_sleep(0.05)") for _ in range(2)))
    assert pool.sizes == (0, 2, 2)
    acquired = 0
    acquire = asyncpg.pool.Pool.acquire

    def counted(connections: Any) -> Any:
        # A server of other tests may be running in this process, and looks for the newest revision.
        nonlocal acquired
        acquired += connections is pool._connections
        return acquire(connections)

    monkeypatch.setattr(asyncpg.pool.Pool, "acquire", counted)
    assert await asyncio.gather(*(pool.fetchrow("select 1") for _ in range(100))) == [(1,)] * 100
    assert acquired == 0


@pytest.mark.parametrize("held", [0.0, 0.002, 3600.0])
@pytest.mark.parametrize("seed", range(8))
async def test_whoever_leaves_the_line_whenever_nobody_in_it_is_forgotten(
    pool: Pool, monkeypatch: pytest.MonkeyPatch, seed: int, held: float
) -> None:
    monkeypatch.setattr("db.pool.HELD", held)
    random = Random(seed)

    async def read(number: int) -> int:
        await asyncio.sleep(random.random() / 50)
        # Some fail, with the connection left as it is or ended under it.
        what = random.choice(("1", "1", "1", "1 / 0", "pg_terminate_backend(pg_backend_pid())"))
        row = await pool.fetchrow(f"select {what}, pg_sleep({random.random() / 300}), $1::int", number)
        assert row
        return int(row[2])

    reads = [asyncio.create_task(read(number)) for number in range(60)]
    for each in random.sample(reads, 20):
        await asyncio.sleep(random.random() / 500)
        each.cancel()
    async with asyncio.timeout(60):
        ended = await asyncio.gather(*reads, return_exceptions=True)
    read_right = [number for number, each in enumerate(ended) if each == number]
    assert len(read_right) > 10
    for number, each in enumerate(ended):
        assert each == number or isinstance(
            each, asyncio.CancelledError | asyncpg.DivisionByZeroError | UnavailableError
        )
    while pool.sizes.used:
        await asyncio.sleep(0.01)
    assert await asyncio.gather(*(pool.fetchrow("select 1") for _ in range(20))) == [(1,)] * 20
    assert not pool._line


async def test_where_one_read_fails_for_the_server_no_other_connection_stays_held(
    pool: Pool, owner: asyncpg.Connection
) -> None:
    """The driver may have given up all of them, as it does where a standby has fallen behind."""
    locked = "select pg_backend_pid(), pg_advisory_lock_shared(1)"
    await asyncio.gather(*(pool.fetchrow("select pg_sleep(0.01)") for _ in range(2)))
    before = {
        row[0] for row in await owner.fetch("select pid from pg_stat_activity where query like '%pg_sleep%'")
    }
    await owner.execute("select pg_advisory_lock(1)")
    reading = asyncio.create_task(pool.fetchrow(locked))
    while not (waiting := await owner.fetchval("select pid from pg_locks where not granted")):
        await asyncio.sleep(0.01)
    await pool._connections.expire_connections()
    assert await owner.fetchval("select pg_terminate_backend($1, 5000)", waiting)
    await owner.execute("select pg_advisory_unlock(1)")
    row = await reading
    assert row
    assert row[0] not in before


async def test_a_held_connection_that_the_server_ended_is_replaced(
    pool: Pool, owner: asyncpg.Connection
) -> None:
    (before,) = await pool.fetchrow("select pg_backend_pid()") or (0,)
    assert await owner.fetchval("select pg_terminate_backend($1, 5000)", before)
    (after,) = await pool.fetchrow("select pg_backend_pid()") or (0,)
    assert after not in (0, before)


async def test_the_role_limits_a_statement(pool: Pool) -> None:
    await pool.fetch("select set_config('statement_timeout', '50ms', false)")
    with pytest.raises(TooSlowError):
        await pool.fetch(ENDLESS)


async def test_a_mistake_of_ours_is_not_sent_again(pool: Pool) -> None:
    with pytest.raises(asyncpg.UndefinedTableError):
        await pool.fetch("select 1 from mislaid")


async def test_a_database_that_lets_nobody_in_is_unavailable(
    database: str, pool: Pool, owner: asyncpg.Connection
) -> None:
    name = await owner.fetchval("select current_database()")
    elsewhere = await asyncpg.connect(database.replace(f"/{name}?", "/postgres?"))
    await elsewhere.execute(f"alter database {name} allow_connections false")
    await elsewhere.execute(
        "select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = $1", name
    )
    with pytest.raises(UnavailableError):
        await pool.fetch("select 1")
    await elsewhere.execute(f"alter database {name} allow_connections true")
    await elsewhere.close()
    assert await pool.fetchrow("select 1") == (1,)
    assert await pool.fetchrow("select 1 where false") is None


async def test_a_pool_is_closed_when_the_last_read_has_ended(
    database: str, owner: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.pool.PATIENCE", 3600)
    monkeypatch.setattr("db.pool.HELD", 3600)
    pool = await open_pool(database, 1)
    await owner.execute("select pg_advisory_lock(1)")
    reading = asyncio.create_task(pool.fetchrow("select pg_advisory_lock_shared(1)"))
    while not await owner.fetchval("select count(*) from pg_locks where not granted"):
        await asyncio.sleep(0.01)
    closing = asyncio.create_task(pool.close())
    await asyncio.sleep(0)
    await owner.execute("select pg_advisory_unlock(1)")
    assert await reading
    await closing


async def test_a_pool_is_closed_though_a_statement_still_runs(
    database: str, owner: asyncpg.Connection
) -> None:
    async with await open_pool(database, 1) as pool:
        reading = asyncio.create_task(pool.fetch(ENDLESS))
        await until_running(owner, 1)
    with pytest.raises((UnavailableError, asyncpg.InterfaceError)):
        await reading

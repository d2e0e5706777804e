"""A standby that lags: nothing is read from it that was already seen elsewhere, and in bounded time nothing at all."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from api.newest import PERIOD
from db.database import Pool, open_pool, open_watch
from db.read.revisions import latest_revision
from db.standbys import Seen
from tests.api.deploy.databases import Databases
from tests.api.deploy.machines import until
from tests.api.deploy.readers import Readers
from tests.api.deploy.services import api_process

pytestmark = [pytest.mark.system, pytest.mark.anyio]

WHERE = "select inet_server_port()"
MINNESOTA = "select name from jurisdiction where code = 'MN' and since <= $1 and $1 < until"


async def read_from(pool: Pool) -> Counter[int]:
    """The ports of the servers that sixty statements were read from, eight at once."""
    ports: Counter[int] = Counter()

    async def read(times: int) -> None:
        for _ in range(times):
            ports[(await pool.fetch(WHERE))[0][0]] += 1

    await asyncio.gather(*(read(times) for times in [10] * 6))
    return ports


async def test_the_standbys_are_read_from_and_the_primary_is_not(databases: Databases) -> None:
    async with reading_from_both_standbys(databases):
        pass


@asynccontextmanager
async def reading_from_both_standbys(databases: Databases) -> AsyncIterator[Pool]:
    """Connections of which some lead to one of the standbys and some to the other; none leads to the primary."""
    standbys = {each.postgresql.port for each in databases.all[1:]}
    while True:
        async with await open_pool(databases.reader_url, 4) as pool:
            ports = set(await read_from(pool))
            assert ports <= standbys
            if ports == standbys:
                yield pool
                return


@pytest.mark.parametrize("stuck", [1, 2])
async def test_what_was_seen_on_one_server_is_not_read_from_one_that_lags(
    databases: Databases, stuck: int
) -> None:
    primary = databases.all[0]
    lagging, other = databases.all[stuck], databases.all[3 - stuck]
    async with reading_from_both_standbys(databases) as pool, lagging.stuck():
        number = await primary.publish(into={})
        # It is seen on one of them, while connections to the other are still there.
        while (newest := await latest_revision(pool)) is None or newest.number < number:
            await asyncio.gather(*(latest_revision(pool) for _ in range(4)))
        found = await asyncio.gather(*(pool.fetch(MINNESOTA, number) for _ in range(16)))
        assert [[tuple(row) for row in rows] for rows in found] == [[(f"Minnesota {number}",)]] * 16
        # There, the same statement would have given another answer.
        async with lagging.connected() as connection:
            assert await connection.fetchval(MINNESOTA, number) != f"Minnesota {number}"
        assert set(await read_from(pool)) == {other.postgresql.port}


async def test_no_answer_that_is_kept_lacks_what_standbys_that_lag_have_not(
    databases: Databases, folder: Path
) -> None:
    primary, *standbys = databases.all
    settings = {"HANDOVER_UNITS_PER_MINUTE": "0"}
    with api_process(folder / "api", databases.reader_url, settings) as api:
        address = f"http://127.0.0.1:{api.port}"
        first, contents = await primary.published()
        readers = Readers(address, {first: contents})
        async with httpx.AsyncClient(timeout=30) as client:
            for _ in range(3):
                # The process learns of the revision where it looks, on the primary; its other connections lead elsewhere.
                await asyncio.gather(*(readers.ask(client) for _ in range(16)))
                async with standbys[0].stuck(), standbys[1].stuck():
                    number = await primary.publish(into=readers.contents)
                    await asyncio.sleep(3 * PERIOD)
                    await asyncio.gather(*(readers.ask(client) for _ in range(16)))
                assert readers.wrong == []
                assert readers.answers[number]


async def test_while_every_standby_is_stuck_the_primary_is_read_from_and_afterwards_they_are(
    databases: Databases,
) -> None:
    primary, *standbys = databases.all
    seen = Seen()
    async with (
        await open_pool(databases.reader_url, 4, seen) as pool,
        await open_watch(databases.reader_url, seen) as watch,
    ):
        async with standbys[0].stuck(), standbys[1].stuck():
            number = await primary.publish(into={})
            # The first look sees it, because that is on the primary; no standby is read from any more.
            newest = await latest_revision(watch)
            assert newest is not None
            assert newest.number == number
            assert set(await read_from(pool)) == {primary.postgresql.port}

        async def are_read_from() -> bool:
            return set(await read_from(pool)) <= {each.postgresql.port for each in standbys}

        await until(are_read_from)

"""The primary is killed while it is read from and a standby takes its place: no reader sees an error or a wrong number."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.api.deploy.databases import Database, Databases
from tests.api.deploy.machines import Machine, until
from tests.api.deploy.readers import Readers
from tests.api.deploy.services import api_process, haproxy
from tests.api.program import ROOT, environment_of
from tests.api.publishing import newest_at

pytestmark = [pytest.mark.system, pytest.mark.anyio]

RECEIVED = "select pg_last_wal_receive_lsn() - '0/0'::pg_lsn"
READERS = "select count(*) from pg_stat_activity where usename = 'handover_reader'"
FOLLOWERS = "select count(*) from pg_stat_replication where state = 'streaming'"


@pytest.fixture
def apis(databases: Databases, folder: Path) -> Iterator[list[Machine]]:
    """Three processes that execute every question, however much one client asks."""
    settings = {"HANDOVER_ANSWER_BYTES": "0", "HANDOVER_UNITS_PER_MINUTE": "0"}
    with ExitStack() as stack:
        yield [
            stack.enter_context(api_process(folder / f"api{number}", databases.reader_url, settings))
            for number in (1, 2, 3)
        ]


@pytest.fixture
def front(apis: list[Machine], folder: Path) -> Iterator[Machine]:
    with haproxy(folder / "haproxy", [each.port for each in apis]) as machine:
        yield machine


async def visible_everywhere(number: int, apis: list[Machine]) -> None:
    """Wait until each process answers from a revision."""

    async def is_visible() -> bool:
        addresses = [f"http://127.0.0.1:{each.port}" for each in apis]
        return {await asyncio.to_thread(newest_at, address) for address in addresses} == {number}

    await until(is_visible)


async def is_read_from(database: Database) -> None:
    """Wait until connections of readers lead to a server."""

    async def has_readers() -> bool:
        return bool(await database.ask(READERS))

    await until(has_readers)


async def is_followed(database: Database, by: int) -> None:
    """Wait until so many standbys follow a primary."""

    async def has_followers() -> bool:
        return bool(await database.ask(FOLLOWERS) == by)

    await until(has_followers)


def load(owner_url: str, folder: Path) -> None:
    """Load a file, as the owner does: the primary is found among the servers."""
    command = [sys.executable, "-m", "db"]
    environment = environment_of({"DATABASE_URL": owner_url})
    form = subprocess.run(
        [*command, "template", "statements"], cwd=ROOT, env=environment, check=True, capture_output=True
    )
    file = folder / "statements.csv"
    file.write_bytes(form.stdout)
    subprocess.run([*command, "load", str(file)], cwd=ROOT, env=environment, check=True, capture_output=True)


async def test_a_primary_is_lost_and_a_standby_takes_its_place(
    databases: Databases, apis: list[Machine], front: Machine, folder: Path
) -> None:
    lost, *standbys = databases.all
    address = f"http://127.0.0.1:{front.port}"
    first, contents = await lost.published()
    readers = Readers(address, {first: contents})
    async with readers.asking(6):
        await readers.some_more()

        number = await lost.publish(into=readers.contents)
        await visible_everywhere(number, apis)
        await readers.some_more()

        # A process of the API dies: its questions are asked again of another.
        apis[0].kill()
        await readers.some_more()

        lost.postgresql.kill()
        await readers.some_more()
        # Without a primary it can start again.
        apis[0].start()
        await readers.some_more()

        # The one that has received the most, so that nothing is lost that anybody has seen.
        received = [await each.ask(RECEIVED) for each in standbys]
        chosen, other = standbys if received[0] >= received[1] else reversed(standbys)
        assert await chosen.ask("select pg_promote()")
        await is_followed(chosen, by=1)
        await readers.some_more()

        await asyncio.to_thread(load, databases.owner_url, folder)
        await visible_everywhere(number + 1, apis)
        await readers.some_more()

        # What was the primary comes back as a standby, copied anew.
        shutil.rmtree(lost.data)
        await asyncio.to_thread(lost.start_standby, databases.servers)
        await is_followed(chosen, by=2)
        await is_read_from(lost)
        await is_read_from(other)
        number = await chosen.publish(into=readers.contents)
        await visible_everywhere(number, apis)
        await readers.some_more()
    assert readers.wrong == []
    assert {first, number - 2, number - 1, number} <= set(readers.answers)

"""Who makes a database of several servers ready: one job, on the primary. Those who serve look, and touch nothing."""

from __future__ import annotations

import pytest

from db.prepare import PrepareError, prepare, prepare_to_serve
from db.primary import primary_of
from tests.api.deploy.databases import Databases
from tests.api.deploy.machines import free_port

pytestmark = [pytest.mark.system, pytest.mark.anyio]


def bare(url: str) -> str:
    """The address of a database that nobody has made ready, on the same servers."""
    return url.removesuffix("handover") + "postgres"


async def test_those_who_serve_find_it_ready_through_the_poolers(databases: Databases) -> None:
    told: list[str] = []
    await prepare_to_serve(databases.reader_url, told.append)
    assert told == []


async def test_one_server_that_answers_is_enough(databases: Databases) -> None:
    ports = [free_port(), databases.all[2].postgresql.port]
    hosts = ",".join(f"127.0.0.1:{port}" for port in ports)
    user, _, rest = databases.owner_url.rpartition("@")
    await prepare_to_serve(f"{user}@{hosts}/{rest.partition('/')[2]}", print)


async def test_those_who_serve_do_not_make_it_ready(databases: Databases) -> None:
    with pytest.raises(PrepareError, match=r"^The database is not ready; run “python -m db prepare” once"):
        await prepare_to_serve(bare(databases.owner_url), print)
    # Nothing was made by having been asked.
    with pytest.raises(PrepareError, match="is not ready"):
        await prepare_to_serve(bare(databases.owner_url), print)


async def test_a_standby_alone_cannot_be_made_ready(databases: Databases) -> None:
    user = databases.owner_url.rpartition("@")[0]
    standby = f"{user}@127.0.0.1:{databases.all[1].postgresql.port}/postgres"
    with pytest.raises(PrepareError, match="can only be read here; name its primary"):
        await prepare(standby, print)


async def test_the_primary_is_found_among_the_servers(databases: Databases) -> None:
    primary = f"127.0.0.1:{databases.all[0].postgresql.port}/handover"
    assert (await primary_of(databases.owner_url)).endswith(primary)
    user, _, hosts = databases.owner_url.rpartition("@")
    first, _, standbys = hosts.partition(",")
    with pytest.raises(PrepareError, match="None of the servers"):
        await primary_of(f"{user}@{standbys}")
    with pytest.raises(PrepareError, match="More than one server"):
        await primary_of(f"{user}@{first},{hosts}")

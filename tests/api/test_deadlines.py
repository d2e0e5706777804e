"""When a request ends, and its statements with it: real statements that wait for a lock, seen from the database."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from socket import socket

import asyncpg
import httpx
import pytest
from starlette.types import Receive, Scope, Send

from api.deadlines import Deadlines
from api.not_now import LateError
from tests.api.connecting import connect, get, post
from tests.api.in_process import running
from tests.api.locking import locked, until_waiting
from tests.api.serving import serving

pytestmark = pytest.mark.anyio

READS_POPULATION = '{ jurisdiction(code: "MN") { name population(year: 2024) { value } } }'
FAR_AWAY = 3600
"""A deadline that nothing here waits for."""

ASKED = {
    "by POST": post({"query": READS_POPULATION}),
    "by GET": get(f"/graphql?query={READS_POPULATION.replace(' ', '%20')}"),
    "a file": get("/data/places.csv?codes=27053"),
}
REFUSED = [
    ("POST", "/graphql", {"json": {"query": READS_POPULATION}}),
    ("GET", "/graphql", {"params": {"query": READS_POPULATION}}),
    ("GET", "/data/places.csv?codes=27053", {}),
]


@asynccontextmanager
async def warm(database: str, **settings: int) -> AsyncIterator[str]:
    """A server that has read its small tables."""
    with serving(database, **settings) as address:
        async with httpx.AsyncClient() as client:
            await client.post(f"{address}/graphql", json={"query": "{ revision { summary } }"})
        yield address


@pytest.mark.parametrize("answer_bytes", [0, 2**20])
@pytest.mark.parametrize(("method", "path", "question"), REFUSED)
async def test_at_its_deadline_a_request_is_refused_and_its_statement_ended(
    database: str, method: str, path: str, question: dict[str, object], answer_bytes: int
) -> None:
    async with (
        warm(database, deadline=1, answer_bytes=answer_bytes) as address,
        httpx.AsyncClient() as client,
    ):
        async with locked(database, "population") as owner:
            response = await client.request(method, f"{address}{path}", **question, timeout=60)
            # The lock is still held: what waited for it was ended.
            await until_waiting(owner, 0)
        assert response.status_code == 503
        assert response.headers["retry-after"] == "1"
        assert response.headers["cache-control"] == "no-store"
        assert response.json()["errors"][0]["extensions"] == {"code": "TIMEOUT"}
        again = await client.request(method, f"{address}{path}", **question, timeout=60)
        assert again.status_code == 200


@pytest.mark.parametrize("answer_bytes", [0, 2**20])
@pytest.mark.parametrize("request_", ASKED.values(), ids=ASKED)
async def test_when_the_client_hangs_up_its_statement_ends(
    database: str, request_: bytes, answer_bytes: int
) -> None:
    async with (
        warm(database, deadline=FAR_AWAY, answer_bytes=answer_bytes) as address,
        locked(database, "population") as owner,
    ):
        with closing(connect(address)) as client:
            client.sendall(request_)
            await until_waiting(owner, 1)
        await until_waiting(owner, 0)


async def test_a_statement_that_several_wait_for_ends_when_the_last_of_them_hangs_up(database: str) -> None:
    async with warm(database, deadline=FAR_AWAY) as address, locked(database, "population") as owner:
        clients: list[socket] = []
        for _ in range(3):
            clients.append(connect(address))
            clients[-1].sendall(ASKED["by POST"])
        await until_waiting(owner, 1)
        for client in clients:
            client.close()
        await until_waiting(owner, 0)


async def test_what_is_read_for_all_goes_on_when_the_first_who_needed_it_hangs_up(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(monkeypatch, database) as app:
        async with locked(database, "policy") as owner:
            first = asyncio.create_task(app.ask('{ jurisdiction(code: "CA") { name } }'))
            await until_waiting(owner, 1)
            second = asyncio.create_task(app.ask('{ jurisdiction(code: "MN") { name } }'))
            await a_moment()
            first.cancel()
            await a_moment()
            await until_waiting(owner, 1)
        assert (await second).json() == {"data": {"jurisdiction": {"name": "Minnesota"}}}


async def a_moment() -> None:
    """Let everybody go on as far as they can."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_the_limit_of_the_role_ends_a_statement_too(database: str) -> None:
    name = database.partition("?")[0].rpartition("/")[2]
    owner = await asyncpg.connect(database)
    await owner.execute(f"alter database {name} set statement_timeout = '500ms'")
    await owner.close()
    async with warm(database, deadline=FAR_AWAY) as address, httpx.AsyncClient() as client:
        async with locked(database, "population"):
            question = {"query": READS_POPULATION}
            response = await client.post(f"{address}/graphql", json=question, timeout=60)
        assert response.status_code == 503
        assert response.json()["errors"][0]["extensions"] == {"code": "TIMEOUT"}


async def ask(application: Deadlines, *sent: dict[str, object]) -> list[str]:
    """The types of the messages that the application sends one who sends those and then waits."""
    messages = list(sent)
    told: list[str] = []

    async def receive() -> dict[str, object]:
        if messages:
            return messages.pop(0)
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: dict[str, object]) -> None:
        told.append(str(message["type"]))

    await application({"type": "http", "method": "POST"}, receive, send)
    return told


WHOLE = {"type": "http.request", "body": b""}
GONE = {"type": "http.disconnect"}
START = {"type": "http.response.start", "status": 200}
END = {"type": "http.response.body", "body": b""}


async def test_an_answer_that_has_begun_may_take_its_time() -> None:
    async def slow(_: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send(START)
        await asyncio.sleep(0.1)
        await send(END)

    assert await ask(Deadlines(slow, 0.01), WHOLE) == [START["type"], END["type"]]


async def test_what_is_left_to_do_once_all_is_sent_is_done_though_the_client_is_gone() -> None:
    done = False

    async def tidy(_: Scope, receive: Receive, send: Send) -> None:
        nonlocal done
        await receive()
        await send(START)
        await send(END)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        done = True

    await ask(Deadlines(tidy, FAR_AWAY), WHOLE, GONE)
    assert done


async def test_a_client_that_has_left_is_told_to_those_who_ask() -> None:
    heard: list[object] = []

    async def listens(_: Scope, receive: Receive, send: Send) -> None:
        heard.append(await receive())
        await send(START)
        await send(END)
        heard.append(await receive())

    await ask(Deadlines(listens, FAR_AWAY), WHOLE, GONE)
    assert heard == [WHOLE, GONE]


async def test_a_timeout_of_the_work_itself_is_no_deadline() -> None:
    async def fails(_: Scope, receive: Receive, __: Send) -> None:
        await receive()
        raise TimeoutError("of its own")

    with pytest.raises(TimeoutError, match="of its own"):
        await ask(Deadlines(fails, FAR_AWAY), WHOLE)


async def test_a_deadline_that_has_passed_is_told_apart() -> None:
    async def waits(_: Scope, receive: Receive, __: Send) -> None:
        await receive()
        await asyncio.Event().wait()

    with pytest.raises(LateError):
        await ask(Deadlines(waits, 0.01), WHOLE)
    assert await ask(Deadlines(waits, FAR_AWAY), WHOLE, GONE) == []

"""HAProxy before the processes: who sends slowly is closed, who asks is answered, as long as there is anything to answer."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread

import asyncpg
import httpx
import pytest

from db.embedded import EmbeddedServer
from schema.codes import Code
from tests.api.deploy.machines import Machine, free_port, until
from tests.api.deploy.services import haproxy
from tests.api.serving import serving

pytestmark = [pytest.mark.system, pytest.mark.anyio]

BEGUN = {
    "in the headers": b"POST /graphql HTTP/1.1\r\nHost: localhost\r\nX-Slow: ",
    "in the body": b"POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    b"Content-Length: 60000\r\n\r\n",
}
DRIPS = 60
"""Bytes that a slow sender sends at most, one each half second: three times as long as it is heard."""


@pytest.fixture(scope="module")
def front(served: str, folder: Path) -> Iterator[Machine]:
    """Before one process; the two others are not there."""
    with (
        serving(served) as address,
        haproxy(folder / "haproxy", [port_of(address), free_port(), free_port()]) as machine,
    ):
        yield machine


def port_of(address: str) -> int:
    return int(address.rpartition(":")[2])


async def drip(port: int, begun: bytes) -> bytes:
    """Send a request byte by byte; what is answered before the connection is closed."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(begun)
    answer = asyncio.create_task(reader.read())
    for _ in range(DRIPS):
        await asyncio.wait([answer], timeout=0.5)
        if answer.done():
            break
        writer.write(b"a")
    writer.close()
    assert answer.done(), "it was heard to its end"
    return await answer


async def test_whoever_sends_slowly_is_closed_and_the_others_are_answered(front: Machine) -> None:
    slow = {
        where: [asyncio.create_task(drip(front.port, begun)) for _ in range(50)]
        for where, begun in BEGUN.items()
    }
    tasks = [task for tasks in slow.values() for task in tasks]
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{front.port}", timeout=30) as client:
        while not all(task.done() for task in tasks):
            response = await client.post("/graphql", json={"query": "{ revision { number } }"})
            assert response.status_code == 200
            await asyncio.sleep(0.2)
    assert {task.result().partition(b" ")[2][:3] for task in tasks} == {b"408"}
    for task in slow["in the body"]:
        told = json.loads(task.result().partition(b"\r\n\r\n")[2])
        assert told["errors"][0]["extensions"]["code"] == "BAD_REQUEST"


async def test_the_largest_question_passes_and_a_larger_one_is_refused_by_the_process(front: Machine) -> None:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{front.port}", timeout=30) as client:
        question = {"query": "{ revision { number } }", "variables": {"padding": "x" * 60_000}}
        assert (await client.post("/graphql", json=question)).status_code == 200
        question["variables"] = {"padding": "x" * 200_000}
        response = await client.post("/graphql", json=question)
        assert response.status_code == 413
        assert response.headers["content-type"].startswith("application/")


class Failing(BaseHTTPRequestHandler):
    """A process that seems well and answers nothing: it is silent until `over`, or ends in the midst of its answer."""

    over = Event()

    def do_GET(self) -> None:
        if self.path.startswith("/health/"):
            self.send_response(200)
            self.end_headers()
        elif self.path == "/silent":
            self.over.wait()
        elif self.path == "/broken":
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def failing() -> Iterator[int]:
    """The port of a failing process."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Failing) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_port
        finally:
            Failing.over.set()
            server.shutdown()
            thread.join()


async def test_what_it_says_by_itself_has_the_shape_of_our_errors(folder: Path) -> None:
    with ExitStack() as running:
        process = running.enter_context(ExitStack())
        port = process.enter_context(failing())
        front = running.enter_context(haproxy(folder / "before-failing", [port, port, port]))
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{front.port}", timeout=60) as client:
            broken, silent = await asyncio.gather(client.get("/broken"), client.get("/silent"))
            process.close()
            nobody = await client.get("/graphql")
    for response, status, code in (
        (broken, 502, Code.UNAVAILABLE),
        (silent, 504, Code.TIMEOUT),
        (nobody, 503, Code.UNAVAILABLE),
    ):
        assert response.status_code == status
        assert response.headers["Content-Type"] == "application/json"
        (error,) = response.json()["errors"]
        assert error["message"].endswith("ask again in a moment.")
        assert error["extensions"] == {"code": code}
        assert response.headers["Retry-After"] == "1"
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["Access-Control-Allow-Origin"] == "*"


async def test_while_no_database_answers_what_is_in_memory_is_served(
    database: str, postgres: EmbeddedServer, folder: Path
) -> None:
    name = database.partition("?")[0].rpartition("/")[2]
    question = {"query": '{ jurisdiction(code: "MN") { name } }'}
    with (
        serving(database) as address,
        haproxy(folder / "before-memory", [port_of(address), free_port(), free_port()]) as front,
    ):
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{front.port}", timeout=30) as client:
            before = await client.post("/graphql", json=question)
            owner = await asyncpg.connect(postgres.dsn("postgres"))
            await owner.execute(f"alter database {name} allow_connections false")
            await owner.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", name
            )

            async def is_away() -> bool:
                return (await client.get("/health/ready")).status_code == 503

            await until(is_away)
            after = await client.post("/graphql", json=question)
            await owner.execute(f"alter database {name} allow_connections true")
            await owner.close()
    assert (before.status_code, after.status_code) == (200, 200)
    assert after.json()["data"] == before.json()["data"]

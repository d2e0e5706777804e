"""How many answers are made at once, who waits, who is refused, and that what is answered is right."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from typing import Any

import httpx
import pytest

from api import admission
from api.admission import LINE, Admission
from api.not_now import OverloadedError
from tests.api.locking import locked, until_waiting
from tests.api.serving import serving

pytestmark = pytest.mark.anyio

QUESTION = "query ($code: String!) { jurisdiction(code: $code) { name population(year: 2024) { value } } }"
COUNTIES = [f"27{number:03}" for number in range(1, 173, 2)]
AT_ONCE = 2


def question_of(code: str) -> dict[str, Any]:
    return {"query": QUESTION, "variables": {"code": code}}


def client_of(address: str) -> httpx.AsyncClient:
    limits = httpx.Limits(max_connections=None)
    return httpx.AsyncClient(
        base_url=address, headers={"Accept": "application/json"}, timeout=60, limits=limits
    )


def is_refused(response: httpx.Response) -> bool:
    """Whether it is refused for now, in full."""
    if response.status_code != 503:
        return False
    (error,) = response.json()["errors"]
    assert error["extensions"] == {"code": "OVERLOADED"}
    assert response.headers["retry-after"] == "1"
    assert response.headers["cache-control"] == "no-store"
    return True


async def until_done(tasks: list[asyncio.Task[httpx.Response]], number: int) -> list[httpx.Response]:
    """The answers that have come, once there are so many."""
    while len(done := [task for task in tasks if task.done()]) < number:
        await asyncio.sleep(0.01)
    return [task.result() for task in done]


async def test_so_many_are_answered_at_once_a_burst_waits_and_the_rest_is_refused_meanwhile(
    database: str,
) -> None:
    with serving(database, in_flight=AT_ONCE) as address:
        async with client_of(address) as client:
            known = await client.post("/graphql", json=question_of("MN"))
            async with locked(database, "population") as owner:
                tasks = [
                    asyncio.create_task(client.post("/graphql", json=question_of(code)))
                    for code in COUNTIES[:AT_ONCE]
                ]
                await until_waiting(owner, AT_ONCE)
                # Whoever asks for what is in memory, in whichever bytes, need not wait.
                other = {**question_of("MN"), "operationName": None}
                assert (await client.post("/graphql", json=other)).content == known.content
                tasks += [
                    asyncio.create_task(client.post("/graphql", json=question_of(code)))
                    for code in COUNTIES[AT_ONCE:64]
                ]
                # The table is locked: nobody is answered before all the others are refused.
                refused = await until_done(tasks, 64 - AT_ONCE - LINE)
                assert all(map(is_refused, refused))
                await until_waiting(owner, AT_ONCE)
                # Nor does the crowd keep those out who ask in the same bytes, or for what needs no database.
                for same in (question_of("MN"), other):
                    again = await client.post("/graphql", json=same)
                    assert (again.status_code, again.content) == (200, known.content)
                assert (await client.get("/graphql", headers={"Accept": "text/html"})).status_code == 200
                assert (await client.get("/health/live")).status_code == 200
                # Files are.
                assert is_refused(await client.get("/data/places.csv?codes=MN"))
            answers = [answer for answer in await asyncio.gather(*tasks) if not is_refused(answer)]
            assert len(answers) == AT_ONCE + LINE
            names = {answer.json()["data"]["jurisdiction"]["name"] for answer in answers}
            assert len(names) == AT_ONCE + LINE


async def test_one_question_that_many_ask_takes_one_place(database: str) -> None:
    with serving(database, in_flight=1) as address:
        async with client_of(address) as client:
            await client.post("/graphql", json={"query": "{ revision { summary } }"})
            async with locked(database, "population"):
                tasks = [
                    asyncio.create_task(client.post("/graphql", json=question_of("MN"))) for _ in range(64)
                ]
                other = asyncio.create_task(client.post("/graphql", json=question_of("CA")))
                await asyncio.sleep(0.1)
                assert not any(task.done() for task in (*tasks, other))
            assert len({answer.content for answer in await asyncio.gather(*tasks)}) == 1
            assert (await other).json()["data"]["jurisdiction"]["name"] == "California"


@pytest.mark.parametrize("answer_bytes", [0, 2**20])
async def test_of_a_crowd_each_gets_the_right_answer_or_is_refused(served: str, answer_bytes: int) -> None:
    with serving(served, in_flight=AT_ONCE, answer_bytes=answer_bytes) as address:
        async with client_of(address) as client:

            async def right(code: str) -> bytes:
                while is_refused(answer := await client.post("/graphql", json=question_of(code))):
                    pass
                assert answer.status_code == 200
                return answer.content

            expected = {code: await right(code) for code in COUNTIES}
            told = {False: 0, True: 0}

            async def ask(first: int) -> None:
                for step in range(6):
                    code = COUNTIES[(first + 7 * step) % len(COUNTIES)]
                    answer = await client.post("/graphql", json=question_of(code))
                    refused = is_refused(answer)
                    told[refused] += 1
                    assert refused or answer.content == expected[code]

            await asyncio.gather(*(ask(number) for number in range(128)))
            assert told[False] + told[True] == 6 * 128
            assert told[False]
            if answer_bytes:
                # All of it was in memory.
                assert not told[True]


class Gate:
    """An admission, and visits to it that last until they are told to end."""

    def __init__(self, most: int) -> None:
        self.admission = Admission(most)

    async def visit(self) -> Visit:
        """One who comes, as far as he gets by himself."""
        visit = Visit()

        async def stay() -> None:
            async with self.admission.admitted():
                visit.inside = True
                await visit.end.wait()

        visit.task = asyncio.create_task(stay())
        await a_moment()
        return visit


class Visit:
    task: asyncio.Task[None]

    def __init__(self) -> None:
        self.inside = False
        self.end = asyncio.Event()

    @property
    def is_refused(self) -> bool:
        return self.task.done() and isinstance(self.task.exception(), OverloadedError)

    @property
    def waits(self) -> bool:
        return not self.inside and not self.task.done()

    async def leave(self) -> None:
        self.end.set()
        await a_moment()


async def a_moment() -> None:
    """Let everybody go on as far as they can."""
    for _ in range(5):
        await asyncio.sleep(0)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time that it is, which passes only when a test says so."""
    time = [1000.0]
    monkeypatch.setattr(admission, "_now", lambda: time[0])
    monkeypatch.setattr(admission, "LINE", 1)
    return time


async def crowd(gate: Gate) -> tuple[Visit, ...]:
    """Two inside, one in line, one for whom the line was full."""
    visits = tuple([await gate.visit() for _ in range(4)])
    assert [visit.inside for visit in visits] == [True, True, False, False]
    assert [visit.waits for visit in visits] == [False, False, True, False]
    assert visits[3].is_refused
    return visits


async def test_in_a_crowd_nobody_waits_and_answers_are_made_one_after_the_other(clock: list[float]) -> None:
    gate = Gate(2)
    first, second, third, _ = await crowd(gate)
    await first.leave()
    # Who is in line keeps his turn, but nobody joins him, though the line is empty now.
    assert third.inside
    assert (await gate.visit()).is_refused
    await second.leave()
    # There is room for two, and one is inside.
    assert (await gate.visit()).is_refused
    await third.leave()
    fourth = await gate.visit()
    assert fourth.inside
    assert (await gate.visit()).is_refused
    await fourth.leave()


async def test_one_that_takes_long_keeps_no_others_out(clock: list[float]) -> None:
    gate = Gate(2)
    first, second, third, _ = await crowd(gate)
    for visit in (first, second):
        await visit.leave()
    clock[0] += admission.LONG / 2
    assert (await gate.visit()).is_refused
    clock[0] += admission.LONG
    fourth = await gate.visit()
    assert fourth.inside
    # Two that take long are all that there is room for.
    clock[0] += 2 * admission.LONG
    assert (await gate.visit()).is_refused
    for visit in (third, fourth):
        await visit.leave()


async def test_the_crowd_is_gone_once_nobody_was_refused_for_a_while(clock: list[float]) -> None:
    gate = Gate(2)
    first, second, third, _ = await crowd(gate)
    clock[0] += admission.CALM * 0.9
    assert (await gate.visit()).is_refused
    clock[0] += admission.CALM * 0.9
    assert (await gate.visit()).is_refused
    await first.leave()
    clock[0] += admission.CALM
    fourth = await gate.visit()
    assert fourth.waits
    for visit in (second, third, fourth):
        await visit.leave()
    assert fourth.task.done()


async def test_no_place_is_lost_whoever_leaves_when() -> None:
    gate = Admission(1)
    async with gate.admitted():
        tasks = [asyncio.create_task(_pass(gate)) for _ in range(5)]
        await asyncio.sleep(0)
        tasks[0].cancel()
    # The second's turn has come, and in the same moment he leaves.
    tasks[1].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert [task.cancelled() for task in tasks] == [True, True, False, False, False]
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(gate.admitted())
        late = asyncio.create_task(_pass(gate))
        await asyncio.sleep(0)
        assert not late.done()
    await late


async def _pass(gate: Admission) -> None:
    async with gate.admitted():
        await asyncio.sleep(0)

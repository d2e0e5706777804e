"""Answers from memory and the database: which statements they cost, and when a new revision shows."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import httpx
import pytest

from tests.api.in_process import Running, running
from tests.api.locking import locked, until_waiting
from tests.api.publishing import publish

pytestmark = pytest.mark.anyio

STATE = "query State($code: String!) { jurisdiction(code: $code) { name population(year: 2024) { value } } }"
MN, CA = {"code": "MN"}, {"code": "CA"}
COST = {"populations": 1}


@pytest.fixture
async def app(served: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Running]:
    """The application once the small tables are read."""
    async with running(monkeypatch, served) as app:
        await app.ask("{ revision { summary } }")
        app.cost()
        yield app


async def test_a_question_that_was_asked_before_costs_no_statement(app: Running) -> None:
    first = await app.ask(STATE, variables=MN)
    assert app.cost() == COST
    for again in (
        await app.ask(STATE, variables=MN),
        # The same question in other bytes.
        await app.ask(STATE, variables=MN, operationName="State"),
        await app.ask(STATE, variables=MN, extensions={}),
        await app.client.get("/graphql", params={"query": STATE, "variables": '{ "code": "MN" }'}),
    ):
        assert again.content == first.content
        assert again.headers["etag"] == first.headers["etag"]
    assert app.cost() == {}


async def test_a_question_with_other_variables_is_another_question(app: Running) -> None:
    assert (await app.ask(STATE, variables=MN)).json()["data"]["jurisdiction"]["name"] == "Minnesota"
    assert (await app.ask(STATE, variables=CA)).json()["data"]["jurisdiction"]["name"] == "California"
    two = STATE.replace("State", "One") + STATE.replace("State", "Other").replace("name ", "code ")
    one = await app.ask(two, variables=MN, operationName="One")
    other = await app.ask(two, variables=MN, operationName="Other")
    assert "name" in one.json()["data"]["jurisdiction"]
    assert "code" in other.json()["data"]["jurisdiction"]


async def test_one_question_that_many_ask_at_once_costs_as_much_as_one(app: Running) -> None:
    answers = await asyncio.gather(*(app.ask(STATE, variables=MN) for _ in range(50)))
    assert app.cost() == COST
    assert len({answer.content for answer in answers}) == 1


async def test_with_no_memory_each_question_is_executed(served: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with running(monkeypatch, served, answer_bytes=0) as app:
        await app.ask("{ revision { summary } }")
        app.cost()
        for _ in range(2):
            await app.ask(STATE, variables=MN)
            assert app.cost() == COST


async def test_a_mistake_of_the_client_is_told_again_without_a_statement(app: Running) -> None:
    first = await app.ask(STATE, variables={"code": "XX"})
    assert first.json()["errors"][0]["extensions"]["code"] == "UNKNOWN_JURISDICTION"
    app.cost()
    assert (await app.ask(STATE, variables={"code": "XX"})).content == first.content
    assert app.cost() == {}


async def test_methods_are_kept_by_the_address_that_they_link_to(app: Running) -> None:
    for host in ("one.example", "other.example"):
        answer = await app.client.post(
            f"http://{host}/graphql",
            json={"query": STATE, "variables": MN, "extensions": {"handover": {"methods": True}}},
        )
        assert answer.json()["extensions"]["handover"]["link"].startswith(f"http://{host}/graphql?")


async def test_one_of_many_who_hangs_up_leaves_the_others_their_answer(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(monkeypatch, database) as app:
        await app.ask("{ revision { summary } }")
        app.cost()
        async with locked(database, "population") as owner:
            asked = [asyncio.create_task(app.ask(STATE, variables=MN)) for _ in range(5)]
            await until_waiting(owner, 1)
            # The first is the one for whom it was begun.
            asked[0].cancel()
            await asyncio.sleep(0)
        answers = await asyncio.gather(*asked[1:])
        assert all(answer.json()["data"]["jurisdiction"]["population"]["value"] for answer in answers)
        assert app.cost() == COST
        with pytest.raises(asyncio.CancelledError):
            await asked[0]


async def test_a_fault_of_ours_is_not_kept(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = await asyncpg.connect(database)
    async with running(monkeypatch, database) as app:
        await owner.execute("alter table agreement rename to mislaid")
        failed = [await app.ask("{ agreements { totalCount } }") for _ in range(2)]
        await owner.execute("alter table mislaid rename to agreement")
        mended = await app.ask("{ agreements { totalCount } }")
    await owner.close()
    ids = {answer.json()["errors"][0]["extensions"]["id"] for answer in failed}
    assert len(ids) == 2
    assert {answer.headers["cache-control"] for answer in failed} == {"no-store"}
    assert mended.json()["data"]["agreements"]["totalCount"] > 0


async def test_a_new_revision_shows_once_it_was_looked_for_and_no_tag_of_the_old_one_holds(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(monkeypatch, database) as app:
        question = {"query": "{ revision { number } }"}
        before = await app.client.get("/graphql", params=question)
        number = await publish(database)
        # It looks by itself.
        while app.state["newest"].number != number:
            await asyncio.sleep(0.01)
        tag = {"If-None-Match": before.headers["etag"]}
        after = await app.client.get("/graphql", params=question, headers=tag)
        assert after.status_code == 200
        assert after.json() == {"data": {"revision": {"number": number}}}
        assert before.json() == {"data": {"revision": {"number": number - 1}}}


async def test_all_of_an_answer_is_from_the_revision_that_it_is_kept_under(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # It never looks by itself, so that what it knows stays behind what there is.
    monkeypatch.setattr("api.newest.PERIOD", 3600)
    async with running(monkeypatch, database) as app:
        known = app.state["newest"].number
        assert await publish(database) == known + 1
        query = "{ a: revision { number } b: revisions(first: 1) { nodes { number } } }"
        data = (await app.ask(query)).json()["data"]
        assert data == {"a": {"number": known}, "b": {"nodes": [{"number": known}]}}
        await app.state["newest"].look()
        data = (await app.ask(query)).json()["data"]
        assert data == {"a": {"number": known + 1}, "b": {"nodes": [{"number": known + 1}]}}


async def test_a_look_that_finds_an_older_revision_does_not_turn_back(
    served: str, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(monkeypatch, database) as app:
        number = await publish(database)
        newest = app.state["newest"]
        await newest.look()
        assert newest.number == number
        async with running(monkeypatch, served) as behind:
            monkeypatch.setattr(newest, "_pool", behind.state["pool"])
            await newest.look()
        assert newest.number == number


async def test_while_the_database_is_away_memory_answers(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = database.partition("?")[0].rpartition("/")[2]
    owner = await asyncpg.connect(database.replace(f"/{name}?", "/postgres?"))
    async with running(monkeypatch, database) as app:
        first = await app.ask(STATE, variables=MN)
        await owner.execute(f"alter database {name} allow_connections false")
        await owner.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", name)
        again: httpx.Response = await app.ask(STATE, variables=MN)
        assert again.content == first.content
        # It looks by itself.
        while not app.state["newest"].away:
            await asyncio.sleep(0.01)
        assert (await app.client.get("/health/ready")).status_code == 503
        await owner.execute(f"alter database {name} allow_connections true")
    await owner.close()

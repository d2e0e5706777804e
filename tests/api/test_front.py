"""The way that most questions take: what it lets pass, and that it answers as the long way does."""

from collections.abc import Iterator
from sys import getsizeof

import httpx
import pytest
from starlette.types import Message, Receive, Scope, Send

from api.admission import Admission
from api.front import Front
from api.memory import Key
from api.negotiation import MediaType
from api.observed import Operation

QUESTION = {"query": '{ jurisdiction(code: "MN") { name } }'}


@pytest.fixture(scope="module")
def client(server_url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server_url, timeout=60, headers={"Accept": "application/json"}) as client:
        yield client


def without_date(response: httpx.Response) -> list[tuple[str, str]]:
    moments = {"date", "x-accel-expires"}
    return sorted((name, value) for name, value in response.headers.items() if name not in moments)


@pytest.mark.parametrize("method", ["GET", "POST", "HEAD"])
@pytest.mark.parametrize("query", [QUESTION["query"], "{ jurisdictions(kind: STATE) { nodes { code } } }"])
def test_both_ways_answer_the_same(client: httpx.Client, method: str, query: str) -> None:
    query += f" # by {method}"
    given = {"json": {"query": query}} if method == "POST" else {"params": {"query": query}}
    first, second = (client.request(method, "/graphql", **given) for _ in range(2))
    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert without_date(first) == without_date(second)


def test_a_request_that_would_be_refused_is_refused_however_known_its_body_is(client: httpx.Client) -> None:
    body = b'{"query": "{ __typename } # refused"}'
    for _ in range(2):
        for headers, status in (
            ({"Content-Type": "application/json"}, 200),
            ({"Content-Type": "text/plain"}, 415),
            ({"Content-Type": "application/json", "Content-Encoding": "gzip"}, 415),
            ({"Content-Type": "application/json", "Accept": "text/csv"}, 406),
        ):
            assert client.post("/graphql", content=body, headers=headers).status_code == status
        assert client.put("/graphql", content=body).status_code == 405


def test_a_body_in_pieces_is_answered(client: httpx.Client) -> None:
    pieces = [b'{"query": "{ __typ', b'ename } # in pieces"}']
    for _ in range(2):
        response = client.post("/graphql", content=iter(pieces), headers={"Content-Type": "application/json"})
        assert response.json() == {"data": {"__typename": "Query"}}


def test_the_page_is_not_taken_for_an_answer(client: httpx.Client) -> None:
    for _ in range(2):
        page = client.get("/graphql", headers={"Accept": "text/html"})
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        assert client.get("/graphql").json()["errors"][0]["extensions"]["code"] == "BAD_REQUEST"


def test_a_known_request_goes_past_the_whole_application(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = client.post("/graphql", json=QUESTION)
    # The server is a thread of this process: from here on the long way is closed.
    monkeypatch.setattr("api.graphql.question_from", None)
    assert client.post("/graphql", json=QUESTION).content == first.content
    # Another Accept is judged anew, which now cannot be.
    other = client.post("/graphql", json=QUESTION, headers={"Accept": "application/graphql-response+json"})
    assert other.status_code == 500


@pytest.mark.anyio
@pytest.mark.parametrize("letter", ["x", "Ω", "😀"])
async def test_the_budget_counts_what_the_question_only_names(letter: str) -> None:
    async def by_hash(scope: Scope, receive: Receive, send: Send) -> None:
        document = letter * 20_000 + scope["query_string"].decode()
        scope["state"]["answered"] = Key(1, document, None, b"{}", None, False, "", MediaType.JSON)
        scope["state"]["operation"] = Operation("", None)

    async def nothing(*_: object) -> Message:
        return {}

    budget = 1024 * 1024
    front = Front(by_hash, "/graphql", budget, Admission(1))
    for number in range(200):
        headers = [(b"accept", b"*/*;a=" + b"x" * 1_000)]
        scope = {"type": "http", "path": "/graphql", "method": "GET", "headers": headers, "state": {}}
        await front({**scope, "query_string": b"%d" % number}, nothing, nothing)
    kept = [getsizeof(key.document) + 1_000 for (key, _), _ in front._led._kept.values()]
    assert budget / 2 < sum(kept) <= budget

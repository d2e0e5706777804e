"""Every code that an error can have, each produced by a request to the real server. A code without a case fails here."""

import json
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest

from schema.codes import Code
from tests.api.serving import serving

GRAPHQL = "application/graphql-response+json"

Ask = Callable[[httpx.Client], httpx.Response]


def question(query: str, **more: Any) -> Ask:
    """A question by POST."""
    return lambda client: client.post("/graphql", json={"query": query, **more}, headers={"Accept": GRAPHQL})


def request(method: str, url: str, **more: Any) -> Ask:
    """Any request."""
    return lambda client: client.request(method, url, **more)


HASH = sha256(b"{ never sent }").hexdigest()
NAMED = "query Q($code: String!) { jurisdiction(code: $code) { name } }"

NATION = '{ jurisdiction(code: "US") { %s } }'
MONTHS = """{ jurisdictions(kind: COUNTY, first: 4000) { nodes { detainers(period: {
  range: { from: "2007-10-01", to: "2026-03-10" } }) { series(by: MONTH) { outcomes { count { value } } } } } } }"""

# The code, the status of its answer, and a request that has it.
CASES: dict[Code, tuple[int, Ask]] = {
    Code.BAD_REQUEST: (400, request("POST", "/graphql", json=[])),
    Code.NOT_FOUND: (404, request("GET", "/nowhere")),
    Code.METHOD_NOT_ALLOWED: (405, request("PUT", "/graphql")),
    Code.NOT_ACCEPTABLE: (406, request("POST", "/graphql", json={}, headers={"Accept": "text/csv"})),
    Code.BODY_TOO_LARGE: (413, question("{ __typename }" + " " * 70_000)),
    Code.UNSUPPORTED_MEDIA_TYPE: (415, request("POST", "/graphql", content="{ __typename }")),
    Code.GRAPHQL_PARSE_FAILED: (400, question("{")),
    Code.GRAPHQL_VALIDATION_FAILED: (400, question("{ nothing }")),
    Code.OPERATION_RESOLUTION_FAILED: (400, question("query A { __typename } query B { __typename }")),
    Code.OPERATION_NOT_ALLOWED: (400, question("mutation { load }")),
    Code.DOCUMENT_NOT_FOUND: (
        400,
        request("GET", "/graphql?documentId=nowhere", headers={"Accept": GRAPHQL}),
    ),
    Code.PERSISTED_QUERY_NOT_FOUND: (
        400,
        request(
            "GET",
            "/graphql",
            params={"extensions": json.dumps({"persistedQuery": {"version": 1, "sha256Hash": HASH}})},
            headers={"Accept": GRAPHQL},
        ),
    ),
    Code.DOCUMENT_TOO_LONG: (400, question(f"# {'x' * 20_000}\n{{ __typename }}")),
    Code.TOO_MANY_TOKENS: (400, question(f"{{ {'a ' * 2_000} }}")),
    Code.TOO_DEEP: (400, question(NATION % ("parent { " * 12 + "code" + " }" * 12))),
    Code.TOO_MANY_FIELDS: (400, question(NATION % ("name " * 501))),
    Code.TOO_MANY_ROOT_FIELDS: (400, question(f"{{ {'revision { number } ' * 11} }}")),
    Code.TOO_MANY_ALIASES: (400, question(NATION % " ".join(f"a{number}: name" for number in range(31)))),
    Code.TOO_MANY_DIRECTIVES: (400, question(NATION % ("name @include(if: true) " * 51))),
    Code.COST_TOO_HIGH: (400, question(MONTHS)),
    Code.BAD_USER_INPUT: (200, question("{ jurisdictions(first: -1) { totalCount } }")),
    Code.UNKNOWN_JURISDICTION: (200, question(NAMED, variables={"code": "99999"})),
    Code.UNKNOWN_SOURCE: (
        200,
        question(
            '{ jurisdiction(code: "MN") { detainers(period: { calendarYear: 2025 }, source: "x") { total { value } } } }'
        ),
    ),
    Code.UNKNOWN_REVISION: (200, question("{ revision(number: 9999) { summary } }")),
    Code.TOO_LARGE: (
        200,
        question(
            "query ($text: String!) { jurisdictions(search: $text) { totalCount } }",
            variables={"text": "x" * 201},
        ),
    ),
}

ELSEWHERE = {
    Code.DOCUMENT_NOT_TRUSTED,
    Code.INTERNAL,
    Code.RATE_LIMITED,
    Code.OVERLOADED,
    Code.UNAVAILABLE,
    Code.TIMEOUT,
}
"""Codes that the server of these cases never has: the first two below, the others in the tests of what refuses so."""


@pytest.fixture(scope="module")
def client(server_url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server_url, timeout=60) as client:
        yield client


def codes(response: httpx.Response) -> list[str]:
    return [error["extensions"]["code"] for error in response.json()["errors"]]


@pytest.mark.parametrize("code", CASES)
def test_a_request_that_has_the_code(client: httpx.Client, code: Code) -> None:
    status, ask = CASES[code]
    response = ask(client)
    assert response.status_code == status
    assert codes(response) == [code]
    (error,) = response.json()["errors"]
    assert error["message"]
    assert "\n" not in error["message"]


def test_a_server_of_trusted_documents_refuses_others(served: str, tmp_path: Path) -> None:
    (tmp_path / "name.graphql").write_text(NAMED, encoding="utf-8")
    with (
        serving(served, documents=tmp_path, trusted_only=True) as address,
        httpx.Client(base_url=address) as client,
    ):
        assert codes(question("{ __typename }")(client)) == [Code.DOCUMENT_NOT_TRUSTED]


@pytest.mark.anyio
async def test_a_fault_of_ours_has_a_code_too(database: str) -> None:
    connection = await asyncpg.connect(database)
    await connection.execute("alter table agreement rename to mislaid")
    await connection.close()
    with serving(database) as address, httpx.Client(base_url=address) as client:
        assert codes(question("{ agreements { totalCount } }")(client)) == [Code.INTERNAL]


def test_every_code_has_a_case_and_a_description() -> None:
    assert [code for code in Code if code not in CASES and code not in ELSEWHERE] == []
    assert not CASES.keys() & ELSEWHERE
    others = "".join(
        path.read_text("utf-8")
        for path in Path(__file__).parent.glob("test_*.py")
        if path.name != "test_codes.py"
    )
    produced = {Code.DOCUMENT_NOT_TRUSTED, Code.INTERNAL} | {code for code in Code if code in others}
    assert ELSEWHERE - produced == set()
    assert [code for code in Code if not code.description.endswith(".")] == []


FORMER = {
    "09001": "09001 was Fairfield County, Connecticut, which gave way to planning regions that cross its lines in 2022; "
    "use 09120 or 09140 or 09190.",
    "46113": "46113 was Shannon County, South Dakota, which took the name Oglala Lakota County and a new code in 2015; "
    "use 46102.",
}


@pytest.mark.parametrize("code", FORMER)
def test_the_code_of_a_county_that_is_no_more_is_told_what_followed(client: httpx.Client, code: str) -> None:
    (error,) = question(NAMED, variables={"code": code})(client).json()["errors"]
    assert error["message"] == FORMER[code]
    assert error["extensions"]["code"] == Code.UNKNOWN_JURISDICTION
    assert error["extensions"]["replacedBy"] == error["extensions"]["accepted"]
    for follower in error["extensions"]["replacedBy"]:
        assert question(NAMED, variables={"code": follower})(client).json()["data"]["jurisdiction"]["name"]

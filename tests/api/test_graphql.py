"""GraphQL over HTTP: the answer's media type, its status, and what it says of a question that fails."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import asyncpg
import httpx
import pytest

from api.server import SERVED
from schema import schema
from tests.api.serving import serving

GRAPHQL = "application/graphql-response+json"
JSON = "application/json"

NATION = '{ jurisdiction(code: "US") { name } }'


@pytest.fixture(scope="module")
def client(server_url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server_url, timeout=60) as client:
        yield client


def ask(client: httpx.Client, query: str, accept: str = JSON, **parameters: Any) -> httpx.Response:
    return client.post("/graphql", json={"query": query, **parameters}, headers={"Accept": accept})


def codes_of(response: httpx.Response) -> list[str]:
    return [error["extensions"]["code"] for error in response.json()["errors"]]


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (GRAPHQL, GRAPHQL),
        (JSON, JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        (f"{GRAPHQL}, {JSON};q=0.9", GRAPHQL),
        (f"{GRAPHQL}; charset=utf-8, {JSON}; charset=utf-8", GRAPHQL),
        (f"{JSON}, {GRAPHQL}", JSON),
        (f"{JSON};q=0.1, {GRAPHQL};q=0.2", GRAPHQL),
        (f"{GRAPHQL};q=0, */*", JSON),
        (f"*/*, {GRAPHQL}", GRAPHQL),
        ("text/html, application/xhtml+xml, */*;q=0.8", JSON),
        ("APPLICATION/JSON", JSON),
    ],
)
def test_the_answer_has_the_media_type_that_the_client_prefers(
    client: httpx.Client, accept: str, media_type: str
) -> None:
    response = ask(client, NATION, accept)
    assert response.headers["content-type"] == f"{media_type}; charset=utf-8"
    assert "Accept" in response.headers["vary"]
    assert response.json() == {"data": {"jurisdiction": {"name": "United States"}}}


def test_a_client_that_does_not_say_gets_the_type_of_graphql_over_http(client: httpx.Client) -> None:
    request = client.build_request("POST", "/graphql", json={"query": NATION})
    del request.headers["accept"]
    assert client.send(request).headers["content-type"] == f"{GRAPHQL}; charset=utf-8"


@pytest.mark.parametrize("accept", ["text/csv", "text/html", f"{JSON};q=0", f"{JSON};q=none", ""])
def test_a_client_that_takes_neither_type_is_told_what_there_is(client: httpx.Client, accept: str) -> None:
    response = ask(client, NATION, accept)
    assert response.status_code == 406
    assert codes_of(response) == ["NOT_ACCEPTABLE"]
    assert response.headers["content-type"] == f"{JSON}; charset=utf-8"


def test_a_question_may_stand_in_the_address(client: httpx.Client) -> None:
    query = "query Name($code: String!) { jurisdiction(code: $code) { name } } query Other { __typename }"
    variables = json.dumps({"code": "MN"})
    response = client.get(
        "/graphql",
        params={"query": query, "variables": variables, "operationName": "Name", "extensions": "{}"},
    )
    assert response.json() == {"data": {"jurisdiction": {"name": "Minnesota"}}}


def test_the_head_of_an_answer_may_be_asked_for_alone(client: httpx.Client) -> None:
    response = client.head("/graphql", params={"query": NATION})
    assert response.status_code == 200
    assert response.content == b""


# Each of these fails before a resolver is asked: there is no data, not even null.
REQUEST_ERRORS = [
    ("{ jurisdiction(", {}, "GRAPHQL_PARSE_FAILED"),
    ("", {}, "GRAPHQL_PARSE_FAILED"),
    ("# nothing", {}, "GRAPHQL_PARSE_FAILED"),
    ("{ a" * 600, {}, "GRAPHQL_PARSE_FAILED"),
    ("{ jurisdiktion }", {}, "GRAPHQL_VALIDATION_FAILED"),
    ("{ jurisdiction(code: 3) { name } }", {}, "GRAPHQL_VALIDATION_FAILED"),
    ('{ jurisdiction(code: "US", asOf: {}) { name } }', {}, "GRAPHQL_VALIDATION_FAILED"),
    ('{ jurisdiction(code: "US", asOf: { date: "2026-13-01" }) { name } }', {}, "GRAPHQL_VALIDATION_FAILED"),
    ("query Q($code: String!) { jurisdiction(code: $code) { name } }", {}, "BAD_USER_INPUT"),
    (
        "query Q($code: String!) { jurisdiction(code: $code) { name } }",
        {"variables": {"code": {"a": 1}}},
        "BAD_USER_INPUT",
    ),
    (
        'query Q($at: AsOf) { jurisdiction(code: "US", asOf: $at) { name } }',
        {"variables": {"at": {"date": "2026-02-30"}}},
        "BAD_USER_INPUT",
    ),
    ("query A { __typename } query B { __typename }", {}, "OPERATION_RESOLUTION_FAILED"),
    ("query A { __typename }", {"operationName": "B"}, "OPERATION_RESOLUTION_FAILED"),
    ("query A { __typename }", {"operationName": ""}, "OPERATION_RESOLUTION_FAILED"),
    ("fragment F on Query { __typename }", {}, "OPERATION_RESOLUTION_FAILED"),
    ("mutation { load }", {}, "OPERATION_NOT_ALLOWED"),
    ("subscription { revision { number } }", {}, "OPERATION_NOT_ALLOWED"),
]


@pytest.mark.parametrize(("query", "parameters", "code"), REQUEST_ERRORS)
def test_a_question_that_cannot_be_asked_has_no_data_and_a_code(
    client: httpx.Client, query: str, parameters: dict[str, Any], code: str
) -> None:
    response = ask(client, query, GRAPHQL, **parameters)
    assert response.status_code == 400
    assert set(response.json()) == {"errors"}
    assert codes_of(response) == [code]


@pytest.mark.parametrize(("query", "parameters", "code"), REQUEST_ERRORS)
def test_in_plain_json_its_status_says_only_that_graphql_answered(
    client: httpx.Client, query: str, parameters: dict[str, Any], code: str
) -> None:
    response = ask(client, query, JSON, **parameters)
    assert response.status_code == 200
    assert codes_of(response) == [code]


def test_a_mutation_by_get_is_not_allowed_whatever_the_media_type(client: httpx.Client) -> None:
    for accept in (GRAPHQL, JSON):
        response = client.get("/graphql", params={"query": "mutation { load }"}, headers={"Accept": accept})
        assert response.status_code == 405
        assert response.headers["allow"] == "POST"
        assert codes_of(response) == ["OPERATION_NOT_ALLOWED"]


def test_a_variable_that_is_null_where_nothing_may_be_is_the_clients_mistake(client: httpx.Client) -> None:
    response = ask(
        client,
        'query Q($code: String = "US") { jurisdiction(code: $code) { name } }',
        GRAPHQL,
        variables={"code": None},
    )
    assert codes_of(response) == ["BAD_USER_INPUT"]


def parents(depth: int) -> str:
    return '{ jurisdiction(code: "27053") ' + "{ parent " * depth + "{ code }" + " }" * (depth + 1)


def test_a_question_is_answered_as_deep_as_it_goes_and_beyond_that_refused(client: httpx.Client) -> None:
    # Hennepin lies in Minnesota, Minnesota in the United States, and those in nothing.
    assert ask(client, parents(10)).json() == {
        "data": {"jurisdiction": {"parent": {"parent": {"parent": None}}}}
    }
    assert codes_of(ask(client, parents(11))) == ["TOO_DEEP"]
    assert codes_of(ask(client, parents(300))) == ["GRAPHQL_PARSE_FAILED"]


TAKEN = {
    "Custody": '{ jurisdiction(code: "US") { detainerCount(period: { calendarYear: 2015 }, custody: %s) { value } } }',
    "JurisdictionKind": "{ jurisdictions(kind: %s) { totalCount } }",
    "AgreementModel": "{ agreements(model: %s) { totalCount } }",
    "RateDefinition": '{ jurisdiction(code: "US") { pickupRate(period: { calendarYear: 2015 }, definition: %s) '
    "{ value } } }",
}


@pytest.mark.parametrize("enum", TAKEN)
def test_a_wrong_enum_is_told_with_every_value_that_is_accepted(client: httpx.Client, enum: str) -> None:
    # Counted from the SDL, not from the object that the server looks them up in.
    body = schema.as_str().partition(f"\nenum {enum} {{\n")[2].partition("\n}")[0]
    accepted = [line.strip() for line in body.splitlines() if line.strip().replace("_", "").isupper()]
    assert accepted
    literal = ask(client, TAKEN[enum] % "NOWHERE")
    quoted = ask(client, TAKEN[enum] % f'"{accepted[0]}"')
    variable = ask(client, f"query Q($v: {enum}!) " + TAKEN[enum] % "$v", variables={"v": "NOWHERE"})
    number = ask(client, f"query Q($v: {enum}!) " + TAKEN[enum] % "$v", variables={"v": 3})
    for response, code in (
        (literal, "GRAPHQL_VALIDATION_FAILED"),
        (quoted, "GRAPHQL_VALIDATION_FAILED"),
        (variable, "BAD_USER_INPUT"),
        (number, "BAD_USER_INPUT"),
    ):
        assert codes_of(response) == [code]
        assert response.json()["errors"][0]["extensions"]["accepted"] == accepted


@pytest.mark.anyio
async def test_a_fault_of_ours_is_told_as_an_id_that_the_log_has(
    database: str, caplog: pytest.LogCaptureFixture
) -> None:
    connection = await asyncpg.connect(database)
    await connection.execute("alter table agreement rename to mislaid")
    await connection.close()
    with serving(database) as address, caplog.at_level(logging.ERROR):
        async with httpx.AsyncClient(base_url=address) as client:
            response = await client.post(
                "/graphql",
                json={"query": "{ a: agreements { totalCount } b: agreements { totalCount } }"},
                headers={"Accept": GRAPHQL},
            )
    assert response.status_code == 200
    answer = response.json()
    assert answer["data"] is None
    for error in answer["errors"]:
        assert error["message"] == "Something went wrong on our side; the log has it under this ID."
        assert set(error["extensions"]) == {"code", "id"}
        assert error["extensions"]["code"] == "INTERNAL"
    told = {error["extensions"]["id"] for error in answer["errors"]}
    assert told <= {getattr(record, "id", None) for record in caplog.records}
    assert "mislaid" not in response.text
    assert "agreement" not in response.text.replace("agreements", "")
    assert 'relation "agreement" does not exist' in caplog.text


def test_what_the_server_says_it_serves_can_be_asked(client: httpx.Client) -> None:
    assert "errors" not in ask(client, SERVED).json()

"""Requests that GraphQL never sees, because they are not well-formed questions."""

import gzip
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from api.limits import BODY

JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def client(server_url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server_url) as client:
        yield client


def the_error(response: httpx.Response) -> tuple[str, str]:
    """The code and the message of the one error, which is all that the answer has."""
    answer = response.json()
    assert set(answer) == {"errors"}
    (error,) = answer["errors"]
    assert set(error) == {"message", "extensions"}
    return error["extensions"]["code"], error["message"]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "The body cannot be read as JSON, from line 1, column 1 on."),
        (b"{", "The body cannot be read as JSON, from line 1, column 2 on."),
        (b'{"query": NaN}', "The body cannot be read as JSON, from line 1, column 11 on."),
        (b'{"query": "\\ud800"}', "The body cannot be read as JSON, from line 1, column 12 on."),
        (b"[" * 2000, "The body cannot be read as JSON"),
        (b'{"query": "\xff"}', "The body must be in UTF-8, and byte 12 is not."),
        (b"\xfe\xff\x00{", "The body must be in UTF-8, and byte 1 is not."),
        (b"null", "The body must be a JSON object, and is null."),
        (b"true", "The body must be a JSON object, and is a boolean."),
        (b"3", "The body must be a JSON object, and is a number."),
        (b'"{ sources { id } }"', "The body must be a JSON object, and is a string."),
        (
            b'[{"query": "{ sources { id } }"}]',
            "Batches are not taken; send each operation in a request of its own.",
        ),
        (b"{}", "The request must have a “query”: the GraphQL document, as a string."),
        (b'{"query": null}', "The request must have a “query”: the GraphQL document, as a string."),
        (b'{"query": 3}', "“query” must be a string, and is a number."),
        (b'{"query": {}}', "“query” must be a string, and is an object."),
        (b'{"query": "{a}", "variables": []}', "“variables” must be an object, and is a list."),
        (b'{"query": "{a}", "variables": "{}"}', "“variables” must be an object, and is a string."),
        (b'{"query": "{a}", "operationName": 1}', "“operationName” must be a string, and is a number."),
        (b'{"query": "{a}", "extensions": false}', "“extensions” must be an object, and is a boolean."),
    ],
)
def test_a_malformed_body_is_refused_in_one_sentence(client: httpx.Client, body: bytes, message: str) -> None:
    response = client.post("/graphql", content=body, headers=JSON)
    assert response.status_code == 400
    code, told = the_error(response)
    assert code == "BAD_REQUEST"
    assert told.startswith(message)


@pytest.mark.parametrize(
    "content_type",
    [
        None,
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/graphql",
        "application/json; charset=latin-1",
        "application/jsonp",
    ],
)
def test_a_body_of_another_type_is_refused(client: httpx.Client, content_type: str | None) -> None:
    headers = {"Content-Type": content_type} if content_type else {}
    response = client.post("/graphql", content=b'{"query": "{ __typename }"}', headers=headers)
    assert response.status_code == 415
    assert the_error(response) == (
        "UNSUPPORTED_MEDIA_TYPE",
        "A POST must have the Content-Type application/json, in UTF-8.",
    )


@pytest.mark.parametrize(
    "codings", [["gzip"], ["GZIP"], ["x-gzip"], ["identity, gzip"], ["identity", "br"], ["utf-8"]]
)
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_body_in_a_content_coding_is_refused(
    client: httpx.Client, codings: list[str], pack: Callable[[bytes], bytes]
) -> None:
    response = client.post(
        "/graphql",
        content=pack(b'{"query": "{ __typename }"}'),
        headers=[*JSON.items(), *(("Content-Encoding", coding) for coding in codings)],
    )
    assert response.status_code == 415
    assert response.headers["Accept-Encoding"] == "identity"
    assert the_error(response) == (
        "UNSUPPORTED_MEDIA_TYPE",
        "The body of a POST must be sent as it is, without a Content-Encoding.",
    )


@pytest.mark.parametrize("coding", ["", "identity", "Identity"])
def test_a_body_may_say_that_it_is_in_none(client: httpx.Client, coding: str) -> None:
    response = client.post(
        "/graphql", content=b'{"query": "{ __typename }"}', headers={**JSON, "Content-Encoding": coding}
    )
    assert response.json() == {"data": {"__typename": "Query"}}


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", '"utf-8"', "utf-8; x=y", '"utf-8" ;x=y', ""])
def test_a_body_may_name_its_encoding(client: httpx.Client, charset: str) -> None:
    response = client.post(
        "/graphql",
        content='{"query": "{ __typename } # ü"}'.encode(),
        headers={"Content-Type": f"application/json; charset={charset}"},
    )
    assert response.json() == {"data": {"__typename": "Query"}}


def test_a_body_may_have_as_many_bytes_as_said_and_not_one_more(client: httpx.Client) -> None:
    body = b'{"query": "{ __typename }"'
    longest = body + b" " * (BODY.most - len(body) - 1) + b"}"
    assert client.post("/graphql", content=longest, headers=JSON).json() == {"data": {"__typename": "Query"}}
    response = client.post("/graphql", content=longest + b" ", headers=JSON)
    assert response.status_code == 413
    assert the_error(response) == ("BODY_TOO_LARGE", "The body must have at most 65,536 bytes.")


def test_a_body_that_does_not_say_its_length_is_measured_as_it_comes(client: httpx.Client) -> None:
    response = client.post("/graphql", content=(b" " * 1000 for _ in range(66)), headers=JSON)
    assert response.status_code == 413


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("/graphql", "The request must have a “query”: the GraphQL document, as a string."),
        (
            "/graphql?query={__typename}&variables={",
            "“variables” in the address cannot be read as JSON, from line 1, column 2 on.",
        ),
        ("/graphql?query={__typename}&variables=[]", "“variables” must be an object, and is a list."),
        ("/graphql?query={__typename}&extensions=3", "“extensions” must be an object, and is a number."),
        ("/graphql?query=%ff", "The address must be in UTF-8."),
    ],
)
def test_a_malformed_address_is_refused_in_one_sentence(
    client: httpx.Client, address: str, message: str
) -> None:
    response = client.get(address)
    assert response.status_code == 400
    assert the_error(response) == ("BAD_REQUEST", message)


def test_an_address_that_is_not_there_is_told_so_in_the_same_shape(client: httpx.Client) -> None:
    response = client.get("/graphq1")
    assert response.status_code == 404
    assert the_error(response)[0] == "NOT_FOUND"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_a_method_that_is_not_taken_is_told_so_with_those_that_are(client: httpx.Client, method: str) -> None:
    response = client.request(method, "/graphql")
    assert response.status_code == 405
    assert the_error(response)[0] == "METHOD_NOT_ALLOWED"
    assert set(response.headers["allow"].split(", ")) == {"GET", "HEAD", "POST"}


QUESTION: dict[str, Any] = {
    "query": "query Two { __typename } query One { __typename }",
    "operationName": "Two",
}


@pytest.mark.parametrize("nothing", [None, {}])
def test_null_is_as_good_as_nothing(client: httpx.Client, nothing: object) -> None:
    response = client.post("/graphql", json={**QUESTION, "variables": nothing, "extensions": None})
    assert response.json() == {"data": {"__typename": "Query"}}


def test_in_an_address_an_empty_name_is_none(client: httpx.Client) -> None:
    assert client.get("/graphql", params={"query": "{ __typename }", "operationName": ""}).json() == {
        "data": {"__typename": "Query"}
    }

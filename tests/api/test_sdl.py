"""The schema as files: for those who generate code from SDL, and for those who do from an introspection."""

from collections.abc import Iterator

import httpx
import pytest
from graphql import build_client_schema, build_schema, find_breaking_changes, get_introspection_query

from schema.deprecations import names_of
from schema.sdl import sdl
from schema.version import VERSION, version_in


@pytest.fixture(scope="module")
def client(server_url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server_url, timeout=60) as client:
        yield client


def test_both_files_are_the_same_schema_and_say_its_version(client: httpx.Client) -> None:
    written = build_schema(client.get("/schema.graphql").text)
    introspected = build_client_schema(client.get("/schema.json").json()["data"])
    assert version_in(written.description) == version_in(introspected.description) == VERSION
    assert [find_breaking_changes(a, b) for a, b in ((written, introspected), (introspected, written))] == [
        [],
        [],
    ]
    told = {name: each.description for name, each in names_of(introspected)}
    assert told == {name: each.description for name, each in names_of(written)}


def test_introspection_is_open_and_gives_what_the_file_has(client: httpx.Client) -> None:
    query = get_introspection_query(
        descriptions=True, specified_by_url=True, schema_description=True, input_value_deprecation=True
    )
    answer = client.post("/graphql", json={"query": query}).json()
    assert "errors" not in answer
    asked = build_client_schema(answer["data"])
    assert asked.description == build_schema(sdl()).description
    assert (
        asked.type_map.keys()
        == build_client_schema(client.get("/schema.json").json()["data"]).type_map.keys()
    )


@pytest.mark.parametrize(
    ("address", "media_type"),
    [("/schema.graphql", "text/plain; charset=utf-8"), ("/schema.json", "application/json")],
)
def test_a_file_is_fetched_once_and_its_tag_has_the_version(
    client: httpx.Client, address: str, media_type: str
) -> None:
    response = client.get(address)
    tag = response.headers["etag"]
    assert tag.startswith(f'"{VERSION}-')
    assert response.headers["content-type"] == media_type
    assert response.headers["access-control-allow-origin"] == "*"
    head = client.head(address)
    assert (head.status_code, head.headers["etag"], head.content) == (200, tag, b"")
    again = client.get(address, headers={"If-None-Match": tag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    plain = client.get(address, headers={"Accept-Encoding": "identity"})
    assert plain.content == response.content
    assert plain.headers["etag"] != tag

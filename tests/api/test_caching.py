"""What HTTP caches are told of an answer: its tag, how long it may be kept, and what it depends on."""

import gzip
import sys
from collections.abc import Iterator

import httpx
import pytest

from api.newest import PERIOD
from schema.sdl import sdl

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

NATION = '{ jurisdiction(code: "US") { name } }'
LONG = "{ jurisdictions(kind: STATE) { nodes { code name id } } }"
YEAR = 365 * 24 * 60 * 60


@pytest.fixture(scope="module")
def client(server_url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server_url, timeout=60, headers={"Accept": "application/json"}) as client:
        yield client


@pytest.fixture(scope="module")
def newest(client: httpx.Client) -> int:
    number: int = get(client, "{ revision { number } }").json()["data"]["revision"]["number"]
    return number


def get(client: httpx.Client, query: str, **headers: str) -> httpx.Response:
    return client.get("/graphql", params={"query": query}, headers=headers)


def directives(response: httpx.Response) -> dict[str, str]:
    parts = response.headers["cache-control"].split(", ")
    return {name: value for name, _, value in (part.partition("=") for part in parts)}


@pytest.mark.parametrize(
    "question",
    [
        '{ jurisdiction(code: "US", asOf: { revision: 3 }) { name } }',
        '{ a: jurisdiction(code: "US", asOf: { revision: 3 }) { name } b: sources(asOf: { revision: 4 }) { id } }',
        "{ revision(number: 3) { summary } }",
    ],
)
def test_an_answer_of_revisions_that_the_question_names_may_be_kept_for_ever(
    client: httpx.Client, question: str
) -> None:
    response = get(client, question)
    assert "errors" not in response.json()
    assert directives(response) == {"public": "", "max-age": str(YEAR), "immutable": ""}
    assert "x-accel-expires" not in response.headers


def test_so_may_one_that_is_held_to_a_revision(client: httpx.Client) -> None:
    parameters = {"query": NATION, "extensions": '{"handover": {"revision": 3}}'}
    assert "immutable" in directives(client.get("/graphql", params=parameters))


def test_so_may_a_page_of_a_list_after_the_first(client: httpx.Client) -> None:
    first = get(client, "{ jurisdictions(first: 2) { pageInfo { endCursor } } }")
    cursor = first.json()["data"]["jurisdictions"]["pageInfo"]["endCursor"]
    assert "immutable" not in directives(first)
    assert "immutable" in directives(
        get(client, f'{{ jurisdictions(first: 2, after: "{cursor}") {{ nodes {{ code }} }} }}')
    )


@pytest.mark.parametrize(
    "question",
    [
        NATION,
        '{ jurisdiction(code: "US", asOf: { date: "2099-01-01" }) { name } }',
        '{ a: jurisdiction(code: "US", asOf: { revision: 3 }) { name } b: jurisdiction(code: "US") { name } }',
        "{ revision { number } }",
        "{ revisions(first: 1) { totalCount } }",
        '{ node(id: "jurisdiction:US") { id } }',
        "{ __typename }",
    ],
)
def test_any_other_is_asked_for_again_so_soon_that_a_new_revision_shows_within_two_seconds(
    client: httpx.Client, question: str
) -> None:
    response = get(client, question)
    assert "errors" not in response.json()
    found = directives(response)
    assert "immutable" not in found
    # A shared cache answers by itself for so long, nobody answers with something older meanwhile, and before
    # that we may take the revision before for the newest.
    assert PERIOD + int(found["s-maxage"]) + int(found["stale-while-revalidate"]) < 2
    assert found["max-age"] == "0"


@pytest.mark.parametrize(
    "question",
    [
        '{ jurisdiction(code: "XX") { name } }',
        '{ jurisdiction(code: "XX", asOf: { revision: 3 }) { name } }',
        '{ jurisdiction(code: "US", asOf: { revision: 4000 }) { name } }',
        "{ jurisdiction(",
        "{ nothing }",
    ],
)
def test_errors_are_kept_by_nobody(client: httpx.Client, question: str) -> None:
    response = get(client, question)
    assert response.json()["errors"]
    assert response.headers["cache-control"] == "no-store"
    assert "etag" not in response.headers


@pytest.mark.parametrize("coding", ["identity", "gzip", "zstd"])
@pytest.mark.parametrize("method", ["GET", "POST", "HEAD"])
def test_one_who_has_an_answer_is_not_sent_it_again(client: httpx.Client, method: str, coding: str) -> None:
    given = {"json": {"query": LONG}} if method == "POST" else {"params": {"query": LONG}}
    first = client.request(method, "/graphql", **given, headers={"Accept-Encoding": coding})
    tag = first.headers["etag"]
    assert tag.startswith('"')
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        headers = {"Accept-Encoding": coding, "If-None-Match": known}
        again = client.request(method, "/graphql", **given, headers=headers)
        assert again.status_code == 304
        assert again.content == b""
        for name in ("etag", "cache-control", "vary"):
            assert again.headers[name] == first.headers[name]
        assert not {"content-type", "content-length", "content-encoding"} & set(again.headers)
    headers = {"Accept-Encoding": coding, "If-None-Match": '"other"'}
    assert client.request(method, "/graphql", **given, headers=headers).status_code == 200


def test_different_bytes_have_different_tags_and_the_same_bytes_the_same(client: httpx.Client) -> None:
    def tag(query: str, accept: str = "application/json", coding: str = "identity") -> str:
        found: str = get(client, query, **{"Accept": accept, "Accept-Encoding": coding}).headers["etag"]
        return found

    tags = [
        tag(LONG),
        tag(LONG, coding="gzip"),
        tag(LONG, coding="zstd"),
        tag(LONG, accept="application/graphql-response+json"),
        tag(NATION),
    ]
    assert len(set(tags)) == len(tags)
    assert tag(LONG + " # the same answer") == tags[0]
    # Too short to be packed, so that these are the same bytes.
    assert tag(NATION, coding="gzip") == tags[4]


def test_a_cache_knows_what_an_answer_depends_on_and_gives_it_to_any_page(client: httpx.Client) -> None:
    for query in (NATION, LONG, "{ nothing }"):
        response = get(client, query)
        assert response.headers["vary"] == "Accept, Accept-Encoding"
        # Nobody said Origin: the copy in a cache is for those who will.
        assert response.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("again", [False, True])
def test_a_long_answer_is_packed_once_in_the_coding_that_the_client_reads(
    client: httpx.Client, again: bool
) -> None:
    unpack = {"gzip": gzip.decompress, "zstd": zstd.decompress}
    plain = get(client, LONG, **{"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    for accepted, coding in (
        ("gzip", "gzip"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("zstd;q=0, gzip", "gzip"),
    ):
        with client.stream(
            "GET", "/graphql", params={"query": LONG}, headers={"Accept-Encoding": accepted}
        ) as response:
            raw = b"".join(response.iter_raw())
        assert response.headers["content-encoding"] == coding
        assert int(response.headers["content-length"]) == len(raw) < len(plain.content)
        assert unpack[coding](raw) == plain.content


def test_one_who_refuses_gzip_by_name_does_not_get_it(client: httpx.Client) -> None:
    response = get(client, LONG, **{"Accept-Encoding": "gzip;q=0"})
    assert "content-encoding" not in response.headers


def test_errors_too_are_packed(client: httpx.Client) -> None:
    query = "{ " + " ".join(f"nothing{number}_{'x' * 200}" for number in range(10)) + " }"
    response = get(client, query, **{"Accept-Encoding": "gzip"})
    assert response.headers["content-encoding"] == "gzip"
    assert len(response.json()["errors"]) == 5


def test_the_sdl_is_packed_as_before(client: httpx.Client) -> None:
    response = client.get("/schema.graphql", headers={"Accept-Encoding": "gzip"})
    assert response.headers["content-encoding"] == "gzip"
    assert response.text == sdl()

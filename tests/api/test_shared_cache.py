"""A shared cache before the real program: what it answers by itself, and that it shows a new revision."""

import asyncio
import re
import signal
import time
from collections.abc import Iterator

import httpx
import pytest

from tests.api.nginx import nginx
from tests.api.program import Program, program
from tests.api.publishing import newest_at, publish, wait_for

pytestmark = pytest.mark.system

PINNED = {"query": '{ jurisdiction(code: "MN", asOf: { revision: 3 }) { name } }'}
NEWEST = {"query": "{ revision { number } }"}
LONG = {"query": "{ jurisdictions(kind: STATE, asOf: { revision: 3 }) { nodes { code name id } } }"}


@pytest.fixture
def run(database: str) -> Iterator[Program]:
    with program({"DATABASE_URL": database}) as run:
        yield run


@pytest.fixture
def cache(run: Program) -> Iterator[str]:
    with nginx(run.address) as address:
        yield address


def get(address: str, question: dict[str, str], **headers: str) -> httpx.Response:
    headers = {"Accept": "application/json", "Accept-Encoding": "identity", **headers}
    return httpx.get(f"{address}/graphql", params=question, headers=headers, timeout=60)


def state(response: httpx.Response) -> str:
    told: str = response.headers["cache-status-here"]
    return told


def test_a_question_of_one_revision_is_answered_for_ever_without_us(run: Program, cache: str) -> None:
    first = get(cache, PINNED)
    assert (first.status_code, state(first)) == (200, "MISS")
    run.end(signal.SIGTERM)
    again = get(cache, PINNED)
    assert (again.status_code, state(again)) == (200, "HIT")
    assert again.content == first.content
    assert get(cache, PINNED, **{"If-None-Match": first.headers["etag"]}).status_code == 304
    assert get(cache, {"query": "{ __typename }"}).status_code == 502


def test_a_page_that_asks_after_one_that_is_no_page_may_read_the_copy(cache: str) -> None:
    get(cache, PINNED)
    again = get(cache, PINNED, Origin="https://newsroom.example")
    assert state(again) == "HIT"
    assert again.headers["access-control-allow-origin"] == "*"


def test_each_media_type_and_coding_has_a_copy_of_its_own(cache: str) -> None:
    kinds = [
        (accept, coding)
        for accept in ("application/json", "application/graphql-response+json")
        for coding in ("identity", "gzip", "zstd")
    ]
    for expected in ("MISS", "HIT"):
        for accept, coding in kinds:
            response = get(cache, LONG, **{"Accept": accept, "Accept-Encoding": coding})
            assert response.headers["content-type"] == f"{accept}; charset=utf-8"
            assert response.headers.get("content-encoding", "identity") == coding
            assert state(response) == expected


def test_errors_are_not_kept(cache: str) -> None:
    for _ in range(2):
        response = get(cache, {"query": '{ jurisdiction(code: "XX") { name } }'})
        assert state(response) == "MISS"
        assert response.json()["errors"]


ADDRESSES = {
    "/data/places.csv?codes=MN": r"(\d+)\r\n\Z",
    "/data/datapackage.json": r'"version":\s*"(\d+)\.',
    "/revisions.json": r'"revision":(\d+)',
    "/revisions.atom": r"urn:handover:revision:(\d+)",
}
"""Files and feeds, and where each says of which revision it is."""


def test_files_and_feeds_are_answered_without_us_and_show_the_next_revision(
    database: str, cache: str
) -> None:
    def asked(address: str) -> tuple[int, httpx.Response]:
        response = httpx.get(f"{cache}{address}", headers={"Accept-Encoding": "identity"}, timeout=60)
        found = re.search(ADDRESSES[address], response.text)
        assert found, response.text
        return int(found[1]), response

    before = {asked(address)[0] for address in ADDRESSES}
    assert len(before) == 1
    for address in ADDRESSES:
        # Each is kept to the end of a second, in which this asks more than once.
        while state(asked(address)[1]) != "HIT":
            pass
    number = asyncio.run(publish(database))
    assert before == {number - 1}
    for address in ADDRESSES:
        while asked(address)[0] != number:
            time.sleep(0.05)
        # No older copy comes back.
        assert {asked(address)[0] for _ in range(20)} == {number}


def test_a_question_of_the_newest_revision_is_answered_without_us_and_shows_the_next_one(
    database: str, cache: str
) -> None:
    before = newest_at(cache)
    # It is kept to the end of a second, in which this asks more than once.
    while state(get(cache, NEWEST)) != "HIT":
        pass
    number = asyncio.run(publish(database))
    assert number == before + 1
    wait_for(number, cache)
    # No older copy comes back.
    assert {get(cache, NEWEST).json()["data"]["revision"]["number"] for _ in range(20)} == {number}

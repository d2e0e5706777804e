"""A line of the log for each request: what it says, and what a hostile one can make of it."""

import json
import signal
import socket
from collections.abc import Iterator
from hashlib import sha256

import httpx
import pytest

from api.request_log import logged_address
from api.settings import LoggedAddress
from tests.api.logged import Logged
from tests.api.program import program
from tests.api.serving import serving

QUESTION = """query Minnesota {
  jurisdiction(code: "MN") { detainers(period: { calendarYear: 2025 }) { total { value } } }
}"""
HASH = sha256(QUESTION.encode()).hexdigest()


@pytest.fixture(scope="module")
def logged() -> Logged:
    return Logged()


@pytest.fixture(scope="module")
def address(served: str, logged: Logged) -> Iterator[str]:
    with serving(served, log=logged.log) as address:
        yield address


@pytest.fixture
def client(address: str, logged: Logged) -> Iterator[httpx.Client]:
    logged.forget()
    with httpx.Client(base_url=address, timeout=60, headers={"Accept": "application/json"}) as client:
        yield client


def test_a_question_is_told_by_its_documents_hash_and_what_it_read(
    client: httpx.Client, logged: Logged
) -> None:
    persisted = {"persistedQuery": {"version": 1, "sha256Hash": HASH}}
    answer = client.post("/graphql", json={"query": QUESTION, "extensions": persisted})
    first = logged.next()
    assert first["message"] == "request"
    assert (first["method"], first["route"], first["status"]) == ("POST", "/graphql", 200)
    assert first["document"] == HASH
    assert first["operation"] == "Minnesota"
    assert first["bytes"] == len(answer.content)
    assert first["ms"] > 0
    assert not first["memory"]
    assert first["statements"] >= 1
    assert first["rows"] >= 1
    number = client.post("/graphql", json={"query": "{ revision { number } }"}).json()
    assert first["revision"] == number["data"]["revision"]["number"]
    logged.next()
    # The same bytes once more, and the same question in other bytes.
    for body in ({"query": QUESTION, "extensions": persisted}, {"extensions": persisted}):
        assert client.post("/graphql", json=body).content == answer.content
        line = logged.next()
        assert line["memory"]
        assert (line["statements"], line["rows"]) == (0, 0)
        same = ("message", "level", "method", "route", "status", "document", "operation", "revision", "bytes")
        assert {name: line[name] for name in same} == {name: first[name] for name in same}


def test_who_has_the_answer_is_told_so_in_no_bytes(client: httpx.Client, logged: Logged) -> None:
    tag = client.get("/graphql", params={"query": QUESTION}).headers["etag"]
    logged.next()
    client.get("/graphql", params={"query": QUESTION}, headers={"If-None-Match": tag})
    line = logged.next()
    assert (line["method"], line["status"], line["bytes"]) == ("GET", 304, 0)


def test_what_a_file_reads_is_told_in_whatever_format_it_is(client: httpx.Client, logged: Logged) -> None:
    read = []
    # The first reads what is kept from then on.
    for ending in ("csv", "csv", "parquet"):
        client.get(f"/data/outcomes.{ending}?within=TX")
        line = logged.next()
        read.append((line["statements"], line["rows"]))
    assert read[1] == read[2]
    assert read[2] > (3, 0)


@pytest.mark.parametrize(
    ("method", "path", "route", "status"),
    [
        ("GET", "/health/live", "/health/live", 200),
        ("GET", "/nowhere", None, 404),
        ("DELETE", "/graphql", "/graphql", 405),
        ("GET", "/embed/sides?states=MN", "/embed/{panel}", 200),
        ("POST", "/graphql", "/graphql", 415),
    ],
)
def test_other_requests_are_told_by_their_route(
    client: httpx.Client, logged: Logged, method: str, path: str, route: str | None, status: int
) -> None:
    client.request(method, path)
    line = logged.next()
    assert (line["method"], line["route"], line["status"]) == (method, route, status)
    assert "document" not in line


def test_a_document_that_cannot_be_asked_has_its_hash_too(client: httpx.Client, logged: Logged) -> None:
    client.post("/graphql", json={"query": "{ nothing }"})
    assert logged.next()["document"] == sha256(b"{ nothing }").hexdigest()


def test_neither_variables_nor_values_nor_who_asks_are_in_it(client: httpx.Client, logged: Logged) -> None:
    query = 'query ($code: String!) { jurisdiction(code: $code) { name } literal: jurisdiction(code: "CA") { name } }'
    headers = {
        "User-Agent": "the-agent/1.0",
        "Referer": "https://the-newsroom.example/",
        "Cookie": "the-cookie",
    }
    for send in (
        lambda: client.post("/graphql", json={"query": query, "variables": {"code": "MN"}}, headers=headers),
        lambda: client.get(
            "/graphql", params={"query": query, "variables": '{"code":"MN"}'}, headers=headers
        ),
    ):
        assert send().status_code == 200
        line = json.dumps(logged.next())
        for word in ('"MN"', "code", '"CA"', "agent", "newsroom", "cookie", "127.0.0.1", "client"):
            assert word not in line


@pytest.mark.parametrize("name", ["\\u0000", "\\u0001", "\\ud83d\\ude00", "\\n", '\\"', "a"])
def test_hostile_names_are_cut(client: httpx.Client, logged: Logged, name: str) -> None:
    body = b'{"query": "{ __typename }", "operationName": "%s"}' % (name.encode() * 4_000)
    client.post("/graphql", content=body, headers={"Content-Type": "application/json"})
    assert len(logged.next()["operation"]) == 200
    operation = "a" * 15_000
    client.post("/graphql", json={"query": f"query {operation} {{ __typename }}"})
    assert logged.next()["operation"] == "a" * 200


@pytest.mark.parametrize("part", [b"%00", b"%F0%9F%98%80", b"%FF", b"%0A", b"%ED%A0%80", b"%22", b"a"])
def test_hostile_addresses_are_cut(client: httpx.Client, logged: Logged, address: str, part: bytes) -> None:
    path = b"/" + part * (30_000 // len(part))
    head = b"User-Agent: %s\r\nHost: localhost\r\nConnection: close" % (b"\xff" * 10_000)
    with socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2]))) as connection:
        connection.sendall(b"GET %s?%s HTTP/1.1\r\n%s\r\n\r\n" % (path, path, head))
        assert connection.recv(4096).startswith(b"HTTP/1.1 404 ")
    line = logged.next()
    assert (line["route"], line["status"]) == (None, 404)
    assert len(line["path"]) == 200


@pytest.mark.parametrize(
    ("client", "prefix", "full"),
    [
        ("203.0.113.77", "203.0.113.0/24", "203.0.113.77"),
        ("2001:db8:1234:5678::9", "2001:db8:1234::/48", "2001:db8:1234:5678::9"),
        ("::ffff:203.0.113.77", "203.0.113.0/24", "203.0.113.77"),
        ("fe80::1%eth0", "fe80::/48", "fe80::1%eth0"),
        ("a socket", None, None),
    ],
)
def test_of_an_address_as_much_is_written_as_is_allowed(
    client: str, prefix: str | None, full: str | None
) -> None:
    assert logged_address(client, LoggedAddress.NONE) is None
    assert logged_address(client, LoggedAddress.PREFIX) == prefix
    assert logged_address(client, LoggedAddress.FULL) == full


def test_the_setting_decides_what_is_said_of_the_client(served: str) -> None:
    logged = Logged()
    with serving(served, log=logged.log, log_addresses=LoggedAddress.PREFIX) as address:
        logged.forget()
        httpx.get(f"{address}/health/live")
        assert logged.next()["client"] == "127.0.0.0/24"


def test_the_program_logs_as_json_where_nobody_watches_and_as_text_where_it_is_told(served: str) -> None:
    with program({"DATABASE_URL": served}) as running:
        httpx.post(f"{running.address}/graphql", json={"query": QUESTION})
        code, _, lines = running.end_with_log(signal.SIGTERM)
    assert code == 0
    requests = [json.loads(line) for line in lines]
    # Before it says that it serves it asks itself.
    assert [line["route"] for line in requests] == ["/health/ready", "/graphql", "/graphql"]
    assert requests[-1]["document"] == HASH
    with program({"DATABASE_URL": served, "HANDOVER_LOG": "text"}) as running:
        httpx.post(f"{running.address}/graphql", json={"query": QUESTION})
        assert running.end_with_log(signal.SIGTERM) == (0, "", [])

"""Whatever goes wrong, neither answers nor headers say how the server is made, where it stands and what the database said."""

import base64
import hashlib
import logging
import socket
import ssl
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from html.parser import HTMLParser
from typing import Any

import asyncpg
import httpx
import pytest

from db import pool
from db.reading import CountedConnection
from tests.api.serving import serving
from tests.api.silence import SECRET, require_silence

QUESTION = '{ jurisdiction(code: "MN") { detainers(period: { calendarYear: 2025 }) { total { value } } } }'

FAULTS: list[Exception] = [
    asyncpg.UndefinedTableError(f'relation "{SECRET}" does not exist'),
    asyncpg.UndefinedColumnError(f'column "{SECRET}" does not exist'),
    asyncpg.InsufficientPrivilegeError(f"permission denied for table {SECRET}"),
    asyncpg.InvalidPasswordError(f'password authentication failed for user "{SECRET}"'),
    asyncpg.InvalidCatalogNameError(f'database "{SECRET}" does not exist'),
    asyncpg.CannotConnectNowError(f"the database system {SECRET} is starting up"),
    asyncpg.TooManyConnectionsError(f"remaining connection slots of {SECRET} are reserved"),
    asyncpg.AdminShutdownError(f"terminating connection to {SECRET} due to administrator command"),
    asyncpg.QueryCanceledError(f"canceling statement of {SECRET} due to statement timeout"),
    asyncpg.DiskFullError(f"could not write to file {SECRET}"),
    asyncpg.DataCorruptedError(f"invalid page in block 1 of relation {SECRET}"),
    asyncpg.InterfaceError(f"cannot perform operation on {SECRET}"),
    asyncpg.InternalClientError(f"{SECRET}"),
    asyncpg.DataError(f"invalid input for query argument $1: '{SECRET}'"),
    ConnectionRefusedError(111, f"Connect call failed ('{SECRET}.internal', 5432)"),
    FileNotFoundError(2, "No such file or directory", f"/run/{SECRET}/.s.PGSQL.5432"),
    socket.gaierror(-2, f"Name or service not known: {SECRET}"),
    ssl.SSLError(1, f"certificate verify failed: {SECRET}"),
    TimeoutError(SECRET),
    UnicodeDecodeError("utf-8", SECRET.encode(), 0, 1, "invalid start byte"),
    KeyError(f"postgresql://owner:{SECRET}@host/handover"),
    ValueError(f"invalid DSN: postgresql://owner:{SECRET}@host/handover"),
    RecursionError(SECRET),
    MemoryError(SECRET),
    AssertionError(SECRET),
    ZeroDivisionError(SECRET),
]

ADDRESSES = [
    "/health/ready",
    "/data/",
    "/data/datapackage.json",
    "/data/detainers.csv",
    "/data/detainers.parquet",
    "/data/nothing.csv",
    "/revisions.atom",
    "/revisions.json",
    "/card/sides.png?states=MN",
    "/oembed?url=http://localhost/%3Fpanel=sides",
    "/nowhere",
    "/assets/nowhere.js",
]


def without_waits(patch: pytest.MonkeyPatch) -> AbstractContextManager[None]:
    """A statement is still sent three times, but nobody waits between."""
    patch.setattr(pool.Pool.__init__, "__defaults__", ((0, 0),))
    return nullcontext()


@pytest.fixture(scope="module")
def client(served: str) -> Iterator[httpx.Client]:
    """Of a server that has no answer in memory; its database has been well when it started."""
    with (
        pytest.MonkeyPatch.context() as patch,
        without_waits(patch),
        serving(served, answer_bytes=0) as address,
        httpx.Client(base_url=address, timeout=60) as client,
    ):
        client.post("/graphql", json={"query": QUESTION}).raise_for_status()
        yield client


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: type(fault).__name__)
def test_no_fault_of_the_database_is_told(
    client: httpx.Client,
    served: str,
    fault: Exception,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def fail(*_: Any, **__: Any) -> Any:
        raise fault

    monkeypatch.setattr(CountedConnection, "fetch", fail)
    monkeypatch.setattr(CountedConnection, "fetchrow", fail)
    responses = [
        client.post("/graphql", json={"query": QUESTION}),
        client.post("/graphql", json={"query": QUESTION}, headers={"Accept": "application/json"}),
        client.get("/graphql", params={"query": QUESTION}),
        *(client.get(address) for address in ADDRESSES),
    ]
    logged = {getattr(record, "id", None) for record in caplog.records if record.levelno >= logging.ERROR}
    for response in responses:
        require_silence(response, served)
        if response.headers["content-type"].startswith(("application/json", "application/graphql")):
            for error in response.json().get("errors", ()):
                code = error["extensions"]["code"]
                assert code in {"INTERNAL", "UNAVAILABLE", "TIMEOUT", "NOT_FOUND"}
                if code == "INTERNAL":
                    assert error["extensions"]["id"] in logged
    assert any(response.status_code >= 500 for response in responses)


HOSTILE: list[tuple[str, str, dict[str, Any]]] = [
    ("POST", "/graphql", {"content": b"\xff\xfe", "headers": {"Content-Type": "application/json"}}),
    ("POST", "/graphql", {"content": b"[" * 60_000, "headers": {"Content-Type": "application/json"}}),
    ("POST", "/graphql", {"content": b'{"query": 1e999}', "headers": {"Content-Type": "application/json"}}),
    ("POST", "/graphql", {"json": {"query": "{" * 9_000}}),
    ("POST", "/graphql", {"json": {"query": '{ jurisdiction(code: "\u0000") { name } }'}}),
    ("POST", "/graphql", {"json": {"query": '{ jurisdiction(code: "\\uD800") { name } }'}}),
    (
        "POST",
        "/graphql",
        {"json": {"query": "query($a: Int!) { revision { number } }", "variables": {"a": 2**70}}},
    ),
    ("POST", "/graphql", {"json": {"query": "{ revision(asOf: {revision: 2147483648}) { number } }"}}),
    ("POST", "/graphql", {"json": {"query": "{ __typename }", "variables": {"\u0000": "\u0000"}}}),
    ("GET", "/graphql?query=%FF%00", {}),
    ("GET", "/graphql?query={__typename}&variables=%5B", {}),
    ("GET", "/data/..%2F..%2Fetc%2Fpasswd", {}),
    ("GET", "/data/detainers.csv?from=%00", {}),
    ("GET", "/data/detainers.csv?asOf=99999999999999999999", {}),
    ("GET", "/assets/..%2F..%2F..%2F..%2Fetc/passwd", {}),
    ("GET", "/assets/%00", {}),
    ("GET", "/assets/" + "a" * 5_000, {}),
    ("GET", "/embed/%2e%2e%2f%00", {}),
    ("GET", "/card/%00.png", {}),
    ("GET", "/card/sides.png?places=%00", {}),
    ("GET", "/oembed?url=file:///etc/passwd", {}),
    ("GET", "/docs/..%2f..%2f..%2fetc/passwd", {}),
    ("GET", "/docs/%00", {}),
    ("GET", "/revisions.atom?source=%00", {}),
]


@pytest.mark.parametrize(("method", "address", "how"), HOSTILE)
def test_no_hostile_request_is_a_fault_or_learns_anything(
    client: httpx.Client, served: str, method: str, address: str, how: dict[str, Any]
) -> None:
    response = client.request(method, address, **how)
    assert response.status_code < 500 or "not been built" in response.text
    require_silence(response, served)
    assert "root:" not in response.text


class Page(HTMLParser):
    """What of a page a policy decides about."""

    def __init__(self) -> None:
        super().__init__()
        self.inline: list[str] = []
        self.fetched: list[str] = []
        self.handlers: list[str] = []
        self._in_script = False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        self.handlers += [name for name in given if name.startswith("on")]
        self._in_script = tag == "script" and "src" not in given and "json" not in given.get("type", "")
        if tag in {"script", "img", "iframe", "source", "video", "audio", "embed"} and "src" in given:
            self.fetched.append(given["src"])
        if tag == "link" and {"stylesheet", "preload", "icon", "modulepreload"} & set(
            given.get("rel", "").split()
        ):
            self.fetched.append(given["href"])

    def handle_data(self, data: str) -> None:
        if self._in_script and data.strip():
            self.inline.append(data)

    def handle_endtag(self, tag: str) -> None:
        self._in_script = False


@pytest.mark.parametrize("address", ["/", "/graphql", "/data/", "/embed/sides", "/docs/"])
def test_every_page_satisfies_the_policy_that_it_brings(
    client: httpx.Client, served: str, address: str
) -> None:
    response = client.get(address, headers={"Accept": "text/html"}, follow_redirects=True)
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/html")
    policy = dict(
        part.strip().partition(" ")[::2] for part in response.headers["content-security-policy"].split(";")
    )
    assert policy["default-src"] == "'none'"
    assert "unsafe-inline" not in policy.get("script-src", "")
    assert "unsafe-eval" not in policy.get("script-src", "")
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["referrer-policy"] == "strict-origin-when-cross-origin"
    page = Page()
    page.feed(response.text)
    assert page.handlers == []
    assert [fetched for fetched in page.fetched if "//" in fetched] == []
    hashes = policy.get("script-src", "")
    for script in page.inline:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in hashes
    require_silence(response, served)

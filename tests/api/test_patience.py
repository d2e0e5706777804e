"""Clients that send or read slowly, or not at all: raw sockets against the real server."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from http.client import HTTPConnection
from itertools import repeat
from socket import socket
from urllib.parse import urlsplit

import pytest

from api import patience
from tests.api.connecting import connect, get, head_of, post
from tests.api.serving import serving

QUESTION = {"query": "{ __typename }"}
BODY = json.dumps(QUESTION).encode()
EVERYTHING = {"query": "{ jurisdictions(first: 1000) { nodes { code name id } } }"}

PAUSE = 0.05
BYTES = 400
"""Far more, a byte at a time, than the shortened patience is for."""


@pytest.fixture
def address(served: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A server whose patience is a fraction of a second."""
    assert max(patience.SENDING, patience.READING) < 10
    monkeypatch.setattr(patience, "SENDING", 0.5)
    monkeypatch.setattr(patience, "READING", 0.5)
    with serving(served) as address:
        yield address


DRIBBLED = {
    "nothing at all": (b"", []),
    "empty lines before a request": (b"", repeat(b"\r\n", BYTES)),
    "a first line": (b"GET /", repeat(b"a", BYTES)),
    "headers": (b"GET / HTTP/1.1\r\n", repeat(b"a: b\r\n", BYTES)),
    "a body": (head_of(b" " * 10_000), repeat(b" ", BYTES)),
    "a body in chunks": (
        b"POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n",
        repeat(b"1\r\n \r\n", BYTES),
    ),
    "a body that was refused before it came": (
        b"POST /data/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10000\r\n\r\n",
        repeat(b" ", BYTES),
    ),
    "empty lines after a request": (post(QUESTION), repeat(b"\r\n", BYTES)),
    "half of a second request": (post(QUESTION) + b"GET / HTT", repeat(b"a", BYTES)),
}


@pytest.mark.parametrize("name", DRIBBLED)
def test_a_slow_sender_is_cut_off(address: str, name: str) -> None:
    at_once, dribbled = DRIBBLED[name]
    with closing(connect(address)) as client:
        client.settimeout(PAUSE)
        client.sendall(at_once)
        pieces = iter(dribbled)
        for _ in range(BYTES):
            try:
                if client.recv(65536) == b"":
                    return
                client.sendall(next(pieces, b""))
            except TimeoutError:
                client.sendall(next(pieces, b""))
            except (ConnectionResetError, BrokenPipeError):
                return
    pytest.fail("it was waited for")


def test_one_who_sends_in_pieces_and_goes_on_is_answered(address: str) -> None:
    with closing(connect(address)) as client:
        for _ in range(3):
            question = post(QUESTION)
            for start in range(0, len(question), 40):
                client.sendall(question[start : start + 40])
                time.sleep(0.001)
            told = b""
            while not told.endswith(b'{"data":{"__typename":"Query"}}'):
                told += client.recv(65536)
                assert told


def test_headers_without_end_are_refused(address: str) -> None:
    with closing(connect(address)) as client:
        client.sendall(b"GET / HTTP/1.1\r\n")
        told = b""
        try:
            while not told:
                client.sendall(b"a: b\r\n" * 1000)
                client.setblocking(False)
                with suppress(BlockingIOError):
                    told = client.recv(4096)
                client.setblocking(True)
        except (ConnectionResetError, BrokenPipeError):
            told = told or b"HTTP/1.1 431 (which its own haste kept it from reading)"
    assert told.startswith(b"HTTP/1.1 431 ")


def ask_and_ask(client: socket) -> None:
    """More questions than the system keeps, with their answers, for those who read neither."""
    for _ in range(100):
        client.sendall(post(EVERYTHING) * 10_000)


def test_one_who_does_not_read_is_cut_off(address: str) -> None:
    with closing(connect(address)) as client:
        client.settimeout(60)
        with pytest.raises((ConnectionResetError, BrokenPipeError)):
            ask_and_ask(client)


def test_a_slow_answer_is_no_slow_sender(address: str) -> None:
    with closing(connect(address)) as client:
        client.sendall(get("/data/detainers.parquet?kind=COUNTY") + post(QUESTION)[:50])
        client.settimeout(60)
        told = client.recv(65536)
        assert told.startswith(b"HTTP/1.1 200 ")


@pytest.mark.slow
def test_a_connection_stands_longer_between_two_requests_than_clients_keep_theirs(served: str) -> None:
    """Those that keep it for five seconds, as many do, never ask at the moment in which it is closed."""
    with serving(served) as address:
        client = HTTPConnection(urlsplit(address).netloc, timeout=30)
        client.connect()
        first = client.sock
        for _ in range(2):
            client.request("GET", "/health/live")
            assert client.getresponse().read()
            time.sleep(6)
        assert client.sock is first
        client.close()

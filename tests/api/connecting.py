"""Clients that are nothing but a socket, so that a test may send what and when it likes, and hang up."""

from __future__ import annotations

import json
import socket
from typing import Any


def connect(address: str) -> socket.socket:
    """A connection to a server on this machine."""
    return socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2])))


def get(path: str) -> bytes:
    """A whole request."""
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\n\r\n".encode()


def post(question: dict[str, Any]) -> bytes:
    """A whole question."""
    body = json.dumps(question).encode()
    return head_of(body) + body


def head_of(body: bytes) -> bytes:
    """What goes before a body with a question."""
    return (
        b"POST /graphql HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\n"
        b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body)
    )

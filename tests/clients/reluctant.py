"""A server that is busy for a second, and says so, and from then on is the real one."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import httpx

REFUSAL = b'{"errors":[{"message":"Ask again in a moment.","extensions":{"code":"OVERLOADED"}}]}'
ASKED = ("Accept", "Content-Type", "Origin")
TOLD = ("Content-Type", "Access-Control-Allow-Origin", "Access-Control-Allow-Headers")


@dataclass
class Reluctant:
    """Where it is, and the statuses of what it has answered."""

    address: str
    statuses: list[int] = field(default_factory=list)


@contextmanager
def reluctant(server_url: str, status: int) -> Iterator[Reluctant]:
    """Refuse with 429 or 503 for as long as the first refusal says in `Retry-After`; then pass each request on."""
    busy_until: list[float] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if not busy_until:
                busy_until.append(time.monotonic() + 1)
            if time.monotonic() < busy_until[0]:
                told = {
                    "Content-Type": "application/graphql-response+json",
                    "Retry-After": "1",
                    # As the real server has it, so that a script of another page can read it.
                    "Access-Control-Allow-Origin": "*",
                    "Access-Control-Expose-Headers": "Retry-After",
                }
                self.answer(status, told, REFUSAL)
                return
            headers = {name: self.headers[name] for name in ASKED if name in self.headers}
            answer = httpx.request(
                self.command, server_url + self.path, headers=headers, content=body, timeout=60
            )
            told = {name: answer.headers[name] for name in TOLD if name in answer.headers}
            self.answer(answer.status_code, told, answer.content)

        do_POST = do_GET

        def answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
            met.statuses.append(status)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_OPTIONS(self) -> None:
            answer = httpx.options(server_url + self.path, headers=dict(self.headers), timeout=60)
            self.send_response(answer.status_code)
            for name, value in answer.headers.items():
                if name.startswith("access-control-"):
                    self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        met = Reluctant(f"http://127.0.0.1:{server.server_port}")
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield met
        finally:
            server.shutdown()
            thread.join()

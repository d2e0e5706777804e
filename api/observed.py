"""What is known of a request once it is over, told to those who keep account: the log and the metrics."""

from __future__ import annotations

from collections.abc import Sequence
from time import perf_counter
from typing import NamedTuple, Protocol

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from db.reading import READING, Read, Reading


class Operation(NamedTuple):
    """What a request asks: an operation of a document, known by the SHA-256 of its text.

    `cost`: what it was estimated at, None where it was not. `deprecated`: the fields in it that will go.
    """

    sha256: str
    name: str | None
    cost: int | None = None
    deprecated: tuple[str, ...] = ()


class Seen(NamedTuple):
    """A request that is over.

    `route` is the pattern of the address, None where there is none. `status` None: the client was gone before there was
    one. `sent` bytes of the body. `operation` None: no question, or one that could not be understood. `from_memory`:
    nothing was executed for it. `revision` the newest one, 0 if there was none. `client` the address that the request came from.
    """

    method: str
    path: str
    route: str | None
    status: int | None
    seconds: float
    sent: int
    operation: Operation | None
    from_memory: bool
    revision: int
    statements: int
    rows: int
    client: str | None


class Observer(Protocol):
    """One who keeps account."""

    def begun(self) -> None:
        """A request has come."""

    def read(self, read: Read) -> None:
        """A statement has ended."""

    def ended(self, seen: Seen) -> None:
        """A request is over."""

    def close(self) -> None:
        """The application ends; this may take a moment."""


class Observed:
    """Tells the observers of each request. What lies within says `operation` and `from_memory` in `request.state`."""

    def __init__(self, app: ASGIApp, observers: Sequence[Observer]) -> None:
        self.app = app
        self.observers = observers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and tell when it is over."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = perf_counter()
        status: int | None = None
        sent = 0

        async def send_and_count(message: Message) -> None:
            nonlocal status, sent
            if message["type"] == "http.response.start":
                status = message["status"]
            elif message["type"] == "http.response.body":
                sent += len(message.get("body", b""))
            await send(message)

        for observer in self.observers:
            observer.begun()
        reading = Reading(self._read)
        token = READING.set(reading)
        try:
            await self.app(scope, receive, send_and_count)
        finally:
            READING.reset(token)
            state = scope["state"]
            from_memory = state.get("from_memory", False)
            route = scope.get("route")
            client = scope.get("client")
            seen = Seen(
                method=scope["method"],
                path=scope["path"],
                # A question that is answered is so before anything is routed.
                route=route.path if route else scope["path"] if state.get("operation") else None,
                status=status,
                seconds=perf_counter() - began,
                sent=sent,
                operation=state.get("operation"),
                from_memory=from_memory,
                revision=state["newest"].number,
                statements=reading.statements,
                rows=reading.rows,
                client=client and client[0],
            )
            for observer in self.observers:
                observer.ended(seen)

    def _read(self, read: Read) -> None:
        for observer in self.observers:
            observer.read(read)

"""When a request ends: with its answer, at its deadline, or when its client hangs up; its statements end with it.

Neither the server nor the driver does that: the server tells of a client that has left only to those who ask, and a
statement runs on until its task is cancelled.
"""

from __future__ import annotations

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.not_now import LateError
from db.scopes import scope as scope_of_statements

SOON = 0.05
"""Seconds after which the client is watched. To begin costs half as much as a short answer, which is over by then."""

BODILESS = {"GET", "HEAD"}
"""Methods whose endpoints read nothing from the client, so that nobody would learn that it has left."""


class Deadlines:
    """Ends a request whose answer has not begun after so many seconds, and one whose client is gone.

    An answer that has begun may take its time: each of its statements has the role's own limit.
    """

    def __init__(self, app: ASGIApp, seconds: float) -> None:
        self.app = app
        self.seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on. Raises LateError."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = asyncio.timeout(self.seconds)
        client = Client(receive, send, limit)
        try:
            with scope_of_statements():
                async with limit:
                    if scope["method"] in BODILESS:
                        await client.listen()
                    await self.app(scope, client.receive, client.send)
        except TimeoutError as error:
            if client.gone:
                return
            if limit.expired():
                raise LateError from error
            raise
        finally:
            client.forget()


class Client:
    """The one who asked. Some time after all of the question has come, whether he is still there is watched beside the work."""

    def __init__(self, receive: Receive, send: Send, limit: asyncio.Timeout) -> None:
        self.gone = False
        self._receive = receive
        self._send = send
        self._limit = limit
        self._answered = False
        self._first: Message | None = None
        self._left = asyncio.Event()
        self._beginning: asyncio.TimerHandle | None = None
        self._watching: asyncio.Task[None] | None = None

    async def listen(self) -> None:
        """Take the first that comes before it is asked for."""
        self._first = await self._next()

    async def receive(self) -> Message:
        """What comes from the client; after the whole question, that he has left."""
        if self._first is not None:
            first, self._first = self._first, None
            return first
        if self._beginning is None:
            return await self._next()
        self._begin()
        await self._left.wait()
        return {"type": "http.disconnect"}

    async def _next(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request" and not message.get("more_body"):
            self._beginning = asyncio.get_running_loop().call_later(SOON, self._begin)
        return message

    def _begin(self) -> None:
        if self._watching is None:
            self._watching = asyncio.create_task(self._watch())

    async def send(self, message: Message) -> None:
        """Pass on what the client is sent."""
        if message["type"] == "http.response.start" and not self._limit.expired():
            self._limit.reschedule(None)
        self._answered = message["type"] == "http.response.body" and not message.get("more_body")
        await self._send(message)

    def forget(self) -> None:
        """Watch no longer."""
        if self._beginning is not None:
            self._beginning.cancel()
        if self._watching is not None:
            self._watching.cancel()

    async def _watch(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self._left.set()
        # A server says so too when all is sent, and what is left to do then is to be done.
        if not self._answered and not self._limit.expired():
            self.gone = True
            self._limit.reschedule(asyncio.get_running_loop().time())

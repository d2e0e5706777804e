"""When a request ends: with its answer, at its deadline, or when its client hangs up; its statements end with it.

Neither the server nor the driver does that: the server tells of a client that has left only to those who ask, and a
statement runs on until its task is cancelled.
"""

from __future__ import annotations

import asyncio
from types import TracebackType

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.not_now import LateError
from db.work import Work

SOON = 0.05
"""Seconds after which the deadline is set and the client is watched. Most answers are over by then and need neither."""

BODILESS = {"GET", "HEAD"}
"""Methods whose endpoints read nothing from the client, so that nobody would learn that it has left."""


class Deadlines:
    """Ends a request whose answer has not begun after so many seconds, and one whose client is gone."""

    def __init__(self, app: ASGIApp, seconds: float) -> None:
        self.app = app
        self.seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on. Raises LateError."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        async with InTime(receive, send, self.seconds) as client:
            if scope["method"] in BODILESS:
                await client.listen()
            await self.app(scope, client.receive, client.send)


class InTime:
    """What is done for a client: ended, its statements with it, after so many seconds or when the client is gone.

    An answer that has begun may take its time: each of its statements has the role's own limit. Raises LateError. Of a
    client that is gone nothing is raised.
    """

    __slots__ = ("_client", "_limit", "_work")

    def __init__(self, receive: Receive, send: Send, seconds: float) -> None:
        self._limit = asyncio.timeout(None)
        self._client = Client(receive, send, self._limit, seconds)
        self._work = Work()

    async def __aenter__(self) -> Client:
        self._work.__enter__()
        await self._limit.__aenter__()
        self._client.expect()
        return self._client

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        self._client.forget()
        try:
            await self._limit.__aexit__(kind, error, trace)
        except TimeoutError as late:
            if self._client.gone:
                return True
            raise LateError from late
        finally:
            self._work.__exit__(kind, error, trace)
        return False


class Client:
    """The one who asked. Some time after all of the question has come, whether he is still there is watched beside the work."""

    def __init__(self, receive: Receive, send: Send, limit: asyncio.Timeout, seconds: float) -> None:
        self.gone = False
        self.begun = False
        self._receive = receive
        self._send = send
        self._limit = limit
        self._seconds = seconds
        self._is_soon = False
        self._asked = False
        self._answered = False
        self._first: Message | None = None
        self._left: asyncio.Event | None = None
        self._soon: asyncio.TimerHandle | None = None
        self._watching: asyncio.Task[None] | None = None

    def expect(self) -> None:
        """Begin to count."""
        self._soon = asyncio.get_running_loop().call_later(min(SOON, self._seconds), self._when_soon)

    def _when_soon(self) -> None:
        self._is_soon = True
        if not self.begun:
            loop = asyncio.get_running_loop()
            self._limit.reschedule(loop.time() + max(self._seconds - SOON, 0))
        if self._asked:
            self._watch()

    async def listen(self) -> None:
        """Take the first that comes before it is asked for."""
        self._first = await self._next()

    async def receive(self) -> Message:
        """What comes from the client; after the whole question, that he has left."""
        if self._first is not None:
            first, self._first = self._first, None
            return first
        if not self._asked:
            return await self._next()
        await self._watch().wait()
        return {"type": "http.disconnect"}

    async def _next(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request" and not message.get("more_body"):
            self._asked = True
            if self._is_soon:
                self._watch()
        return message

    async def send(self, message: Message) -> None:
        """Pass on what the client is sent."""
        if message["type"] == "http.response.start":
            self.begun = True
            if self._is_soon and not self._limit.expired():
                self._limit.reschedule(None)
        self._answered = message["type"] == "http.response.body" and not message.get("more_body")
        await self._send(message)

    def forget(self) -> None:
        """Watch no longer."""
        if self._soon is not None:
            self._soon.cancel()
        if self._watching is not None:
            self._watching.cancel()

    def _watch(self) -> asyncio.Event:
        """Watch from now on. What this gives is set when he has left."""
        if self._left is None:
            self._left = asyncio.Event()
            self._watching = asyncio.create_task(self._until_he_leaves(self._left))
        return self._left

    async def _until_he_leaves(self, left: asyncio.Event) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        left.set()
        # A server says so too when all is sent, and what is left to do then is to be done.
        if not self._answered and not self._limit.expired():
            self.gone = True
            self._limit.reschedule(asyncio.get_running_loop().time())

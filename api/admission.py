"""How many answers are made at once. Those from memory are sent beside, however many.

A page that opens asks for all of its panels in one moment, so a burst may wait in a line. A crowd may not: a line that is
always full delays all who stand in it and serves nobody sooner. Whoever comes when it is full is refused, and from then on,
until for a while nobody had to be, so is everybody for whom there is no place. Nor are answers then made side by side: one
core makes them, and each would only take so much longer. One that takes long keeps no others out, for it waits for the
database.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from contextlib import AsyncExitStack
from itertools import count
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.not_now import OverloadedError

LINE: Final = 16
"""How many may wait: twice the panels of the page."""

CALM: Final = 1.0
"""Seconds without a refusal after which the crowd is gone."""

LONG: Final = 0.25
"""Seconds after which an answer takes long: many times what most do."""


class Admission:
    """Lets in `most` at once."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._tickets = count()
        # When those inside entered, by their tickets, the last one last.
        self._inside: dict[int, float] = {}
        self._line: OrderedDict[int, asyncio.Future[None]] = OrderedDict()
        self._crowded_until = 0.0

    @property
    def refuses(self) -> bool:
        """Whether there is a crowd and no place, so that whoever comes now is refused; one more is then part of it."""
        now = _now()
        if now >= self._crowded_until or self._has_place(now):
            return False
        self._crowded_until = now + CALM
        return True

    def admitted(self) -> Admittance:
        """Make an answer. Raises OverloadedError at once where too many are being made."""
        return Admittance(self, next(self._tickets))

    def _has_place(self, now: float) -> bool:
        if len(self._inside) >= self._most:
            return False
        if now >= self._crowded_until or not self._inside:
            return True
        return now - next(reversed(self._inside.values())) > LONG

    async def enter(self, ticket: int) -> None:
        """Wait for a place. Raises OverloadedError."""
        now = _now()
        if self._has_place(now):
            self._inside[ticket] = now
            return
        if len(self._line) >= LINE:
            self._crowded_until = now + CALM
        if self.refuses:
            raise OverloadedError
        turn = self._line[ticket] = asyncio.get_running_loop().create_future()
        try:
            await turn
        except asyncio.CancelledError:
            self._line.pop(ticket, None)
            # The turn may have come in the same moment.
            if ticket in self._inside:
                self.leave(ticket)
            raise

    def leave(self, ticket: int) -> None:
        """Give the place to the one who has waited longest."""
        del self._inside[ticket]
        while self._line:
            following, turn = self._line.popitem(last=False)
            if not turn.cancelled():
                self._inside[following] = _now()
                turn.set_result(None)
                return


class Admittance:
    """One answer that is made."""

    __slots__ = ("_admission", "_ticket")

    def __init__(self, admission: Admission, ticket: int) -> None:
        self._admission = admission
        self._ticket = ticket

    async def __aenter__(self) -> None:
        await self._admission.enter(self._ticket)

    async def __aexit__(self, *_: object) -> None:
        self._admission.leave(self._ticket)


def _now() -> float:
    return asyncio.get_running_loop().time()


class Admitted:
    """Makes answers at some addresses one of those of which there are so many at once, until they begin to be sent.

    From then on an answer goes as fast as its client reads, which must keep nobody out.
    """

    def __init__(self, app: ASGIApp, admission: Admission, prefixes: tuple[str, ...]) -> None:
        self.app = app
        self.admission = admission
        self.prefixes = prefixes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on. Raises OverloadedError."""
        if scope["type"] != "http" or not scope["path"].startswith(self.prefixes):
            await self.app(scope, receive, send)
            return
        async with AsyncExitStack() as place:
            await place.enter_async_context(self.admission.admitted())

            async def send_and_leave(message: Message) -> None:
                await place.aclose()
                await send(message)

            await self.app(scope, receive, send_and_leave)

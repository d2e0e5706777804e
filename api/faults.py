"""The last line: what no endpoint foresaw is told as a fault of ours, and still passes through everything around."""

from __future__ import annotations

from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.answers import refusal
from api.errors import fault
from api.not_now import NOT_NOW, refusal_for_now


class Faults:
    """Turns any exception into an answer: 503 for what may be answered soon, else 500 with an ID. One that has begun cannot be mended and is cut off."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and answer in place of an endpoint that failed."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def send_and_note(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, send_and_note)
        except ClientDisconnect:
            return
        except Exception as error:
            if begun:
                raise
            code = NOT_NOW.get(type(error))
            request = Request(scope)
            told = refusal_for_now(request, code) if code else refusal(request, 500, fault(error))
            await told(scope, receive, send)

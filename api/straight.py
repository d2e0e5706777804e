"""The way of questions by POST: past Starlette, whose layers take time of a short answer and add nothing to it.

An answer has every header that those layers add. What is no answer goes through them.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from api.deadlines import Client, InTime
from api.graphql import graphql

FAILED = "failed"
"""Where the state of a request has what was raised for it."""


class Straight:
    """Answers questions at `path` within so many seconds; `app` answers everything else, and refuses."""

    def __init__(self, app: ASGIApp, path: str, seconds: float) -> None:
        self.app = app
        self.path = path
        self.seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass the request on."""
        if scope["type"] != "http" or scope["path"] != self.path or scope["method"] != "POST":
            await self.app(scope, receive, send)
            return
        client: Client | None = None
        try:
            async with InTime(receive, send, self.seconds) as client:
                answer = await graphql(Request(scope, client.receive))
                await answer(scope, client.receive, client.send)
        except Exception as error:
            if client and client.begun:
                raise
            scope["state"][FAILED] = error
            await self.app(scope, receive, send)


async def graphql_or_refusal(request: Request) -> ASGIApp:
    """The endpoint of questions: it raises what was raised on the way."""
    if (error := getattr(request.state, FAILED, None)) is not None:
        raise error
    return await graphql(request)

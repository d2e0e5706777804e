"""The way of questions: past Starlette, whose layers take time of a short answer and add nothing to it.

An answer has every header that those layers add. What is no answer goes through them.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.deadlines import BODILESS, Client, InTime
from api.front import again
from api.graphql import graphql
from api.negotiation import wants_page

NO_BODY: Message = {"type": "http.request", "body": b"", "more_body": False}

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
        if scope["type"] != "http" or scope["path"] != self.path or not _asks(scope):
            await self.app(scope, receive, send)
            return
        client: Client | None = None
        try:
            async with InTime(receive, send, self.seconds) as client:
                if scope["method"] in BODILESS:
                    await client.listen()
                answer = await graphql(Request(scope, client.receive))
                await answer(scope, client.receive, client.send)
        except Exception as error:
            if client and client.begun:
                raise
            scope["state"][FAILED] = error
            # The layers take what a request without a body begins with once more.
            await self.app(scope, again(NO_BODY, receive) if scope["method"] in BODILESS else receive, send)


def _asks(scope: Scope) -> bool:
    """Whether a request is for an answer, and not for the page that asks."""
    return scope["method"] == "POST" or (scope["method"] == "GET" and not wants_page(Request(scope)))


async def graphql_or_refusal(request: Request) -> ASGIApp:
    """The endpoint of questions: it raises what was raised on the way."""
    if (error := getattr(request.state, FAILED, None)) is not None:
        raise error
    return await graphql(request)

"""Headers that tell a browser to do no more with an answer than it needs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeAlias

from starlette import datastructures
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

Headers: TypeAlias = list[tuple[bytes, bytes]]
"""As ASGI has them: names in lower case."""


def as_sent(headers: Mapping[str, str]) -> Headers:
    """Headers by their names as they go out."""
    return [(name.lower().encode(), value.encode()) for name, value in headers.items()]


HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    # Answers are public and may be read by any page; a page of ours keeps its window to itself.
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    # Data loads nothing and is framed by nobody. A page brings a policy of its own.
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}


SENT: Final = as_sent(HEADERS)
PUBLIC: Final = as_sent({"Access-Control-Allow-Origin": "*"})
PUBLIC_FOR_NOW: Final = [*PUBLIC, *as_sent({"Access-Control-Expose-Headers": "Retry-After"})]


class SecurityHeaders:
    """Adds the headers to each response that has not set them itself."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and add to the response when it starts."""

        async def send_with_headers(message: Message) -> None:
            await send(_with_missing(message, SENT) if message["type"] == "http.response.start" else message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)


class ReadableByAnyPage(CORSMiddleware):
    """Any page may read any answer, and is told so whether or not it says who it is.

    Starlette would add `Vary: Origin` where the answer is the same for every origin, and split a shared cache by it.
    """

    async def send(self, message: Message, send: Send, request_headers: datastructures.Headers) -> None:
        """Pass a message on, with the headers that pages need: of others they see a few that every answer has."""
        if message["type"] == "http.response.start":
            for_now = any(name == b"retry-after" for name, _ in message["headers"])
            message = _with_missing(message, PUBLIC_FOR_NOW if for_now else PUBLIC)
        await send(message)


def _with_missing(start: Message, headers: Headers) -> Message:
    """The start of a response with those headers that it has not. An answer sends the same list again: it stays as it is."""
    names = {name for name, _ in start["headers"]}
    missing = [header for header in headers if header[0] not in names]
    return {**start, "headers": [*start["headers"], *missing]} if missing else start

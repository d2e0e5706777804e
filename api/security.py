"""Headers that tell a browser to do no more with an answer than it needs."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    # Answers are public and may be read by any page; a page of ours keeps its window to itself.
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    # Data loads nothing and is framed by nobody. A page brings a policy of its own.
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}


class SecurityHeaders:
    """Adds the headers to each response that has not set them itself."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and add to the response when it starts."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)


class ReadableByAnyPage(CORSMiddleware):
    """Any page may read any answer, and is told so whether or not it says who it is.

    Starlette would add `Vary: Origin` where the answer is the same for every origin, and split a shared cache by it.
    """

    async def send(self, message: Message, send: Send, request_headers: Headers) -> None:
        """Pass a message on, with the headers that pages need: of others they see a few that every answer has."""
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.setdefault("Access-Control-Allow-Origin", "*")
            if "retry-after" in headers:
                headers.setdefault("Access-Control-Expose-Headers", "Retry-After")
        await send(message)

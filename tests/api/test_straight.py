"""The way past Starlette: what fails before an answer has begun is refused by Starlette's layers, what fails later is cut off."""

from __future__ import annotations

import pytest
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import straight
from api.straight import FAILED, Straight

pytestmark = pytest.mark.anyio


async def ask(
    monkeypatch: pytest.MonkeyPatch, method: str, *, begins: bool
) -> tuple[list[Message], list[object]]:
    """What is sent for a question whose answer fails, and what Starlette's layers were given to refuse."""
    sent: list[Message] = []
    refused: list[object] = []

    async def failing(scope: Scope, receive: Receive, send: Send) -> None:
        if begins:
            await send({"type": "http.response.start", "status": 200, "headers": []})
        raise KeyError("failing")

    async def graphql(_: Request) -> ASGIApp:
        return failing

    async def within(scope: Scope, receive: Receive, send: Send) -> None:
        refused.append(scope["state"][FAILED])

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    monkeypatch.setattr(straight, "graphql", graphql)
    scope = {
        "type": "http",
        "method": method,
        "path": "/graphql",
        "query_string": b"query=x",
        "headers": [],
        "state": {},
    }
    await Straight(within, "/graphql", 60)(scope, receive, send)
    return sent, refused


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_what_fails_before_is_refused(monkeypatch: pytest.MonkeyPatch, method: str) -> None:
    sent, (error,) = await ask(monkeypatch, method, begins=False)
    assert sent == []
    assert isinstance(error, KeyError)


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_what_fails_later_is_cut_off(monkeypatch: pytest.MonkeyPatch, method: str) -> None:
    with pytest.raises(KeyError, match="failing"):
        await ask(monkeypatch, method, begins=True)

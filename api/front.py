"""The way that most questions take: a request whose every byte was seen before, answered before anything else looks at it."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TypeAlias

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.admission import Admission
from api.bounded import Bounded
from api.headers import varying
from api.memory import Key
from api.not_now import overloaded
from api.observed import Operation

Exact: TypeAlias = tuple[Hashable, ...]
"""A request: method, question as bytes, and the headers that the answer depends on."""

OVERHEAD = 1200
"""Bytes that an entry takes beside texts, of the question and its key: tuples, what it asks, the mapping. Measured."""


class Front:
    """Knows to which key in memory a request led. It judges nothing: the endpoint did, when the request came first.

    An endpoint whose answer is in memory, and depends on nothing of the request but its bytes and those headers, says
    so in `request.state.answered`, and in `request.state.operation` what the question was.
    """

    def __init__(self, app: ASGIApp, path: str, budget: int, admission: Admission) -> None:
        self.app = app
        self._admission = admission
        self.path = path
        self._led: Bounded[Exact, tuple[Key, Operation]] = Bounded(budget)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from memory, or pass the request on."""
        if scope["type"] != "http" or scope["path"] != self.path:
            await self.app(scope, receive, send)
            return
        first: Message | None = None
        question: bytes = scope["query_string"]
        if scope["method"] == "POST":
            first = await receive()
            if first["type"] != "http.request" or first.get("more_body"):
                await self.app(scope, again(first, receive), send)
                return
            question = first.get("body", b"")
        state = scope["state"]
        headers = varying(scope)
        exact = (scope["method"], question, headers)
        led = self._led.get(exact)
        if led is not None and led[0].revision == state["newest"].number:
            answer = state["memory"].kept(led[0])
            if answer is not None:
                state["operation"], state["from_memory"] = led[1], True
                await answer(scope, receive, send)
                return
        if question and self._admission.refuses:
            # To find out that somebody asks what is in memory, only in other bytes, would cost half as much as an answer.
            await overloaded(scope)(scope, receive, send)
            return
        await self.app(scope, receive if first is None else again(first, receive), send)
        if self._led.budget and (key := state.get("answered")) is not None:
            # The key has the document, of which a question that names it by its hash has nothing.
            size = len(question) + sum(len(value) for _, value in headers) + key.size + OVERHEAD
            self._led.put(exact, (key, state["operation"]), size)


def again(first: Message, receive: Receive) -> Receive:
    """What is received, from the first message on."""
    taken = False

    async def from_the_first() -> Message:
        nonlocal taken
        if taken:
            return await receive()
        taken = True
        return first

    return from_the_first

"""The answers given last, kept whole: a published revision does not change, so neither does an answer from it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from sys import getsizeof
from typing import NamedTuple

from api.bounded import Bounded
from api.negotiation import MediaType
from api.packing import Coding
from api.responses import Answer, packed
from db.flights import Flights


class Key(NamedTuple):
    """All that an answer is a function of. `revision` is the newest one, whichever ones the question asks.

    `variables` are JSON with its names in order; `address` is ours, where the answer links to itself, else empty.
    """

    revision: int
    document: str
    operation: str | None
    variables: bytes
    held_to: int | None
    methods: bool
    address: str
    media_type: MediaType
    coding: Coding = Coding.IDENTITY
    cost: bool = False

    @property
    def size(self) -> int:
        """Bytes of its texts in memory: a document takes up to four for each of its characters."""
        return sum(map(getsizeof, (self.document, self.operation, self.variables, self.address)))


OVERHEAD = 1200
"""Bytes that an answer takes beside its body and the text of its key: headers, objects, the mapping. Measured."""


class Memory:
    """Answers by their keys, within a budget in bytes. With a budget of 0 each question is answered for itself."""

    def __init__(self, budget: int) -> None:
        self._kept: Bounded[Key, Answer] = Bounded(budget)
        self._flights: Flights[Key, Answer] = Flights()

    def __len__(self) -> int:
        """Answers that are kept."""
        return len(self._kept)

    @property
    def size(self) -> int:
        """Bytes in use."""
        return self._kept.size

    def kept(self, key: Key) -> Answer | None:
        """The answer if it is in memory."""
        return self._kept.get(key)

    async def packed(self, key: Key, make: Callable[[], Awaitable[Answer]]) -> Answer:
        """The answer in the coding of its key; `make` makes it plain."""
        if key.coding is Coding.IDENTITY:
            return await self.answer(key, make)

        async def pack() -> Answer:
            plain = await self.answer(key._replace(coding=Coding.IDENTITY), make)
            return await packed(plain, key.coding)

        return await self.answer(key, pack)

    async def answer(self, key: Key, make: Callable[[], Awaitable[Answer]]) -> Answer:
        """The answer from memory, or made: once, however many ask for it meanwhile."""
        if (kept := self._kept.get(key)) is not None:
            return kept
        if not self._kept.budget:
            return await make()
        return await self._flights.join(key, lambda: self._made(key, make))

    async def _made(self, key: Key, make: Callable[[], Awaitable[Answer]]) -> Answer:
        answer = await make()
        if answer.lasting:
            self._kept.put(key, answer, len(answer.body) + key.size + OVERHEAD)
        return answer

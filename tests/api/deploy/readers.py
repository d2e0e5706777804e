"""Readers who ask all the while, and hold each answer against what it must be."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from itertools import count
from typing import Any

import httpx

from tests.api.deploy.databases import Contents

MOST = 200_000
"""Questions of one reader at most, whatever happens."""

QUESTION = """
query Reader%d {
  revision { number }
  agreements(first: 1) { totalCount }
  jurisdiction(code: "MN") {
    name
    detainers(period: { range: { from: "2025-12-01", to: "2026-03-10" } }) {
      total { value }
      liftReasons { liftReason count { value } }
    }
  }
}
"""
numbers = count()


@dataclass
class Readers:
    """What was answered so far. `contents`: what is in a revision, by the first that has it; `wrong`: what may not be."""

    address: str
    contents: dict[int, Contents]
    answers: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    detainers: Any = None

    async def ask(self, client: httpx.AsyncClient) -> None:
        """Ask a question that nobody asked before, and note the answer."""
        question = {"query": QUESTION % next(numbers)}
        try:
            response = await client.post(f"{self.address}/graphql", json=question)
        except httpx.TransportError as error:
            self.wrong.append(repr(error))
            return
        if response.status_code != HTTPStatus.OK or "errors" in response.json():
            self.wrong.append(f"{response.status_code} {response.text[:300]}")
            return
        self.hold(response.json()["data"])

    def hold(self, data: Mapping[str, Any]) -> None:
        """Hold an answer against what it must be: of one revision, and with every row of it."""
        number, state = data["revision"]["number"], data["jurisdiction"]
        expected = self.contents[max(first for first in self.contents if first <= number)]
        self.detainers = self.detainers or state["detainers"]
        if (state["name"], data["agreements"]["totalCount"], state["detainers"]) != (
            *expected,
            self.detainers,
        ):
            self.wrong.append(f"revision {number} should have {expected}: {data}")
        self.answers[number] += 1

    @asynccontextmanager
    async def asking(self, readers: int) -> AsyncIterator[None]:
        """So many of them ask, one question after the other, as long as the block lasts."""
        over = asyncio.Event()

        async def read() -> None:
            async with httpx.AsyncClient(timeout=30) as client:
                for _ in range(MOST):
                    if over.is_set():
                        return
                    await self.ask(client)

        async with asyncio.TaskGroup() as group:
            for _ in range(readers):
                group.create_task(read())
            try:
                yield
            finally:
                over.set()

    async def some_more(self, answers: int = 100) -> None:
        """Wait for so many more answers, none of them wrong."""
        enough = self.answers.total() + answers
        while self.answers.total() < enough:
            assert not self.wrong, self.wrong[:3]
            await asyncio.sleep(0.05)

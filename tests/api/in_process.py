"""The application in this process, so that a test sees what it asks of the database and what it keeps."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import asyncpg
import httpx
import pytest
from starlette.types import Receive, Scope, Send

from api import app as application
from api.app import State, create_app
from api.settings import Settings
from db.database import READ_ONLY, Pool
from db.standbys import Seen
from tests.schema.test_statement_counts import Statements


@dataclass
class Running:
    """A client of the application, what its requests share, and the statements that they cost."""

    client: httpx.AsyncClient
    state: State
    statements: Statements

    async def ask(self, query: str, **parameters: Any) -> httpx.Response:
        """Post a question."""
        answer = await self.client.post("/graphql", json={"query": query, **parameters})
        # The driver tells of a statement a turn of the loop after it has ended.
        await asyncio.sleep(0)
        return answer

    def cost(self) -> dict[str, int]:
        """The statements since the last look, without the look at the newest revision, which nobody waits for."""
        taken = self.statements.taken()
        taken.pop("latest_revision", None)
        return taken


@asynccontextmanager
async def running(
    monkeypatch: pytest.MonkeyPatch, database_url: str, **settings: Any
) -> AsyncIterator[Running]:
    """The application over a database, from its start to its end."""
    statements = Statements()

    async def open_counted(dsn: str, size: int, _: Seen) -> Pool:
        async def listen(connection: asyncpg.Connection) -> None:
            connection.add_query_logger(statements.note)

        connections = await asyncpg.create_pool(
            dsn, init_size=1, min_size=0, max_size=size, server_settings=READ_ONLY, init=listen
        )
        return Pool(connections)

    monkeypatch.setattr(application, "open_pool", open_counted)
    chosen: dict[str, Any] = {"database_url": database_url, "pool_size": 4, "units_per_minute": 0}
    app = create_app(Settings(**(chosen | settings)))
    async with app.router.lifespan_context(app) as state:
        assert state

        async def with_state(scope: Scope, receive: Receive, send: Send) -> None:
            await app({**scope, "state": dict(state)}, receive, send)

        transport = httpx.ASGITransport(with_state)
        headers = {"Accept": "application/json"}
        async with httpx.AsyncClient(
            transport=transport, base_url="http://localhost", headers=headers
        ) as client:
            yield Running(client, state, statements)

"""Uvicorn as we run it, and the lines that say that it serves."""

from __future__ import annotations

import asyncio
import http.client
import socket
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import orjson
import uvicorn
from starlette.applications import Starlette

from api.listen import address_of
from api.patience import Patient
from api.settings import MOST_DEADLINE, Settings

GRACE = MOST_DEADLINE + 5
"""Seconds that requests in flight have to finish when the server is asked to stop: more than they may take."""

IDLE = 10
"""Seconds for which a connection may stand between two requests: longer than the five after which many clients leave one
themselves, which would else ask at the moment in which it is closed."""

SERVED = "{ revision { number publishedAt } jurisdictions(first: 1) { totalCount } sources { id } }"


class Server(uvicorn.Server):
    """Serves the application, and tells so once it is ready."""

    def __init__(
        self,
        application: Starlette,
        tell: Callable[[str], None],
        proxies: Sequence[str] = Settings.proxies,
    ) -> None:
        self._tell = tell
        super().__init__(
            uvicorn.Config(
                application,
                http=Patient,
                ws="none",
                lifespan="on",
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=GRACE,
                timeout_keep_alive=IDLE,
                # Whoever else says for whom it asks is not believed.
                forwarded_allow_ips=list(proxies),
            )
        )

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen; then ask ourselves, as a client would."""
        await super().startup(sockets)
        # The date that answers bear: uvicorn sets it when it is in its loop, and is asked before.
        await self.on_tick(0)
        for listener in sockets or ():
            self._tell(await asyncio.to_thread(_served, address_of(listener)))


def _served(address: str) -> str:
    """Where it serves and what: the revision and its day, and how much is in it."""
    status, body = _ask(address, "GET", "/health/ready")
    if status != http.HTTPStatus.OK:
        return f"Handover listens at {address}/graphql and is not ready: {body.decode().strip()}"
    _, body = _ask(address, "POST", "/graphql", orjson.dumps({"query": SERVED}))
    answer: dict[str, Any] = orjson.loads(body)
    if "errors" in answer:
        return f"Handover: {address}/graphql\nWhat it holds cannot be told; the log says why. Ctrl-C ends it."
    data = answer["data"]
    day = datetime.fromisoformat(data["revision"]["publishedAt"]).date()
    return (
        f"Handover: {address}/graphql\n"
        f"Revision {data['revision']['number']} of {day}: {data['jurisdictions']['totalCount']:,} jurisdictions, "
        f"{len(data['sources']):,} sources. Ctrl-C ends it."
    )


def _ask(address: str, method: str, path: str, body: bytes | None = None) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    try:
        connection.request(method, path, body, {"Content-Type": "application/json", "Connection": "close"})
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()

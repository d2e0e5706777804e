"""The floor: Starlette, and one statement whose text is the answer. `python -m tests.bench.floor`

There is no GraphQL in it: whatever is posted to `/P1`, the statement of that name in `floor.sql` is run. It runs as our
program does, on uvicorn with uvloop and httptools, over asyncpg with as many connections, at DATABASE_URL.
"""

from __future__ import annotations

import asyncio
import os
import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import uvicorn
import uvloop
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

CONNECTIONS = 8


def statements() -> dict[str, str]:
    """Each statement of `floor.sql` by its name."""
    parts = re.split(
        r"^-- name: (\w+)\n", Path(__file__).with_suffix(".sql").read_text(), flags=re.MULTILINE
    )[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


STATEMENTS = statements()


async def answer(request: Request) -> Response:
    """Read the request, run the statement, send its text."""
    await request.body()
    text = await request.state.pool.fetchval(STATEMENTS[request.path_params["name"]])
    return Response(text, media_type="application/json")


async def undecoded(connection: asyncpg.Connection[asyncpg.Record]) -> None:
    """Text comes as the bytes that were received: it is sent on as it is."""
    await connection.set_type_codec(
        "text", schema="pg_catalog", encoder=str.encode, decoder=bytes, format="binary"
    )


@asynccontextmanager
async def lifespan(_: Starlette) -> AsyncIterator[dict[str, object]]:
    """The connections, made before the first request."""
    async with asyncpg.create_pool(
        os.environ["DATABASE_URL"], min_size=CONNECTIONS, max_size=CONNECTIONS, init=undecoded
    ) as pool:
        yield {"pool": pool}


def main() -> None:
    """Serve on a free port."""
    app = Starlette(routes=[Route("/{name}", answer, methods=["POST"])], lifespan=lifespan)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        config = uvicorn.Config(
            app, http="httptools", ws="none", log_config=None, access_log=False, server_header=False
        )
        print(f"http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(uvicorn.Server(config).serve([listener]))


if __name__ == "__main__":
    main()

"""Bytes from memory and nothing else: the least that a Python process can do to answer. `python -m tests.bench.bare FOLDER`

Serves each file of the folder at `/` and its name, and prints the address once it listens.
"""

from __future__ import annotations

import asyncio
import socket
import sys
from pathlib import Path

import uvicorn
import uvloop
from starlette.types import Receive, Scope, Send


class Bare:
    """An ASGI application with the files in memory."""

    def __init__(self, folder: Path) -> None:
        self.bodies = {f"/{path.name}": path.read_bytes() for path in folder.iterdir()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the request and send the file."""
        await receive()
        body = self.bodies[scope["path"]]
        headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def main() -> None:
    """Serve on a free port, as our program is served."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        config = uvicorn.Config(
            Bare(Path(sys.argv[1])),
            http="httptools",
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
        )
        print(f"http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(uvicorn.Server(config).serve([listener]))


if __name__ == "__main__":
    main()

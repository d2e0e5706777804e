"""A Redis as a distribution installs it, on a folder and a port of its own."""

from __future__ import annotations

import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest


def free_port() -> int:
    """A port of this machine that nobody has."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    return port


@contextmanager
def redis_server(port: int) -> Iterator[subprocess.Popen[bytes]]:
    """A Redis at a port; keeps nothing on disk."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.fail("shared buckets are tested with Redis, which is not here: apt-get install redis-server")
    with tempfile.TemporaryDirectory(prefix="handover-tests-") as folder:
        arguments = [
            "--port",
            str(port),
            "--bind",
            "127.0.0.1",
            "--dir",
            folder,
            "--save",
            "",
            "--appendonly",
            "no",
        ]
        with subprocess.Popen([program, *arguments], stdout=subprocess.DEVNULL) as process:
            try:
                while not _answers(port):
                    assert process.poll() is None, "Redis did not start"
                    time.sleep(0.02)
                yield process
            finally:
                process.kill()


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), 1) as connection:
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
    except OSError:
        return False

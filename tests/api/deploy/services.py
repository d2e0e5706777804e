"""The API processes and the HAProxy before them."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path

import httpx

from tests.api.deploy.machines import DEPLOY, Machine, given_away, path_of
from tests.api.program import ROOT, environment_of


@contextmanager
def api_process(folder: Path, database_url: str, settings: Mapping[str, str]) -> Iterator[Machine]:
    """A process of the API, once it is ready."""
    machine = Machine([], given_away(folder), {}, user=None)
    machine.command = [sys.executable, "-m", "api", "--port", str(machine.port)]
    machine.environment = environment_of({"DATABASE_URL": database_url, "PYTHONPATH": str(ROOT), **settings})
    with ready(machine):
        yield machine


@contextmanager
def haproxy(folder: Path, ports: Sequence[int]) -> Iterator[Machine]:
    """HAProxy before the processes at three ports, once it has found one that is ready."""
    command = [path_of("haproxy", "haproxy"), "-db", "-f", str(DEPLOY / "haproxy.cfg")]
    machine = Machine(command, given_away(folder), {}, user=None)
    addresses = {f"API{number}": f"127.0.0.1:{port}" for number, port in enumerate(ports, start=1)}
    machine.environment = {"LISTEN": f"127.0.0.1:{machine.port}", **addresses}
    with ready(machine):
        yield machine


@contextmanager
def ready(machine: Machine) -> Iterator[None]:
    """Start a machine and wait until it is ready, as HAProxy asks it; end it afterwards."""
    try:
        machine.start()
        while not is_ready(machine):
            assert machine.process is not None
            assert machine.process.poll() is None, machine.log()
            time.sleep(0.1)
        yield
    finally:
        machine.stop()


def is_ready(machine: Machine) -> bool:
    """Whether it is, as it says."""
    try:
        found = httpx.get(f"http://127.0.0.1:{machine.port}/health/ready", timeout=5)
    except httpx.TransportError:
        return False
    return found.status_code == HTTPStatus.OK

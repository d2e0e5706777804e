"""The programs of the deployment as machines: each on a port and a folder of its own, on loopback."""

from __future__ import annotations

import asyncio
import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from tests.api.postgresql_15 import programs

DEPLOY = Path(__file__).resolve().parents[3] / "api" / "deploy"
"""The files that are tested."""

SYSTEM_PATHS = "/usr/sbin:/usr/local/sbin"
USER = "nobody" if os.geteuid() == 0 else None
"""As root, whom PostgreSQL and PgBouncer refuse to run as: this account. Else this very user."""


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    """Ask, up to six hundred times, until it holds."""
    for _ in range(600):
        if await holds():
            return
        await asyncio.sleep(0.1)
    pytest.fail(f"it never came: {holds.__qualname__}")


def path_of(program: str, package: str) -> str:
    """Where a program of the distribution is; ordinary users seldom have it on their path."""
    found = shutil.which(program) or shutil.which(program, path=SYSTEM_PATHS)
    if found is None:
        pytest.fail(f"the deployment is tested with {program}, which is not here: apt-get install {package}")
    return found


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    return port


def given_away(path: Path) -> Path:
    """A file, or a folder which is made, for the user whom the programs run as."""
    if not path.exists():
        path.mkdir()
    if USER:
        shutil.chown(path, USER)
    return path


@dataclass
class Machine:
    """A program on a port: started, killed without warning, frozen, started again."""

    command: list[str]
    folder: Path
    environment: Mapping[str, str]
    user: str | None = USER
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it listens."""
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(self.command, stdout=log, stderr=log, **self._as_it_runs())
        while not self.listens():
            assert self.process.poll() is None, self.log()
            time.sleep(0.05)

    def run(self, *command: str | Path, **environment: str) -> None:
        """Run another program to its end, beside it."""
        ended = subprocess.run(command, capture_output=True, check=False, **self._as_it_runs(environment))
        assert ended.returncode == 0, ended.stderr.decode()

    def _as_it_runs(self, environment: Mapping[str, str] = MappingProxyType({})) -> dict[str, Any]:
        account = pwd.getpwnam(self.user) if self.user else None
        path = os.pathsep.join([str(programs()), os.environ["PATH"], SYSTEM_PATHS])
        return {
            "cwd": self.folder,
            "env": {"PATH": path, "LC_ALL": "C.UTF-8", **self.environment, **environment},
            "user": account.pw_uid if account else None,
            "group": account.pw_gid if account else None,
            "extra_groups": [] if account else None,
        }

    def listens(self) -> bool:
        """Whether somebody answers at its port."""
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def log(self) -> str:
        """What it has said."""
        return (self.folder / "log").read_text(errors="replace")

    def kill(self) -> None:
        """End it and its children at once, as a machine that loses its power."""
        assert self.process is not None
        for pid in [self.process.pid, *self._children()]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """End it, if it runs."""
        if self.process is not None and self.process.poll() is None:
            self.kill()

    def signal(self, kind: signal.Signals) -> None:
        """Send a signal to it and its children."""
        assert self.process is not None
        for pid in [self.process.pid, *self._children()]:
            os.kill(pid, kind)

    def _children(self) -> list[int]:
        assert self.process is not None
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in listed.read_text().split()]

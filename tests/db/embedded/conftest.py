"""Folders, processes and questions for the tests of the embedded server."""

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from db.embedded import start
from db.embedded.programs import PACKAGE, find_programs

CHECKOUT = Path(__file__).resolve().parents[3]

USE = """
import json, sys
from pathlib import Path
from db.embedded import start
with start(Path(sys.argv[1]), json.loads(sys.argv[2])) as server:
    print(server.dsn("postgres"), flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that every account can pass through; pytest's own is closed to the account of root's server."""
    folder = Path(tempfile.mkdtemp(prefix="handover-tests-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def pattern(throwaway: dict[str, str]) -> Iterator[Path]:
    """A folder in which a server has run once; to be copied, because the first start is what takes long."""
    with tempfile.TemporaryDirectory(prefix="handover-tests-") as folder:
        start(Path(folder), throwaway).stop()
        for path in (Path(folder) / "postgresql/log").iterdir():
            path.unlink()
        yield Path(folder)


@pytest.fixture
def made(place: Path, pattern: Path) -> Path:
    """A folder in which a server has run before."""
    subprocess.run(["cp", "-a", f"{pattern}/.", place], check=True)
    place.chmod(0o755)
    return place


@pytest.fixture(scope="session")
def wheel() -> Iterator[Path]:
    """Another installation of the wheel, in a folder of a folder: where anybody, or nobody, can reach it."""
    source = find_programs().folder
    with tempfile.TemporaryDirectory(prefix="handover-tests-") as parent:
        Path(parent).chmod(0o755)
        site = Path(parent) / "site"
        shutil.copytree(source, site / PACKAGE / source.name, ignore=shutil.ignore_patterns("*.a", "pgxs"))
        (site / PACKAGE / "__init__.py").write_text("raise AssertionError('the wheel is never imported')")
        libraries = source.parent.parent / f"{PACKAGE}.libs"
        if libraries.is_dir():
            shutil.copytree(libraries, site / libraries.name)
        yield site


class User:
    """A process that uses the server on a folder until it is told to leave."""

    def __init__(self, folder: Path, settings: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", USE, folder, settings],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": str(CHECKOUT)},
            text=True,
            process_group=0,
        )

    def dsn(self) -> str:
        """Wait until the server answers."""
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def leave(self) -> None:
        """Let it end in order."""
        _, errors = self.process.communicate("\n")
        assert self.process.returncode == 0, errors

    def kill(self) -> None:
        """Give it no chance to leave."""
        self.process.kill()
        self.process.communicate()

    def interrupt(self) -> str:
        """Press Ctrl-C: the terminal signals every process of the group; return what it then says."""
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.communicate()[1]


@pytest.fixture
def use(throwaway: dict[str, str]) -> Iterator[Callable[[Path], User]]:
    """Start processes that use a folder's server."""
    users = []

    def begin(folder: Path) -> User:
        users.append(User(folder, json.dumps(throwaway)))
        return users[-1]

    yield begin
    for user in users:  # what a failed test left running; the last to leave stops the server
        if user.process.poll() is None:
            user.process.communicate("\n")


@pytest.fixture
def ask() -> Callable[..., Any]:
    """Run statements on a database and return the one value of the last."""
    return run_statements


def run_statements(dsn: str, *statements: str) -> Any:
    async def answer() -> Any:
        connection = await asyncpg.connect(dsn)
        try:
            for statement in statements[:-1]:
                await connection.execute(statement)
            return await connection.fetchval(statements[-1])
        finally:
            await connection.close()

    return asyncio.run(answer())

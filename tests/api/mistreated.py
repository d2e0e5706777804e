"""A PostgreSQL of a test's own that it may kill, freeze, starve and start again."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from db.embedded import EmbeddedServer, start
from db.prepare import DATABASE
from db.roles import READER


@dataclass
class Mistreated:
    """A server with the figures that ship, in a folder of its own."""

    folder: Path
    settings: Mapping[str, str]
    server: EmbeddedServer

    @property
    def url(self) -> str:
        """The address for the role that serves."""
        return self.server.dsn(DATABASE, READER)

    @property
    def owner(self) -> str:
        """The address for the owner."""
        return self.server.dsn(DATABASE)

    @property
    def postmaster(self) -> int:
        """The process that all others of the server descend from."""
        return int((self.folder / "postgresql/data/postmaster.pid").read_text().splitlines()[0])

    def stop(self) -> None:
        """Have it end in good order; its clients are cut off."""
        self.server.stop()

    def kill(self) -> None:
        """End it without a warning."""
        os.kill(self.postmaster, signal.SIGKILL)

    def start(self) -> None:
        """Start it again, and wait until it answers."""
        self.server.stop()
        self.server = start(self.folder, self.settings)

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Stop each of its processes where it stands, until the block ends."""
        processes = [self.postmaster, *_children(self.postmaster)]
        for process in processes:
            os.kill(process, signal.SIGSTOP)
        try:
            yield
        finally:
            for process in processes:
                os.kill(process, signal.SIGCONT)


def _children(parent: int) -> list[int]:
    """The processes that a process has started and that are still there; Linux tells it in /proc."""
    children = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            # After the name in parentheses come the state and the parent.
            fields = status.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(fields[1]) == parent:
            children.append(int(status.parent.name))
    return children

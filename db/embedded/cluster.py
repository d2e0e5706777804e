"""One PostgreSQL cluster on disk and the server on it: made, launched, asked, halted.

Whoever works in the data folder (initdb, the postmaster and all its children) inherits a lock on server.lock. So
"is anybody in there" is answered by the kernel and not by a pid in a file, which after a crash may be anyone's.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO

from db.embedded.account import run
from db.embedded.errors import AnotherVersionError, EmbeddedError, NotRunningError, from_postgres
from db.embedded.folders import Folders
from db.embedded.locks import FileLock
from db.embedded.programs import Programs, runnable_by
from db.embedded.settings import arguments

PID_FILE = "postmaster.pid"
PAUSE_SECONDS = 0.005
# Long enough to replay a write-ahead log of the largest size that the settings let it have.
START_SECONDS = 120.0
# A fast shutdown writes what is in memory; after this an immediate one, which is as safe as a power cut.
HALT_SECONDS = 30.0


class Cluster:
    """A cluster in its folders with the programs that serve it. Its methods need the turn (see server.py)."""

    def __init__(self, folders: Folders, programs: Programs) -> None:
        self.folders = folders
        self.programs = programs

    def ensure_running(self, settings: Mapping[str, str]) -> None:
        """Return when a server answers: the one that runs, or else one started with `settings`."""
        if self._answers():
            return
        with tempfile.TemporaryFile() as words:
            with FileLock(self.folders.lock("server")) as server:
                server.own()
                programs = runnable_by(self.folders.account, self.programs, self.folders.programs)
                self._ensure_created(server, programs, settings)
                self._launch(server, programs, settings, words)
            if not self._answers():
                words.seek(0)
                raise self._failure(words.read().decode(errors="replace"))

    def halt(self) -> None:
        """Stop the server, if one runs, and return when nobody works in the data folder any more."""
        # PostgreSQL's fast shutdown, and its immediate one.
        if not self._halts_on(signal.SIGINT) and not self._halts_on(signal.SIGQUIT):
            raise NotRunningError(
                f"PostgreSQL on {self.folders.data} does not stop; its log is in {self.folders.log}."
            )
        self.folders.remove_run()

    def _halts_on(self, kind: signal.Signals) -> bool:
        """Signal the postmaster once it listens, and wait until nobody works in the data folder."""
        deadline = time.monotonic() + HALT_SECONDS
        signalled = False
        while self._is_occupied():
            if time.monotonic() > deadline:
                return False
            lines = self._pid_file()
            # While the postmaster listens, the pid in its file is its own.
            if lines and not signalled and self._listens():
                with suppress(ProcessLookupError):
                    os.kill(int(lines[0]), kind)
                signalled = True
            time.sleep(PAUSE_SECONDS)
        return True

    def _answers(self) -> bool:
        """Wait until the server takes connections (True) or nobody works in the data folder (False).

        There may be somebody who does not answer yet: a server that recovers, or that one who was killed had
        begun to stop; or the last children of a killed postmaster, which end by themselves.
        """
        deadline = time.monotonic() + START_SECONDS
        while self._is_occupied():
            if self._pid_file()[7:8] == ["ready"] and self._listens():
                return True
            if time.monotonic() > deadline:
                raise NotRunningError(
                    f"PostgreSQL on {self.folders.data} runs and does not answer; its log is in {self.folders.log}."
                )
            time.sleep(PAUSE_SECONDS)
        return False

    def _is_occupied(self) -> bool:
        with FileLock(self.folders.lock("server")) as server:
            return not server.try_own()

    def _listens(self) -> bool:
        with socket.socket(socket.AF_UNIX) as client:
            return client.connect_ex(os.fspath(self.folders.socket)) == 0

    def _pid_file(self) -> list[str]:
        """The lines of postmaster.pid: the first is the pid, the eighth the state."""
        try:
            return [line.strip() for line in (self.folders.data / PID_FILE).read_text().splitlines()]
        except FileNotFoundError:
            return []

    def _ensure_created(self, server: FileLock, programs: Programs, settings: Mapping[str, str]) -> None:
        """Make the cluster unless it is there; it appears complete or not at all."""
        data = self.folders.data
        if data.exists():
            version = (data / "PG_VERSION").read_text().strip()
            if version != programs.major:
                raise AnotherVersionError(
                    f"The data in {data} was made by PostgreSQL {version} and this is {programs.version}; "
                    "move that folder away to begin anew, or set HANDOVER_DATA to another."
                )
            return
        unfinished = data.with_name("data.unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        # An earlier cluster, since moved away, may have had another account, and its log is of no use to this one.
        shutil.rmtree(self.folders.log, ignore_errors=True)
        self.folders.prepare(unfinished)
        command: list[str | Path] = [
            programs.binary("initdb"),
            *("--pgdata", unfinished, "--username", "postgres"),
            # The wheel is built without ICU; C sorts by code point, the same on every machine.
            *("--encoding", "UTF8", "--locale", "C"),
            # Who can reach the socket in its private folder is the user, root or the server's own account.
            *("--auth-local", "trust", "--auth-host", "reject"),
            "--no-instructions",
            # What initdb writes reaches the disk before anything is loaded on top of it, unless nothing need.
            *(["--no-sync"] if settings.get("fsync") == "off" else []),
        ]
        made = run(self.folders.account, command, inherit=[server.fileno()])
        if made.returncode != 0:
            failure = self._failure(made.stdout.decode(errors="replace"))
            shutil.rmtree(unfinished)
            raise failure
        unfinished.rename(data)
        _sync(data.parent)

    def _launch(
        self, server: FileLock, programs: Programs, settings: Mapping[str, str], words: IO[bytes]
    ) -> None:
        """Start the postmaster; it inherits `server`, so nobody else is in the data folder now."""
        self.folders.prepare_run_and_log()
        # Left by one that was killed. PostgreSQL would believe the pid in them, which may be anybody's by now.
        for stale in (self.folders.data / PID_FILE, self.folders.socket, Path(f"{self.folders.socket}.lock")):
            stale.unlink(missing_ok=True)
        given = arguments(settings, self.folders.run, self.folders.log)
        # Through a shell that ends at once: the server is nobody's child, and outlives us if others use it.
        run(
            self.folders.account,
            ["/bin/sh", "-c", '"$@" &', "sh", programs.binary("postgres"), "-D", self.folders.data, *given],
            inherit=[server.fileno()],
            output=words,
        )

    def _failure(self, words: str) -> EmbeddedError:
        """Keep the words of the program that gave up in a file, and say in one sentence what they mean."""
        log = self.folders.ours / "failure.log"
        with suppress(OSError):
            log.write_text(words)
        return from_postgres(words, self.folders.ours)


def _sync(folder: Path) -> None:
    """Make the names in a folder outlive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

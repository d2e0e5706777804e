"""A PostgreSQL 15 as a distribution installs it, on a folder and a port of its own, reached with a password."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

# Where Debian and Ubuntu, and where Red Hat and its relatives put it.
FOLDERS = [Path("/usr/lib/postgresql/15/bin"), Path("/usr/pgsql-15/bin")]
PASSWORD = "p@ss/word"  # what must be escaped in an address


def programs() -> Path:
    """The folder of its programs."""
    on_path = shutil.which("postgres")
    for folder in [*FOLDERS, *([Path(on_path).resolve().parent] if on_path else [])]:
        if (folder / "initdb").exists() and b"(PostgreSQL) 15." in run(folder / "postgres", "--version"):
            return folder
    pytest.fail("PostgreSQL 15 is tested with, and it is not here: apt-get install postgresql-15")


def run(*command: str | Path, user: str | None = None) -> bytes:
    """Run a program to its end and return what it says; as root as another user, because PostgreSQL refuses root."""
    account = pwd.getpwnam(user) if user else None
    return subprocess.run(
        command,
        check=True,
        cwd="/",
        stdout=subprocess.PIPE,
        user=account.pw_uid if account else None,
        group=account.pw_gid if account else None,
        extra_groups=[] if account else None,
    ).stdout


@contextmanager
def postgresql_15() -> Iterator[str]:
    """The address of a server with an empty database, for the user who owns it."""
    folder = programs()
    user = "nobody" if os.geteuid() == 0 else None
    with (
        tempfile.TemporaryDirectory(prefix="handover-tests-") as scratch,
        socket.create_server(("", 0)) as free,
    ):
        port = free.getsockname()[1]
        free.close()
        data, password = Path(scratch, "data"), Path(scratch, "password")
        password.write_text(PASSWORD)
        if user:
            for path in (scratch, password):
                shutil.chown(path, user)
        run(
            *(folder / "initdb", "--pgdata", data, "--username", "owner", "--pwfile", password),
            *("--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"),
            user=user,
        )
        options = (
            f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={scratch} -c fsync=off"
        )
        control = (folder / "pg_ctl", "--pgdata", data, "--wait", "--log", Path(scratch, "log"))
        run(*control, "--options", options, "start", user=user)
        try:
            yield f"postgresql://owner:p%40ss%2Fword@127.0.0.1:{port}/postgres"
        finally:
            run(*control, "--mode", "immediate", "stop", user=user)

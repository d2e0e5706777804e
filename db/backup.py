"""A copy of the whole database in one file, by PostgreSQL's own pg_dump, and a database from such a file."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import unquote, unquote_plus, urlsplit

import asyncpg

from db.embedded.errors import BinariesMissingError
from db.embedded.programs import find_programs

FOLDERS: Final = ("/usr/lib/postgresql/{major}/bin", "/usr/pgsql-{major}/bin")
"""Where Debian and Ubuntu, and where Red Hat and its relatives put the programs of one version."""

TABLES: Final = "select tablename from pg_tables where schemaname = 'public' order by 1"

# Whoever restores owns the tables, and `db.roles` says anew who may read them.
UNOWNED: Final = ("--no-owner", "--no-privileges")


class BackupError(Exception):
    """The copy cannot be made or read; the message is one sentence. Nothing was changed."""


async def back_up(dsn: str, file: Path) -> None:
    """Write the database to a file, as it stands at one moment; others read and load meanwhile.

    A file that is there is replaced once the new one is whole; of a link, the file that it leads to. Raises BackupError.
    """
    target = _replaceable(file)
    major, there = await _look(dsn)
    if not there:
        raise BackupError("The database is empty; there is nothing to write.")
    # Beside the target, so that it is replaced in one step; under a name that no other backup of the moment has.
    unfinished = target.with_name(f"{target.name}.{secrets.token_hex(4)}.unfinished")
    try:
        _run(_program("pg_dump", major), dsn, "--format=custom", *UNOWNED, f"--file={unfinished}")
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


async def restore(dsn: str, file: Path, *, replace: bool) -> None:
    """Make the tables of a database from a file, all or none of them. Raises BackupError.

    Where the database has tables, only with `replace`, and only if the file has each of them: what it does not know was
    made by a newer version, and would be left beside older ones.
    """
    major, there = await _look(dsn)
    program = _program("pg_restore", major)
    if there and not replace:
        raise BackupError(
            "The database is not empty; restore into an empty one, or say that it is to be replaced."
        )
    listed = _run(program, None, "--list", str(file)).stdout
    if others := sorted(there - set(re.findall(r" TABLE public (\S+) ", listed))):
        raise BackupError(
            f"The database has tables that the file does not know ({', '.join(others)}); restore into an empty one."
        )
    clean = ("--clean", "--if-exists") if there else ()
    _run(program, dsn, "--single-transaction", "--exit-on-error", *UNOWNED, *clean, str(file))
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute("analyze")
    finally:
        await connection.close()


def _replaceable(file: Path) -> Path:
    """The file itself that a path leads to, there or yet to be made."""
    try:
        target = Path(os.path.realpath(file))
        # Asked of the path as it was given: what a link of the system leads to may have no path of its own.
        replaceable = file.is_file() or not (file.exists() or target.is_symlink())
    except OSError as error:
        raise BackupError(f"{file} cannot be written: {error.strerror}.") from error
    if not replaceable:
        raise BackupError(f"{file} is there and is no file; a backup would take its place.")
    return target


async def _look(dsn: str) -> tuple[int, set[str]]:
    """The major version of the server, and the tables that there are."""
    connection = await asyncpg.connect(dsn)
    try:
        there = {record["tablename"] for record in await connection.fetch(TABLES)}
        return connection.get_server_version().major, there
    finally:
        await connection.close()


def _program(name: str, major: int) -> Path:
    """The program of the server's own version, or else the oldest of those that are newer.

    What pg_dump writes, an older pg_restore cannot read, and an older server may not take.
    """
    found = {path: version for path in _candidates(name, major) if (version := _major(path)) >= major}
    if not found:
        raise BackupError(
            f"{name} of PostgreSQL {major} or later is needed and is not here; install postgresql-client-{major}."
        )
    return min(found, key=lambda path: found[path])


def _candidates(name: str, major: int) -> Iterator[Path]:
    for folder in FOLDERS:
        yield Path(folder.format(major=major), name)
    if on_path := shutil.which(name):
        yield Path(on_path)
    try:
        yield find_programs().binary(name)
    except BinariesMissingError:
        return


def _major(program: Path) -> int:
    """The major version of a program; 0 where there is none."""
    try:
        command = [str(program), "--version"]
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603 # PostgreSQL's
    except (OSError, subprocess.CalledProcessError):
        return 0
    version = re.search(r"\(PostgreSQL\) (\d+)", told)
    return int(version[1]) if version else 0


def _without_password(dsn: str) -> tuple[str, str]:
    """The address without its password, and that: before the host, or in the query where none is there, as the driver reads it."""
    parts = urlsplit(dsn)
    user, _, host = parts.netloc.rpartition("@")
    name, _, password = user.partition(":")
    others, found = [], unquote(password)
    for each in parts.query.split("&"):
        key, _, value = each.partition("=")
        if unquote_plus(key) != "password":
            others.append(each)
        elif not password:
            found = unquote_plus(value)
    return parts._replace(netloc=f"{name}@{host}", query="&".join(others)).geturl(), found


def _run(program: Path, dsn: str | None, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a program. The password goes by the environment: arguments are seen by everybody on the machine."""
    environment = dict(os.environ)
    if dsn is not None:
        shown, password = _without_password(dsn)
        if password:
            environment["PGPASSWORD"] = password
        arguments = (f"--dbname={shown}", *arguments)
    command = [str(program), *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 # the same
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or ["no reason given"]
        raise BackupError(f"{program.name} failed: {last[0].rstrip('.')}.")
    return done

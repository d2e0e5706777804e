"""`backup`, `restore`: the whole database as a file, and a database from such a file."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated

import asyncpg
import typer
from rich.console import Console

from db.backup import back_up
from db.backup import restore as restore_from
from db.cli.exits import in_one_sentence
from db.embedded import start
from db.prepare import DATABASE, ensure_database
from db.primary import primary_of

console = Console(soft_wrap=True, highlight=False)


def backup(
    file: Annotated[
        Path,
        typer.Argument(
            help="Where to write it; a file that is there is replaced, or of a link the one that it leads to.",
            dir_okay=False,
        ),
    ],
) -> None:
    """Write the whole database to a file, as it stands now; others read and load meanwhile."""

    async def run() -> None:
        async with _found() as dsn:
            await back_up(dsn, file)

    with in_one_sentence():
        asyncio.run(run())
    console.print(f"{file.name}: {file.stat().st_size:,} bytes")


def restore(
    file: Annotated[Path, typer.Argument(help="What `backup` wrote.", exists=True, dir_okay=False)],
    replace: Annotated[bool, typer.Option("--replace", help="Also where the database has tables.")] = False,
) -> None:
    """Make an empty database from a file, all of it or nothing."""

    async def run() -> None:
        async with _found() as dsn:
            await restore_from(dsn, file, replace=replace)

    with in_one_sentence():
        asyncio.run(run())
    console.print(f"{file.name} is restored. Start anew what serves it; “python -m db prepare” lets it read.")


@asynccontextmanager
async def _found() -> AsyncIterator[str]:
    """The address of the database as it is, for its owner: nothing is migrated and nothing filled in."""
    if url := os.environ.get("DATABASE_URL"):
        yield await primary_of(url)
        return
    with start() as server:
        connection = await asyncpg.connect(server.dsn("postgres"))
        try:
            await ensure_database(connection)
        finally:
            await connection.close()
        yield server.dsn(DATABASE)

"""`prepare`, `withdraw`, `snapshot`, `template`: making a database ready, taking a load back, making the figures that
ship, and forms to fill in."""

from __future__ import annotations

import asyncio
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from db.cli.arguments import MOST_NUMBER, writable
from db.cli.connect import owned
from db.cli.exits import in_one_sentence
from db.cli.inspect import with_database
from db.load.withdraw import withdraw as withdraw_revision
from db.roles import READER, ensure_reader
from db.snapshot import ARCHIVE, build_snapshot
from db.templates import TEMPLATES, describe

console = Console()


class Template(StrEnum):
    """The forms that prison and sheriff reports and published statements are filled into."""

    STATEMENTS = "statements"


def prepare() -> None:
    """Make the database ready to serve: newest schema, figures if it has none, the role that only reads."""

    async def run() -> None:
        async with owned() as dsn:
            await ensure_reader(dsn)

    with in_one_sentence():
        asyncio.run(run())
    console.print(f"The database is ready; {READER} can read it.")


def withdraw(
    revision: Annotated[
        int,
        typer.Argument(help="The number of the revision, as `revisions` shows it.", min=1, max=MOST_NUMBER),
    ],
    why: Annotated[str, typer.Option(help="The reason, kept with the new revision.")],
) -> None:
    """Take a load back. It stays in the record, and the same files can then be loaded again."""
    if not why.strip():
        raise typer.BadParameter("--why must say something.")
    number = with_database(lambda connection: withdraw_revision(connection, revision, why.strip()))
    console.print(f"Revision {revision} is withdrawn by revision {number}.")


def snapshot(
    sources: Annotated[
        Path, typer.Argument(help="The folder of source files.", exists=True, file_okay=False)
    ],
    archive: Annotated[
        Path,
        typer.Option(help="Where to write the snapshot.", dir_okay=False, writable=True, callback=writable),
    ] = ARCHIVE,
) -> None:
    """Make the bundled figures from a folder of source files."""
    with in_one_sentence():
        asyncio.run(build_snapshot(sources, archive, console.print))
    console.print(f"{archive.name}: {archive.stat().st_size:,} bytes")


def template(
    name: Annotated[Template, typer.Argument(help="Which form.")] = Template.STATEMENTS,
    explain: Annotated[bool, typer.Option("--explain", help="Say what each column holds.")] = False,
) -> None:
    """Print a CSV file to fill in: its header and one line as an example."""
    typer.echo(describe(name.value) if explain else TEMPLATES[name.value], nl=False)

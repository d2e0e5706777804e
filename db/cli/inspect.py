"""`status`, `sources`, `revisions`, `check`: what is in the database, and whether it adds up."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Sequence
from enum import StrEnum
from typing import Annotated, TypeVar

import orjson
import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from db.cli.arguments import MOST_NUMBER
from db.cli.connect import database
from db.cli.exits import REFUSED, in_one_sentence
from db.database import Connection, Record
from db.load.check import check as check_all
from db.load.releases import latest_revisions, loaded_sources
from db.source_pages import markdown
from db.sources import read_sources

T = TypeVar("T")
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]

WIDE = 200
"""Columns of a table that is not written to a terminal, which has no edge to be cut at."""

console = Console(width=None if sys.stdout.isatty() else WIDE)


class Format(StrEnum):
    """How sources are printed."""

    TABLE = "table"
    MARKDOWN = "markdown"
    JSON = "json"


def status(as_json: AsJson = False) -> None:
    """What each source has loaded, and the latest revision."""
    _print(with_database(lambda connection: loaded_sources(connection)), as_json)


def revisions(
    most: Annotated[int, typer.Option(help="How many, the newest first.", min=1, max=MOST_NUMBER)] = 20,
    as_json: AsJson = False,
) -> None:
    """The loads, the newest first."""
    _print(with_database(lambda connection: latest_revisions(connection, most)), as_json)


def sources(
    form: Annotated[Format, typer.Option("--format", help="How to print them.")] = Format.TABLE,
    as_json: AsJson = False,
) -> None:
    """The sources that can be loaded: who publishes them, what they cover and what they cannot tell."""
    with in_one_sentence():
        entries = read_sources()
    if form is Format.MARKDOWN:
        typer.echo(markdown(entries.values()), nl=False)
    elif form is Format.JSON or as_json:
        typer.echo(orjson.dumps(list(entries.values())).decode())
    else:
        table = Table("Source", "Title", "Publisher", "Cadence")
        for entry in entries.values():
            table.add_row(entry.id, escape(entry.title), escape(entry.publisher), escape(entry.cadence))
        console.print(table)


def check(as_json: AsJson = False) -> None:
    """Hold the database against every published total, and the counts of each release and list against its rows; 65 where one does not hold."""
    found = with_database(check_all)
    missed = [total.sentence for totals in found.values() for total in totals if total.sentence]
    if as_json:
        typer.echo(orjson.dumps(found).decode())
    else:
        for name, totals in found.items():
            console.print(
                f"{name}: {sum(total.sentence is None for total in totals)} of {len(totals)} totals hold"
            )
        for sentence in missed:
            console.print(f"  {sentence}", markup=False)
    if missed:
        raise typer.Exit(REFUSED)


def with_database(work: Callable[[Connection], Awaitable[T]]) -> T:
    """The result of some work on the database; a foreseen fault ends the command in one sentence."""

    async def run() -> T:
        async with database() as connection:
            return await work(connection)

    with in_one_sentence():
        return asyncio.run(run())


def _print(records: Sequence[Record], as_json: bool) -> None:
    if as_json:
        typer.echo(orjson.dumps([dict(record) for record in records]).decode())
        return
    if records:
        table = Table(*records[0].keys())
        for record in records:
            table.add_row(*("" if value is None else escape(str(value)) for value in record.values()))
        console.print(table)

"""`quarantine`: the rows that broke a rule."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from enum import StrEnum
from io import StringIO
from pathlib import Path
from typing import Annotated

import orjson
import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from db.cli.arguments import MOST_NUMBER, writable
from db.cli.exits import ArgumentError, in_one_sentence
from db.cli.inspect import AsJson, with_database
from db.database import Connection
from db.load.quarantine import QuarantinedRow, exported, quarantined_rows, quarantined_rules

app = typer.Typer(
    no_args_is_help=True, help="The rows that broke a rule: list, show, export, mend and load again."
)
console = Console()

Release = Annotated[
    int, typer.Argument(help="The number of the release, as `list` shows it.", min=1, max=MOST_NUMBER)
]


class Format(StrEnum):
    """The form of an export; CSV can be mended and loaded again."""

    CSV = "csv"
    JSON = "json"


@app.command("list")
def list_rules(as_json: AsJson = False) -> None:
    """Which rules were broken, in which files, by how many rows."""
    rules = with_database(quarantined_rules)
    if as_json:
        typer.echo(orjson.dumps(rules).decode())
        return
    table = Table("Release", "Source", "File", "Column", "Rule", "Rows", "Mended")
    for rule in rules:
        texts = (rule.release, rule.source, rule.file, rule.column, rule.rule, rule.rows, rule.mended)
        table.add_row(*(escape(str(text)) for text in texts))
    console.print(table)


@app.command()
def show(release: Release, as_json: AsJson = False) -> None:
    """The rows of a release in quarantine, whole."""
    rows = _rows_of(release)
    if as_json:
        typer.echo(orjson.dumps(rows).decode())
        return
    if not rows:
        console.print(f"Release {release} has no rows in quarantine.")
    for row in rows:
        place = f"{f'{row.sheet}, ' if row.sheet else ''}line {row.line}"
        console.print(f"{place}: {row.column} “{row.value}” {row.rule}", markup=False)
        console.print(f"    {dict(row.cells)}", markup=False)


@app.command()
def export(
    release: Release,
    output: Annotated[
        Path | None,
        typer.Option(
            help="The file to write; without it, the terminal.",
            dir_okay=False,
            writable=True,
            callback=writable,
        ),
    ] = None,
    form: Annotated[
        Format, typer.Option("--format", help="CSV can be mended and loaded again.")
    ] = Format.CSV,
) -> None:
    """Write the rows of a release that wait in quarantine. Mend the CSV file in place and `load` it."""
    rows = exported(_rows_of(release))
    text = orjson.dumps(rows).decode() + "\n" if form is Format.JSON else _csv(rows)
    if output is None:
        typer.echo(text, nl=False)
        return
    with in_one_sentence():
        try:
            output.write_text(text, encoding="utf-8", newline="")
        except OSError as error:
            raise ArgumentError(f"{output} cannot be written: {error.strerror}.") from error


def _csv(rows: Sequence[Mapping[str, str]]) -> str:
    file = StringIO(newline="")
    writer = csv.DictWriter(file, dict.fromkeys(name for row in rows for name in row), restval="")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


def _rows_of(release: int) -> list[QuarantinedRow]:
    async def read(connection: Connection) -> list[QuarantinedRow]:
        if not await connection.fetchval("select exists (select from release where id = $1)", release):
            raise ArgumentError(
                f"There is no release {release}; `quarantine list` shows those that have rows there."
            )
        return await quarantined_rows(connection, release)

    return with_database(read)

"""`quarantine`: the rows that broke a rule."""

from __future__ import annotations

import csv
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import orjson
import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from db.cli.inspect import AsJson, with_database
from db.load.quarantine import exported, quarantined_rows, quarantined_rules

app = typer.Typer(
    no_args_is_help=True, help="The rows that broke a rule: list, show, export, mend and load again."
)
console = Console()

Release = Annotated[int, typer.Argument(help="The number of the release, as `list` shows it.")]


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
    rows = with_database(lambda connection: quarantined_rows(connection, release))
    if as_json:
        typer.echo(orjson.dumps(rows).decode())
        return
    for row in rows:
        place = f"{f'{row.sheet}, ' if row.sheet else ''}line {row.line}"
        console.print(f"{place}: {row.column} “{row.value}” {row.rule}", markup=False)
        console.print(f"    {dict(row.cells)}", markup=False)


@app.command()
def export(
    release: Release,
    output: Annotated[Path | None, typer.Option(help="The file to write; without it, the terminal.")] = None,
    form: Annotated[
        Format, typer.Option("--format", help="CSV can be mended and loaded again.")
    ] = Format.CSV,
) -> None:
    """Write the rows of a release that wait in quarantine. Mend the CSV file in place and `load` it."""
    rows = exported(with_database(lambda connection: quarantined_rows(connection, release)))
    if form is Format.JSON:
        text = orjson.dumps(rows).decode()
        if output:
            output.write_text(text, encoding="utf-8")
        else:
            typer.echo(text)
        return
    file = output.open("w", encoding="utf-8", newline="") if output else sys.stdout
    with file:
        columns = dict.fromkeys(name for row in rows for name in row)
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)

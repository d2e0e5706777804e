"""The commands of `python -m db`."""

from __future__ import annotations

import typer

from db.cli import backup, change, inspect, load, quarantine
from db.cli.exits import CODES

app = typer.Typer(
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    add_completion=False,
    help=f"Handover's data: from files to figures. It works on DATABASE_URL, or on the embedded database. {CODES}",
)
app.command(help=load.HELP)(load.load)
app.command()(change.prepare)
app.command()(inspect.status)
app.command()(inspect.sources)
app.command()(inspect.revisions)
app.add_typer(quarantine.app, name="quarantine")
app.command()(change.withdraw)
app.command()(change.snapshot)
app.command()(inspect.check)
app.command()(change.template)
app.command()(backup.backup)
app.command()(backup.restore)

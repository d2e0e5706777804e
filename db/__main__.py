"""The command line of the data: `python -m db`."""

from db.cli.app import app

app()

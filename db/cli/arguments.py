"""What several commands ask of their arguments before anything is opened or read."""

from __future__ import annotations

import os
from pathlib import Path

import typer

MOST_NUMBER = 2**31 - 1
"""The largest number that the database gives a revision or a release."""

MOST_WAIT = 86_400
"""Seconds that another load is waited for at most: a day."""


def writable(file: Path | None) -> Path | None:
    """A file that there is or that can be made. What it is to hold may take minutes, and must not then be lost."""
    if file is not None and not os.path.exists(file):  # noqa: PTH110 # Path.exists raises for a name that is too long
        if not os.path.isdir(file.parent):  # noqa: PTH112 # the same
            raise typer.BadParameter(f"There is no folder {file.parent} to write {file.name} to.")
        if not os.access(file.parent, os.W_OK | os.X_OK):
            raise typer.BadParameter(f"The folder {file.parent} may not be written to.")
    return file

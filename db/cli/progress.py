"""How far the reading of files has come: a bar on a terminal, a line now and then anywhere else."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from db.cli.exits import errors
from db.parsers.ice_detainers import Progress as Tell

SECONDS = 5
"""Between two plain lines."""


@contextmanager
def progress(name: str) -> Iterator[Tell]:
    """What is told while the file of this name is read: bytes or rows done, of how many, and rows so far."""
    if errors.is_terminal:
        with _bar(name) as tell:
            yield tell
    else:
        yield _lines(name)


@contextmanager
def _bar(name: str) -> Iterator[Tell]:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[rows]:,} rows, {task.fields[rate]:,.0f} a second"),
        TimeRemainingColumn(),
    )
    began = time.monotonic()
    with Progress(*columns, console=errors, transient=True) as bar:
        task = bar.add_task(name, rows=0, rate=0.0)

        def tell(done: int, size: int, rows: int) -> None:
            rate = rows / max(time.monotonic() - began, 0.001)
            bar.update(task, completed=done, total=size, rows=rows, rate=rate)

        yield tell


def _lines(name: str) -> Tell:
    began = last = time.monotonic()

    def tell(done: int, size: int, rows: int) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last < SECONDS and (done < size or not rows):
            return
        last = now
        taken = max(now - began, 0.001)
        left = taken * (size - done) / max(done, 1)
        errors.print(
            f"{name}: {rows:,} rows, {rows / taken:,.0f} a second, about {left:.0f} s left", markup=False
        )

    return tell

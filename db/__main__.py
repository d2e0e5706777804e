"""The command line of the data: `python -m db`."""

from __future__ import annotations

import signal
from types import FrameType

from db.cli.app import app

TERMINATED = 128 + signal.SIGTERM
"""Exit code of a command that was asked to stop before its end, as shells have it."""


def _end(_signal: int, _frame: FrameType | None) -> None:
    """What was opened is closed on the way: a transaction is rolled back, and the embedded PostgreSQL stops."""
    raise SystemExit(TERMINATED)


signal.signal(signal.SIGTERM, _end)
app()

"""Where lines of the log go: written by a thread of their own, so that nobody waits for who reads them."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from threading import Event, Thread
from typing import Final

PERIOD: Final = 0.1
"""Seconds in which lines gather to be written together. A process that is killed loses those."""

MOST_WAITING: Final = 4096
"""Lines. Where nobody reads, the log is what gives way: 16 MB of lines of the greatest length."""

PATIENCE: Final = 2.0
"""Seconds to write what is left when the process ends."""


class LogWriter:
    """Writes lines to a descriptor in their order. `of_lost` makes the line that says how many were not kept."""

    def __init__(self, descriptor: int, of_lost: Callable[[int], bytes]) -> None:
        self._descriptor = descriptor
        self._of_lost = of_lost
        self._lines: deque[bytes] = deque()
        self._lost = 0
        self._some = Event()
        self._closing = False
        self._thread = Thread(target=self._run, name="log", daemon=True)
        self._thread.start()

    def write(self, line: bytes) -> None:
        """Have a line written soon; `line` ends with a newline."""
        if len(self._lines) >= MOST_WAITING:
            self._lost += 1
            return
        self._lines.append(line)
        if not self._some.is_set():
            self._some.set()

    def close(self) -> None:
        """Write what is left, as far as somebody reads it."""
        self._closing = True
        self._some.set()
        self._thread.join(PATIENCE)

    def _run(self) -> None:
        # Nobody reads any more: then there is no log.
        with suppress(OSError):
            while not self._closing:
                self._some.wait()
                if not self._closing:
                    time.sleep(PERIOD)
                self._some.clear()
                self._write_all()
            self._write_all()

    def _write_all(self) -> None:
        lines = [self._lines.popleft() for _ in range(len(self._lines))]
        lost, self._lost = self._lost, 0
        if lost:
            lines.append(self._of_lost(lost))
        left = memoryview(b"".join(lines))
        while left:
            left = left[os.write(self._descriptor, left) :]

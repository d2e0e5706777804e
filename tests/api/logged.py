"""The log of an application in this process, line by line."""

import json
from queue import Queue
from typing import Any

from api.logs import MOST_BYTES, json_logger


class Logged:
    """Takes lines in place of the writer; `log` is what an application is given."""

    def __init__(self) -> None:
        self._lines: Queue[bytes] = Queue()
        self.log = json_logger(self)

    def write(self, line: bytes) -> None:
        self._lines.put(line)

    def next(self) -> dict[str, Any]:
        """The next line, which is within its bounds; waited for, because an answer is there before its line."""
        line = self._lines.get(timeout=30)
        assert len(line) <= MOST_BYTES
        assert line.endswith(b"\n")
        assert line.count(b"\n") == 1
        entry: dict[str, Any] = json.loads(line)
        return entry

    def forget(self) -> None:
        """Leave out what was written until now."""
        while not self._lines.empty():
            self._lines.get()

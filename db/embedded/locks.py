"""Locks that end with the process that holds them, however it ends: flock on a file.

A lock belongs to the open file, not to the process: a child that inherits the open file holds the lock too, until
it and all who inherited from it are gone. Two opens of one file are two holders, even within one process.
"""

import fcntl
import os
from pathlib import Path
from typing import Self


class FileLock:
    """One open lock file, not locked at first; closing it, or dying, gives up the lock."""

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)

    def fileno(self) -> int:
        """Return the descriptor, for a child to inherit."""
        return self._descriptor

    def share(self) -> None:
        """Wait until nobody holds it alone, and hold it together with others."""
        fcntl.flock(self._descriptor, fcntl.LOCK_SH)

    def own(self) -> None:
        """Wait until nobody else holds it, and hold it alone."""
        fcntl.flock(self._descriptor, fcntl.LOCK_EX)

    def try_own(self) -> bool:
        """Hold it alone if nobody else holds it; otherwise give up whatever was held."""
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def close(self) -> None:
        """Give up the lock."""
        os.close(self._descriptor)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

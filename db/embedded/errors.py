"""What can go wrong with the embedded PostgreSQL, each as one sentence for the person who started it.

EmbeddedError
├── AnotherVersionError    the data was made by another major version
├── BinariesMissingError   the wheel has no complete PostgreSQL for this machine, or it does not run here
├── DiskFullError          no room for the data
├── FolderNotOursError     the folder belongs to another, or cannot be entered or written
└── NotRunningError        PostgreSQL did not start, or did not stop; its log says why
"""

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class EmbeddedError(Exception):
    """The embedded PostgreSQL cannot be used; the message is one sentence and names the folder."""


class AnotherVersionError(EmbeddedError):
    """The data was made by another major version of PostgreSQL."""


class BinariesMissingError(EmbeddedError):
    """There is no complete PostgreSQL for this machine, or it does not run here."""


class DiskFullError(EmbeddedError):
    """There is no room for the data."""


class FolderNotOursError(EmbeddedError):
    """The folder belongs to another, or cannot be entered or written."""


class NotRunningError(EmbeddedError):
    """PostgreSQL did not start, or did not stop."""


# PostgreSQL cannot go on without room for one more segment of its write-ahead log, 16 MiB.
LEAST_FREE_BYTES = 16 * 1024 * 1024

FULL = {errno.ENOSPC, errno.EDQUOT}
FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}


def disk_full(folder: Path) -> DiskFullError:
    """The sentence for a full disk."""
    return DiskFullError(f"The disk that holds {folder} is full; make room, or set HANDOVER_DATA to another.")


def closed(folder: Path) -> FolderNotOursError:
    """The sentence for a folder that we may not enter, read or write."""
    return FolderNotOursError(
        f"The folder {folder} belongs to another user or is closed to this one; "
        "set HANDOVER_DATA to a folder of your own."
    )


def from_postgres(words: str, folder: Path) -> EmbeddedError:
    """Say in one sentence why PostgreSQL's programs gave up, from what they wrote (in the C locale)."""
    # A full disk may have swallowed the words as well, so the disk itself is asked too.
    full = "No space left on device" in words or "Disk quota exceeded" in words
    if full or shutil.disk_usage(folder).free < LEAST_FREE_BYTES:
        return disk_full(folder)
    if "Permission denied" in words or "Read-only file system" in words or "wrong ownership" in words:
        return closed(folder)
    return NotRunningError(f"PostgreSQL did not start on {folder}; failure.log and log in it say why.")


@contextmanager
def in_one_sentence(folder: Path) -> Iterator[None]:
    """Turn what the operating system refuses to do with `folder` into one of the errors above."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise disk_full(folder) from error
        if error.errno in FORBIDDEN:
            raise closed(folder) from error
        if error.errno in {errno.EEXIST, errno.ENOTDIR}:
            raise FolderNotOursError(f"{folder} cannot be made: a file stands in its place.") from error
        raise NotRunningError(f"{error.filename or folder} cannot be used: {error.strerror}.") from error

"""A real PostgreSQL that needs no installing: the binaries of a wheel, started on a folder of our own.

    with start() as server:
        connection = await asyncpg.connect(server.dsn("postgres"))

It runs as an ordinary user and as root, and is shared: the first process to start it on a folder starts it, the
others join, the last to leave stops it. Linux and macOS.
"""

from db.embedded.errors import (
    AnotherVersionError,
    BinariesMissingError,
    DiskFullError,
    EmbeddedError,
    FolderNotOursError,
    NotRunningError,
)
from db.embedded.folders import default_folder
from db.embedded.server import EmbeddedServer, start

__all__ = [
    "AnotherVersionError",
    "BinariesMissingError",
    "DiskFullError",
    "EmbeddedError",
    "EmbeddedServer",
    "FolderNotOursError",
    "NotRunningError",
    "default_folder",
    "start",
]

"""Starting, joining and leaving the server on a folder.

Three locks, each given up by the kernel when its holder dies:

turn.lock     held alone by whoever starts, joins or leaves, one after the other
users.lock    shared by all who use the server; who can hold it alone is the last
server.lock   held by the server itself (see cluster.py)

A user that is killed therefore counts no more; the server that it leaves behind is joined by the next.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Self
from urllib.parse import quote

from db.embedded.cluster import Cluster
from db.embedded.errors import in_one_sentence
from db.embedded.folders import Folders, default_folder
from db.embedded.locks import FileLock
from db.embedded.programs import find_programs


class EmbeddedServer:
    """A running server and our use of it, until `stop`."""

    def __init__(self, cluster: Cluster, users: FileLock) -> None:
        self.folder = cluster.folders.folder
        self._cluster = cluster
        self._users: FileLock | None = users

    def dsn(self, database: str, user: str = "postgres") -> str:
        """Return the URL of `database` for `user`, over the server's socket."""
        host = quote(os.fspath(self._cluster.folders.run))
        return f"postgresql://{quote(user, safe='')}@/{quote(database, safe='')}?host={host}&port=5432"

    def binary(self, name: str) -> Path:
        """Return the path of one of PostgreSQL's programs, for example pg_dump."""
        return self._cluster.programs.binary(name)

    def stop(self) -> None:
        """Leave; the last user stops the server. Again is nothing."""
        users, self._users = self._users, None
        if users is None:
            return
        folders = self._cluster.folders
        with in_one_sentence(folders.folder), users, FileLock(folders.lock("turn")) as turn:
            turn.own()
            if users.try_own():
                self._cluster.halt()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def start(folder: Path | None = None, settings: Mapping[str, str] = MappingProxyType({})) -> EmbeddedServer:
    """Start the server on `folder` (default_folder() if None), or join the one that runs, and wait until it answers.

    `settings` are PostgreSQL's and go over our own; who joins takes the server as it is. With fsync=off the data
    does not outlive a power cut. Raises EmbeddedError.
    """
    programs = find_programs()
    folder = (folder or default_folder()).absolute()
    with in_one_sentence(folder):
        folders = Folders(folder)
        folders.create()
        cluster = Cluster(folders, programs)
        with FileLock(folders.lock("turn")) as turn:
            turn.own()
            users = FileLock(folders.lock("users"))
            try:
                users.share()
                cluster.ensure_running(settings)
            except BaseException:
                with users:
                    if users.try_own():
                        cluster.halt()
                raise
    return EmbeddedServer(cluster, users)

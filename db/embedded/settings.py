"""How the embedded server is set: small, private to one machine's user, and durable."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

DURABLE: Mapping[str, str] = {
    # Reached over a socket in a private folder, and over nothing else.
    "listen_addresses": "",
    "port": "5432",
    "unix_socket_permissions": "0700",
    # One server process with its pool and a few tools beside it.
    "max_connections": "60",
    "shared_buffers": "128MB",
    # Nothing replicates from it, so a table is loaded without logging each row first.
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "256MB",
    "min_wal_size": "32MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # One file for each day of the week, overwritten a week later.
    "logging_collector": "on",
    "log_filename": "server-%a.log",
    "log_rotation_age": "1d",
    "log_rotation_size": "0",
    "log_truncate_on_rotation": "on",
    # What a client asks for is not the log's business.
    "log_min_error_statement": "panic",
}


def arguments(settings: Mapping[str, str], run: Path, log: Path) -> list[str]:
    """Return PostgreSQL's arguments for `settings` over ours, with the folders of the socket and of the log.

    On the command line they win over postgresql.conf, and hold for this start alone.
    """
    places = {"unix_socket_directories": _quoted(run), "log_directory": os.fspath(log)}
    return [
        part
        for name, value in {**DURABLE, **settings, **places}.items()
        for part in ("-c", f"{name}={value}")
    ]


def _quoted(folder: Path) -> str:
    """Quote one folder for a setting that is a list of folders."""
    return '"' + os.fspath(folder).replace('"', '""') + '"'

"""The publications that figures and policies were transcribed from, each with an ID of its own."""

from __future__ import annotations

import re
from hashlib import sha256
from urllib.parse import urlsplit

from db.parsers.tables import CellError, Line
from db.rows import Publication

# PRIMARY: the document itself. NEWS: a report on it. SECONDARY: another's account of it.
KINDS = ("PRIMARY", "NEWS", "SECONDARY")


def publication(line: Line, publisher: str | None) -> Publication:
    """The publication at a line's address; where the line names no publisher, its host stands for one."""
    url, kind = line.text("source_url"), line.text("source_kind")
    if kind not in KINDS:
        raise CellError("source_kind", kind, f"must be one of {', '.join(KINDS)}")
    host = host_of(url)
    if not host:
        raise CellError("source_url", url, "must be an address that begins with https://")
    publisher = publisher or host
    # One address can be given by two publishers; eight hexadecimal digits tell a few hundred of them apart.
    digits = sha256(f"{publisher}\n{url}".encode()).hexdigest()[:8]
    return Publication(f"{re.sub('[^a-z0-9]+', '-', host)}-{digits}", publisher, url, kind)


def host_of(url: str) -> str | None:
    """The host of a web address without its `www.`; None for any other text."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host and parts.scheme in ("https", "http") else None

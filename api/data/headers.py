"""What every answer under `/data/` says of itself: its tag, its age, and how long it may be kept."""

from __future__ import annotations

from email.utils import format_datetime

from api.caching import until_the_next_revision
from api.data.asked import Asked
from db.read.catalogue import Revision

DAY = 24 * 60 * 60
"""Seconds for which an answer of one revision is. Its figures stay; a new version of this program may add a column."""


def headers_of(revision: Revision, asked: Asked, tag: str) -> dict[str, str]:
    """The headers of an answer from a revision."""
    return {
        "ETag": tag,
        "Last-Modified": format_datetime(revision.published_at.replace(microsecond=0), usegmt=True),
        **({"Cache-Control": f"public, max-age={DAY}"} if asked.pinned else until_the_next_revision()),
    }

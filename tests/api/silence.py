"""What no answer may say: how the server is made, where it stands, what the database said."""

import sys
import tempfile
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[2]

SECRET = "s3cret"
"""Stands in each fault that a test makes for what must not be told."""


def forbidden(served: str) -> list[str]:
    """The words that an answer must not have in it, where the database at that address is served."""
    return [
        SECRET,
        served.partition("host=")[2].partition("&")[0],
        "handover_reader",
        "postgresql:",
        "asyncpg",
        "Traceback",
        'File "',
        "site-packages",
        str(ROOT),
        sys.prefix,
        tempfile.gettempdir() + "/",
        "uvicorn",
        "starlette",
    ]


def told(served: str, headers: str, content: bytes) -> list[str]:
    """Those of the forbidden words that an answer has."""
    said = f"{headers}{content.decode('latin-1')}"
    return [word for word in forbidden(served) if word in said]


def require_silence(response: httpx.Response, served: str) -> None:
    """Fail where an answer says more than it may."""
    assert told(served, repr(response.headers), response.content) == [], response.url

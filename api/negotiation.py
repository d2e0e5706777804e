"""Which media type an answer has, by the request's Accept header (RFC 9110, 12.5.1)."""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache

from starlette.requests import Request


class MediaType(StrEnum):
    """The two that GraphQL over HTTP knows for answers."""

    GRAPHQL = "application/graphql-response+json"
    JSON = "application/json"


ASKING = {"query", "documentId", "extensions"}
"""The parameters of an address any of which makes it a question."""


def media_type_for(request: Request) -> MediaType | None:
    """The type that the client prefers, None where it takes neither."""
    return preferred(request.headers.get("accept"))


@lru_cache(maxsize=128)
def preferred(accept: str | None) -> MediaType | None:
    """The type that an Accept header prefers, None where it takes neither.

    Without a header it is the one that GraphQL over HTTP asks for; of two that are equally welcome the one
    named first, and for */* plain JSON, which is what programs that know no GraphQL can show.
    """
    if accept is None:
        return MediaType.GRAPHQL
    best: MediaType | None = None
    most = 0.0
    for accepted, quality in _ranges(accept):
        if quality > most and (media_type := _offered(accepted)):
            best, most = media_type, quality
    return best


def wants_page(request: Request) -> bool:
    """Whether it is a browser that opens the address, rather than a program that asks a question."""
    if request.method not in {"GET", "HEAD"} or not ASKING.isdisjoint(request.query_params.keys()):
        return False
    return any(
        accepted == "text/html" and quality > 0
        for accepted, quality in _ranges(request.headers.get("accept", ""))
    )


def _offered(accepted: str) -> MediaType | None:
    if accepted in {"*/*", "application/*"}:
        return MediaType.JSON
    return MediaType(accepted) if accepted in set(MediaType) else None


def _ranges(accept: str) -> list[tuple[str, float]]:
    """Each media range with its quality; those that name more specific ranges come first, as written."""
    ranges = []
    for part in accept.split(","):
        accepted, *parameters = (piece.strip().lower() for piece in part.split(";"))
        quality = next((piece[2:] for piece in parameters if piece.startswith("q=")), "1")
        ranges.append((accepted, _quality(quality)))
    return sorted(ranges, key=lambda entry: entry[0].count("*"))


def _quality(text: str) -> float:
    try:
        return min(max(float(text), 0.0), 1.0)
    except ValueError:
        return 0.0

"""Which media type an answer has, by the request's Accept header (RFC 9110, 12.5.1)."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache

from starlette.datastructures import Headers
from starlette.requests import Request


class MediaType(StrEnum):
    """The two that GraphQL over HTTP knows for answers."""

    GRAPHQL = "application/graphql-response+json"
    JSON = "application/json"


ASKING = {"query", "documentId", "extensions"}
"""The parameters of an address any of which makes it a question."""


def media_type_for(request: Request) -> MediaType | None:
    """The type that the client prefers, None where it takes neither."""
    return preferred(in_one(request.headers, "accept"))


@lru_cache(maxsize=128)
def preferred(accept: str | None) -> MediaType | None:
    """The type that an Accept header prefers, None where it takes neither.

    Without a header it is the one that GraphQL over HTTP asks for; of two that are equally welcome the one
    named first, and for */* plain JSON, which is what programs that know no GraphQL can show.
    """
    if accept is None:
        return MediaType.GRAPHQL
    qualities: dict[str, float] = {}
    for accepted, quality in _ranges(accept):
        qualities[accepted] = max(quality, qualities.get(accepted, 0.0))

    def quality_of(media_type: MediaType) -> float:
        # The range that says most of it: what is refused by name is not had by an asterisk.
        said = (qualities.get(accepted) for accepted in (media_type, "application/*", "*/*"))
        return next((quality for quality in said if quality is not None), 0.0)

    named = [MediaType(accepted) for accepted in qualities if accepted in set(MediaType)]
    best = max((*named, MediaType.JSON, MediaType.GRAPHQL), key=quality_of)
    return best if quality_of(best) > 0 else None


def in_one(headers: Headers, name: str) -> str | None:
    """A header that is a list, None where there is none. It may come in several lines: RFC 9110, 5.3."""
    return ", ".join(headers.getlist(name)) if name in headers else None


def wants_page(request: Request) -> bool:
    """Whether it is a browser that opens the address, rather than a program that asks a question."""
    if request.method not in {"GET", "HEAD"} or not ASKING.isdisjoint(request.query_params.keys()):
        return False
    return any(
        accepted == "text/html" and quality > 0
        for accepted, quality in _ranges(in_one(request.headers, "accept") or "")
    )


def _ranges(accept: str) -> list[tuple[str, float]]:
    """Each media range with its quality, as written."""
    parts = (part.lower().split(";") for part in accept.split(","))
    return [(accepted.strip(), quality_in(parameters)) for accepted, *parameters in parts]


def quality_in(parameters: Iterable[str]) -> float:
    """How welcome something is by its parameters, 0 to 1; what cannot be read is not (RFC 9110, 12.4.2)."""
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                quality = float(value)
            except ValueError:
                return 0.0
            return min(quality, 1.0) if quality > 0 else 0.0
    return 1.0

"""Answers as HTTP responses, in the media type that the client takes."""

from __future__ import annotations

from typing import Any

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from api.errors import Code, Entry, RequestError, entry
from api.negotiation import MediaType, media_type_for
from schema.errors import ClientError


def answer(
    content: dict[str, Any], media_type: MediaType, status: int = 200, headers: dict[str, str] | None = None
) -> Response:
    """JSON in one of the media types; caches keep the types apart."""
    return Response(
        orjson.dumps(content),
        status,
        {"Vary": "Accept", **(headers or {})},
        media_type=f"{media_type}; charset=utf-8",
    )


def refusal(request: Request, status: int, told: Entry, headers: dict[str, str] | None = None) -> Response:
    """An error instead of an answer. A client that takes neither type gets plain JSON."""
    return answer({"errors": [told]}, media_type_for(request) or MediaType.JSON, status, headers)


# What Starlette itself raises, in our words.
SENTENCES = {
    404: (
        Code.NOT_FOUND,
        "There is nothing at this address; GraphQL is at /graphql, its schema at /schema.graphql.",
    ),
    405: (Code.METHOD_NOT_ALLOWED, "This address does not take that method."),
}


async def refuse_request(request: Request, error: Exception) -> Response:
    """Answer a request that is not a well-formed question."""
    assert isinstance(error, RequestError)
    return refusal(request, error.status, error.told, dict(error.headers))


async def refuse_mistake(_: Request, error: Exception) -> Response:
    """Answer a question, asked by an address, that has a value in it that cannot be used."""
    assert isinstance(error, ClientError)
    return answer(
        {"errors": [{"message": error.message, "extensions": error.extensions}]}, MediaType.JSON, 400
    )


async def refuse_http(request: Request, error: Exception) -> Response:
    """Answer an address or a method that is not there."""
    assert isinstance(error, HTTPException)
    code, sentence = SENTENCES.get(error.status_code, (Code.BAD_REQUEST, "The request cannot be understood."))
    return refusal(request, error.status_code, entry(code, sentence), dict(error.headers or {}))

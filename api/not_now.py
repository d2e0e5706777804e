"""What cannot be answered now and may be in a moment: 503 with `Retry-After`, and a code that says why."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from graphql import GraphQLError
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from api.answers import refusal
from api.errors import entry
from api.negotiation import MediaType
from api.responses import Answer, refusal_of
from db.database import TooSlowError, UnavailableError
from schema.codes import Code

RETRY_AFTER: Final = 1
"""Seconds. A database that comes back is noticed sooner, and a crowd of short questions is gone sooner."""

HEADERS: Final = {"Retry-After": str(RETRY_AFTER)}

SENTENCES: Final = {
    Code.OVERLOADED: "More is being answered than can be at once; ask again in a moment.",
    Code.UNAVAILABLE: "The database does not answer; ask again in a moment.",
    Code.TIMEOUT: "The answer took longer than one may take; ask for less, or again in a moment.",
}


class OverloadedError(Exception):
    """More is asked than can be answered at once."""


class LateError(Exception):
    """The request's deadline has passed."""


NOT_NOW: Final[dict[type[Exception], Code]] = {
    OverloadedError: Code.OVERLOADED,
    UnavailableError: Code.UNAVAILABLE,
    TooSlowError: Code.TIMEOUT,
    LateError: Code.TIMEOUT,
}
"""What is raised for it, and the code that a client is told."""


def refusal_for_now(request: Request, code: Code) -> Response:
    """The refusal with a code of SENTENCES."""
    return refusal(request, 503, entry(code, SENTENCES[code]), {**HEADERS, "Cache-Control": "no-store"})


OVERLOADED: Final = {
    media_type: refusal_of(
        {"errors": [entry(Code.OVERLOADED, SENTENCES[Code.OVERLOADED])]},
        media_type,
        503,
        lasting=False,
        headers=HEADERS,
    )
    for media_type in MediaType
}


def overloaded(scope: Scope) -> Answer:
    """The refusal of a crowd, which must cost next to nothing: of a request nothing is read but what it accepts."""
    accepts = any(
        name == b"accept" and MediaType.GRAPHQL.encode() in value for name, value in scope["headers"]
    )
    return OVERLOADED[MediaType.GRAPHQL if accepts else MediaType.JSON]


def raise_if_not_now(errors: Iterable[GraphQLError]) -> None:
    """Raise the one of NOT_NOW that caused an error: an answer that lacks what the database did not say is none."""
    for error in errors:
        cause: BaseException | None = error
        while isinstance(cause, GraphQLError):
            cause = cause.original_error
        if type(cause) in NOT_NOW:
            assert cause is not None
            raise cause

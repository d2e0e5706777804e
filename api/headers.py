"""What the headers of a question say of its body and its answer. Clients say the same each time: it is found once."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple, TypeAlias

from starlette.datastructures import Headers
from starlette.types import Scope

from api.negotiation import MediaType, in_one, preferred
from api.packing import Coding, coding_for

VARYING: Final = frozenset({b"accept", b"accept-encoding", b"content-encoding", b"content-type"})
"""The headers that an answer depends on."""

Varying: TypeAlias = tuple[tuple[bytes, bytes], ...]
"""Those of a request, as they came."""


UTF_8: Final = {"", "utf-8", "utf8"}
"""What clients call it. An empty name is none."""


class Said(NamedTuple):
    """`media_type` None: the client takes neither. `is_json`: the body is said to be JSON in UTF-8; `is_packed`: to be sent
    in a content coding."""

    media_type: MediaType | None
    coding: Coding
    is_json: bool
    is_packed: bool


def varying(scope: Scope) -> Varying:
    """The headers of a request that its answer depends on."""
    return tuple([header for header in scope["headers"] if header[0] in VARYING])


@lru_cache(maxsize=128)
def said(headers: Varying) -> Said:
    """What these headers say."""
    given = Headers(raw=list(headers))
    kind, *parameters = given.get("content-type", "").lower().split(";")
    named = (parameter.partition("=") for parameter in parameters)
    charsets = {value.strip(' "') for name, _, value in named if name.strip() == "charset"}
    codings = ",".join(given.getlist("content-encoding")).lower().split(",")
    return Said(
        preferred(in_one(given, "accept")),
        coding_for(in_one(given, "accept-encoding")),
        kind.strip() == "application/json" and charsets <= UTF_8,
        not {coding.strip() for coding in codings} <= {"", "identity"},
    )

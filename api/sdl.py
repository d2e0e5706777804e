"""The schema as a file, for code generators and editors: as SDL, and as the answer to an introspection."""

from __future__ import annotations

from functools import cache
from hashlib import sha256

import orjson
from graphql import introspection_from_schema
from starlette.requests import Request
from starlette.responses import Response

from api.caching import is_known
from api.conditional import not_modified
from api.packing import takes_gzip
from schema import schema
from schema.sdl import sdl
from schema.version import VERSION


async def schema_graphql(request: Request) -> Response:
    """The SDL as text; 304 for one who has it."""
    return _file(request, sdl().encode(), "text/plain; charset=utf-8")


async def schema_json(request: Request) -> Response:
    """What introspection answers, with all that it can be asked; 304 for one who has it."""
    return _file(request, _introspection(), "application/json")


@cache
def _introspection() -> bytes:
    return orjson.dumps({"data": introspection_from_schema(schema._schema)})


def _file(request: Request, content: bytes, media_type: str) -> Response:
    """The schema does not change while the process runs. Its version stands in the tag, for one who asks for the head."""
    packed = "-gzip" if takes_gzip(request.headers) else ""
    tag = f'"{VERSION}-{sha256(content).hexdigest()[:16]}{packed}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache", "Content-Type": media_type}
    return not_modified(headers) if is_known(request.scope, tag) else Response(content, headers=headers)

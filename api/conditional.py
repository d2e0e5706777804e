"""Answers that a client may have already: strong entity tags and 304. https://www.rfc-editor.org/rfc/rfc9110#section-13"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

from starlette.requests import Request
from starlette.responses import Response

from api.packing import takes_gzip


def entity_tag(request: Request, *parts: object) -> str:
    """A strong tag of what the parts determine. Packed and plain are different bytes, so that their tags differ."""
    digest = sha256(repr(parts).encode()).hexdigest()[:20]
    packed = "-gzip" if takes_gzip(request.headers) else ""
    return f'"{digest}{packed}"'


def not_modified(headers: Mapping[str, str]) -> Response:
    """304 with the headers that the answer would have."""
    vary = ", ".join(filter(None, (headers.get("Vary"), "Accept-Encoding")))
    return Response(status_code=304, headers={**headers, "Vary": vary})

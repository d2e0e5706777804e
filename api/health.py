"""Whether the process lives, and whether it can answer."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from api.not_now import HEADERS as NOT_NOW


async def live(_: Request) -> Response:
    """200 for as long as the process answers anything."""
    return PlainTextResponse("Handover runs.\n", headers={"Cache-Control": "no-store"})


async def ready(request: Request) -> Response:
    """200 when the database answered the last look and has a revision, else 503."""
    newest = request.state.newest
    if newest.away:
        return PlainTextResponse("The database does not answer.\n", 503, NOT_NOW)
    if newest.revision is None:
        return PlainTextResponse("The database has no figures yet.\n", 503, NOT_NOW)
    return PlainTextResponse("Handover is ready.\n", headers={"Cache-Control": "no-store"})

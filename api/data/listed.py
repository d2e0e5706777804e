"""The list of the files, for people and for programs, and the metadata beside them."""

from __future__ import annotations

from collections.abc import Mapping

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from api.caching import is_known
from api.conditional import entity_tag, not_modified
from api.data.asked import Asked
from api.data.catalogue import TABLES
from api.data.described import csvw, data_package, listing
from api.data.headers import headers_of
from api.data.page import CONTENT_SECURITY_POLICY, page
from api.data.parameters import AS_OF
from api.data.recipes import recipes
from api.errors import Code, RequestError
from api.limiting_http import take, with_standing
from api.negotiation import wants_page
from schema.context import At, Context
from schema.cost.estimate import QUESTION
from schema.inputs import at_of


async def index(request: Request) -> ASGIApp:
    """The tables with their files, parameters and columns: a page for browsers, JSON for others."""
    asked = Asked(request.url.query, (AS_OF,))
    at = await _at(request, asked)
    address = str(request.url.replace(path="/data/", query=""))
    told = {**listing(at.catalogue.revision, address, _query(request)), "recipes": recipes(address)}
    if wants_page(request):
        headers = {"Vary": "Accept", "Content-Security-Policy": CONTENT_SECURITY_POLICY}
        return await _answer(request, at, asked, page(told).encode(), "text/html", headers)
    return await _answer(request, at, asked, orjson.dumps(told), "application/json", {"Vary": "Accept"})


async def metadata(request: Request) -> ASGIApp:
    """The columns of a CSV file, as CSV on the Web has them, for any parameters that the file takes."""
    table = TABLES.get(request.path_params["table"])
    if table is None:
        raise RequestError(404, Code.NOT_FOUND, f"There is no such file; there are {', '.join(TABLES)}.")
    asked = Asked(request.url.query, table.parameters)
    body = orjson.dumps(csvw(table, _query(request)))
    return await _answer(request, await _at(request, asked), asked, body, "application/csvm+json", {})


async def data_package_file(request: Request) -> ASGIApp:
    """All tables as a data package."""
    asked = Asked(request.url.query, (AS_OF,))
    at = await _at(request, asked)
    body = orjson.dumps(data_package(at.catalogue, _query(request)))
    return await _answer(request, at, asked, body, "application/json", {})


async def _at(request: Request, asked: Asked) -> At:
    return await at_of(Context(request.state.pool, request.state.catalogues), asked.as_of())


def _query(request: Request) -> str:
    return f"?{request.url.query}" if request.url.query else ""


async def _answer(
    request: Request, at: At, asked: Asked, body: bytes, media_type: str, own: Mapping[str, str]
) -> ASGIApp:
    """The body with the headers of its revision; one who has it already is told so and charged nothing."""
    tag = entity_tag(request, body)
    headers = {**headers_of(at.catalogue.revision, asked, tag), **own}
    if is_known(request.scope, tag):
        return not_modified(headers)
    standing = await take(request, QUESTION)
    return with_standing(Response(body, headers=headers, media_type=f"{media_type}; charset=utf-8"), standing)

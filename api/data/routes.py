"""The addresses under `/data/`: the files, what they are, and the list of them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import ExitStack
from tempfile import NamedTemporaryFile
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from api.caching import is_known
from api.conditional import entity_tag, not_modified
from api.data.asked import Asked
from api.data.catalogue import TABLES
from api.data.columns import Column
from api.data.described import ENDINGS
from api.data.formats import STREAMED, batched
from api.data.headers import headers_of
from api.data.listed import data_package_file, index, metadata
from api.data.parquet import MEDIA_TYPE, write_parquet
from api.data.tables import Cells
from api.errors import Code, RequestError
from api.limiting_http import take, with_standing
from schema.context import Context
from schema.inputs import at_of


def data_routes() -> list[Route]:
    """The routes of the files. Unknown names and endings are refused by `file`, so that it comes last."""
    return [
        Route("/data", _with_slash),
        Route("/data/", index),
        Route("/data/datapackage.json", data_package_file),
        Route("/data/{table}.csv-metadata.json", metadata),
        Route("/data/{name}", file),
    ]


async def _with_slash(request: Request) -> Response:
    """Links in the list are relative to `/data/`."""
    return RedirectResponse(request.url.replace(path="/data/"), status_code=308)


async def file(request: Request) -> ASGIApp:
    """A table in one of the formats; one who has it already is charged nothing.

    Raises ClientError where a parameter cannot be used, RateLimitedError where the client's bucket has too little.
    """
    name, _, ending = request.path_params["name"].partition(".")
    table = TABLES.get(name)
    if table is None or ending not in ENDINGS:
        raise RequestError(
            404,
            Code.NOT_FOUND,
            f"There is no such file; there are {', '.join(TABLES)}, each as {', '.join(ENDINGS)}.",
        )
    asked = Asked(request.url.query, table.parameters)
    at = await at_of(Context(request.state.pool, request.state.catalogues), asked.as_of())
    # The columns are in the tag too: they are what a new version of this program may change.
    names = tuple(column.name for column in table.columns)
    tag = entity_tag(request, at.revision, name, ending, asked.canonical, names)
    headers = headers_of(at.catalogue.revision, asked, tag)
    if is_known(request.scope, tag):
        return not_modified(headers)
    standing = await take(request, table.estimate(at, asked).units)
    headers["Content-Disposition"] = f'inline; filename="{name}.{ending}"'
    query = f"?{request.url.query}" if request.url.query else ""
    headers["Link"] = f'<{name}.csv-metadata.json{query}>; rel="describedby"; type="application/csvm+json"'
    batches = await _begun(batched(table.cells(at, asked)))
    if ending in STREAMED:
        return with_standing(_streamed(request, ending, table.columns, batches, headers), standing)
    return with_standing(await _parquet(table.columns, batches, headers), standing)


async def _begun(batches: AsyncIterator[list[Cells]]) -> AsyncIterator[list[Cells]]:
    """The same batches, the first of them read: what is wrong with a question shows before the answer begins."""
    first = await anext(batches, None)

    async def all_of_them() -> AsyncIterator[list[Cells]]:
        if first is not None:
            yield first
        async for batch in batches:
            yield batch

    return all_of_them()


def _streamed(
    request: Request,
    ending: str,
    columns: Sequence[Column[Any]],
    batches: AsyncIterator[list[Cells]],
    headers: Mapping[str, str],
) -> Response:
    if request.method == "HEAD":
        return StreamingResponse(_nothing(), headers=headers, media_type=STREAMED[ending].media_type)
    body = STREAMED[ending].write(columns, batches)
    return StreamingResponse(body, headers=headers, media_type=STREAMED[ending].media_type)


async def _nothing() -> AsyncIterator[bytes]:
    """The body of an answer to HEAD, of which the length is not known before it is written."""
    return
    yield b""


async def _parquet(
    columns: Sequence[Column[Any]], batches: AsyncIterator[list[Cells]], headers: Mapping[str, str]
) -> Response:
    with ExitStack() as closing:
        made = closing.enter_context(NamedTemporaryFile(prefix="handover-", suffix=".parquet"))
        await write_parquet(columns, batches, made.name)
        return Passing(made.name, closing.pop_all(), headers)


class Passing(FileResponse):
    """A file that goes once it is sent, or the client has left. Ranges of it can be asked for, as Parquet's readers do."""

    def __init__(self, path: str, closing: ExitStack, headers: Mapping[str, str]) -> None:
        self.closing = closing
        super().__init__(path, headers=headers, media_type=MEDIA_TYPE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the file, and close it, which removes it."""
        with self.closing:
            await super().__call__(scope, receive, send)

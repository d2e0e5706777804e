"""Parquet, written by polars into a file a batch at a time, so that no more than a few row groups are in memory."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from concurrent.futures import Future
from contextvars import copy_context
from typing import Any

import polars
from polars.io.plugins import register_io_source

from api.data.columns import Column, Type
from api.data.tables import Cells

MEDIA_TYPE = "application/vnd.apache.parquet"
ROW_GROUP = 10_000

TYPES: dict[Type, type[polars.DataType]] = {
    Type.TEXT: polars.String,
    Type.INTEGER: polars.Int64,
    Type.NUMBER: polars.Float64,
    Type.DATE: polars.Date,
}


async def write_parquet(
    columns: Sequence[Column[Any]], batches: AsyncIterator[list[Cells]], file: str
) -> None:
    """Write the rows to a file. Polars asks for a batch, from a thread of its own, when it has written the one before."""
    schema = polars.Schema({column.name: TYPES[column.kind] for column in columns})
    loop = asyncio.get_running_loop()
    # A thread of polars' own knows nothing of the request that its statements are counted for and end with.
    context = copy_context()
    reading: asyncio.Task[Any] | None = None
    over = False

    async def following() -> list[Cells] | None:
        nonlocal reading
        if over:
            raise asyncio.CancelledError
        reading = asyncio.current_task()
        return await anext(batches, None)

    def ask() -> Future[list[Cells] | None]:
        return context.run(asyncio.run_coroutine_threadsafe, following(), loop)

    def frames(
        with_columns: list[str] | None,
        predicate: polars.Expr | None,
        n_rows: int | None,
        batch_size: int | None,
    ) -> Iterator[polars.DataFrame]:
        # Everything is written, so none of these is ever given.
        while (batch := ask().result()) is not None:
            yield polars.DataFrame(batch, schema, orient="row")

    rows = register_io_source(frames, schema=schema)
    try:
        await asyncio.to_thread(rows.sink_parquet, file, row_group_size=ROW_GROUP)
    finally:
        # A thread cannot be cancelled: what it asks for is.
        over = True
        if reading:
            reading.cancel()

"""The formats of a table, each a thin writer over batches of rows."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import orjson

from api.data.columns import Cell, Column, Type
from api.data.tables import Cells

ROWS = 1000
"""Rows that are encoded at once: large enough to be quick, small enough to hold."""

FORMULA = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
"""How a cell begins that a spreadsheet may run (OWASP, CSV Injection); the full-width signs count as the others do."""


class Write(Protocol):
    """Turns batches of rows into the bytes of a file."""

    def __call__(
        self, columns: Sequence[Column[Any]], batches: AsyncIterator[list[Cells]]
    ) -> AsyncIterator[bytes]:
        """The bytes of the file, a piece for each batch."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format: the ending of the file's name, its media type, and its writer."""

    ending: str
    media_type: str
    title: str
    write: Write


async def batched(cells: AsyncIterator[Cells], size: int = ROWS) -> AsyncIterator[list[Cells]]:
    """The rows in batches, the last of them shorter."""
    batch: list[Cells] = []
    async for row in cells:
        batch.append(row)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


async def write_csv(
    columns: Sequence[Column[Any]], batches: AsyncIterator[list[Cells]]
) -> AsyncIterator[bytes]:
    """CSV as RFC 4180 has it, in UTF-8: a line of names, then the rows. No text in it is a formula."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(column.name for column in columns)
    yield _taken(buffer)
    texts = [column.kind is Type.TEXT for column in columns]
    async for batch in batches:
        writer.writerows(
            [_inert(cell) if is_text else _digits(cell) for is_text, cell in zip(texts, row, strict=True)]
            for row in batch
        )
        yield _taken(buffer)


async def write_json(
    columns: Sequence[Column[Any]], batches: AsyncIterator[list[Cells]]
) -> AsyncIterator[bytes]:
    """A JSON array of objects, a line for each row."""
    names = [column.name for column in columns]
    separator = b"[\n"
    async for batch in batches:
        lines = [orjson.dumps(dict(zip(names, row, strict=True))) for row in batch]
        yield separator + b",\n".join(lines)
        separator = b",\n"
    yield b"[]\n" if separator == b"[\n" else b"\n]\n"


async def write_ndjson(
    columns: Sequence[Column[Any]], batches: AsyncIterator[list[Cells]]
) -> AsyncIterator[bytes]:
    """A JSON object on each line."""
    names = [column.name for column in columns]
    async for batch in batches:
        yield b"".join(orjson.dumps(dict(zip(names, row, strict=True))) + b"\n" for row in batch)


def _taken(buffer: io.StringIO) -> bytes:
    """What has been written so far, taken out."""
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()


def _inert(cell: Cell) -> Cell:
    """A text that no spreadsheet runs: an apostrophe stands before what would begin a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def _digits(cell: Cell) -> Cell:
    """A number without a fraction as one writes it: 882, not 882.0."""
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell


STREAMED: Mapping[str, Format] = {
    each.ending: each
    for each in (
        Format("csv", "text/csv; charset=utf-8; header=present", "CSV", write_csv),
        Format("json", "application/json", "JSON", write_json),
        Format("ndjson", "application/x-ndjson", "NDJSON", write_ndjson),
    )
}
"""The formats that are sent while they are written. Parquet is not: its end is what readers begin with."""

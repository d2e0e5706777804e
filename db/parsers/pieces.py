"""A large table as frames of text, some thousand rows at a time, whichever of three forms it comes in."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from io import TextIOWrapper
from pathlib import Path

import polars as pl
from polars.exceptions import PanicException, PolarsError

from db.parsers import LayoutError
from db.parsers.files import check_utf8
from db.parsers.headers import HEADER_WITHIN_LINES, Matched
from db.parsers.sheets import Workbook

ROWS = 100_000
"""Rows of a piece of a Parquet file; of a CSV file half as many."""

MOST_ROWS = 20_000_000
"""A file of more rows is no release of ICE's: the largest have 600,000 in three and a half years."""

# What Parquet may hold in a column that is read as text; a day may be a date as well.
TEXTUAL = (pl.String, pl.Categorical, pl.Enum, pl.Null, pl.Boolean)
NUMERIC = (pl.Int8, pl.Int16, pl.Int32, pl.Int64, pl.UInt8, pl.UInt16, pl.UInt32, pl.UInt64)
DAYS = (pl.Date, pl.Datetime)

UTC = ("UTC", "Etc/UTC", "GMT")
"""The names of the one time zone that days may be in: programs write it where nobody chose one."""

UNREADABLE = (
    PolarsError,
    OSError,
    # What the reader takes for granted of the pages of a file may not be so in a damaged one.
    PanicException,
)
"""What reading a Parquet file raises that is none."""

Match = Callable[[Sequence[str]], Matched]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows with `line` and the columns that were asked for, as text; a line whose cells do not fit its header.

    `done` and `size` say how far the file has been read, in a unit of its own.
    """

    sheet: str | None
    frame: pl.DataFrame
    done: int
    size: int
    misfits: tuple[tuple[int, int, int], ...] = ()


def parquet_columns(path: Path) -> tuple[str, ...]:
    """The names of the columns of a Parquet file."""
    try:
        return tuple(pl.scan_parquet(path, glob=False).collect_schema().names())
    except UNREADABLE as error:
        raise LayoutError(
            f"{path.name} is not a Parquet file that can be read: it is cut off or damaged."
        ) from error


def parquet_tables(path: Path, match: Match, days: str) -> Iterator[Table]:
    """The rows of a Parquet file; a column of a type that cannot be text is refused, and days in a zone of their own."""
    try:
        scan = pl.scan_parquet(path, glob=False)
        schema = scan.collect_schema()
        height = int(scan.select(pl.len()).collect().item())
        column_of = match(schema.names()).column_of
        for name, column in column_of.items():
            allowed = (*TEXTUAL, *NUMERIC, *(DAYS if name == days else ()))
            if not isinstance(schema[column], allowed):
                raise LayoutError(
                    f"{path.name} has {schema[column]} in “{column}”, where {'dates' if name == days else 'text'} must be."
                )
            if (zone := getattr(schema[column], "time_zone", None)) not in {None, *UTC}:
                raise LayoutError(
                    f"{path.name} has times in the zone {zone} in “{column}”, of which the day is not certain; save it with "
                    "dates, or with times without a zone."
                )
        if height > MOST_ROWS:
            raise LayoutError(f"{path.name} has {height:,} rows, more than {MOST_ROWS:,}.")
        wanted = scan.select(_text(column, schema[column]).alias(name) for name, column in column_of.items())
        for start in range(0, height, ROWS):
            frame = wanted.slice(start, ROWS).collect()
            line = pl.int_range(start + 1, start + 1 + frame.height, dtype=pl.Int32, eager=True).alias("line")
            yield Table(None, frame.insert_column(0, line), start + frame.height, height)
    except UNREADABLE as error:
        raise LayoutError(
            f"{path.name} is not a Parquet file that can be read: it is cut off or damaged."
        ) from error


def _text(column: str, kind: pl.DataType) -> pl.Expr:
    """A column as text. Midnight in UTC is its day; another time there may be of the day before, and keeps its zone."""
    cell = pl.col(column)
    if getattr(kind, "time_zone", None) is None:
        return cell.cast(pl.String)
    midnight = cell.dt.time() == time()
    return pl.when(midnight).then(cell.dt.date().cast(pl.String)).otherwise(cell.cast(pl.String))


def csv_tables(path: Path, match: Match) -> Iterator[Table]:
    """The rows of a CSV file in UTF-8 with its header in the first line."""
    check_utf8(path)
    size = path.stat().st_size
    try:
        with path.open("rb") as bytes_read, TextIOWrapper(bytes_read, "utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            header = next(reader, [])
            column_of = match(header).column_of
            places = {name: header.index(column) for name, column in column_of.items()}
            lines, cells, misfits, begins = [], [], [], reader.line_num + 1
            for row in reader:
                if len(row) == len(header):
                    lines.append(begins)
                    cells.append([row[place] for place in places.values()])
                elif row:
                    misfits.append((begins, len(row), len(header)))
                begins = reader.line_num + 1
                if len(lines) >= ROWS // 2:
                    yield Table(None, _frame(lines, cells, places), bytes_read.tell(), size, tuple(misfits))
                    lines, cells, misfits = [], [], []
            yield Table(None, _frame(lines, cells, places), size, size, tuple(misfits))
    except csv.Error as error:
        raise LayoutError(f"{path.name} is not a CSV file: {error}.") from error


def workbook_tables(
    path: Path, match: Match, days: str, tell_skipped: Callable[[str], None]
) -> Iterator[Table]:
    """The rows of every sheet that has the columns; `tell_skipped` is given the name of one that has none of them."""
    with Workbook(path) as book:
        before = 0
        is_read = False
        for sheet in book.sheets:
            header = _header(book, sheet, match)
            if header is None:
                tell_skipped(sheet)
                continue
            is_read = True
            line, matched, letters = header
            columns = {name: letters[column] for name, column in matched.column_of.items()}
            done = 0
            for piece in book.pieces(sheet, columns, days):
                frame = piece.frame.filter(pl.col("line") > line)
                done = piece.done
                yield Table(sheet, frame, before + done, book.size)
            before += done
        if not is_read:
            raise LayoutError(f"{path.name} has no sheet with the columns of its layout.")


def _header(book: Workbook, sheet: str, match: Match) -> tuple[int, Matched, dict[str, str]] | None:
    """The line of the header, what it matched, and the letters by column; None where no line has any of them."""
    head = book.head(sheet, HEADER_WITHIN_LINES)
    fault: LayoutError | None = None
    for line in sorted(head, key=lambda line: -len(line.texts)):
        try:
            matched = match([text for text in line.texts.values() if text])
        except LayoutError as error:
            fault = fault or error
        else:
            return line.line, matched, {text: letters for letters, text in line.texts.items()}
    if fault is not None and any(len(line.texts) > len(head) for line in head):
        raise fault
    return None


def _frame(lines: list[int], cells: list[list[str]], places: Mapping[str, int]) -> pl.DataFrame:
    frame = pl.DataFrame(cells, schema=dict.fromkeys(places, pl.String), orient="row")
    return frame.insert_column(0, pl.Series("line", lines, dtype=pl.Int32))

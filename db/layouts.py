"""Which layout a file has, told from the names in its header and never from its own name."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from db.parsers import LayoutError
from db.parsers.detainer_columns import NAMES as DETAINER_NAMES
from db.parsers.detainer_columns import NOT_READ as DETAINER_NOT_READ
from db.parsers.detainer_columns import REPUBLISHED
from db.parsers.files import LONGEST_LINE, FileKind, file_kind
from db.parsers.headers import HEADER_WITHIN_LINES, listed, plain
from db.sources import FilesEntry, SourceEntry, read_sources

QUARANTINE = frozenset(
    f"quarantine {name}" for name in ("source", "release", "file", "sheet", "line", "column", "value", "rule")
)
"""The columns that the export of the quarantine puts before those of a layout: such a file is one of mended rows."""

NAME_OF_DELIMITER = {",": "commas", "|": "vertical bars", ";": "semicolons", "\t": "tabs"}


class Header(NamedTuple):
    """What could be the header of a file; `delimiter`: what stands between its names, None where nothing need."""

    names: tuple[str, ...]
    delimiter: str | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of one table of a source: for each that it must have its plain names; others that it may have.

    `open`: further columns are no reason to refuse a file, and are reported. `delimiter`: what its parser takes to part
    the cells of a CSV file.
    """

    source: str
    files: FilesEntry
    needed: tuple[frozenset[str], ...]
    known: frozenset[str]
    open: bool
    delimiter: str = ","

    def missing(self, header: Collection[str]) -> list[str]:
        """A name of each column that the header lacks."""
        return [min(names, key=len) for names in self.needed if not names & set(header)]

    def new(self, header: Iterable[str]) -> list[str]:
        """The columns of a header that the layout does not know."""
        known = self.known.union(*self.needed)
        return [name for name in header if name and name not in known]

    def fits(self, header: Collection[str]) -> bool:
        """Whether a file with such a header is in this layout."""
        return not self.missing(header) and (self.open or not self.new(header))

    def likeness(self, header: Collection[str]) -> float:
        """How much of the layout and of the header are in each other, from 0 to 1."""
        shared = len(self.needed) - len(self.missing(header))
        return shared / (len(self.needed) + len(self.new(header)))


@dataclass(frozen=True, slots=True)
class Recognised:
    """A file's source and parser, and the columns that nobody mapped."""

    source: SourceEntry
    parser: str
    unmapped: tuple[str, ...]


def recognise(path: Path) -> Recognised:
    """The layout of a file; `LayoutError` with the nearest layout where it has none that is known."""
    best: Layout | None = None
    header = Header(())
    for candidate in headers(path):
        plain_names = {plain(name) for name in candidate.names}
        for layout in layouts():
            if layout.fits(plain_names) and (best is None or len(layout.needed) > len(best.needed)):
                best, header = layout, candidate
    if best is None:
        raise LayoutError(_unknown(path))
    if header.delimiter not in {None, best.delimiter}:
        raise LayoutError(
            f"{path.name} has {NAME_OF_DELIMITER[header.delimiter]} between its columns; save it with "
            f"{NAME_OF_DELIMITER[best.delimiter]}, as {best.source} has them."
        )
    new = set(best.new(plain(name) for name in header.names))
    unmapped = tuple(name for name in header.names if plain(name) in new)
    return Recognised(read_sources()[best.source], best.files.parser, unmapped)


def holds_mended_rows(path: Path) -> bool:
    """Whether a file is an export of the quarantine."""
    return file_kind(path) is FileKind.CSV and any(
        header.delimiter == "," and {plain(name) for name in header.names} >= QUARANTINE
        for header in _csv_headers(path)
    )


@cache
def layouts() -> tuple[Layout, ...]:
    """The layouts of all sources, from what each parser says that it reads."""
    return tuple(
        layout
        for source in read_sources().values()
        for entry in source.files
        for layout in _layouts(source.id, entry)
    )


def headers(path: Path) -> Iterator[Header]:
    """What could be the header of a file: its first line, the names in its schema, the first lines of its sheets."""
    match file_kind(path):
        case FileKind.PARQUET:
            from db.parsers.pieces import parquet_columns

            yield Header(parquet_columns(path))
        case FileKind.WORKBOOK:
            from db.parsers.sheets import Workbook

            with Workbook(path) as book:
                for sheet in book.sheets:
                    for line in book.head(sheet, HEADER_WITHIN_LINES):
                        yield Header(tuple(filter(None, line.texts.values())))
        case FileKind.CSV:
            yield from _csv_headers(path)


def _csv_headers(path: Path) -> Iterator[Header]:
    """The first line of a CSV file, parted in each way in which it can be."""
    import csv

    with path.open("rb") as file:
        first = file.readline(LONGEST_LINE).decode("utf-8-sig", "replace").strip("\r\n")
    found, fault = [], ""
    for delimiter in NAME_OF_DELIMITER:
        try:
            names = next(csv.reader([first], delimiter=delimiter), [])
        except csv.Error as error:
            fault = str(error)
        else:
            found.append(Header(tuple(names), delimiter))
    if not found and "\r" in first:
        raise LayoutError(
            f"{path.name} has lines that end with a carriage return alone; save it with line feeds."
        )
    if not found:
        raise LayoutError(f"{path.name} is not a CSV file: {fault}.")
    return iter(found)


def _layouts(source: str, entry: FilesEntry) -> Iterator[Layout]:
    parser = import_module(f"db.parsers.{entry.parser}")
    if entry.parser == "ice_detainers":
        own = [frozenset(names) for column, names in DETAINER_NAMES.items() if column not in REPUBLISHED]
        also = DETAINER_NOT_READ.union(*(DETAINER_NAMES[column] for column in REPUBLISHED))
        yield Layout(source, entry, tuple(own), also, open=True)
        return
    names: Mapping[str, Collection[str]] | None = getattr(parser, "NAMES", None)
    if names is not None:
        yield Layout(source, entry, tuple(map(frozenset, names.values())), frozenset(), open=True)
        return
    known = {plain(name) for name in (*getattr(parser, "NOT_READ", ()), *getattr(parser, "SINCE_2025", ()))}
    is_open = hasattr(parser, "SINCE_2025")
    delimiter = getattr(parser, "DELIMITER", ",")
    for columns in getattr(parser, "TABLES", None) or (parser.COLUMNS,):
        needed = [frozenset({plain(column)}) for column in columns]
        yield Layout(source, entry, tuple(needed), frozenset(known), is_open, delimiter)


def _unknown(path: Path) -> str:
    found = [
        tuple(dict.fromkeys(plain(name) for name in header.names if plain(name))) for header in headers(path)
    ]
    pairs = [(layout, header) for header in found for layout in layouts()]
    nearest = max(pairs, key=lambda pair: pair[0].likeness(pair[1]), default=None)
    if nearest is None or not nearest[0].likeness(nearest[1]):
        return f"{path.name} has none of the columns of any layout that is known."
    layout, header = nearest
    parts = [f"{path.name} has no layout that is known; the nearest is that of {layout.source}"]
    if missing := layout.missing(header):
        parts.append(f"where {listed(missing)} {'is' if len(missing) == 1 else 'are'} missing")
    if new := layout.new(header):
        parts.append(f"{'and' if missing else 'where'} {listed(new)} {'is' if len(new) == 1 else 'are'} new")
    return ", ".join(parts[:2]) + (" " + parts[2] if len(parts) > 2 else "") + "."

"""Rows that were mended after they had gone to quarantine, and come back in the form in which they were exported."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from db.layouts import QUARANTINE, recognise
from db.load.read import Fingerprint, ReadFile, read_file, sha256_of
from db.parsers import LayoutError
from db.parsers.detainer_columns import NAMES
from db.parsers.headers import plain
from db.parsers.tables import csv_header, csv_lines
from db.rows import Rejected
from db.sources import read_sources

ID = NAMES["id"][0]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a mended row stood: the release by its number, the sheet, the line."""

    release: int
    sheet: str | None
    line: int


@dataclass(frozen=True, slots=True)
class MendedFile:
    """A file of mended rows, and the place in quarantine that each of its accepted lines comes from."""

    file: ReadFile
    origins: tuple[Origin, ...]

    @property
    def fingerprint(self) -> Fingerprint:
        """What tells the file from every other: its rows say where they stood, so that its bytes do."""
        return Fingerprint(self.file.source.id, self.file.sha256, None)


def read_mended(path: Path) -> MendedFile:
    """Read an exported and mended file with the parser of its source. Raises `LayoutError`."""
    header = csv_header(path)
    layout = [name for name in header if plain(name) not in QUARANTINE]
    found = list(csv_lines(path, header))
    if not found:
        raise LayoutError(f"{path.name} has a header and no rows.")
    sources = {line.raw("Quarantine source") for line in found}
    names = {line.raw("Quarantine file") for line in found}
    if len(sources) != 1 or len(names) != 1 or (source := sources.pop() or "") not in read_sources():
        raise LayoutError(f"{path.name} has rows of more than one file; mend one file at a time.")
    origin_of: dict[int, Origin] = {}
    rows: list[Mapping[str, object]] = []
    for number, line in enumerate(found, start=2):
        if line.fault:
            raise LayoutError(f"Line {line.number} of {path.name}: {line.fault}.")
        origin_of[number] = Origin(
            line.whole("Quarantine release"), line.raw("Quarantine sheet"), line.whole("Quarantine line")
        )
        rows.append({name: " ".join(str(cell).split()) for name, cell in line.cells.items()})
    original = names.pop() or path.name
    with _table(original, layout, rows, with_id=source == "ice-detainers") as table:
        parser = "ice_detainers" if source == "ice-detainers" else recognise(table).parser
        file = read_file(table, read_sources()[source], parser)
    again = {row.line for row in file.rejected}
    rejected = tuple(
        Rejected(
            origin_of[row.line].sheet, origin_of[row.line].line, row.column, row.value, row.rule, row.cells
        )
        for row in file.rejected
    )
    read = ReadFile(
        path, sha256_of(path), file.source, file.parser, file.accepted, rejected, file.rows, file.counted
    )
    return MendedFile(read, tuple(origin for number, origin in origin_of.items() if number not in again))


@contextmanager
def _table(
    original: str, columns: list[str], rows: list[Mapping[str, object]], *, with_id: bool
) -> Iterator[Path]:
    """The rows alone, a CSV file with the name of the original: the day of a list stands in its name."""
    more = [ID] if with_id else []
    with tempfile.TemporaryDirectory(prefix="handover-") as folder:
        path = Path(folder) / f"{Path(original).stem}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([*columns, *more])
            writer.writerows([*(row[column] for column in columns), *("" for _ in more)] for row in rows)
        yield path

"""A file before it is loaded: recognised, parsed, and counted, without a database."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib import import_module
from pathlib import Path
from typing import NamedTuple, Protocol, runtime_checkable

from db.parsers import agreements_287g, ice_detainers
from db.parsers.detainer_rules import Window
from db.parsers.ice_detainers import DetainerRelease, Progress
from db.places.lists import Town
from db.rows import ListedAgreement, Rejected
from db.sources import SourceEntry

DATED_BY_NAME = "agreements_287g"
"""The parser of files whose day stands in their name and nowhere in them."""


def tell_nothing(done: int, size: int, rows: int) -> None:
    """Show no progress."""


@runtime_checkable
class Numbered(Protocol):
    """A row that knows the line of its file."""

    @property
    def line(self) -> int:
        """Counted from 1, the header among them."""


class Fingerprint(NamedTuple):
    """What tells a file of a source from every other: its bytes, and the day in the name of a list, which has none inside."""

    source: str
    sha256: str
    day: date | None


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file with what its parser made of it. `rows` lines in all = loaded + rejected.

    `counted` is None but for ICE's current detainer releases, which are counted while they are read; `accepted`
    holds the rows of every other layout. `unmapped` are the columns that nobody knows.
    """

    path: Path
    sha256: str
    source: SourceEntry
    parser: str
    accepted: tuple[object, ...]
    rejected: tuple[Rejected, ...]
    rows: int
    counted: DetainerRelease | None = None
    unmapped: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def quarantined(self) -> int:
        """Lines that break a rule."""
        return len({(row.sheet, row.line) for row in self.rejected})

    @property
    def loaded(self) -> int:
        """Lines that are counted."""
        return self.rows - self.quarantined

    @property
    def fingerprint(self) -> Fingerprint:
        """What tells the file from every other."""
        return Fingerprint(self.source.id, self.sha256, day_in_name(self.path, self.parser))

    @property
    def issued_on(self) -> date | None:
        """The day of the file, where its layout or its name has one."""
        if self.counted is not None:
            return ice_detainers.drawn_on(self.path)
        return next((row.listed_on for row in self.accepted if isinstance(row, ListedAgreement)), None)


def read_file(
    path: Path,
    source: SourceEntry,
    parser: str,
    unmapped: tuple[str, ...] = (),
    progress: Progress = tell_nothing,
) -> ReadFile:
    """Parse one file of a source. Raises `LayoutError`."""
    sha256 = sha256_of(path)
    if parser == "ice_detainers":
        counted = ice_detainers.read(path, _window(source, path), progress)
        unmapped = tuple(dict.fromkeys((*unmapped, *counted.unmapped)))
        return ReadFile(
            path,
            sha256,
            source,
            parser,
            (),
            counted.rejected,
            counted.rows,
            counted,
            unmapped,
            counted.remarks,
        )
    parse: Callable[[Path], Iterator[object]] = import_module(f"db.parsers.{parser}").parse
    accepted: list[object] = []
    refused: list[Rejected] = []
    for row in parse(path):
        if isinstance(row, Rejected):
            refused.append(row)
        else:
            accepted.append(row)
    rows = lines(accepted) + len({(row.sheet, row.line) for row in refused})
    size = path.stat().st_size
    progress(size, size, rows)
    return ReadFile(path, sha256, source, parser, tuple(accepted), tuple(refused), rows, unmapped=unmapped)


def sha256_of(path: Path) -> str:
    """The file's fingerprint, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def day_in_name(path: Path, parser: str) -> date | None:
    """The day of a list of agreements, which stands in its name alone; None for any other file. Raises `LayoutError`."""
    return agreements_287g.listed_on(path) if parser == DATED_BY_NAME else None


def lines(rows: Iterable[object]) -> int:
    """How many lines of a file these rows were made of; a town stands for the offices counted in it."""
    numbers: set[int] = set()
    offices = 0
    for row in rows:
        if isinstance(row, Town):
            offices += row.offices
        elif isinstance(row, Numbered):
            numbers.add(row.line)
    return len(numbers) + offices


def bounds_missed(file: ReadFile) -> str | None:
    """A sentence if the file has fewer or more rows than any file of its layout may have."""
    layouts = [layout for layout in file.source.files if layout.parser == file.parser]
    if any(layout.least_rows <= file.rows <= layout.most_rows for layout in layouts):
        return None
    expected = " or ".join(f"{layout.least_rows:,} to {layout.most_rows:,}" for layout in layouts)
    return f"{file.path.name} has {file.rows:,} rows, and {expected} are expected"


def _window(source: SourceEntry, path: Path) -> Window:
    """The days that a release may speak of: those of its source, but none after it was drawn, or after today."""
    grain = source.grains[0]
    drawn = ice_detainers.drawn_on(path) or datetime.now(UTC).date()
    return Window(grain.start, min(grain.end, drawn))

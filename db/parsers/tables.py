"""Reading a small table by the names in its header: CSV text, or the first sheet of a workbook.

The order of the columns does not matter. A column that is missing, one that nobody has heard of, and a file
that is no table at all are refused with `LayoutError`; a line with a bad cell becomes `Rejected`.
"""

from __future__ import annotations

import csv
import re
from calendar import monthrange
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import NoReturn, TypeVar

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, WorksheetNotFound, ZipError

from db.parsers import LayoutError
from db.parsers.files import FileKind, file_kind
from db.parsers.headers import HEADER_WITHIN_LINES, match, plain
from db.parsers.sheets import Workbook
from db.rows import Rejected
from db.words import Word

Row = TypeVar("Row")
W = TypeVar("W", bound=Word)

MOST_CELLS = 5_000_000
"""Cells of a sheet that is read at once. ICE's file of 2015 has 474,000."""

MOST_COUNTED = 2**31 - 1
"""The largest number that the database holds as a count."""

WHOLE = re.compile(r"\d+", re.ASCII)
ISO_MONTH = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})", re.ASCII)
# Text dates are 2016-06-08 in most files; in May and June 2025 ICE wrote 05/082025.
ISO_DATE = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})", re.ASCII)
US_DATE = re.compile(r"(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4})", re.ASCII)
US_DATE_WITHOUT_ITS_SECOND_SLASH = re.compile(r"(?P<month>\d{2})/(?P<day>\d{2})(?P<year>\d{4})", re.ASCII)


class CellError(Exception):
    """One cell breaks a rule: its column, its value, and the rule in words."""

    def __init__(self, column: str, value: str, rule: str) -> None:
        super().__init__(rule)
        self.column, self.value, self.rule = column, value, rule


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table below its header; `number` counts from 1 at the top of the file or sheet."""

    sheet: str | None
    number: int
    cells: dict[str, object]
    fault: str | None = None

    @property
    def texts(self) -> dict[str, str]:
        """The whole line as text, to be kept where it breaks a rule."""
        return {column: "" if value is None else str(value) for column, value in self.cells.items()}

    def raw(self, column: str) -> str | None:
        """The text of a cell as it stands, without the blanks around it; None where it is blank."""
        return str(self.cells[column]).strip() or None

    def text(self, column: str) -> str:
        """The text of a cell that must not be blank."""
        return self.raw(column) or self._refuse(column, "must not be blank")

    def whole(self, column: str) -> int:
        """A count: a whole number from zero to MOST_COUNTED."""
        text = self.text(column)
        if not WHOLE.fullmatch(text):
            self._refuse(column, "must be a whole number")
        digits = text.lstrip("0")
        if len(digits) > len(str(MOST_COUNTED)) or int(digits or "0") > MOST_COUNTED:
            self._refuse(column, f"must be at most {MOST_COUNTED:,}")
        return int(digits or "0")

    def day(self, column: str) -> date:
        """A day, from a cell of dates or from text such as 2025-02-26 or 2/26/2025."""
        value = self.cells[column]
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        for pattern in (ISO_DATE, US_DATE, US_DATE_WITHOUT_ITS_SECOND_SLASH):
            if found := pattern.fullmatch(str(value).strip()):
                try:
                    return date(int(found["year"]), int(found["month"]), int(found["day"]))
                except ValueError:
                    break
        return self._refuse(column, "must be a date")

    def day_if_given(self, column: str) -> date | None:
        """A day, or None where the cell is blank."""
        return self.day(column) if self.raw(column) else None

    def word(self, column: str, words: type[W]) -> W:
        """One of a closed set of words, written as its name."""
        name = self.text(column)
        return words[name] if name in words.__members__ else self._refuse(column, _one_of(words))

    def month(self, column: str) -> tuple[date, date]:
        """The first and the last day of a month written as 2025-02."""
        found = ISO_MONTH.fullmatch(self.text(column))
        year, month = (int(found["year"]), int(found["month"])) if found else (0, 0)
        if not (year and 1 <= month <= 12):
            self._refuse(column, "must be a month such as 2025-02")
        return date(year, month, 1), date(year, month, monthrange(year, month)[1])

    def _refuse(self, column: str, rule: str) -> NoReturn:
        raise CellError(column, str(self.cells[column]), rule)


class Once:
    """The IDs of a file: each stands in one line, so that no line takes the place of another without a word."""

    def __init__(self) -> None:
        self._line_of: dict[str, int] = {}

    def check(self, name: str, column: str, line: Line) -> None:
        """`CellError` where a line before this one, which broke no rule, has the ID that comes of the column."""
        first = self._line_of.setdefault(name, line.number)
        if first != line.number:
            raise CellError(column, line.text(column), f"must not stand twice: line {first} has it")


def rows(lines: Iterable[Line], read: Callable[[Line], Iterable[Row]]) -> Iterator[Row | Rejected]:
    """Read each line into its rows, all of them or, when a cell breaks a rule, one `Rejected`."""
    for line in lines:
        if line.fault:
            yield Rejected(line.sheet, line.number, "", "", line.fault, line.texts)
            continue
        try:
            read_rows = list(read(line))
        except CellError as error:
            yield Rejected(line.sheet, line.number, error.column, error.value, error.rule, line.texts)
        else:
            yield from read_rows


def csv_header(path: Path) -> tuple[str, ...]:
    """The names in the first line of a CSV file."""
    for _, cells in _csv_cells(path):
        return _names(cells)
    raise LayoutError(f"{path.name} is empty.")


def csv_lines(
    path: Path,
    columns: Sequence[str],
    also: Collection[str] = (),
    *,
    encoding: str = "utf-8-sig",
    delimiter: str = ",",
) -> Iterator[Line]:
    """The lines of a CSV file that has all `columns`; the columns in `also` may be there too."""
    cells_of_lines = _csv_cells(path, encoding, delimiter)
    _, first = next(cells_of_lines, (0, None))
    if first is None:
        raise LayoutError(f"{path.name} is empty.")
    header = _names(first)
    _check(path, header, columns, also)
    for number, cells in cells_of_lines:
        fault = None
        if len(cells) != len(header):
            fault = f"the line has {len(cells)} cells where the header has {len(header)}"
        yield Line(None, number, dict(zip(header, cells, strict=False)), fault)


def sheet_lines(path: Path, columns: Sequence[str], also: Collection[str] = ()) -> Iterator[Line]:
    """The lines of the first sheet of a workbook that has all `columns`, below wherever its header stands."""
    if file_kind(path) is not FileKind.WORKBOOK:
        raise LayoutError(f"{path.name} is not a workbook that can be read.")
    with Workbook(path) as book:
        book.check_extent(MOST_CELLS)
    try:
        with CalamineWorkbook.from_path(path) as workbook:
            sheet = workbook.sheet_names[0]
            cells_of_lines = workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, PasswordError, WorksheetNotFound, ZipError, IndexError, OSError) as error:
        raise LayoutError(f"{path.name} is not a workbook that can be read.") from error
    headers = [_names(cells) for cells in cells_of_lines[:HEADER_WITHIN_LINES]]
    at = max(range(len(headers)), key=lambda line: len(set(columns) & set(headers[line])), default=None)
    if at is None:
        raise LayoutError(f"{path.name} is empty.")
    header = headers[at]
    _check(path, header, columns, also)
    for number, cells in enumerate(cells_of_lines[at + 1 :], start=at + 2):
        if any(cell != "" for cell in cells):
            yield Line(sheet, number, dict(zip(header, cells, strict=True)))


def any_lines(
    path: Path, names: Mapping[str, Collection[str]], optional: Collection[str] = ()
) -> Iterator[Line]:
    """The lines of a CSV file or a workbook whose columns go by several names, under the one name of each.

    `names` gives the plain names that a column may have. Columns beyond those are left aside; the loader reports them.
    """
    header = _header(path, {name for some in names.values() for name in some})
    matched = match(path, header, names, optional, ())
    name_of = {column: name for name, column in matched.column_of.items()}
    read = csv_lines if file_kind(path) is FileKind.CSV else sheet_lines
    for line in read(path, tuple(name_of), also=header):
        cells = {name: line.cells.get(column, "") for column, name in name_of.items()}
        yield Line(line.sheet, line.number, cells, line.fault)


def _header(path: Path, names: Collection[str]) -> tuple[str, ...]:
    """The first line of a CSV file, or of the first lines of a workbook the one that has most of these plain names."""
    if file_kind(path) is FileKind.CSV:
        return csv_header(path)
    with Workbook(path) as book:
        head = book.head(book.sheets[0], HEADER_WITHIN_LINES)
    lines = (tuple(filter(None, line.texts.values())) for line in head)
    return max(lines, key=lambda line: sum(plain(name) in names for name in line), default=())


def _csv_cells(
    path: Path, encoding: str = "utf-8-sig", delimiter: str = ","
) -> Iterator[tuple[int, list[str]]]:
    """Each line that is not blank, with the number of the line that it begins on."""
    try:
        with path.open(encoding=encoding, newline="") as file:
            reader = csv.reader(file, strict=True, delimiter=delimiter)
            begins = 1
            for cells in reader:
                if cells:
                    yield begins, cells
                begins = reader.line_num + 1
    except (UnicodeDecodeError, csv.Error) as error:
        raise LayoutError(
            f"{path.name} is not a CSV file in {encoding.removesuffix('-sig').upper()}."
        ) from error


def _names(cells: Iterable[object]) -> tuple[str, ...]:
    return tuple(" ".join(str(cell).split()) for cell in cells)


def _check(path: Path, header: tuple[str, ...], columns: Sequence[str], also: Collection[str]) -> None:
    missing = [column for column in columns if column not in header]
    if missing:
        raise LayoutError(f"{path.name} has no column {_listed(missing)}.")
    unknown = [column for column in header if column not in {*columns, *also}]
    if unknown:
        raise LayoutError(f"{path.name} has a column that its parser does not know: {_listed(unknown)}.")
    twice = [column for column, times in Counter(header).items() if times > 1]
    if twice:
        raise LayoutError(f"{path.name} has more than one column {_listed(twice)}.")


def _one_of(words: type[Word]) -> str:
    return f"must be one of {', '.join(words.__members__)}"


def _listed(columns: Iterable[str]) -> str:
    return ", ".join(f"“{column}”" for column in columns)

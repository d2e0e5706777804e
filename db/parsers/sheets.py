"""The sheets of a workbook, read in pieces of a few thousand rows and only in the columns that are asked for.

A sheet is XML, a cell in it `<c r="BE8" s="1" t="s"><v>42</v></c>`. To build all 65 cells of each row costs more time
and twenty times the memory of finding the nine that are needed: each piece is cut into its rows, and each column is
found in all of them by one pattern. What the sheet says of its own size is not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import Element, ParseError, fromstring

import polars as pl

from db.parsers import LayoutError
from db.parsers.bundles import opened
from db.parsers.shared_texts import POINTS_NOWHERE, SharedTexts, plain_text, unescaped

PIECE = 8 << 20
"""Bytes of XML that are held at a time: some 4,500 rows of 65 columns."""

LONGEST_ROW = 16 << 20

MOST_COLUMNS = 16_384
"""Columns of the widest sheet, as Excel has them."""

MOST_DIGITS = 12
"""Of a number of a line or a text that is read. Excel's highest line, 1,048,576, has seven."""

MOST_INDEX = 4 << 20
"""Bytes of the parts that name the sheets."""

# Excel counts days from 1899-12-30, or, if made on an old Macintosh, from 1904-01-01.
DAYS_TO_1970, DAYS_TO_1970_FROM_1904 = 25_569, 24_107

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
DOCUMENT = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
CELL = re.compile(r"<c\b(?P<about>[^>]*?)(?:/>|>(?P<body>.*?)</c>)", re.DOTALL)
ROW = re.compile(r"<row\b(?P<about>[^>]*?)(?:/>|>(?P<body>.*?)</row>)", re.DOTALL)
REFERENCE = re.compile(r'\br="(?P<letters>[A-Z]{1,3})?(?P<line>\d+)?"')
PLACE = re.compile(rb'<(?:c|row)\b[^>]*? ?\br="([A-Z]{0,3})(\d+)"')
OPEN_ROW = r'<row(?: [^>/]*)? r="(\d+)"[^>/]*>'
FORMULA = re.compile(rb"<f[ >]")
HAS_FORMULAS = "has formulas; save it with their values alone."
TEXT = re.compile(r"<(?:v|t)(?: [^>]*)?>(.*?)</(?:v|t)>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class HeadLine:
    """One of the first lines of a sheet: its number, and its texts by the letters of their columns."""

    line: int
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Piece:
    """Some rows of a sheet, `line` and the columns by name, all as text; and how many bytes have been read so far."""

    sheet: str
    frame: pl.DataFrame
    done: int


class Workbook:
    """A workbook that is open; close it, or use it in a `with`. Raises `LayoutError`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._closing = ExitStack()
        self._archive = self._closing.enter_context(opened(path))
        self._shared = SharedTexts(path.name, self._archive)
        self._closing.callback(self._shared.close)
        with self._closing.pop_all() as closing:
            book = self._index("xl/workbook.xml")
            targets = {
                part.get("Id"): part.get("Target", "") for part in self._index("xl/_rels/workbook.xml.rels")
            }
            properties = book.find(f"{MAIN}workbookPr")
            is_1904 = properties is not None and properties.get("date1904") in ("1", "true")
            self._days_to_1970 = DAYS_TO_1970_FROM_1904 if is_1904 else DAYS_TO_1970
            self._part_of = {
                sheet.get("name", ""): _part_name(targets.get(sheet.get(f"{DOCUMENT}id"), ""))
                for sheet in book.iter(f"{MAIN}sheet")
            }
            self._closing = closing.pop_all()
        if not self.sheets:
            raise LayoutError(f"{path.name} has no sheet.")

    def __enter__(self) -> Workbook:
        return self

    def __exit__(self, *fault: object) -> None:
        self._closing.__exit__(*fault)  # type: ignore[arg-type]  # the three that a with statement gives

    @property
    def sheets(self) -> tuple[str, ...]:
        """The names of the sheets that have cells, in their order."""
        there = set(self._archive.namelist())
        return tuple(name for name, part in self._part_of.items() if part in there)

    @property
    def size(self) -> int:
        """Bytes of all sheets, unpacked."""
        return sum(self._archive.getinfo(self._part_of[name]).file_size for name in self.sheets)

    def check_extent(self, most_cells: int) -> None:
        """Refuse formulas, and sheets whose farthest cells span more than `most_cells`: a reader would make them all."""
        for sheet in self.sheets:
            last_column = last_line = 1
            with self._archive.open(self._part_of[sheet]) as part:
                rest = b""
                while read := part.read(PIECE // 16):
                    whole, _, rest = (rest + read).rpartition(b">")
                    if FORMULA.search(whole):
                        raise LayoutError(f"{self.path.name} {HAS_FORMULAS}")
                    for letters, line in set(PLACE.findall(whole)):
                        last_column = max(last_column, len(letters) and _number_of(letters))
                        last_line = max(last_line, _whole(line.decode()))
                    if last_column * last_line > most_cells or len(rest) > PIECE:
                        raise LayoutError(
                            f"{self.path.name} has cells far apart from each other: over {most_cells:,} in all."
                        )

    def head(self, sheet: str, lines: int) -> list[HeadLine]:
        """The first lines of a sheet, at most so many; a line without cells may be missing."""
        with self._archive.open(self._part_of[sheet]) as part:
            start = part.read(PIECE).decode("utf-8", "replace")
        found: list[HeadLine] = []
        for row in ROW.finditer(start):
            number = _line_of(row["about"], found[-1].line + 1 if found else 1)
            if number > lines or len(found) == lines:
                break
            found.append(HeadLine(number, self._texts(row["body"] or "")))
        return found

    def pieces(self, sheet: str, columns: Mapping[str, str], days: str) -> Iterator[Piece]:
        """The rows of a sheet. `columns` gives the letters of each column by name; numbers in `days` are dates."""
        rest = b""
        done = 0
        with self._archive.open(self._part_of[sheet]) as part:
            for read in _ahead(part):
                done += len(read)
                whole, end, rest = (rest + read).rpartition(b"</row>")
                if end:
                    yield Piece(sheet, self._frame(whole, columns, days), done)
                elif len(rest) > LONGEST_ROW:
                    raise LayoutError(f"{self.path.name} has a row of more than {LONGEST_ROW:,} bytes.")
        if rest and b"</sheetData>" not in rest and b"<sheetData/>" not in rest:
            raise LayoutError(f"{self.path.name} is cut off or damaged.")

    def _frame(self, rows: bytes, columns: Mapping[str, str], days: str) -> pl.DataFrame:
        text = pl.DataFrame({"row": [rows.decode("utf-8", "replace")]}).select(
            pl.col("row").str.split("</row>").explode()
        )
        self._check_dialect(text["row"])
        cells = text.lazy().select(
            pl.col("row").str.extract(OPEN_ROW).cast(pl.Int32, strict=False).alias("line"),
            *(
                pl.col("row")
                .str.extract_groups(
                    rf'(?s)<c r="{letters}\d+"([^>]*)>(?:<v(?: [^>]*)?>([^<]*)</v>|<is>(.*?)</is>)'
                )
                .alias(name)
                for name, letters in columns.items()
            ),
        )
        found = cells.filter(pl.col("line").is_not_null()).collect()
        return pl.DataFrame([found["line"], *(self._values(found[name], name == days) for name in columns)])

    def _check_dialect(self, rows: pl.Series) -> None:
        """Refuse what the patterns would pass over: nothing is lost in silence."""
        if any(rows.str.contains(tag, literal=True).any() for tag in ("<f>", "<f ")):
            raise LayoutError(f"{self.path.name} {HAS_FORMULAS}")
        unplaced = rows.str.contains("<c [^r]").any()
        unplaced |= (rows.str.contains("<c ", literal=True) & ~rows.str.contains(OPEN_ROW)).any()
        if unplaced or rows.str.contains("<![CDATA[", literal=True).any():
            raise LayoutError(f"{self.path.name} names no place for its cells; save it once in Excel.")

    def _values(self, cells: pl.Series, is_day: bool) -> pl.Series:
        """The texts of a column from its cells: what stands in the tag, the value, the text within the cell."""
        parts = cells.struct.unnest().rename({"1": "about", "2": "value", "3": "inline"})
        is_shared = parts["about"].str.contains(' t="s"', literal=True)
        index = parts["value"].set(~is_shared.fill_null(False), None).cast(pl.UInt32, strict=False)
        highest = index.max()
        is_lost = (is_shared & index.is_null()).any()
        if is_lost or (isinstance(highest, int) and highest >= len(self._shared.all)):
            raise LayoutError(f"{self.path.name} {POINTS_NOWHERE}")
        value = parts["value"]
        if is_day:
            number = value.set(parts["about"].str.contains(' t="', literal=True), None).cast(
                pl.Float64, strict=False
            )
            days = (number.floor() - self._days_to_1970).cast(pl.Int32, strict=False)
            value = days.cast(pl.Date).cast(pl.String).fill_null(value)
        if parts["inline"].null_count() < len(value):
            value = value.fill_null(parts.select(plain_text(pl.col("inline"))).to_series())
        return (
            self._shared.all.gather(index)
            .zip_with(is_shared.fill_null(False), unescaped(value))
            .alias(cells.name)
        )

    def _texts(self, row: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for at, cell in enumerate(CELL.finditer(row)):
            if at >= MOST_COLUMNS:
                raise LayoutError(f"{self.path.name} has more than {MOST_COLUMNS:,} columns.")
            reference = REFERENCE.search(cell["about"])
            letters = (reference and reference["letters"]) or letters_of(at)
            text = "".join(TEXT.findall(cell["body"] or ""))
            if ' t="s"' in cell["about"] and text.isdecimal():
                text = self._shared[_whole(text)]
            found[letters] = " ".join(unescape(text).split())
        return found

    def _index(self, name: str) -> Element:
        """A small part as XML, in UTF-8 like the rest of the workbook, whatever it says of itself.

        One with a document type, which could define texts without end, is refused; so is one with zero bytes, which
        could have one in UTF-16.
        """
        if self._archive.getinfo(name).file_size > MOST_INDEX:
            raise LayoutError(f"{self.path.name} is no sound workbook: {name} is too long.")
        text = self._archive.read(name)
        if b"<!DOCTYPE" in text:
            raise LayoutError(f"{self.path.name} is no sound workbook: {name} has a document type.")
        if b"\0" in text:
            raise LayoutError(f"{self.path.name} is no sound workbook: {name} is not in UTF-8.")
        try:
            # Without a document type it has no entities to expand.
            return fromstring(text.decode("utf-8-sig"))
        except (UnicodeDecodeError, ParseError) as error:
            raise LayoutError(f"{self.path.name} is cut off or damaged.") from error


def letters_of(column: int) -> str:
    """The letters of a column counted from 0: A, B, … Z, AA."""
    found = ""
    column += 1
    while column:
        column, digit = divmod(column - 1, 26)
        found = chr(ord("A") + digit) + found
    return found


def _ahead(part: IO[bytes]) -> Iterator[bytes]:
    """The pieces of a part, each unpacked while the one before is taken apart."""
    with ThreadPoolExecutor(1) as thread:
        coming = thread.submit(part.read, PIECE)
        while read := coming.result():
            coming = thread.submit(part.read, PIECE)
            yield read


def _number_of(letters: bytes) -> int:
    """The column of these letters counted from 1."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _whole(digits: str) -> int:
    """A number in digits; of one that is longer than any in a sheet, no more of it than shows how large it is."""
    return int(digits.lstrip("0")[:MOST_DIGITS] or "0")


def _line_of(about: str, following: int) -> int:
    reference = REFERENCE.search(about)
    return _whole(reference["line"]) if reference and reference["line"] else following


def _part_name(target: str) -> str:
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"

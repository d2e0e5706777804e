"""The sheet reader against another: whatever is in the cells, both read the same."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from db.parsers import LayoutError
from db.parsers.sheets import Workbook
from tests.bench import generator
from tests.fuzz.excerpts import packed

# What XML can hold, but for the control characters that a reader may turn into others.
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn"), exclude_characters="\ufffe\uffff"),
    max_size=12,
)
ROWS = st.lists(st.tuples(st.dates(), *[st.none() | TEXTS] * 3), min_size=1, max_size=30)
ENDS_OF_EXCEL = pl.date(1900, 3, 1)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sheets")


def written(path: Path, frame: pl.DataFrame) -> Path:
    generator.write_sheets(path, [("Detainers", frame)])
    return path


def read(path: Path, columns: dict[str, str], days: str) -> pl.DataFrame:
    with Workbook(path) as book:
        (sheet,) = book.sheets
        frame = pl.concat(piece.frame for piece in book.pieces(sheet, columns, days))
    return frame.filter(pl.col("line") > 7)


@given(ROWS)
def test_another_reader_reads_the_same(folder: Path, rows: list[tuple[object, ...]]) -> None:
    frame = pl.DataFrame(
        rows, schema={"day": pl.Date, "a": pl.String, "b": pl.String, "c": pl.String}, orient="row"
    ).filter(pl.col("day") >= ENDS_OF_EXCEL)
    path = written(folder / "any.xlsx", frame)
    found = read(path, {"day": "A", "a": "B", "c": "D"}, "day")
    other = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python(skip_empty_area=False)[7:]
    ours = [(day, a or "", c or "") for _, day, a, c in found.iter_rows()]
    assert ours == [(str(cells[0]), cells[1], cells[3]) for cells in other]
    assert found["line"].to_list() == list(range(8, 8 + frame.height))


SHEET = f"<worksheet {generator.MAIN}><sheetData>%s</sheetData></worksheet>"


def with_part(folder: Path, name: str, content: bytes | Callable[[bytes], bytes]) -> Path:
    """A workbook of which one part is another, or is made of what it was."""
    sound = written(folder / "sound.xlsx", pl.DataFrame({"day": ["x"], "text": ["y"]}))
    path = folder / "other.xlsx"
    with zipfile.ZipFile(sound) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    made = content(parts[name]) if callable(content) else content
    path.write_bytes(packed({**parts, name: made}))
    return path


def with_sheet(folder: Path, rows: str) -> Path:
    return with_part(folder, "xl/worksheets/sheet1.xml", (SHEET % rows).encode())


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('<c r="B9" t="str"><v>a &amp;lt; b</v></c>', "a &lt; b"),
        ('<c r="B9" t="str"><v>caf&#233;</v></c>', "café"),
        ('<c r="B9" t="inlineStr"><is><t>one\ntwo</t></is></c>', "one\ntwo"),
        (
            '<c r="B9" t="inlineStr"><is><r><t>bold</t></r><r><t xml:space="preserve"> plain</t></r></is></c>',
            "bold plain",
        ),
        ('<c r="B9"><v>42</v></c>', "42"),
        ('<c r="B9" s="1"/>', None),
        ('<c r="B9" t="e"><v>#N/A</v></c>', "#N/A"),
        ('<c r="B9" t="str"><v xml:space="preserve"> x </v></c>', " x "),
    ],
)
def test_each_kind_of_cell(folder: Path, cell: str, text: str | None) -> None:
    path = with_sheet(folder, f'<row r="8"/><row r="9" spans="1:2"><c r="A9"><v>45000.75</v></c>{cell}</row>')
    assert read(path, {"day": "A", "text": "B"}, "day").rows() == [(9, "2023-03-15", text)]


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="9"><c t="str" r="A9"><v>x</v></c></row>',
        '<row><c r="A9"><v>1</v></c></row>',
        '<row r="9"><c r="A9" t="str"><v><![CDATA[x]]></v></c></row>',
        '<row r="9"><c r="A9" t="s"><v>99999</v></c></row>',
        '<row r="9"><c r="A9" t="s"><v>x</v></c></row>',
        '<row r="9"><c r="A9"><f>1</f><v>1</v></c></row>',
    ],
)
def test_what_would_be_passed_over_is_refused(folder: Path, rows: str) -> None:
    with pytest.raises(LayoutError):
        read(with_sheet(folder, rows), {"day": "A", "text": "B"}, "day")


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/_rels/workbook.xml.rels"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "TRUEUTF-8", "shift_jis", "utf-16", "hex", "idna", "undefined"]
)
def test_what_a_part_says_of_its_encoding_is_not_asked(folder: Path, part: str, encoding: str) -> None:
    path = with_part(folder, part, lambda was: was.replace(b'"UTF-8"', f'"{encoding}"'.encode(), 1))
    with zipfile.ZipFile(path) as archive:
        assert f'encoding="{encoding}"'.encode() in archive.read(part)
    with Workbook(path) as book, Workbook(folder / "sound.xlsx") as sound:
        assert book.sheets == sound.sheets != ()


# A document type in UTF-16 is not seen by who looks for its bytes; its entities would be expanded.
@pytest.mark.parametrize(
    ("encoding", "refusal"),
    [
        ("utf-8", "has a document type"),
        ("utf-16", "is not in UTF-8"),
        ("utf-16-le", "is not in UTF-8"),
        ("utf-16-be", "is not in UTF-8"),
    ],
)
def test_no_entities_are_expanded(folder: Path, encoding: str, refusal: str) -> None:
    book = f'<!DOCTYPE a [<!ENTITY b "é">]><workbook {generator.MAIN}>&b;</workbook>'
    with pytest.raises(LayoutError, match=refusal):
        Workbook(with_part(folder, "xl/workbook.xml", book.encode(encoding)))


def test_other_bytes_than_those_of_utf_8_are_refused(folder: Path) -> None:
    book = f'<workbook {generator.MAIN} note="é"/>'
    with pytest.raises(LayoutError, match="is cut off or damaged"):
        Workbook(with_part(folder, "xl/workbook.xml", book.encode("latin-1")))

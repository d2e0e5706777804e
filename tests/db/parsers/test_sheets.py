"""The sheet reader against another: whatever is in the cells, both read the same."""

import zipfile
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from db.parsers import LayoutError
from db.parsers.sheets import Workbook
from tests.bench import generator

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


def with_sheet(folder: Path, rows: str) -> Path:
    sound = written(folder / "sound.xlsx", pl.DataFrame({"day": ["x"], "text": ["y"]}))
    path = folder / "other.xlsx"
    with zipfile.ZipFile(sound) as from_, zipfile.ZipFile(path, "w") as to:
        for part in from_.infolist():
            if "worksheets/" not in part.filename:
                to.writestr(part.filename, from_.read(part))
        to.writestr("xl/worksheets/sheet1.xml", SHEET % rows)
    return path


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

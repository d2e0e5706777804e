import csv
import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.parsers import LayoutError
from db.parsers.tables import CellError, Line, csv_header, csv_lines, rows, sheet_lines
from db.rows import Rejected
from db.words import Custody


def line(value: object) -> Line:
    return Line(None, 2, {"cell": value})


def test_a_csv_is_read_by_its_header_whatever_the_order_of_its_columns(
    write_csv: Callable[..., Path],
) -> None:
    read = [dict(found.cells) for found in csv_lines(write_csv("b,a", "2,1"), ("a", "b"))]
    assert read == [{"a": "1", "b": "2"}]


def test_a_mark_of_the_encoding_is_no_part_of_the_first_name(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes("\ufeffa,b\n1,2\n".encode())
    assert csv_header(path) == ("a", "b")


def test_a_line_is_numbered_where_it_begins(write_csv: Callable[..., Path]) -> None:
    path = write_csv("a,b", '1,"two', 'lines"', "", "3,4")
    assert [found.number for found in csv_lines(path, ("a", "b"))] == [2, 5]


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["a"], "table.csv has no column “b”, “c”."),
        (["a,b,c,d"], "table.csv has a column that its parser does not know: “d”."),
        (["a,b,c,c"], "table.csv has more than one column “c”."),
        ([""], "table.csv is empty."),
        (["a,b,c", '"1'], "table.csv is not a CSV file in UTF-8."),
    ],
)
def test_an_unknown_layout_is_refused_in_one_sentence(
    write_csv: Callable[..., Path], lines: list[str], message: str
) -> None:
    with pytest.raises(LayoutError) as refusal:
        list(csv_lines(write_csv(*lines), ("a", "b", "c")))
    assert str(refusal.value) == message


def test_text_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes("a\nDoña Ana\n".encode("latin-1"))
    with pytest.raises(LayoutError, match="not a CSV file in UTF-8"):
        list(csv_lines(path, ("a",)))


def test_a_line_with_too_few_or_too_many_cells_is_rejected_and_the_rest_is_read(
    write_csv: Callable[..., Path],
) -> None:
    lines = csv_lines(write_csv("a,b", "1", "2,3", "4,5,6"), ("a", "b"))
    assert list(rows(lines, lambda found: [found.whole("a")])) == [
        Rejected(None, 2, "", "", "the line has 1 cells where the header has 2"),
        2,
        Rejected(None, 4, "", "", "the line has 3 cells where the header has 2"),
    ]


def test_a_line_gives_all_of_its_rows_or_one_rejection(write_csv: Callable[..., Path]) -> None:
    lines = csv_lines(write_csv("a,b", "1,x", "1,2"), ("a", "b"))
    assert list(rows(lines, lambda found: (found.whole(name) for name in ("a", "b")))) == [
        Rejected(None, 2, "b", "x", "must be a whole number"),
        1,
        2,
    ]


def test_a_sheet_is_read_below_its_header_wherever_that_stands(write_workbook: Callable[..., Path]) -> None:
    path = write_workbook([["A title", "", ""], ["", "", ""], ["B ", "A", "C"], ["2", "1", ""], ["", "", ""]])
    (found,) = sheet_lines(path, ("A", "B"), also=("C",))
    assert (found.sheet, found.number) == ("Sheet1", 4)
    assert (found.text("A"), found.text("B"), found.raw("C")) == ("1", "2", None)


def test_a_sheet_without_a_column_is_refused(write_workbook: Callable[..., Path]) -> None:
    with pytest.raises(LayoutError, match=r"table\.xlsx has no column “C”\."):
        list(sheet_lines(write_workbook([["A", "B"], ["1", "2"]]), ("A", "B", "C")))


def test_an_empty_sheet_is_refused(write_workbook: Callable[..., Path]) -> None:
    with pytest.raises(LayoutError, match=r"table\.xlsx is empty\."):
        list(sheet_lines(write_workbook([]), ("A",)))


def test_what_is_no_workbook_is_refused(write_csv: Callable[..., Path]) -> None:
    with pytest.raises(LayoutError, match=r"table\.xlsx is not a workbook that can be read\."):
        list(sheet_lines(write_csv("a", name="table.xlsx"), ("A",)))


@pytest.mark.parametrize(
    ("value", "day"),
    [
        (date(2025, 3, 17), date(2025, 3, 17)),
        ("2016-06-08", date(2016, 6, 8)),
        (" 3/7/2025 ", date(2025, 3, 7)),
        ("05/082025", date(2025, 5, 8)),
    ],
)
def test_a_day_may_be_a_cell_of_dates_or_text(value: object, day: date) -> None:
    assert line(value).day("cell") == day


@pytest.mark.parametrize("value", ["", "2025-02-30", "13/1/2025", "2025", "0000-01-01", 45734.0, "yesterday"])
def test_what_is_no_day_breaks_the_rule(value: object) -> None:
    with pytest.raises(CellError, match="must be a date"):
        line(value).day("cell")


@given(st.dates())
def test_every_day_is_read_as_it_was_written(day: date) -> None:
    assert line(day.isoformat()).day("cell") == day
    assert line(f"{day.month}/{day.day}/{day.year:04}").day("cell") == day


@pytest.mark.parametrize("value", ["-1", "1.5", "1,000", "\N{ARABIC-INDIC DIGIT ONE}", "NA", ""])
def test_a_count_is_a_whole_number_in_digits(value: str) -> None:
    with pytest.raises(CellError):
        line(value).whole("cell")


@pytest.mark.parametrize("value", [str(2**31), "9" * 5_000])
def test_a_count_is_no_larger_than_the_database_holds(value: str) -> None:
    with pytest.raises(CellError, match="must be at most 2,147,483,647"):
        line(value).whole("cell")
    assert line(f"{'0' * 5_000}{2**31 - 1}").whole("cell") == 2**31 - 1


def test_a_month_runs_to_its_last_day() -> None:
    assert line("2024-02").month("cell") == (date(2024, 2, 1), date(2024, 2, 29))


@pytest.mark.parametrize("value", ["2024-13", "2024-00", "0000-01", "2024", "24-02"])
def test_what_is_no_month_breaks_the_rule(value: str) -> None:
    with pytest.raises(CellError, match="must be a month such as 2025-02"):
        line(value).month("cell")


def test_a_word_must_be_one_of_its_set() -> None:
    assert line("COUNTY_JAIL").word("cell", Custody) is Custody.COUNTY_JAIL
    with pytest.raises(CellError, match="must be one of STATE_PRISON, COUNTY_JAIL, "):
        line("JAIL").word("cell", Custody)


@settings(deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)))
def test_every_text_comes_back_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    path = tmp_path_factory.mktemp("texts") / "table.csv"
    written = io.StringIO()
    csv.writer(written, quoting=csv.QUOTE_ALL).writerows([["a", "b"], *([text, "."] for text in texts)])
    path.write_text(written.getvalue(), encoding="utf-8", newline="")
    assert [found.cells["a"] for found in csv_lines(path, ("a", "b"))] == texts

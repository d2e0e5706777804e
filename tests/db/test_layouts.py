"""Layouts are told from the header, whatever the file is called and however it is ordered."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from db.cli.app import app
from db.layouts import QUARANTINE, holds_mended_rows, recognise
from db.parsers import LayoutError
from db.parsers.foia_2015 import NAMES
from db.sources import read_sources
from tests.bench import generator


@pytest.fixture
def write_csv(tmp_path: Path) -> Callable[..., Path]:
    def write(header: str) -> Path:
        path = tmp_path / "x.csv"
        path.write_text(header + "\n", encoding="utf-8")
        return path

    return write


EVERY = [(source, layout) for source in read_sources().values() for layout in source.files if source.shipped]


@pytest.mark.parametrize(("source", "layout"), EVERY, ids=lambda entry: getattr(entry, "pattern", ""))
def test_every_file_is_recognised_under_another_name(source, layout, sources: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]  # named by the parameters
    for path in layout.paths(sources)[:3]:
        other = tmp_path / f"x{path.suffix}"
        shutil.copyfile(path, other)
        found = recognise(other)
        assert (found.source.id, found.parser, found.unmapped) == (source.id, layout.parser, ())


@pytest.mark.parametrize("column", ["raw_header", "published_name"])
def test_the_65_columns_are_known_under_both_names_and_in_any_order(
    column: str, sources: Path, write_csv: Callable[..., Path]
) -> None:
    names = generator.columns(sources)[column].to_list()
    assert len(names) == 65
    found = recognise(write_csv(",".join(reversed(names))))
    assert (found.source.id, found.unmapped) == ("ice-detainers", ())
    without_birth_date = [name for name in names if name.lower().replace("_", " ") != "birth date"]
    assert recognise(write_csv(",".join(without_birth_date))).source.id == "ice-detainers"


@pytest.mark.parametrize("at", range(3))
def test_the_layout_of_2015_goes_by_each_of_its_names(at: int, write_csv: Callable[..., Path]) -> None:
    header = [names[min(at, len(names) - 1)] for names in NAMES.values()]
    assert recognise(write_csv(",".join(header))).source.id == "ice-foia-2015"
    assert recognise(write_csv(",".join(header[::-1]))).source.id == "ice-foia-2015"


def test_an_unknown_layout_is_refused_with_the_nearest_and_what_sets_it_apart(
    write_csv: Callable[..., Path],
) -> None:
    path = write_csv("State,Law Enforcement Agency,Signed,Favourite Colour")
    with pytest.raises(LayoutError) as refused:
        recognise(path)
    assert str(refused.value) == (
        "x.csv has no layout that is known; the nearest is that of ice-287g-lists, where “support type” is missing and "
        "“favourite colour” is new."
    )


def test_a_header_like_no_other_says_so(write_csv: Callable[..., Path]) -> None:
    with pytest.raises(LayoutError, match=r"^x\.csv has none of the columns of any layout that is known\.$"):
        recognise(write_csv("apples,pears"))


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"apples,pears\r1,2\r", "has lines that end with a carriage return alone; save it with line feeds"),
        (b"apples\rpears\r", "has lines that end with a carriage return alone; save it with line feeds"),
        (b"a" * 200_000 + b",b\n1,2\n", "is not a CSV file: field larger than field limit (131072)"),
    ],
)
def test_a_first_line_that_is_no_header_is_told_in_one_sentence(
    content: bytes, fault: str, tmp_path: Path
) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    found = CliRunner().invoke(app, ["load", "--dry-run", str(path)])
    assert (found.exit_code, found.stderr) == (65, f"Stopped: x.csv {fault}. Nothing was changed.\n")


@pytest.mark.parametrize(
    ("delimiter", "named"), [(";", "semicolons"), ("|", "vertical bars"), ("\t", "tabs")]
)
def test_columns_that_are_not_between_commas_are_told_so(
    delimiter: str, named: str, sources: Path, write_csv: Callable[..., Path]
) -> None:
    names = generator.columns(sources)["published_name"].to_list()
    with pytest.raises(LayoutError) as refused:
        recognise(write_csv(delimiter.join(names)))
    sentence = f"x.csv has {named} between its columns; save it with commas, as ice-detainers has them."
    assert str(refused.value) == sentence
    # Mended rows that a spreadsheet wrote so are no new release of all their columns.
    mended = write_csv(delimiter.join([*sorted(QUARANTINE), *names]))
    assert not holds_mended_rows(mended)
    with pytest.raises(LayoutError) as refused:
        recognise(mended)
    assert str(refused.value) == sentence


def test_the_list_that_comes_with_vertical_bars_is_not_read_with_commas(
    sources: Path, tmp_path: Path
) -> None:
    path = tmp_path / "x.csv"
    listed = sources / "facilities" / "ice_facility_list_2017_geocoded.psv"
    path.write_text(listed.read_text("utf-8").replace("|", ","), encoding="utf-8")
    with pytest.raises(LayoutError) as refused:
        recognise(path)
    assert str(refused.value) == (
        "x.csv has commas between its columns; save it with vertical bars, as ice-facilities-2017 has them."
    )

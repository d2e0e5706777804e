"""Rows that break a rule: kept whole, exported, mended and loaded again; in = loaded + quarantined, for every file."""

import csv
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from db.load.read import read_file
from db.sources import SourceEntry, read_sources
from tests.bench import generator
from tests.db.load.conftest import ROWS, Ran

Run = Callable[..., Ran]
Ask = Callable[..., list[dict[str, Any]]]

# Row of the frame, column, what stands in it, and the rule that it breaks.
FAULTS = [
    (
        10,
        "Detainer Prepare Date",
        "2021-05-05",
        "must lie in the window of the source and not after the day of the file",
    ),
    (
        11,
        "Detainer Prepare Date",
        "2026-03-12",
        "must lie in the window of the source and not after the day of the file",
    ),
    (12, "Detainer Prepare Date", "soon", "must be a date"),
    (13, "Detainer Prepare Date", "2023-02-30", "must be a date"),
    (14, "Detainer Prepare Date", "", "must be a date"),
    (15, "Facility State", "ATLANTIS", "must be a state or territory, or blank"),
    (16, "Detainer Facility", "b(6), b(7)c", "must not be blank where the state is blank too"),
]


def faulty(release: pl.DataFrame) -> pl.DataFrame:
    rows = release.with_columns(pl.col("Detainer Prepare Date").cast(pl.String)).to_dicts()
    for row, column, value, _ in FAULTS:
        rows[row][column] = value
    rows[16]["Facility State"] = ""
    return pl.DataFrame(rows, schema={**release.schema, "Detainer Prepare Date": pl.String})


def write_sheet(path: Path, frame: pl.DataFrame) -> Path:
    generator.write_sheets(path, [("Detainers", frame)])
    return path


@pytest.fixture
def loaded(run: Run, release: pl.DataFrame, tmp_path: Path) -> Any:
    done = run("load", write_sheet(tmp_path / "faulty_20260311.xlsx", faulty(release)), "--json")
    assert done.code == 0, done.err
    return done.report["sources"][0]["files"][0]


def test_each_rule_sends_its_rows_to_quarantine_with_their_place(loaded: Any, ask: Ask) -> None:
    assert (loaded["rows"], loaded["loaded"], loaded["quarantined"]) == (
        ROWS,
        ROWS - len(FAULTS),
        len(FAULTS),
    )
    kept = ask(
        "select sheet, line, column_name, value, rule from quarantine q join release r on r.id = q.release where source = 'ice-detainers' order by line"
    )
    assert [(record["line"], record["rule"]) for record in kept] == [
        (row + 8, rule) for row, _, _, rule in FAULTS
    ]
    assert {record["sheet"] for record in kept} == {"Detainers"}
    assert kept[5]["value"] == "ATLANTIS"
    assert ask("select rows, loaded_rows, quarantined_rows from release where source = 'ice-detainers'") == [
        {"rows": ROWS, "loaded_rows": ROWS - len(FAULTS), "quarantined_rows": len(FAULTS)}
    ]
    (total,) = ask(
        "select sum(c.count) as count from detainer_cell c join grain g on g.key = c.grain and g.until = 2147483647 "
        "where g.source = 'ice-detainers' and c.until = 2147483647"
    )
    assert total["count"] == ROWS - len(FAULTS)
    examples = {broken["rule"]: broken for broken in loaded["broken"]}
    assert examples["must be a date"]["rows"] == 3
    assert "Detainers, line 20: “soon”" in examples["must be a date"]["examples"]


def test_a_row_outside_the_fiscal_year_of_its_sheet_contradicts_it(
    run: Run, release: pl.DataFrame, tmp_path: Path
) -> None:
    frame = release.filter(pl.col("Detainer Prepare Date").is_between(date(2024, 10, 1), date(2025, 9, 30)))
    moved = pl.when(pl.int_range(pl.len()) == 5).then(date(2024, 9, 30)).otherwise("Detainer Prepare Date")
    path = tmp_path / "sheet.xlsx"
    generator.write_sheets(
        path, [("Detainers FY25", frame.with_columns(moved.alias("Detainer Prepare Date")))]
    )
    (file,) = run("load", path, "--json").report["sources"][0]["files"]
    assert file["broken"] == [
        {
            "rule": "must lie in the fiscal year that its sheet is named after",
            "column": "prepare date",
            "rows": 1,
            "examples": ["Detainers FY25, line 13: “2024-09-30”"],
        }
    ]


def test_rows_are_exported_mended_and_loaded_again_once(
    loaded: Any, run: Run, ask: Ask, tmp_path: Path
) -> None:
    (release,) = ask("select id from release where source = 'ice-detainers'")
    path = tmp_path / "mend.csv"
    assert run("quarantine", "export", str(release["id"]), "--output", path).code == 0
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(FAULTS)
    for row in rows:
        row["Detainer Prepare Date"] = "2025-02-03"
        row["Facility State"] = "MN"
    rows[-1]["Facility State"] = ""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    total = (
        "select coalesce(sum(c.count), 0)::int as count from detainer_cell c join grain g on g.key = c.grain and "
        "g.until = 2147483647 where g.source = 'ice-detainers' and c.until = 2147483647"
    )
    before = ask(total)[0]["count"]
    done = run("load", path, "--json")
    assert done.code == 0, done.err
    (file,) = done.report["sources"][0]["files"]
    assert (file["rows"], file["loaded"], file["quarantined"]) == (7, 6, 1)
    assert ask(total)[0]["count"] == before + 6
    waiting = ask("select line from quarantine where release = $1 and mended is null", release["id"])
    assert [record["line"] for record in waiting] == [24]
    assert run("load", path).out.startswith("ice-detainers: nothing new")
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    again = run("load", path)
    assert again.code == 65
    assert "is not in quarantine, or was mended before" in again.err
    assert ask(total)[0]["count"] == before + 6
    assert run("quarantine", "list").code == 0
    assert "ATLANTIS" in run("quarantine", "show", str(release["id"])).out
    assert len(json.loads(run("quarantine", "export", str(release["id"]), "--format", "json").out)) == 1


def test_a_list_of_agreements_is_mended_line_by_line(
    run: Run, ask: Ask, sources: Path, tmp_path: Path
) -> None:
    header = [
        "STATE",
        "LAW ENFORCEMENT AGENCY",
        "TYPE",
        "COUNTY",
        "SUPPORT TYPE",
        "SIGNED",
        "MOA",
        "ADDENDUM",
        "NEWS",
    ]
    good = [
        "MINNESOTA",
        "Cass County Sheriff's Office",
        "County",
        "Cass County",
        "Jail Enforcement Model",
        "2025-03-01",
        "",
        "",
        "",
    ]
    lines = [[*good[:1], f"Agency {at}", *good[2:]] for at in range(200)]
    lines[7][0] = "ATLANTIS"
    path = tmp_path / "participatingAgencies06152026am.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *lines])
    done = run("load", path, "--accept-drift", "--why", "a short list", "--json")
    assert done.code == 0, done.err
    assert done.report["sources"][0]["files"][0]["unmapped"] == ["MOA", "ADDENDUM", "NEWS"][2:]
    (release,) = ask("select id from release where file_name like '%06152026am%'")
    mend = tmp_path / "mend.csv"
    assert run("quarantine", "export", str(release["id"]), "--output", mend).code == 0
    with mend.open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["LAW ENFORCEMENT AGENCY"], row["Quarantine line"]) == ("Agency 7", "9")
    with mend.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, row)
        writer.writeheader()
        writer.writerow({**row, "STATE": "MINNESOTA"})
    done = run("load", mend)
    assert done.code == 0, done.err
    listed = ask(
        "select count(*) from listed_agreement where listed_on = '2026-06-15' and until = 2147483647"
    )
    assert listed[0]["count"] == 200


@pytest.mark.parametrize(
    "source", [s for s in read_sources().values() if s.shipped], ids=lambda source: source.id
)
def test_every_line_of_every_file_is_loaded_or_in_quarantine(source: SourceEntry, sources: Path) -> None:
    for layout in source.files:
        for path in layout.paths(sources):
            file = read_file(path, source, layout.parser)
            assert file.rows == file.loaded + file.quarantined
            assert file.rows == lines_below_the_header(path)


def lines_below_the_header(path: Path) -> int:
    """Counted another way: lines of the CSV file, or rows with anything in them below the header of the sheet."""
    if path.suffix == ".xlsx":
        frame = pl.read_excel(path, has_header=False, infer_schema_length=0, drop_empty_rows=True)
        texts = frame.with_columns(pl.col(pl.String).str.strip_chars())
        header = texts.select(pl.any_horizontal(pl.all().is_in(["STATE", "State"]))).to_series().arg_max()
        assert header is not None
        return frame.height - header - 1
    encoding = "latin-1" if "census" in path.name else "utf-8-sig"
    with path.open(encoding=encoding, newline="") as file:
        return (
            sum(1 for line in csv.reader(file, delimiter="|" if path.suffix == ".psv" else ",") if line) - 1
        )

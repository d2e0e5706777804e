from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from db.parsers import LayoutError
from db.parsers.agreements_287g import listed_on, parse
from db.rows import ListedAgreement, Rejected
from db.words import AgreementModel

LATEST = "participatingAgencies05182026am.xlsx"
HEADER = ("STATE", "LAW ENFORCEMENT AGENCY", "TYPE", "COUNTY", "SUPPORT TYPE", "SIGNED", "MOA", "ADDENDUM")


@pytest.fixture(scope="module")
def folder(sources: Path) -> Path:
    return sources / "agreements-287g" / "ice-lists"


def agreements(path: Path) -> list[ListedAgreement]:
    return [row for row in parse(path) if isinstance(row, ListedAgreement)]


def test_no_line_of_any_list_is_rejected_and_none_is_lost(folder: Path) -> None:
    lists = sorted(folder.glob("*.xlsx"), key=listed_on)
    assert len(lists) == 65
    for path in (lists[0], lists[48], lists[49], lists[50], lists[-1]):
        sheet = pl.read_excel(path, infer_schema_length=None)
        assert len(agreements(path)) == sheet.height
    assert sum(len(agreements(path)) for path in lists) == 23_871
    assert not [row for path in lists for row in parse(path) if isinstance(row, Rejected)]


def test_the_latest_list_agrees_with_another_reader_of_it(folder: Path) -> None:
    found = agreements(folder / LATEST)
    sheet = pl.read_excel(folder / LATEST, infer_schema_length=None)
    assert Counter(row.model for row in found) == {
        AgreementModel.JAIL_ENFORCEMENT: sheet["SUPPORT TYPE"].str.contains("Jail").sum(),
        AgreementModel.WARRANT_SERVICE: sheet["SUPPORT TYPE"].str.contains("Warrant").sum(),
        AgreementModel.TASK_FORCE: sheet["SUPPORT TYPE"].str.contains("Task").sum(),
    }
    assert [row.signed_on for row in found] == sheet["SIGNED"].to_list()
    assert len({row.state for row in found}) == 40
    assert not [row for row in found if row.state == "CA"]
    assert [row.agency for row in found if row.state == "MN"] == [
        "Cass County Sheriff's Office",
        "Crow Wing County Sheriff's Office",
        "Crow Wing County Sheriff's Office",
        "Freeborn County Sheriff's Office",
        "International Falls Police Department",
        "Isle Police Department",
        "Itasca County Sheriff's Office",
        "Kandiyohi County Sheriff's Office",
        "Mille Lacs County Sheriff's Office",
        "Sherburne County Sheriff's Office",
    ]


def test_a_list_of_the_old_layout_has_neither_county_nor_type(folder: Path) -> None:
    first = agreements(folder / "ParticipatingEntities-20210131051047.xlsx")[0]
    assert first == ListedAgreement(
        line=2,
        listed_on=date(2021, 1, 31),
        state="AL",
        agency="Etowah County Sheriff's Office",
        county=None,
        agency_type=None,
        model=AgreementModel.JAIL_ENFORCEMENT,
        signed_on=date(2016, 6, 8),
    )


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("ParticipatingEntities-20210131051047.xlsx", date(2021, 1, 31)),
        ("participatingAgencies-20250228192630.xlsx", date(2025, 2, 28)),
        ("participatingAgencies05292025am.xlsx", date(2025, 5, 29)),
        ("participatingAgencies01302026am.xlsx", date(2026, 1, 30)),
        ("participatingAgencies12202021pm.xlsx", date(2021, 12, 20)),
        ("participatingAgencies02282025.xlsx", date(2025, 2, 28)),
    ],
)
def test_the_day_of_a_list_is_in_its_name(name: str, day: date) -> None:
    assert listed_on(Path(name)) == day


@pytest.mark.parametrize(
    "name", ["participatingAgencies.xlsx", "list-20251345000000.xlsx", "list13452025am.xlsx", "list2025.xlsx"]
)
def test_a_name_without_a_day_is_refused(name: str) -> None:
    with pytest.raises(LayoutError, match="does not have the day of the list in its name"):
        listed_on(Path(name))


def test_a_header_below_a_title_a_slip_of_the_pen_and_a_bad_line(write_workbook: Callable[..., Path]) -> None:
    rows = [
        ("ICE's participating agencies", *[""] * 7),
        HEADER,
        ("WEST VIRIGINIA ", " Fayette  County ", "#NA", "", "Warrant Service Office", "05/082025", "", ""),
        ("MARS", "A", "", "", "Task Force Model", "", "", ""),
        ("OHIO", "A", "", "", "Warrant and Task Force", "", "", ""),
        ("OHIO", "A", "", "", "Task Force Model", "soon", "", ""),
        ("OHIO", "", "", "", "Task Force Model", "", "", ""),
        ("OHIO", "A", "County ", "B  County", "Task Force Model ", "", "", "yes"),
    ]
    path = write_workbook(rows, "participatingAgencies05092025am.xlsx")
    day = date(2025, 5, 9)
    model = "must name one model of agreement"
    assert list(parse(path)) == [
        ListedAgreement(
            3, day, "WV", "Fayette County", None, None, AgreementModel.WARRANT_SERVICE, date(2025, 5, 8)
        ),
        Rejected("Sheet1", 4, "STATE", "MARS", "must be a state or territory"),
        Rejected("Sheet1", 5, "SUPPORT TYPE", "Warrant and Task Force", model),
        Rejected("Sheet1", 6, "SIGNED", "soon", "must be a date"),
        Rejected("Sheet1", 7, "LAW ENFORCEMENT AGENCY", "", "must not be blank"),
        ListedAgreement(8, day, "OH", "A", "B County", "County", AgreementModel.TASK_FORCE, None),
    ]


def test_a_list_without_a_date_of_signing_is_refused(write_workbook: Callable[..., Path]) -> None:
    path = write_workbook([[name for name in HEADER if name != "SIGNED"]], "list05092025am.xlsx")
    with pytest.raises(LayoutError, match="has no column “SIGNED”"):
        list(parse(path))

from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from db.parsers import LayoutError
from db.parsers.foia_2015 import COLUMNS, parse
from db.places.states import CODE_OF_NAME
from db.rows import DetainerCount, FacilityName, Rejected

FORM = "I247 - Immigration Detainer - Notice of Action (as of March 2013)"


@pytest.fixture(scope="module")
def path(sources: Path) -> Path:
    return sources / "ice-detainers" / "FOIA-15-87693_detainers_FY15YTD.xlsx"


@pytest.fixture(scope="module")
def detainers(path: Path) -> list[DetainerCount]:
    found = list(parse(path))
    assert not [row for row in found if isinstance(row, Rejected)]
    return [row for row in found if isinstance(row, DetainerCount)]


def test_every_row_is_a_detainer_and_identical_rows_are_different_people(
    detainers: list[DetainerCount],
) -> None:
    assert len(detainers) == 79_053
    same = Counter((row.start, row.form, row.facility, row.lift_reason) for row in detainers)
    assert len(detainers) - len(same) == 30_128
    assert {row.count for row in detainers} == {1}


def test_counts_agree_with_another_reader_of_the_workbook(path: Path, detainers: list[DetainerCount]) -> None:
    sheet = pl.read_excel(path, infer_schema_length=None)
    for column, value in {
        "State": lambda row: row.facility.state if row.facility else None,
        "City": lambda row: row.facility.city if row.facility else None,
        "Detainer Detention Facility": lambda row: row.facility.name if row.facility else None,
        "Detainer Type": lambda row: row.form,
        "Detainer Lift Reason": lambda row: row.lift_reason,
        "Prepare Date": lambda row: row.start,
    }.items():
        counted = {(name or None): count for name, count in sheet[column].value_counts().iter_rows()}
        if column == "State":
            counted = {CODE_OF_NAME[name] if name else None: count for name, count in counted.items()}
        assert Counter(map(value, detainers)) == counted


def test_rows_without_facility_or_state_still_count(detainers: list[DetainerCount]) -> None:
    unnamed = [row.line for row in detainers if row.facility is None]
    assert unnamed == [2, 3, 4, 5, 6, 7]
    elsewhere = FacilityName("OTHER-OTHER FACILITY")
    assert sum(row.facility == elsewhere for row in detainers) == 9_014


def test_hennepin_as_its_readme_counts_it(detainers: list[DetainerCount]) -> None:
    jail = FacilityName("HENNEPIN COUNTY ADC", "MN", "MINNEAPOLIS")
    reasons = Counter(row.lift_reason for row in detainers if row.facility == jail)
    assert reasons.total() == 170
    assert (reasons["Booked into Detention"], reasons["Detainer Declined by LEA"]) == (54, 49)


def test_columns_may_stand_in_any_order_and_a_bad_line_is_rejected(
    write_workbook: Callable[..., Path],
) -> None:
    good = dict(
        zip(COLUMNS, ("2015-07-04", FORM, "ANOKA COUNTY JAIL", "MINNESOTA", "ANOKA", ""), strict=True)
    )
    bad = [good | {"State": "MINNESOTTA"}, good | {"Prepare Date": "July"}, good | {"Detainer Type": ""}]
    order = sorted(COLUMNS)
    path = write_workbook([order, *([row[name] for name in order] for row in [good, *bad])])
    assert list(parse(path)) == [
        DetainerCount(
            "facility-month",
            2,
            FacilityName("ANOKA COUNTY JAIL", "MN", "ANOKA"),
            None,
            date(2015, 7, 4),
            date(2015, 7, 4),
            FORM,
            None,
            1,
        ),
        Rejected("Sheet1", 3, "State", "MINNESOTTA", "must be a state or territory, or blank"),
        Rejected("Sheet1", 4, "Prepare Date", "July", "must be a date"),
        Rejected("Sheet1", 5, "Detainer Type", "", "must not be blank"),
    ]


def test_a_workbook_without_the_lift_reason_is_refused(write_workbook: Callable[..., Path]) -> None:
    with pytest.raises(LayoutError, match="has no column “Detainer Lift Reason”"):
        list(parse(write_workbook([COLUMNS[:-1]])))

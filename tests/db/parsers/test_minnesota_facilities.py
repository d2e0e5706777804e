from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from db.parsers import LayoutError
from db.parsers.minnesota_facilities import COLUMNS, parse
from db.rows import DetainerCount, FacilityName, Rejected

OTHER = "Other (not named by the source)"


@pytest.fixture(scope="module")
def counts(sources: Path) -> list[DetainerCount]:
    name = "minnesota_facility_by_lift_reason_2025-12_2026-03.csv"
    return [row for row in parse(sources / "ice-detainers" / name) if isinstance(row, DetainerCount)]


def test_the_columns_add_up_to_what_its_readme_gives(counts: list[DetainerCount]) -> None:
    reasons: Counter[str | None] = Counter()
    for row in counts:
        reasons[row.lift_reason] += row.count
    assert reasons == {
        "Booked into Detention": 152,
        "Detainer Declined by LEA": 292,
        "No longer in State, Local, or Federal Custody": 58,
        OTHER: 70,
        None: 310,
    }
    assert len({row.facility for row in counts}) == 75
    assert {(row.start, row.end) for row in counts} == {(date(2025, 12, 1), date(2026, 3, 10))}


def test_hennepin_has_a_count_for_each_cell(counts: list[DetainerCount]) -> None:
    hennepin = FacilityName("HENNEPIN COUNTY ADC", "MN")
    assert {row.lift_reason: row.count for row in counts if row.facility == hennepin} == {
        "Booked into Detention": 13,
        "Detainer Declined by LEA": 119,
        "No longer in State, Local, or Federal Custody": 9,
        None: 37,
        OTHER: 8,
    }


def test_no_count_is_made_of_an_empty_cell(counts: list[DetainerCount]) -> None:
    assert min(row.count for row in counts) == 1
    oak_park = FacilityName("MINN.C.F, OAK PARK HGTS", "MN")
    assert [(row.lift_reason, row.count) for row in counts if row.facility == oak_park] == [(None, 9)]


def test_parts_that_do_not_add_up_are_rejected(write_csv: Callable[..., Path]) -> None:
    path = write_csv(
        '"detention_facility","Booked into Detention","Detainer Declined by LEA",'
        '"No longer in State, Local, or Federal Custody","NA","total","other"',
        '"A",1,NA,NA,1,3,0',
        '"B",NA,NA,NA,2,2,0',
        '"C",NA,NA,NA,few,2,0',
    )
    window = (date(2025, 12, 1), date(2026, 3, 10))
    assert list(parse(path)) == [
        Rejected(None, 2, "total", "3", "must be the sum of the line's parts, 2"),
        DetainerCount("facility-lift-reason", 3, FacilityName("B", "MN"), None, *window, None, None, 2),
        Rejected(None, 4, "NA", "few", "must be a whole number"),
    ]


def test_a_table_with_another_lift_reason_is_refused(write_csv: Callable[..., Path]) -> None:
    header = ",".join(f'"{name}"' for name in (*COLUMNS, "Case Closed"))
    with pytest.raises(LayoutError, match="does not know: “Case Closed”"):
        list(parse(write_csv(header)))

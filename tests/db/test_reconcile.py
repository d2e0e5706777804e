from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from db.figures import Figure, Period
from db.reconcile import differences
from db.rows import FacilityName, ListedAgreement, Population, Statement
from db.sources import PublishedTotal, SameTotals, SourceEntry, read_sources
from db.words import (
    AgreementModel,
    Custody,
    FigureStatus,
    Measure,
    MeasureKind,
    PeriodType,
    Qualifier,
    Role,
    TimeGrain,
)

RECONCILED = [source for source in read_sources().values() if source.totals or source.crosschecks]


@pytest.fixture(scope="module")
def rows(sources: Path) -> dict[str, list[Any]]:
    """The rows of every source that has something to reconcile with."""
    return {
        source.id: [
            row
            for files in source.files
            for path in files.paths(sources)
            for row in import_module(f"db.parsers.{files.parser}").parse(path)
        ]
        for source in RECONCILED
    }


def with_checks(
    source: str, totals: Sequence[PublishedTotal] = (), crosschecks: Sequence[SameTotals] = ()
) -> SourceEntry:
    return replace(read_sources()[source], totals=tuple(totals), crosschecks=tuple(crosschecks))


def test_the_files_add_up_to_what_was_published(rows: dict[str, list[Any]]) -> None:
    assert rows.keys() == {
        "ice-foia-2015",
        "ice-facility-2007-2015",
        "ice-national-2007-2015",
        "ice-minnesota-2022-2026",
        "ice-287g-lists",
        "census-population-2024",
    }
    assert {source: differences(read_sources()[source], found) for source, found in rows.items()} == {
        source: [] for source in rows
    }


def test_a_lost_row_is_told_by_how_much(rows: dict[str, list[Any]]) -> None:
    found = rows["ice-foia-2015"]
    lost = next(
        row
        for row in found
        if row.lift_reason == "Booked into Detention"
        and row.start < date(2014, 11, 1)
        and row.facility
        and row.facility.state == "TX"
    )
    rest = list(found)
    rest.remove(lost)
    assert differences(read_sources()["ice-foia-2015"], rest) == [
        "all rows: the file has 79,052, published 79,053 (1 fewer)",
        "lift reason “Booked into Detention”: the file has 15,876, published 15,877 (1 fewer)",
        "from “2014-10-01”, to “2014-10-31”: the file has 11,436, published 11,437 (1 fewer)",
    ]


def test_tables_that_disagree_are_told_where(rows: dict[str, list[Any]]) -> None:
    found = [
        replace(row, count=row.count + 5) if row.grain == "month" and row.start == date(2025, 6, 1) else row
        for row in rows["ice-minnesota-2022-2026"]
    ]
    (sentence,) = differences(read_sources()["ice-minnesota-2022-2026"], found)
    assert sentence.startswith("2025-06: table “day” has ")
    assert sentence.endswith("(5 fewer)")


def test_a_range_is_held_against_the_days_within_it(rows: dict[str, list[Any]]) -> None:
    source = with_checks(
        "ice-minnesota-2022-2026",
        crosschecks=[SameTotals("facility-lift-reason", "day", TimeGrain.RANGE)],
    )
    assert differences(source, rows[source.id]) == []
    found = [
        row for row in rows[source.id] if row.facility != FacilityName("YELLOW MEDICINE COUNTY JAIL", "MN")
    ]
    assert differences(source, found) == [
        "2025-12-01 to 2026-03-10: table “facility-lift-reason” has 881, table “day” 882 (1 fewer)"
    ]


def test_a_blank_is_named_as_such() -> None:
    source = with_checks("ice-foia-2015", [PublishedTotal(None, 2, {"lift_reason": ""})])
    assert differences(source, []) == ["lift reason blank: the file has 0, published 2 (2 fewer)"]


def test_agreements_are_counted_by_line() -> None:
    line = ListedAgreement(
        2, date(2026, 5, 18), "MN", "Isle Police", None, None, AgreementModel.TASK_FORCE, None
    )
    source = with_checks(
        "ice-287g-lists", [PublishedTotal(None, 1, {"state": "CA"}), PublishedTotal(None, 1, {"state": "MN"})]
    )
    assert differences(source, [line]) == ["state “CA”: the file has 0, published 1 (1 fewer)"]


def test_people_and_arrests_are_added_up() -> None:
    people = [
        Population(2, "CA", "California", "CA", 2024, 39),
        Population(2, "CA", "California", "CA", 2023, 38),
    ]
    total = [PublishedTotal(None, 40, {"code": "CA", "year": 2024})]
    assert differences(with_checks("census-population-2024", total), people) == [
        "place “CA”, year “2024”: the file has 39, published 40 (1 fewer)"
    ]
    arrests = Statement(
        "ice-arrests-CA",
        2,
        "CA",
        Custody.ALL,
        Measure.ARRESTS,
        MeasureKind.FLOW,
        Role.RECORD,
        Period(PeriodType.RANGE, None, None),
        Figure(5, 5, 5, Qualifier.EXACT, FigureStatus.REPORTED),
        "ICE",
        None,
        None,
        None,
    )
    total = [PublishedTotal(None, 3, {"jurisdiction": "CA"})]
    assert differences(with_checks("ice-arrests-by-state", total), [arrests]) == [
        "jurisdiction “CA”: the file has 5, published 3 (2 more)"
    ]

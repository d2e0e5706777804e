from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from db.parsers import LayoutError
from db.parsers.state_arrests import parse
from db.rows import Rejected, Statement
from db.words import CaveatCode, Measure, MeasureKind, PeriodType, Role


def test_every_state_has_its_arrests(sources: Path) -> None:
    path = sources / "arrests" / "ice_arrests_by_state_2025-01_2026-07.csv"
    found = [row for row in parse(path) if isinstance(row, Statement)]
    assert sum(row.figure.value or 0 for row in found) == pl.read_csv(path)["arrests"].sum()
    assert len({row.jurisdiction for row in found}) == len(found) == 51
    by_id = {row.id: row for row in found}
    california = by_id["ice-arrests-CA"]
    assert (california.figure.value, california.figure.lower, california.figure.upper) == (50_854,) * 3
    assert by_id["ice-arrests-DC"].figure.value == 1_896


def test_a_count_of_arrests_is_a_record_with_its_range_and_caveat(sources: Path) -> None:
    row = next(parse(sources / "arrests" / "ice_arrests_by_state_2025-01_2026-07.csv"))
    assert isinstance(row, Statement)
    assert (row.measure, row.kind, row.role) == (Measure.ARRESTS, MeasureKind.FLOW, Role.RECORD)
    assert (row.period.type, row.period.start, row.period.end) == (
        PeriodType.RANGE,
        date(2025, 1, 1),
        date(2026, 7, 31),
    )
    assert [caveat.code for caveat in row.figure.caveats] == [CaveatCode.ARREST_METHODS_END]
    assert row.asserted_by == "U.S. Immigration and Customs Enforcement"
    assert row.figure.source == "ice-arrests-by-state"


def test_a_bad_line_is_rejected(write_csv: Callable[..., Path]) -> None:
    assert list(parse(write_csv("state_name,arrests", "Texass,1", "Texas,many"))) == [
        Rejected(None, 2, "state_name", "Texass", "must be a state or territory"),
        Rejected(None, 3, "arrests", "many", "must be a whole number"),
    ]


def test_a_table_without_arrests_is_refused(write_csv: Callable[..., Path]) -> None:
    with pytest.raises(LayoutError, match="has no column “arrests”"):
        list(parse(write_csv("state_name,detentions")))

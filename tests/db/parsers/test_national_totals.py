from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from db.parsers import LayoutError
from db.parsers.foia_2015 import parse as parse_foia
from db.parsers.national_totals import parse
from db.rows import DetainerCount, Rejected


def counts(path: Path) -> list[DetainerCount]:
    found = [row for row in parse(path) if isinstance(row, DetainerCount)]
    assert {(row.facility, row.jurisdiction) for row in found} == {(None, "US")}
    return found


@pytest.mark.parametrize(
    ("name", "grain", "lines", "detainers"),
    [
        ("national_all_detainers_by_year", "year", 9, 1_814_828),
        ("national_detainers_by_year_and_month", "month", 94, 1_814_828),
        # 827,923 detainers without a lift reason are not in this table.
        ("national_detainers_by_lift_reason_and_year", "year-lift-reason", 108, 1_814_828 - 827_923),
        ("national_detainers_by_type_and_year", "year-form", 8, 79_053),
    ],
)
def test_each_table_is_known_by_its_header(
    sources: Path, name: str, grain: str, lines: int, detainers: int
) -> None:
    found = counts(sources / "ice-detainers" / f"{name}.csv")
    assert {row.grain for row in found} == {grain}
    assert (len(found), sum(row.count for row in found)) == (lines, detainers)


def test_years_and_months_at_the_ends_are_cut_to_the_days_they_cover(sources: Path) -> None:
    years = counts(sources / "ice-detainers" / "national_all_detainers_by_year.csv")
    assert (years[0].start, years[0].end) == (date(2007, 10, 1), date(2007, 12, 31))
    assert (years[1].start, years[1].end) == (date(2008, 1, 1), date(2008, 12, 31))
    assert (years[-1].start, years[-1].end) == (date(2015, 1, 1), date(2015, 7, 19))
    months = counts(sources / "ice-detainers" / "national_detainers_by_year_and_month.csv")
    assert (months[-1].start, months[-1].end) == (date(2015, 7, 1), date(2015, 7, 19))


def test_the_table_by_form_covers_the_days_of_the_record_level_file_and_no_more(sources: Path) -> None:
    folder = sources / "ice-detainers"
    by_form = {
        (row.start, row.end, row.form): row.count
        for row in counts(folder / "national_detainers_by_type_and_year.csv")
    }
    days = {
        2014: (date(2014, 10, 1), date(2014, 12, 31)),
        2015: (date(2015, 1, 1), date(2015, 7, 19)),
    }
    detainers = Counter(
        (*days[row.start.year], row.form)
        for row in parse_foia(folder / "FOIA-15-87693_detainers_FY15YTD.xlsx")
        if isinstance(row, DetainerCount)
    )
    assert by_form == detainers


def test_a_year_outside_the_window_or_without_a_reason_is_rejected(write_csv: Callable[..., Path]) -> None:
    path = write_csv("lift_reason,year,count", "Died,2006,1", "Died,2016,1", ",2008,1", "Died,0,1")
    assert list(parse(path)) == [
        Rejected(None, 2, "year", "2006", "must lie within 2007-10-01 to 2015-07-19"),
        Rejected(None, 3, "year", "2016", "must lie within 2007-10-01 to 2015-07-19"),
        Rejected(None, 4, "lift_reason", "", "must not be blank"),
        Rejected(None, 5, "year", "0", "must be a year"),
    ]


def test_another_table_is_refused(write_csv: Callable[..., Path]) -> None:
    with pytest.raises(LayoutError, match="must have the columns of one of these tables: year count; "):
        parse(write_csv("year,state,count"))

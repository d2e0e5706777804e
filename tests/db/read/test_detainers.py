"""Counts of detainers as they are read, against the rows of the workbook itself."""

from collections import Counter
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from db.database import Pool
from db.read import detainers as read
from db.read.catalogue import Catalogue, Grain, read_catalogue
from db.read.detainers import Selection, Span
from db.read.revisions import latest_revision
from db.words import Custody, DetainerForm, Interval

pytestmark = pytest.mark.anyio

STATES = {"CA": "CALIFORNIA", "MN": "MINNESOTA", "TX": "TEXAS", "VT": "VERMONT"}


@pytest.fixture
async def catalogue(pool: Pool) -> Catalogue:
    newest = await latest_revision(pool)
    assert newest
    return await read_catalogue(pool, newest)


@pytest.fixture
def grain(catalogue: Catalogue) -> Grain:
    (found,) = [grain for grain in catalogue.grains if grain.source == "ice-foia-2015"]
    return found


@pytest.fixture(scope="module")
def workbook(sources: Path) -> pl.DataFrame:
    rows = pl.read_excel(sources / "ice-detainers/FOIA-15-87693_detainers_FY15YTD.xlsx")
    return rows.with_columns(
        pl.col("Prepare Date").cast(pl.Date).alias("day"),
        pl.col("Detainer Lift Reason").str.strip_chars().replace("", None).alias("reason"),
        pl.col("Detainer Type").alias("type"),
    )


async def test_by_lift_reason_as_in_the_workbook(
    pool: Pool, catalogue: Catalogue, grain: Grain, workbook: pl.DataFrame
) -> None:
    selection = Selection(grain.key, date(2014, 11, 1), date(2015, 2, 28))
    found = await read.detainers_by_lift_reason(pool, catalogue.revision.number, list(STATES), selection)
    months = workbook.filter(pl.col("day").is_between(date(2014, 11, 1), date(2015, 2, 28)))
    for code, name in STATES.items():
        expected = dict(months.filter(pl.col("State") == name).group_by("reason").len().iter_rows())
        assert {catalogue.lift_reasons[row.lift_reason].raw: row.count for row in found[code]} == expected


async def test_by_form_as_in_the_workbook(
    pool: Pool, catalogue: Catalogue, grain: Grain, workbook: pl.DataFrame
) -> None:
    number = catalogue.revision.number
    whole = Selection(grain.key, grain.start, grain.end)
    found = await read.detainers_by_form(pool, number, ["US", "CA"], whole)
    for code, rows in (("US", workbook), ("CA", workbook.filter(pl.col("State") == "CALIFORNIA"))):
        expected: Counter[DetainerForm] = Counter()
        for kind, count in rows.group_by("type").len().iter_rows():
            # I247D and I247N are forms of their own; every edition of the I247 is one form.
            expected[DetainerForm(f"I_{kind[1:].split()[0].replace('-', '')}")] += count
        assert found[code] == dict(expected)
    only = Selection(grain.key, grain.start, grain.end, None, (DetainerForm.I_247D,))
    narrowed = await read.detainers_by_lift_reason(pool, number, ["US"], only)
    assert sum(row.count for row in narrowed["US"]) == found["US"][DetainerForm.I_247D]


@pytest.mark.parametrize("by", Interval)
async def test_by_interval_as_in_the_workbook(
    pool: Pool, catalogue: Catalogue, grain: Grain, workbook: pl.DataFrame, by: Interval
) -> None:
    whole = Selection(grain.key, grain.start, grain.end)
    found = await read.detainers_by_interval(pool, catalogue.revision.number, ["CA"], whole, by)
    counted: Counter[date] = Counter()
    for row in found["CA"]:
        counted[row.start] += row.count

    def begins(day: date) -> date:
        match by:
            case Interval.MONTH:
                return day.replace(day=1)
            case Interval.CALENDAR_YEAR:
                return date(day.year, 1, 1)
        return date(day.year - (day.month < 10), 10, 1)

    days = workbook.filter(pl.col("State") == "CALIFORNIA")["day"]
    assert counted == Counter(begins(day) for day in days)


async def test_custodies_make_up_the_whole(pool: Pool, catalogue: Catalogue, grain: Grain) -> None:
    number = catalogue.revision.number
    whole = Selection(grain.key, grain.start, grain.end)
    by_custody = await read.detainers_by_custody(pool, number, ["US", "MN"], whole)
    assert sum(by_custody["US"].values()) == 79_053
    assert sum(by_custody["MN"].values()) == 603
    for custody, count in by_custody["MN"].items():
        one = Selection(grain.key, grain.start, grain.end, (custody,))
        found = await read.detainers_by_lift_reason(pool, number, ["MN"], one)
        assert sum(row.count for row in found["MN"]) == count


async def test_facilities_come_with_the_most_first_and_in_pages(
    pool: Pool, catalogue: Catalogue, grain: Grain
) -> None:
    number = catalogue.revision.number
    whole = Selection(grain.key, grain.start, grain.end)
    everything = (await read.detainers_by_facility(pool, number, ["MN"], whole, None, 500))["MN"]
    rows = everything.rows
    assert everything.total == len(rows)
    assert not everything.more
    assert sum(row.count for row in rows) == 603
    assert [(-row.count, row.facility) for row in rows] == sorted((-row.count, row.facility) for row in rows)
    paged: list[read.FacilityCount] = []
    after = None
    while True:
        page = (await read.detainers_by_facility(pool, number, ["MN", "VT"], whole, after, 7))["MN"]
        assert page.total == len(rows)
        paged += page.rows
        if not page.more:
            break
        after = (page.rows[-1].count, page.rows[-1].facility)
    assert tuple(paged) == rows


async def test_a_page_behind_the_last_still_knows_the_total(
    pool: Pool, catalogue: Catalogue, grain: Grain
) -> None:
    whole = Selection(grain.key, grain.start, grain.end)
    found = await read.detainers_by_facility(
        pool, catalogue.revision.number, ["MN", "CA"], whole, (1, "mn-zzz"), 3
    )
    assert found["MN"].rows == ()
    assert found["MN"].total > 50
    assert not found["MN"].more


async def test_an_area_without_any_is_missing(pool: Pool, catalogue: Catalogue, grain: Grain) -> None:
    number = catalogue.revision.number
    whole = Selection(grain.key, grain.start, grain.end)
    assert await read.detainers_by_lift_reason(pool, number, ["nowhere"], whole) == {}
    assert await read.detainers_by_facility(pool, number, ["nowhere"], whole, None, 5) == {}
    none = Selection(grain.key, grain.start, grain.end, (Custody.TRIBAL,))
    assert await read.detainers_by_lift_reason(pool, number, ["27053"], none) == {}


async def test_a_cell_counts_only_if_all_of_its_days_lie_in_the_period(
    pool: Pool, catalogue: Catalogue, grain: Grain
) -> None:
    half = Selection(grain.key, date(2015, 2, 1), date(2015, 2, 14))
    assert await read.detainers_by_lift_reason(pool, catalogue.revision.number, ["US"], half) == {}


@pytest.mark.parametrize(
    ("span", "start", "end"),
    [
        (Span.FISCAL_YEAR, date(2014, 10, 1), date(2015, 7, 19)),
        (Span.CALENDAR_YEAR, date(2014, 10, 1), date(2014, 12, 31)),
        (Span.CALENDAR_YEAR, date(2015, 1, 1), date(2015, 7, 19)),
    ],
)
async def test_the_sum_that_is_kept_of_a_year_is_that_of_its_days(
    pool: Pool, catalogue: Catalogue, grain: Grain, span: Span, start: date, end: date
) -> None:
    number, areas = catalogue.revision.number, ["US", "MN", "27053"]
    by_day, by_year = (Selection(grain.key, start, end, span=kept) for kept in (Span.CELL, span))
    for counts in (read.detainers_in_all, read.detainers_by_form, read.detainers_by_custody):
        assert (found := await counts(pool, number, areas, by_year)) == await counts(
            pool, number, areas, by_day
        )
        assert found.keys() == set(areas)
    reasons = [
        await read.detainers_by_lift_reason(pool, number, areas, selection) for selection in (by_day, by_year)
    ]
    assert {area: set(rows) for area, rows in reasons[0].items()} == {
        area: set(rows) for area, rows in reasons[1].items()
    }


async def test_facilities_count_what_their_state_counts_at_them(
    pool: Pool, catalogue: Catalogue, grain: Grain
) -> None:
    number, whole = catalogue.revision.number, Selection(grain.key, grain.start, grain.end)
    page = (await read.detainers_by_facility(pool, number, ["MN"], whole, None, 500))["MN"]
    alone = Selection(grain.key, grain.start, grain.end, span=Span.FACILITY)
    found = await read.detainers_in_all(pool, number, [row.facility for row in page.rows], alone)
    assert found == {row.facility: row.count for row in page.rows}


@pytest.mark.parametrize("custodies", [None, (Custody.COUNTY_JAIL, Custody.CITY_LOCKUP)])
async def test_totals_are_those_of_all_forms_and_on_some_forms_of_those_alone(
    pool: Pool, catalogue: Catalogue, grain: Grain, custodies: tuple[Custody, ...] | None
) -> None:
    number, areas = catalogue.revision.number, ["US", *STATES, "27053"]
    whole = Selection(grain.key, grain.start, grain.end, custodies)
    by_form = await read.detainers_by_form(pool, number, areas, whole)
    assert await read.detainers_in_all(pool, number, areas, whole) == {
        area: sum(forms.values()) for area, forms in by_form.items()
    }
    some = whole._replace(forms=(DetainerForm.I_247D, DetainerForm.I_247N))
    on_some = await read.detainers_in_all(pool, number, areas, some)
    expected = {area: sum(forms.get(form, 0) for form in some.forms) for area, forms in by_form.items()}
    assert on_some == {area: count for area, count in expected.items() if count}
    for selection, totals in (
        (whole, await read.detainers_in_all(pool, number, areas, whole)),
        (some, on_some),
    ):
        months = await read.detainers_in_all_by_interval(pool, number, areas, selection, Interval.MONTH)
        assert {area: sum(counts.values()) for area, counts in months.items()} == totals
        assert len(months["US"]) == 10


async def test_facilities_by_month_count_what_they_count_in_all(
    pool: Pool, catalogue: Catalogue, grain: Grain
) -> None:
    number = catalogue.revision.number
    alone = Selection(grain.key, grain.start, grain.end, span=Span.FACILITY)
    page = (await read.detainers_by_facility(pool, number, ["MN"], alone, None, 500))["MN"]
    months = await read.detainers_in_all_by_interval(
        pool, number, [row.facility for row in page.rows], alone, Interval.MONTH
    )
    assert {facility: sum(counts.values()) for facility, counts in months.items()} == {
        row.facility: row.count for row in page.rows
    }

"""The register of caveats: complete, in scope, and no number in it that the records do not bear out."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.caveats import RegisteredCaveat, Scope, caveats_for, merged, register
from db.figures import Caveat
from db.sources import read_sources
from db.words import CaveatCode, Custody, Measure

MINNESOTA = Scope(
    source="ice-minnesota-2022-2026",
    within=frozenset({"MN", "US"}),
    is_county=False,
    custodies=frozenset(Custody),
    measure=Measure.PICKUP_RATE,
    start=date(2025, 12, 1),
    end=date(2026, 3, 10),
)
HENNEPIN = MINNESOTA._replace(within=frozenset({"27053", "MN", "US"}), is_county=True)


def codes(scope: Scope) -> set[CaveatCode]:
    return {caveat.code for caveat in caveats_for(scope)}


def test_everything_that_must_be_in_it_is() -> None:
    assert {
        CaveatCode.BLANK_LIFT_REASONS,
        CaveatCode.BOOKING_IS_A_PROXY,
        CaveatCode.BATCH_ENTRY,
        CaveatCode.ARREST_METHODS_END,
        CaveatCode.FACILITY_COUNTY_IS_NOT_ARREST_COUNTY,
        CaveatCode.DECLINED_AGAINST_STATEMENT,
        CaveatCode.DUPLICATES_NOT_REMOVABLE,
    } <= {entry.caveat.code for entry in register()}


def test_every_entry_is_a_sentence_with_an_origin_about_sources_that_there_are() -> None:
    known = read_sources().keys()
    for entry in register():
        assert entry.caveat.text.endswith(".")
        assert entry.origin.endswith(".")
        assert entry.sources <= known
        assert entry.start is None or entry.end is None or entry.start <= entry.end


def test_each_entry_can_hold() -> None:
    for entry in register():
        scope = Scope(
            source=min(entry.sources, default="ice-foia-2015"),
            within=entry.within or frozenset({"US"}),
            is_county=True,
            custodies=entry.custodies or frozenset(Custody),
            measure=Measure(min(entry.measures, default="DETAINERS")),
            start=entry.start,
            end=entry.end,
        )
        assert entry.holds(scope)
        assert entry.caveat in caveats_for(scope)


def test_minnesotas_rate_bears_the_february_entries() -> None:
    assert codes(MINNESOTA) >= {
        CaveatCode.BATCH_ENTRY,
        CaveatCode.BLANK_LIFT_REASONS,
        CaveatCode.BOOKING_IS_A_PROXY,
        CaveatCode.DECLINED_AGAINST_STATEMENT,
    }
    january = MINNESOTA._replace(end=date(2026, 1, 31))
    assert not codes(january) & {CaveatCode.BATCH_ENTRY, CaveatCode.DECLINED_AGAINST_STATEMENT}


def test_what_the_state_prison_declined_is_no_caveat_of_a_jail() -> None:
    jail = HENNEPIN._replace(custodies=frozenset({Custody.COUNTY_JAIL}))
    assert CaveatCode.DECLINED_AGAINST_STATEMENT not in codes(jail)
    assert CaveatCode.BATCH_ENTRY in codes(jail)


def test_only_a_county_is_told_where_its_jail_stands() -> None:
    code = CaveatCode.FACILITY_COUNTY_IS_NOT_ARREST_COUNTY
    assert code in codes(HENNEPIN)
    assert code not in codes(MINNESOTA)


def test_a_count_of_detainers_is_not_told_about_lift_reasons() -> None:
    assert CaveatCode.BLANK_LIFT_REASONS not in codes(MINNESOTA._replace(measure=Measure.DETAINERS))


def test_which_days_are_not_covered_is_said_of_each_answer_and_not_registered() -> None:
    assert CaveatCode.INCOMPLETE_PERIOD not in {entry.caveat.code for entry in register()}


def test_the_numbers_in_the_texts_are_those_of_the_files(sources: Path) -> None:
    texts = {(entry.caveat.code, min(entry.sources)): entry for entry in register() if entry.sources}
    days = pl.read_csv(
        sources / "ice-detainers/minnesota_detainers_by_day_2022-10_2026-03.csv", try_parse_dates=True
    )
    day = pl.col("detainer_prepare_date")
    february = days.filter((day >= date(2026, 2, 1)) & (day <= date(2026, 2, 28)))
    batch = texts[CaveatCode.BATCH_ENTRY, "ice-minnesota-2022-2026"].caveat.text
    assert batch.startswith(
        f"In all of Minnesota {february['count'].sum()} detainers bear a day of February 2026"
    )
    most = days.sort("count").row(-1, named=True)
    assert most["detainer_prepare_date"] == date(2026, 2, 11)
    assert f"{most['count']} of them 11 February" in batch
    before = days.filter((day >= date(2024, 2, 1)) & (day <= date(2026, 1, 31)))
    months = before.group_by(day.dt.month_start()).agg(pl.col("count").sum())["count"]
    assert f"a month had {months.min()} to {months.max()}." in batch
    workbook = pl.read_excel(sources / "ice-detainers/FOIA-15-87693_detainers_FY15YTD.xlsx")
    reasons = next(name for name in workbook.columns if "lift" in name.lower() and "reason" in name.lower())
    of_2015 = texts[CaveatCode.BLANK_LIFT_REASONS, "ice-foia-2015"]
    assert_blank(of_2015, workbook[reasons].null_count(), workbook.height)
    tables = pl.concat(
        pl.read_csv(
            sources / f"ice-detainers/facility_by_lift_reason_2007_2015_{kind}.csv", infer_schema=False
        )
        for kind in ("public", "private")
    ).with_columns(pl.col("count").cast(pl.Int64))
    blank = tables.filter(pl.col("lift_reason").fill_null("") == "")
    of_facilities = texts[CaveatCode.BLANK_LIFT_REASONS, "ice-facility-2007-2015"]
    assert_blank(of_facilities, blank["count"].sum(), tables["count"].sum())
    # The nation's tables are of the same detainers; the one by lift reason leaves the blank ones out.
    in_all, named = (
        pl.read_csv(sources / f"ice-detainers/national_{table}.csv")["count"].sum()
        for table in ("all_detainers_by_year", "detainers_by_lift_reason_and_year")
    )
    assert "ice-national-2007-2015" in of_facilities.sources
    assert_blank(of_facilities, in_all - named, in_all)
    repeating = workbook.height - workbook.unique().height
    origin = texts[CaveatCode.DUPLICATES_NOT_REMOVABLE, "ice-facility-2007-2015"].origin
    assert origin.startswith(f"{repeating:,} of the {workbook.height:,} rows")
    fortnight = pl.read_csv(
        sources / "ice-detainers/minnesota_facility_by_lift_reason_2025-12_2026-03.csv", null_values="NA"
    )
    prison = fortnight.row(by_predicate=pl.col("detention_facility") == "MINN.C.F.,ST.CLOUD", named=True)
    declined = texts[CaveatCode.DECLINED_AGAINST_STATEMENT, "ice-minnesota-2022-2026"].caveat.text
    assert declined.startswith(f"Of the {prison['total']} detainers at the St. Cloud state prison")
    assert f"ICE marked {prison['Detainer Declined by LEA']} as declined" in declined
    minnesota = texts[CaveatCode.BLANK_LIFT_REASONS, "ice-minnesota-2022-2026"]
    assert_blank(minnesota, fortnight["NA"].sum(), fortnight["total"].sum())


def assert_blank(entry: RegisteredCaveat, blank: int, total: int) -> None:
    """Whether it says how many of how many are blank, and that this is so of the whole file alone."""
    assert entry.origin.startswith(f"{blank:,} of the {total:,} ")
    assert entry.caveat.text.startswith(f"Of all {total:,} detainers ")
    assert f", {round(100 * blank / total)}% have no lift reason, in parts of " in entry.caveat.text


CAVEATS = st.lists(st.builds(Caveat, st.sampled_from(CaveatCode), st.sampled_from(["One.", "Two."])))


@given(st.lists(CAVEATS))
def test_merged_has_each_once_in_the_order_of_the_first(groups: list[list[Caveat]]) -> None:
    found = merged(*groups)
    everything = [caveat for group in groups for caveat in group]
    assert len(found) == len(set(found))
    assert set(found) == set(everything)
    assert list(found) == sorted(found, key=everything.index)


@pytest.mark.parametrize("measure", Measure)
def test_no_two_caveats_of_one_scope_say_the_same(measure: Measure) -> None:
    for source in read_sources():
        found = caveats_for(HENNEPIN._replace(source=source, measure=measure, start=None, end=None))
        assert len(found) == len({caveat.text for caveat in found})

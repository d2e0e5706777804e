"""California's prisons beside Minnesota: what may stand side by side, and what is said where it may not."""

from dataclasses import replace
from datetime import date

import pytest

from db.figures import Caveat, Period
from db.meaning.compare import Measured, compare, shared_days
from db.meaning.periods import days
from db.meaning.rates import rate_of_counts
from db.meaning.rates_of_records import rate_of_records
from db.words import (
    LOCAL,
    Axis,
    CaveatCode,
    Custody,
    Measure,
    MeasureKind,
    Outcome,
    PeriodType,
    RateDefinition,
)

YEAR = Period(PeriodType.CALENDAR_YEAR, date(2025, 1, 1), date(2025, 12, 31))
RELEASED = RateDefinition.PICKUP_OF_RELEASED_WITH_DETAINER


def prisons(published, code, prefix, state) -> Measured:
    rate = rate_of_records(RELEASED, [row for row in published.values() if row.id.startswith(prefix)])
    return Measured(
        code,
        f"the prison system {code}",
        RELEASED,
        (Custody.STATE_PRISON,),
        Measure.RELEASES_WITH_DETAINER,
        MeasureKind.FLOW,
        prefix,
        rate,
        instead_of=state,
    )


def from_ice(
    code,
    name,
    definition=RateDefinition.PICKUP_OF_ISSUED,
    custodies=(Custody.ALL,),
    period=YEAR,
    caveats=(),
) -> Measured:
    rate = rate_of_counts(
        definition,
        {Outcome.PICKED_UP: 152, Outcome.DECLINED_BY_AGENCY: 292, Outcome.NOT_RECORDED: 310},
        {},
        source="ice",
        period=period,
        data_through=None,
        caveats=caveats,
    )
    return Measured(code, name, definition, custodies, Measure.DETAINERS, MeasureKind.FLOW, "ice", rate)


def axes(comparison) -> dict[Axis, tuple[str, ...]]:
    return {each.axis: each.values for each in comparison.differences}


def test_prisons_that_count_releases_do_not_compare_with_ices_count_of_detainers(published) -> None:
    california = prisons(published, "CA-CDCR", "cdcr-2025", "CA")
    minnesota = from_ice("MN", "Minnesota", definition=RELEASED)
    system = prisons(published, "MN-DOC", "mndoc-2025", "MN")
    found = compare([california, minnesota], available=[california, system, from_ice("MN", "Minnesota")])
    assert not found.comparable
    assert axes(found) == {
        Axis.MEASURE: ("RELEASES_WITH_DETAINER", "DETAINERS"),
        Axis.CUSTODY: ("STATE_PRISON", "ALL"),
        Axis.SOURCE: ("cdcr-2025", "ice"),
    }
    assert "the rate of Minnesota counts detainers" in found.explanation
    assert "Minnesota has no such rate. There is no rate: ICE's files count detainers" in found.explanation
    assert found.nearest == (
        "Sound is the prison system CA-CDCR and the prison system MN-DOC, each picked up, of the people released "
        "with a detainer, in state prisons in 2025: the prison system CA-CDCR more than 88% and the prison system MN-DOC 100%."
    )


def test_two_prison_systems_compare_though_each_counted_its_own(published) -> None:
    found = compare(
        [prisons(published, "CA-CDCR", "cdcr-2025", "CA"), prisons(published, "MN-DOC", "mndoc-2025", "MN")]
    )
    assert found.comparable
    assert axes(found) == {Axis.SOURCE: ("cdcr-2025", "mndoc-2025")}
    assert "different sources" in found.explanation
    assert found.nearest is None


def test_counties_of_one_source_compare_without_reserve() -> None:
    found = compare([from_ice("27053", "Hennepin County"), from_ice("27123", "Ramsey County")])
    assert found.comparable
    assert found.differences == ()
    assert found.explanation == (
        "Hennepin County and Ramsey County may be put side by side: each rate is picked up, of all detainers "
        "issued, in all custody in 2025."
    )


@pytest.mark.parametrize(
    ("axis", "changes"),
    [
        (Axis.DEFINITION, {"definition": RateDefinition.PICKUP_OF_RESOLVED}),
        (Axis.CUSTODY, {"custodies": (Custody.COUNTY_JAIL,)}),
        (Axis.MEASURE, {"measure": Measure.RELEASES_WITH_DETAINER}),
        (Axis.KIND, {"kind": MeasureKind.STOCK}),
        (
            Axis.PERIOD,
            {
                "rate": from_ice(
                    "27123", "Ramsey County", period=days(date(2025, 1, 1), date(2025, 3, 9))
                ).rate
            },
        ),
    ],
)
def test_each_deciding_axis_alone_forbids_it_and_is_named(axis, changes) -> None:
    one = from_ice("27053", "Hennepin County")
    other = replace(from_ice("27123", "Ramsey County"), **changes)
    found = compare([one, other])
    assert not found.comparable
    assert list(axes(found)) == [axis]
    assert found.explanation.startswith(
        "These rates may not be put side by side: the rate of Hennepin County"
    )


def test_the_nearest_keeps_the_definition_if_it_can_and_is_silent_if_nothing_is_sound() -> None:
    one = from_ice("27053", "Hennepin County", custodies=(Custody.COUNTY_JAIL,))
    other = from_ice("27123", "Ramsey County")
    same = replace(one, custodies=(Custody.ALL,))
    resolved = [from_ice(each.code, each.name, RateDefinition.PICKUP_OF_RESOLVED) for each in (one, other)]
    assert "all detainers issued" in compare([one, other], [*resolved, same, other]).nearest
    assert "whose end is recorded" in compare([one, other], [*resolved, other]).nearest
    assert compare([one, other], [one, other]).nearest is None


def test_the_days_that_differ_are_said_as_days_though_one_has_a_name() -> None:
    part = days(date(2025, 10, 1), date(2025, 12, 31))
    one, other = from_ice("CA", "California", period=part), from_ice("US", "United States")
    found = compare([one, other])
    assert axes(found) == {Axis.PERIOD: ("2025-10-01 to 2025-12-31", "2025-01-01 to 2025-12-31")}
    assert found.explanation == (
        "These rates may not be put side by side: the rate of California counts the days from 2025-10-01 to 2025-12-31 "
        "and the rate of United States counts the days from 2025-01-01 to 2025-12-31."
    )
    assert shared_days([one, other]) == part


def test_the_same_days_compare_whatever_they_are_called_and_are_said() -> None:
    whole = days(date(2025, 1, 1), date(2025, 12, 31))
    rows = [from_ice("27053", "Hennepin County", period=whole), from_ice("27123", "Ramsey County")]
    found = compare(rows)
    assert found.comparable
    assert found.explanation.endswith("in all custody from 2025-01-01 to 2025-12-31.")
    assert shared_days(rows) is None


def test_days_that_have_none_in_common_are_shared_by_nobody() -> None:
    rows = [
        from_ice("27053", "Hennepin County", period=days(date(2025, 1, 1), date(2025, 3, 9))),
        from_ice("27123", "Ramsey County", period=days(date(2025, 3, 10), date(2025, 12, 31))),
    ]
    assert not compare(rows).comparable
    assert shared_days(rows) is None


def test_a_rate_that_counts_nothing_has_no_days_to_differ_in() -> None:
    part = days(date(2025, 10, 1), date(2025, 12, 31))
    nothing = from_ice("CA-CDCR", "the prisons", definition=RELEASED)
    assert nothing.rate.period is None
    found = compare([nothing, from_ice("MN", "Minnesota", definition=RELEASED, period=part)])
    assert axes(found) == {}
    assert "2025" not in found.explanation


def test_a_count_of_all_local_custody_is_not_one_of_county_jails() -> None:
    assert set(LOCAL) == {
        Custody.COUNTY_JAIL,
        Custody.CITY_LOCKUP,
        Custody.REGIONAL_JAIL,
        Custody.TRIBAL,
        Custody.JUVENILE,
        Custody.HOSPITAL,
        Custody.OTHER,
    }
    one = from_ice("27053", "Hennepin County", custodies=LOCAL)
    meaning = (
        "Local custody is county, city, regional and tribal jails, juvenile facilities, hospitals, and facilities whose "
        "name does not tell the keeper."
    )
    assert compare([one, from_ice("27123", "Ramsey County", custodies=LOCAL)]).explanation == (
        "Hennepin County and Ramsey County may be put side by side: each rate is picked up, of all detainers issued, in "
        f"local custody in 2025. {meaning}"
    )
    found = compare([one, from_ice("06037", "Los Angeles County", custodies=(Custody.COUNTY_JAIL,))])
    assert axes(found) == {
        Axis.CUSTODY: (
            "CITY_LOCKUP, COUNTY_JAIL, HOSPITAL, JUVENILE, OTHER, REGIONAL_JAIL and TRIBAL",
            "COUNTY_JAIL",
        )
    }
    assert found.explanation == (
        "These rates may not be put side by side: the rate of Hennepin County covers local custody and the rate of Los "
        f"Angeles County covers county jails. {meaning}"
    )


def test_facilities_that_one_rate_leaves_out_are_never_passed_over_in_silence() -> None:
    unplaced = (Caveat(CaveatCode.STATELESS_FACILITY_NAMES, "Some are not counted here."),)
    minnesota = from_ice("MN", "Minnesota", caveats=unplaced)
    found = compare([minnesota, from_ice("US", "United States")])
    assert not found.comparable
    assert axes(found) == {
        Axis.CUSTODY: ("ALL without facilities whose name does not tell where they stand", "ALL")
    }
    both = compare([minnesota, from_ice("CA", "California", caveats=unplaced)])
    assert both.comparable
    assert both.explanation.endswith(
        "None of these rates counts facilities whose name does not tell where they stand."
    )


def test_one_jurisdiction_is_no_comparison() -> None:
    with pytest.raises(ValueError, match="two jurisdictions"):
        compare([from_ice("27053", "Hennepin County")])

"""California's prisons beside Minnesota: what may stand side by side, and what is said where it may not."""

from dataclasses import replace
from datetime import date

import pytest

from db.figures import Period
from db.meaning.compare import Measured, compare
from db.meaning.rates import rate_of_counts
from db.meaning.rates_of_records import rate_of_records
from db.words import Axis, Custody, Measure, MeasureKind, Outcome, PeriodType, RateDefinition

YEAR = Period(PeriodType.CALENDAR_YEAR, date(2025, 1, 1), date(2025, 12, 31))
RELEASED = RateDefinition.PICKUP_OF_RELEASED_WITH_DETAINER


def prisons(published, code, prefix, state) -> Measured:
    rate = rate_of_records(RELEASED, [row for row in published.values() if row.id.startswith(prefix)])
    return Measured(
        code,
        f"the prison system {code}",
        RELEASED,
        Custody.STATE_PRISON,
        Measure.RELEASES_WITH_DETAINER,
        MeasureKind.FLOW,
        YEAR,
        prefix,
        rate,
        instead_of=state,
    )


def from_ice(code, name, definition=RateDefinition.PICKUP_OF_ISSUED, custody=Custody.ALL) -> Measured:
    rate = rate_of_counts(
        definition,
        {Outcome.PICKED_UP: 152, Outcome.DECLINED_BY_AGENCY: 292, Outcome.NOT_RECORDED: 310},
        {},
        source="ice",
        period=YEAR,
        data_through=None,
    )
    return Measured(code, name, definition, custody, Measure.DETAINERS, MeasureKind.FLOW, YEAR, "ice", rate)


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
        (Axis.CUSTODY, {"custody": Custody.COUNTY_JAIL}),
        (Axis.MEASURE, {"measure": Measure.RELEASES_WITH_DETAINER}),
        (Axis.KIND, {"kind": MeasureKind.STOCK}),
        (Axis.PERIOD, {"period": YEAR._replace(start=date(2024, 1, 1), end=date(2024, 12, 31))}),
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
    one = from_ice("27053", "Hennepin County", custody=Custody.COUNTY_JAIL)
    other = from_ice("27123", "Ramsey County")
    same = replace(one, custody=Custody.ALL)
    resolved = [from_ice(each.code, each.name, RateDefinition.PICKUP_OF_RESOLVED) for each in (one, other)]
    assert "all detainers issued" in compare([one, other], [*resolved, same, other]).nearest
    assert "whose end is recorded" in compare([one, other], [*resolved, other]).nearest
    assert compare([one, other], [one, other]).nearest is None


def test_one_jurisdiction_is_no_comparison() -> None:
    with pytest.raises(ValueError, match="two jurisdictions"):
        compare([from_ice("27053", "Hennepin County")])

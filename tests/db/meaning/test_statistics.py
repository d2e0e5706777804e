"""From counts to figures: sums, zeros, reasons for what is missing, and steps that make up the days."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.figures import Period
from db.meaning.counts import missing
from db.meaning.coverage import Cover
from db.meaning.frames import Subject
from db.meaning.periods import days, fiscal_year, step_periods
from db.meaning.statistics import Statistics
from db.read.catalogue import BLANK, Grain, LiftReason
from db.read.detainers import IntervalCount, ReasonCount
from db.words import (
    CaveatCode,
    Custody,
    DetainerForm,
    Dimension,
    ExclusionReason,
    FigureStatus,
    Interval,
    Outcome,
    PeriodType,
    PlaceGrain,
    Qualifier,
    RateDefinition,
    TimeGrain,
)

BOOKED = LiftReason(1, "Booked into Detention", Outcome.PICKED_UP, None)
DECLINED = LiftReason(2, "Detainer Declined by LEA", Outcome.DECLINED_BY_AGENCY, None)
DIED = LiftReason(3, "Died", Outcome.DIED, ExclusionReason.DIED)
LIFTED = LiftReason(4, "Lifted", Outcome.ICE_DID_NOT_PURSUE, None)
REASONS = {reason.key: reason for reason in (BLANK, BOOKED, DECLINED, DIED, LIFTED)}
WINDOW = (date(2014, 10, 1), date(2015, 7, 19))
GRAIN = Grain(
    key=1,
    source="ice-foia-2015",
    id="facility-month",
    place=PlaceGrain.FACILITY,
    within="US",
    time=TimeGrain.MONTH,
    dimensions=frozenset({Dimension.LIFT_REASON, Dimension.FORM}),
    start=WINDOW[0],
    end=WINDOW[1],
    states_known=True,
)
MONTHS = replace(GRAIN, place=PlaceGrain.NATION, dimensions=frozenset())
# Minnesota's 603 of fiscal year 2015 have other reasons too; these are numbers of this test's own.
COUNTS = [
    ReasonCount(0, 60, 5),
    ReasonCount(1, 25, 0),
    ReasonCount(2, 10, 1),
    ReasonCount(3, 1, 0),
    ReasonCount(4, 4, 0),
]


def subject(asked: Period, *, is_county: bool = False, is_state: bool = True) -> Subject:
    return Subject(
        within=frozenset({"MN", "US"}),
        name="Minnesota",
        is_county=is_county,
        is_state=is_state,
        is_nation=False,
        asked=asked,
        custodies=frozenset(Custody),
    )


def statistics(
    counts: list[ReasonCount] = COUNTS, grain: Grain = GRAIN, asked: Period | None = None, **kind: bool
) -> Statistics:
    period = asked or days(*WINDOW)
    assert period.start
    assert period.end
    start, end = max(period.start, grain.start), min(period.end, grain.end)
    cover = Cover(grain, start, end, (start, end) == (period.start, period.end), not grain.states_known)
    return Statistics(subject(period, **kind), cover, counts, REASONS, grain.end)


def test_counts_by_hand() -> None:
    found = statistics()
    assert (found.total.value, found.total.status, found.total.source) == (
        100,
        FigureStatus.REPORTED,
        "ice-foia-2015",
    )
    values = {outcome: figure.value for outcome, figure in found.outcomes.items()}
    assert values == {
        **dict.fromkeys(Outcome, 0),
        Outcome.NOT_RECORDED: 60,
        Outcome.PICKED_UP: 25,
        Outcome.DECLINED_BY_AGENCY: 10,
        Outcome.DIED: 1,
        Outcome.ICE_DID_NOT_PURSUE: 4,
    }
    assert [(reason.raw, figure.value) for reason, figure in found.lift_reasons] == [
        (None, 60),
        ("Booked into Detention", 25),
        ("Detainer Declined by LEA", 10),
        ("Lifted", 4),
        ("Died", 1),
    ]
    assert found.unplaced.value == 6


def test_rates_by_hand() -> None:
    found = statistics()
    parts = {d: (r.numerator.value, r.denominator.value) for d in RateDefinition for r in (found.rate(d),)}
    assert parts[RateDefinition.PICKUP_OF_PICKED_UP_OR_DECLINED] == (25, 35)
    assert parts[RateDefinition.DECLINED_OF_ISSUED][0] == 10
    assert {e.reason: e.count for e in found.rate(RateDefinition.PICKUP_OF_RESOLVED).excluded}[
        ExclusionReason.OPEN
    ] == 60
    assert found.rate(RateDefinition.PICKUP_OF_RELEASED_WITH_DETAINER).value is None


def test_a_place_that_the_source_would_have_listed_and_did_not_has_a_zero() -> None:
    found = statistics([])
    assert (found.total.value, found.total.status, found.total.qualifier) == (
        0,
        FigureStatus.REPORTED,
        Qualifier.EXACT,
    )
    assert found.number_of(0) == 0
    assert {figure.value for figure in found.outcomes.values()} == {0}
    rate = found.rate(RateDefinition.PICKUP_OF_ISSUED)
    assert (rate.value, rate.status) == (None, FigureStatus.NOT_APPLICABLE)


def test_a_place_of_a_source_without_states_has_no_zero_and_no_upper_bound() -> None:
    stateless = replace(GRAIN, states_known=False)
    nothing, some = statistics([], stateless), statistics(COUNTS, stateless)
    assert (nothing.total.value, nothing.total.status) == (None, FigureStatus.NOT_BROKEN_DOWN)
    assert (some.total.value, some.total.lower, some.total.upper) == (100, 100, None)
    assert some.total.qualifier is Qualifier.AT_LEAST
    assert some.outcomes[Outcome.OTHER].value is None
    # What is told without a figure is what the figure tells.
    assert (some.number_of(0), some.number_of(100)) == (nothing.total.value, some.total.value)
    assert CaveatCode.STATELESS_FACILITY_NAMES in {caveat.code for caveat in some.total.caveats}


def test_what_the_grain_does_not_tell_is_not_broken_down() -> None:
    found = statistics([ReasonCount(0, 100, 0)], MONTHS)
    assert found.total.value == 100
    assert {(f.value, f.status) for f in found.outcomes.values()} == {(None, FigureStatus.NOT_BROKEN_DOWN)}
    assert found.lift_reasons == []
    assert found.unplaced.status is FigureStatus.NOT_BROKEN_DOWN
    rate = found.rate(RateDefinition.PICKUP_OF_ISSUED)
    assert (rate.value, rate.status, rate.denominator.value) == (None, FigureStatus.NOT_BROKEN_DOWN, 100)


def test_unplaced_is_asked_of_states_and_the_nation_alone() -> None:
    found = statistics(is_county=True, is_state=False)
    assert (found.unplaced.value, found.unplaced.status) == (None, FigureStatus.NOT_APPLICABLE)


def test_an_incomplete_period_is_said_and_bounds_the_whole_from_below() -> None:
    found = statistics(asked=fiscal_year(2015))
    assert (found.period.type, found.period.start, found.period.end) == (PeriodType.RANGE, *WINDOW)
    assert CaveatCode.INCOMPLETE_PERIOD in {caveat.code for caveat in found.total.caveats}
    whole = found.whole_period(found.total)
    assert (whole.value, whole.lower, whole.upper, whole.qualifier) == (100, 100, None, Qualifier.AT_LEAST)
    complete = statistics()
    assert complete.whole_period(complete.total) == complete.total
    assert CaveatCode.INCOMPLETE_PERIOD not in {caveat.code for caveat in complete.total.caveats}


def test_a_county_is_told_that_the_jail_is_not_the_arrest() -> None:
    county = statistics(is_county=True, is_state=False)
    code = CaveatCode.FACILITY_COUNTY_IS_NOT_ARREST_COUNTY
    assert code in {caveat.code for caveat in county.caveats}
    assert code not in {caveat.code for caveat in statistics().caveats}


def test_every_form_and_every_custody_is_listed() -> None:
    found = statistics()
    forms = found.forms({DetainerForm.I_247: 90, DetainerForm.I_247D: 10})
    assert set(forms) == set(DetainerForm)
    assert sum(figure.value or 0 for figure in forms.values()) == 100
    assert set(found.custodies({Custody.COUNTY_JAIL: 3})) == set(Custody) - {Custody.ALL}


def test_missing_has_no_bounds() -> None:
    found = missing(FigureStatus.NOT_RELEASED)
    assert (found.value, found.lower, found.upper, found.status) == (
        None,
        None,
        None,
        FigureStatus.NOT_RELEASED,
    )


REASON_COUNTS = st.lists(
    st.builds(ReasonCount, st.sampled_from(sorted(REASONS)), st.integers(1, 10_000), st.just(0)),
    unique_by=lambda row: row.lift_reason,
)


@given(REASON_COUNTS)
def test_outcomes_and_lift_reasons_add_up_to_the_total(counts: list[ReasonCount]) -> None:
    found = statistics(counts)
    assert sum(figure.value or 0 for figure in found.outcomes.values()) == found.total.value
    assert sum(figure.value or 0 for _, figure in found.lift_reasons) == found.total.value


DAYS = st.dates(date(2007, 1, 1), date(2027, 12, 31))


@given(DAYS, st.integers(0, 3000), st.sampled_from(Interval))
def test_steps_lie_end_to_end_and_make_up_the_days(start: date, length: int, by: Interval) -> None:
    end = start + timedelta(days=length)
    steps = step_periods(start, end, by)
    assert steps[0][1].start == start
    assert steps[-1][1].end == end
    for (_, one), (_, following) in pairwise(steps):
        assert one.end
        assert one.end + timedelta(days=1) == following.start
    for begins, period in steps:
        assert period.start
        assert period.end
        assert begins <= period.start <= period.end
        assert begins.day == 1
        assert by is Interval.MONTH or begins.month == (10 if by is Interval.FISCAL_YEAR else 1)


def test_a_cut_step_is_a_range_and_a_whole_one_bears_its_name() -> None:
    labels = [
        period.label for _, period in step_periods(date(2013, 10, 1), date(2015, 7, 19), Interval.FISCAL_YEAR)
    ]
    assert labels == ["FY2014", "2014-10-01 to 2015-07-19"]
    labels = [
        period.label for _, period in step_periods(date(2015, 6, 15), date(2015, 7, 31), Interval.MONTH)
    ]
    assert labels == ["2015-06-15 to 2015-06-30", "2015-07"]


@given(
    st.lists(
        st.builds(
            IntervalCount,
            st.sampled_from([begins for begins, _ in step_periods(*WINDOW, Interval.MONTH)]),
            st.sampled_from(sorted(REASONS)),
            st.integers(1, 500),
        )
    )
)
def test_a_series_has_every_step_and_loses_no_count(counts: list[IntervalCount]) -> None:
    steps = statistics().series(counts, Interval.MONTH)
    assert len(steps) == 10
    assert sum(step.total.value or 0 for step in steps) == sum(row.count for row in counts)
    for step in steps:
        assert sum(step.counts.values()) == step.total.value


@pytest.mark.parametrize("outcome", Outcome)
def test_a_series_groups_lift_reasons_by_outcome(outcome: Outcome) -> None:
    reasons = [reason for reason in REASONS.values() if reason.outcome is outcome]
    rows = [IntervalCount(date(2014, 11, 1), reason.key, 7) for reason in reasons]
    november = statistics().series(rows, Interval.MONTH)[1]
    assert november.counts[outcome] == 7 * len(reasons)

"""Minnesota's 882 detainers by hand from the file, and the rules that hold for any counts."""

import csv
import pickle
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.meaning.periods import days
from db.meaning.rates import (
    STABLE_DENOMINATOR,
    cohort_age_days,
    rate_of_counts,
    rate_without_counts,
)
from db.words import CaveatCode, ExclusionReason, FigureStatus, Outcome, Qualifier, RateDefinition

MINNESOTA = {
    Outcome.PICKED_UP: 152,
    Outcome.DECLINED_BY_AGENCY: 292,
    Outcome.LEFT_CUSTODY: 58,
    Outcome.OTHER: 70,
    Outcome.NOT_RECORDED: 310,
}
STATELESS = "those of facilities whose names fit several states"
FROM_ICE = [d for d in RateDefinition if d is not RateDefinition.PICKUP_OF_RELEASED_WITH_DETAINER]


def rate(definition, outcomes, exclusions=None, likely_duplicates=0, uncounted=None):
    return rate_of_counts(
        definition,
        outcomes,
        exclusions or {},
        likely_duplicates=likely_duplicates,
        source="minnesota",
        period=days(date(2025, 12, 1), date(2026, 3, 10)),
        data_through=date(2026, 5, 18),
        uncounted=uncounted,
    )


def test_the_counts_below_are_those_of_the_file(sources: Path) -> None:
    path = sources / "ice-detainers/minnesota_facility_by_lift_reason_2025-12_2026-03.csv"
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    columns = {
        "Booked into Detention": MINNESOTA[Outcome.PICKED_UP],
        "Detainer Declined by LEA": MINNESOTA[Outcome.DECLINED_BY_AGENCY],
        "No longer in State, Local, or Federal Custody": MINNESOTA[Outcome.LEFT_CUSTODY],
        "NA": MINNESOTA[Outcome.NOT_RECORDED],
        "other": MINNESOTA[Outcome.OTHER],
        "total": 882,
    }
    for column, total in columns.items():
        # A cell in which the compiler counted nothing is written NA.
        assert sum(int(row[column]) for row in rows if row[column] != "NA") == total


@pytest.mark.parametrize(
    ("definition", "numerator", "denominator", "excluded"),
    [
        (RateDefinition.PICKUP_OF_ISSUED, 152, 882, {}),
        (RateDefinition.PICKUP_OF_RESOLVED, 152, 572, {"OPEN": 310}),
        (
            RateDefinition.PICKUP_OF_PICKED_UP_OR_DECLINED,
            152,
            444,
            {"OPEN": 310, "NEITHER_PICKED_UP_NOR_DECLINED": 128},
        ),
        (RateDefinition.DECLINED_OF_ISSUED, 292, 882, {}),
        (RateDefinition.DECLINED_OF_RESOLVED, 292, 572, {"OPEN": 310}),
    ],
)
def test_minnesota(definition, numerator, denominator, excluded) -> None:
    result = rate(definition, MINNESOTA)
    assert (result.numerator.value, result.denominator.value) == (numerator, denominator)
    assert result.value == result.lower == result.upper == numerator / denominator
    assert {str(each.reason): each.count for each in result.excluded} == excluded
    assert (result.qualifier, result.status) == (Qualifier.EXACT, FigureStatus.DERIVED)
    assert result.cohort_age_days == 69  # 21 days of March, 30 of April, 18 of May


def test_the_explanation_names_both_parts_and_what_is_left_out() -> None:
    assert rate(RateDefinition.PICKUP_OF_RESOLVED, MINNESOTA).explanation == (
        "Of the 572 detainers whose end ICE recorded, 152 (26.6%) ended with the person "
        '"Booked into Detention" by ICE; left out: 310 with no recorded end.'
    )
    assert rate(RateDefinition.DECLINED_OF_ISSUED, MINNESOTA).explanation == (
        "Of the 882 detainers that ICE issued, 292 (33.1%) are recorded by ICE as declined by the jail or "
        "prison; 310 with no recorded end are in the 882."
    )


def test_where_others_are_not_counted_the_parts_are_the_least_and_the_share_has_no_bounds() -> None:
    result = rate(RateDefinition.PICKUP_OF_RESOLVED, MINNESOTA, uncounted=STATELESS)
    for part, count in ((result.numerator, 152), (result.denominator, 572)):
        assert (part.value, part.lower, part.upper, part.qualifier) == (
            count,
            count,
            None,
            Qualifier.AT_LEAST,
        )
    assert (result.value, result.lower, result.upper) == (152 / 572, None, None)
    assert (result.qualifier, result.status) == (Qualifier.APPROXIMATE, FigureStatus.DERIVED)
    assert result.explanation == (
        "Of at least 572 detainers whose end ICE recorded, at least 152 (about 26.6%) ended with the person "
        '"Booked into Detention" by ICE; left out: at least 310 with no recorded end; not counted are those of '
        "facilities whose names fit several states."
    )
    assert rate(RateDefinition.DECLINED_OF_ISSUED, MINNESOTA, uncounted=STATELESS).explanation == (
        "Of at least 882 detainers that ICE issued, at least 292 (about 33.1%) are recorded by ICE as declined by the "
        "jail or prison; 310 with no recorded end are in the 882 counted; not counted are those of facilities whose "
        "names fit several states."
    )


def test_where_others_are_not_counted_none_of_those_counted_is_no_zero() -> None:
    unended = rate(
        RateDefinition.PICKUP_OF_ISSUED,
        {Outcome.NOT_RECORDED: 30, Outcome.LEFT_CUSTODY: 1},
        uncounted=STATELESS,
    )
    assert (unended.value, unended.status) == (None, FigureStatus.NOT_BROKEN_DOWN)
    assert (unended.numerator.value, unended.numerator.status) == (None, FigureStatus.NOT_BROKEN_DOWN)
    assert (unended.denominator.value, unended.denominator.qualifier) == (31, Qualifier.AT_LEAST)
    assert unended.explanation == (
        "There is no rate: of at least 31 detainers that ICE issued, none of those counted ended with the person "
        '"Booked into Detention" by ICE; 30 with no recorded end are in the 31 counted; not counted are those of '
        "facilities whose names fit several states."
    )
    nothing = rate(RateDefinition.PICKUP_OF_RESOLVED, {Outcome.NOT_RECORDED: 30}, uncounted=STATELESS)
    assert (nothing.denominator.value, nothing.denominator.status) == (None, FigureStatus.NOT_BROKEN_DOWN)
    assert (nothing.value, nothing.status) == (None, FigureStatus.NOT_BROKEN_DOWN)
    assert nothing.explanation == (
        "There is no rate: no detainers whose end ICE recorded are counted here; left out: at least 30 with no recorded "
        "end; not counted are those of facilities whose names fit several states."
    )


@pytest.mark.parametrize("uncounted", [None, STATELESS])
@pytest.mark.parametrize("definition", FROM_ICE)
def test_a_sentence_that_is_asked_for_later_tells_the_counts_of_which_the_rate_was_made(
    definition, uncounted
) -> None:
    outcomes, exclusions = dict(MINNESOTA), {ExclusionReason.DUPLICATE: 0}
    of_then, at_once = (rate(definition, outcomes, exclusions, 7, uncounted) for _ in range(2))
    said = at_once.explanation
    assert of_then == at_once
    outcomes[Outcome.NOT_RECORDED], outcomes[Outcome.PICKED_UP] = 1, 2
    exclusions[ExclusionReason.DUPLICATE] = 3
    assert of_then.explanation == of_then.explanation == said
    assert pickle.loads(pickle.dumps(of_then)) == at_once
    assert rate(definition, MINNESOTA, exclusions={}, likely_duplicates=8, uncounted=uncounted) != at_once


counted = st.dictionaries(st.sampled_from(Outcome), st.integers(0, 300))


@given(st.sampled_from(FROM_ICE), counted, st.data())
def test_every_detainer_is_in_the_denominator_or_left_out_for_one_reason(definition, outcomes, data) -> None:
    administrative = outcomes.get(Outcome.ADMINISTRATIVE, 0)
    duplicate = data.draw(st.integers(0, administrative))
    superseded = data.draw(st.integers(0, administrative - duplicate))
    exclusions = {ExclusionReason.DUPLICATE: duplicate, ExclusionReason.SUPERSEDED: superseded}
    likely = data.draw(st.integers(0, 500))
    result = rate(definition, outcomes, exclusions, likely_duplicates=likely)
    left_out = sum(each.count for each in result.excluded)
    assert result.denominator.value + left_out == sum(outcomes.values()) + likely
    assert result.denominator == rate(definition, outcomes, exclusions).denominator
    assert len({each.reason for each in result.excluded}) == len(result.excluded)
    assert all(each.count > 0 for each in result.excluded)
    if result.denominator.value == 0:
        assert (result.value, result.status) == (None, FigureStatus.NOT_APPLICABLE)
    else:
        assert 0 <= result.value <= 1
    unstable = any(caveat.code is CaveatCode.UNSTABLE_RATE for caveat in result.caveats)
    assert unstable == (0 < result.denominator.value < STABLE_DENOMINATOR)


def test_duplicates_and_superseded_are_left_out_by_the_definitions_that_say_so() -> None:
    outcomes = {**MINNESOTA, Outcome.ADMINISTRATIVE: 10, Outcome.DIED: 2}
    exclusions = {ExclusionReason.DUPLICATE: 4, ExclusionReason.SUPERSEDED: 3}
    issued = rate(RateDefinition.PICKUP_OF_ISSUED, outcomes, exclusions)
    assert issued.denominator.value == 882 + 10 + 2 - 4
    resolved = rate(RateDefinition.PICKUP_OF_RESOLVED, outcomes, exclusions)
    assert resolved.denominator.value == 572 + 10 - 4 - 3
    decided = rate(RateDefinition.PICKUP_OF_PICKED_UP_OR_DECLINED, outcomes, exclusions)
    assert decided.denominator.value == 152 + 292
    assert {str(e.reason): e.count for e in decided.excluded} == {
        "OPEN": 310,
        "DUPLICATE": 4,
        "SUPERSEDED": 3,
        "DIED": 2,
        "NEITHER_PICKED_UP_NOR_DECLINED": 58 + 70 + 3,
    }


def test_more_duplicates_than_administrative_ends_are_refused() -> None:
    with pytest.raises(ValueError, match="5 duplicate and 0 superseded"):
        rate(RateDefinition.PICKUP_OF_ISSUED, MINNESOTA, {ExclusionReason.DUPLICATE: 5})


def test_ices_files_give_no_share_of_people_released() -> None:
    result = rate(RateDefinition.PICKUP_OF_RELEASED_WITH_DETAINER, MINNESOTA)
    assert (result.value, result.status) == (None, FigureStatus.NOT_COLLECTED)
    assert result.period is None
    assert "count detainers, not the people" in result.explanation


def test_a_breakdown_that_the_source_lacks_passes_its_status_on() -> None:
    result = rate_without_counts(
        RateDefinition.PICKUP_OF_ISSUED, FigureStatus.NOT_BROKEN_DOWN, source="minnesota"
    )
    assert (result.value, result.status) == (None, FigureStatus.NOT_BROKEN_DOWN)
    assert result.numerator.status is result.denominator.status is FigureStatus.NOT_BROKEN_DOWN
    assert result.explanation == (
        "There is no rate here: the source does not break its counts down that far."
    )


def test_the_age_of_a_cohort() -> None:
    assert cohort_age_days(date(2015, 6, 30), date(2015, 7, 19)) == 19
    assert cohort_age_days(date(2026, 5, 31), date(2026, 5, 18)) == 0
    assert cohort_age_days(None, date(2026, 5, 18)) is None

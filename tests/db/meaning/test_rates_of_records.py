"""The rates that the published records give, each worked out by hand from the words of its source."""

from dataclasses import replace

import pytest

from db.figures import Figure
from db.meaning.rates_of_records import derived_pickups, rate_of_records
from db.words import FigureStatus, Qualifier, RateDefinition, Role

RELEASED = RateDefinition.PICKUP_OF_RELEASED_WITH_DETAINER
ISSUED = RateDefinition.PICKUP_OF_ISSUED


def of(published, prefix):
    return [row for row in published.values() if row.id.startswith(prefix)]


def test_californias_prisons_state_a_share_of_1641_released(published) -> None:
    rate = rate_of_records(RELEASED, of(published, "cdcr-2025"))
    assert (rate.value, rate.lower, rate.upper) == (0.88, 0.88, 1)
    assert (rate.qualifier, rate.status) == (Qualifier.MORE_THAN, FigureStatus.REPORTED)
    assert (rate.numerator.lower, rate.numerator.upper) == (1445, 1641)
    assert (rate.numerator.value, rate.numerator.status) == (None, FigureStatus.DERIVED)
    assert rate.denominator == published["cdcr-2025-detainers"].figure
    assert rate.source == published["cdcr-2025-pickup-rate"].figure.source
    assert rate.explanation == (
        "According to the California Department of Corrections and Rehabilitation, in 2025 ICE took more than 88% of the "
        "1,641 people released with a detainer, which is at least 1,445 and at most 1,641 people."
    )
    assert derived_pickups(of(published, "cdcr-2025")) == rate.numerator


def test_californias_prisons_give_no_share_of_detainers_issued(published) -> None:
    rate = rate_of_records(ISSUED, of(published, "cdcr-2025"))
    assert (rate.value, rate.status) == (None, FigureStatus.NOT_COLLECTED)
    assert "not those issued in it" in rate.explanation


def test_no_share_of_issued_even_when_a_count_of_pickups_stands_beside(published) -> None:
    pickups = replace(published["mndoc-2025-transfers"], id="made-up", jurisdiction="CA-CDCR")
    rate = rate_of_records(ISSUED, [*of(published, "cdcr-2025"), pickups])
    assert rate.value is None


def test_minnesotas_prisons_handed_over_84_of_84(published) -> None:
    rate = rate_of_records(RELEASED, of(published, "mndoc-2025"))
    assert (rate.value, rate.lower, rate.upper, rate.status) == (1, 1, 1, FigureStatus.DERIVED)
    assert (rate.numerator.value, rate.denominator.value) == (84, 84)
    assert derived_pickups(of(published, "mndoc-2025")) is None


def test_tulares_releases_leave_out_those_handed_over(published) -> None:
    tulare = of(published, "tulare")
    rate = rate_of_records(RELEASED, tulare)
    assert (rate.numerator.value, rate.denominator.value) == (33, 33 + 477)
    assert rate.denominator.status is FigureStatus.DERIVED
    assert rate.value == 33 / 510
    assert rate.explanation == (
        "According to the Tulare County Sheriff (TRUTH Act forum), in 2020 ICE took 33 people, against 510 people released "
        "with a detainer (a number that no record has: it is added up here from the 33 pickups by ICE of "
        "tulare-2020-handed-over and the 477 releases with a detainer without pickups by ICE of tulare-2020-released): 6.5%."
    )
    assert "added up" not in rate_of_records(ISSUED, tulare).explanation
    assert rate_of_records(ISSUED, tulare).value == 33 / 592
    assert rate_of_records(ISSUED, tulare).cohort_age_days == 279  # 2020-12-31 to 2021-10-06


def test_a_stated_share_of_a_sum_names_the_records_that_are_added_up(published) -> None:
    stated = replace(
        published["cdcr-2025-pickup-rate"],
        jurisdiction="06107",
        asserted_by="Tulare County Sheriff (TRUTH Act forum)",
    )
    rate = rate_of_records(RELEASED, [*of(published, "tulare"), stated])
    assert (
        "of the 510 people released with a detainer (a number that no record has: it is added up here from the 33 pickups"
        in rate.explanation
    )


def test_los_angeles_reported_zero_of_995(published) -> None:
    rate = rate_of_records(ISSUED, of(published, "lasd-2024"))
    assert (rate.value, rate.lower, rate.upper, rate.qualifier) == (0, 0, 0, Qualifier.EXACT)
    assert (rate.numerator.value, rate.denominator.value) == (0, 995)
    assert rate_of_records(RELEASED, of(published, "lasd-2024")) is None
    assert rate_of_records(ISSUED, of(published, "lasd-2025")) is None


def test_one_in_eight_not_taken_is_about_seven_in_eight_taken(published) -> None:
    rate = rate_of_records(RELEASED, [published["governor-one-in-eight"]])
    assert (rate.value, rate.lower, rate.upper) == (0.875, None, None)
    assert (rate.qualifier, rate.status) == (Qualifier.APPROXIMATE, FigureStatus.DERIVED)
    assert rate.denominator.value is None
    assert rate.denominator.status is FigureStatus.NOT_RELEASED
    assert "about 12.5%" in rate.explanation
    assert "about 87.5%" in rate.explanation


def test_claims_are_no_part_of_a_rate(published) -> None:
    claimed = [replace(row, role=Role.CLAIM) for row in of(published, "tulare")]
    assert rate_of_records(ISSUED, claimed) is None
    assert derived_pickups(claimed) is None


@pytest.mark.parametrize("definition", [d for d in RateDefinition if d not in (RELEASED, ISSUED)])
def test_records_do_not_give_the_definitions_of_ices_files(published, definition) -> None:
    assert rate_of_records(definition, list(published.values())) is None


def test_more_pickups_than_detainers_are_no_rate(published) -> None:
    requests, pickups = published["tulare-2020-requests"], published["tulare-2020-handed-over"]
    five = Figure(5, 5, 5, Qualifier.EXACT, FigureStatus.REPORTED)
    rate = rate_of_records(ISSUED, [replace(requests, figure=five), pickups])
    assert (rate.value, rate.status) == (None, FigureStatus.NOT_APPLICABLE)
    assert "33 pickups but 5 detainers" in rate.explanation


def test_a_share_of_few_is_marked_unstable(published) -> None:
    five = Figure(5, 5, 5, Qualifier.EXACT, FigureStatus.REPORTED)
    both = [replace(row, figure=five) for row in of(published, "mndoc-2025")]
    assert [caveat.code for caveat in rate_of_records(RELEASED, both).caveats] == ["UNSTABLE_RATE"]

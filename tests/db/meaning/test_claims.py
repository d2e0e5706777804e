"""Claims against the published records, and the rules of a verdict on made-up ones."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.figures import Figure, Period
from db.meaning.claims import check
from db.meaning.jurisdictions import JurisdictionRelation
from db.rows import Statement
from db.words import (
    Axis,
    Custody,
    FigureStatus,
    Measure,
    MeasureKind,
    PeriodType,
    Qualifier,
    Role,
    Verdict,
)

PLACES = JurisdictionRelation(
    parents={
        "US": None,
        "CA": "US",
        "MN": "US",
        "CA-CDCR": "CA",
        "MN-DOC": "MN",
        "06037": "CA",
        "06073": "CA",
        "06107": "CA",
        "27053": "MN",
        "27123": "MN",
    },
    names={"CA": "California", "MN": "Minnesota", "MN-DOC": "Minnesota Department of Corrections"},
)
YEAR = Period(PeriodType.CALENDAR_YEAR, date(2025, 1, 1), date(2025, 12, 31))
SPRING = Period(PeriodType.RANGE, date(2025, 3, 1), date(2025, 5, 31))
DAY = Period(PeriodType.POINT_IN_TIME, date(2025, 6, 1), date(2025, 6, 1))
OVER_THE_DAY = DAY._replace(type=PeriodType.RANGE)


def counted(value: float, qualifier: Qualifier = Qualifier.EXACT) -> Figure:
    bounded = qualifier is Qualifier.EXACT
    return Figure(
        value,
        value if bounded else None,
        value if bounded else None,
        qualifier,
        FigureStatus.REPORTED,
    )


def record(**changes) -> Statement:
    return replace(
        Statement(
            id="record",
            line=2,
            jurisdiction="MN",
            custody=Custody.COUNTY_JAIL,
            measure=Measure.RELEASES,
            kind=MeasureKind.FLOW,
            role=Role.RECORD,
            period=YEAR,
            figure=counted(100),
            asserted_by="The keeper",
            published_on=None,
            responds_to=None,
            note=None,
        ),
        **changes,
    )


def claim(**changes) -> Statement:
    return record(**{"id": "claim", "role": Role.CLAIM, "asserted_by": "The speaker", **changes})


def verdict(one: Statement, other: Statement) -> Verdict:
    return check(one, [other], PLACES).verdict


def test_33179_active_detainers_do_not_compare_with_1641_of_people_released(published) -> None:
    checked = check(published["dhs-2026-ca-active"], list(published.values()), PLACES)
    assert checked.verdict is Verdict.NOT_COMPARABLE
    [found] = [c for c in checked.checks if c.records == (published["cdcr-2025-detainers"],)]
    assert found.verdict is Verdict.NOT_COMPARABLE
    assert {difference.axis: difference.values for difference in found.differences} == {
        Axis.JURISDICTION: ("CA", "CA-CDCR"),
        Axis.CUSTODY: ("ALL", "STATE_PRISON"),
        Axis.MEASURE: ("ACTIVE_DETAINERS", "DETAINERS"),
        Axis.KIND: ("STOCK", "FLOW"),
        Axis.PERIOD: ("2026-02-06", "2025"),
    }


def test_1360_is_held_against_207_and_94_which_lack_federal_custody(published) -> None:
    checked = check(published["dhs-2026-mn-active"], list(published.values()), PLACES)
    first = checked.checks[0]
    assert [each.id for each in first.records] == ["mndoc-2026-prison-holds", "mndoc-2026-jail-holds"]
    assert (first.figure.value, first.figure.lower, first.figure.upper) == (301, 301, 301)
    assert checked.verdict is first.verdict is Verdict.NOT_COMPARABLE
    assert {difference.axis: difference.values for difference in first.differences} == {
        Axis.CUSTODY: ("ALL", "STATE_PRISON", "COUNTY_JAIL"),
        Axis.PERIOD: ("2026-01-22", "2026-01-19"),
    }
    assert first.explanation == (
        'The Department of Homeland Security stated, in the words of the source, "more than 1,360 active detainers", which '
        "is read here as more than 1,360 active detainers in all custody in Minnesota on 2026-01-22, while the records have 207 active detainers in state prisons of the Minnesota Department of "
        "Corrections on 2026-01-22 (Minnesota Department of Corrections) and 94 active detainers in county jails in "
        "Minnesota on 2026-01-19 (Minnesota Department of Corrections, survey of all county jails): "
        "207 + 94 = 301. They do not count the same thing: federal custody is counted in the claim alone; the claim "
        "is for 2026-01-22, the records for 2026-01-22 and 2026-01-19."
    )


def test_what_is_said_on_a_day_of_releases_to_come_is_no_count_of_that_day(published) -> None:
    """Its source has "getting ready to free up to 33 thousand", posted on 2026-02-06."""
    checked = check(published["miller-2026-ca-release"], list(published.values()), PLACES)
    for found in checked.checks:
        assert found.explanation.startswith(
            "Stephen Miller, White House deputy chief of staff, stated, in the words of the source, "
            '"getting ready to free up to 33 thousand", which is read here as at most 33,000 releases with a detainer in all '
            "custody in California in a statement of 2026-02-06, while "
        )
        assert "on 2026-02-06" not in found.explanation
        axes = {difference.axis: difference.values for difference in found.differences}
        assert axes[Axis.KIND] == ("FLOW over days not stated", found.records[0].kind)
        assert axes[Axis.PERIOD] == ("statement of 2026-02-06", found.records[0].period.label)
        assert found.explanation.endswith(".")
    [of_2025] = [c for c in checked.checks if c.records == (published["cdcr-2025-detainers"],)]
    assert of_2025.explanation.endswith(
        "the claim counts over a period that is not stated, the record over a period; the claim is a statement of "
        "2026-02-06, while the record is for 2025."
    )


def test_a_claim_is_told_in_the_words_of_its_source(published) -> None:
    """The words of the letter, as reported, have no detainer in them."""
    lyons = published["lyons-2026-ca-prison"]
    words = "33,000 with criminal convictions held in the state\u2019s prison"
    for found in check(lyons, list(published.values()), PLACES).checks:
        said, _, read = found.explanation.partition(", which is read here as ")
        assert said == f'Todd Lyons, acting director of ICE, stated, in the words of the source, "{words}"'
        assert read.startswith(
            "about 33,000 active detainers in state prisons of CA-CDCR on 2026-02-06, while "
        )
    [wordless] = check(claim(), [record()], PLACES).checks
    assert wordless.explanation.startswith(
        "The speaker stated 100 releases in county jails in Minnesota in 2025, while "
    )


@pytest.mark.parametrize("stated", ["dhs-2026-ca-active", "lyons-2026-ca-prison", "miller-2026-ca-release"])
def test_1641_is_told_as_what_it_counts(published, stated) -> None:
    checked = check(published[stated], list(published.values()), PLACES)
    [found] = [c for c in checked.checks if c.records == (published["cdcr-2025-detainers"],)]
    assert (
        "recorded 1,641 detainers in state prisons of CA-CDCR in 2025 (the record counts the detainers of people released "
        "in the year, not those issued in it). " in found.explanation
    )
    # The raw note, from which that is.
    assert published["cdcr-2025-detainers"].note.startswith(
        "detainers recorded for people released in the year; not detainers issued in the year"
    )


def test_records_that_are_added_up_are_each_told_as_what_they_count(published) -> None:
    prisons = replace(published["cdcr-2025-detainers"], jurisdiction="CA")
    jails = replace(prisons, id="jails", custody=Custody.COUNTY_JAIL, asserted_by="The jails")
    [found] = check(
        replace(jails, id="claim", custody=Custody.ALL, role=Role.CLAIM), [prisons, jails], PLACES
    ).checks
    assert (
        "(California Department of Corrections and Rehabilitation; the record counts the detainers of people released in "
        "the year, not those issued in it)" in found.explanation
    )
    assert "(The jails)" in found.explanation


def test_every_published_claim_is_checked_and_none_is_judged_on_unlike_counts(published) -> None:
    statements = list(published.values())
    claims = [each for each in statements if each.role is Role.CLAIM]
    assert len(claims) == 6
    for each in claims:
        checked = check(each, statements, PLACES)
        assert checked.verdict is Verdict.NOT_COMPARABLE
        for found in checked.checks:
            assert found.differences
            assert all(len(difference.values) > 1 for difference in found.differences)
            assert all(record.role is Role.RECORD for record in found.records)


def test_no_record_that_touches_leaves_the_claim_unchecked(published) -> None:
    others = [each for each in published.values() if not each.jurisdiction.startswith("MN")]
    assert check(published["dhs-2026-mn-active"], others, PLACES).verdict is Verdict.UNCHECKED
    arrests = record(measure=Measure.ARRESTS)
    assert check(claim(), [arrests], PLACES).checks == ()


@pytest.mark.parametrize(
    ("mine", "theirs", "expected"),
    [
        (counted(100), counted(100), Verdict.CONSISTENT),
        (counted(100), counted(101), Verdict.CONTRADICTED),
        (counted(100, Qualifier.MORE_THAN), counted(100), Verdict.CONTRADICTED),
        (counted(100, Qualifier.AT_LEAST), counted(100), Verdict.CONSISTENT),
        (counted(100, Qualifier.LESS_THAN), counted(100, Qualifier.AT_LEAST), Verdict.CONTRADICTED),
        (counted(33000, Qualifier.APPROXIMATE), counted(33179), Verdict.CONSISTENT),
        (counted(33000, Qualifier.APPROXIMATE), counted(33600), Verdict.NOT_COMPARABLE),
    ],
)
def test_where_every_axis_agrees_the_numbers_decide(mine, theirs, expected) -> None:
    assert verdict(claim(figure=mine), record(figure=theirs)) is expected


@pytest.mark.parametrize(
    "other",
    [
        record(jurisdiction="27053"),
        record(custody=Custody.STATE_PRISON),
        record(measure=Measure.PICKUPS),
        record(period=SPRING),
        record(period=YEAR._replace(end=None)),
    ],
)
def test_one_axis_apart_gives_no_verdict_on_equal_numbers(other) -> None:
    assert verdict(claim(), other) is Verdict.NOT_COMPARABLE


@pytest.mark.parametrize(
    ("part", "whole"),
    [
        (record(jurisdiction="27053"), record()),
        (record(), record(custody=Custody.ALL)),
        (record(period=SPRING), record()),
        (record(measure=Measure.RELEASES_WITH_DETAINER), record()),
        (
            record(measure=Measure.RELEASES_WITH_DETAINER, period=OVER_THE_DAY),
            record(measure=Measure.ACTIVE_DETAINERS, kind=MeasureKind.STOCK, period=DAY),
        ),
    ],
)
def test_a_part_or_a_days_flow_larger_than_its_whole_is_contradicted_from_either_side(part, whole) -> None:
    small, large = counted(100), counted(101)

    def as_claim(statement):
        return replace(statement, id="claim", role=Role.CLAIM)

    assert (
        verdict(as_claim(replace(part, figure=large)), replace(whole, figure=small)) is Verdict.CONTRADICTED
    )
    assert (
        verdict(as_claim(replace(whole, figure=small)), replace(part, figure=large)) is Verdict.CONTRADICTED
    )
    assert (
        verdict(as_claim(replace(part, figure=small)), replace(whole, figure=large)) is Verdict.NOT_COMPARABLE
    )
    assert (
        verdict(as_claim(replace(whole, figure=large)), replace(part, figure=small)) is Verdict.NOT_COMPARABLE
    )


@pytest.mark.parametrize(
    ("part", "whole"),
    [
        # Over a year, more people are released than are held on any day of it.
        (
            record(measure=Measure.RELEASES),
            record(measure=Measure.PRISON_POPULATION, kind=MeasureKind.STOCK, period=DAY),
        ),
        # A stock given for a year, an average perhaps, is not the stock of any day.
        (
            record(measure=Measure.RELEASES),
            record(measure=Measure.PRISON_POPULATION, kind=MeasureKind.STOCK),
        ),
        (
            record(kind=MeasureKind.STOCK, period=DAY, jurisdiction="27053"),
            record(kind=MeasureKind.STOCK),
        ),
        # A stock of one day is no part of a stock of another.
        (
            record(kind=MeasureKind.STOCK, period=DAY, jurisdiction="27053"),
            record(kind=MeasureKind.STOCK, period=DAY._replace(start=date(2025, 6, 2), end=date(2025, 6, 2))),
        ),
        # What is said on a day of releases is not of the releases of that day, nor of a year in which it lies.
        (
            record(measure=Measure.RELEASES_WITH_DETAINER, period=DAY),
            record(measure=Measure.ACTIVE_DETAINERS, kind=MeasureKind.STOCK, period=DAY),
        ),
        (record(period=DAY), record()),
        # A share of a part may well be larger than the share of the whole.
        (
            record(measure=Measure.PICKUP_RATE, kind=MeasureKind.RATE, jurisdiction="27053"),
            record(measure=Measure.PICKUP_RATE, kind=MeasureKind.RATE),
        ),
        # An end that is not stated leaves the days open.
        (record(jurisdiction="27053"), record(period=YEAR._replace(end=None))),
        # Pickups need not be releases.
        (record(measure=Measure.PICKUPS), record()),
    ],
)
def test_what_looks_like_a_whole_and_is_none_forces_nothing(part, whole) -> None:
    large = claim(**{name: getattr(part, name) for name in ("measure", "kind", "period", "jurisdiction")})
    assert verdict(replace(large, figure=counted(1)), replace(whole, figure=counted(0.5))) is (
        Verdict.NOT_COMPARABLE
    )


def test_a_record_that_means_less_than_its_measure_differs_in_definition(published) -> None:
    tulare = published["tulare-2020-released"]
    same = replace(tulare, id="claim", role=Role.CLAIM, figure=counted(510))
    [found] = check(same, [tulare], PLACES).checks
    assert found.verdict is Verdict.NOT_COMPARABLE
    assert [difference.axis for difference in found.differences] == [Axis.DEFINITION]
    assert "the record releases with a detainer without pickups by ICE" in found.explanation


def test_records_of_one_period_and_separate_custody_are_added() -> None:
    prisons = record(id="prisons", jurisdiction="MN-DOC", custody=Custody.STATE_PRISON, figure=counted(60))
    jails = record(id="jails", figure=counted(50))
    [found] = check(claim(custody=Custody.ALL, figure=counted(109)), [prisons, jails], PLACES).checks
    assert found.figure.value == 110
    assert found.verdict is Verdict.CONTRADICTED  # 110 of a part of what the claim says are 109
    assert (
        check(claim(custody=Custody.ALL, figure=counted(110)), [prisons, jails], PLACES).verdict
        is Verdict.NOT_COMPARABLE
    )


@pytest.mark.parametrize(
    "other",
    [
        {"custody": Custody.COUNTY_JAIL, "jurisdiction": "27053"},  # counted twice
        {"custody": Custody.ALL},
        {"custody": Custody.STATE_PRISON, "jurisdiction": "CA-CDCR"},
        {"custody": Custody.STATE_PRISON, "measure": Measure.PICKUPS},
        {"custody": Custody.STATE_PRISON, "period": SPRING},
    ],
)
def test_other_records_are_not_added(other) -> None:
    found = check(claim(custody=Custody.ALL), [record(), record(id="other", **other)], PLACES)
    assert all(len(each.records) == 1 for each in found.checks)


def test_a_contradiction_outweighs_agreement_and_agreement_what_cannot_be_compared() -> None:
    agreeing, contrary, apart = record(), record(figure=counted(7)), record(period=SPRING, figure=counted(7))
    assert check(claim(), [apart, agreeing], PLACES).verdict is Verdict.CONSISTENT
    assert check(claim(), [apart, agreeing, contrary], PLACES).verdict is Verdict.CONTRADICTED


statements = st.builds(
    record,
    jurisdiction=st.sampled_from(["MN", "MN-DOC", "27053", "US"]),
    custody=st.sampled_from([Custody.ALL, Custody.COUNTY_JAIL, Custody.STATE_PRISON]),
    measure=st.sampled_from([Measure.RELEASES, Measure.RELEASES_WITH_DETAINER, Measure.ACTIVE_DETAINERS]),
    kind=st.sampled_from([MeasureKind.FLOW, MeasureKind.STOCK]),
    period=st.sampled_from([YEAR, SPRING, DAY, YEAR._replace(end=None)]),
    figure=st.builds(counted, st.integers(0, 9), st.sampled_from(Qualifier)),
)


@given(statements, statements)
def test_a_verdict_has_a_cause(one: Statement, other: Statement) -> None:
    """Consistent needs agreement on every axis; a contradiction needs numbers that no reading brings together."""
    for found in check(replace(one, id="claim", role=Role.CLAIM), [other], PLACES).checks:
        if found.verdict is Verdict.CONSISTENT:
            assert not found.differences
        if found.verdict is Verdict.CONTRADICTED:
            assert Qualifier.APPROXIMATE not in (one.figure.qualifier, other.figure.qualifier)
            assert not can_be_equal(one.figure, other.figure)


def can_be_equal(one: Figure, other: Figure) -> bool:
    fits = {
        Qualifier.EXACT: lambda n, v: n == v,
        Qualifier.AT_LEAST: lambda n, v: n >= v,
        Qualifier.MORE_THAN: lambda n, v: n > v,
        Qualifier.AT_MOST: lambda n, v: n <= v,
        Qualifier.LESS_THAN: lambda n, v: n < v,
    }
    return any(fits[one.qualifier](n, one.value) and fits[other.qualifier](n, other.value) for n in range(20))

"""Which grain answers: by hand for the real sources' shapes, and the rules that hold for any grains and periods."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.figures import Period
from db.meaning.coverage import WHOLE, Area, Cover, Need, cover
from db.meaning.periods import calendar_year, days, fiscal_year, is_whole_months, is_whole_years, month
from db.read.catalogue import Grain
from db.words import Dimension, FigureStatus, Interval, PlaceGrain, TimeGrain

NATION = Area(None, is_nation=True)
MINNESOTA = Area("MN", is_state=True)
HENNEPIN = Area("MN")
RANKS = {"foia": 10, "national": 20, "facilities": 30, "minnesota": 15}


def grain(
    key: int,
    source: str,
    place: PlaceGrain,
    time: TimeGrain,
    window: tuple[date, date],
    *,
    within: str = "US",
    dimensions: tuple[Dimension, ...] = (),
    states_known: bool = True,
) -> Grain:
    return Grain(
        key=key,
        source=source,
        id=f"grain-{key}",
        place=place,
        within=within,
        time=time,
        dimensions=frozenset(dimensions),
        start=window[0],
        end=window[1],
        states_known=states_known,
    )


FOIA_WINDOW = (date(2014, 10, 1), date(2015, 7, 19))
OLD = (date(2007, 10, 1), date(2015, 7, 19))
MONTHS = (date(2025, 12, 1), date(2026, 3, 10))
FOIA = grain(
    1,
    "foia",
    PlaceGrain.FACILITY,
    TimeGrain.MONTH,
    FOIA_WINDOW,
    dimensions=(Dimension.LIFT_REASON, Dimension.FORM),
)
FACILITIES = grain(
    2,
    "facilities",
    PlaceGrain.FACILITY,
    TimeGrain.RANGE,
    OLD,
    dimensions=(Dimension.LIFT_REASON,),
    states_known=False,
)
NATIONAL_MONTHS = grain(3, "national", PlaceGrain.NATION, TimeGrain.MONTH, OLD)
NATIONAL_YEARS = grain(
    4, "national", PlaceGrain.NATION, TimeGrain.YEAR, OLD, dimensions=(Dimension.LIFT_REASON,)
)
MINNESOTA_DAYS = grain(
    5, "minnesota", PlaceGrain.STATE, TimeGrain.DAY, (date(2022, 10, 1), date(2026, 3, 10)), within="MN"
)
MINNESOTA_FACILITIES = grain(
    6,
    "minnesota",
    PlaceGrain.FACILITY,
    TimeGrain.RANGE,
    MONTHS,
    within="MN",
    dimensions=(Dimension.LIFT_REASON,),
)
REAL = (FOIA, FACILITIES, NATIONAL_MONTHS, NATIONAL_YEARS, MINNESOTA_DAYS, MINNESOTA_FACILITIES)


def chosen(area: Area, period: Period, need: Need = WHOLE, source: str | None = None) -> Cover | FigureStatus:
    return cover(REAL, area, period, need, RANKS.__getitem__, source)


def answering(area: Area, period: Period, need: Need = WHOLE, source: str | None = None) -> Grain:
    found = chosen(area, period, need, source)
    assert isinstance(found, Cover)
    return found.grain


@pytest.mark.parametrize(
    ("area", "period", "need", "expected"),
    [
        (
            NATION,
            calendar_year(2011),
            WHOLE,
            NATIONAL_YEARS,
        ),  # of two grains of one source the one that tells more
        (NATION, month("2011-05"), WHOLE, NATIONAL_MONTHS),
        (NATION, fiscal_year(2012), WHOLE, NATIONAL_MONTHS),
        (NATION, fiscal_year(2015), WHOLE, FOIA),  # of two sources that cover as much the preferred one
        (NATION, month("2015-02"), WHOLE, FOIA),
        (NATION, days(*OLD), WHOLE, NATIONAL_YEARS),
        (NATION, days(*OLD), Need(facilities=True), FACILITIES),
        (NATION, calendar_year(2011), Need(interval=Interval.MONTH), NATIONAL_MONTHS),
        (NATION, calendar_year(2011), Need(interval=Interval.CALENDAR_YEAR), NATIONAL_YEARS),
        (MINNESOTA, calendar_year(2025), WHOLE, MINNESOTA_DAYS),
        (MINNESOTA, days(*MONTHS), WHOLE, MINNESOTA_FACILITIES),
        (MINNESOTA, days(*MONTHS), Need(interval=Interval.MONTH), MINNESOTA_DAYS),
        (MINNESOTA, days(date(2025, 12, 1), date(2026, 1, 15)), WHOLE, MINNESOTA_DAYS),
        (HENNEPIN, days(*MONTHS), WHOLE, MINNESOTA_FACILITIES),
        (HENNEPIN, fiscal_year(2015), WHOLE, FOIA),
        (HENNEPIN, days(*OLD), WHOLE, FACILITIES),
    ],
)
def test_the_grain_that_covers_most_answers(area: Area, period: Period, need: Need, expected: Grain) -> None:
    assert answering(area, period, need) == expected


@pytest.mark.parametrize(
    ("area", "period", "need", "status"),
    [
        (HENNEPIN, calendar_year(2025), WHOLE, FigureStatus.NOT_BROKEN_DOWN),
        (HENNEPIN, calendar_year(2011), WHOLE, FigureStatus.NOT_BROKEN_DOWN),
        (
            MINNESOTA,
            calendar_year(2025),
            Need(dimensions=frozenset({Dimension.LIFT_REASON})),
            FigureStatus.NOT_BROKEN_DOWN,
        ),
        (NATION, days(date(2011, 5, 3), date(2011, 5, 20)), WHOLE, FigureStatus.NOT_BROKEN_DOWN),
        (
            NATION,
            calendar_year(2011),
            Need(dimensions=frozenset({Dimension.FORM})),
            FigureStatus.NOT_BROKEN_DOWN,
        ),
        (NATION, calendar_year(2019), WHOLE, FigureStatus.NOT_RELEASED),
        (
            NATION,
            calendar_year(2025),
            WHOLE,
            FigureStatus.NOT_RELEASED,
        ),  # Minnesota's table is not the nation's
        (Area("CA"), days(*MONTHS), WHOLE, FigureStatus.NOT_RELEASED),
        (Area(None), days(*MONTHS), WHOLE, FigureStatus.NOT_RELEASED),
    ],
)
def test_why_nothing_answers(area: Area, period: Period, need: Need, status: FigureStatus) -> None:
    assert chosen(area, period, need) is status


def test_the_source_that_is_asked_for_answers_alone() -> None:
    assert answering(NATION, days(*OLD), source="facilities") == FACILITIES
    assert answering(NATION, fiscal_year(2015), source="national") == NATIONAL_MONTHS
    assert chosen(NATION, calendar_year(2019), source="foia") is FigureStatus.NOT_RELEASED
    assert chosen(HENNEPIN, days(*MONTHS), source="national") is FigureStatus.NOT_RELEASED


def test_a_fiscal_year_that_the_source_does_not_end_is_not_complete() -> None:
    found = chosen(NATION, fiscal_year(2015))
    assert isinstance(found, Cover)
    assert (found.start, found.end, found.complete) == (*FOIA_WINDOW, False)
    assert found.days == 292


def test_places_of_a_source_without_states_are_partial_except_the_nation() -> None:
    for area, partial in ((NATION, False), (MINNESOTA, True), (HENNEPIN, True)):
        found = chosen(area, days(*OLD), source="facilities")
        assert isinstance(found, Cover)
        assert found.partial_place is partial


def test_a_name_without_a_state_is_whole_where_the_source_has_no_states_and_partial_where_it_has() -> None:
    for source, period, partial in (("facilities", days(*OLD), False), ("foia", fiscal_year(2015), True)):
        found = chosen(Area(None), period, source=source)
        assert isinstance(found, Cover)
        assert found.partial_place is partial


DAYS = st.dates(date(2000, 1, 1), date(2030, 12, 31))
WINDOWS = st.tuples(DAYS, DAYS).map(lambda pair: (min(pair), max(pair)))
GRAINS = st.lists(
    st.builds(
        grain,
        st.integers(1, 50),
        st.sampled_from(sorted(RANKS)),
        st.sampled_from([PlaceGrain.NATION, PlaceGrain.STATE, PlaceGrain.FACILITY]),
        st.sampled_from([TimeGrain.DAY, TimeGrain.MONTH, TimeGrain.YEAR, TimeGrain.RANGE]),
        WINDOWS,
        within=st.sampled_from(["US", "MN"]),
        dimensions=st.lists(st.sampled_from(Dimension), unique=True).map(tuple),
        states_known=st.booleans(),
    ),
    max_size=8,
    unique_by=lambda each: each.key,
)
AREAS = st.sampled_from([NATION, MINNESOTA, HENNEPIN, Area("CA"), Area(None)])
PERIODS = WINDOWS.map(lambda window: days(*window))
NEEDS = st.builds(
    Need,
    st.lists(st.sampled_from(Dimension), unique=True, max_size=1).map(frozenset),
    st.booleans(),
    st.none() | st.sampled_from(Interval),
)


@given(GRAINS, AREAS, PERIODS, NEEDS, st.none() | st.sampled_from(sorted(RANKS)))
def test_what_answers_lies_in_the_question_and_in_the_source(
    grains: list[Grain], area: Area, period: Period, need: Need, source: str | None
) -> None:
    found = cover(grains, area, period, need, RANKS.__getitem__, source)
    if isinstance(found, FigureStatus):
        assert found in (FigureStatus.NOT_BROKEN_DOWN, FigureStatus.NOT_RELEASED)
        return
    assert period.start
    assert period.end
    window = (found.grain.start, found.grain.end)
    assert found.grain in grains
    assert source in (None, found.grain.source)
    assert (found.start, found.end) == (max(period.start, window[0]), min(period.end, window[1]))
    assert found.complete == ((found.start, found.end) == (period.start, period.end))
    assert found.grain.within in ("US", area.state)
    assert need.dimensions <= found.grain.dimensions
    assert found.grain.place is PlaceGrain.FACILITY or not need.facilities
    assert found.grain.place is not PlaceGrain.NATION or area.is_nation
    assert found.grain.place is not PlaceGrain.STATE or area.is_state
    if found.grain.time is TimeGrain.MONTH:
        assert is_whole_months(found.start, found.end, window)
    if found.grain.time is TimeGrain.YEAR:
        assert is_whole_years(found.start, found.end, window)
    if found.grain.time is TimeGrain.RANGE:
        assert (found.start, found.end) == window


@given(GRAINS, AREAS, PERIODS, NEEDS)
def test_no_other_grain_covers_more_or_is_preferred(
    grains: list[Grain], area: Area, period: Period, need: Need
) -> None:
    found = cover(grains, area, period, need, RANKS.__getitem__)
    for each in grains:
        alone = cover([each], area, period, need, RANKS.__getitem__)
        if isinstance(alone, Cover):
            assert isinstance(found, Cover)
            assert alone.days <= found.days
            if (alone.days, alone.partial_place) == (found.days, found.partial_place):
                assert RANKS[found.grain.source] <= RANKS[each.source]


@given(
    GRAINS.flatmap(lambda grains: st.tuples(st.just(grains), st.permutations(grains))), AREAS, PERIODS, NEEDS
)
def test_the_order_of_the_grains_does_not_matter(
    orders: tuple[list[Grain], list[Grain]], area: Area, period: Period, need: Need
) -> None:
    one, other = (cover(grains, area, period, need, RANKS.__getitem__) for grains in orders)
    assert one == other


@given(GRAINS, AREAS, PERIODS)
def test_asking_for_less_never_answers_less(grains: list[Grain], area: Area, period: Period) -> None:
    whole = cover(grains, area, period, WHOLE, RANKS.__getitem__)
    narrow = cover(grains, area, period, Need(facilities=True), RANKS.__getitem__)
    if isinstance(narrow, Cover):
        assert isinstance(whole, Cover)
        assert narrow.days <= whole.days

"""The gazetteer over real files. Shares are counted over the workbook itself, apart from any count of the code."""

from pathlib import Path

import polars as pl
import pytest

from db.parsers import census_population, hifld_law_enforcement, hifld_prisons, ice_facilities
from db.places.gazetteer import Gazetteer, Placement
from db.places.lists import County, IceFacility, ListedPrison, Town
from db.places.prison_systems import PRISON_SYSTEMS
from db.places.states import CODE_OF_NAME
from db.rows import FacilityName, Population
from db.words import Custody, PlacementRule

FACILITY, STATE, CITY = "Detainer Detention Facility", "State", "City"


@pytest.fixture(scope="module")
def workbook(sources: Path) -> pl.DataFrame:
    frame = pl.read_excel(sources / "ice-detainers" / "FOIA-15-87693_detainers_FY15YTD.xlsx")
    assert frame.height == 79_053
    return frame


@pytest.fixture(scope="module")
def names(workbook: pl.DataFrame) -> list[FacilityName]:
    distinct = workbook.select(FACILITY, STATE, CITY).drop_nulls(FACILITY).unique()
    return [
        FacilityName(name, CODE_OF_NAME[state] if state else None, city)
        for name, state, city in distinct.iter_rows()
    ]


@pytest.fixture(scope="module")
def gazetteer(sources: Path, names: list[FacilityName]) -> Gazetteer:
    facilities = sources / "facilities"
    population = census_population.parse(sources / "reference" / "census_county_population_2020_2024.csv")
    return Gazetteer(
        counties={
            County(row.code, row.name, row.state)
            for row in population
            if isinstance(row, Population) and len(row.code) == 5
        },
        prisons=[
            row
            for row in hifld_prisons.parse(facilities / "hifld_prison_boundaries.csv")
            if isinstance(row, ListedPrison)
        ],
        ice_facilities=[
            row
            for row in ice_facilities.parse(facilities / "ice_facility_list_2017_geocoded.psv")
            if isinstance(row, IceFacility)
        ],
        towns=[
            row
            for row in hifld_law_enforcement.parse(facilities / "hifld_law_enforcement_places.csv")
            if isinstance(row, Town)
        ],
        named=names,
    )


@pytest.fixture(scope="module")
def county_codes(sources: Path) -> set[str]:
    frame = pl.read_csv(
        sources / "reference" / "census_county_population_2020_2024.csv",
        infer_schema=False,
        encoding="latin-1",
    )
    codes = set(
        frame.filter(pl.col("SUMLEV") == "050").select(pl.col("STATE") + pl.col("COUNTY")).to_series()
    )
    assert len(codes) == 3_144
    return codes


@pytest.fixture(scope="module")
def state_fips() -> dict[str, str]:
    path = Path(__file__).parents[2] / "db" / "places" / "states.csv"
    return dict(pl.read_csv(path, infer_schema=False).select("code", "fips").iter_rows())


def placed_share(workbook: pl.DataFrame, gazetteer: Gazetteer, state: str | None = None) -> float:
    """The share of the workbook's rows with a state that get a county, a prison system or federal custody."""
    rows = workbook.filter(pl.col(STATE).is_not_null())
    if state:
        rows = rows.filter(pl.col(STATE) == state)

    def has_a_place(row: dict[str, str]) -> bool:
        found = gazetteer.place(FacilityName(row[FACILITY], CODE_OF_NAME[row[STATE]], row[CITY]))
        return bool(found.county or found.prison_system or found.custody is Custody.FEDERAL)

    places = rows.select(
        pl.struct(FACILITY, STATE, CITY).map_elements(has_a_place, return_dtype=pl.Boolean).alias("placed")
    )
    return float(places["placed"].sum()) / places.height


def test_of_the_detainers_with_a_state_at_least_98_in_100_are_placed(
    workbook: pl.DataFrame, gazetteer: Gazetteer
) -> None:
    assert placed_share(workbook, gazetteer) >= 0.98


@pytest.mark.parametrize("state", ["CALIFORNIA", "MINNESOTA"])
def test_in_california_and_minnesota_at_least_99_in_100_are_placed(
    workbook: pl.DataFrame, gazetteer: Gazetteer, state: str
) -> None:
    assert placed_share(workbook, gazetteer, state) >= 0.99


def test_all_of_minnesotas_75_facilities_are_placed(sources: Path, gazetteer: Gazetteer) -> None:
    path = sources / "ice-detainers" / "minnesota_facility_by_lift_reason_2025-12_2026-03.csv"
    facilities = pl.read_csv(path)["detention_facility"].to_list()
    found = {name: gazetteer.place(FacilityName(name, "MN")) for name in facilities}
    assert len(found) == 75
    assert [name for name, place in found.items() if not place.is_placed] == []
    assert {name for name, place in found.items() if place.county is None} == {"US MARSHALS, MINNESOTA"}
    assert {name for name, place in found.items() if place.custody is Custody.STATE_PRISON} == {
        name for name in facilities if name.startswith("MINN")
    }


# Looked up by hand: where each stands, and who keeps it.
WELL_KNOWN = [
    ("LOS ANGELES COUNTY JAIL-TWIN TOWER", "CA", "LOS ANGELES", "06037", Custody.COUNTY_JAIL),
    ("LOS ANGELES CITY JAIL", "CA", "LOS ANGELES", "06037", Custody.CITY_LOCKUP),
    ("SANTA RITA JAIL", "CA", "DUBLIN", "06001", Custody.COUNTY_JAIL),
    ("DUBLIN FED.CORR.INST.", "CA", "DUBLIN", "06001", Custody.FEDERAL),
    ("CSP-SAN QUENTIN", "CA", "SAN QUENTIN", "06041", Custody.STATE_PRISON),
    ("CSP-SOLANO", "CA", "VACAVILLE", "06095", Custody.STATE_PRISON),
    ("SOLANO CO. DET. FACILITY", "CA", "FAIRFIELD", "06095", Custody.COUNTY_JAIL),
    ("CALIF. INST. FOR WOMEN", "CA", "CORONA", "06071", Custody.STATE_PRISON),
    ("RIKERS ISLAND, QUEENS, NY", "NY", "ELMHURST", "36005", Custody.REGIONAL_JAIL),
    ("COOK COUNTY JAIL", "IL", "CHICAGO", "17031", Custody.COUNTY_JAIL),
    ("STATEVILLE CORRECTIONS", "IL", "JOLIET", "17197", Custody.STATE_PRISON),
    ("MARICOPA COUNTY JAIL", "AZ", "PHOENIX", "04013", Custody.COUNTY_JAIL),
    ("ASPC ALHAMBRA", "AZ", "PHOENIX", "04013", Custody.STATE_PRISON),
    ("HARRIS COUNTY JAIL", "TX", "HOUSTON", "48201", Custody.COUNTY_JAIL),
    ("TRAVIS CTY JAIL", "TX", "AUSTIN", "48453", Custody.COUNTY_JAIL),
    ("FT. BEND COUNTY JAIL", "TX", "RICHMOND", "48157", Custody.COUNTY_JAIL),
    ("HUNTSVILLE STATE P.", "TX", "HUNTSVILLE", "48471", Custody.STATE_PRISON),
    ("CI EDEN", "TX", "EDEN", "48095", Custody.FEDERAL),
    ("MOSHANNON VALLEY CORRECTIONAL", "PA", "PHILIPSBURG", "42033", Custody.FEDERAL),
    ("HENNEPIN COUNTY ADC", "MN", "MINNEAPOLIS", "27053", Custody.COUNTY_JAIL),
    ("MINN.C.F.,ST.CLOUD", "MN", "ST. CLOUD", "27141", Custody.STATE_PRISON),
    ("MINN.C.F, OAK PARK HGTS", "MN", "STILLWATER", "27163", Custody.STATE_PRISON),
    ("STERNS CO. JAIL", "MN", "ST. CLOUD", "27145", Custody.COUNTY_JAIL),
    ("SANDSTONE FED.CORR.INST.", "MN", "SANDSTONE", "27115", Custody.FEDERAL),
    ("ROCHESTER FED.MED.CENTER", "MN", "ROCHESTER", "27109", Custody.FEDERAL),
    ("US MARSHALS, MINNESOTA", "MN", "MINNEAPOLIS", None, Custody.FEDERAL),
    # independent cities beside counties of the same name
    ("FAIRFAX CO JAIL", "VA", "FAIRFAX", "51059", Custody.COUNTY_JAIL),
    ("ROANOKE CITY JAIL", "VA", "ROANOKE", "51770", Custody.COUNTY_JAIL),
    ("RICHMOND CITY JAIL", "VA", "RICHMOND", "51760", Custody.COUNTY_JAIL),
    ("BALTIMORE COUNTY JAIL", "MD", "TOWSON", "24005", Custody.COUNTY_JAIL),
    ("BALTIMORE CITY DETENTION CENTER", "MD", "BALTIMORE", "24510", Custody.STATE_PRISON),
    ("ST. LOUIS COUNTY JAIL", "MO", "CLAYTON", "29189", Custody.COUNTY_JAIL),
    ("ST . LOUIS CITY JUSTICE CENTER", "MO", "ST. LOUIS", "29510", Custody.COUNTY_JAIL),
    ("CARSON CITY JAIL", "NV", "CARSON CITY", "32510", Custody.COUNTY_JAIL),
    # parishes, boroughs, regions, accents, names run together
    ("EAST BATON ROUGE PARISH PRISON", "LA", "BATON ROUGE", "22033", Custody.COUNTY_JAIL),
    ("ANCHORAGE JAIL", "AK", "ANCHORAGE", "02020", Custody.COUNTY_JAIL),
    ("KODIAK CITY JAIL", "AK", "KODIAK", "02150", Custody.CITY_LOCKUP),
    ("OSBORN CORR INST", "CT", "SOMERS", "09110", Custody.STATE_PRISON),
    ("NEW HAVEN COUNTY JAIL", "CT", "NEW HAVEN", "09170", Custody.STATE_PRISON),
    ("DONA ANA COUNTY DETENTION FACILITY", "NM", "LAS CRUCES", "35013", Custody.COUNTY_JAIL),
    ("DE KALB COUNTY JAIL", "GA", "DECATUR", "13089", Custody.COUNTY_JAIL),
    ("OBRIEN CO JAIL, IOWA", "IA", "PRIMGHAR", "19141", Custody.COUNTY_JAIL),
    ("WILLACY COUNTY STATE JAIL", "TX", "RAYMONDVILLE", "48489", Custody.STATE_PRISON),
    ("FEDERAL WAY POLICE DEPT", "WA", "FEDERAL WAY", "53033", Custody.CITY_LOCKUP),
    ("MARSHALL COUNTY JAIL", "IA", "MARSHALLTOWN", "19127", Custody.COUNTY_JAIL),
    # a territory has no counties in the Census file
    ("GUAYNABO MDC (SAN JUAN)", "PR", "SAN JUAN", None, Custody.FEDERAL),
    ("BAYAMON REGIONAL JAIL.", "PR", "BAYAMON", None, Custody.REGIONAL_JAIL),
]


@pytest.mark.parametrize(("name", "state", "city", "county", "custody"), WELL_KNOWN)
def test_a_well_known_facility_stands_where_it_stands(
    gazetteer: Gazetteer, name: str, state: str, city: str, county: str | None, custody: Custody
) -> None:
    found = gazetteer.place(FacilityName(name, state, city))
    assert (found.state, found.county, found.custody) == (state, county, custody)


def placements(gazetteer: Gazetteer, names: list[FacilityName], sources: Path) -> list[Placement]:
    """The placement of every name in the records: with a state, and without one over eight years."""
    path = sources / "ice-detainers" / "facility_by_lift_reason_2007_2015_public.csv"
    bare = pl.read_csv(path)["det_facility"].drop_nulls().unique()
    found = [gazetteer.place(name) for name in [*names, *map(FacilityName, bare)]]
    assert len(found) > 6_000
    return found


def test_every_placement_holds_together(
    gazetteer: Gazetteer,
    names: list[FacilityName],
    sources: Path,
    county_codes: set[str],
    state_fips: dict[str, str],
) -> None:
    for found in placements(gazetteer, names, sources):
        if found.county:
            assert found.county in county_codes
            assert found.state
            assert found.county.startswith(state_fips[found.state]), found
        system = PRISON_SYSTEMS.get(found.state or "")
        has_system = found.custody is Custody.STATE_PRISON and system is not None
        assert found.prison_system == (system.code if has_system and system else None), found
        placed = bool(found.county or found.prison_system or found.custody is Custody.FEDERAL)
        assert found.is_placed is placed, found
        assert (found.rule is PlacementRule.UNPLACED) is not placed, found
        assert (found.confidence > 0) is placed, found
        assert found.confidence <= 1
        assert found.facility.startswith(f"{(found.state or 'us').lower()}-"), found
        assert found.name


def test_one_facility_has_one_place(gazetteer: Gazetteer, names: list[FacilityName], sources: Path) -> None:
    places: dict[str, set[tuple[str | None, ...]]] = {}
    for found in placements(gazetteer, names, sources):
        place = (found.county, found.prison_system, found.custody.value, found.name)
        places.setdefault(found.facility, set()).add(place)
    assert {facility: where for facility, where in places.items() if len(where) > 1} == {}


def test_a_name_of_several_states_is_placed_with_its_state_and_not_without(gazetteer: Gazetteer) -> None:
    assert gazetteer.place(FacilityName("JACKSON COUNTY JAIL", "MN")).county == "27063"
    assert gazetteer.place(FacilityName("JACKSON COUNTY JAIL", "TX")).county == "48239"
    bare = gazetteer.place(FacilityName("JACKSON COUNTY JAIL"))
    assert (bare.facility, bare.state, bare.county) == ("us-jackson-county-jail", None, None)
    assert (bare.rule, bare.confidence) == (PlacementRule.UNPLACED, 0)


@pytest.mark.parametrize(
    ("name", "county"),
    [
        ("HENNEPIN COUNTY ADC", "27053"),
        ("DAKOTA CO. JAIL, MN", "27037"),
        ("QUEENS HOUSE OF DETENTION", "36081"),
        ("IBERIA PARISH JAIL", "22045"),
    ],
)
def test_a_name_that_can_mean_one_state_alone_is_placed_without_it(
    gazetteer: Gazetteer, name: str, county: str
) -> None:
    assert gazetteer.place(FacilityName(name)).county == county


def test_a_prison_whose_name_tells_the_state_gets_its_system_and_no_guessed_county(
    gazetteer: Gazetteer,
) -> None:
    found = gazetteer.place(FacilityName("OREGON STATE PEN SALEM"))
    assert (found.prison_system, found.county, found.rule) == ("OR-DOC", None, PlacementRule.KEEPER_IN_NAME)


def test_a_state_that_the_name_tells_must_have_the_county_that_it_names(gazetteer: Gazetteer) -> None:
    assert gazetteer.place(FacilityName("HENNEPIN COUNTY JAIL, TX")).state is None


def test_one_facility_goes_by_one_id_in_files_with_and_without_state_and_city(gazetteer: Gazetteer) -> None:
    spellings = [
        FacilityName("HENNEPIN COUNTY ADC", "MN", "MINNEAPOLIS"),
        FacilityName("HENNEPIN COUNTY ADC", "MN"),
        FacilityName("HENNEPIN COUNTY ADC"),
        FacilityName("Hennepin Co. A.D.C.", "MN"),
    ]
    found = {(place.facility, place.name, place.county) for place in map(gazetteer.place, spellings)}
    assert found == {("mn-hennepin-county-adc", "Hennepin County ADC", "27053")}
    assert gazetteer.place(FacilityName("STERNS CO. JAIL", "MN")).facility == "mn-stearns-county-jail"


def test_a_name_of_kinds_alone_takes_its_city_into_the_id(gazetteer: Gazetteer) -> None:
    here = gazetteer.place(FacilityName("CITY JAIL", "CA", "POMONA"))
    there = gazetteer.place(FacilityName("CITY JAIL", "CA", "OAKLAND"))
    assert (here.facility, here.county) == ("ca-city-jail-pomona", "06037")
    assert (there.facility, there.county) == ("ca-city-jail-oakland", "06001")


def test_ices_code_places_before_the_name_and_even_without_a_state(gazetteer: Gazetteer) -> None:
    coded = gazetteer.place(FacilityName("SOME NAME THAT NO LIST HAS", "NY", code="ALBCONY"))
    assert (coded.county, coded.rule) == ("36001", PlacementRule.ICE_FACILITY_CODE)
    assert gazetteer.place(FacilityName("SOME NAME THAT NO LIST HAS", code="albcony")).county == "36001"


def test_a_code_of_another_state_than_the_record_says_is_not_believed(gazetteer: Gazetteer) -> None:
    found = gazetteer.place(FacilityName("HARRIS COUNTY JAIL", "TX", "HOUSTON", code="ALBCONY"))
    assert (found.state, found.county) == ("TX", "48201")


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        (FacilityName("HENNEPIN COUNTY ADC", "MN"), PlacementRule.COUNTY_IN_NAME),
        (FacilityName("RAMSEY COUNTY JAIL", "MN"), PlacementRule.NATIONAL_LIST),
        (FacilityName("BLOOMINGTON POLICE DEPT.", "MN"), PlacementRule.CITY_AND_STATE),
        (FacilityName("STERNS CO. JAIL", "MN"), PlacementRule.CURATED),
        (FacilityName("FL DEPT OF CORRECTIONS", "FL", "TALLAHASSEE"), PlacementRule.KEEPER_IN_NAME),
        (FacilityName("OTHER-OTHER FACILITY"), PlacementRule.UNPLACED),
    ],
)
def test_each_rule_says_that_it_placed(gazetteer: Gazetteer, name: FacilityName, rule: PlacementRule) -> None:
    assert gazetteer.place(name).rule is rule


def test_a_whole_prison_system_is_not_placed_in_its_capitals_county(gazetteer: Gazetteer) -> None:
    found = gazetteer.place(FacilityName("GEORGIA DEPT OF CORRECTIO", "GA", "ATLANTA"))
    assert (found.prison_system, found.county, found.city) == ("GA-DOC", None, None)


def test_a_state_prison_does_not_pass_for_its_countys_jail(gazetteer: Gazetteer) -> None:
    prison = gazetteer.place(FacilityName("SUMTER CORRECTIONAL", "FL", "BUSHNELL"))
    assert (prison.custody, prison.prison_system) == (Custody.STATE_PRISON, "FL-DOC")
    jail = gazetteer.place(FacilityName("SUMTER COUNTY JAIL", "FL", "BUSHNELL"))
    assert (jail.custody, jail.prison_system) == (Custody.COUNTY_JAIL, None)


@pytest.mark.parametrize(
    "name", ["", "   ", "***", "\x00", "ñ", "COUNTY", "CITY", "POLICE", ", MN", "CO", "." * 999]
)
def test_a_name_that_says_nothing_is_unplaced_and_raises_nothing(gazetteer: Gazetteer, name: str) -> None:
    for state in (None, "MN", "PR", "ZZ", ""):
        found = gazetteer.place(FacilityName(name, state))
        assert found.rule is PlacementRule.UNPLACED
        assert found.facility
        assert found.name

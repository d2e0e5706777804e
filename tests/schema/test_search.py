"""What a newsroom types, and what must come first: places and prison systems, jails and prisons, over the real names."""

import pytest

from db.places.aliases import ALIASES, AliasOrigin, spelling
from db.places.former_counties import FORMER_COUNTIES
from tests.schema.asking import Ask
from tests.schema.test_statement_counts import Cost as Cost
from tests.schema.test_statement_counts import cost as cost
from tests.schema.test_statement_counts import counted_pool as counted_pool
from tests.schema.test_statement_counts import statements as statements

pytestmark = pytest.mark.anyio

PLACES = """query ($search: String!, $within: String) {
  jurisdictions(search: $search, within: $within, first: 10) { totalCount nodes { code } }
}"""

# The search, and the codes that must come first, in this order.
FIRST_PLACES = {
    "27053": "27053",
    "6037": "06037",
    "06": "CA",
    "ca-cdcr": "CA-CDCR",
    "Hennepin": "27053",
    "hennepin county": "27053",
    "HENNEPIN CO.": "27053",
    "Hennepin Cnty, MN": "27053",
    "Hennepin County, Minn.": "27053",
    "hennepin minnesota": "27053",
    "County of Los Angeles": "06037",
    "Los Angeles": "06037",
    "LA County": "06037",
    "L.A. County": "06037",
    "St Louis": "29189 29510 27137",
    "St. Louis County": "29189 27137 29510",
    "Saint Louis County MN": "27137",
    "St. Louis city": "29510",
    "Ste. Genevieve": "29186",
    "Sainte Genevieve": "29186",
    "St. Genevieve": "29186",
    "St. John the Baptist": "22095",
    "Doña Ana": "35013",
    "dona ana county, n.m.": "35013",
    "Ft. Bend": "48157",
    "Miami-Dade": "12086",
    "miamidade": "12086",
    "Miami": "12086",
    "Dade County, Fla.": "12086",
    "De Kalb County GA": "13089",
    "La Salle": "17099 22059 48283",
    "LaSalle Parish": "22059",
    "Prince Georges": "24033",
    "O'Brien": "19141",
    "Orleans Parish": "22071",
    "New Orleans": "22071",
    "orleans county": "36073 50019 22071",
    "Baltimore city": "24510",
    "Carson City": "32510",
    "New York": "NY 36061",
    "New York City": "36047 36081 36061 36005 36085",
    "NYC": "36047",
    "Brooklyn": "36047",
    "Washington": "WA",
    "Washington County, Ore.": "41067",
    "Washington, D.C.": "DC",
    "D.C.": "DC",
    "Orange County": "06059 12095 36071",
    "orange county ca": "06059",
    "Orange County, N.Y.": "36071",
    "El Paso, CO": "08041",
    "el paso co": "48141 08041",
    "Cook County": "17031",
    "Maricopa County, Arizona": "04013",
    "Jefferson County in Washington": "53031",
    "Kauai": "15007",
    "Puerto Rico": "PR",
    "U.S.": "US",
    "California": "CA CA-CDCR",
    "California prisons": "CA-CDCR",
    "Minnesota DOC": "MN-DOC",
    "Minnesota Department of Corrections": "MN-DOC",
    "TDCJ": "TX-DOC",
    "Los Angelos": "06037",
    "Philidelphia": "42101",
    "Henepin County": "27053",
    "San Fransisco": "06075",
    "Oglala": "46102",
    "Shannon County, S.D.": "46102",
    "Wade Hampton": "02158",
    "Capitol Planning Region": "09110",
    "Hartford, Conn.": "09110 09140 09160",
    "Fairfield County, CT": "09190 09140 09120",
    "09001": "09190 09140 09120",
    "46113": "46102",
}


@pytest.mark.parametrize("search", FIRST_PLACES)
async def test_the_place_that_is_meant_comes_first(ask: Ask, search: str) -> None:
    expected = FIRST_PLACES[search].split()
    found = (await ask(PLACES, search=search))["jurisdictions"]["nodes"]
    assert [node["code"] for node in found][: len(expected)] == expected


@pytest.mark.parametrize("search", ["zzzz", "Hennepin, Texas", "no such place", "99999"])
async def test_what_is_nowhere_is_not_found(ask: Ask, search: str) -> None:
    assert (await ask(PLACES, search=search))["jurisdictions"]["totalCount"] == 0


async def test_a_search_keeps_to_what_else_is_asked(ask: Ask) -> None:
    found = await ask(PLACES, search="washington", within="OR")
    assert [node["code"] for node in found["jurisdictions"]["nodes"]] == ["41067"]
    counties = await ask('{ jurisdiction(code: "OR") { counties(search: "Washington") { nodes { code } } } }')
    assert counties == {"jurisdiction": {"counties": {"nodes": [{"code": "41067"}]}}}


async def test_an_order_that_is_asked_for_goes_before_how_well_they_answer(ask: Ask) -> None:
    document = '{ jurisdictions(search: "St. Louis County", orderBy: { field: CODE }) { nodes { code } } }'
    found = (await ask(document))["jurisdictions"]["nodes"]
    assert [node["code"] for node in found] == ["27137", "29189", "29510"]


async def test_pages_of_a_search_have_each_once_and_in_order(ask: Ask) -> None:
    document = """query ($first: Int, $after: String) {
      jurisdictions(search: "wash", first: $first, after: $after) {
        totalCount nodes { code } pageInfo { hasNextPage endCursor } } }"""
    whole = (await ask(document, first=500))["jurisdictions"]
    codes: list[str] = []
    after, more = None, True
    while more:
        page = (await ask(document, first=7, after=after))["jurisdictions"]
        codes += [node["code"] for node in page["nodes"]]
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    assert codes == [node["code"] for node in whole["nodes"]]
    assert len(set(codes)) == len(codes) == whole["totalCount"] > 30


FACILITIES = """query ($search: String!, $after: String) {
  facilities(search: $search, first: 5, after: $after) {
    totalCount nodes { id } pageInfo { endCursor hasNextPage } }
}"""

FIRST_FACILITIES = {
    "mn-hennepin-county-adc": "mn-hennepin-county-adc",
    "facility code CROWGMN": "",
    "CROWGMN": "mn-crow-wing-county-jail",
    "freebmn": "mn-freeborn-county-jail",
    "HENNEPIN COUNTY ADC": "mn-hennepin-county-adc",
    "Hennepin Co. ADC": "mn-hennepin-county-adc",
    "Hennepin County Jail": "mn-hennepin-county-adc",
    "Ramsey Co Jail, MN": "mn-ramsey-county-jail",
    "ramsey county jail minnesota": "mn-ramsey-county-jail",
    "MCF St. Cloud": "mn-mcf-saint-cloud",
    "MINN.C.F.,ST.CLOUD": "mn-mcf-saint-cloud",
    "Minnesota Correctional Facility Saint Cloud": "mn-mcf-saint-cloud",
    "San Quentin": "ca-csp-san-quentin",
    "San Quentin State Prison": "ca-csp-san-quentin",
    "Rikers Island": "ny-rikers-island",
    "Cook County Jail, Ill.": "il-cook-county-jail",
    "Mule Creek": "ca-mule-creek-state-prison",
    "Orange County Jail, Calif.": "ca-orange-county-jail",
    "Stewart Detention Center": "ga-stewart-detention-center",
    "Santa Rita Jial": "ca-santa-rita-jail",
    "twin tower": "ca-los-angeles-county-jail-twin-tower",
    "no such jail anywhere": "",
}


@pytest.mark.parametrize("search", FIRST_FACILITIES)
async def test_the_jail_or_prison_that_is_meant_comes_first(ask: Ask, search: str) -> None:
    found = (await ask(FACILITIES, search=search))["facilities"]["nodes"]
    assert [node["id"] for node in found][:1] == [
        f"facility:{each}" for each in FIRST_FACILITIES[search].split()
    ]


async def test_pages_of_facilities_found_go_on_where_they_ended(ask: Ask) -> None:
    first = (await ask(FACILITIES, search="anoka county"))["facilities"]
    rest = (await ask(FACILITIES, search="police", after=None))["facilities"]
    more = (await ask(FACILITIES, search="police", after=rest["pageInfo"]["endCursor"]))["facilities"]
    assert first["nodes"][0] == {"id": "facility:mn-anoka-county-jail"}
    assert rest["totalCount"] == more["totalCount"] > 100
    assert not {node["id"] for node in rest["nodes"]} & {node["id"] for node in more["nodes"]}


async def test_a_search_for_places_asks_the_database_nothing_and_for_facilities_once(cost: Cost) -> None:
    places = await cost(PLACES, search="St. Louis County, Minn.")
    assert places == {"latest_revision": 1}
    document = "{ a: facilities(search: %r) { totalCount } b: facilities(search: %r) { totalCount } }"
    first = await cost(document.replace("%r", '"Anoka"'))
    assert first == {"latest_revision": 1, "facility_names": 1, "listed_codes": 1, "facilities_page": 1}


async def test_the_names_of_facilities_are_read_once_for_many_searches(cost: Cost) -> None:
    document = '{ facilities(search: "%s") { totalCount } }'
    assert (await cost(document % "Anoka"))["facility_names"] == 1
    assert await cost(document % "Hennepin") == {"latest_revision": 1, "facilities_page": 1}


async def test_a_county_that_is_no_more_is_not_answered_with_anothers_numbers(ask: Ask) -> None:
    document = """query ($codes: [String!]!) {
      jurisdictions(codes: $codes) { nodes { code kind aliases { name origin note } } } }"""
    for former in FORMER_COUNTIES.values():
        nodes = (await ask(document, codes=former.replaced_by))["jurisdictions"]["nodes"]
        assert [node["code"] for node in nodes] == sorted(former.replaced_by)
        for node in nodes:
            assert node["kind"] == "COUNTY"
            names = {each["name"] for each in node["aliases"] if each["origin"] == "FORMER"}
            assert {former.name, former.code} <= names


async def test_every_alias_is_of_a_place_that_there_is(ask: Ask) -> None:
    found = await ask(
        "query ($codes: [String!]!) { jurisdictions(codes: $codes, first: 4000) { totalCount } }",
        codes=list(ALIASES),
    )
    assert found["jurisdictions"]["totalCount"] == len(ALIASES)


async def test_a_facility_tells_its_spellings_with_what_is_wrong_with_them_and_its_codes(ask: Ask) -> None:
    document = (
        """query ($id: ID!) { facility(id: $id) { spellings iceCodes aliases { name origin note } } }"""
    )
    jail = (await ask(document, id="mn-crow-wing-county-jail"))["facility"]
    assert jail["iceCodes"] == ["CROWGMN"]
    assert [each["name"] for each in jail["aliases"]] == jail["spellings"]
    assert {each["origin"] for each in jail["aliases"]} == {"AS_ICE_WRITES"}
    colony = (await ask(document, id="ca-california-mens-colony-east"))["facility"]
    assert {
        "name": "CALIF. MEN COLONY, EAST",
        "origin": "MISSPELT",
        "note": "CDCR prison whose name ICE abbreviates",
    } in colony["aliases"]


def test_a_misspelt_name_says_what_is_meant() -> None:
    misspelt = spelling("AZ", None, "MSCO DURANGO FACILITY")
    assert misspelt.origin is AliasOrigin.MISSPELT
    assert misspelt.note == "Misspelt: MCSO, the Maricopa County Sheriff"

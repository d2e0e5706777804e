"""Spelling never decides a place: properties of names, and of the gazetteer over a small made-up country."""

import string

from hypothesis import given
from hypothesis import strategies as st

from db.places.gazetteer import Gazetteer
from db.places.lists import County, IceFacility, ListedPrison, Town
from db.places.named_state import told_state, trimmed
from db.places.names import display, slug, squash, words
from db.places.states import STATES
from db.rows import FacilityName

COUNTIES = [
    County("27145", "Stearns County", "MN"),
    County("27137", "St. Louis County", "MN"),
    County("29189", "St. Louis County", "MO"),
    County("29510", "St. Louis city", "MO"),
    County("22079", "Rapides Parish", "LA"),
    County("51161", "Roanoke County", "VA"),
    County("51770", "Roanoke city", "VA"),
    County("35013", "Doña Ana County", "NM"),
]
PRISONS = [
    ListedPrison(2, "STEARNS COUNTY JAIL", "SAINT CLOUD", "MN", "COUNTY", False, "27145"),
    ListedPrison(3, "RAPIDES PARISH DETENTION CENTER", "ALEXANDRIA", "LA", "COUNTY", False, "22079"),
]
FACILITIES = [IceFacility(2, "STEARMN", "STEARNS COUNTY JAIL", "ST. CLOUD", "STEARNS", "MN", "IGSA")]
# St. Cloud lies in three counties: no city rule may choose one.
TOWNS = [Town("SAINT CLOUD", "MN", "27145", 2), Town("DULUTH", "MN", "27137", 3)]
GAZETTEER = Gazetteer(COUNTIES, PRISONS, FACILITIES, TOWNS)

texts = st.text(st.sampled_from(string.ascii_letters + string.digits + " .,'/-&()ñé"), max_size=40)
codes = st.sampled_from(["MN", "MO", "LA", "VA", "NM", "TX"])


@given(texts)
def test_a_second_pass_changes_no_name(text: str) -> None:
    once = words(text)
    assert words(" ".join(once)) == once


@given(
    st.lists(
        st.sampled_from(
            "us u s marshal marshals usms penitentiary state st p co no federal ci med fci "
            "sheriff jail department of corr dept sheriffs office county minn c f le center".split()
        ),
        max_size=8,
    )
)
def test_a_second_pass_changes_no_run_of_known_words(tokens: list[str]) -> None:
    once = words(" ".join(tokens))
    assert words(" ".join(once)) == once


@given(texts)
def test_case_and_blanks_do_not_matter(text: str) -> None:
    assert words(text.lower()) == words(text.upper()) == words(f"  {text} ")


@given(texts, codes)
def test_an_identifier_is_lower_case_words_and_hyphens(text: str, state: str) -> None:
    found = slug(state, words(text))
    assert set(found) <= set(string.ascii_lowercase + string.digits + "-")
    assert "--" not in found


@given(
    st.sampled_from(
        [
            ("STEARNS", "MN", "27145"),
            ("ST. LOUIS", "MN", "27137"),
            ("ST. LOUIS", "MO", "29189"),
            ("SAINT LOUIS", "MO", "29189"),
            ("ROANOKE", "VA", "51161"),
            ("DONA ANA", "NM", "35013"),
            ("Doña Ana", "NM", "35013"),
        ]
    ),
    st.sampled_from(["COUNTY", "CO.", "CO", "CNTY", "Cty.", "county"]),
    st.sampled_from(["JAIL", "DET. CTR", "Detention Center", "SHERIFF/JAIL", "S.O.", ""]),
    st.booleans(),
)
def test_the_county_is_the_same_however_the_word_is_written(
    county: tuple[str, str, str], written: str, kind: str, with_state: bool
) -> None:
    name, state, fips = county
    spelling = f"{name} {written} {kind}" + (f", {state}" if with_state else "")
    found = GAZETTEER.place(FacilityName(spelling, state))
    assert found.county == fips
    plain = GAZETTEER.place(FacilityName(f"{name} COUNTY {kind}", state))
    assert found.facility == plain.facility
    assert found.name == plain.name


@given(texts, codes, st.none() | texts)
def test_no_county_lies_outside_the_named_state(text: str, state: str, city: str | None) -> None:
    found = GAZETTEER.place(FacilityName(text, state, city))
    assert found.state == state
    assert found.county is None or found.county.startswith(STATES[state].fips)


@given(st.sampled_from(["STEARNS COUNTY JAIL", "ROANOKE CITY JAIL", "RAPIDES PARISH DETENTION CENTER"]))
def test_a_county_of_one_state_is_not_looked_for_in_another(name: str) -> None:
    assert GAZETTEER.place(FacilityName(name, "TX")).county is None


def test_a_county_and_the_independent_city_of_its_name_are_two() -> None:
    assert GAZETTEER.place(FacilityName("ROANOKE CITY JAIL", "VA")).county == "51770"
    assert GAZETTEER.place(FacilityName("CITY OF ST. LOUIS JAIL", "MO")).county == "29510"
    assert GAZETTEER.place(FacilityName("ROANOKE CO. JAIL", "VA")).county == "51161"


def test_a_county_name_that_two_states_have_does_not_tell_the_state() -> None:
    assert GAZETTEER.place(FacilityName("ST. LOUIS COUNTY JAIL")).county is None
    assert GAZETTEER.place(FacilityName("ST. LOUIS COUNTY JAIL, MO")).county == "29189"


def test_a_name_that_ice_writes_for_one_state_means_that_state_less_surely() -> None:
    known = FacilityName("NORTHSIDE LOCKUP", "MN", "DULUTH")
    taught = Gazetteer(COUNTIES, PRISONS, FACILITIES, TOWNS, [known])
    bare, sure = taught.place(FacilityName("NORTHSIDE LOCKUP")), taught.place(known)
    assert (bare.county, bare.facility) == ("27137", sure.facility)
    assert 0 < bare.confidence < sure.confidence
    assert GAZETTEER.place(FacilityName("NORTHSIDE LOCKUP")).county is None


def test_a_name_that_ice_writes_for_one_state_is_not_placed_where_another_has_such_a_county() -> None:
    taught = Gazetteer(COUNTIES, PRISONS, FACILITIES, TOWNS, [FacilityName("ST. LOUIS COUNTY JAIL", "MO")])
    assert taught.place(FacilityName("ST. LOUIS COUNTY JAIL", "MO")).county == "29189"
    assert taught.place(FacilityName("ST. LOUIS COUNTY JAIL")).county is None


def test_initials_are_joined_and_a_first_initial_is_not() -> None:
    assert words("F.C.I. HERLONG") == words("FCI Herlong") == ("fci", "herlong")
    assert words("D. RAY JAMES PRISON") == ("d", "ray", "james", "prison")
    assert (
        words("MINN. C.F., FARIBAULT")
        == words("Minnesota Correctional Facility-Faribault")
        == ("mcf", "faribault")
    )


def test_saint_and_state_are_told_apart() -> None:
    assert words("PLEASANT VALLEY ST PRISON")[2] == "state"
    assert words("ST. CLOUD")[0] == "saint"


def test_a_word_that_ices_25_characters_cut_is_made_whole() -> None:
    assert words("NEBRASKA DEPT OF CORRECTI") == words("NEBRASKA DEPARTMENT OF CORRECTIONS")
    assert words("DEUEL VOCATIONAL INSTITUTIO")[-1] == "institution"


def test_names_run_together_are_the_same_key() -> None:
    assert squash("De Kalb") == squash("DEKALB")
    assert squash("O'Brien") == squash("OBRIEN")


def test_a_displayed_name_is_fit_to_print() -> None:
    shown = {
        "HENNEPIN COUNTY ADC": "Hennepin County ADC",
        "MCLEOD CO. JAIL": "McLeod County Jail",
        "MINN.C.F.,ST.CLOUD": "MCF St. Cloud",
        "CORR. CENTER FOR WOMEN": "Correctional Center for Women",
    }
    assert {name: display(words(name)) for name in shown} == shown


def test_a_state_is_read_off_a_name_only_where_it_is_no_other_word() -> None:
    told = {
        "DAKOTA CO. JAIL, MN": "MN",
        "CLAY CO. MINNESOTA": "MN",
        "CASCADE COUNTY JAIL (MONTANA)": "MT",
        "GEORGIA DEPT OF CORRECTIO": "GA",
        "SD STATE PENN SIOUX FALLS": "SD",
        "ADAMS, CO": None,
        "SHERIFF OF LA": None,
        "WASHINGTON COUNTY JAIL": None,
        "UNIVERSITY OF TEXAS": None,
        "": None,
    }
    assert {name: told_state(name) for name in told} == told


def test_a_state_at_the_end_of_a_name_is_not_a_part_of_it() -> None:
    assert trimmed(words("DAKOTA CO. JAIL, MN"), "MN") == words("DAKOTA COUNTY JAIL")
    assert trimmed(words("CLAY CO. MINNESOTA"), "MN") == words("CLAY COUNTY")
    assert trimmed(words("EASTERN DISTRICT OF CA"), "CA") == words("EASTERN DISTRICT OF CA")

"""How well a name answers a search: each rank, and what a state behind the name does."""

import pytest

from db.search.index import Index, Named, Rank
from db.search.readings import Reading, readings, says_nothing

PLACES = Index(
    [
        Named("27053", ("Hennepin County",), ("27053",), state="MN"),
        Named("08041", ("El Paso County",), ("08041", "8041"), state="CO"),
        Named("48141", ("El Paso County",), ("48141",), state="TX"),
        Named("29510", ("St. Louis city",), ("29510",), state="MO"),
        Named("29189", ("St. Louis County",), ("29189",), state="MO"),
        Named("12086", ("Miami-Dade County",), ("12086",), ("Dade County", "Miami"), state="FL"),
        Named("13083", ("Dade County",), ("13083",), state="GA"),
        Named("24033", ("Prince George's County",), state="MD"),
        Named("jail", ("Anoka Jail",), ("ANOKAMN",), around="Lino Lakes", state="MN"),
    ]
)


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ("27053", {"27053": Rank.CODE}),
        (" 8041 ", {"08041": Rank.CODE}),
        ("anokamn", {"jail": Rank.CODE}),
        ("hennepin county", {"27053": Rank.NAME}),
        ("HENNEPIN CO.", {"27053": Rank.NAME}),
        ("Hennepin", {"27053": Rank.BARE_NAME}),
        ("County of Hennepin", {"27053": Rank.BARE_NAME}),
        ("Hennepin Parish", {"27053": Rank.BARE_NAME}),
        ("henn", {"27053": Rank.BEGINS}),
        ("coun", dict.fromkeys("27053 08041 48141 29189 12086 13083 24033".split(), Rank.WORD_BEGINS)),
        ("george's", {"24033": Rank.WORD_BEGINS}),
        ("county prince", {"24033": Rank.ALL_WORDS}),
        ("anoka lino", {"jail": Rank.ALL_WORDS}),
        ("nnepi", {"27053": Rank.CONTAINS}),
        ("ne", {}),
        ("miami dade", {"12086": Rank.BARE_NAME}),
        ("MiamiDade", {"12086": Rank.BARE_NAME}),
        ("miami", {"12086": Rank.ALIAS}),
        ("Dade County", {"13083": Rank.NAME, "12086": Rank.ALIAS}),
        ("Dade County, Fla.", {"12086": Rank.ALIAS}),
        ("St. Louis", {"29510": Rank.BARE_NAME, "29189": Rank.BARE_NAME}),
        ("saint louis city", {"29510": Rank.NAME, "29189": Rank.BARE_NAME}),
        ("St Louis County Missouri", {"29510": Rank.BARE_NAME, "29189": Rank.NAME}),
        ("El Paso, CO", {"08041": Rank.BARE_NAME}),
        ("El Paso CO", {"08041": Rank.BARE_NAME}),
        ("El Paso Co.", {"08041": Rank.NAME, "48141": Rank.NAME}),
        ("El Paso County in Texas", {"48141": Rank.NAME}),
        ("Hennepin, TX", {}),
        ("Henepin", {}),
    ],
)
def test_a_search_finds(search: str, expected: dict[str, Rank]) -> None:
    assert PLACES.ranks(search) == expected


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ("Henepin", {"27053"}),
        ("Hennnepin", {"27053"}),
        ("Hennepni", {"27053"}),
        ("Hennipin County, Minn.", {"27053"}),
        ("Hennipin County, Ga.", set()),
        ("Hnepin", set()),
        ("Dabe", {"12086", "13083"}),
        ("El Pasa", {"08041", "48141"}),
        ("Anoko", {"jail"}),
    ],
)
def test_a_slip_is_passed_over_in_each_word(search: str, expected: set[str]) -> None:
    assert PLACES.near(search) == dict.fromkeys(expected, Rank.NEAR)


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("Orange County, Calif.", "CA"),
        ("Orange County, N.Y.", "NY"),
        ("Orange County New York", "NY"),
        ("Orange County (Vt.)", "VT"),
        ("Kanawha, W.Va.", "WV"),
        ("Kanawha West Virginia", "WV"),
        ("Jefferson, CO", "CO"),
        ("Jefferson, Colo.", "CO"),
        ("Bronx, NY", "NY"),
    ],
)
def test_the_state_behind_a_name_is_read_as_newspapers_write_it(text: str, state: str) -> None:
    assert state in {reading.state for reading in readings(text)}


@pytest.mark.parametrize("text", ["Delaware", "New York", "Jefferson Co", "JEFFERSON CO", "co"])
def test_a_name_alone_is_no_state(text: str) -> None:
    assert [reading.state for reading in readings(text)] == [None]


def test_west_virginia_is_not_virginia_alone() -> None:
    assert list(readings("Ohio, West Virginia")) == [
        Reading("ohio west virginia"),
        Reading("ohio", "WV"),
        Reading("ohio west", "VA"),
    ]


@pytest.mark.parametrize("text", ["", " ", "—", "%", "…!?", "\u0301"])
def test_a_search_without_letters_or_digits_says_nothing(text: str) -> None:
    assert says_nothing(text)
    assert PLACES.ranks(text) == {}
    assert PLACES.near(text) == {}

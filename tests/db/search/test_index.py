"""How well a name answers a search: each rank, and what a state behind the name does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.search.index import LEAST_LETTERS, Index, Named, Rank, _Asked, _Name
from db.search.readings import Reading, readings, words_of
from db.search.spelling import within_one_edit

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


@pytest.mark.parametrize("text", ["", " ", "—", "%", "…!?", "\u0301", "🏛️"])
def test_a_search_without_letters_or_digits_finds_nothing(text: str) -> None:
    assert words_of(text) == ()
    assert PLACES.found(text) == {}


@pytest.mark.parametrize(
    "text",
    ["日本", "Москва", "東京, CO", "Hennepin 日本", "Округ Hennepin", "日本 County, Minn.", "٢٧٠٥٣"],
)
def test_a_word_in_other_letters_is_one_that_no_name_has(text: str) -> None:
    assert PLACES.found(text) == {}


def test_a_state_alone_behind_a_comma_is_no_search_of_everything_in_it() -> None:
    assert PLACES.found(", CO") == PLACES.found("County")


WORDS = sorted({word for name in PLACES._names for word in name.padded.split()})


@st.composite
def searches(draw: st.DrawFn) -> str:
    """Words of names, cut, with slips, and others."""
    word = st.sampled_from(WORDS) | st.text("aeilnoprst", min_size=1, max_size=9)
    words = []
    for each in draw(st.lists(word, min_size=1, max_size=4)):
        at = draw(st.integers(0, len(each)))
        cut = draw(
            st.sampled_from([each, each[:at], each[:at] + each[at + 1 :], each[:at] + "x" + each[at:]])
        )
        words.append(cut)
    return " ".join(words)


@given(searches())
def test_what_is_looked_at_closely_has_all_that_answers(text: str) -> None:
    for reading in readings(text):
        asked = _Asked(reading.words)
        likely = asked.likely(PLACES._names)
        assert all(name in likely for name in PLACES._names if asked.rank(name) is not None)


@given(searches())
def test_slips_are_passed_over_as_they_are_defined(text: str) -> None:
    def has(name: _Name, word: str) -> bool:
        slips = len(word) >= LEAST_LETTERS
        return f" {word}" in name.padded or any(
            slips
            and len(known) >= LEAST_LETTERS
            and within_one_edit(word, known)
            and f" {known} " in name.padded
            for each in PLACES._names
            for known in each.words.split()
        )

    expected = {
        name.key
        for reading in readings(text)
        for name in PLACES._names
        if reading.state in (None, name.state) and all(has(name, word) for word in reading.words.split())
    }
    assert PLACES.near(text).keys() == expected

"""Names as a search compares them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.search.spelling import folded, spelled, within_one_edit


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Doña Ana County", "dona ana county"),
        ("ST. LOUIS", "saint louis"),
        ("Saint Louis", "saint louis"),
        ("St. Mary's Parish", "saint marys parish"),
        ("Prince George's", "prince georges"),
        ("  O'Brien   Co.  ", "obrien co"),
        ("MINN.C.F.,ST.CLOUD", "minn c f saint cloud"),
        ("1st Street", "1st street"),
        ("", ""),
        ("—", ""),
        ("Cañon_City", "canon city"),
        ("Lee \u65e5\u672c", "lee \u65e5\u672c"),
    ],
)
def test_case_accents_and_punctuation_do_not_matter(text: str, expected: str) -> None:
    assert folded(text) == expected


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@given(st.text())
def test_what_is_left_is_plain_and_spaced_once(text: str) -> None:
    found = folded(text)
    assert found.replace(" ", "").isalnum() or not found
    assert found == " ".join(found.split())


@given(st.text(alphabet=st.characters(max_codepoint=127)))
def test_capitals_do_not_matter(text: str) -> None:
    assert folded(text.upper()) == folded(text.lower())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ste. Genevieve", "sainte genevieve"),
        ("Mt. Vernon Co.", "mount vernon county"),
        ("Ft. Bend Cnty", "fort bend county"),
        ("Prince George\u2019s", "prince georges"),
        ("Kaua\u02bbi", "kauai"),
        ("Prince George\u02bcs", "prince georges"),
        ("ST LOUIS CTY", "saint louis county"),
    ],
)
def test_abbreviations_in_the_names_of_places_are_written_out(text: str, expected: str) -> None:
    assert spelled(text) == expected


@given(st.text())
def test_spelling_twice_changes_nothing_more(text: str) -> None:
    assert spelled(spelled(text)) == spelled(text)


LETTERS = "abcd"


@given(st.text(LETTERS, min_size=1, max_size=6), st.data())
def test_one_edit_is_one_edit(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(word) - 1))
    letter = data.draw(st.sampled_from(LETTERS))
    for edited in (
        word[:at] + word[at + 1 :],
        word[:at] + letter + word[at + 1 :],
        word[:at] + letter + word[at:],
        word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
    ):
        assert within_one_edit(word, edited)
        assert within_one_edit(edited, word)


def distance(one: str, other: str) -> int:
    """Edits between two words, two letters that changed places counted as one: the definition, slowly."""
    if not one or not other:
        return len(one) + len(other)
    least = min(
        distance(one[1:], other) + 1,
        distance(one, other[1:]) + 1,
        distance(one[1:], other[1:]) + (one[0] != other[0]),
    )
    if one[:2] == other[:2][::-1] and len(one) > 1:
        least = min(least, distance(one[2:], other[2:]) + 1)
    return least


@given(st.text(LETTERS, max_size=4), st.text(LETTERS, max_size=4))
def test_and_two_edits_are_not(one: str, other: str) -> None:
    assert within_one_edit(one, other) == (distance(one, other) <= 1)

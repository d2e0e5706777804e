"""Content negotiation for whatever a client may write into its Accept header."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from api.negotiation import MediaType, media_type_for, wants_page

RANGES = st.sampled_from(
    [
        "application/json",
        "application/graphql-response+json",
        "*/*",
        "application/*",
        "text/html",
        "",
        ";",
        "q=1",
    ]
)
QUALITIES = st.sampled_from(
    ["", ";q=1", ";q=0", ";q=0.5", "; q=0.001", ";q=nan", ";q=inf", ";q=-1", ";q=", ";v=1"]
)


def request(*accept: str, query: str = "", method: str = "GET") -> Request:
    return Request(
        {
            "type": "http",
            "method": method,
            "path": "/graphql",
            "query_string": query.encode(),
            "headers": [(b"accept", line.encode("latin-1")) for line in accept],
        }
    )


WELCOME = {"", ";q=1", ";q=0.5", "; q=0.001", ";v=1", ";q=inf"}


@given(st.lists(st.tuples(RANGES, QUALITIES)))
def test_the_answer_is_a_type_that_is_welcome_by_what_says_most_of_it(ranges: list[tuple[str, str]]) -> None:
    named = {name for name, _ in ranges}
    welcome = {name for name, quality in ranges if quality in WELCOME}

    def is_welcome(media_type: str) -> bool:
        said = next((each for each in (media_type, "application/*", "*/*") if each in named), None)
        return said in welcome

    chosen = media_type_for(request(",".join(name + quality for name, quality in ranges)))
    assert chosen is None or is_welcome(chosen)
    assert chosen is not None or not any(map(is_welcome, MediaType))


@pytest.mark.parametrize(
    ("lines", "chosen"),
    [
        (["text/plain", "application/json"], MediaType.JSON),
        (["application/json;q=0.5", "application/graphql-response+json"], MediaType.GRAPHQL),
        (["application/json;q=0, */*"], MediaType.GRAPHQL),
        (["*/*", "application/json; q = 0"], MediaType.GRAPHQL),
        (["*/*"], MediaType.JSON),
        (["application/graphql-response+json, */*"], MediaType.GRAPHQL),
        (["application/graphql-response+json;q=0.5, */*"], MediaType.JSON),
        (["application/*;q=0, */*"], None),
        (["application/json;q=nan, text/html"], None),
    ],
)
def test_all_lines_of_the_header_are_read_and_none_is_given_that_is_refused_by_name(
    lines: list[str], chosen: MediaType | None
) -> None:
    assert media_type_for(request(*lines)) is chosen


@given(st.text(st.characters(max_codepoint=255)))
def test_no_header_breaks_it(accept: str) -> None:
    media_type_for(request(accept))
    wants_page(request(accept))


@pytest.mark.parametrize(
    ("accept", "query", "method", "page"),
    [
        ("text/html,application/xhtml+xml,*/*;q=0.8", "", "GET", True),
        ("text/html", "", "HEAD", True),
        ("text/html", "other=1", "GET", True),
        ("text/html", "query={a}", "GET", False),
        ("text/html", "query=", "GET", False),
        ("text/html", "", "POST", False),
        ("text/html;q=0", "", "GET", False),
        ("*/*", "", "GET", False),
    ],
)
def test_a_browser_that_asks_nothing_wants_the_page(accept: str, query: str, method: str, page: bool) -> None:
    assert wants_page(request(accept, query=query, method=method)) is page

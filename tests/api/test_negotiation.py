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


def request(accept: str, query: str = "", method: str = "GET") -> Request:
    return Request(
        {
            "type": "http",
            "method": method,
            "path": "/graphql",
            "query_string": query.encode(),
            "headers": [(b"accept", accept.encode("latin-1"))],
        }
    )


@given(st.lists(st.tuples(RANGES, QUALITIES)))
def test_the_answer_is_a_type_that_was_named_and_not_refused(ranges: list[tuple[str, str]]) -> None:
    chosen = media_type_for(request(",".join(name + quality for name, quality in ranges)))
    welcome = {
        name for name, quality in ranges if quality in {"", ";q=1", ";q=0.5", "; q=0.001", ";v=1", ";q=inf"}
    }
    if chosen is None:
        assert not welcome & {*MediaType, "*/*", "application/*"}
    else:
        assert welcome & {chosen, "*/*", "application/*"}


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
    assert wants_page(request(accept, query, method)) is page

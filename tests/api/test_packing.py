"""Content codings: which one a client gets, and that it gets back what was packed."""

import gzip
import sys

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.packing import LARGE, Coding, coding_for, pack
from api.pages import DIST

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd


@pytest.mark.parametrize(
    ("accept_encoding", "coding"),
    [
        (None, "identity"),
        ("", "identity"),
        ("identity", "identity"),
        ("br", "identity"),
        ("gzip", "gzip"),
        ("GZIP", "gzip"),
        ("deflate, gzip;q=1.0, *;q=0.5", "gzip"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("zstd;q=0.5, gzip;q=0.8", "gzip"),
        ("gzip;q=0, zstd;q=0", "identity"),
        ("gzip;q=0", "identity"),
        ("*", "zstd"),
        ("*;q=0", "identity"),
        ("*, zstd;q=0", "gzip"),
        ("identity;q=1, gzip;q=0.5", "identity"),
        ("identity;q=0.5, gzip;q=0.5", "gzip"),
        ("gzip ; q = 0.3", "gzip"),
        ("gzip;q=none", "identity"),
        ("gzip;level=9", "gzip"),
    ],
)
def test_a_client_gets_the_coding_that_it_likes_best(accept_encoding: str | None, coding: str) -> None:
    assert coding_for(accept_encoding) == coding


@pytest.mark.parametrize(
    ("accept_encoding", "coding"),
    [
        ("gzip, deflate, br, zstd", "gzip"),
        ("GZIP;q=0.5", "gzip"),
        ("*", "gzip"),
        ("gzip;q=0", None),
        ("zstd, gzip;q=0", None),
        ("identity, gzip;q=0.5", None),
        ("gzippo", None),
    ],
)
@pytest.mark.parametrize(
    "path", ["/schema.graphql", "/data/places.csv", "/data/", "/revisions.atom", "/assets/*.js"]
)
def test_where_there_is_gzip_alone_too_who_refuses_it_does_not_get_it(
    server_url: str, path: str, accept_encoding: str, coding: str | None
) -> None:
    if path.startswith("/assets/"):
        path = f"/assets/{min(DIST.glob(path[1:])).name}"

    def get(accepted: str) -> httpx.Response:
        return httpx.get(f"{server_url}{path}", headers={"Accept-Encoding": accepted}, timeout=60)

    answer, plain = get(accept_encoding), get("identity")
    assert (answer.status_code, answer.content) == (200, plain.content)
    assert answer.headers.get("Content-Encoding") == coding
    assert "Accept-Encoding" in answer.headers["Vary"]
    # One is not told that he has what he has in the other coding.
    assert (answer.headers["ETag"] == plain.headers["ETag"]) == (coding is None)


@given(st.text(st.sampled_from("gzipstdq=;,.*015 -") | st.characters(max_codepoint=255)))
def test_no_header_breaks_it_and_what_was_refused_is_not_given(accept_encoding: str) -> None:
    coding = coding_for(accept_encoding)
    assert coding is Coding.IDENTITY or coding in accept_encoding.lower() or "*" in accept_encoding


@pytest.mark.anyio
@pytest.mark.parametrize("body", [b"", b"{}", b"abc" * 1000, b"abc" * LARGE])
async def test_what_is_packed_can_be_had_back_and_is_packed_the_same_each_time(body: bytes) -> None:
    assert gzip.decompress(await pack(body, Coding.GZIP)) == body
    assert zstd.decompress(await pack(body, Coding.ZSTD)) == body
    for coding in Coding:
        assert await pack(body, coding) == await pack(body, coding)

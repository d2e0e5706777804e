"""Content codings: which one a client gets, and that it gets back what was packed."""

import gzip
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.packing import LARGE, Coding, coding_for, pack

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

"""What may have happened to a file, as strategies of hypothesis: bytes lost, doubled, others; parts of a workbook changed."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import strategies as st

from tests.fuzz.excerpts import Excerpt, packed

WORDS = (
    *(
        b"",
        b"\0",
        b"\xff",
        b"\xef\xbb\xbf",
        b"\r",
        b"\n",
        b"\r\n",
        b'"',
        b'""',
        b",",
        b"|",
        b";",
        b"\t",
        b"'",
        b" ",
        b"-",
    ),
    *(
        b"0",
        b"-1",
        b"1e999",
        b"nan",
        b"inf",
        b"9" * 5_000,
        b"\xd9\xa1",
        b"\xc2\xb2",
        b"1.5",
        b"TRUE",
        b"NA",
        b"(b)(6)",
    ),
    *(
        b"2024-02-30",
        b"0000-01-01",
        b"9999-12-31",
        b"10000-01-01",
        b"13/45/2025",
        b"12/31/9999",
        b"2958466",
        b"1e300",
    ),
    *(
        b"<c",
        b"</c>",
        b"<v>",
        b"</v>",
        b"<row>",
        b"</row>",
        b'r="A1"',
        b'r="XFD1048577"',
        b'r="A99999999999"',
        b' t="s"',
    ),
    *(
        b' t="b"',
        b' t="d"',
        b' t="inlineStr"',
        b"<f>1</f>",
        b"&#0;",
        b"&#x110000;",
        b"&amp;",
        b"&nobody;",
        b"<si>",
        b"<t>",
    ),
    *(
        b"<!DOCTYPE x>",
        b"<![CDATA[",
        b"]]>",
        b"</sheetData>",
        b"<sheetData/>",
        b"../",
        b"/xl/",
        b"PAR1",
        b"PK\x03\x04",
        b'<?xml version="1.0" encoding="hex"?>',
        b"shift_jis",
    ),
)


def spoilt(content: bytes) -> st.SearchStrategy[bytes]:
    """The content after one to six changes."""
    places = st.tuples(st.integers(0, len(content)), st.integers(0, 40))
    changes = st.tuples(places, st.sampled_from(WORDS) | st.binary(max_size=6), st.booleans())
    return st.lists(changes, min_size=1, max_size=6).map(lambda all_of: _changed(content, all_of))


def spoilt_file(excerpt: Excerpt) -> st.SearchStrategy[bytes]:
    """A whole file: its bytes changed, cut off, or, of a workbook, the bytes of one of its parts."""
    ways = [
        spoilt(excerpt.content),
        st.integers(0, len(excerpt.content)).map(lambda end: excerpt.content[:end]),
    ]
    for name, content in excerpt.parts.items():
        # The parts matter more than what they are packed in: that is checked by its own sums.
        ways += 2 * [spoilt(content).map(_repacked(excerpt, name))]
    return st.one_of(ways)


def _repacked(excerpt: Excerpt, name: str) -> Callable[[bytes], bytes]:
    return lambda content: packed({**excerpt.parts, name: content})


def _changed(content: bytes, changes: list[tuple[tuple[int, int], bytes, bool]]) -> bytes:
    changed = bytearray(content)
    for (start, length), word, is_doubled in changes:
        kept = bytes(changed[start : start + length])
        changed[start : start + length] = word + kept * 2 if is_doubled else word
    return bytes(changed)

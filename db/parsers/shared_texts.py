"""The texts of a workbook, which its cells refer to by number: one table for all sheets, with each text once."""

from __future__ import annotations

import zipfile
from collections.abc import Generator, Iterator
from html import unescape
from itertools import chain

import polars as pl

from db.parsers import LayoutError

PART = "xl/sharedStrings.xml"

PIECE = 8 << 20
"""Bytes that are read at a time."""

LONGEST_TEXT = 16 << 20

MOST_SHARED = 256 << 20
"""Bytes of the whole table: four million IDs."""

POINTS_NOWHERE = "is damaged: a cell points to a text that is not there."

# The ampersand last: what it gives is not to be read again.
ENTITIES = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&amp;": "&"}


class SharedTexts:
    """The table of a workbook, read no further than it is asked for."""

    def __init__(self, name: str, archive: zipfile.ZipFile) -> None:
        self._name = name
        self._archive = archive
        self._read: list[pl.Series] = []
        self._coming = self._pieces()

    def close(self) -> None:
        """Read no more."""
        self._coming.close()

    @property
    def all(self) -> pl.Series:
        """Every text, in the order of their numbers."""
        self._read.extend(self._coming)
        if len(self._read) > 1:
            self._read[:] = [pl.concat(self._read)]
        return self._read[0]

    def __getitem__(self, number: int) -> str:
        before = 0
        for texts in chain(self._read[:], self._further()):
            if number < before + len(texts):
                return texts[number - before] or ""
            before += len(texts)
        raise LayoutError(f"{self._name} {POINTS_NOWHERE}")

    def _further(self) -> Iterator[pl.Series]:
        for texts in self._coming:
            self._read.append(texts)
            yield texts

    def _pieces(self) -> Generator[pl.Series]:
        yield pl.Series("text", [], dtype=pl.String)
        if PART not in self._archive.namelist():
            return
        if self._archive.getinfo(PART).file_size > MOST_SHARED:
            raise LayoutError(f"{self._name} has more texts than can be held: over {MOST_SHARED:,} bytes.")
        with self._archive.open(PART) as part:
            rest = b""
            while read := part.read(PIECE):
                whole, end, rest = (rest + read).rpartition(b"</si>")
                if not end and len(rest) > LONGEST_TEXT:
                    raise LayoutError(f"{self._name} has a text of more than {LONGEST_TEXT:,} bytes.")
                if end:
                    yield _texts(whole + end)


def _texts(items: bytes) -> pl.Series:
    """The text of each item; of one in several fonts its parts together, without what tells how to pronounce it."""
    text = pl.DataFrame({"item": [items.decode("utf-8", "replace")]})
    split = text.select(pl.col("item").str.split("</si>").explode()).head(-1)
    return unescaped(split.select(plain_text(pl.col("item"))).to_series()).rename("text")


def plain_text(xml: pl.Expr) -> pl.Expr:
    """The text within an item or a cell, without its tags."""
    whole = xml.str.extract(r"(?s)<si><t(?: [^>]*)?>([^<]*)</t>$")
    parts = xml.str.replace_all(r"(?s)<rPh.*?</rPh>", "").str.extract_all(r"<t(?: [^>]*)?>[^<]*</t>")
    return pl.coalesce(whole, parts.list.join("").str.replace_all(r"<[^>]*>", ""))


def unescaped(texts: pl.Series) -> pl.Series:
    """The texts with the entities of XML resolved, those by number (`&#233;`) too."""
    if texts.str.contains("&#", literal=True).any():
        return pl.Series(texts.name, [text and unescape(text) for text in texts], dtype=pl.String)
    if texts.str.contains("&", literal=True).any():
        for entity, character in ENTITIES.items():
            texts = texts.str.replace_all(entity, character, literal=True)
    return texts

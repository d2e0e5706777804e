"""Names as a search compares them: without case, accents and punctuation, `St.` and `Saint` alike."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

# Abbreviation -> the word meant, in the names of places: Ste. Genevieve, Mount Vernon, Fort Bend.
_MEANT: Mapping[str, str] = {
    "ste": "sainte",
    "mt": "mount",
    "ft": "fort",
    "co": "county",
    "cnty": "county",
    "cty": "county",
    "dept": "department",
}

_APOSTROPHES = "['`\u2019\u02b9-\u02bf]"
"""Typed, typeset, and the letters that look like them, the Hawaiian one among them: `Prince George's`, `Kaua\u02bbi`."""

_BETWEEN = r"[\W_]+"
"""What stands between words. Letters of any script make words: a text in another than Latin is one that no name has."""


def folded(text: str) -> str:
    """`"Doña Ana County"` gives `"dona ana county"`, `"ST. LOUIS"` and `"Saint Louis"` both `"saint louis"`."""
    letters = re.sub(_APOSTROPHES, "", _plain(_plain(text).casefold()))
    words = re.sub(_BETWEEN, " ", letters).split()
    return " ".join("saint" if word == "st" else word for word in words)


def _plain(text: str) -> str:
    """Without accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def spelled(text: str) -> str:
    """Folded, with what is abbreviated in the names of places written out: `"Mt. Vernon Co."` gives `"mount vernon county"`."""
    return " ".join(_MEANT.get(word, word) for word in folded(text).split())


def squashed(words: str) -> str:
    """Without spaces, so that `De Kalb` and `DeKalb`, `Miami-Dade` and `MiamiDade` are one."""
    return words.replace(" ", "")


def within_one_edit(one: str, other: str) -> bool:
    """Whether a letter that is wrong, missing or too much, or two that changed places, make the one of the other."""
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1:
        return False
    pairs = enumerate(zip(short, long, strict=False))
    at = next((index for index, (a, b) in pairs if a != b), len(short))
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    exchanged = short[at : at + 2] == long[at : at + 2][::-1] and short[at + 2 :] == long[at + 2 :]
    return exchanged or short[at + 1 :] == long[at + 1 :]

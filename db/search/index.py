"""The names of a revision in memory, and how well each answers a search. Some thousand names take a few milliseconds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import IntEnum

from db.search.readings import Reading, readings
from db.search.spelling import spelled, squashed, within_one_edit

LEAST_LETTERS = 4
"""A word shorter than this is not taken for a slip of another: `Clay` and `Clat` may be, `Lee` and `Bee` are two."""

LEAST_WITHIN = 3
"""Fewer letters stand within nearly every name."""


class Rank(IntEnum):
    """How a name answers a search, the best first."""

    CODE = 0
    NAME = 1
    ALIAS = 2
    BARE_NAME = 3
    BEGINS = 4
    WORD_BEGINS = 5
    ALL_WORDS = 6
    CONTAINS = 7
    NEAR = 8


@dataclass(frozen=True, slots=True)
class Named:
    """A thing that can be searched: its key, its codes, its names, other names of it, its state, and words around it.

    `around` are words that a search may have besides those of the name, as the city of a jail.
    """

    key: str
    names: tuple[str, ...]
    codes: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    state: str | None = None
    around: str = ""


@dataclass(slots=True)
class _Name:
    """One name of a thing, as it is compared. `padded` begins each of its words, and those around it, with a space."""

    key: str
    state: str | None
    words: str
    is_alias: bool
    padded: str
    squashed: str = field(init=False)
    bare: str = field(init=False)

    def __post_init__(self) -> None:
        self.squashed = squashed(self.words)
        self.bare = _bare(self.words)


class Index:
    """Names that can be searched."""

    def __init__(self, things: Iterable[Named]) -> None:
        self._names: list[_Name] = []
        self._by_code: defaultdict[str, list[str]] = defaultdict(list)
        for thing in things:
            for code in thing.codes:
                self._by_code[code.casefold()].append(thing.key)
            around = spelled(thing.around)
            for names, is_alias in ((thing.names, False), (thing.aliases, True)):
                for words in dict.fromkeys(map(spelled, names)):
                    padded = f" {words} {around}"
                    self._names.append(_Name(thing.key, thing.state, words, is_alias, padded))
        self._vocabulary = {word for name in self._names for word in name.words.split()}

    def ranks(self, text: str) -> dict[str, Rank]:
        """How well things answer a search as it is written, by their keys."""
        found = dict.fromkeys(self._by_code.get(text.strip().casefold(), ()), Rank.CODE)
        for reading in readings(text):
            for name, rank in self._answers(reading):
                found[name.key] = min(rank, found.get(name.key, rank))
        return found

    def near(self, text: str) -> dict[str, Rank]:
        """What a search finds if there may be a slip in each of its words: for one that finds nothing as it is written."""
        return {name.key: Rank.NEAR for reading in readings(text) for name in self._near(reading)}

    def _answers(self, reading: Reading) -> Iterator[tuple[_Name, Rank]]:
        asked = _Asked(reading.words)
        for name in self._names:
            if reading.state is None or name.state == reading.state:
                rank = asked.rank(name)
                if rank is not None:
                    yield name, rank

    def _near(self, reading: Reading) -> Iterator[_Name]:
        """Names that have each word, as it begins or with one slip."""
        alike = [
            {f" {word}"} | {f" {known} " for known in self._vocabulary if _is_slip(word, known)}
            for word in reading.words.split()
        ]
        for name in self._names:
            if reading.state is None or name.state == reading.state:
                padded = f"{name.padded} "
                if all(any(word in padded for word in words) for words in alike):
                    yield name


class _Asked:
    """The words of a search, as they are compared."""

    def __init__(self, words: str) -> None:
        self._words = words
        self._squashed = squashed(words)
        self._bare = _bare(words)
        # A single letter begins too much to tell anything.
        each = [word for word in words.split() if len(word) > 1]
        self._each = [f" {word}" for word in each] if len(each) == len(words.split()) else [f" {words}"]

    def rank(self, name: _Name) -> Rank | None:
        """How a name answers, None if it does not."""
        if name.squashed == self._squashed:
            return Rank.ALIAS if name.is_alias else Rank.NAME
        if name.bare == self._bare and not name.is_alias:
            return Rank.BARE_NAME
        if name.squashed.startswith(self._squashed):
            return Rank.BEGINS
        if all(word in name.padded for word in self._each):
            return Rank.WORD_BEGINS if f" {self._words}" in name.padded else Rank.ALL_WORDS
        within = len(self._squashed) >= LEAST_WITHIN and self._words in name.words
        return Rank.CONTAINS if within else None


def _is_slip(word: str, known: str) -> bool:
    return len(word) >= LEAST_LETTERS and len(known) >= LEAST_LETTERS and within_one_edit(word, known)


# What people leave away or put the other way round: `Hennepin`, `County of Los Angeles`, `City and County of Denver`.
_ENDINGS = (
    " county",
    " parish",
    " city and borough",
    " borough",
    " census area",
    " municipality",
    " planning region",
    " city",
)
_BEGINNINGS = (
    "city and county of ",
    "county of ",
    "parish of ",
    "borough of ",
    "city of ",
    "state of ",
    "the ",
)


def _bare(words: str) -> str:
    """A name without the word for its kind."""
    for beginning in _BEGINNINGS:
        if words.startswith(beginning):
            return squashed(words.removeprefix(beginning))
    for ending in _ENDINGS:
        if words.endswith(ending):
            return squashed(words.removesuffix(ending))
    return squashed(words)

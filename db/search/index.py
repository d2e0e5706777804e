"""The names of a revision in memory, and how well each answers a search. Some thousand names take a few milliseconds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
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


@dataclass(slots=True, eq=False)
class _Name:
    """One name of a thing, as it is compared. `padded` has a space on both sides of each of its words, and of those around it."""

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
                    padded = f" {words} {around} "
                    self._names.append(_Name(thing.key, thing.state, words, is_alias, padded))
        self._of_state: defaultdict[str | None, list[_Name]] = defaultdict(list)
        for name in self._names:
            self._of_state[name.state].append(name)
        self._with_word: defaultdict[str, list[_Name]] = defaultdict(list)
        for name in self._names:
            for word in name.padded.split():
                self._with_word[word].append(name)
        self._vocabulary: defaultdict[int, list[str]] = defaultdict(list)
        for word in {word for name in self._names for word in name.words.split()}:
            self._vocabulary[len(word)].append(word)

    def found(self, text: str) -> dict[str, Rank]:
        """What a search finds as it is written, or with slips where that is nothing."""
        return self.ranks(text) or self.near(text)

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
        for name in asked.likely(self._within(reading.state)):
            rank = asked.rank(name)
            if rank is not None:
                yield name, rank

    def _near(self, reading: Reading) -> Sequence[_Name]:
        """Names that have each word, as it begins or with one slip."""
        names = self._within(reading.state)
        for word in dict.fromkeys(reading.words.split()):
            # Most words leave few names for the next; where none is left, the others need not be looked at.
            if not names:
                break
            begins = f" {word}"
            slipped: set[_Name] = set().union(*(self._with_word[known] for known in self._slips(word)))
            names = [name for name in names if begins in name.padded or name in slipped]
        return names

    def _within(self, state: str | None) -> Sequence[_Name]:
        return self._names if state is None else self._of_state.get(state, ())

    def _slips(self, word: str) -> list[str]:
        """The words of names that one slip makes of a word. A slip leaves the first letter or the last as it is."""
        if len(word) < LEAST_LETTERS:
            return []
        first, last = word[0], word[-1]
        return [
            known
            for length in range(max(LEAST_LETTERS, len(word) - 1), len(word) + 2)
            for known in self._vocabulary.get(length, ())
            if (known[0] == first or known[-1] == last) and within_one_edit(word, known)
        ]


class _Asked:
    """The words of a search, as they are compared."""

    def __init__(self, words: str) -> None:
        self._words = words
        self._squashed = squashed(words)
        self._bare = _bare(words)
        # A single letter begins too much to tell anything.
        each = [word for word in words.split() if len(word) > 1]
        self._each = [f" {word}" for word in each] if len(each) == len(words.split()) else [f" {words}"]

    def likely(self, names: Iterable[_Name]) -> list[_Name]:
        """Those that may answer: all that do, told by what costs little to ask of thousands."""
        longest, squashed, bare = max(self._each, key=len), self._squashed, self._bare
        return [
            name for name in names if longest in name.padded or squashed in name.squashed or name.bare == bare
        ]

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

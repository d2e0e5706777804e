"""Places and prison systems: all of a revision in memory, in pages; their population and what was done in them."""

from __future__ import annotations

import asyncio
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from typing import Final, TypeAlias, overload

from db.database import Pool
from db.kept import Kept
from db.named import named
from db.places.aliases import ALIASES
from db.places.states import STATES
from db.read.pages import OtherListError, Page
from db.search.index import Index, Named
from db.words import JurisdictionKind, JurisdictionOrderField

SQL = named("jurisdictions")

KEPT: Final = 256
"""Searches whose findings are kept. One question has fewer: each is two of its 500 fields, so that none is made twice for it."""


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """A nation, state, territory, county or prison system; `state` is None for the nation alone."""

    code: str
    kind: JurisdictionKind
    name: str
    parent: str | None
    state: str | None


@dataclass(frozen=True, slots=True)
class Order:
    """One sort key and its direction."""

    field: JurisdictionOrderField = JurisdictionOrderField.CODE
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Population:
    """Residents on 1 July of `year`."""

    jurisdiction: str
    year: int
    people: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A jurisdiction and its residents in the latest year known, 0 if none is."""

    row: Jurisdiction
    people: int

    @property
    def named(self) -> Named:
        """What a search finds it by. FIPS codes count without their leading zero too, as spreadsheets leave them."""
        row = self.row
        codes = [row.code]
        if row.code in STATES:
            codes.append(STATES[row.code].fips)
        elif row.code.isdecimal():
            codes.append(row.code.lstrip("0"))
        aliases = tuple(alias.name for alias in ALIASES.get(row.code, ()))
        return Named(row.code, (row.name,), tuple(codes), aliases, row.state)


class Jurisdictions:
    """All jurisdictions of a revision: some thousand, which nobody adds to, so that they are read once."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries = sorted(entries, key=lambda each: each.row.code)
        self.by_code = {each.row.code: each.row for each in self._entries}
        self._places = {code: place for place, code in enumerate(self.by_code)}
        self._ranks: Kept[str, bytes] = Kept(KEPT)
        self._made: Kept[Arrangement, _Arranged] = Kept(KEPT)

    @cached_property
    def systems(self) -> dict[str | None, Jurisdiction]:
        """The prison system of each state, by the state's code."""
        return {
            row.parent: row for row in self.by_code.values() if row.kind is JurisdictionKind.PRISON_SYSTEM
        }

    @cached_property
    def alike(self) -> dict[str, int]:
        """A number by code, the same for jurisdictions of one kind in one state: what covers one of them covers all."""
        numbers: dict[tuple[str | None, JurisdictionKind], int] = {}
        return {
            row.code: numbers.setdefault((row.state, row.kind), len(numbers)) for row in self.by_code.values()
        }

    async def look_up(self, search: str | None, order: Order | None) -> None:
        """Find what a search finds, so that pages of it are at hand. What that takes is between two turns of others."""
        if (search or order) and _arrangement(search, order) not in self._made:
            self._arranged(search, order)
            await asyncio.sleep(0)

    def page(
        self,
        *,
        codes: Collection[str] | None,
        kind: JurisdictionKind | None,
        within: str | None,
        search: str | None,
        order: Order | None,
        after: tuple[str, ...] | None,
        first: int,
    ) -> Page[Jurisdiction]:
        """A page of those that meet every condition given; `after` is the sort key and code before it.

        Without an order, what a search finds comes by how well it answers, and all else by code.
        """
        arranged = self._arranged(search, order)
        found = arranged.all
        if codes is not None:
            asked = (arranged.by_code.get(code) for code in set(codes))
            found = sorted((each for each in asked if each), key=arranged.key)
        elif kind is JurisdictionKind.COUNTY:
            found = arranged.counties["US"]
        if kind is not None:
            found = [each for each in found if each.row.kind is kind]
        if within is not None:
            found = [each for each in found if _lies_in(each.row, within)]
        return _page(found, arranged.key, order, arranged.place(after), first)

    def counties(
        self,
        parent: str,
        *,
        search: str | None,
        order: Order | None,
        after: tuple[str, ...] | None,
        first: int,
    ) -> Page[Jurisdiction]:
        """A page of the counties of a state or of the nation, in order as `page` has it; none of others."""
        arranged = self._arranged(search, order)
        found = arranged.counties.get(parent, ())
        return _page(found, arranged.key, order, arranged.place(after), first)

    @cached_property
    def _index(self) -> Index:
        """The names of all; made when somebody first searches."""
        return Index(each.named for each in self._entries)

    @cached_property
    def _plain(self) -> _Arranged:
        """All by code, as they come where nothing else is asked for."""
        return _Arranged(self._entries, partial(_in_order, None))

    def _arranged(self, search: str | None, order: Order | None) -> _Arranged:
        if not search and order is None:
            return self._plain
        text, field = asked = _arrangement(search, order)

        def arrange() -> _Arranged:
            if text is None:
                return _Arranged(self._entries, partial(_in_order, field))
            ranks = self._ranks.of(text, lambda: self._ranked(text))
            found = (each for each, rank in zip(self._entries, ranks, strict=True) if rank != UNFOUND)
            answering = partial(_answering, ranks, self._places)
            return _Arranged(found, partial(_in_order, field) if field else answering)

        return self._made.of(asked, arrange)

    def _ranked(self, text: str) -> bytes:
        """The rank of each in the order of the codes: so much takes less room than what a search of everything finds."""
        found = self._index.found(text)
        return bytes(found.get(code, UNFOUND) for code in self._places)


def _lies_in(row: Jurisdiction, outer: str) -> bool:
    return outer in (row.state, row.parent) or (outer == "US" and row.code != "US")


Key: TypeAlias = tuple[str, str]
"""Where a jurisdiction stands in an order, and its code: texts that compare as their characters do."""


Arrangement: TypeAlias = tuple[str | None, JurisdictionOrderField | None]
"""A search, None for none, and the field that is sorted by, None for how well the search is answered."""


def _arrangement(search: str | None, order: Order | None) -> Arrangement:
    text = search if search and not search.isspace() else None
    if order is None and text is not None:
        return text, None
    return text, (order or Order()).field


def _in_order(field: JurisdictionOrderField | None, each: Entry) -> Key:
    match field:
        case JurisdictionOrderField.NAME:
            return each.row.name, each.row.code
        case JurisdictionOrderField.POPULATION:
            return f"{each.people:010}", each.row.code
    return each.row.code, each.row.code


KINDS = list(JurisdictionKind)
MORE_THAN_ALL = 10**10
"""More people than any place has."""


UNFOUND: Final = 255
"""In place of the rank of what a search does not find."""


def _answering(ranks: bytes, places: Mapping[str, int], each: Entry) -> Key:
    """The best answer to a search first, of equal ones that with the most people."""
    rank, few = ranks[places[each.row.code]], MORE_THAN_ALL - each.people
    return f"{rank:d}{few:011}{KINDS.index(each.row.kind)}", each.row.code


class _Arranged:
    """Jurisdictions by their keys: all of them, or those that a search finds."""

    def __init__(self, entries: Iterable[Entry], key: Callable[[Entry], Key]) -> None:
        self.all = sorted(entries, key=key)
        self.key = key

    @cached_property
    def by_code(self) -> dict[str, Entry]:
        """Each by its code."""
        return {each.row.code: each for each in self.all}

    def place(self, after: tuple[str, ...] | None) -> Key | None:
        """Where a page begins that follows one of them, None for the first. Raises OtherListError."""
        if after is None:
            return None
        entry = self.by_code.get(after[1])
        if entry is None or self.key(entry) != after:
            raise OtherListError
        return after[0], after[1]

    @cached_property
    def counties(self) -> dict[str | None, list[Entry]]:
        """The counties among them of each state and of the nation."""
        counties: dict[str | None, list[Entry]] = {"US": []}
        for each in self.all:
            if each.row.kind is JurisdictionKind.COUNTY:
                counties.setdefault(each.row.parent, []).append(each)
                counties["US"].append(each)
        return counties


class _Keys(Sequence[Key]):
    """The keys of entries, found when they are asked for: most answers show none."""

    def __init__(self, entries: Sequence[Entry], key: Callable[[Entry], Key]) -> None:
        self._entries = entries
        self._key = key

    def __len__(self) -> int:
        return len(self._entries)

    @overload
    def __getitem__(self, place: int) -> Key: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[Key]: ...

    def __getitem__(self, place: int | slice) -> Key | Sequence[Key]:
        if isinstance(place, slice):
            return _Keys(self._entries[place], self._key)
        return self._key(self._entries[place])


def _page(
    found: Sequence[Entry],
    key: Callable[[Entry], Key],
    order: Order | None,
    place: Key | None,
    first: int,
) -> Page[Jurisdiction]:
    """Those that stand behind a place by their keys."""
    if order is not None and order.descending:
        end = len(found) if place is None else bisect_left(found, place, key=key)
        start = max(0, end - first)
        shown, more = found[start:end][::-1], start > 0
    else:
        start = 0 if place is None else bisect_right(found, place, key=key)
        shown, more = found[start : start + first], len(found) > start + first
    return Page(tuple([each.row for each in shown]), _Keys(shown, key), len(found), more)


async def read_jurisdictions(pool: Pool, revision: int) -> Jurisdictions:
    """All jurisdictions as they stood at a revision."""
    records = await pool.fetch(SQL["all_jurisdictions"], revision)
    return Jurisdictions(
        Entry(Jurisdiction(code, JurisdictionKind(kind), name, parent, state), people or 0)
        for code, kind, name, parent, state, people in records
    )


async def populations(
    pool: Pool, revision: int, codes: Sequence[str], year: int | None
) -> dict[str, Population]:
    """Residents of each place in a year, or in the latest year that there is."""
    records = await pool.fetch(SQL["populations"], revision, codes, year)
    return {record["jurisdiction"]: Population(*record) for record in records}


async def activations(pool: Pool, revision: int, counties: Sequence[str]) -> dict[str, date | None]:
    """The month in which Secure Communities began in each county, as its first day."""
    records = await pool.fetch(SQL["activations"], revision, counties)
    return {record["county"]: record["month"] for record in records}


async def areas_of_responsibility(pool: Pool, revision: int, counties: Sequence[str]) -> dict[str, str]:
    """The three letters of ICE's area of responsibility (`SPM`: St. Paul) of each county."""
    records = await pool.fetch(SQL["areas_of_responsibility"], revision, counties)
    return {record["county"]: record["area"] for record in records}

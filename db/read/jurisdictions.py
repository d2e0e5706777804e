"""Places and prison systems: all of a revision in memory, in pages; their population and what was done in them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from operator import gt, lt
from typing import TypeAlias, overload

from db.database import Pool
from db.named import named
from db.places.aliases import ALIASES
from db.places.states import STATES
from db.read.pages import Page
from db.search.index import Index, Named, Rank
from db.search.readings import says_nothing
from db.words import JurisdictionKind, JurisdictionOrderField

SQL = named("jurisdictions")


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
        self._by_code = {each.row.code: each for each in self._entries}
        self.by_code = {code: each.row for code, each in self._by_code.items()}

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

    @cached_property
    def _index(self) -> Index:
        """The names of all; made when somebody first searches."""
        return Index(each.named for each in self._entries)

    @cached_property
    def _counties(self) -> dict[str | None, list[Entry]]:
        """The counties of each state and of the nation."""
        counties: dict[str | None, list[Entry]] = {"US": []}
        for each in self._entries:
            if each.row.kind is JurisdictionKind.COUNTY:
                counties.setdefault(each.row.parent, []).append(each)
                counties["US"].append(each)
        return counties

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
        if codes is not None:
            found = [self._by_code[code] for code in sorted(set(codes)) if code in self._by_code]
        elif kind is JurisdictionKind.COUNTY:
            found = self._counties["US"]
        else:
            found = self._entries
        if kind is not None:
            found = [each for each in found if each.row.kind is kind]
        if within is not None:
            found = [each for each in found if _lies_in(each.row, within)]
        return self._page(found, search, order, after, first)

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
        return self._page(self._counties.get(parent, ()), search, order, after, first)

    def _page(
        self,
        entries: Iterable[Entry],
        search: str | None,
        order: Order | None,
        after: tuple[str, ...] | None,
        first: int,
    ) -> Page[Jurisdiction]:
        found = list(entries)
        if search and not says_nothing(search):
            ranks = self._index.ranks(search) or self._index.near(search)
            found = [each for each in found if each.row.code in ranks]
            if order is None:
                answering = partial(_answering, ranks)
                return _page(sorted(found, key=answering), answering, gt, after, first)
        order = order or Order()
        in_order = partial(_in_order, order.field)
        # As they are read they stand by code.
        if order != Order():
            found.sort(key=in_order, reverse=order.descending)
        return _page(found, in_order, lt if order.descending else gt, after, first)


def _lies_in(row: Jurisdiction, outer: str) -> bool:
    return outer in (row.state, row.parent) or (outer == "US" and row.code != "US")


Key: TypeAlias = tuple[str, str]
"""Where a jurisdiction stands in an order, and its code: texts that compare as their characters do."""


def _in_order(field: JurisdictionOrderField, each: Entry) -> Key:
    match field:
        case JurisdictionOrderField.NAME:
            return each.row.name, each.row.code
        case JurisdictionOrderField.POPULATION:
            return f"{each.people:010}", each.row.code
    return each.row.code, each.row.code


KINDS = list(JurisdictionKind)
MORE_THAN_ALL = 10**10
"""More people than any place has."""


def _answering(ranks: Mapping[str, Rank], each: Entry) -> Key:
    """The best answer to a search first, of equal ones that with the most people."""
    rank, few = ranks[each.row.code], MORE_THAN_ALL - each.people
    return f"{rank:d}{few:011}{KINDS.index(each.row.kind)}", each.row.code


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
    is_behind: Callable[[Key, Key], bool],
    after: tuple[str, ...] | None,
    first: int,
) -> Page[Jurisdiction]:
    """Those that stand behind `after` by their keys."""
    start = 0
    if after is not None:
        place = (after[0], after[1])
        behind = (index for index, each in enumerate(found) if is_behind(key(each), place))
        start = next(behind, len(found))
    shown = found[start : start + first]
    keys = _Keys(shown, key)
    return Page(tuple([each.row for each in shown]), keys, len(found), len(found) > start + first)


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

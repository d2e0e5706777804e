"""The public lists that places rest on: kept in the database, so that the next file is placed without them at hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, fields
from typing import TypeVar

from db.database import Connection
from db.load.revise import FOREVER, Change, revise
from db.parsers.county_areas import CountyArea
from db.places.agencies import Agencies
from db.places.gazetteer import Gazetteer
from db.places.lists import County, IceFacility, ListedPrison, Town
from db.rows import Activation, FacilityName, Population

Entry = ListedPrison | IceFacility | Town
Kind = TypeVar("Kind", ListedPrison, IceFacility, Town)
TABLE_OF: Mapping[type[Entry], str] = {
    ListedPrison: "listed_prison",
    IceFacility: "listed_ice_facility",
    Town: "listed_town",
}


async def write_list(
    connection: Connection, kind: type[Entry], entries: Iterable[Entry], revision: int
) -> Change:
    """Make these entries one of the lists from `revision` on."""
    columns = [field.name for field in fields(kind)]
    return await revise(connection, TABLE_OF[kind], columns, [astuple(entry) for entry in entries], revision)


@dataclass(frozen=True, slots=True)
class PlaceLists:
    """The lists that places rest on, as they hold now."""

    counties: tuple[County, ...]
    prisons: tuple[ListedPrison, ...]
    ice_facilities: tuple[IceFacility, ...]
    towns: tuple[Town, ...]
    named: tuple[FacilityName, ...]

    def gazetteer(self) -> Gazetteer:
        """What places facilities."""
        return Gazetteer(self.counties, self.prisons, self.ice_facilities, self.towns, self.named)

    def agencies(self) -> Agencies:
        """What places law-enforcement agencies."""
        return Agencies(self.counties, self.prisons, self.towns)


async def read_lists(connection: Connection) -> PlaceLists:
    """Read the lists, and the names that sources give with their state: they tell what a bare name can mean."""
    counties = await connection.fetch(
        f"select code, name, state from jurisdiction where kind = 'COUNTY' and until = {FOREVER} order by code"
    )
    named = await connection.fetch(
        "select name, state, city, code from place where state is not null order by key"
    )
    return PlaceLists(
        counties=tuple(County(*record) for record in counties),
        prisons=await _entries(connection, ListedPrison),
        ice_facilities=await _entries(connection, IceFacility),
        towns=await _entries(connection, Town),
        named=tuple(FacilityName(*record) for record in named),
    )


async def _entries(connection: Connection, kind: type[Kind]) -> tuple[Kind, ...]:
    columns = ", ".join(field.name for field in fields(kind))
    records = await connection.fetch(
        f"select {columns} from {TABLE_OF[kind]} where until = {FOREVER} order by {columns}"
    )
    return tuple(kind(*record) for record in records)


async def write_population(connection: Connection, rows: Iterable[Population], revision: int) -> Change:
    """Make these the residents of states and counties from `revision` on; the nation is the sum of its states."""
    nation: dict[int, int] = {}
    people: list[tuple[str, int, int]] = []
    for row in rows:
        people.append((row.code, row.year, row.people))
        if len(row.code) == 2:
            nation[row.year] = nation.get(row.year, 0) + row.people
    people += [("US", year, count) for year, count in nation.items()]
    return await revise(connection, "population", ("jurisdiction", "year", "people"), people, revision)


async def write_activations(connection: Connection, rows: Iterable[Activation], revision: int) -> Change:
    """Make these the months in which Secure Communities began from `revision` on."""
    months = [(row.fips, row.month) for row in rows]
    return await revise(connection, "activation", ("county", "month"), months, revision)


async def write_areas(connection: Connection, rows: Iterable[CountyArea], revision: int) -> Change:
    """Make these ICE's areas of responsibility from `revision` on."""
    areas = [(row.fips, row.area) for row in rows]
    return await revise(connection, "county_area", ("county", "area"), areas, revision)

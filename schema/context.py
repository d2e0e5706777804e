"""What a request carries: the database, and for each revision that it asks about the small tables and the loaders."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from db.database import Pool
from db.flights import Flights
from db.meaning.coverage import Covering, covering
from db.meaning.small_cells import SmallCells
from db.read.catalogue import Catalogue, Grain, Revision, read_catalogue
from db.read.detainers import detainers_of_grains
from db.read.facility_names import FacilityNames, read_facility_names
from db.read.revisions import latest_revision, revision_by_number, revision_on
from schema.codes import Code
from schema.errors import ClientError
from schema.loader import Loader
from schema.methods import Methods

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Catalogues:
    """The small tables of the revisions asked about last. A published revision does not change, so none goes stale."""

    KEPT = 8
    NAMES_KEPT = 2
    """Of facilities, which take more room: those of the newest revision, and of the one before or of another."""

    def __init__(self) -> None:
        self._kept: OrderedDict[int, Catalogue] = OrderedDict()
        self._reading: Flights[int, Catalogue] = Flights()
        self._covering: dict[int, Covering] = {}
        self._small_cells: OrderedDict[tuple[int, int, int], SmallCells] = OrderedDict()
        self._settling: Flights[tuple[int, int, int], SmallCells] = Flights()
        self._names: OrderedDict[int, FacilityNames] = OrderedDict()
        self._naming: Flights[int, FacilityNames] = Flights()

    async def of(self, pool: Pool, revision: Revision) -> Catalogue:
        """The small tables of a revision, read once."""
        if revision.number not in self._kept:
            self._kept[revision.number] = await self._reading.join(
                revision.number, lambda: read_catalogue(pool, revision)
            )
        self._kept.move_to_end(revision.number)
        while len(self._kept) > self.KEPT:
            number, _ = self._kept.popitem(last=False)
            self._covering.pop(number, None)
        return self._kept[revision.number]

    def covering(self, catalogue: Catalogue) -> Covering:
        """Which grain of a revision answers what."""
        number = catalogue.revision.number
        found = self._covering.get(number) or covering(catalogue.grains, catalogue.preference)
        if number in self._kept:
            self._covering[number] = found
        return found

    async def facility_names(self, pool: Pool, revision: int) -> FacilityNames:
        """What jails and prisons are called, read when somebody first searches."""
        if revision not in self._names:
            self._names[revision] = await self._naming.join(
                revision, lambda: read_facility_names(pool, revision)
            )
        names = self._names[revision]
        self._names.move_to_end(revision)
        while len(self._names) > self.NAMES_KEPT:
            self._names.popitem(last=False)
        return names

    async def small_cells(self, pool: Pool, revision: int, grain: Grain, min_cell: int) -> SmallCells:
        """What a grain's table must hold back for a least count: settled once, for all questions."""
        key = (revision, grain.key, min_cell)
        if key not in self._small_cells:
            # All who ask meanwhile go on at once, so that what they read next is still one statement.
            self._small_cells[key] = await self._settling.join(
                key, lambda: _settle(pool, revision, grain, min_cell)
            )
        self._small_cells.move_to_end(key)
        while len(self._small_cells) > self.KEPT:
            self._small_cells.popitem(last=False)
        return self._small_cells[key]


async def _settle(pool: Pool, revision: int, grain: Grain, min_cell: int) -> SmallCells:
    counts = await detainers_of_grains(pool, revision, [grain.key])
    # Half a second of arithmetic for the nation's facilities; meanwhile others are served.
    return await asyncio.to_thread(SmallCells, grain, counts.get(grain.key, ()), min_cell)


class At:
    """The database as it stood at one revision, for one request; `min_cell`: counts below it are held back."""

    def __init__(self, context: Context, catalogue: Catalogue, min_cell: int | None = None) -> None:
        self.context = context
        self.min_cell = min_cell
        self.catalogue = catalogue
        self.covering = context.covering(catalogue)
        self.revision = catalogue.revision.number
        self._loaders: dict[Hashable, Loader[Any, Any]] = {}

    def close(self) -> None:
        """Let go of what was read."""
        self._loaders.clear()

    async def small_cells(self, grain: Grain, min_cell: int) -> SmallCells:
        """What a grain's table must hold back."""
        return await self.context.small_cells(self.revision, grain, min_cell)

    async def read_all(
        self, read: Callable[..., Awaitable[Mapping[Key, Value]]], keys: Sequence[Key], *arguments: Hashable
    ) -> Mapping[Key, Value]:
        """What `read` has for keys that are all at hand, in one statement."""
        return await read(self.context.pool, self.revision, keys, *arguments)

    async def facility_names(self) -> FacilityNames:
        """What jails and prisons are called."""
        return await self.context.facility_names(self.revision)

    def load(
        self,
        read: Callable[..., Awaitable[Mapping[Any, Value]]],
        key: Hashable,
        *arguments: Hashable,
        **named: Hashable,
    ) -> Awaitable[Value | None]:
        """What `read(pool, revision, keys, *arguments, **named)` has for a key, None if nothing.

        All keys that are asked for with the same arguments go into one statement.
        """
        identity = (read, arguments, tuple(sorted(named.items())) if named else ())
        loader = self._loaders.get(identity)
        if loader is None:
            loader = self._loaders[identity] = Loader(
                lambda keys: read(self.context.pool, self.revision, keys, *arguments, **named),
                self.context.alone,
            )
        return loader.load(key)


class Context:
    """One request. The revisions that it asks about are settled once, so that no answer mixes two.

    `revision` answers from that one instead of the newest; `methods` collects what the answer rests on; `newest` is
    the newest revision where that is known.
    """

    def __init__(
        self,
        pool: Pool,
        catalogues: Catalogues | None = None,
        revision: int | None = None,
        methods: Methods | None = None,
        newest: Revision | None = None,
    ) -> None:
        self.pool = pool
        self.methods = methods
        self._pinned = revision
        self._catalogues = catalogues or Catalogues()
        self._at: dict[int, At] = {}
        self._guarded: dict[tuple[int, int], At] = {}
        self._latest = newest
        self._moves = False
        self._settling = asyncio.Lock()
        self.alone: asyncio.Task[Any] | None = None
        """The task that resolves all fields but those for which it waits in others: while it runs, nobody else asks."""

    @property
    def is_held(self) -> bool:
        """Whether all that was read is of revisions that the question names by number: then its answer never changes."""
        return bool(self._at) and not self._moves

    def restart(self) -> None:
        """Forget what was read and loaded, but not which revision is the newest: the request is answered once more."""
        self._at.clear()
        self._guarded.clear()
        self._moves = False
        self.alone = None
        if self.methods is not None:
            self.methods.clear()

    def close(self) -> None:
        """Let go of what was read. It refers to this context and this to it, and would stay until Python looks for such circles."""
        for at in (*self._at.values(), *self._guarded.values()):
            at.close()
        self._at.clear()
        self._guarded.clear()
        self.alone = None

    async def latest(self) -> At:
        """The newest revision, as it was when the request first asked, or the one that the request is held to."""
        if self._pinned is not None:
            return await self.numbered(self._pinned, "extensions.handover.revision")
        self._moves = True
        if self._latest is None:
            # Fields are resolved side by side: the first asks and the others wait for its answer.
            async with self._settling:
                if self._latest is None:
                    self._latest = await latest_revision(self.pool)
        if self._latest is None:
            raise RuntimeError("the database has no revision")
        return await self.at(self._latest)

    async def at(self, revision: Revision) -> At:
        """One revision."""
        if revision.number not in self._at:
            catalogue = await self._catalogues.of(self.pool, revision)
            if revision.number not in self._at:
                self._at[revision.number] = At(self, catalogue)
                if self.methods:
                    self.methods.revision(catalogue)
        return self._at[revision.number]

    def guarded(self, at: At, min_cell: int | None) -> At:
        """The same revision with counts under `min_cell` held back; with None nothing is."""
        if min_cell is None:
            return at
        key = (at.revision, min_cell)
        if key not in self._guarded:
            self._guarded[key] = At(self, at.catalogue, min_cell)
        return self._guarded[key]

    def covering(self, catalogue: Catalogue) -> Covering:
        """Which grain of a revision answers what."""
        return self._catalogues.covering(catalogue)

    async def small_cells(self, revision: int, grain: Grain, min_cell: int) -> SmallCells:
        """What a grain's table must hold back."""
        return await self._catalogues.small_cells(self.pool, revision, grain, min_cell)

    async def facility_names(self, revision: int) -> FacilityNames:
        """What jails and prisons are called."""
        return await self._catalogues.facility_names(self.pool, revision)

    async def numbered(self, number: int, argument: str = "asOf") -> At:
        """The revision of that number."""
        if number in self._at:
            return self._at[number]
        revision = await revision_by_number(self.pool, number) if 0 < number < 2**31 else None
        if revision is None:
            newest = await self._newest()
            raise ClientError(
                Code.UNKNOWN_REVISION,
                f"There is no revision {number}; the revisions are 1 to {newest}.",
                argument,
                f"1 to {newest}",
            )
        return await self.at(revision)

    async def _newest(self) -> int:
        newest = await latest_revision(self.pool)
        return newest.number if newest else 0

    async def on(self, day: date) -> At:
        """The revision that was the newest at the end of a day (UTC)."""
        self._moves = True
        revision = await revision_on(self.pool, day)
        if revision is None:
            raise ClientError(
                Code.UNKNOWN_REVISION,
                f"Nothing had been published by {day}; the first revision came later.",
                "asOf",
                "the day of the first revision or a later one",
            )
        return await self.at(revision)

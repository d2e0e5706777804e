"""What jails and prisons are called and coded: all of a revision in memory, from when somebody first searches."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final, TypeAlias

from db.database import Pool, Record
from db.kept import Kept
from db.named import named
from db.places.listed import KINDS, core
from db.places.named_state import trimmed
from db.places.names import slug, words
from db.search.index import Index, Named
from db.search.readings import words_of

SQL = named("facilities")

KEPT: Final = 32
"""Searches whose findings are kept: those of several questions, of which each has ten at its root."""


class FacilityNames:
    """The facilities of a revision by the names under which sources write them and by ICE's codes."""

    def __init__(self, facilities: Sequence[Record], listed: Iterable[Record]) -> None:
        exact, alike = _listed_codes(facilities, listed)
        self._codes = {
            row["id"]: tuple(dict.fromkeys((*row["codes"], *exact[row["id"]]))) for row in facilities
        }
        self._order = {row["id"]: (row["state"] is None, row["name"]) for row in facilities}
        self._index = Index(
            Named(
                row["id"],
                (row["name"], " ".join(row["id"].split("-")[1:]), *row["spellings"]),
                (row["id"], *self._codes[row["id"]], *alike[row["id"]]),
                state=row["state"],
                around=row["city"] or "",
            )
            for row in facilities
        )
        self._called: Kept[str, tuple[str, ...]] = Kept(KEPT)

    def codes(self, facility: str) -> tuple[str, ...]:
        """ICE's codes of a facility, those of its detainer files first; none where no list has it under its name."""
        return self._codes.get(facility, ())

    def called(self, search: str) -> tuple[str, ...] | None:
        """The IDs of those that a search finds, the best answer first; None for one that is blank."""
        if not search or search.isspace():
            return None
        return self._called.of(search, lambda: self._found(search))

    def _found(self, search: str) -> tuple[str, ...]:
        # Records are compared by their Latin letters alone: a word in others, which no name has, would be lost.
        spelled = words(search) if all(map(str.isascii, words_of(search))) else ()
        without_kinds = " ".join(word for word in spelled if word not in KINDS) or search
        # As it stands, as the names of records are compared, and so that a `jail` may be an `ADC`.
        for text in dict.fromkeys((search, " ".join(spelled), without_kinds)):
            if ranks := self._index.ranks(text):
                break
        else:
            ranks = self._index.near(without_kinds)
        return tuple(sorted(ranks, key=lambda key: (ranks[key], self._order[key])))


Codes: TypeAlias = defaultdict[str, list[str]]
"""ICE's codes by the ID of a facility."""


def _listed_codes(facilities: Iterable[Record], listed: Iterable[Record]) -> tuple[Codes, Codes]:
    """The codes of ICE's list: of facilities that have its name, and of those that differ in words for their kind alone."""
    ids = {row["id"] for row in facilities}
    alike: defaultdict[str, list[str]] = defaultdict(list)
    for facility in ids:
        state, *spelled = facility.split("-")
        alike[slug(state, (core(tuple(spelled)),))].append(facility)
    exact_codes: Codes = defaultdict(list)
    alike_codes: Codes = defaultdict(list)
    for line in listed:
        spelled_name = trimmed(words(line["name"]), line["state"])
        # A facility's ID is made of its name as it is made here.
        if (own := slug(line["state"], spelled_name)) in ids:
            exact_codes[own].append(line["code"])
        elif len(near := alike.get(slug(line["state"], (core(spelled_name),)), [])) == 1:
            alike_codes[near[0]].append(line["code"])
    return exact_codes, alike_codes


async def read_facility_names(pool: Pool, revision: int) -> FacilityNames:
    """The names as they stood at a revision."""
    facilities, listed = await asyncio.gather(
        pool.fetch(SQL["facility_names"], revision), pool.fetch(SQL["listed_codes"], revision)
    )
    # A tenth of a second of arithmetic; meanwhile others are served.
    return await asyncio.to_thread(FacilityNames, facilities, listed)

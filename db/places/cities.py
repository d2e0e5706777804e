"""From a postal city to its county, by where its police and sheriff's offices and its jails stand."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from db.places.counties import Counties
from db.places.lists import ListedPrison, Town
from db.places.names import Words, squash

_LEAST_SHARE = 0.75
"""A city whose offices stand in several counties is taken for one of them only from this share on."""


class Cities:
    """The county of each city that the national lists know."""

    def __init__(self, counties: Counties, towns: Iterable[Town], prisons: Iterable[ListedPrison]) -> None:
        self._counties = counties
        self._offices: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for town in towns:
            self._add(town.state, town.city, town.county, town.offices)
        for prison in prisons:
            self._add(prison.state, prison.city, prison.county, 1)

    def _add(self, state: str, city: str, listed: str, offices: int) -> None:
        if fips := self._counties.current(listed, state, city):
            self._offices[state, squash(city)][fips] += offices

    def county(self, state: str, city: str) -> str | None:
        """The county of the city; None if unknown, or if its offices stand in several and none has three quarters.

        A Virginian city of the same name as a county beside it is not guessed at: its share decides like any other's.
        """
        if fips := self._counties.of_town(state, city):
            return fips
        offices = self._offices.get((state, squash(city)))
        if not offices:
            return None
        fips, most = offices.most_common(1)[0]
        return fips if most >= _LEAST_SHARE * offices.total() else None

    def counties(self, state: str, city: str) -> frozenset[str]:
        """Every county in which an office with that postal city stands."""
        return frozenset(self._offices.get((state, squash(city)), ()))

    def knows(self, state: str, city: str | Words) -> bool:
        """Whether a list has that city."""
        return (state, squash(city)) in self._offices

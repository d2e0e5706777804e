"""The county or prison system that a law-enforcement agency works in."""

from __future__ import annotations

from collections.abc import Iterable

from db.places.cities import Cities
from db.places.counties import Counties
from db.places.lists import County, ListedPrison, Town
from db.places.names import words
from db.places.prison_systems import PRISON_SYSTEMS

STATE_AGENCY = "State Agency"
"""ICE's word, on its lists of participating agencies, for an agency of a whole state."""


class Agencies:
    """Places agencies by what ICE's lists say of them; built from the same lists as the gazetteer."""

    def __init__(
        self, counties: Iterable[County], prisons: Iterable[ListedPrison], towns: Iterable[Town]
    ) -> None:
        self._counties = Counties(counties)
        self._cities = Cities(self._counties, towns, prisons)

    def jurisdiction(self, state: str, agency: str, kind: str | None, county: str | None) -> str | None:
        """The code: a prison system for a state's department of corrections, else the county.

        The county that the list gives is used, then one named in the agency's own name, then its city's. None for
        the other agencies of a state, and where nothing tells.
        """
        name = words(agency)
        system = PRISON_SYSTEMS.get(state)
        if kind == STATE_AGENCY or (kind is None and "county" not in name and "department" in name):
            runs_prisons = system is not None and "correctional" in name and "county" not in name
            return system.code if system and runs_prisons else None
        if county and (fips := self._counties.named_in(state, words(county))):
            return fips
        if fips := self._counties.named_in(state, name):
            return fips
        city = " ".join(name[: name.index("police")]) if "police" in name else ""
        return self._cities.county(state, city) if city else None

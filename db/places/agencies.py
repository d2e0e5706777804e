"""The county or prison system that a law-enforcement agency works in."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources

from db.places.cities import Cities
from db.places.counties import Counties
from db.places.lists import County, ListedPrison, Town
from db.places.names import Words, words
from db.places.prison_systems import PRISON_SYSTEMS

STATE_AGENCY = "State Agency"
"""ICE's word, on its lists of participating agencies, for an agency of a whole state."""

_LOCAL = frozenset({"County", "Municipality"})
"""ICE's words for the others."""

_PRISONS = frozenset({"correctional", "corrections"})
"""What a state's prisons are called by, as `words` writes it: alone, and after `department of`."""

_MUNICIPALITIES = frozenset({"city", "town", "village"})


class Agencies:
    """Places agencies by what ICE's lists say of them; built from the same lists as the gazetteer."""

    def __init__(
        self, counties: Iterable[County], prisons: Iterable[ListedPrison], towns: Iterable[Town]
    ) -> None:
        self._counties = Counties(counties)
        self._cities = Cities(self._counties, towns, prisons)

    def jurisdiction(self, state: str, agency: str, kind: str | None, county: str | None) -> str | None:
        """The code: a prison system for a state's department of corrections, else the county.

        A curated line goes first: the county that a reader found where ICE gives none, misspells it or gives a
        wrong one. Then the county that the list gives is used, one named in the agency's own name, its city's.
        None for the other agencies of a state, for those of several counties, and where nothing tells.
        """
        name = words(agency)
        if kind not in _LOCAL and "county" not in name and _PRISONS & set(name):
            system = PRISON_SYSTEMS.get(state)
            return system.code if system else None
        if kind == STATE_AGENCY or (kind is None and "county" not in name and "department" in name):
            return None
        if fips := _curated().get((state, name)):
            return fips
        if county and (fips := self._listed(state, county)):
            return fips
        if fips := self._counties.named_in(state, name):
            return fips
        city = _city(name)
        return self._cities.county(state, city) if city else None

    def _listed(self, state: str, county: str) -> str | None:
        """The county of ICE's column, which leaves out the word now and then (`Lawrence`)."""
        return self._counties.named_in(state, words(county)) or self._counties.by_name(state, county)


def _city(name: Words) -> str:
    """The city whose police it is: `Miami` of `City of Miami Police Department`; empty if it is no police."""
    city = name[: name.index("police")] if "police" in name else ()
    return " ".join(city[2:] if city[:1] and city[0] in _MUNICIPALITIES and city[1:2] == ("of",) else city)


@cache
def _curated() -> Mapping[tuple[str, Words], str]:
    """The county of each agency of agency_counties.csv, by state and name."""
    text = (resources.files("db.places") / "agency_counties.csv").read_text(encoding="utf-8")
    return {(row["state"], words(row["agency"])): row["county"] for row in csv.DictReader(text.splitlines())}

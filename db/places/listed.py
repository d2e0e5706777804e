"""The jails and prisons that the national lists name: found by code, by exact name, or by what distinguishes them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from db.places import keepers
from db.places.cities import Cities
from db.places.counties import Counties
from db.places.lists import IceFacility, ListedPrison
from db.places.named_state import trimmed
from db.places.names import Words, squash, vocabulary, words
from db.words import Custody

KINDS = vocabulary(
    "a adc adult and annex aspc camp cc center cf ci complex correctional corrections csp custody "
    "department detention facility fcc fci fdc fmc for fpc ftc house in institution intake jail justice law "
    "enforcement main maximum mcc mcf mci mdc medium minimum of office old penitentiary prison "
    "public regional safety sci security state system the unit us usp"
)
"""Words that say what kind of facility it is, and neither which one nor whose."""

_OWNERS = frozenset({"city", "county", "marshals", "parish", "police", "sheriff"})
"""Words that say whose it is: a county's jail is not the state prison that is named after the county."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A facility of a list with its place: a FIPS among the Census file's counties, or None."""

    name: Words
    state: str
    city: str
    county: str | None
    custody: Custody | None


class Listed:
    """HIFLD's list and ICE's as one index; HIFLD goes first, because it knows who keeps the place."""

    def __init__(
        self,
        counties: Counties,
        cities: Cities,
        prisons: Iterable[ListedPrison],
        ice_facilities: Iterable[IceFacility],
    ) -> None:
        self._counties = counties
        self._cities = cities
        self._by_code: dict[str, Listing] = {}
        self._by_name: defaultdict[tuple[str, Words], list[Listing]] = defaultdict(list)
        self._by_core: defaultdict[tuple[str, str], list[Listing]] = defaultdict(list)
        self._prison_states: defaultdict[Words, set[str]] = defaultdict(set)
        self._ice_states: defaultdict[Words, set[str]] = defaultdict(set)
        for prison in prisons:
            self._add(self._of_prison(prison))
            self._prison_states[words(prison.name)].add(prison.state)
        for facility in ice_facilities:
            listing = self._of_ice(facility)
            self._by_code[facility.code] = listing
            self._add(listing)
            self._ice_states[words(facility.name)].add(facility.state)

    def by_code(self, code: str) -> Listing | None:
        """The facility that has this code in ICE's list."""
        return self._by_code.get(code.strip().upper())

    def exact(self, state: str, name: Words, city: str | None) -> Listing | None:
        """The facility of exactly this name in the state.

        None where several of the name stand in different counties and the city does not decide, or where the one
        that there is stands in another place than the city that ICE gives.
        """
        return self._agreed(self._by_name.get((state, name), ()), state, name, city)

    def distinguished(
        self, state: str, name: Words, city: str | None, custody: Custody | None
    ) -> Listing | None:
        """The facility whose distinguishing words are these, the words for its kind aside (`Stateville`).

        `custody` is what the name tells; a facility of another custody is another facility.
        """
        found = [
            listing
            for listing in self._by_core.get((state, core(name)), ())
            if custody is None or listing.custody is None or listing.custody == custody
        ]
        if len({listing.custody for listing in found} - {None}) > 1:
            return None
        return self._agreed(found, state, name, city)

    def states_of_prisons(self, name: Words) -> frozenset[str]:
        """The states in which HIFLD has a jail or prison of exactly this name."""
        return frozenset(self._prison_states.get(name, ()))

    def states_of_ice(self, name: Words) -> frozenset[str]:
        """The states in which ICE's list has a facility of exactly this name."""
        return frozenset(self._ice_states.get(name, ()))

    def _agreed(self, found: Sequence[Listing], state: str, name: Words, city: str | None) -> Listing | None:
        """The one place that the listings share, as the first of them that knows its keeper tells it."""
        if city:
            found = [listing for listing in found if self._stands_in(listing, state, name, city)]
            found = [listing for listing in found if squash(listing.city) == squash(city)] or found
        if len({listing.county for listing in found if listing.county}) > 1 or not found:
            return None
        return next((listing for listing in found if listing.custody), found[0])

    def _stands_in(self, listing: Listing, state: str, name: Words, city: str) -> bool:
        if squash(listing.city) == squash(city) or listing.county is None:
            return True
        if listing.county == self._counties.named_in(state, name):
            return True
        around = self._cities.counties(state, city)
        return not around or listing.county in around

    def _add(self, listing: Listing) -> None:
        self._by_name[listing.state, listing.name].append(listing)
        if distinguishing := core(listing.name):
            self._by_core[listing.state, distinguishing].append(listing)

    def _of_prison(self, prison: ListedPrison) -> Listing:
        return Listing(
            trimmed(words(prison.name), prison.state),
            prison.state,
            prison.city,
            self._counties.current(prison.county, prison.state, prison.city),
            keepers.of_prison(prison),
        )

    def _of_ice(self, facility: IceFacility) -> Listing:
        name = trimmed(words(facility.name), facility.state)
        return Listing(
            name,
            facility.state,
            facility.city or "",
            self._counties.named_in(facility.state, name) or self._ice_county(facility),
            keepers.of_ice_facility(facility),
        )

    def _ice_county(self, facility: IceFacility) -> str | None:
        """The county that ICE states if the city bears it out, else the city's: ICE has Albany's jail in Kings."""
        state, city = facility.state, facility.city or ""
        stated = (facility.county or "").upper().removesuffix(" COUNTY")
        fips = self._counties.by_name(state, stated) or self._counties.independent_city(
            state, stated.removesuffix(" CITY")
        )
        if fips and (not self._cities.knows(state, city) or fips in self._cities.counties(state, city)):
            return fips
        return self._cities.county(state, city)


def core(name: Words) -> str:
    """The words that distinguish a facility, run together: all but those for its kind (`Bare Hill`, `Barehill`)."""
    return "".join(word for word in name if word not in KINDS)


def is_nameless(name: Words) -> bool:
    """Whether the words tell kind and owner alone (`City Jail`), so that every city may have one."""
    return all(word in KINDS or word in _OWNERS for word in name)

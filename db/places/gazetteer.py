"""The placement of a facility: rules in order, the surest first, each with its confidence.

1. CURATED: a line of overrides.csv. It goes first, because it is there to correct what the others get wrong.
2. ICE_FACILITY_CODE: the code stands in ICE's list.
3. NATIONAL_LIST: the name stands in HIFLD's list or in ICE's, in that state; where several do, the city decides.
4. COUNTY_IN_NAME: the name names a county of the state.
5. CITY_AND_STATE: the city that ICE gives, or that the name of a police station gives, lies in one county.
6. KEEPER_IN_NAME: the name tells a federal keeper or a prison system, and no rule told where it stands.
7. UNPLACED.

A name without a state is placed only where it can mean one state alone, and less surely: see stateless.py.
Who holds the people is a question of its own: the rule says how the place was found, `custody` who keeps it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from db.places import keepers
from db.places.cities import Cities
from db.places.counties import Counties
from db.places.listed import Listed, Listing, is_nameless
from db.places.lists import County, IceFacility, ListedPrison, Town
from db.places.named_state import trimmed
from db.places.names import Words, display, slug, vocabulary, words
from db.places.overrides import Override, read_overrides
from db.places.prison_systems import PRISON_SYSTEMS
from db.places.stateless import States
from db.places.states import STATES
from db.rows import FacilityName
from db.words import Custody, PlacementRule

CONFIDENCE = {
    PlacementRule.CURATED: 0.98,
    PlacementRule.ICE_FACILITY_CODE: 0.98,
    PlacementRule.NATIONAL_LIST: 0.97,
    PlacementRule.COUNTY_IN_NAME: 0.95,
    PlacementRule.CITY_AND_STATE: 0.9,
    PlacementRule.KEEPER_IN_NAME: 0.9,
    PlacementRule.UNPLACED: 0.0,
}
"""How surely each rule places: our judgement after reading its results over a year of detainers, not a measured rate."""

_ALIKE = 0.95
"""What the confidence is multiplied by where a name differs from the list's in words for its kind: `Stateville`."""

_BARE_COUNTY = 0.95
"""The like for a county named without the word: `Placer Jail`."""

_JAIL_WORDS = vocabulary("adc adult annex center detention facility jail justice main office sheriff spm")
"""What may follow a county's bare name in the name of its jail; SPM is ICE's office in St. Paul."""

_LOCKED = vocabulary("aci cc ci correctional detention institution jail prison")
"""Words for a place that holds people, in the names of the unified systems' jails and prisons."""

_SAID_BY_NAME_ALONE = frozenset({Custody.FEDERAL, Custody.ICE, Custody.REGIONAL_JAIL, Custody.TRIBAL})
"""What the words of a name tell more surely than HIFLD's type, which knows neither ICE nor tribes nor regions."""


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a facility stands and who keeps it.

    `facility` is the same for all spellings of a name: `mn-hennepin-county-adc`, with `us-` where the state is not
    known. `county` is a FIPS of the Census file or None; a state prison has its county too, as geography: `custody`
    says who holds. `prison_system` is a code (`CA-CDCR`) where custody is STATE_PRISON. `confidence` is 0 to 1.
    """

    facility: str
    name: str
    state: str | None
    city: str | None
    county: str | None
    prison_system: str | None
    custody: Custody
    rule: PlacementRule
    confidence: float

    @property
    def is_placed(self) -> bool:
        """Whether it has a county, a prison system or a federal keeper; false exactly where the rule is UNPLACED."""
        return self.rule != PlacementRule.UNPLACED


@dataclass(frozen=True, slots=True)
class _Found:
    """What a rule found: a county or none, and a custody where the rule itself tells it."""

    rule: PlacementRule
    county: str | None
    custody: Custody | None
    city: str | None = None
    sureness: float = 1.0


class Gazetteer:
    """Places facility names. It is built from rows, wherever they come from, and answers from memory.

    `named` are names that a source gives with their state: they tell what a name without a state can mean.
    """

    def __init__(
        self,
        counties: Iterable[County],
        prisons: Iterable[ListedPrison],
        ice_facilities: Iterable[IceFacility],
        towns: Iterable[Town],
        named: Iterable[FacilityName] = (),
    ) -> None:
        prisons = tuple(prisons)
        self._counties = Counties(counties)
        self._cities = Cities(self._counties, towns, prisons)
        self._listed = Listed(self._counties, self._cities, prisons, ice_facilities)
        self._overrides = read_overrides()
        self._states = States(self._counties, self._listed, self._overrides, named)
        self._placed: dict[FacilityName, Placement] = {}

    def place(self, name: FacilityName) -> Placement:
        """The placement of the facility. It never raises: a name that says nothing is UNPLACED."""
        placed = self._placed.get(name)
        if placed is None:
            placed = self._placed[name] = self._place(name)
        return placed

    def _place(self, name: FacilityName) -> Placement:
        coded = self._listed.by_code(name.code) if name.code else None
        state = name.state if name.state in STATES else None
        city = name.city or None
        sureness = 1.0
        if state is None and coded:
            state = coded.state
        elif state is None and (meant := self._states.meant(name.name)):
            state, city, sureness = meant.state, city or meant.city, meant.sureness
        elif state:
            city = city or self._states.city(state, name.name)
        spelled = trimmed(words(name.name), state) or ("unnamed",)
        if state is None:
            return _nowhere(spelled)
        if line := self._overrides.find(state, spelled, city):
            return _placement(state, trimmed(words(line.name), state), city, _of_override(line), sureness)
        if coded and coded.state == state:
            found = _of_listing(PlacementRule.ICE_FACILITY_CODE, coded)
        else:
            found = self._find(state, spelled, city)
        found = replace(found, custody=self._custody(state, spelled, city, found))
        return _placement(state, spelled, city, found, sureness)

    def _find(self, state: str, name: Words, city: str | None) -> _Found:
        """The first of the rules from the national lists on that finds something."""
        return (
            _keeper_without_place(name, state)
            or self._by_list(state, name, city)
            or self._by_county_in_name(state, name, city)
            or self._by_distinguishing_words(state, name, city)
            or self._by_city(state, name, city)
            or _by_keeper(name, state)
        )

    def _by_list(self, state: str, name: Words, city: str | None) -> _Found | None:
        listing = self._listed.exact(state, name, city)
        if listing is None or (listing.county is None and listing.custody is None):
            return None
        return _of_listing(PlacementRule.NATIONAL_LIST, listing)

    def _by_county_in_name(self, state: str, name: Words, city: str | None) -> _Found | None:
        if county := self._counties.named_in(state, name):
            return _Found(PlacementRule.COUNTY_IN_NAME, county, None)
        leading = self._counties.leading(state, name)
        if leading is None:
            return None
        county, length = leading
        around = self._cities.counties(state, city) if city else frozenset({county})
        if county in around and _JAIL_WORDS.issuperset(name[length:]):
            return _Found(PlacementRule.COUNTY_IN_NAME, county, Custody.COUNTY_JAIL, sureness=_BARE_COUNTY)
        return None

    def _by_distinguishing_words(self, state: str, name: Words, city: str | None) -> _Found | None:
        told = keepers.told(name, state)
        listing = self._listed.distinguished(state, name, city, told) or self._listed.distinguished(
            state, _without_city(name, city), city, told
        )
        if listing is None or (listing.county is None and listing.custody is None):
            return None
        return replace(_of_listing(PlacementRule.NATIONAL_LIST, listing), sureness=_ALIKE)

    def _by_city(self, state: str, name: Words, city: str | None) -> _Found | None:
        county = self._cities.county(state, city) if city else self._counties.only_one(state)
        if county is None and (named := _city_in_name(name)):
            county = self._cities.county(state, " ".join(named))
        return _Found(PlacementRule.CITY_AND_STATE, county, None) if county else None

    def _custody(self, state: str, name: Words, city: str | None, found: _Found) -> Custody:
        """Who holds: what only the name can say, else the list, else the name, else a like name in the list."""
        told = keepers.told(name, state)
        if told in _SAID_BY_NAME_ALONE:
            return told
        custody = told if told and found.custody == Custody.ICE else found.custody or told
        if custody is None and (alike := self._listed.distinguished(state, name, city, None)):
            custody = alike.custody
        system = PRISON_SYSTEMS.get(state)
        keeper_open = found.custody is None and custody in (None, Custody.COUNTY_JAIL)
        if system and system.unified and keeper_open and not _LOCKED.isdisjoint(name):
            return Custody.STATE_PRISON
        if custody == Custody.CITY_LOCKUP and "police" not in name and self._is_independent(state, name):
            return Custody.COUNTY_JAIL
        return custody or Custody.OTHER

    def _is_independent(self, state: str, name: Words) -> bool:
        named = _city_in_name(name)
        return named is not None and self._counties.independent_city(state, named) is not None


def _keeper_without_place(name: Words, state: str) -> _Found | None:
    """A marshal's district, or a whole prison system: a keeper, whose office is not where the people are held."""
    custody = keepers.told(name, state)
    if custody == Custody.FEDERAL and "marshals" in name:
        return _Found(PlacementRule.KEEPER_IN_NAME, None, Custody.FEDERAL)
    if custody == Custody.STATE_PRISON and keepers.is_whole_system(trimmed(name, state), state):
        return _Found(PlacementRule.KEEPER_IN_NAME, None, Custody.STATE_PRISON)
    return None


def _by_keeper(name: Words, state: str) -> _Found:
    """A keeper that is told without a place; else nothing."""
    custody = keepers.told(name, state)
    if custody == Custody.FEDERAL or (custody == Custody.STATE_PRISON and state in PRISON_SYSTEMS):
        return _Found(PlacementRule.KEEPER_IN_NAME, None, custody)
    return _Found(PlacementRule.UNPLACED, None, None)


def _without_city(name: Words, city: str | None) -> Words:
    """The words without the city at their end: `Sing Sing, Ossining` is Sing Sing."""
    ending = words(city or "")
    return name[: -len(ending)] if ending and name[-len(ending) :] == ending else name


def _city_in_name(name: Words) -> Words | None:
    """The words before `police` or `city`: the city of a police station's or a city jail's own name."""
    for at, word in enumerate(name):
        if word in ("police", "city") and at:
            return name[:at]
    return None


def _of_listing(rule: PlacementRule, listing: Listing) -> _Found:
    return _Found(rule, listing.county, listing.custody, display(words(listing.city)) or None)


def _of_override(line: Override) -> _Found:
    return _Found(PlacementRule.CURATED, line.county, line.custody)


def _placement(state: str, name: Words, city: str | None, found: _Found, sureness: float) -> Placement:
    custody = found.custody or Custody.OTHER
    system = PRISON_SYSTEMS.get(state) if custody == Custody.STATE_PRISON else None
    # a territory has neither counties nor a prison system here, whatever a rule found out about its keeper
    placed = found.county or system or custody == Custody.FEDERAL
    rule = found.rule if placed else PlacementRule.UNPLACED
    standing = None if found.county is None else display(words(city)) if city else found.city
    return Placement(
        # a name of kinds alone (`City Jail`) is another facility in each city
        facility=slug(state, name + words(standing or "") if is_nameless(name) else name),
        name=display(name, state),
        state=state,
        city=standing,
        county=found.county,
        prison_system=system.code if system else None,
        custody=custody,
        rule=rule,
        confidence=round(CONFIDENCE[rule] * found.sureness * sureness, 3),
    )


def _nowhere(name: Words) -> Placement:
    """The placement of a name whose state is not known: a federal keeper if it tells one, else nothing."""
    custody = keepers.told(name, None) or Custody.OTHER
    federal = custody == Custody.FEDERAL
    rule = PlacementRule.KEEPER_IN_NAME if federal else PlacementRule.UNPLACED
    return Placement(
        facility=slug("us", name),
        name=display(name),
        state=None,
        city=None,
        county=None,
        prison_system=None,
        custody=custody,
        rule=rule,
        confidence=CONFIDENCE[rule],
    )

"""Which state a name means where its source gives none: the one that it can mean, or none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from db.places.counties import Counties, county_runs
from db.places.listed import Listed
from db.places.named_state import told_state, trimmed
from db.places.names import Words, words
from db.places.overrides import Overrides
from db.rows import FacilityName

# How sure the state is: told by the name or by a county that only one state has; ICE writes the name for one state
# and no other has such a county or jail. Where another has one, its detainers may hide under the name: not placed.
_TOLD = 1.0
_ONE_STATE = 0.9


@dataclass(frozen=True, slots=True)
class MeantState:
    """The state that a name means, the city where a source gives one for that name, and how sure it is, 0 to 1."""

    state: str
    city: str | None
    sureness: float


class States:
    """What is known of the states in which each name occurs."""

    def __init__(
        self, counties: Counties, listed: Listed, overrides: Overrides, named: Iterable[FacilityName]
    ) -> None:
        self._counties = counties
        self._listed = listed
        self._overrides = overrides
        self._cities: defaultdict[tuple[str, Words], set[str]] = defaultdict(set)
        self._named: defaultdict[Words, set[str]] = defaultdict(set)
        for name in named:
            if name.state:
                self._named[words(name.name)].add(name.state)
                if name.city:
                    self._cities[name.state, words(name.name)].add(name.city)

    def city(self, state: str, name: str) -> str | None:
        """The one city that a source gives for this name in this state."""
        cities = self._cities.get((state, words(name)), set())
        return next(iter(cities)) if len(cities) == 1 else None

    def meant(self, name: str) -> MeantState | None:
        """The state that the name can only mean; None where it can mean several, or none is known."""
        spelled = words(name)
        if state := told_state(name):
            if not county_runs(spelled) or self._counties.named_in(state, trimmed(spelled, state)):
                return MeantState(state, self.city(state, name), _TOLD)
            return None
        return self._written_by_ice(name, spelled) or self._unmistakable(name, spelled)

    def _written_by_ice(self, name: str, spelled: Words) -> MeantState | None:
        """The one state in which ICE writes this name, in its records or in its list, if no other has such a place."""
        states = self._named.get(spelled, set()) | self._listed.states_of_ice(spelled)
        if len(states) != 1:
            return None
        (state,) = states
        others = self._listed.states_of_prisons(spelled) | self._with_county(spelled) | states
        return MeantState(state, self.city(state, name), _ONE_STATE) if len(others) == 1 else None

    def _unmistakable(self, name: str, spelled: Words) -> MeantState | None:
        """The one state that lists, counties and curated lines leave, where ICE writes the name for no state."""
        if self._named.get(spelled) or self._listed.states_of_ice(spelled):
            return None
        counties = self._with_county(spelled)
        states = self._overrides.states(spelled) or counties | self._listed.states_of_prisons(spelled)
        if len(states) != 1:
            return None
        (state,) = states
        return MeantState(state, None, _ONE_STATE)

    def _with_county(self, spelled: Words) -> frozenset[str]:
        """The states that have the county that the name names."""
        for run in county_runs(spelled):
            if states := self._counties.states_with(run):
                return states
        return frozenset()

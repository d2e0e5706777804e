"""The counties of the Census file: their names, what older codes became, and which one a facility's name names."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable
from importlib import resources

from db.places.lists import County
from db.places.names import Words, squash

_COUNTY_WORDS = frozenset({"county", "parish", "borough"})

# How the Census Bureau ends the names of county equivalents; independent cities have a small "city".
_ENDINGS = (
    " County",
    " Parish",
    " City and Borough",
    " Borough",
    " Census Area",
    " Municipality",
    " Planning Region",
    " City",
)


class Counties:
    """The counties and county equivalents that exist: 3,144 in the Census file of 2024, none in the territories."""

    def __init__(self, counties: Iterable[County]) -> None:
        self._codes: set[str] = set()
        self._by_name: dict[tuple[str, str], str] = {}
        self._independent: dict[tuple[str, str], str] = {}
        self._states_with: defaultdict[str, set[str]] = defaultdict(set)
        per_state: Counter[str] = Counter()
        only: dict[str, str] = {}
        for county in counties:
            self._codes.add(county.fips)
            per_state[county.state] += 1
            only[county.state] = county.fips
            if county.name.endswith((" city", " City")):
                self._independent[county.state, squash(county.name[: -len(" city")])] = county.fips
            if not county.name.endswith(" city"):
                key = squash(_without_ending(county.name))
                self._by_name[county.state, key] = county.fips
                self._states_with[key].add(county.state)
        self._only = {state: only[state] for state, count in per_state.items() if count == 1}
        self._changes = _read_changes()
        self._connecticut = _read_connecticut()

    def current(self, fips: str, state: str, city: str | None) -> str | None:
        """The county that a list's FIPS code stands for today; None in the territories and where it cannot be told.

        Connecticut's eight counties became nine planning regions in 2022 that cross their lines, so there the
        town decides and not the code.
        """
        if fips in self._codes:
            return fips
        if state == "CT":
            return self._connecticut.get(squash(city or ""))
        return self._changes.get((fips, squash(city or ""))) or self._changes.get((fips, ""))

    def of_town(self, state: str, city: str) -> str | None:
        """The county where law alone says it: a Connecticut town, or a state that is one county (D.C.)."""
        return self._only.get(state) or (self._connecticut.get(squash(city)) if state == "CT" else None)

    def only_one(self, state: str) -> str | None:
        """The county of a state that has but one: the District of Columbia."""
        return self._only.get(state)

    def by_name(self, state: str, name: str) -> str | None:
        """The county of that bare name (`Hennepin`, `St. Louis`) in the state, independent cities aside."""
        return self._by_name.get((state, squash(name)))

    def independent_city(self, state: str, name: str | Words) -> str | None:
        """The city of that name that belongs to no county: in Virginia, and Baltimore, St. Louis, Carson City."""
        return self._independent.get((state, squash(name)))

    def states_with(self, name: str | Words) -> frozenset[str]:
        """The states that have a county of that bare name."""
        return frozenset(self._states_with.get(squash(name), ()))

    def named_in(self, state: str, name: Words) -> str | None:
        """The county that the words name outright: `X county`, `county of X`, `X parish`, `X city` if independent."""
        for run in county_runs(name):
            if fips := self._by_name.get((state, squash(run))):
                return fips
        for run in _city_runs(name):
            if fips := self._independent.get((state, squash(run))):
                return fips
        return None

    def leading(self, state: str, name: Words) -> tuple[str, int] | None:
        """The county whose bare name begins the words (`placer jail`), and how many words it takes; longest first."""
        for length in range(len(name) - 1, 0, -1):
            if fips := self._by_name.get((state, squash(name[:length]))):
                return fips, length
        return None


def county_runs(name: Words) -> list[Words]:
    """What may be a county's bare name in the words, likeliest first: the words before `county`, the longest first."""
    runs: list[Words] = []
    for at, word in enumerate(name):
        if word in _COUNTY_WORDS:
            runs.extend(name[start:at] for start in range(at))
            if name[at + 1 : at + 2] == ("of",):
                runs.extend(name[at + 2 : end] for end in range(len(name), at + 2, -1))
    return runs


def _city_runs(name: Words) -> list[Words]:
    runs: list[Words] = []
    for at, word in enumerate(name):
        if word == "city":
            runs.extend(name[start:at] for start in range(at))
            if name[at + 1 : at + 2] == ("of",):
                runs.extend(name[at + 2 : end] for end in range(len(name), at + 2, -1))
    return runs


def _without_ending(name: str) -> str:
    for ending in _ENDINGS:
        if name.endswith(ending):
            return name.removesuffix(ending)
    return name


def _read_changes() -> dict[tuple[str, str], str]:
    text = (resources.files("db.places") / "county_changes.csv").read_text(encoding="utf-8")
    return {(row["old"], squash(row["city"])): row["new"] for row in csv.DictReader(text.splitlines())}


def _read_connecticut() -> dict[str, str]:
    text = (resources.files("db.places") / "connecticut_towns.csv").read_text(encoding="utf-8")
    return {squash(row["place"]): row["region"] for row in csv.DictReader(text.splitlines())}

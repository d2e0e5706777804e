"""The register of caveats: `caveats.toml`, and which of them go with a figure."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from db.figures import Caveat
from db.keys import Keys
from db.words import CaveatCode, Custody, Measure


class Scope(NamedTuple):
    """What a figure is about, as far as a caveat can ask. `within`: its code and those that it lies in."""

    source: str
    within: frozenset[str]
    is_county: bool
    custodies: frozenset[Custody]
    measure: Measure
    start: date | None
    end: date | None


@dataclass(frozen=True, slots=True)
class RegisteredCaveat:
    """A caveat with its scope and its origin; an empty part of the scope holds for everything."""

    caveat: Caveat
    sources: frozenset[str]
    within: frozenset[str]
    counties_only: bool
    custodies: frozenset[Custody]
    measures: frozenset[str]
    start: date | None
    end: date | None
    origin: str

    def holds(self, scope: Scope) -> bool:
        """Whether it goes with a figure of this scope."""
        return (
            (not self.sources or scope.source in self.sources)
            and (not self.within or bool(self.within & scope.within))
            and (scope.is_county or not self.counties_only)
            and (not self.custodies or bool(self.custodies & scope.custodies))
            and (not self.measures or scope.measure in self.measures)
            and (self.start is None or scope.end is None or self.start <= scope.end)
            and (self.end is None or scope.start is None or scope.start <= self.end)
        )


@cache
def register() -> tuple[RegisteredCaveat, ...]:
    """Every caveat of `caveats.toml`, in its order."""
    tables = tomllib.loads((files("db") / "caveats.toml").read_text("utf-8"))
    return tuple(_registered(keys) for keys in Keys("caveats.toml", tables).tables("caveat"))


@cache
def registered_places() -> frozenset[str]:
    """The codes that a caveat of the register is about."""
    return frozenset().union(*(entry.within for entry in register()))


def caveats_for(scope: Scope) -> tuple[Caveat, ...]:
    """The caveats that go with a figure, in the order of the register."""
    return tuple(entry.caveat for entry in register() if entry.holds(scope))


def merged(*groups: Iterable[Caveat]) -> tuple[Caveat, ...]:
    """Several groups of caveats as one, each once, in their order."""
    return tuple(dict.fromkeys(caveat for group in groups for caveat in group))


def _registered(keys: Keys) -> RegisteredCaveat:
    entry = RegisteredCaveat(
        caveat=Caveat(keys.word("code", CaveatCode), keys.take("text", str)),
        sources=frozenset(keys.take_if("sources", list) or ()),
        within=frozenset(keys.take_if("within", list) or ()),
        counties_only=keys.take_if("counties_only", bool) or False,
        custodies=frozenset(keys.words("custodies", Custody)),
        measures=frozenset(keys.words("measures", Measure)),
        start=keys.take_if("from", date),
        end=keys.take_if("to", date),
        origin=keys.take("origin", str),
    )
    keys.end()
    return entry

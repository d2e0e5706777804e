"""The entries of the public lists that places rest on: one frozen class for each list, without a file or a database."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class County:
    """A county or county equivalent of the Census Bureau: five-digit FIPS, full name, two-letter state."""

    fips: str
    name: str
    state: str


@dataclass(frozen=True, slots=True)
class ListedPrison:
    """A jail or prison of HIFLD's Prison Boundaries.

    `type` is HIFLD's word for the keeper: COUNTY, STATE, FEDERAL, LOCAL, MULTI or NOT AVAILABLE. `county` is the
    FIPS as the list has it, which may be one that no longer exists, or lie in a territory.
    """

    line: int
    name: str
    city: str
    state: str
    type: str
    juvenile: bool
    county: str


@dataclass(frozen=True, slots=True)
class IceFacility:
    """A facility of ICE's own list of 2017. `county` is a name as ICE wrote it, and not always the right one.

    `type` is ICE's detailed type: who contracts for the beds (IGSA, USMS IGA, BOP) or what they are (HOLD, HOSPITAL).
    """

    line: int
    code: str
    name: str
    city: str | None
    county: str | None
    state: str
    type: str


@dataclass(frozen=True, slots=True)
class Town:
    """How many police and sheriff's offices with this postal city stand in this county (HIFLD, FIPS as listed)."""

    city: str
    state: str
    county: str
    offices: int

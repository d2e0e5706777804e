"""The states, the District of Columbia and the five territories, by postal code, FIPS code and name."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType

from db.words import JurisdictionKind


@dataclass(frozen=True, slots=True)
class State:
    """A state or territory: two-letter postal code, two-digit FIPS code, name, STATE or TERRITORY."""

    code: str
    fips: str
    name: str
    kind: JurisdictionKind


def _read() -> Mapping[str, State]:
    text = (resources.files("db.places") / "states.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return MappingProxyType(
        {
            row["code"]: State(row["code"], row["fips"], row["name"], JurisdictionKind[row["kind"]])
            for row in rows
        }
    )


STATES: Mapping[str, State] = _read()
"""Every state and territory by its postal code, in the order of the codes."""

CODE_OF_NAME: Mapping[str, str] = MappingProxyType(
    {state.name.upper(): code for code, state in STATES.items()}
)
"""The postal code by the state's name in capitals, as ICE's files write it."""

CODE_OF_FIPS: Mapping[str, str] = MappingProxyType({state.fips: code for code, state in STATES.items()})
"""The postal code by the two-digit FIPS code, as the Census Bureau's files write it."""

"""The fifty state prison systems, by the state whose prisons they keep."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class PrisonSystem:
    """A state's prison system: code (`MN-DOC`), two-letter state, official name.

    `unified`: the state keeps prisons and jails as one system, so that no county has a jail of its own.
    """

    code: str
    state: str
    name: str
    unified: bool


def _read() -> Mapping[str, PrisonSystem]:
    text = (resources.files("db.places") / "prison_systems.csv").read_text(encoding="utf-8")
    return MappingProxyType(
        {
            row["state"]: PrisonSystem(row["code"], row["state"], row["name"], row["unified"] == "yes")
            for row in csv.DictReader(text.splitlines())
        }
    )


PRISON_SYSTEMS: Mapping[str, PrisonSystem] = _read()
"""The prison system of each state, by the state's postal code; the District and the territories have none here."""

"""The curated lines: what a reader of the records found out that no list and no name tells, each with its reason."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources

from db.places.named_state import trimmed
from db.places.names import Words, squash, words
from db.words import Custody


@dataclass(frozen=True, slots=True)
class Override:
    """One line of overrides.csv.

    `written` is the name as ICE writes it and `city` the city that it must have, blank for any. `name` is the
    facility's name set right, the same as `written` where only the place was wrong. `county` is a FIPS, or None
    where there is no single county; `custody` says who holds.
    """

    state: str
    written: str
    city: str
    name: str
    county: str | None
    custody: Custody
    reason: str


class Overrides:
    """The curated lines, found by state and name."""

    def __init__(self, lines: Iterable[Override]) -> None:
        self._lines: defaultdict[Words, list[Override]] = defaultdict(list)
        for line in lines:
            self._lines[trimmed(words(line.written), line.state)].append(line)

    def find(self, state: str, name: Words, city: str | None) -> Override | None:
        """The line for this name in this state; one that names the city goes before one for any city."""
        lines = [line for line in self._lines.get(name, ()) if line.state == state]
        for line in lines:
            if line.city and squash(line.city) == squash(city or ""):
                return line
        return next((line for line in lines if not line.city), None)

    def states(self, name: Words) -> frozenset[str]:
        """The states for which a line has this name."""
        return frozenset(line.state for line in self._lines.get(name, ()))


def read_overrides() -> Overrides:
    """The lines of overrides.csv."""
    text = (resources.files("db.places") / "overrides.csv").read_text(encoding="utf-8")
    return Overrides(_override(row) for row in csv.DictReader(text.splitlines()))


def _override(row: Mapping[str, str]) -> Override:
    return Override(
        state=row["state"],
        written=row["written"],
        city=row["city"],
        name=row["name"] or row["written"],
        county=row["county"] or None,
        custody=Custody[row["custody"]],
        reason=row["reason"],
    )

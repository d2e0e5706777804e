"""Other names, in one form with where each comes from: of places and prison systems, and of jails as ICE writes them."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import auto
from importlib import resources
from types import MappingProxyType

from db.places.former_counties import FORMER_COUNTIES
from db.places.named_state import trimmed
from db.places.names import words
from db.places.overrides import read_overrides
from db.places.prison_systems import PRISON_SYSTEMS
from db.places.states import STATES
from db.words import Word


class AliasOrigin(Word):
    """Where another name comes from."""

    FORMER = (
        auto(),
        "A name or a code of before: of a place renamed, or of a county whose area is now another's.",
    )
    USUAL = auto(), "What people say and write for short."
    CITY = auto(), "The city of that name lies in the county, or the most of it."
    AS_ICE_WRITES = auto(), "A spelling in ICE's records."
    MISSPELT = (
        auto(),
        "A spelling in ICE's records that is wrong, cut or ambiguous; the note says what is meant.",
    )


@dataclass(frozen=True, slots=True)
class Alias:
    """Another name, where it comes from, and what must be known of it."""

    name: str
    origin: AliasOrigin
    note: str | None = None


def _read() -> Mapping[str, Sequence[Alias]]:
    found: defaultdict[str, list[Alias]] = defaultdict(list)
    text = (resources.files("db.places") / "aliases.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        for code in row["code"].split():
            found[code].append(Alias(row["alias"], AliasOrigin[row["origin"]], row["note"] or None))
    for former in FORMER_COUNTIES.values():
        note = f"{former.name} {former.reason} in {former.since}"
        for code in former.replaced_by:
            found[code] += [Alias(each, AliasOrigin.FORMER, note) for each in (former.name, former.code)]
    for system in PRISON_SYSTEMS.values():
        state = STATES[system.state].name
        for name in ("prisons", "state prisons", "prison system", "DOC", "Department of Corrections"):
            found[system.code].append(Alias(f"{state} {name}", AliasOrigin.USUAL))
    return MappingProxyType(found)


ALIASES: Mapping[str, Sequence[Alias]] = _read()
"""The other names of each jurisdiction that has any, by its code."""


OVERRIDES = read_overrides()


def spelling(state: str | None, city: str | None, written: str) -> Alias:
    """A spelling in ICE's records as another name; where a curated line corrects it, with the line's reason."""
    line = OVERRIDES.find(state, trimmed(words(written), state), city) if state else None
    if line is None:
        return Alias(written, AliasOrigin.AS_ICE_WRITES)
    return Alias(written, AliasOrigin.MISSPELT, line.reason)

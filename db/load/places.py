"""Jurisdictions, facilities, and what each place counts in: made anew from all that is known, at each load."""

from __future__ import annotations

from collections.abc import Iterable

from db.database import Connection
from db.load.revise import revise
from db.places.codes import NATION
from db.places.gazetteer import Gazetteer, Placement
from db.places.prison_systems import PRISON_SYSTEMS
from db.places.states import STATES
from db.rows import FacilityName
from db.search.spelling import folded
from db.words import Custody, JurisdictionKind

JURISDICTION = ("code", "kind", "name", "parent", "state", "search_name")
FACILITY = [
    "id",
    "name",
    "state",
    "city",
    "county",
    "prison_system",
    "custody",
    "placed_by",
    "confidence",
    "search_name",
]
PLACE_WITHIN = ("place", "within", "facility", "custody", "placed")


async def write_jurisdictions(
    connection: Connection, counties: Iterable[tuple[str, str, str]], revision: int
) -> None:
    """The nation, the states and territories, their prison systems, and counties (FIPS, name, state)."""
    rows: list[tuple[str, JurisdictionKind, str, str | None, str | None]] = [
        (NATION, JurisdictionKind.NATION, "United States", None, None)
    ]
    rows += [(state.code, state.kind, state.name, NATION, state.code) for state in STATES.values()]
    rows += [
        (system.code, JurisdictionKind.PRISON_SYSTEM, system.name, system.state, system.state)
        for system in PRISON_SYSTEMS.values()
    ]
    rows += [(fips, JurisdictionKind.COUNTY, name, state, state) for fips, name, state in counties]
    await revise(
        connection,
        "jurisdiction",
        JURISDICTION,
        [(*row, folded(row[2])) for row in rows],
        revision,
    )


async def place_all(connection: Connection, gazetteer: Gazetteer, revision: int) -> dict[int, Placement]:
    """Place every name that any source has used, and return the placements by the key of the place.

    A facility that is known under several spellings lies where the surest of them puts it.
    """
    records = await connection.fetch(
        "select key, name, state, city, code, jurisdiction from place order by key"
    )
    placed = {
        row["key"]: gazetteer.place(FacilityName(row["name"], row["state"], row["city"], row["code"]))
        for row in records
        if row["jurisdiction"] is None
    }
    surest: dict[str, Placement] = {}
    for placement in placed.values():
        held = surest.get(placement.facility)
        if held is None or placement.confidence > held.confidence:
            surest[placement.facility] = placement
    facilities = [
        (
            facility.facility,
            facility.name,
            facility.state,
            facility.city,
            facility.county,
            facility.prison_system,
            facility.custody.value,
            facility.rule.value,
            facility.confidence,
            folded(facility.name),
        )
        for facility in surest.values()
    ]
    await revise(connection, "facility", FACILITY, facilities, revision)
    within: list[tuple[int, str, str | None, str, bool]] = [
        (row["key"], row["jurisdiction"], None, Custody.ALL.value, False)
        for row in records
        if row["jurisdiction"] is not None
    ]
    for key, placement in placed.items():
        facility = surest[placement.facility]
        areas = (facility.facility, NATION, facility.state, facility.county, facility.prison_system)
        within += [
            (key, area, facility.facility, facility.custody.value, facility.is_placed)
            for area in areas
            if area is not None
        ]
    await revise(connection, "place_within", PLACE_WITHIN, within, revision)
    return {key: surest[placement.facility] for key, placement in placed.items()}

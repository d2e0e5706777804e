"""The small integer keys that cells refer to: places, forms, lift reasons, grains. A key is never reused."""

from __future__ import annotations

from collections.abc import Iterable

from db.database import Connection
from db.rows import FacilityName
from db.vocabulary import exclusion_of, form_of, outcome_of

BLANK = 0
"""Key of a blank form or lift reason, or of a grain without that dimension; it has no row of its own."""


async def place_keys(
    connection: Connection, places: Iterable[FacilityName | str]
) -> dict[FacilityName | str, int]:
    """Keys of facilities as a source names them, and of jurisdictions by code; new ones are added."""
    known: dict[FacilityName | str, int] = {
        row["jurisdiction"] or FacilityName(row["name"], row["state"], row["city"], row["code"]): row["key"]
        for row in await connection.fetch("select key, name, state, city, code, jurisdiction from place")
    }
    new = [place for place in dict.fromkeys(places) if place not in known]
    records: list[tuple[object, ...]] = []
    for key, place in enumerate(new, start=max(known.values(), default=0) + 1):
        known[place] = key
        if isinstance(place, FacilityName):
            records.append((key, place.name, place.state, place.city, place.code, None))
        else:
            records.append((key, None, None, None, None, place))
    await connection.copy_records_to_table("place", records=records)
    return known


async def form_keys(connection: Connection, raw: Iterable[str | None]) -> dict[str | None, int]:
    """Keys of the forms by their raw text, None for blank; new ones are added."""
    known = {row["raw"]: row["key"] for row in await connection.fetch("select raw, key from form")}
    new = sorted({text for text in raw if text is not None} - known.keys())
    keys = dict(zip(new, range(max(known.values(), default=BLANK) + 1, 2**15), strict=False))
    await connection.copy_records_to_table(
        "form", records=[(key, text, form_of(text).value) for text, key in keys.items()]
    )
    return {**known, **keys, None: BLANK}


async def lift_reason_keys(connection: Connection, raw: Iterable[str | None]) -> dict[str | None, int]:
    """Keys of the lift reasons by their raw text, None for blank; new ones are added."""
    known = {row["raw"]: row["key"] for row in await connection.fetch("select raw, key from lift_reason")}
    new = sorted({text for text in raw if text is not None} - known.keys())
    keys = dict(zip(new, range(max(known.values(), default=BLANK) + 1, 2**15), strict=False))
    await connection.copy_records_to_table(
        "lift_reason",
        records=[(key, text, outcome_of(text).value, exclusion_of(text)) for text, key in keys.items()],
    )
    return {**known, **keys, None: BLANK}


async def grain_keys(connection: Connection, source: str, grains: Iterable[str]) -> dict[str, int]:
    """Keys of a source's grains by their IDs; a new one gets the next key."""
    known = {
        (row["source"], row["id"]): row["key"]
        for row in await connection.fetch("select source, id, key from grain order by key")
    }
    keys = {}
    for grain in grains:
        if (source, grain) not in known:
            known[source, grain] = max(known.values(), default=0) + 1
        keys[grain] = known[source, grain]
    return keys

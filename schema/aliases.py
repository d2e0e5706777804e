"""Other names of places, jails and prisons, with where each comes from."""

from __future__ import annotations

import strawberry

from db.places import aliases as known
from db.places.aliases import AliasOrigin
from schema.described import attribute


@strawberry.type(description="Another name, by which a search finds the thing too.")
class Alias:
    """A name, its origin and what must be known of it."""

    name: str = attribute("The other name, or a county's former code.")
    origin: AliasOrigin = attribute("Where it comes from.")
    note: str | None = attribute(
        "What must be known of it: what happened to a county, what is wrong with a spelling."
    )


def alias(given: known.Alias) -> Alias:
    """Another name as the schema shows it."""
    return Alias(name=given.name, origin=given.origin, note=given.note)

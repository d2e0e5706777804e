"""Global IDs: the kind of a thing and its own ID, readable and the same in every revision."""

from __future__ import annotations

import strawberry

from schema.codes import Code
from schema.described import attribute
from schema.errors import ClientError, require_text, shown

KINDS = ("jurisdiction", "facility", "record", "claim", "agreement", "source")
FORM = "a kind, a colon and an ID, for example jurisdiction:CA-CDCR; kinds are " + ", ".join(KINDS)

OF_ID = "The global ID: the kind and the thing's own ID, for example `jurisdiction:CA`."
"""What is said of `id`."""


@strawberry.interface(description="A thing with an ID that stays the same in every revision.")
class Node:
    """What every thing with a global ID has."""

    id: strawberry.ID = attribute(OF_ID)


def global_id(kind: str, own: str) -> strawberry.ID:
    """`jurisdiction:CA-CDCR`."""
    return strawberry.ID(f"{kind}:{own}")


def own_id(kind: str, given: str, argument: str = "id") -> str:
    """The thing's own ID, from a global ID of that kind or as it stands."""
    require_text(given, argument)
    own = given.removeprefix(f"{kind}:")
    if any(own.startswith(f"{other}:") for other in KINDS):
        message = f"{shown(given)} is not the ID of a {kind}."
        raise ClientError(Code.BAD_USER_INPUT, message, argument, f"an ID that begins with {kind}:")
    return own

"""What a jurisdiction's code tells by itself: the jurisdiction that it lies in."""

from __future__ import annotations

from db.places.states import CODE_OF_FIPS, STATES

NATION = "US"


def parent_of(code: str) -> str | None:
    """The state of a county (`27053`: `MN`) or prison system (`CA-CDCR`: `CA`), `US` for a state, None for the nation."""
    if code == NATION:
        return None
    if code in STATES:
        return NATION
    return CODE_OF_FIPS.get(code[:2]) if code.isdecimal() else code.partition("-")[0]


def lineage(code: str) -> tuple[str, ...]:
    """The code and everything that it lies in: `27053`, `MN`, `US`."""
    parent = parent_of(code)
    return (code,) if parent is None else (code, *lineage(parent))

"""The argument by which publishers who must suppress small counts ask for that."""

from __future__ import annotations

from typing import Annotated

import strawberry

from schema.codes import Code
from schema.errors import ClientError

LEAST, MOST = 2, 100
"""The bounds of the argument: with 1 nothing would be held back, and no rule known here asks for more than 100."""

MinCellArgument = Annotated[
    int | None,
    strawberry.argument(
        description=(
            f"Hold back counts of detainers from 1 to this less one, {LEAST} to {MOST}; none are if not given. With them "
            "goes what would give them away: what is shown in this or in any other answer with the same `minCell` and "
            "revision never adds up, or subtracts, to one of them, over the areas, custodies, facilities, outcomes, lift "
            "reasons, forms and periods that one source counts. What is held back is settled for each calendar year of "
            "a source: totals of places; each breakdown of a place alone. A part of a year is shown where its whole "
            "months are, and then only its totals. Not protected: the most that a count can be, and a count that an "
            "answer without `minCell`, with another one or from another revision shows, or another source over the same "
            "days. Published records, claims and populations are shown as they are. Example: 11."
        )
    ),
]


def require_min_cell(given: int | None) -> None:
    """Refuse a least count out of bounds."""
    if given is not None and not LEAST <= given <= MOST:
        raise ClientError(
            Code.BAD_USER_INPUT,
            f"`minCell` is {given}; {LEAST} to {MOST} are accepted.",
            "minCell",
            f"{LEAST} to {MOST}",
        )

"""What single published records count, where their measure alone would mislead. Each line has its origin.

The keys are the IDs of statements in the list of published figures.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from db.words import Measure

EXCLUDES: Mapping[str, Measure] = {
    # The Sun-Gazette, 2021-10-06: "477 were released back to the public", told apart from the "33 turned over".
    "tulare-2020-released": Measure.PICKUPS,
}
"""Releases with a detainer that leave out the people handed over: the others are to be added before dividing."""

HELD_BY_PEOPLE_RELEASED: Mapping[str, str] = {
    # The note on the record: "detainers recorded for people released in the year; not detainers issued in the year".
    "cdcr-2025-detainers": "the record counts the detainers of people released in the year, not those issued in it",
}
"""Detainers counted on the day of release: they are releases with a detainer, and never detainers issued."""


@dataclass(frozen=True, slots=True)
class Tally:
    """A whole and the parts that its keeper gives for it. `unlisted` are parts that stand in words alone."""

    whole: str
    parts: tuple[str, ...]
    unlisted: tuple[tuple[int, str], ...] = ()


TALLIES: tuple[Tally, ...] = (
    # The Sun-Gazette, 2021-10-06, of Tulare's 592 requests in 2020; the note on tulare-2020-released has the 41:
    # "41 more stayed in custody: 33 + 477 + 41 = 551, not 592".
    Tally(
        whole="tulare-2020-requests",
        parts=("tulare-2020-handed-over", "tulare-2020-released"),
        unlisted=((41, "stayed in custody"),),
    ),
)

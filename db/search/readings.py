"""What a search may mean: the words of a name, and the state that people write behind it, `Orange County, Calif.`"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from db.places.states import STATES
from db.search.spelling import spelled

# As the Associated Press shortens the names of states; those that it never does are left out.
_NEWSPAPERS = {
    "ala": "AL", "ariz": "AZ", "ark": "AR", "calif": "CA", "cal": "CA", "colo": "CO", "conn": "CT", "del": "DE",
    "fla": "FL", "ill": "IL", "ind": "IN", "kan": "KS", "kans": "KS", "mass": "MA", "mich": "MI", "minn": "MN",
    "miss": "MS", "mont": "MT", "neb": "NE", "nebr": "NE", "nev": "NV", "n h": "NH", "n j": "NJ", "n m": "NM",
    "n y": "NY", "n c": "NC", "n d": "ND", "okla": "OK", "ore": "OR", "oreg": "OR", "r i": "RI", "s c": "SC",
    "s d": "SD", "tenn": "TN", "tex": "TX", "wash": "WA", "w va": "WV", "wis": "WI", "wisc": "WI", "wyo": "WY",
}  # fmt: skip

_STATE_OF = {
    **_NEWSPAPERS,
    **{code.lower(): code for code in STATES if code != "CO"},
    **{spelled(state.name): code for code, state in STATES.items()},
}
"""The state by the words for it, as `spelled` writes them; CO, which is County more often, is told by its capitals."""

_COLORADO = re.compile(r",\s*[Cc][Oo]$|[a-z].*\sCO$")


@dataclass(frozen=True, slots=True)
class Reading:
    """The words to look for, spelled, and the state that they must be in, None for any."""

    words: str
    state: str | None = None


@lru_cache(maxsize=256)
def words_of(text: str) -> tuple[str, ...]:
    """The words of a search, spelled; none of one that has no letter or digit in it, which finds nothing."""
    return tuple(spelled(text).split())


def readings(text: str) -> Iterator[Reading]:
    """Every way to read a search, the plain one first."""
    words = words_of(text)
    if len(words) > 1 and _in_colorado(text):
        yield Reading(" ".join(words[:-1]), "CO")
        return
    if words:
        yield Reading(" ".join(words))
    for length in (3, 2, 1):
        state = _STATE_OF.get(" ".join(words[-length:]))
        if state and len(words) > length:
            before = words[:-length]
            if before[-1] in {"in", "of"} and len(before) > 1:
                before = before[:-1]
            yield Reading(" ".join(before), state)


def _in_colorado(text: str) -> bool:
    """`El Paso, CO` and `El Paso CO` are in Colorado; `El Paso Co.` is a county."""
    return _COLORADO.search(text.strip()) is not None

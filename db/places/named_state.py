"""The state that a facility's name carries in itself: `DAKOTA CO. JAIL, MN`, `OREGON STATE PEN SALEM`."""

from __future__ import annotations

from db.places.names import Words, vocabulary, words
from db.places.states import STATES

_NAMES = {words(state.name): code for code, state in STATES.items()}

# A code at the end, without a comma before it, that is hardly ever another word. CO is County, CT Court, SD the
# sheriff's department or a southern district, LA Los Angeles, and so on: those count after a comma only.
_CLEAR_CODES = vocabulary("AZ CA FL GA IA IL KS KY MI MN NH NJ NM NV NY OH OK PA RI TN TX UT VT WI WV WY")
_NEVER_A_STATE = frozenset({"CO"})

_STATE_FOLLOWS = frozenset({"state", "department", "doc"})
"""After a state's name or code at the head of a name: `GEORGIA DEPT OF CORRECTIONS`, `SD STATE PEN`."""

# The prefix of a prison system's own names.
_SYSTEM_PREFIX = {"aspc": "AZ", "tdcj": "TX", "tdc": "TX"}


def trimmed(name: Words, state: str | None) -> Words:
    """The words without the state at their end, which ICE adds to some spellings of a name and not to others."""
    if state is None:
        return name
    for ending in ((state.lower(),), words(STATES[state].name)):
        if len(name) > len(ending) + 1 and name[-len(ending) :] == ending and name[-len(ending) - 1] != "of":
            return name[: -len(ending)]
    return name


def told_state(name: str) -> str | None:
    """The two-letter code of the state that the name carries, or None."""
    return _at_end(name) or _at_head(words(name))


def _at_end(name: str) -> str | None:
    plain = name.strip().rstrip(").").rstrip()
    head, comma, tail = plain.rpartition(",")
    code = tail.strip().upper()
    if comma and head.strip() and code in STATES and code not in _NEVER_A_STATE:
        return code
    spelled = words(plain)
    if len(spelled) > 2 and spelled[-1].upper() in _CLEAR_CODES:
        return spelled[-1].upper()
    for length in (3, 2, 1):
        if len(spelled) > length + 1 and spelled[-length - 1] != "of":
            state = _NAMES.get(spelled[-length:])
            if state:
                return state
    return None


def _at_head(spelled: Words) -> str | None:
    if not spelled:
        return None
    if spelled[0] in _SYSTEM_PREFIX:
        return _SYSTEM_PREFIX[spelled[0]]
    for length in (2, 1):
        if len(spelled) > length and spelled[length] in _STATE_FOLLOWS:
            state = _NAMES.get(spelled[:length])
            if state:
                return state
    code = spelled[0].upper()
    return code if code in STATES and len(spelled) > 1 and spelled[1] in _STATE_FOLLOWS else None

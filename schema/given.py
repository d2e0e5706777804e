"""The values that a request gives to variables, told apart as JSON tells them: what follows from the last ones is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, Generic, TypeVar

Found = TypeVar("Found")

MOST: Final = 8
"""Values for which it is kept what follows from them, of one operation."""

LONG: Final = 1000
"""Characters from which values are too long to be kept."""


class Kept(Generic[Found]):
    """What was found for the values given last. 1, 1.0 and true are equal to Python, and are not here."""

    def __init__(self) -> None:
        self._found: dict[str, Found] = {}

    def of(self, values: Mapping[str, Any] | None, find: Callable[[], Found]) -> Found:
        """What `find` finds, which must hang on nothing but these values."""
        text = repr(values)
        found = self._found.get(text)
        if found is not None:
            return found
        found = find()
        if len(text) < LONG:
            if len(self._found) == MOST:
                del self._found[next(iter(self._found))]
            self._found[text] = found
        return found

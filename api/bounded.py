"""A mapping that forgets: what was asked for longest ago goes when there is no more room."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Bounded(Generic[Key, Value]):
    """Values with their sizes, in whatever unit the budget has; together they never exceed it."""

    def __init__(self, budget: int) -> None:
        self.budget = budget
        self.size = 0
        self._kept: OrderedDict[Key, tuple[Value, int]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def __contains__(self, key: Key) -> bool:
        return key in self._kept

    def get(self, key: Key) -> Value | None:
        """The value, which then is the last to go; None if there is none or no more."""
        found = self._kept.get(key)
        if found is None:
            return None
        self._kept.move_to_end(key)
        return found[0]

    def put(self, key: Key, value: Value, size: int) -> None:
        """Keep a value in place of the key's last one. A value that is larger than the budget is not kept."""
        before = self._kept.pop(key, None)
        if before is not None:
            self.size -= before[1]
        if size > self.budget:
            return
        self._kept[key] = (value, size)
        self.size += size
        while self.size > self.budget:
            _, (_, freed) = self._kept.popitem(last=False)
            self.size -= freed

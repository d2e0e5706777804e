"""Rows of one revision as a list of the schema: each is shown as an object when somebody takes it, and of all together a
few fields are told without any."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from operator import attrgetter
from typing import Any, Generic, NamedTuple, TypeVar, overload

from schema.compiled.tree import Selection
from schema.context import At
from schema.described import Column, Listed, Lists, Many

Shown = TypeVar("Shown")


class Showing(NamedTuple):
    """How rows are shown: `show` makes the object of one.

    `attributes` are the fields that a row has under the same name, `many` resolves others for many at once: given
    the revision, the rows, and what a Many is given beside its objects.
    """

    show: Callable[[At, Any], Any]
    attributes: frozenset[str]
    many: Mapping[str, Many]


class Rows(Sequence[Shown], Listed, Column, Generic[Shown]):
    """The list; as a Column it tells no other fields than those."""

    def __init__(self, at: At, rows: Sequence[Any], showing: Showing) -> None:
        self._at = at
        self._rows = rows
        self._showing = showing

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, place: int) -> Shown: ...

    @overload
    def __getitem__(self, place: slice) -> Rows[Shown]: ...

    def __getitem__(self, place: int | slice) -> Shown | Rows[Shown]:
        if isinstance(place, slice):
            return Rows(self._at, self._rows[place], self._showing)
        shown: Shown = self._showing.show(self._at, self._rows[place])
        return shown

    @classmethod
    def column(cls, lists: Sequence[Any], selection: Selection) -> Column | None:
        """All elements of such lists, where they are of one revision and nothing else is asked of them."""
        first = lists[0]
        told = first._showing.attributes | first._showing.many.keys()
        if not selection.names_asked <= told or any(each._at is not first._at for each in lists):
            return None
        return cls(first._at, list(chain.from_iterable(each._rows for each in lists)), first._showing)

    async def field(
        self, name: str, selection: Selection | None, **given: Any
    ) -> Sequence[Any] | Column | Lists:
        """The values of one of those that are told."""
        if name in self._showing.attributes:
            return list(map(attrgetter(name), self._rows))
        return await self._showing.many[name](self._at, self._rows, selection, **given)

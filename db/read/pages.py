"""A page of rows under one parent, with how many there are in all pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Row = TypeVar("Row")


class OtherListError(ValueError):
    """The place after which a page shall begin is not one of this list: of another order or search, say."""


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """`rows` of this page in order, `keys` the sort key of each for its cursor, `total` over all pages."""

    rows: tuple[Row, ...]
    keys: Sequence[tuple[str, ...]]
    total: int
    more: bool

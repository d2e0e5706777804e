"""The names of columns: made alike, whoever wrote them, and matched with those that a layout needs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from db.parsers import LayoutError

MOST_NAMED = 8
"""How many columns a message names before it only counts."""

HEADER_WITHIN_LINES = 20
"""A workbook may have a title and notes above its header; ICE's current ones have six lines."""


def plain(name: str) -> str:
    """A column's name without case, blanks and punctuation: `Facility State` and `facility_state` are one."""
    return re.sub(r"[\W_]+", " ", name.casefold()).strip()


def listed(columns: Iterable[str]) -> str:
    """Columns in words: quoted, and beyond a few only their number."""
    names = list(columns)
    more = f" and {len(names) - MOST_NAMED:,} more" if len(names) > MOST_NAMED else ""
    return ", ".join(f"“{name}”" for name in names[:MOST_NAMED]) + more


@dataclass(frozen=True, slots=True)
class Matched:
    """Which column of a file stands for each that was asked for, and the columns that nobody knows."""

    column_of: Mapping[str, str]
    unmapped: tuple[str, ...]


def match(
    path: Path,
    header: Sequence[str],
    wanted: Mapping[str, Collection[str]],
    optional: Collection[str],
    known: Collection[str],
) -> Matched:
    """Find the columns of a header. `wanted` gives the plain names that each may have; `known` are not read.

    Raises `LayoutError` where one is missing or there twice.
    """
    twice = [name for name, times in Counter(plain(name) for name in header if name).items() if times > 1]
    if twice:
        raise LayoutError(f"{path.name} has more than one column {listed(twice)}.")
    by_plain = {plain(name): name for name in header}
    column_of: dict[str, str] = {}
    for column, names in wanted.items():
        found = [by_plain[name] for name in names if name in by_plain]
        if len(found) > 1:
            raise LayoutError(f"{path.name} has two columns for one thing: {listed(found)}.")
        if found:
            column_of[column] = found[0]
    missing = [column for column in wanted if column not in column_of and column not in optional]
    if missing:
        raise LayoutError(f"{path.name} has no column {listed(missing)}.")
    read = set(column_of.values())
    unmapped = tuple(name for name in header if name and name not in read and plain(name) not in known)
    return Matched(column_of, unmapped)

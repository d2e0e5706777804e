"""A column of a table: its name, its type, what it says, and how it is taken from a row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Generic, TypeAlias, TypeVar

from db.words import CaveatCode, FigureStatus, Qualifier, Word
from schema.context import At
from schema.figures import Caveat, Figure
from schema.periods import Period
from schema.sources import Source

Row = TypeVar("Row")
Cell: TypeAlias = str | int | float | date | None


class Type(Enum):
    """The types that a column can have; each format and each dictionary has its own name for them."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """A column. An empty cell says that there is no value; `words` is the closed set that a text is one of."""

    name: str
    kind: Type
    description: str
    of: Callable[[At, Row], Cell]
    words: type[Word] | None = None


def text(name: str, description: str, of: Callable[[Row], str | None]) -> Column[Row]:
    """Free text, a name or an ID."""
    return Column(name, Type.TEXT, description, lambda _, row: of(row))


def word(name: str, words: type[Word], description: str, of: Callable[[Row], Word | None]) -> Column[Row]:
    """A word of a closed set."""
    return Column(name, Type.TEXT, description, lambda _, row: of(row), words)


def day(name: str, description: str, of: Callable[[Row], date | None]) -> Column[Row]:
    """A day."""
    return Column(name, Type.DATE, description, lambda _, row: of(row))


def integer(name: str, description: str, of: Callable[[Row], int | None]) -> Column[Row]:
    """A whole number."""
    return Column(name, Type.INTEGER, description, lambda _, row: of(row))


def number(name: str, description: str, of: Callable[[Row], float | None]) -> Column[Row]:
    """A number."""
    return Column(name, Type.NUMBER, description, lambda _, row: of(row))


def of_figure(name: str, what: str, of: Callable[[Row], Figure | None]) -> tuple[Column[Row], ...]:
    """A figure: its value with the bounds, how it is limited, and why it has none. `what` says what and in which unit."""

    def part(attribute: str) -> Callable[[At, Row], Cell]:
        def cell(_: At, row: Row) -> Cell:
            figure = of(row)
            return None if figure is None else getattr(figure, attribute)

        return cell

    return (
        Column(f"{name}_value", Type.NUMBER, f"{what}; empty where it is not known, never 0.", part("value")),
        Column(f"{name}_lower", Type.NUMBER, f"{what}: the least that it can be.", part("lower")),
        Column(
            f"{name}_upper",
            Type.NUMBER,
            f"{what}: the most that it can be; empty if no bound is known.",
            part("upper"),
        ),
        Column(
            f"{name}_qualifier",
            Type.TEXT,
            f"How the source limits {name}_value.",
            part("qualifier"),
            Qualifier,
        ),
        Column(
            f"{name}_status",
            Type.TEXT,
            f"Whether {name}_value was reported or derived, and if there is none, why.",
            part("status"),
            FigureStatus,
        ),
    )


def of_period(of: Callable[[Row], Period]) -> tuple[Column[Row], ...]:
    """The days that a row covers."""
    return (
        text("period", "The period in words fit to print: 2025, FY2015, 2025-12.", lambda row: of(row).label),
        day("period_from", "The first day; empty where the source does not say.", lambda row: of(row).from_),
        day("period_to", "The last day; empty where the source does not say.", lambda row: of(row).to),
    )


def of_source(of: Callable[[Row], Source | None]) -> tuple[Column[Row], ...]:
    """The publication that a row comes from."""

    def part(attribute: str) -> Callable[[At, Row], Cell]:
        def cell(_: At, row: Row) -> Cell:
            found = of(row)
            return None if found is None else getattr(found, attribute)

        return cell

    return (
        Column(
            "source", Type.TEXT, "The ID of the source; empty where a number comes from no one.", part("id")
        ),
        Column("source_title", Type.TEXT, "The title of the source.", part("title")),
        Column("source_url", Type.TEXT, "Where the source is.", part("url")),
    )


def of_caveats(of: Callable[[Row], list[Caveat]]) -> tuple[Column[Row], ...]:
    """What must be known before a row is printed."""
    codes = ", ".join(CaveatCode)
    return (
        text(
            "caveat_codes",
            f"The kinds of caveat, separated by spaces: {codes}.",
            lambda row: " ".join(caveat.code for caveat in of(row)) or None,
        ),
        text(
            "caveats",
            "The caveats in sentences fit to print.",
            lambda row: " ".join(caveat.text for caveat in of(row)) or None,
        ),
    )

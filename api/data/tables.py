"""A table: its columns, its key, the parameters that it takes, and its rows at a revision with what they cost."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeAlias

from api.data.asked import Asked
from api.data.columns import Cell, Column, Row, Type
from api.data.parameters import AS_OF, Parameter
from db.words import Word
from schema.context import At
from schema.cost.declared import Given, size_of
from schema.cost.estimate import Estimate
from schema.cost.holdings import ROWS_OF_A_REVISION, TABLES_OF_A_REVISION, more_if_named

Cells: TypeAlias = tuple[Cell, ...]
"""One row, in the order of the columns."""


@dataclass(frozen=True, slots=True)
class Size:
    """How large a table is at most: its rows, the statements that it takes, and the rows that those `read`."""

    rows: int
    statements: int = 0
    read: int = 0


@dataclass(frozen=True)
class Table(Generic[Row]):
    """A table. `own_columns` is every column but the revision, which each table has last; `key` tells rows apart.

    `size` tells from the parameters, and from what is known of a revision, how large the table will be.
    """

    name: str
    title: str
    description: str
    own_columns: tuple[Column[Row], ...]
    key: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    rows: Callable[[At, Asked], AsyncIterator[Row]]
    size: Callable[[At, Asked], Size]

    @property
    def columns(self) -> tuple[Column[Any], ...]:
        """Every column, in the order of every file."""
        return (*self.own_columns, REVISION)

    def estimate(self, at: At, asked: Asked) -> Estimate:
        """What a file costs at most, as a question would. Raises ClientError where a value cannot be used."""
        size = self.size(at, asked)
        given: Given = {"asOf": asked.text(AS_OF)}
        return Estimate(
            size_of(more_if_named(size.statements, TABLES_OF_A_REVISION), given),
            size_of(more_if_named(size.read, ROWS_OF_A_REVISION), given),
            size.rows * len(self.columns),
        )

    async def cells(self, at: At, asked: Asked) -> AsyncIterator[Cells]:
        """The rows that meet the parameters. Raises ClientError before the first where a value cannot be used."""
        columns = self.columns
        async for row in self.rows(at, asked):
            yield tuple(plain(column.of(at, row)) for column in columns)


def plain(cell: Cell) -> Cell:
    """A word as its text, for writers that know no enumerations."""
    return cell.value if isinstance(cell, Word) else cell


REVISION: Column[Any] = Column(
    "revision",
    Type.INTEGER,
    "The revision of the database that answered; asOf with this number gives the same file again.",
    lambda at, _: at.revision,
)

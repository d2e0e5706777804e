"""Writes a table so that a revision costs what it changed.

A row holds for the revisions `since` <= r < `until`. To revise is to close the rows that no longer hold and to add
the new ones; what stayed the same is not touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from db.database import Connection

FOREVER = 2147483647
"""`until` of a row that still holds: the largest PostgreSQL integer."""


@dataclass(frozen=True, slots=True)
class Change:
    """How many rows a revision added and closed in one table."""

    added: int
    closed: int


async def revise(
    connection: Connection,
    table: str,
    columns: Sequence[str],
    rows: Iterable[tuple[object, ...]],
    revision: int,
    scope: str = "true",
    *scope_arguments: object,
) -> Change:
    """Make `rows` what `table` holds from `revision` on, within `scope` (a condition on the present rows).

    `rows` are tuples in the order of `columns`; a row given twice counts once.
    """
    names = ", ".join(columns)
    present = await connection.fetch(
        f"select row_id, {names} from {table} where until = {FOREVER} and {scope}", *scope_arguments
    )
    held = {tuple(_hashable(value) for value in record[1:]): record[0] for record in present}
    wanted = dict.fromkeys(tuple(_hashable(value) for value in row) for row in rows)
    closed = [row_id for values, row_id in held.items() if values not in wanted]
    added = [(*values, revision) for values in wanted if values not in held]
    if closed:
        await connection.execute(
            f"update {table} set until = $1 where row_id = any($2::bigint[])", revision, closed
        )
    if added:
        await connection.copy_records_to_table(table, columns=[*columns, "since"], records=added)
    return Change(len(added), len(closed))


CELL_KEY = ("grain", "place", "start_on", "end_on", "form", "lift_reason", "criminality", "duplicate")
"""What tells one cell from another; none of it is ever null."""

CELL = (*CELL_KEY, "count")


async def revise_cells(
    connection: Connection,
    rows: Iterable[tuple[object, ...]],
    revision: int,
    scope: str,
    *scope_arguments: object,
) -> Change:
    """Make `rows`, in the order of `CELL`, the cells that hold from `revision` on, within `scope`.

    As `revise`, for hundreds of thousands of rows: they are compared in the database. `scope` is a condition on the
    cells `c`, its arguments counted from $2.
    """
    await _stage(connection, rows)
    same = _same(CELL)
    closed = await connection.execute(
        f"update detainer_cell c set until = $1 where c.until = {FOREVER} and {scope} "
        f"and not exists (select from wanted w where {same})",
        revision,
        *scope_arguments,
    )
    return Change(await _add(connection, revision), _affected(closed))


async def add_to_cells(connection: Connection, rows: Iterable[tuple[object, ...]], revision: int) -> Change:
    """Add the counts of `rows`, in the order of `CELL`, to the cells that hold, from `revision` on."""
    await _stage(connection, rows)
    same = _same(CELL_KEY)
    await connection.execute(
        f"update wanted w set count = w.count + c.count from detainer_cell c where c.until = {FOREVER} and {same}"
    )
    closed = await connection.execute(
        f"update detainer_cell c set until = $1 from wanted w where c.until = {FOREVER} and {same}", revision
    )
    return Change(await _add(connection, revision), _affected(closed))


async def _stage(connection: Connection, rows: Iterable[tuple[object, ...]]) -> None:
    """Put the rows in a temporary table, which goes with the transaction or the connection."""
    names = ", ".join(CELL)
    await connection.execute("drop table if exists pg_temp.wanted")
    await connection.execute(
        f"create temporary table wanted on commit drop as select {names} from detainer_cell limit 0"
    )
    await connection.copy_records_to_table("wanted", columns=CELL, records=rows)
    await connection.execute("analyze wanted")


async def _add(connection: Connection, revision: int) -> int:
    names = ", ".join(CELL)
    added = await connection.execute(
        f"insert into detainer_cell ({names}, since) select {names}, $1 from wanted w "
        f"where not exists (select from detainer_cell c where c.until = {FOREVER} and {_same(CELL)})",
        revision,
    )
    return _affected(added)


def _same(columns: Sequence[str]) -> str:
    return " and ".join(f"c.{name} = w.{name}" for name in columns)


def _affected(status: str) -> int:
    """The number of rows at the end of what PostgreSQL says of a statement: `INSERT 0 42`."""
    return int(status.rsplit(" ", 1)[1])


def _hashable(value: object) -> object:
    """Arrays come back as lists; a set needs tuples."""
    return tuple(value) if isinstance(value, list) else value

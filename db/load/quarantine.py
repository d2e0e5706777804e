"""The rows that broke a rule: listed, shown whole, and exported so that they can be mended and loaded again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from db.database import Connection
from db.parsers.detainer_columns import NAMES

ABOUT = ("source", "release", "file", "sheet", "line", "column", "value", "rule")
"""What stands before the cells of a row in an export."""


@dataclass(frozen=True, slots=True)
class QuarantinedRow:
    """A row in quarantine. `mended` is the revision that loaded it again, None while it waits."""

    source: str
    release: int
    file: str
    sheet: str | None
    line: int
    column: str
    value: str
    rule: str
    mended: int | None
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class QuarantinedRule:
    """How many rows of a file break a rule, and how many of them have been mended."""

    source: str
    release: int
    file: str
    column: str
    rule: str
    rows: int
    mended: int


async def quarantined_rules(connection: Connection) -> list[QuarantinedRule]:
    """The rules that were broken, by file."""
    records = await connection.fetch(
        "select r.source, r.id, r.file_name, q.column_name, q.rule, count(*)::int, count(q.mended)::int "
        "from quarantine q join release r on r.id = q.release where r.withdrawn is null "
        "group by r.id, q.column_name, q.rule order by r.id, 6 desc, q.rule"
    )
    return [QuarantinedRule(*record) for record in records]


async def quarantined_rows(connection: Connection, release: int) -> list[QuarantinedRow]:
    """The rows of a release in quarantine, in the order of the file."""
    records = await connection.fetch(
        'select r.source, r.id as release, r.file_name as file, q.sheet, q.line, q.column_name as "column", q.value, q.rule, '
        "q.mended, q.cells "
        "from quarantine q join release r on r.id = q.release where r.id = $1 order by q.sheet nulls first, q.line",
        release,
    )
    return [QuarantinedRow(**{**record, "cells": json.loads(record["cells"])}) for record in records]


def export_columns(row: QuarantinedRow) -> dict[str, str]:
    """The heading of each cell of a row under which `load` reads it again."""
    if row.source == "ice-detainers":
        return {name: NAMES[name][0].title() for name in row.cells}
    return {name: name for name in row.cells}


def exported(rows: Sequence[QuarantinedRow]) -> list[dict[str, str]]:
    """The rows as a table: where each stood, and its cells, to be mended in place."""
    return [
        {
            **{
                f"Quarantine {name}": "" if (value := getattr(row, name)) is None else str(value)
                for name in ABOUT
            },
            **{heading: row.cells[name] for name, heading in export_columns(row).items()},
        }
        for row in rows
        if row.mended is None
    ]

"""What a load did, for people and for programs: rows in and out, places, totals, and what moved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from db.database import Connection
from db.load.read import ReadFile
from db.load.revise import FOREVER
from db.reconcile import Checked, Row, checked
from db.rows import Rejected, Statement

if TYPE_CHECKING:
    from db.load.pipeline import Batch

EXAMPLES = 3
"""Rows that are shown for each rule."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Detainers of one source as they stand: by month, for each day on which one of its cells begins."""

    months: Mapping[date, int]
    known_to: date | None


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule, how many rows of a file break it, and the first of them."""

    rule: str
    column: str
    rows: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FileReport:
    """A file: rows = loaded + quarantined."""

    file_name: str
    sha256: str
    rows: int
    loaded: int
    quarantined: int
    broken: tuple[Broken, ...]
    duplicates: int
    unmapped: tuple[str, ...]
    remarks: tuple[str, ...]
    covers_from: date | None
    covers_to: date | None


@dataclass(frozen=True, slots=True)
class PlaceRule:
    """How many places of a source, and of its detainers, a rule has placed."""

    rule: str
    places: int
    detainers: int


@dataclass(frozen=True, slots=True)
class MonthChange:
    """A month, and its detainers in the revision before and in this one."""

    month: date
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class SourceReport:
    """What a load did to a source. `revision` is None if nothing was new, or in a dry run.

    `standing` are the IDs of the statements that none of its files has and that stand as they were loaded before.
    """

    source: str
    revision: int | None
    is_new: bool
    files: tuple[FileReport, ...]
    new_texts: tuple[str, ...] = ()
    places: tuple[PlaceRule, ...] = ()
    totals: tuple[Checked, ...] = ()
    changes: tuple[MonthChange, ...] = ()
    known_to: date | None = None
    drift: tuple[str, ...] = ()
    standing: tuple[str, ...] = ()

    @classmethod
    def nothing_new(cls, source: str, files: Sequence[ReadFile]) -> SourceReport:
        """The report on files that have all been loaded before."""
        return cls(source, None, is_new=False, files=tuple(map(file_report, files)))

    @classmethod
    def of(
        cls,
        batch: Batch,
        revision: int,
        before: Counted,
        after: Counted,
        new_texts: tuple[str, ...],
        places: tuple[PlaceRule, ...],
        standing: tuple[str, ...],
    ) -> SourceReport:
        """The report on a batch as it was written."""
        files = (*batch.files, *(mend.file for mend in batch.mends))
        rows = [row for file in batch.files for row in file.accepted if isinstance(row, Row)]
        months = sorted({*before.months, *after.months})
        changes = [
            MonthChange(month, before.months.get(month, 0), after.months.get(month, 0)) for month in months
        ]
        return cls(
            source=batch.source.id,
            revision=revision,
            is_new=True,
            files=tuple(map(file_report, files)),
            new_texts=new_texts,
            places=places,
            totals=tuple(checked(batch.source, rows)) if batch.is_whole else (),
            changes=tuple(change for change in changes if change.before != change.after),
            known_to=before.known_to,
            standing=standing,
        )


def file_report(file: ReadFile) -> FileReport:
    """What is told of a file."""
    counted = file.counted
    return FileReport(
        file_name=file.path.name,
        sha256=file.sha256,
        rows=file.rows,
        loaded=file.loaded,
        quarantined=file.quarantined,
        broken=_broken(file.rejected),
        duplicates=counted.duplicates if counted else 0,
        unmapped=file.unmapped,
        remarks=file.remarks,
        covers_from=counted.first if counted else None,
        covers_to=counted.last if counted else None,
    )


async def count_of(connection: Connection, source: str) -> Counted:
    """How many detainers of a source each month has now."""
    records = await connection.fetch(
        "select date_trunc('month', c.start_on)::date as month, sum(c.count)::int as count from detainer_cell c "
        f"where c.until = {FOREVER} and c.grain = any(select key from grain where source = $1) group by 1",
        source,
    )
    known_to = await connection.fetchval(
        f"select max(covers_to) from grain where source = $1 and until = {FOREVER}", source
    )
    return Counted({record["month"]: record["count"] for record in records}, known_to)


async def still_standing(connection: Connection, source: str, files: Sequence[ReadFile]) -> tuple[str, ...]:
    """The IDs of the statements of a source that hold and that none of these files has; none if they have no statement."""
    given = [row.id for file in files for row in file.accepted if isinstance(row, Statement)]
    records = await connection.fetch(
        f"select id from statement where until = {FOREVER} and dataset = $1 and id <> all($2) order by id",
        source,
        given,
    )
    return tuple(record["id"] for record in records) if given else ()


async def place_rules(connection: Connection, source: str) -> tuple[PlaceRule, ...]:
    """By which rule the places of a source lie where they do, most detainers first."""
    records = await connection.fetch(
        "select coalesce(f.placed_by, 'NO_FACILITY') as rule, count(distinct c.place)::int as places, "
        "sum(c.count)::int as detainers from detainer_cell c "
        f"join place_within w on w.place = c.place and w.within = 'US' and w.until = {FOREVER} "
        f"left join facility f on f.id = w.facility and f.until = {FOREVER} "
        f"where c.until = {FOREVER} and c.grain = any(select key from grain where source = $1) "
        "group by 1 order by 3 desc",
        source,
    )
    return tuple(PlaceRule(record["rule"], record["places"], record["detainers"]) for record in records)


def _broken(rejected: Sequence[Rejected]) -> tuple[Broken, ...]:
    rows: Counter[tuple[str, str]] = Counter((row.rule, row.column) for row in rejected)
    return tuple(
        Broken(
            rule,
            column,
            count,
            tuple(
                f"{f'{row.sheet}, ' if row.sheet else ''}line {row.line}: “{row.value}”"
                for row in [row for row in rejected if (row.rule, row.column) == (rule, column)][:EXAMPLES]
            ),
        )
        for (rule, column), count in rows.most_common()
    )

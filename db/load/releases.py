"""What each file was, kept for good: its fingerprint, its days, its rows that broke a rule."""

from __future__ import annotations

import json
from collections.abc import Sequence

from db.database import Connection, Record
from db.load.mended import MendedFile
from db.load.read import ReadFile
from db.load.revise import FOREVER
from db.load.window import Span

RELEASE = [
    "id",
    "source",
    "revision",
    "file_name",
    "sha256",
    "issued_on",
    "rows",
    "loaded_rows",
    "quarantined_rows",
    "covers_from",
    "covers_to",
    "duplicates",
    "mends",
]


async def known_files(connection: Connection, source: str) -> set[str]:
    """The fingerprints of the files of a source that have been loaded and not withdrawn."""
    records = await connection.fetch(
        "select sha256 from release where source = $1 and withdrawn is null", source
    )
    return {record["sha256"] for record in records}


async def known_span(connection: Connection, source: str) -> Span | None:
    """The days that the releases of a source span, as its grain has them; None before the first."""
    record = await connection.fetchrow(
        f"select covers_from, covers_to from grain where source = $1 and until = {FOREVER} limit 1", source
    )
    return Span(record["covers_from"], record["covers_to"]) if record else None


async def write_releases(
    connection: Connection, files: Sequence[ReadFile], mends: Sequence[MendedFile], revision: int
) -> None:
    """Keep what each file was, and its lines that broke a rule."""
    first: int = await connection.fetchval("select coalesce(max(id), 0) + 1 from release")
    mended = [(mend.file, _mends(mend)) for mend in mends]
    for number, (file, mending) in enumerate([*((file, None) for file in files), *mended], start=first):
        counted = file.counted
        await connection.copy_records_to_table(
            "release",
            columns=RELEASE,
            records=[
                (
                    number,
                    file.source.id,
                    revision,
                    file.path.name,
                    file.sha256,
                    file.issued_on,
                    file.rows,
                    file.loaded,
                    file.quarantined,
                    counted and counted.first,
                    counted and counted.last,
                    counted.duplicates if counted else 0,
                    mending,
                )
            ],
        )
        await connection.copy_records_to_table(
            "quarantine",
            columns=("release", "sheet", "line", "column_name", "value", "rule", "cells"),
            records=[
                (number, row.sheet, row.line, row.column, row.value, row.rule, json.dumps(dict(row.cells)))
                for row in file.rejected
            ],
        )


async def mark_mended(
    connection: Connection, source: str, mends: Sequence[MendedFile], revision: int
) -> None:
    """Note in the quarantine which rows have been loaded again; `LookupError` for one that is not in it."""
    for mend in mends:
        for origin in mend.origins:
            status = await connection.execute(
                "update quarantine q set mended = $1 from release r where r.id = q.release and r.source = $5 "
                "and r.withdrawn is null and q.release = $2 and q.sheet is not distinct from $3 and q.line = $4 "
                "and q.mended is null",
                revision,
                origin.release,
                origin.sheet,
                origin.line,
                source,
            )
            if status == "UPDATE 0":
                raise LookupError(
                    f"line {origin.line} of release {origin.release} is not in quarantine, or was mended before"
                )


async def loaded_sources(connection: Connection) -> list[Record]:
    """What each source has loaded: files, rows, the latest revision and day of issue."""
    return await connection.fetch(
        "select s.id as source, s.covers_from, s.covers_to, count(r.id)::int as files, "
        "max(r.issued_on) as latest_issued, max(r.revision) as revision, coalesce(sum(r.rows), 0)::int as rows, "
        "coalesce(sum(r.loaded_rows), 0)::int as loaded, coalesce(sum(r.quarantined_rows), 0)::int as quarantined "
        "from source s left join release r on r.source = s.id and r.withdrawn is null "
        f"where s.kind = 'DATASET' and s.until = {FOREVER} group by s.id, s.covers_from, s.covers_to order by s.id"
    )


async def latest_revisions(connection: Connection, most: int) -> list[Record]:
    """The newest revisions, how many files each loaded, and by which revision it was withdrawn."""
    return await connection.fetch(
        "select v.number, v.published_at, v.summary, count(r.id)::int as files, max(r.withdrawn) as withdrawn_by "
        "from revision v left join release r on r.revision = v.number group by v.number order by v.number desc limit $1",
        most,
    )


def _mends(mend: MendedFile) -> int | None:
    return mend.origins[0].release if mend.origins else None

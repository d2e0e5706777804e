"""What each file was, kept for good: its fingerprint, its days, its rows that broke a rule."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence

from db.database import Connection, Record
from db.load.mended import MendedFile
from db.load.read import DATED_BY_NAME, Fingerprint, ReadFile
from db.load.revise import FOREVER
from db.load.window import Span
from db.rows import Policy, Statement
from db.sources import read_sources

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


AFTER = "n.source = r.source and n.revision > r.revision and n.withdrawn is null and n.mends is null"
"""That the file `n` was loaded after `r` for its own sake, and stands."""

REPLACED = f"""{AFTER} and case
    when r.source <> all($2) then true
    when r.source = any($3) then n.issued_on = r.issued_on
    when r.covers_from is not null then
        date_trunc('month', n.covers_from) <= r.covers_to and date_trunc('month', r.covers_from) <= n.covers_to
    else exists (
        select from statement held join statement later on later.dataset = held.dataset and later.id = held.id
        where held.dataset = r.source and held.since <= r.revision and r.revision < held.until
            and later.since = n.revision
    )
end"""
"""That `n` has taken the place of something in `r`: of a source that is one whole of all, else of the list of its day, of
a month, or of a statement. $2: the sources whose files stand for themselves; $3: those of lists."""

STANDS = f"r.withdrawn is null and r.mends is null and not exists (select from release n where {REPLACED})"
"""That `r` was loaded for its own sake, and is in force as a whole."""


def standing_arguments() -> tuple[list[str], list[str]]:
    """$2 and $3 of what is said above: the sources whose files stand for themselves, and those of lists."""
    sources = read_sources().values()
    lists = (
        source.id for source in sources if any(layout.parser == DATED_BY_NAME for layout in source.files)
    )
    return [source.id for source in sources if source.piecemeal], list(lists)


async def standing_files(connection: Connection, fingerprints: Collection[str]) -> set[Fingerprint]:
    """Which of these files stand in the database: loaded, and neither withdrawn nor replaced by a later one.

    A file that stands for itself also does if another that replaced it is among these: whoever loads a folder again and
    again has both in it, and they say together what stands already.
    """
    records = await connection.fetch(
        "select distinct r.source, r.sha256, case when r.source = any($3) and r.mends is null then r.issued_on end "
        "from release r where r.sha256 = any($1) and r.withdrawn is null and ("
        f"not exists (select from release n where {REPLACED}) or r.source = any($2) "
        f"and exists (select from release n where {REPLACED} and n.sha256 = any($1) and n.sha256 <> r.sha256))",
        list(fingerprints),
        *standing_arguments(),
    )
    return {Fingerprint(*record) for record in records}


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
    """Note in the quarantine which rows have been loaded again.

    `LookupError` for one that is not in it, or whose file has been replaced where the row would count.
    """
    for mend in mends:
        await _check_standing(connection, mend, revision)
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


async def _check_standing(connection: Connection, mend: MendedFile, revision: int) -> None:
    """`LookupError` where a later file has what the rows say, or says it otherwise: they would count on top of it."""
    file = mend.file
    replaced = await connection.fetchrow(
        "select r.id, r.file_name, n.revision, n.file_name as later, n.covers_from, n.covers_to "
        f"from release r join release n on {AFTER} where r.id = any($1) and case "
        "when r.source <> all($2) then n.revision < $4 "
        "when r.source = any($3) then n.issued_on = r.issued_on "
        "else exists (select from unnest($5::date[]) as counted(month) "
        "where counted.month between date_trunc('month', n.covers_from) and n.covers_to) "
        "or exists (select from statement s where s.dataset = r.source and s.id = any($6) and s.since = n.revision) "
        "end order by n.revision desc limit 1",
        list({origin.release for origin in mend.origins}),
        *standing_arguments(),
        revision,
        file.counted.cells["month"].unique().to_list() if file.counted else [],
        [row.id for row in file.accepted if isinstance(row, Statement | Policy)],
    )
    if replaced is None:
        return
    first, last = replaced["covers_from"], replaced["covers_to"]
    months = f" for {first:%Y-%m} to {last:%Y-%m}" if first and last else ""
    by = f"revision {replaced['revision']}" if replaced["revision"] < revision else "a file given with it"
    raise LookupError(
        f"{file.path.name} mends rows of release {replaced['id']}, {replaced['file_name']}, "
        f"which was replaced by {by}, {replaced['later']}{months}"
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

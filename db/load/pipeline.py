"""One load: files that have been read are checked against what is known, and written as one revision in one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import asyncpg

from db.database import Connection
from db.load.drift import drifted
from db.load.mended import MendedFile
from db.load.read import DATED_BY_NAME, ReadFile, bounds_missed, read_file
from db.load.releases import known_span, mark_mended, standing_files, write_releases
from db.load.report import SourceReport, count_of, place_rules, still_standing
from db.load.texts import new_texts
from db.load.window import Span, span_of, together
from db.load.write import write_rows
from db.reconcile import Row, checked
from db.rows import Policy, Statement
from db.schema_version import require_known
from db.sources import FilesEntry, SourceEntry


class RefusedError(Exception):
    """A load that was stopped before it changed anything; each of `reasons` is a sentence."""

    def __init__(self, source: str, reasons: Sequence[str]) -> None:
        self.reasons = tuple(reasons)
        super().__init__(f"{source} was not loaded: " + "; ".join(reasons))


class DriftError(RefusedError):
    """A load that moves figures further than sources.toml allows; with a reason it may be accepted.

    `report` says what it would have done.
    """

    def __init__(self, report: SourceReport, reasons: Sequence[str]) -> None:
        self.report = report
        super().__init__(report.source, reasons)


class BusyError(Exception):
    """Another load holds the database, and it was not waited for any longer."""


@dataclass(frozen=True, slots=True)
class Batch:
    """The files of one source that are loaded together. `is_whole`: they are all of it, so that the rest goes."""

    source: SourceEntry
    files: tuple[ReadFile, ...]
    is_whole: bool
    mends: tuple[MendedFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Terms:
    """How to load. `why`: the reason for which a drift is accepted, None where it is not.

    `wait` is how many seconds another load is waited for.
    """

    dry_run: bool = False
    why: str | None = None
    wait: float = 60
    published_at: datetime | None = None


def read_source(source: SourceEntry, folder: Path) -> list[ReadFile]:
    """Read every file of a source in a folder, and refuse what breaks its bounds or does not add up."""
    read: list[ReadFile] = []
    reasons: list[str] = []
    for layout in source.files:
        paths = layout.paths(folder)
        if not paths:
            reasons.append(f"no file matches {layout.pattern}")
        read += [read_file(path, source, layout.parser) for path in paths]
    reasons += faults(Batch(source, tuple(read), is_whole=True))
    if reasons:
        raise RefusedError(source.id, reasons)
    return read


def faults(batch: Batch) -> list[str]:
    """What is wrong with the files of a source before any is loaded, a sentence each."""
    source = batch.source
    found = [sentence for file in batch.files if (sentence := bounds_missed(file))]
    if not source.piecemeal:
        lacking = [
            layout.pattern for layout in source.files if not any(_has(layout, file) for file in batch.files)
        ]
        if lacking and not found:
            found.append(f"all of its files belong together, and no file is given for {', '.join(lacking)}")
    if batch.is_whole:
        found += [total.sentence for total in checked(source, _rows(batch.files)) if total.sentence]
    spans = sorted((span for file in batch.files if (span := file_span(file))), key=lambda span: span.first)
    for one, other in pairwise(spans):
        if one.overlaps(other):
            found.append(f"two of the files speak of {other.first:%Y-%m}; load them one after the other")
    days = Counter(file.issued_on for file in batch.files if file.parser == DATED_BY_NAME)
    found += [
        f"{count} of the files are lists of {day}; load them one after the other"
        for day, count in days.items()
        if count > 1
    ]
    return [*found, *_same_ids(batch)]


def _same_ids(batch: Batch) -> list[str]:
    """A sentence if one ID stands in two of the files: of two figures, one would take the place of the other."""
    files = (*batch.files, *(mend.file for mend in batch.mends))
    places: dict[str, list[str]] = {}
    for file in files:
        for row in file.accepted:
            if isinstance(row, Statement | Policy):
                places.setdefault(row.id, []).append(f"line {row.line} of {file.path.name}")
    twice = [
        f"the ID “{name}” stands in {' and in '.join(lines)}"
        for name, lines in places.items()
        if len(lines) > 1
    ]
    more = f", and {len(twice) - 1:,} more stand twice" if len(twice) > 1 else ""
    return [twice[0] + more] if twice else []


async def load_source(
    connection: Connection,
    source: SourceEntry,
    files: Sequence[ReadFile],
    published_at: datetime | None = None,
) -> SourceReport:
    """Write all files of a source as one revision; nothing at all if what they say stands already."""
    batch = Batch(source, tuple(files), is_whole=True)
    (report,) = await load(connection, [batch], Terms(published_at=published_at))
    return report


async def load(connection: Connection, batches: Sequence[Batch], terms: Terms) -> list[SourceReport]:
    """Write each batch as a revision, all of them or none, and report; of a dry run nothing stays.

    Raises `RefusedError` and `BusyError`.
    """
    transaction = connection.transaction()
    await transaction.start()
    try:
        await take_turn(connection, terms.wait)
        reports = [await _load_batch(connection, batch, terms) for batch in batches]
        await publish(
            connection, [report.revision for report in reports if report.revision], terms.published_at
        )
    except BaseException:
        await transaction.rollback()
        raise
    if terms.dry_run:
        await transaction.rollback()
        return [replace(report, revision=None) for report in reports]
    await transaction.commit()
    return reports


async def publish(connection: Connection, revisions: Sequence[int], at: datetime | None = None) -> None:
    """Date the revisions, the last thing before they are committed: by then the writing may have passed midnight, and
    the figures of a day that is over must not change. `at` is the time if it is not now.
    """
    await connection.execute(
        "update revision set published_at = coalesce($2, (select clock_timestamp())) where number = any($1)",
        revisions,
        at,
    )


async def take_turn(connection: Connection, wait: float) -> None:
    """Loads wait for each other; readers do not. The lock goes with the transaction, however that ends.

    Raises BusyError, and NewerSchemaError where a later version keeps what this one would leave behind.
    """
    await connection.execute(f"set local lock_timeout = {max(1, round(wait * 1000))}")
    try:
        await connection.execute("lock table revision in share row exclusive mode")
    except asyncpg.LockNotAvailableError as error:
        raise BusyError("Another load is running; try again when it has ended.") from error
    await connection.execute("set local lock_timeout = 0")
    await require_known(connection)


async def _load_batch(connection: Connection, batch: Batch, terms: Terms) -> SourceReport:
    source = batch.source
    given = (*batch.files, *(mend.file for mend in batch.mends))
    standing = await standing_files(connection, [file.sha256 for file in given])
    new = tuple(file for file in batch.files if file.fingerprint not in standing)
    mends = tuple(mend for mend in batch.mends if mend.fingerprint not in standing)
    if not new and not mends:
        return SourceReport.nothing_new(source.id, batch.files or given)
    if source.piecemeal and not batch.is_whole:
        batch = replace(batch, files=new)
    batch = replace(batch, mends=mends)
    if reasons := faults(batch):
        raise RefusedError(source.id, reasons)
    before = await count_of(connection, source.id)
    span = await _span(connection, batch)
    files = (*batch.files, *(mend.file for mend in mends))
    texts = await new_texts(connection, files)
    revision: int = await connection.fetchval("select coalesce(max(number), 0) + 1 from revision")
    await connection.execute(
        "insert into revision (number, published_at, summary) values ($1, now(), $2)",
        revision,
        _summary(source, files),
    )
    try:
        await write_releases(connection, batch.files, mends, revision)
        await mark_mended(connection, source.id, mends, revision)
    except LookupError as error:
        raise RefusedError(source.id, [str(error)]) from error
    await write_rows(connection, batch, span, revision)
    after = await count_of(connection, source.id)
    report = SourceReport.of(
        batch,
        revision,
        before,
        after,
        texts,
        await place_rules(connection, source.id),
        await still_standing(connection, source.id, batch.files),
    )
    moved = () if mends else drifted(source, report, span)
    if moved and terms.why is None:
        raise DriftError(report, moved)
    if moved:
        await connection.execute(
            "update revision set summary = summary || $2 where number = $1",
            revision,
            f" Accepted: {terms.why}",
        )
    return replace(report, drift=moved)


async def _span(connection: Connection, batch: Batch) -> Span | None:
    """All days that are known of a source of releases once the batch is loaded; None for any other source."""
    spans = [span for file in batch.files if (span := file_span(file))]
    known = await known_span(connection, batch.source.id)
    if not spans:
        return known
    span = together([*spans, *([known] if known else [])])
    if span is None:
        loaded = f"{known.first:%Y-%m} to {known.last:%Y-%m} are loaded" if known else "nothing is loaded yet"
        raise RefusedError(
            batch.source.id,
            [
                f"months between are missing: {loaded}; load the releases so that no month is left out between them"
            ],
        )
    return span


def file_span(file: ReadFile) -> Span | None:
    """The days that a detainer release speaks of; None for any other file."""
    counted = file.counted
    if counted is None or counted.first is None or counted.last is None:
        return None
    return span_of(counted.first, counted.last)


def _has(layout: FilesEntry, file: ReadFile) -> bool:
    return layout.parser == file.parser and layout.least_rows <= file.rows <= layout.most_rows


def _rows(files: Iterable[ReadFile]) -> list[Row]:
    return [row for file in files for row in file.accepted if isinstance(row, Row)]


def _summary(source: SourceEntry, files: Sequence[ReadFile]) -> str:
    return f"{source.title}: {'1 file' if len(files) == 1 else f'{len(files)} files'} loaded."

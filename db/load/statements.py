"""Published figures and policies, with the publications that they were read in."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from db.database import Connection
from db.load.revise import Change, revise
from db.load.window import Span
from db.rows import Policy, Publication, Statement
from db.sources import SourceEntry

SOURCE = [
    "id",
    "kind",
    "part_of",
    "title",
    "publisher",
    "url",
    "license",
    "covers_from",
    "covers_to",
    "preference",
    "limits",
]
STATEMENT = [
    "id",
    "line",
    "source",
    "dataset",
    "jurisdiction",
    "custody",
    "measure",
    "kind",
    "role",
    "period_type",
    "period_from",
    "period_to",
    "value",
    "lower",
    "upper",
    "qualifier",
    "status",
    "as_stated",
    "asserted_by",
    "published_on",
    "responds_to",
    "note",
    "caveats",
]
POLICY = [
    "id",
    "line",
    "source",
    "jurisdiction",
    "custody",
    "dimension",
    "stance",
    "basis",
    "effective_from",
    "effective_to",
    "authority",
    "summary",
]


async def write_source(
    connection: Connection,
    entry: SourceEntry,
    publications: Iterable[Publication],
    revision: int,
    is_whole: bool,
    span: Span | None,
) -> None:
    """Keep what sources.toml says of a source, and the publications that it transcribes.

    Those are all of them if the source `is_whole`, else they come to those before. `span`: the days that are loaded of
    a source whose end is open.
    """
    publisher = f"{entry.publisher}, by way of {entry.via}" if entry.via else entry.publisher
    rows: list[tuple[object, ...]] = [
        (
            entry.id,
            "DATASET",
            None,
            entry.title,
            publisher,
            entry.url,
            entry.license,
            span.first if span else entry.starts,
            span.last if span else entry.ends,
            entry.preference,
            entry.limits,
        )
    ]
    for publication in publications:
        title = f"{publication.publisher} ({urlsplit(publication.url).hostname})"
        rows.append(
            (
                publication.id,
                "PUBLICATION",
                entry.id,
                title,
                publication.publisher,
                publication.url,
                None,
                None,
                None,
                entry.preference,
                (),
            )
        )
    scope = "(id = $1 or part_of = $1 and ($2 or id = any($3)))"
    ids = [row[0] for row in rows]
    await revise(connection, "source", SOURCE, rows, revision, scope, entry.id, is_whole, ids)


async def write_statements(
    connection: Connection, entry: SourceEntry, statements: Iterable[Statement], revision: int, is_whole: bool
) -> Change:
    """Make these the records and claims of a source from `revision` on: all of them if it `is_whole`, else those
    of the same IDs."""
    rows = [
        (
            row.id,
            row.line,
            row.figure.source or entry.id,
            entry.id,
            row.jurisdiction,
            row.custody.value,
            row.measure.value,
            row.kind.value,
            row.role.value,
            row.period.type.value,
            row.period.start,
            row.period.end,
            row.figure.value,
            row.figure.lower,
            row.figure.upper,
            row.figure.qualifier.value,
            row.figure.status.value,
            row.figure.as_stated,
            row.asserted_by,
            row.published_on,
            row.responds_to,
            row.note,
            tuple(f"{caveat.code}: {caveat.text}" for caveat in row.figure.caveats),
        )
        for row in statements
    ]
    scope = "dataset = $1 and ($2 or id = any($3))"
    ids = [row[0] for row in rows]
    return await revise(connection, "statement", STATEMENT, rows, revision, scope, entry.id, is_whole, ids)


async def write_policies(connection: Connection, policies: Iterable[Policy], revision: int) -> Change:
    """Make these the stances from `revision` on."""
    rows = [
        (
            row.id,
            row.line,
            row.source,
            row.jurisdiction,
            row.custody.value,
            row.dimension.value,
            row.stance.value,
            row.basis.value,
            row.effective_from,
            row.effective_to,
            row.authority,
            row.summary,
        )
        for row in policies
    ]
    return await revise(connection, "policy", POLICY, rows, revision)

"""Which table a parsed row belongs in."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from db.database import Connection
from db.load.agreements import write_agreements
from db.load.areas import add_up
from db.load.detainers import add_counts, add_release, write_detainers, write_releases
from db.load.lists import TABLE_OF, read_lists, write_activations, write_areas, write_list, write_population
from db.load.places import place_all, write_jurisdictions
from db.load.statements import write_policies, write_source, write_statements
from db.load.window import Span
from db.parsers.county_areas import CountyArea
from db.rows import Activation, DetainerCount, ListedAgreement, Policy, Population, Publication, Statement

if TYPE_CHECKING:
    from db.load.pipeline import Batch

Row = TypeVar("Row")


async def write_rows(connection: Connection, batch: Batch, span: Span | None, revision: int) -> None:
    """Write the rows of a batch, each kind in its own table, then place and add up anew what they may have moved.

    `span`: all days that are then known of a source of detainer releases.
    """
    source = batch.source
    files = (*batch.files, *(mend.file for mend in batch.mends))
    rows = [row for file in files for row in file.accepted]

    def of(kind: type[Row]) -> list[Row]:
        return [row for row in rows if isinstance(row, kind)]

    await write_source(connection, source, of(Publication), revision, batch.is_whole, span)
    if people := of(Population):
        counties = {row.code: row for row in people if len(row.code) == 5}
        await write_jurisdictions(
            connection, ((row.code, row.name, row.state) for row in counties.values()), revision
        )
        await write_population(connection, people, revision)
    for kind in TABLE_OF:
        if entries := of(kind):
            await write_list(connection, kind, entries, revision)
    counted = await _write_counts(connection, batch, span, revision)
    if counted or people or any(isinstance(row, tuple(TABLE_OF)) for row in rows):
        await place_all(connection, (await read_lists(connection)).gazetteer(), revision)
        await add_up(connection, revision)
    if of(ListedAgreement):
        listed = [row for file in batch.files for row in file.accepted if isinstance(row, ListedAgreement)]
        mended = [
            row for mend in batch.mends for row in mend.file.accepted if isinstance(row, ListedAgreement)
        ]
        agencies = (await read_lists(connection)).agencies()
        await write_agreements(connection, agencies, listed, mended, revision)
    if statements := of(Statement):
        await write_statements(connection, source, statements, revision, batch.is_whole)
    if policies := of(Policy):
        await write_policies(connection, policies, revision)
    if activations := of(Activation):
        await write_activations(connection, activations, revision)
    if areas := of(CountyArea):
        await write_areas(connection, areas, revision)


async def _write_counts(connection: Connection, batch: Batch, span: Span | None, revision: int) -> bool:
    """Write the detainers of a batch; whether it has any."""
    releases = [file.counted for file in batch.files if file.counted is not None]
    counts = [row for file in batch.files for row in file.accepted if isinstance(row, DetainerCount)]
    if releases and span:
        await write_releases(connection, batch.source, releases, span, revision)
    if counts:
        await write_detainers(connection, batch.source, counts, revision)
    mended = [row for mend in batch.mends for row in mend.file.accepted if isinstance(row, DetainerCount)]
    if mended:
        await add_counts(connection, batch.source, mended, revision)
    for mend in batch.mends:
        if mend.file.counted is not None and span:
            await add_release(connection, batch.source, mend.file.counted, span, revision)
    return bool(releases or counts or mended or batch.mends)

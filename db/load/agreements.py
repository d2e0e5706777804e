"""ICE's lists of participating agencies, kept list by list, and the spans that are made of all of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from db.agreements import spans
from db.database import Connection
from db.load.revise import Change, revise
from db.places.agencies import Agencies
from db.rows import ListedAgreement
from db.words import AgreementModel

AGREEMENT = [
    "id",
    "state",
    "agency",
    "agency_type",
    "jurisdiction",
    "model",
    "signed_on",
    "first_listed_on",
    "last_listed_on",
    "removed_after",
    "removed_before",
]
LISTED = ["listed_on", "line", "state", "agency", "county", "agency_type", "model", "signed_on"]


async def write_agreements(
    connection: Connection,
    agencies: Agencies,
    listed: Iterable[ListedAgreement],
    mended: Iterable[ListedAgreement],
    revision: int,
) -> Change:
    """Write lists, whatever days they are of, add mended lines to lists that are known, and make the spans of all."""
    rows = _rows(listed)
    days = sorted({row[0] for row in rows})
    await revise(connection, "listed_agreement", LISTED, rows, revision, "listed_on = any($1::date[])", days)
    await connection.copy_records_to_table(
        "listed_agreement",
        columns=[*LISTED, "since"],
        records=[(*row, revision) for row in _rows(mended)],
    )
    return await _write_spans(connection, agencies, revision)


def _rows(listed: Iterable[ListedAgreement]) -> list[tuple[Any, ...]]:
    return [tuple(getattr(row, name) for name in LISTED) for row in listed]


async def _write_spans(connection: Connection, agencies: Agencies, revision: int) -> Change:
    """Make the agreements of every list that is known."""
    records = await connection.fetch(
        f"select {', '.join(LISTED)} from listed_agreement where until = 2147483647 order by listed_on, line"
    )
    found = spans(
        ListedAgreement(**{**record, "model": AgreementModel(record["model"])}) for record in records
    )
    rows = [
        (
            span.id,
            span.state,
            span.agency,
            span.agency_type,
            agencies.jurisdiction(span.state, span.agency, span.agency_type, span.county),
            span.model.value,
            span.signed_on,
            span.first_listed_on,
            span.last_listed_on,
            span.removed_after,
            span.removed_before,
        )
        for span in found
    ]
    return await revise(connection, "agreement", AGREEMENT, rows, revision)

"""Agreements, policies and facilities as rows."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator
from dataclasses import dataclass

from api.data.asked import Asked
from api.data.columns import day, number, of_source, text, word
from api.data.parameters import AS_OF, IN_FORCE_ON, KEEPER, MODEL, SEARCH, STOOD_ON, WITHIN
from api.data.places import of_place
from api.data.tables import Size, Table
from db import rows
from db.read.agreements import agreements_page
from db.read.facilities import facilities_pages
from db.words import (
    AgreementModel,
    AgreementStatus,
    Custody,
    PlacementRule,
    PolicyBasis,
    PolicyDimension,
    StanceValue,
)
from schema.agreements import Agreement, agreement, require_listed
from schema.context import At
from schema.cost import holdings
from schema.cost.declared import Amount
from schema.facilities import Facility, facility
from schema.jurisdictions import Jurisdiction, jurisdiction_of
from schema.sources import Source, source

BATCH = 500
"""Rows that are read in one statement."""

FACILITIES_OF_A_STATE = 600
"""Texas has 415."""

LISTS_OF_AGREEMENTS = "ice-287g-lists"
"""The source that every agreement comes from, by its name in sources.toml."""


@dataclass(frozen=True, slots=True)
class Signed:
    """An agreement with the jurisdiction that its agency works in."""

    signed: Agreement
    place: Jurisdiction | None
    source: Source | None


@dataclass(frozen=True, slots=True)
class Ruled:
    """A law, policy or practice of a jurisdiction, and where it was read."""

    place: Jurisdiction
    policy: rows.Policy
    source: Source | None


@dataclass(frozen=True, slots=True)
class Standing:
    """A facility with the places that it belongs to, and its spellings."""

    facility: Facility
    county: Jurisdiction | None
    spellings: list[str]


async def agreements(at: At, asked: Asked) -> AsyncIterator[Signed]:
    """The agreements, by ID."""
    within, on, model = asked.text(WITHIN), asked.day(STOOD_ON), asked.word(MODEL, AgreementModel)
    if within is not None:
        jurisdiction_of(at, within, WITHIN.name)
    require_listed(at, on, STOOD_ON.name)
    after, more, lists = None, True, source(at, LISTS_OF_AGREEMENTS)
    while more:
        page = await agreements_page(
            at.context.pool, at.revision, within=within, on=on, model=model, after=after, first=BATCH
        )
        afresh = At(at.context, at.catalogue)
        found = [agreement(afresh, row) for row in page.rows]
        for each in found:
            yield Signed(each, each.agency().jurisdiction(), lists)
        after, more = page.keys[-1][0] if page.keys else None, page.more


async def policies(at: At, asked: Asked) -> AsyncIterator[Ruled]:
    """The stances of each jurisdiction; a county's own, not those that it inherits from its state."""
    within, on = asked.text(WITHIN), asked.day(IN_FORCE_ON)
    if within is not None:
        jurisdiction_of(at, within, WITHIN.name)
    for code in dict.fromkeys(policy.jurisdiction for policy in at.catalogue.policies):
        place = jurisdiction_of(at, code)
        if within not in (None, "US", code, place.row.state):
            continue
        if on is None:
            found = [policy for policy in at.catalogue.policies if policy.jurisdiction == code]
        else:
            found = [each.policy for each in place.cooperation(on=on).stances() if not each.inherited]
        for policy in found:
            yield Ruled(place, policy, source(at, policy.source))


async def facilities(at: At, asked: Asked) -> AsyncIterator[Standing]:
    """The jails and prisons, by name; those that a search finds by how well they answer it."""
    within, search = asked.text(WITHIN) or "US", asked.search()
    jurisdiction_of(at, within, WITHIN.name)
    custody = asked.word(KEEPER, Custody)
    among = await asyncio.to_thread((await at.facility_names()).called, search) if search else None
    after, more = None, True
    while more:
        pages = await facilities_pages(
            at.context.pool, at.revision, [within], custody=custody, among=among, after=after, first=BATCH
        )
        page, afresh = pages[within], At(at.context, at.catalogue)
        found = [facility(afresh, row) for row in page.rows]
        for row in await asyncio.gather(*(_standing(each) for each in found)):
            yield row
        after, more = page.keys[-1] if page.keys else None, page.more


async def _standing(found: Facility) -> Standing:
    return Standing(found, found.county(), await found.spellings())


def size_of_agreements(_: At, asked: Asked) -> Size:
    """As many as there are at most; each statement reads one more, to see whether another follows."""
    narrow = asked.text(WITHIN) not in (None, "US")
    rows = holdings.AGREEMENTS_OF_A_STATE if narrow else holdings.AGREEMENTS
    batches = math.ceil(rows / BATCH)
    return Size(rows, statements=batches, read=rows + batches)


def size_of_policies(at: At, _: Asked) -> Size:
    """As many rows as there are policies; they were read with the revision."""
    return Size(len(at.catalogue.policies))


def size_of_facilities(at: At, asked: Asked) -> Size:
    """As many as there are at most, each with its spellings; what a search looks through is read once, with two statements."""
    narrow = asked.text(WITHIN) not in (None, "US")
    rows = FACILITIES_OF_A_STATE if narrow else holdings.FACILITIES
    batches = math.ceil(rows / BATCH)
    spellings = Amount(holdings.SPELLINGS, holdings.SPELLINGS_IN_ALL).of(rows, {})
    read = rows + batches + spellings
    if asked.text(SEARCH):
        return Size(rows, statements=2 * batches + 2, read=read + holdings.ALL_NAMES.of(1, {}))
    return Size(rows, statements=2 * batches, read=read)


AGREEMENTS: Table[Signed] = Table(
    name="agreements",
    title="287(g) agreements",
    description="One row for each agreement on ICE's lists since January 2021, as a span of those lists.",
    own_columns=(
        text("id", "The ID of the agreement.", lambda row: row.signed.id),
        text(
            "agency", "The agency, as ICE's latest list of it has it.", lambda row: row.signed.agency().name
        ),
        *of_place(lambda row: row.place),
        text("state", "The state of the agency, by code.", lambda row: row.signed.agreement.state),
        word(
            "model", AgreementModel, "What the agency's officers do under it.", lambda row: row.signed.model
        ),
        word(
            "status",
            AgreementStatus,
            "Whether it stands on the latest list that was read.",
            lambda row: row.signed.status,
        ),
        day(
            "signed_on",
            "The day of signing as ICE last gave it, of those that are not later than `first_listed_on`.",
            lambda row: row.signed.signed_on,
        ),
        day(
            "first_listed_on",
            "The day of the first list that has it.",
            lambda row: row.signed.first_listed_on,
        ),
        day("last_listed_on", "The day of the last list that has it.", lambda row: row.signed.last_listed_on),
        day(
            "removed_after",
            "The day of the last list with it, if a later one has it no more.",
            lambda row: row.signed.agreement.removed_after,
        ),
        day(
            "removed_before",
            "The day of the first list without it; empty while it is listed.",
            lambda row: row.signed.agreement.removed_before,
        ),
        *of_source(lambda row: row.source),
    ),
    key=("id",),
    parameters=(WITHIN, STOOD_ON, MODEL, AS_OF),
    rows=agreements,
    size=size_of_agreements,
)

POLICIES: Table[Ruled] = Table(
    name="policies",
    title="Laws, policies and practices",
    description="One row for each law, policy or practice of a jurisdiction on one dimension of cooperation with ICE. "
    "A county is bound by its state's laws too; they stand once, under the state.",
    own_columns=(
        text("id", "The ID of the policy.", lambda row: row.policy.id),
        *of_place(lambda row: row.place),
        word("custody", Custody, "Whose custody it binds.", lambda row: row.policy.custody),
        word("dimension", PolicyDimension, "What it speaks of.", lambda row: row.policy.dimension),
        word("stance", StanceValue, "What it says.", lambda row: row.policy.stance),
        word("basis", PolicyBasis, "What sort of thing it rests on.", lambda row: row.policy.basis),
        text("authority", "The law, opinion or statement.", lambda row: row.policy.authority),
        text("summary", "What it says, in a sentence.", lambda row: row.policy.summary),
        day(
            "effective_from",
            "The first day on which it held; empty if that is not known.",
            lambda row: row.policy.effective_from,
        ),
        day(
            "effective_to",
            "The last day on which it held; empty if it holds still.",
            lambda row: row.policy.effective_to,
        ),
        *of_source(lambda row: row.source),
    ),
    key=("id",),
    parameters=(WITHIN, IN_FORCE_ON, AS_OF),
    rows=policies,
    size=size_of_policies,
)

FACILITIES: Table[Standing] = Table(
    name="facilities",
    title="Jails and prisons",
    description="One row for each jail or prison as ICE names it, with how surely its place is known.",
    own_columns=(
        text("id", "The ID of the facility.", lambda row: row.facility.id),
        text("name", "The name, capitalised for reading.", lambda row: row.facility.name),
        text(
            "spellings",
            "The names under which sources write it, separated by semicolons.",
            lambda row: "; ".join(row.spellings) or None,
        ),
        text("city", "The city, where it is known.", lambda row: row.facility.city),
        text(
            "county", "The county in which it stands, by FIPS code.", lambda row: row.facility.facility.county
        ),
        text(
            "county_name", "The name of the county.", lambda row: row.county.row.name if row.county else None
        ),
        text(
            "prison_system",
            "The state prison system that it belongs to, by code.",
            lambda row: row.facility.facility.prison_system,
        ),
        text("state", "The state in which it stands, by code.", lambda row: row.facility.facility.state),
        word("custody", Custody, "Who holds the people there.", lambda row: row.facility.custody),
        word("placed_by", PlacementRule, "The rule that placed it.", lambda row: row.facility.placed_by),
        number(
            "confidence",
            "How sure that rule is, from 0 (not placed) to 1.",
            lambda row: row.facility.confidence,
        ),
    ),
    key=("id",),
    parameters=(WITHIN, KEEPER, SEARCH, AS_OF),
    rows=facilities,
    size=size_of_facilities,
)

"""Where numbers come from: sources, their releases, the revisions of the database."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import strawberry

from db import figures as db_figures
from db.change_words import ChangeKind, ChangeSubject, ChangeTerm
from db.meaning.citations import cite
from db.read import catalogue as read
from db.read import changes
from db.read.revisions import revisions_by_number
from db.words import CitationStyle, Dimension, PeriodType, PlaceGrain, TimeGrain
from schema.connections import MOST_ON_A_PAGE, After, Connection, First, connection, page_size, read_cursor
from schema.context import At
from schema.cost import holdings
from schema.cost.declared import Amount, costs
from schema.cost.sizes import page, read_for_page
from schema.described import attribute, field
from schema.errors import require_text
from schema.methods import cited_source
from schema.nodes import Node, global_id, own_id
from schema.periods import Period, period

SourceFilter = Annotated[
    strawberry.ID | None, strawberry.argument(description="Only this source. Example: ice-foia-2015.")
]
JurisdictionFilter = Annotated[
    str | None, strawberry.argument(description="Only this jurisdiction, by code. Example: 27053.")
]


CHANGED = "Unit: that of the figure that changed: detainers, people, residents or a share from 0 to 1."


@strawberry.type(
    description="How finely a source counts detainers: place by time by dimensions, over a window."
)
class Grain:
    """One table of a source."""

    place: PlaceGrain = attribute("The finest place that it names.")
    time: TimeGrain = attribute("The shortest period that it tells apart.")
    dimensions: list[Dimension] = costs(elements=len(Dimension))(
        attribute("What else it breaks its counts down by.")
    )
    covers: Period = attribute("The days that it covers.")


@strawberry.type(description="One file of a source, as it was loaded. Rows = loaded + quarantined.")
class Release:
    """A dated version of a source."""

    at: strawberry.Private[At]
    release: strawberry.Private[read.Release]
    id: strawberry.ID = attribute("The number of the file in the order of loading.")
    file_name: str = attribute("The file's name as its publisher gave it.")
    sha256: str = attribute("The SHA-256 of the file, in hexadecimal.")
    issued_on: date | None = attribute("The day on which its publisher issued it, if it says so.")
    retrieved_on: date | None = attribute("The day on which it was fetched, if that is known.")
    rows: int = attribute("Lines of the file that were read. Unit: lines.")
    loaded_rows: int = attribute("Lines that are counted. Unit: lines.")
    quarantined_rows: int = attribute("Lines that broke a rule and are kept aside, not counted. Unit: lines.")

    @costs(statements=1, rows=1)
    @field
    async def revision(self) -> Revision:
        """The revision of the database that this file made."""
        entry = await self.at.load(revisions_by_number, self.release.revision)
        assert entry is not None, "a release belongs to a revision"
        return revision_type(self.at, entry)


@strawberry.type(description="The database after one load: numbered, dated, never changed.")
class Revision:
    """A state of the database."""

    at: strawberry.Private[At]
    revision: strawberry.Private[read.Revision]
    number: int = attribute("Counts up with each load, from 1. Unit: loads.")
    published_at: datetime = attribute("When it was published (UTC).")
    summary: str = attribute("What it brought, in a sentence.")

    @costs(elements=Amount(holdings.RELEASES_OF_A_SOURCE, holdings.RELEASES))
    @field
    def releases(self) -> list[Release]:
        """The files that this revision loaded."""
        return [release(self.at, r) for r in self.at.catalogue.releases if r.revision == self.number]

    @costs(
        # The page, how many there are in all, and what is kept of the revision.
        statements_each=2 + holdings.TABLES_OF_A_REVISION,
        rows=read_for_page(page(MOST_ON_A_PAGE), beside=1 + holdings.ROWS_OF_A_REVISION),
        elements=page(MOST_ON_A_PAGE),
    )
    @field
    async def changes(
        self,
        source: SourceFilter = None,
        jurisdiction: JurisdictionFilter = None,
        first: First = None,
        after: After = None,
    ) -> Connection[Change]:
        """What it added, changed and withdrew, and which agreements ended, by subject, source, jurisdiction and days."""
        require_text(jurisdiction, "jurisdiction")
        page = await changes.changes_page(
            self.at.context.pool,
            self.number,
            source=own_id("source", source, "source") if source is not None else None,
            jurisdiction=jurisdiction,
            after=read_cursor(after, 1).keys[0] if after is not None else None,
            first=page_size(first),
        )
        own = await self.at.context.at(self.revision)
        nodes = [change(own, row) for row in page.rows]
        return connection(
            nodes, page.keys, total=page.total, more=page.more, after=after, revision=self.number
        )


@strawberry.type(
    description="What else than the number of a figure changed, or what of a policy, an agreement or a county."
)
class ChangedTerm:
    """A term that differs from the revision before."""

    term: ChangeTerm = attribute("Which one.")
    was: str | None = attribute("Its value before; null where it had none.")
    is_now: str | None = attribute("Its value since; null where it has none.")


@strawberry.type(
    description="A figure, policy or agreement, a month of Secure Communities or an ICE area that differs from the "
    "revision before. Counts of detainers are those of all custody, by place and the days that the source tells apart. "
    "An agreement that a newer list has again has not changed. Not told are detainers that have another outcome, form or "
    "custody where their number stays, names of places, facilities and where they lie (what that moves in the counts of "
    "places is), which lists were read, and what a source says of itself."
)
class Change:
    """A change."""

    at: strawberry.Private[At]
    change: strawberry.Private[changes.Change]
    subject: ChangeSubject = attribute("What sort of thing it is.")
    kind: ChangeKind = attribute("What happened to it.")
    jurisdiction: str = attribute("The place or system, by code.")
    period: Period = attribute(
        "The days that it covers; of an agreement its first and last list; null ends where it has none."
    )
    item: str = attribute(
        "The ID of the statement, policy or agreement; the table of a count; the year of a population; the county of "
        "Secure Communities; ICE's area."
    )
    was: float | None = attribute(
        f"The number before; null where there was none, and where it is no number. {CHANGED}"
    )
    is_now: float | None = attribute(
        f"The number since; null where there is none, and where it is no number. {CHANGED}"
    )
    terms: list[ChangedTerm] = costs(elements=len(ChangeTerm))(
        attribute(
            "The terms that differ beside the number, with their values before and since; none of what was added or "
            "withdrawn."
        )
    )

    @field
    def source(self) -> Source | None:
        """The publication that it is from."""
        return source(self.at, self.change.source)


@strawberry.type(
    description="A publication that figures come from: a data set, or where a transcribed statement was read."
)
class Source(Node):
    """A publication."""

    at: strawberry.Private[At]
    source: strawberry.Private[read.Source]
    title: str = attribute("Its title; where it has none, its publisher and host.")
    publisher: str = attribute("Who publishes it, and by whose way it came here.")
    url: str | None = attribute(
        "Where it is; a `urn:` for what is compiled here from publications with addresses of their own."
    )
    license: str | None = attribute("The terms under which it is published, if they are stated.")
    covers: Period = attribute("The days that it covers; null ends where it does not say.")
    limits: list[str] = costs(elements=holdings.LIMITS)(
        attribute("What it cannot tell, what it lacks and how late it is, a sentence each.")
    )

    @costs(elements=holdings.GRAINS)
    @field
    def grain(self) -> list[Grain]:
        """How finely it counts detainers, a line for each of its tables; none if it counts none."""
        return [
            Grain(
                place=g.place,
                time=g.time,
                dimensions=sorted(g.dimensions),
                covers=period(db_figures.Period(PeriodType.RANGE, g.start, g.end)),
            )
            for g in self.at.catalogue.grains
            if g.source == self.source.id
        ]

    @costs(elements=Amount(holdings.RELEASES_OF_A_SOURCE, holdings.RELEASES))
    @field
    def releases(self) -> list[Release]:
        """The files of it that had been loaded, the first first; for a transcribed publication those of the transcription."""
        return [release(self.at, r) for r in self.at.catalogue.releases_of(self.source.id)]

    @field
    def citation(
        self,
        style: Annotated[
            CitationStyle, strawberry.argument(description="How it is written. Example: BIBTEX.")
        ],
    ) -> str:
        """How to cite it, with the revision of this database: APA as text, BibTeX or CSL-JSON."""
        return cite(style, cited_source(self.at.catalogue, self.source.id))


def change(at: At, row: changes.Change) -> Change:
    """A change as the schema shows it."""
    return Change(
        at=at,
        change=row,
        subject=row.subject,
        kind=row.kind,
        jurisdiction=row.jurisdiction,
        period=period(db_figures.Period(PeriodType.RANGE, row.start, row.end)),
        item=row.item,
        was=row.was,
        is_now=row.is_now,
        terms=[ChangedTerm(term=each.term, was=each.was, is_now=each.is_now) for each in row.terms],
    )


def source(at: At, name: str | None) -> Source | None:
    """The source of that ID, None for none."""
    entry = at.catalogue.sources.get(name) if name else None
    return (
        Source(
            id=global_id("source", entry.id),
            at=at,
            source=entry,
            title=entry.title,
            publisher=entry.publisher,
            url=entry.url or f"urn:handover:{entry.id}",
            license=entry.license,
            covers=period(entry.covers),
            limits=list(entry.limits),
        )
        if entry
        else None
    )


def release(at: At, entry: read.Release) -> Release:
    """A file as the schema shows it."""
    return Release(
        at=at,
        release=entry,
        id=strawberry.ID(str(entry.id)),
        file_name=entry.file_name,
        sha256=entry.sha256,
        issued_on=entry.issued_on,
        retrieved_on=entry.retrieved_on,
        rows=entry.rows,
        loaded_rows=entry.loaded_rows,
        quarantined_rows=entry.quarantined_rows,
    )


def revision_type(at: At, entry: read.Revision) -> Revision:
    """A revision as the schema shows it; `at` is that one or a later one."""
    return Revision(
        at=at, revision=entry, number=entry.number, published_at=entry.published_at, summary=entry.summary
    )

"""The small tables that a process reads whole, once for each revision: sources, grains, releases, statements, policies."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from db.database import Pool, Record
from db.figures import Caveat, Figure, Period
from db.meaning.conflicts import conflicts
from db.meaning.jurisdictions import JurisdictionRelation
from db.named import named as queries
from db.places.codes import lineage, parent_of
from db.read.jurisdictions import Jurisdictions, read_jurisdictions
from db.read.statements import Statements
from db.rows import Policy, Statement
from db.words import (
    CaveatCode,
    Custody,
    Dimension,
    ExclusionReason,
    FigureStatus,
    Measure,
    MeasureKind,
    Outcome,
    PeriodType,
    PlaceGrain,
    PolicyBasis,
    PolicyDimension,
    Qualifier,
    Role,
    StanceValue,
    TimeGrain,
)

SQL = queries("catalogue")


@dataclass(frozen=True, slots=True)
class Revision:
    """The number that the database counts up with each load, when it was published, and what it brought."""

    number: int
    published_at: datetime
    summary: str


@dataclass(frozen=True, slots=True)
class Source:
    """A publication. `part_of` names the data set that transcribes it, None for a data set itself."""

    id: str
    kind: str
    part_of: str | None
    title: str
    publisher: str
    url: str | None
    license: str | None
    covers: Period
    preference: int
    limits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grain:
    """How finely a source counts detainers, over `start` to `end`, both counted, whole within a jurisdiction.

    `states_known`: each of its rows names the state.
    `lumped`: outcomes of which detainers may also stand among those of outcome OTHER, which the source does not name.
    """

    key: int
    source: str
    id: str
    place: PlaceGrain
    within: str
    time: TimeGrain
    dimensions: frozenset[Dimension]
    start: date
    end: date
    states_known: bool
    lumped: frozenset[Outcome] = frozenset()


@dataclass(frozen=True, slots=True)
class Release:
    """One file of a source as it was loaded: rows = loaded + quarantined."""

    id: int
    source: str
    revision: int
    file_name: str
    sha256: str
    issued_on: date | None
    retrieved_on: date | None
    rows: int
    loaded_rows: int
    quarantined_rows: int


@dataclass(frozen=True, slots=True)
class LiftReason:
    """ICE's own word for how a detainer ended, the outcome that it is grouped under, and whether rates leave it out."""

    key: int
    raw: str | None
    outcome: Outcome
    exclusion: ExclusionReason | None


BLANK = LiftReason(0, None, Outcome.NOT_RECORDED, ExclusionReason.OPEN)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The small tables as they stood at one revision. `places` tells how those that statements are about lie.

    `first_list` and `last_list` are the days of the first and the last of ICE's lists of 287(g) agreements, None where
    none had been read: which agreements stood before and after them is not known.
    """

    revision: Revision
    sources: Mapping[str, Source]
    grains: tuple[Grain, ...]
    releases: tuple[Release, ...]
    lift_reasons: Mapping[int, LiftReason]
    statements: Statements
    policies: tuple[Policy, ...]
    first_list: date | None
    last_list: date | None
    jurisdictions: Jurisdictions
    places: JurisdictionRelation

    def releases_of(self, source: str) -> Iterator[Release]:
        """The files of a source that had been loaded; a transcribed publication has those of its data set."""
        dataset = self.sources[source].part_of or source
        return (release for release in self.releases if release.source == dataset)

    def preference(self, source: str) -> int:
        """Of two sources over one period the one with the lower number is used."""
        return self.sources[source].preference


async def read_catalogue(pool: Pool, revision: Revision) -> Catalogue:
    """Read the small tables as they stood at a revision."""
    names = ("sources", "grains", "releases", "lift_reasons", "statements", "policies", "first_and_last_list")
    tables = await asyncio.gather(*(pool.fetch(SQL[name], revision.number) for name in names))
    sources, grains, releases, reasons, statements, policies, ((first_list, last_list),) = tables
    codes = {code for record in statements for code in lineage(record["jurisdiction"])}
    jurisdictions = await read_jurisdictions(pool, revision.number)
    named = jurisdictions.by_code
    places = JurisdictionRelation(
        {code: parent_of(code) for code in codes},
        {code: named[code].name for code in codes if code in named},
    )
    files = tuple(Release(*record) for record in releases)
    loaded: defaultdict[str, list[int]] = defaultdict(list)
    for file in files:
        loaded[file.source].append(file.revision)
    return Catalogue(
        revision=revision,
        sources={record["id"]: _source(record) for record in sources},
        grains=tuple(_grain(record) for record in grains),
        releases=files,
        lift_reasons={BLANK.key: BLANK, **{record["key"]: _lift_reason(record) for record in reasons}},
        statements=Statements(
            _with_conflicts([_statement(record, loaded[record["dataset"]]) for record in statements]),
            places,
        ),
        policies=tuple(_policy(record) for record in policies),
        first_list=first_list,
        last_list=last_list,
        jurisdictions=jurisdictions,
        places=places,
    )


def _source(record: Record) -> Source:
    return Source(
        id=record["id"],
        kind=record["kind"],
        part_of=record["part_of"],
        title=record["title"],
        publisher=record["publisher"],
        url=record["url"],
        license=record["license"],
        covers=Period(PeriodType.RANGE, record["covers_from"], record["covers_to"]),
        preference=record["preference"],
        limits=tuple(record["limits"]),
    )


def _grain(record: Record) -> Grain:
    return Grain(
        key=record["key"],
        source=record["source"],
        id=record["id"],
        place=PlaceGrain(record["place"]),
        within=record["within"],
        time=TimeGrain(record["time"]),
        dimensions=frozenset(Dimension(name) for name in record["dimensions"]),
        start=record["covers_from"],
        end=record["covers_to"],
        states_known=record["states_known"],
        lumped=frozenset(Outcome(name) for name in record["lumped"]),
    )


def _lift_reason(record: Record) -> LiftReason:
    exclusion = record["exclusion"]
    return LiftReason(
        record["key"],
        record["raw"],
        Outcome(record["outcome"]),
        None if exclusion is None else ExclusionReason(exclusion),
    )


def _statement(record: Record, loaded: Sequence[int]) -> Statement:
    return Statement(
        id=record["id"],
        line=record["line"],
        jurisdiction=record["jurisdiction"],
        custody=Custody(record["custody"]),
        measure=Measure(record["measure"]),
        kind=MeasureKind(record["kind"]),
        role=Role(record["role"]),
        period=Period(PeriodType(record["period_type"]), record["period_from"], record["period_to"]),
        figure=Figure(
            value=record["value"],
            lower=record["lower"],
            upper=record["upper"],
            qualifier=Qualifier(record["qualifier"]),
            status=FigureStatus(record["status"]),
            as_stated=record["as_stated"],
            source=record["source"],
            caveats=tuple(
                Caveat(CaveatCode(code), text)
                for code, text in (caveat.split(": ", 1) for caveat in record["caveats"])
            ),
            locator=_locator(record, loaded),
        ),
        asserted_by=record["asserted_by"],
        published_on=record["published_on"],
        responds_to=record["responds_to"],
        note=record["note"],
    )


def _locator(record: Record, loaded: Sequence[int]) -> str:
    """The line of a statement; where that is of another file than the newest of its data set, of which.

    `loaded` are the revisions that loaded its files, the newest last. What a withdrawal brought back is of one before.
    """
    line, since = f"line {record['line']} of the transcription", record["since"]
    if since not in loaded:
        return f"{line}, as loaded before revision {since}"
    return line if since == loaded[-1] else f"{line}, as loaded by revision {since}"


def _with_conflicts(statements: Sequence[Statement]) -> Mapping[str, Statement]:
    """The statements by ID; records that contradict each other say so in their caveats."""
    found = {statement.id: statement for statement in statements}
    for conflict in conflicts(statements):
        for record in conflict.records:
            held = found[record.id]
            caveats = (*held.figure.caveats, conflict.caveat)
            found[record.id] = replace(held, figure=held.figure._replace(caveats=caveats))
    return found


def _policy(record: Record) -> Policy:
    return Policy(
        id=record["id"],
        line=record["line"],
        jurisdiction=record["jurisdiction"],
        custody=Custody(record["custody"]),
        dimension=PolicyDimension(record["dimension"]),
        stance=StanceValue(record["stance"]),
        basis=PolicyBasis(record["basis"]),
        effective_from=record["effective_from"],
        effective_to=record["effective_to"],
        authority=record["authority"],
        summary=record["summary"],
        source=record["source"],
    )

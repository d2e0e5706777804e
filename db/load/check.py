"""Whether what is in the database still adds up: to the published totals, and row by row to the files."""

from __future__ import annotations

from db.database import Connection
from db.load.releases import STANDS, standing_arguments
from db.load.revise import FOREVER
from db.reconcile import Checked, Row, checked
from db.rows import DetainerCount, FacilityName, ListedAgreement, Population
from db.sources import SourceEntry, read_sources
from db.words import AgreementModel


async def check(connection: Connection) -> dict[str, list[Checked]]:
    """Every total of every source that is loaded, by the source's ID.

    Published totals; for each file, as many rows in quarantine as its report said; for each of ICE's current releases
    and lists that no later one has replaced, as many rows counted as its report said, and its mended ones. How many
    rows stand of the files of other sources is not known beyond their published totals.
    """
    found: dict[str, list[Checked]] = {}
    loaded = await connection.fetch("select distinct source from release where withdrawn is null order by 1")
    for record in loaded:
        source = read_sources()[record["source"]]
        totals = (
            checked(source, await _rows(connection, source)) if source.totals or source.crosschecks else []
        )
        found[source.id] = [
            *_stored(source, totals),
            *await _releases(connection, source),
            *await _standing(connection, source),
        ]
    return found


def _stored(source: SourceEntry, totals: list[Checked]) -> list[Checked]:
    """Without the totals of tables that are read only to check others and are not kept."""
    dropped = [grain.id for grain in source.grains if not grain.stored]
    return [total for total in totals if not any(f"“{name}”" in total.what for name in dropped)]


async def _releases(connection: Connection, source: SourceEntry) -> list[Checked]:
    """For each file that has not been withdrawn: as many rows in quarantine as its report said."""
    records = await connection.fetch(
        "select r.file_name, r.quarantined_rows, count(distinct (q.sheet, q.line)) filter (where q.release is not null) "
        "as held from release r left join quarantine q on q.release = r.id "
        "where r.source = $1 and r.withdrawn is null group by r.id order by r.id",
        source.id,
    )
    return [
        Checked(
            f"rows of {record['file_name']} in quarantine",
            record["held"],
            record["quarantined_rows"],
            None
            if record["held"] == record["quarantined_rows"]
            else f"{record['file_name']}: {record['held']:,} rows in quarantine, and {record['quarantined_rows']:,} were reported",
        )
        for record in records
    ]


# What stands of a file `r`, and the files `m` of mended rows that were added to it since. A file of mended rows that
# lie in the months of more than one release does not say how many lie in each: those releases are not held to anything.
COUNTED = f"""
select r.file_name, r.loaded_rows + coalesce(sum(m.loaded_rows), 0)::int as loaded, (
    select coalesce(sum(c.count), 0)::int from detainer_cell c
    where c.grain = any(select key from grain where source = r.source and until = {FOREVER}) and c.until = {FOREVER}
        and c.start_on between date_trunc('month', r.covers_from) and r.covers_to
) as counted
from release r
left join release m on m.source = r.source and m.revision > r.revision and m.withdrawn is null and m.mends is not null
    and date_trunc('month', m.covers_from) <= r.covers_to and date_trunc('month', r.covers_from) <= m.covers_to
where r.source = $1 and r.covers_from is not null and {STANDS}
group by r.id
having coalesce(bool_and(m.covers_from >= date_trunc('month', r.covers_from)
    and date_trunc('month', m.covers_to) <= r.covers_to), true)
order by r.id
"""

LISTED = f"""
select r.file_name, r.loaded_rows + coalesce(sum(m.loaded_rows), 0)::int as loaded, (
    select count(*)::int from listed_agreement a where a.listed_on = r.issued_on and a.until = {FOREVER}
) as counted
from release r
left join release m on m.source = r.source and m.revision > r.revision and m.withdrawn is null and m.mends is not null
    and m.issued_on = r.issued_on
where r.source = $1 and r.source = any($3) and {STANDS}
group by r.id
order by r.id
"""


async def _standing(connection: Connection, source: SourceEntry) -> list[Checked]:
    """For each release and list that no later one has replaced: as many rows counted as were loaded."""
    records = [
        record
        for statement in (COUNTED, LISTED)
        for record in await connection.fetch(statement, source.id, *standing_arguments())
    ]
    return [
        Checked(
            f"rows of {record['file_name']} counted",
            record["counted"],
            record["loaded"],
            None
            if record["counted"] == record["loaded"]
            else f"{record['file_name']}: {record['counted']:,} rows counted, and {record['loaded']:,} were loaded",
        )
        for record in records
    ]


async def _rows(connection: Connection, source: SourceEntry) -> list[Row]:
    """The rows of a source as they stand in the database, as far as totals are published for their kind."""
    if source.grains:
        return [*await _counts(connection, source)]
    if any("listed_on" in total.where for total in source.totals):
        records = await connection.fetch(
            "select line, listed_on, state, agency, county, agency_type, model, signed_on from listed_agreement "
            f"where until = {FOREVER}"
        )
        return [ListedAgreement(**{**record, "model": AgreementModel(record["model"])}) for record in records]
    records = await connection.fetch(
        "select p.jurisdiction as code, j.name, coalesce(j.state, '') as state, p.year, p.people from population p "
        f"join jurisdiction j on j.code = p.jurisdiction and j.until = {FOREVER} "
        f"where p.until = {FOREVER} and j.kind <> 'NATION'"
    )
    return [Population(line=0, **record) for record in records]


async def _counts(connection: Connection, source: SourceEntry) -> list[DetainerCount]:
    without_blanks = [grain.id for grain in source.grains if grain.leaves_out_blank]
    records = await connection.fetch(
        "select g.id, p.name, p.state, p.city, p.code, p.jurisdiction, c.start_on, c.end_on, f.raw as form, "
        "l.raw as lift_reason, c.count from detainer_cell c "
        f"join grain g on g.key = c.grain and g.until = {FOREVER} join place p on p.key = c.place "
        "left join form f on f.key = c.form left join lift_reason l on l.key = c.lift_reason "
        f"where g.source = $1 and c.until = {FOREVER} and not (g.id = any($2) and c.lift_reason = 0)",
        source.id,
        without_blanks,
    )
    return [
        DetainerCount(
            record["id"],
            0,
            FacilityName(record["name"], record["state"], record["city"], record["code"])
            if record["name"]
            else None,
            record["jurisdiction"],
            record["start_on"],
            record["end_on"],
            record["form"],
            record["lift_reason"],
            record["count"],
        )
        for record in records
    ]

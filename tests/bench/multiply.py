"""Makes the database so many times as large, as it would grow: more months, more jails, edits after the fact.

Cells of sources that tell months or days apart come again for later years, every place comes again under other names in
the same county, and one cell in fifty of the first is closed and comes again with one more in it. Each of the three is a
revision, written as loads write it: the figures of earlier revisions stay what they were.
"""

from __future__ import annotations

from datetime import UTC, datetime

import asyncpg

from db.database import Connection
from db.load.areas import add_up

FACTORS = {1: (1, 1), 10: (9, 2), 100: (21, 9)}
"""For so many times the cells: how often the months come, and how often the places. A third of the cells is of a source
without months, so that months alone do not do it."""

PLACES = """
with step as (select max(key) as keys from place), copies as (
    insert into place (key, name, state, city, code, jurisdiction)
    select p.key + s.keys * n, p.name || ' ' || n, p.state, p.city, p.code, p.jurisdiction
    from place p, step s, generate_series(1, $2::integer - 1) n
    where p.name is not null and p.jurisdiction is null
    returning key, ((key - 1) % (select keys from step)) + 1 as original, (key - 1) / (select keys from step) as n
), facilities as (
    insert into facility (id, name, state, city, county, prison_system, custody, placed_by, confidence, search_name, since)
    select f.id || '-' || n, f.name || ' ' || n, f.state, f.city, f.county, f.prison_system, f.custody, f.placed_by,
        f.confidence, f.search_name || ' ' || n, $1
    from facility f, generate_series(1, $2 - 1) n
    where f.until = 2147483647
), within as (
    insert into place_within (place, within, facility, custody, placed, since)
    select c.key, case when w.within = w.facility then w.within || '-' || c.n else w.within end,
        w.facility || '-' || c.n, w.custody, w.placed, $1
    from copies c
    join place_within w on w.place = c.original and w.until = 2147483647
)
insert into detainer_cell (grain, place, start_on, end_on, form, lift_reason, criminality, duplicate, count, since)
select d.grain, c.key, d.start_on, d.end_on, d.form, d.lift_reason, d.criminality, d.duplicate, d.count, $1
from copies c
join detainer_cell d on d.place = c.original and d.until = 2147483647
"""

GRAINS = """
with longer as (
    update grain set until = $1 where until = 2147483647 and time in ('DAY', 'MONTH')
    returning key, source, id, place, within, time, dimensions, covers_from, covers_to, states_known, lumped
)
insert into grain (key, source, id, place, within, time, dimensions, covers_from, covers_to, states_known, lumped, since)
select key, source, id, place, within, time, dimensions, covers_from,
    (covers_to + make_interval(years => spans * ($2::integer - 1)))::date, states_known, lumped, $1
from longer, lateral (select extract(year from age(covers_to, covers_from))::integer + 1 as spans)
"""

MONTHS = """
insert into detainer_cell (grain, place, start_on, end_on, form, lift_reason, criminality, duplicate, count, since)
select d.grain, d.place, (d.start_on + later)::date, (d.end_on + later)::date, d.form, d.lift_reason, d.criminality,
    d.duplicate, d.count, $1
from detainer_cell d
join grain g on g.key = d.grain and g.until = $1
cross join generate_series(1, $2::integer - 1) n
cross join lateral (
    select make_interval(years => n * (extract(year from age(g.covers_to, g.covers_from))::integer + 1)) as later
)
where d.until = 2147483647 and d.since < $1
"""

EDITS = """
with edited as (
    update detainer_cell set until = $1 where until = 2147483647 and row_id % 50 = 0
    returning grain, place, start_on, end_on, form, lift_reason, criminality, duplicate, count
)
insert into detainer_cell (grain, place, start_on, end_on, form, lift_reason, criminality, duplicate, count, since)
select grain, place, start_on, end_on, form, lift_reason, criminality, duplicate, count + 1, $1 from edited
"""


async def multiply(dsn: str, times: int) -> None:
    """Make the figures that ship so many times as many; `times` is one of FACTORS."""
    months, places = FACTORS[times]
    connection = await asyncpg.connect(dsn)
    try:
        if times > 1:
            await _revision(connection, f"Every place {places} times.", [(PLACES, places)])
            await _revision(connection, f"Every month {months} times.", [(GRAINS, months), (MONTHS, months)])
            await _revision(connection, "One cell in fifty edited.", [(EDITS, None)])
        await connection.execute("vacuum analyze")
    finally:
        await connection.close()


ONE_MONTH = """
insert into detainer_cell (grain, place, start_on, end_on, form, lift_reason, criminality, duplicate, count, since)
select grain, place, date '2015-08-01', date '2015-08-31', form, lift_reason, criminality, duplicate, count, $1
from detainer_cell
where grain = 1 and start_on = '2015-06-01' and until = 2147483647
"""


async def add_a_month(dsn: str) -> None:
    """Load one more month of the source that is multiplied, as a release adds it."""
    connection = await asyncpg.connect(dsn)
    try:
        await _revision(connection, "One more month.", [(ONE_MONTH, None)])
    finally:
        await connection.close()


async def _revision(connection: Connection, summary: str, steps: list[tuple[str, int | None]]) -> None:
    async with connection.transaction():
        number = await connection.fetchval("select max(number) + 1 from revision")
        await connection.execute(
            "insert into revision (number, published_at, summary) values ($1, $2, $3)",
            number,
            datetime.now(UTC),
            summary,
        )
        for statement, factor in steps:
            await connection.execute(statement, number, *(() if factor is None else (factor,)))
        await add_up(connection, number)

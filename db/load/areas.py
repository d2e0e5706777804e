"""What each jurisdiction counts, added up from the cells of its places: made by each load, of what it changed and no more."""

from __future__ import annotations

from typing import NamedTuple

from db.database import Connection
from db.load.revise import FOREVER

TOUCHED = """
create temporary table touched on commit drop as
select c.grain, w.within, c.start_on
from detainer_cell c
join place_within w on w.place = c.place and w.within is distinct from w.facility
where {revision} in (c.since, c.until)
union
select c.grain, w.within, c.start_on
from place_within w
join detainer_cell c on c.place = w.place
where w.within is distinct from w.facility and {revision} in (w.since, w.until)
"""
"""The areas and days of which the revision changed a cell or a place."""

CELLS = f"""
create temporary table counted on commit drop as
select c.grain, w.within, 'CELL' as span, c.start_on, c.end_on, w.custody, c.form, c.lift_reason,
    coalesce(sum(c.count) filter (where not c.duplicate), 0)::integer as count,
    -- Where the keeper is known, a place is not missing.
    coalesce(sum(c.count) filter (
        where not c.duplicate and not w.placed and w.custody not in ('STATE_PRISON', 'FEDERAL', 'ICE')
    ), 0)::integer as unplaced,
    coalesce(sum(c.count) filter (where c.duplicate), 0)::integer as duplicates
from touched t
join place_within w on w.within = t.within and w.until = {FOREVER}
join detainer_cell c on c.grain = t.grain and c.place = w.place and c.start_on = t.start_on and c.until = {FOREVER}
group by c.grain, w.within, c.start_on, c.end_on, w.custody, c.form, c.lift_reason
"""

YEARS_OF = """
    select 'CALENDAR_YEAR' as span, make_date(extract(year from {day})::integer, 1, 1) as first,
        make_date(extract(year from {day})::integer, 12, 31) as last
    union all
    -- The federal fiscal year begins in October of the year before.
    select 'FISCAL_YEAR', make_date(extract(year from {day} + interval '3 months')::integer - 1, 10, 1),
        make_date(extract(year from {day} + interval '3 months')::integer, 9, 30)
"""

TOUCHED_YEARS = f"""
create temporary table touched_year on commit drop as
select distinct t.grain, t.within, y.span, y.first, y.last
from touched t
cross join lateral ({YEARS_OF.format(day="t.start_on")}) y
union
-- Where the days move that a grain covers, so do those of the years at either end.
select a.grain, a.within, y.span, y.first, y.last
from (select distinct grain, within from area_cell where until = {FOREVER}) a
join grain g on g.key = a.grain and {{revision}} in (g.since, g.until)
cross join lateral (values (g.covers_from), (g.covers_to)) as ends(day)
cross join lateral ({YEARS_OF.format(day="ends.day")}) y
"""
"""The areas and years of which the revision changed a day, or which days of them are covered."""

YEARS = f"""
create temporary table counted on commit drop as
select a.grain, a.within, t.span, greatest(t.first, g.covers_from) as start_on, least(t.last, g.covers_to) as end_on,
    a.custody, a.form, a.lift_reason, sum(a.count)::integer as count, sum(a.unplaced)::integer as unplaced,
    sum(a.duplicates)::integer as duplicates
from touched_year t
join grain g on g.key = t.grain and g.until = {FOREVER} and g.time in ('DAY', 'MONTH')
join area_cell a on a.grain = t.grain and a.within = t.within and a.span = 'CELL' and a.until = {FOREVER}
    and a.start_on >= greatest(t.first, g.covers_from) and a.end_on <= least(t.last, g.covers_to)
group by a.grain, a.within, t.span, 4, 5, a.custody, a.form, a.lift_reason
"""

TOTALS = """
create temporary table totalled on commit drop as
select grain, within, span, start_on, end_on, custody, sum(count)::integer as count
from counted
group by grain, within, span, start_on, end_on, custody
having sum(count) > 0
"""


class Kept(NamedTuple):
    """A table of sums that is kept, the temporary one that says what they are now, and the columns of both."""

    table: str
    now: str
    columns: tuple[str, ...]

    @property
    def same(self) -> str:
        """Whether a row of the one says what a row of the other does."""
        return " and ".join(f"a.{column} = n.{column}" for column in self.columns)

    def closed(self, touched: str) -> str:
        """What ends the sums of `touched` that came out otherwise."""
        return f"""
            update {self.table} a set until = $1
            from {touched} and a.until = {FOREVER} and not exists (select from {self.now} n where {self.same})
        """

    @property
    def added(self) -> str:
        """What adds those that are new, in the order of the key, so that what is read together lies together."""
        return f"""
            insert into {self.table} ({", ".join(self.columns)}, since)
            select {", ".join(self.columns)}, $1
            from {self.now} n
            where not exists (select from {self.table} a where a.until = {FOREVER} and {self.same})
            order by 1, 2, 3, 4, 5
        """


KEY = ("grain", "within", "span", "start_on", "end_on", "custody")
AREA_CELL = Kept("area_cell", "counted", (*KEY, "form", "lift_reason", "count", "unplaced", "duplicates"))
AREA_TOTAL = Kept("area_total", "totalled", (*KEY, "count"))

OF_CELLS = """touched t
where a.grain = t.grain and a.within = t.within and a.span = 'CELL' and a.start_on = t.start_on"""
OF_YEARS = """touched_year t
where a.grain = t.grain and a.within = t.within and a.span = t.span and a.start_on between t.first and t.last"""


async def add_up(connection: Connection, revision: int) -> None:
    """Make `area_cell` and `area_total` from `revision` on what the cells and the places of that revision come to.

    Within the transaction of the load, once, when its grains, cells and places are written.
    """
    # That all cells of a table without days have one and the same PostgreSQL does not know: it would keep them for each of
    # the areas and go through all of them for each place.
    await connection.execute("set local enable_memoize = off")
    await connection.execute("drop table if exists pg_temp.touched, pg_temp.touched_year")
    await connection.execute(TOUCHED.format(revision=int(revision)))
    await connection.execute("analyze touched")
    await _revise(connection, revision, CELLS, OF_CELLS)
    await connection.execute("analyze area_cell, area_total")
    await connection.execute(TOUCHED_YEARS.format(revision=int(revision)))
    await connection.execute("analyze touched_year")
    await _revise(connection, revision, YEARS, OF_YEARS)


async def _revise(connection: Connection, revision: int, counted: str, touched: str) -> None:
    """Count, close what came out otherwise before, and add what is new."""
    await connection.execute("drop table if exists pg_temp.counted, pg_temp.totalled")
    await connection.execute(counted)
    await connection.execute(TOTALS)
    await connection.execute("analyze counted, totalled")
    for kept in (AREA_CELL, AREA_TOTAL):
        await connection.execute(kept.closed(touched), revision)
        await connection.execute(kept.added, revision)

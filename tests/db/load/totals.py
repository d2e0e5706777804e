"""What is wrong with the totals that are kept, and the statement by which the migration makes them."""

from __future__ import annotations

from importlib.util import module_from_spec, spec_from_file_location

from db.migrate import SCRIPTS

WRONG = """
with of_cells as (
    select r.number, c.grain, c.within, c.span, c.start_on, c.end_on, c.custody, sum(c.count) as count
    from revision r
    join area_cell c on c.since <= r.number and r.number < c.until
    group by 1, 2, 3, 4, 5, 6, 7
    having sum(c.count) > 0
), kept as (
    select r.number, t.grain, t.within, t.span, t.start_on, t.end_on, t.custody, t.count
    from revision r
    join area_total t on t.since <= r.number and r.number < t.until
)
select 'missing' as fault, * from (table of_cells except all table kept) missing
union all
-- Of two rows that overlap one is too many.
select 'too many', * from (table kept except all table of_cells) too_many
union all
select 'cut in two', a.since, grain, within, span, start_on, end_on, custody, count
from area_total a
join area_total b using (grain, within, span, start_on, end_on, custody, count)
where a.since = b.until
"""
"""A row for each total of a revision that is not what the cells come to, and each that is cut in two where nothing changed."""

KEPT = "select * from area_total order by grain, within, span, start_on, end_on, custody, since"


def fill() -> str:
    """The statement of the migration."""
    spec = spec_from_file_location("area_totals", SCRIPTS / "versions/0003_area_totals.py")
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    text: str = module.FILL
    return text

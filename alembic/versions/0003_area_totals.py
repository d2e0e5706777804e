"""How many detainers there are in all is kept for each area: a question for totals reads no sum by form and lift reason."""

from alembic import op

revision = "0003"
down_revision = "0002"

TABLE = """
-- What `area_cell` comes to over forms and lift reasons, made by each load of what it changed; no row where that is 0.
create table area_total (
    grain smallint not null,
    within text not null,
    span text not null,
    start_on date not null,
    end_on date not null,
    custody text not null,
    count integer not null check (count > 0),
    since integer not null,
    until integer not null default 2147483647,
    check (since < until)
)
"""

# At each revision that touched a key its total is the sum of all changes until then. Where they cancel out nothing changed.
FILL = """
insert into area_total (grain, within, span, start_on, end_on, custody, count, since, until)
select grain, within, span, start_on, end_on, custody, count, since, until
from (
    select grain, within, span, start_on, end_on, custody, sum(sum(change)) over of_key as count, revision as since,
        lead(revision) over of_key as until
    from (
        select grain, within, span, start_on, end_on, custody, since as revision, count as change from area_cell
        union all
        select grain, within, span, start_on, end_on, custody, until, -count from area_cell
    ) changes
    group by grain, within, span, start_on, end_on, custody, revision
    having sum(change) <> 0
    window of_key as (partition by grain, within, span, start_on, end_on, custody order by revision)
) totals
where count > 0
order by 1, 2, 3, 4, 5
"""

INDEXES = (
    """
create unique index on area_total (grain, span, within, start_on, end_on, custody)
    include (count, since) where until = 2147483647
""",
    "create index on area_total (grain, span, within, start_on, until) where until < 2147483647",
)

# `holds`: whether it still does. What held before is looked for only where the statement asks of an earlier revision: it
# says so, and PostgreSQL then leaves that half out. Through it, each load would make questions about the newest slower.
VIEW = """
create view area_in_all as
select grain, within, span, start_on, end_on, custody, count, since, 2147483647 as until, true as holds
from area_total
where until = 2147483647
union all
select grain, within, span, start_on, end_on, custody, count, since, until, false
from area_total
where until < 2147483647
"""


def upgrade() -> None:
    """Make the table of the sums that there are, at every revision."""
    # It takes its turn among the loads: what one is still writing it would not see.
    op.execute("lock table revision in share row exclusive mode")
    op.execute(TABLE)
    op.execute(FILL)
    for index in INDEXES:
        op.execute(index)
    op.execute(VIEW)
    op.execute("analyze area_total")


def downgrade() -> None:
    """Drop it."""
    op.execute("drop view area_in_all")
    op.execute("drop table area_total")

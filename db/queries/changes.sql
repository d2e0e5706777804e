-- What a revision changed.

-- name: changes_page
-- A page of what differs between two revisions ($1 before, $2 after): counts of detainers by source, place and days,
-- records and claims, populations, policies, agreements. `was` and `is_now` are the numbers, null where there was or
-- is none, or where the thing is no number. $3 source, $4 jurisdiction, or null; $5 the key after which the page
-- begins; $6 how many; $7 the kinds of change, or null.
with touched as (
    select grain, within, start_on, end_on from area_cell where span = 'CELL' and since = $2::int and $4::text is null
    union
    select grain, within, start_on, end_on from area_cell where span = 'CELL' and since = $2 and within = $4
    union
    select grain, within, start_on, end_on from area_cell
    where span = 'CELL' and until = $2 and until < 2147483647 and $4 is null
    union
    select grain, within, start_on, end_on from area_cell
    where span = 'CELL' and until = $2 and until < 2147483647 and within = $4
), counted as (
    select t.*, c.was, c.is_now
    from touched t
    cross join lateral (
        select sum(c.count) filter (where c.count > 0 and c.since <= $1::int) as was,
            sum(c.count) filter (where c.count > 0 and $2 < c.until) as is_now
        from area_count c
        where c.grain = t.grain and c.within = t.within and c.span = 'CELL' and c.start_on = t.start_on
            and c.end_on = t.end_on and c.since <= $2 and $1 < c.until
    ) c
), counting as (
    select distinct on (key) key, source, id from grain order by key, until desc
), differing as (
    select 'DETAINERS' as subject, g.source, d.within as jurisdiction, d.start_on as period_from,
        d.end_on as period_to, g.id as item, d.was::float8 as was, d.is_now::float8 as is_now
    from counted d
    join counting g on g.key = d.grain
    where d.was is distinct from d.is_now
    union all
    select subject, coalesce(n.source, o.source), coalesce(n.jurisdiction, o.jurisdiction),
        coalesce(n.period_from, o.period_from), coalesce(n.period_to, o.period_to), id, o.value, n.value
    from (
        select role as subject, id, source, jurisdiction, period_from, period_to, value
        from statement where until = $2
    ) o
    full join (
        select role as subject, id, source, jurisdiction, period_from, period_to, value
        from statement where since = $2
    ) n using (subject, id)
    union all
    -- Between, where equal would do: nearly all rows came with one revision, and a plan for any must not take it for that.
    select 'POPULATION', 'census-population-2024', jurisdiction, make_date(year, 7, 1), make_date(year, 7, 1),
        year::text, o.people, n.people
    from (select jurisdiction, year, people from population where until between $2 and $2) o
    full join (select jurisdiction, year, people from population where since between $2 and $2) n using (jurisdiction, year)
    union all
    select 'POLICY', coalesce(n.source, o.source), coalesce(n.jurisdiction, o.jurisdiction),
        coalesce(n.effective_from, o.effective_from), coalesce(n.effective_to, o.effective_to), id,
        case when o.id is not null then 1 end, case when n.id is not null then 1 end
    from (select id, source, jurisdiction, effective_from, effective_to from policy where until = $2) o
    full join (select id, source, jurisdiction, effective_from, effective_to from policy where since = $2) n using (id)
    union all
    select 'AGREEMENT', 'ice-287g-lists', coalesce(n.place, o.place), coalesce(n.first_listed_on, o.first_listed_on),
        coalesce(n.last_listed_on, o.last_listed_on), id,
        case when o.id is not null then 1 end, case when n.id is not null then 1 end
    from (
        select id, coalesce(jurisdiction, state) as place, first_listed_on, last_listed_on
        from agreement where until between $2 and $2
    ) o
    full join (
        select id, coalesce(jurisdiction, state) as place, first_listed_on, last_listed_on
        from agreement where since between $2 and $2
    ) n using (id)
), keyed as (
    select *, concat_ws(' ', subject, source, jurisdiction, to_char(period_from, 'YYYY-MM-DD'),
        to_char(period_to, 'YYYY-MM-DD'), item) collate "C" as sort_key
    from differing
    where ($3::text is null or source = $3) and ($4::text is null or jurisdiction = $4)
)
select subject, source, jurisdiction, period_from, period_to, item,
    case when subject in ('POLICY', 'AGREEMENT') then null else was end as was,
    case when subject in ('POLICY', 'AGREEMENT') then null else is_now end as is_now,
    was is null as added, is_now is null as withdrawn, sort_key, total
from (
    select *, count(*) over () as total from keyed
    where $7::text[] is null
        or case when was is null then 'ADDED' when is_now is null then 'WITHDRAWN' else 'CHANGED' end = any($7)
) k
where $5::text is null or sort_key > $5
order by sort_key
limit $6::int;

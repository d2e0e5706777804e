-- What a revision changed.

-- name: changes_page
-- A page of what differs between two revisions ($1 before, $2 after): counts of detainers by source, place and days,
-- records and claims, populations, policies, agreements, the months of Secure Communities, ICE's areas. `was` and
-- `is_now` are the numbers, null where there was or is none, or where the thing is no number. `terms`: of what stood
-- before and stands since each term that differs beside the number, with its value before and since. $3 source,
-- $4 jurisdiction, or null; $5 the key after which the page begins; $6 how many; $7 the kinds of change, or null.
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
    select 'DETAINERS' as subject,
        case when d.was is null then 'ADDED' when d.is_now is null then 'WITHDRAWN' else 'CHANGED' end as kind,
        g.source, d.within as jurisdiction, d.start_on as period_from, d.end_on as period_to, g.id as item,
        d.was::float8 as was, d.is_now::float8 as is_now, '{}'::text[] as terms
    from counted d
    join counting g on g.key = d.grain
    where d.was is distinct from d.is_now
    union all
    -- A line that stands elsewhere in its file says the same.
    select role, case when o.id is null then 'ADDED' when n.id is null then 'WITHDRAWN' else 'CHANGED' end,
        coalesce(n.source, o.source), coalesce(n.jurisdiction, o.jurisdiction),
        case when n.id is null then o.period_from else n.period_from end,
        case when n.id is null then o.period_to else n.period_to end, id, o.value, n.value,
        array(
            select array[term, nullif(was, ''), nullif(is_now, '')]
            from (
                values
                    ('JURISDICTION', o.jurisdiction, n.jurisdiction),
                    ('CUSTODY', o.custody, n.custody),
                    ('MEASURE', o.measure, n.measure),
                    ('KIND', o.kind, n.kind),
                    (
                        'PERIOD',
                        o.period_type || concat(to_char(o.period_from, ' YYYY-MM-DD'), to_char(o.period_to, '/YYYY-MM-DD')),
                        n.period_type || concat(to_char(n.period_from, ' YYYY-MM-DD'), to_char(n.period_to, '/YYYY-MM-DD'))
                    ),
                    ('QUALIFIER', o.qualifier, n.qualifier),
                    ('BOUNDS', concat(o.lower, '/' || o.upper), concat(n.lower, '/' || n.upper)),
                    ('STATUS', o.status, n.status),
                    ('WORDS', o.as_stated, n.as_stated),
                    ('SPEAKER', o.asserted_by, n.asserted_by),
                    ('PUBLISHED_ON', to_char(o.published_on, 'YYYY-MM-DD'), to_char(n.published_on, 'YYYY-MM-DD')),
                    ('RESPONDS_TO', o.responds_to, n.responds_to),
                    ('NOTE', o.note, n.note),
                    ('CAVEATS', array_to_string(o.caveats, ' '), array_to_string(n.caveats, ' ')),
                    ('SOURCE', o.source, n.source)
            ) t (term, was, is_now)
            where o.id = n.id and was is distinct from is_now
                -- They follow from the number and its qualifier.
                and (term <> 'BOUNDS' or (o.value, o.qualifier) is not distinct from (n.value, n.qualifier))
        )
    from (select * from statement where until = $2) o
    full join (select * from statement where since = $2) n using (role, id)
    union all
    -- Between, where equal would do: nearly all rows came with one revision, and a plan for any must not take it for that.
    select 'POPULATION',
        case when o.people is null then 'ADDED' when n.people is null then 'WITHDRAWN' else 'CHANGED' end,
        'census-population-2024', jurisdiction, make_date(year, 7, 1), make_date(year, 7, 1), year::text,
        o.people, n.people, '{}'
    from (select jurisdiction, year, people from population where until between $2 and $2) o
    full join (select jurisdiction, year, people from population where since between $2 and $2) n using (jurisdiction, year)
    union all
    select 'POLICY', case when o.id is null then 'ADDED' when n.id is null then 'WITHDRAWN' else 'CHANGED' end,
        coalesce(n.source, o.source), coalesce(n.jurisdiction, o.jurisdiction),
        case when n.id is null then o.effective_from else n.effective_from end,
        case when n.id is null then o.effective_to else n.effective_to end, id, null, null,
        array(
            select array[term, nullif(was, ''), nullif(is_now, '')]
            from (
                values
                    ('JURISDICTION', o.jurisdiction, n.jurisdiction),
                    ('CUSTODY', o.custody, n.custody),
                    ('DIMENSION', o.dimension, n.dimension),
                    ('STANCE', o.stance, n.stance),
                    ('BASIS', o.basis, n.basis),
                    (
                        'PERIOD',
                        concat(to_char(o.effective_from, 'YYYY-MM-DD'), to_char(o.effective_to, '/YYYY-MM-DD')),
                        concat(to_char(n.effective_from, 'YYYY-MM-DD'), to_char(n.effective_to, '/YYYY-MM-DD'))
                    ),
                    ('AUTHORITY', o.authority, n.authority),
                    ('SUMMARY', o.summary, n.summary),
                    ('SOURCE', o.source, n.source)
            ) t (term, was, is_now)
            where o.id = n.id and was is distinct from is_now
        )
    from (select * from policy where until = $2) o
    full join (select * from policy where since = $2) n using (id)
    union all
    -- One that a newer list has again says the same, and one that it lacks has ended: what was said of it stays right.
    select 'AGREEMENT',
        case
            when o.id is null then 'ADDED'
            when n.id is null then 'WITHDRAWN'
            when o.removed_before is null and n.removed_before is not null
                and (o.state, o.jurisdiction, o.agency, o.agency_type, o.signed_on)
                    is not distinct from (n.state, n.jurisdiction, n.agency, n.agency_type, n.signed_on) then 'ENDED'
            else 'CHANGED'
        end,
        'ice-287g-lists', coalesce(n.jurisdiction, n.state, o.jurisdiction, o.state),
        coalesce(n.first_listed_on, o.first_listed_on), coalesce(n.last_listed_on, o.last_listed_on), id, null, null,
        array(
            select array[term, was, is_now]
            from (
                values
                    ('JURISDICTION', coalesce(o.jurisdiction, o.state), coalesce(n.jurisdiction, n.state)),
                    ('AGENCY', o.agency, n.agency),
                    ('AGENCY_TYPE', o.agency_type, n.agency_type),
                    ('SIGNED_ON', to_char(o.signed_on, 'YYYY-MM-DD'), to_char(n.signed_on, 'YYYY-MM-DD')),
                    (
                        'REMOVED',
                        to_char(o.removed_after, 'YYYY-MM-DD') || to_char(o.removed_before, '/YYYY-MM-DD'),
                        to_char(n.removed_after, 'YYYY-MM-DD') || to_char(n.removed_before, '/YYYY-MM-DD')
                    )
            ) t (term, was, is_now)
            where o.id = n.id and was is distinct from is_now
        )
    from (select * from agreement where until between $2 and $2) o
    full join (select * from agreement where since between $2 and $2) n using (id)
    union all
    select 'SECURE_COMMUNITIES',
        case when o.county is null then 'ADDED' when n.county is null then 'WITHDRAWN' else 'CHANGED' end,
        'secure-communities', county, case when n.county is null then o.month else n.month end,
        (case when n.county is null then o.month else n.month end + interval '1 month - 1 day')::date, county, null, null,
        case
            when o.county = n.county and o.month is distinct from n.month
                then array[array['PERIOD', to_char(o.month, 'YYYY-MM'), to_char(n.month, 'YYYY-MM')]]
            else '{}'
        end
    from (select county, month from activation where until between $2 and $2) o
    full join (select county, month from activation where since between $2 and $2) n using (county)
    union all
    select 'AREA_OF_RESPONSIBILITY',
        case when o.area is null then 'ADDED' when n.area is null then 'WITHDRAWN' else 'CHANGED' end,
        'county-areas', county, null, null, coalesce(n.area, o.area), null, null,
        case when o.area <> n.area then array[array['AREA', o.area, n.area]] else '{}' end
    from (select county, area from county_area where until between $2 and $2) o
    full join (select county, area from county_area where since between $2 and $2) n using (county)
), keyed as (
    select *, concat_ws(' ', subject, source, jurisdiction, to_char(period_from, 'YYYY-MM-DD'),
        to_char(period_to, 'YYYY-MM-DD'), item) collate "C" as sort_key
    from differing
    where ($3::text is null or source = $3) and ($4::text is null or jurisdiction = $4)
        and (kind <> 'CHANGED' or was is distinct from is_now or terms <> '{}')
)
select subject, kind, source, jurisdiction, period_from, period_to, item, was, is_now, terms, sort_key, total
from (select *, count(*) over () as total from keyed where $7::text[] is null or kind = any($7)) k
where $5::text is null or sort_key > $5
order by sort_key
limit $6::int;

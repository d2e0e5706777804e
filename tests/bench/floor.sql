-- The three shapes, each as one statement that returns the finished answer's text. Everything that a question could
-- vary stands here as a constant: the newest revision, the source, its days, the custodies of a county.

-- name: P1
-- One state and its year.
select '{"data":{"jurisdiction":{"name":' || to_json(j.name) || ',"detainers":{"total":{"value":' || sum(c.count)
    || '.0},"rate":{"value":' || sum(c.count) filter (where r.outcome = 'PICKED_UP')::float8
    / sum(c.count) filter (where r.exclusion is null and c.lift_reason <> 0) || '}}}}}'
from jurisdiction j
join area_cell c on c.grain = 1 and c.within = j.code and c.span = 'FISCAL_YEAR'
    and c.start_on = '2014-10-01' and c.until = 2147483647
left join lift_reason r on r.key = c.lift_reason
where j.code = 'MN' and j.until = 2147483647
group by j.name;

-- name: P2
-- California and Minnesota with all counties and their year.
with counted as (
    select within, sum(count) as count
    from area_total
    where grain = 1 and span = 'FISCAL_YEAR' and start_on = '2014-10-01' and until = 2147483647
        and within in (
            select code from jurisdiction where parent in ('CA', 'MN') and kind = 'COUNTY' and until = 2147483647
        )
        and custody not in ('FEDERAL', 'ICE', 'STATE_PRISON')
    group by within
), states as (
    select s.code, s.name, string_agg(
        '{"code":"' || j.code || '","name":' || to_json(j.name) || ',"detainers":{"total":{"value":'
        || coalesce(c.count, 0) || '.0}}}', ',' order by j.code) as counties
    from jurisdiction s
    join jurisdiction j on j.parent = s.code and j.kind = 'COUNTY' and j.until = 2147483647
    left join counted c on c.within = j.code
    where s.code in ('CA', 'MN') and s.until = 2147483647
    group by s.code, s.name
)
select '{"data":{"jurisdictions":{"nodes":[' || string_agg(
    '{"code":"' || code || '","name":' || to_json(name) || ',"counties":{"nodes":[' || counties || ']}}', ','
    order by code) || ']}}}'
from states;

-- name: P3
-- All counties by all months of a year.
with counted as (
    select within, start_on, sum(count) as count
    from area_total
    where grain = 1 and span = 'CELL' and start_on between '2014-10-01' and '2015-09-01' and until = 2147483647
        and within between '0' and '9999A'
        and custody not in ('FEDERAL', 'ICE', 'STATE_PRISON')
    group by within, start_on
), months as (
    select day::date as first
    from grain g, generate_series(timestamp '2014-10-01', least(g.covers_to, date '2015-09-30'), '1 month') day
    where g.key = 1 and g.until = 2147483647
), counties as (
    select j.code, j.name, coalesce(sum(c.count), 0) as total, string_agg(
        '{"period":{"from":"' || m.first || '"},"total":{"value":' || coalesce(c.count, 0) || '.0}}', ','
        order by m.first) as points
    from jurisdiction j
    cross join months m
    left join counted c on c.within = j.code and c.start_on = m.first
    where j.kind = 'COUNTY' and j.until = 2147483647
    group by j.code, j.name
)
select '{"data":{"jurisdictions":{"nodes":[' || string_agg(
    '{"code":"' || code || '","name":' || to_json(name) || ',"detainers":{"total":{"value":' || total
    || '.0},"series":[' || points || ']}}', ',' order by code) || ']}}}'
from counties;

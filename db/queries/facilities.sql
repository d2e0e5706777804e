-- Jails and prisons. $1 is always the revision.

-- name: facilities_by_id
-- The facilities with these IDs, in no order.
select id, name, state, city, county, prison_system, custody, placed_by, confidence
from facility
where id = any($2::text[]) and since <= $1 and $1 < until;

-- name: facilities_page
-- A page of facilities under each of these areas ($2: codes; 'US' for all). $3 custody or null; $4 null, or IDs: then
-- those alone, in their order, and otherwise by name. $5 and $6 the sort key and ID after which the page begins, $7 how
-- many.
with within as (
    select 'US' as under, * from facility where 'US' = any($2::text[])
    union all
    select state, * from facility where state = any($2)
    union all
    select county, * from facility where county = any($2)
    union all
    select prison_system, * from facility where prison_system = any($2)
), matching as (
    select f.under, f.id, f.name, f.state, f.city, f.county, f.prison_system, f.custody, f.placed_by,
        f.confidence, coalesce(to_char(m.place, 'FM0000000'), f.search_name) collate "C" as sort_key
    from within f
    left join unnest($4::text[]) with ordinality as m(id, place) on m.id = f.id
    where f.since <= $1 and $1 < f.until
        and ($3::text is null or f.custody = $3)
        and ($4::text[] is null or m.id is not null)
), ranked as (
    select *, count(*) over (partition by under) as total,
        row_number() over (
            partition by under, ($5::text is null or (sort_key, id) > ($5 collate "C", $6))
            order by sort_key, id
        ) as rank
    from matching
)
select id, name, state, city, county, prison_system, custody, placed_by, confidence, sort_key, total, under
from ranked
where ($5::text is null or (sort_key, id) > ($5 collate "C", $6)) and rank <= $7::int
order by under, rank;

-- name: spellings_of
-- The names under which sources write these facilities.
select distinct w.facility, p.name
from place_within w
join place p on p.key = w.place
where w.within = any($2::text[]) and w.since <= $1 and $1 < w.until
order by w.facility, p.name;

-- name: facility_names
-- Every facility with the names under which sources write it and the codes that they give it.
select f.id, f.name, f.state, f.city,
    coalesce(array_agg(distinct p.name) filter (where p.name is not null), '{}') as spellings,
    coalesce(array_agg(distinct p.code) filter (where p.code is not null), '{}') as codes
from facility f
left join place_within w on w.within = f.id and w.since <= $1 and $1 < w.until
left join place p on p.key = w.place
where f.since <= $1 and $1 < f.until
group by f.id, f.name, f.state, f.city
order by f.id;

-- name: listed_codes
-- The codes of ICE's own list of facilities, with its names of them.
select code, name, state
from listed_ice_facility
where since <= $1 and $1 < until
order by code;

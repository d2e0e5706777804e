-- 287(g) agreements. $1 is always the revision.

-- name: agreements_page
-- A page of agreements by ID. $2 code of a state, county or prison system, or null, $3 a day on which it was listed
-- or null, $4 model or null, $5 the ID after which the page begins, $6 how many.
with within as (
    select * from agreement where $2::text is null or $2 = 'US'
    union all
    select * from agreement where state = $2
    union all
    select * from agreement where jurisdiction = $2 and state <> $2
), matching as (
    select id, state, agency, agency_type, jurisdiction, model, signed_on, first_listed_on, last_listed_on,
        removed_after, removed_before, count(*) over () as total
    from within
    where since <= $1 and $1 < until
        and ($3::date is null or (first_listed_on <= $3 and (removed_before is null or $3 < removed_before)))
        and ($4::text is null or model = $4)
)
select * from matching
where $5::text is null or id collate "C" > $5
order by id collate "C"
limit $6::int;

-- name: agreements_of
-- The agreements of each of these areas (the nation, states, counties and prison systems by code) that stood on a day:
-- ICE listed them on or before it and had not yet published a list without them.
with within as (
    select a.*, 'US' as under from agreement a where 'US' = any($2::text[])
    union all
    select *, state from agreement where state = any($2)
    union all
    select *, jurisdiction from agreement where jurisdiction = any($2)
)
select id, state, agency, agency_type, jurisdiction, model, signed_on, first_listed_on, last_listed_on,
    removed_after, removed_before, under
from within
where since <= $1 and $1 < until and first_listed_on <= $3::date and (removed_before is null or $3 < removed_before)
order by under, agency, model, id;

-- name: agreements_by_id
-- The agreements with these IDs.
select id, state, agency, agency_type, jurisdiction, model, signed_on, first_listed_on, last_listed_on,
    removed_after, removed_before
from agreement
where id = any($2::text[]) and since <= $1 and $1 < until;

-- name: last_lists
-- For each of these days the day of the newest list that was read, of those up to it.
select d.day, l.listed_on
from unnest($2::date[]) as d(day)
cross join lateral (
    select listed_on from listed_agreement
    where listed_on <= d.day and since <= $1 and $1 < until
    order by listed_on desc
    limit 1
) l;

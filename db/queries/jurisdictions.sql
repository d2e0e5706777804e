-- Places and systems. $1 is always the revision that is asked; a row holds for since <= $1 < until.

-- name: all_jurisdictions
-- All jurisdictions by code, with their residents in the latest year that the source has. A process reads them once for
-- each revision.
select j.code, j.kind, j.name, j.parent, j.state, p.people
from jurisdiction j
left join population p on p.jurisdiction = j.code and p.since <= $1 and $1 < p.until
    and p.year = (select max(year) from population where since <= $1 and $1 < until)
where j.since <= $1 and $1 < j.until
order by j.code collate "C";

-- name: populations
-- Residents on 1 July of a year ($3), or of the latest year that the source has.
select p.jurisdiction, p.year, p.people
from population p
where p.jurisdiction = any($2::text[]) and p.since <= $1 and $1 < p.until
    and p.year = coalesce($3::smallint, (select max(year) from population where since <= $1 and $1 < until));

-- name: activations
-- The month in which Secure Communities began in each county.
select county, month
from activation
where county = any($2::text[]) and since <= $1 and $1 < until;

-- name: areas_of_responsibility
-- ICE's area of responsibility of each county.
select county, area
from county_area
where county = any($2::text[]) and since <= $1 and $1 < until;

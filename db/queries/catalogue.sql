-- The small tables that a process reads whole, once for each revision: what the sources are and what was stated.
-- $1 is always the revision.

-- name: latest_revision
-- The newest revision.
select number, published_at, summary from revision order by number desc limit 1;

-- name: revision_by_number
-- One revision.
select number, published_at, summary from revision where number = $1;

-- name: revision_on
-- The newest revision published on a day or before it (UTC).
select number, published_at, summary from revision
where published_at < ($1::date + 1) at time zone 'UTC'
order by number desc limit 1;

-- name: revisions_by_number
-- The revisions with these numbers, of those up to the one that answers.
select number, published_at, summary from revision where number = any($2::int[]) and number <= $1;

-- name: revisions_page
-- Revisions up to the one that answers, the newest first, and how many there are. $2 the number before which the page
-- begins, or null; $3 how many are asked for.
select number, published_at, summary, (select count(*) from revision where number <= $1) as total
from revision
where number <= $1 and ($2::int is null or number < $2)
order by number desc
limit $3::int;

-- name: sources
-- Every source, data sets first.
select id, kind, part_of, title, publisher, url, license, covers_from, covers_to, preference, limits
from source
where since <= $1 and $1 < until
order by kind, id;

-- name: grains
-- How finely each source counts detainers.
select key, source, id, place, within, time, dimensions, covers_from, covers_to, states_known, lumped
from grain
where since <= $1 and $1 < until
order by key;

-- name: releases
-- The files that were loaded up to the revision, in the order of loading.
select id, source, revision, file_name, sha256, issued_on, retrieved_on, rows, loaded_rows, quarantined_rows
from release
where revision <= $1 and (withdrawn is null or withdrawn > $1)
order by id;

-- name: lift_reasons
-- ICE's lift reasons with the outcome under which they are grouped; $1 is not used.
select key, raw, outcome, exclusion from lift_reason where $1::int is not null order by key;

-- name: statements
-- Every record and claim, with the revision since which it says so on that line.
select id, line, source, dataset, jurisdiction, custody, measure, kind, role, period_type, period_from, period_to,
    value, lower, upper, qualifier, status, as_stated, asserted_by, published_on, responds_to, note, caveats, since
from statement
where since <= $1 and $1 < until
order by dataset, line;

-- name: first_and_last_list
-- The days of the first and of the last of ICE's lists of 287(g) agreements; null where none had been read.
select
    (select listed_on from listed_agreement where since <= $1 and $1 < until order by listed_on limit 1) as first,
    (select listed_on from listed_agreement where since <= $1 and $1 < until order by listed_on desc limit 1) as last;

-- name: policies
-- Every stance of law, policy and practice.
select id, line, source, jurisdiction, custody, dimension, stance, basis, effective_from, effective_to, authority,
    summary
from policy
where since <= $1 and $1 < until
order by jurisdiction, dimension, effective_from nulls first, id;

-- Counts of detainers. $1 revision, $2 the areas with commas between them (jurisdictions by code, facilities by ID),
-- $3 the grain, $4 and $5 the first and the last day, $6 custodies or null for all, $7 forms or null for all; the two that
-- read totals have no forms. The last argument of most is the span: CELL, or for facilities FACILITY, or the kind of year
-- that these days are, whose sum is kept. A cell is counted if all of its days lie in the period, and if it is no likely
-- duplicate; how many those are, one query tells.

-- name: detainers_by_lift_reason
-- Detainers of each area by lift reason; how many of them are neither in a county's total nor in those of prison
-- systems and federal keepers (where the keeper is known, a place is not missing); and likely duplicates beside them.
select within, lift_reason, sum(count)::bigint as count, sum(unplaced)::bigint as unplaced,
    sum(duplicates)::bigint as likely_duplicates
from area_count
where grain = $3::smallint and within = any(string_to_array($2::text, ',')) and span = $8::text
    and start_on between $4::date and $5::date and end_on <= $5 and since <= $1 and $1 < until
    and ($6::text[] is null or custody = any($6))
    and ($7::text[] is null or form in (select key from form where form.form = any($7)))
group by within, lift_reason;

-- name: detainers_in_all
-- All detainers of each jurisdiction on whatever form, from the totals that are kept; $7 is the span. What held before is
-- looked for only if a revision came after $1.
select within, sum(count)::bigint as count
from area_in_all
where grain = $3::smallint and within = any(string_to_array($2::text, ',')) and span = $7::text
    and start_on between $4::date and $5::date and end_on <= $5 and since <= $1 and $1 < until
    and (holds or $1 < (select max(number) from revision))
    and ($6::text[] is null or custody = any($6))
group by within;

-- name: detainers_in_all_from_cells
-- The same where no total is kept: on some of the forms, and of facilities.
select within, sum(count)::bigint as count
from area_count
where grain = $3::smallint and within = any(string_to_array($2::text, ',')) and span = $8::text
    and start_on between $4::date and $5::date and end_on <= $5 and since <= $1 and $1 < until
    and ($6::text[] is null or custody = any($6))
    and ($7::text[] is null or form in (select key from form where form.form = any($7)))
group by within;

-- name: detainers_by_form
-- Detainers of each area by form. They are added up before the names of forms are looked up, of which several stand for one.
select c.within, coalesce(f.form, 'OTHER') as form, sum(c.count)::bigint as count
from (
    select within, form, sum(count) as count
    from area_count
    where grain = $3::smallint and within = any(string_to_array($2::text, ',')) and span = $8::text
        and start_on between $4::date and $5::date and end_on <= $5 and since <= $1 and $1 < until
        and ($6::text[] is null or custody = any($6))
        and ($7::text[] is null or form in (select key from form where form.form = any($7)))
    group by within, form
) c
left join form f on f.key = c.form
group by c.within, coalesce(f.form, 'OTHER');

-- name: detainers_by_custody
-- Detainers of each area by custody.
select within, custody, sum(count)::bigint as count
from area_count
where grain = $3::smallint and within = any(string_to_array($2::text, ',')) and span = $8::text
    and start_on between $4::date and $5::date and end_on <= $5 and since <= $1 and $1 < until
    and ($6::text[] is null or custody = any($6))
    and ($7::text[] is null or form in (select key from form where form.form = any($7)))
group by within, custody;

-- name: detainers_by_interval
-- Detainers of each area by steps of time and lift reason. $8 'month' or 'year'; $9 months by which a year is
-- shifted: 3 for the federal fiscal year, which begins in October. They are added up by their own days first: there are
-- fewer of those than of cells, and the step of each has to be found.
select within,
    (date_trunc($8::text, start_on + make_interval(months => $9::int)) - make_interval(months => $9))::date as start_on,
    lift_reason, sum(count)::bigint as count
from (
    select within, start_on, lift_reason, sum(count) as count
    from area_count
    where grain = $3::smallint and within = any(string_to_array($2::text, ',')) and span = $10::text
        and start_on between $4::date and $5::date and end_on <= $5 and since <= $1 and $1 < until
        and ($6::text[] is null or custody = any($6))
        and ($7::text[] is null or form in (select key from form where form.form = any($7)))
    group by within, start_on, lift_reason
) as of_days
group by 1, 2, 3;

-- name: detainers_in_all_by_interval
-- All detainers of each jurisdiction on whatever form by steps of time, from the totals that are kept, as
-- detainers_in_all reads them. $7 and $8 are the step and its shift, as detainers_by_interval has them, $9 is the span.
select within,
    (date_trunc($7::text, start_on + make_interval(months => $8::int)) - make_interval(months => $8))::date as start_on,
    sum(count)::bigint as count
from (
    select within, start_on, sum(count) as count
    from area_in_all
    where grain = $3::smallint and within = any(string_to_array($2::text, ',')) and span = $9::text
        and start_on between $4::date and $5::date and end_on <= $5 and since <= $1 and $1 < until
        and (holds or $1 < (select max(number) from revision))
        and ($6::text[] is null or custody = any($6))
    group by within, start_on
) as of_days
group by 1, 2;

-- name: detainers_in_all_by_interval_from_cells
-- The same where no total is kept: on some of the forms, and of facilities. The arguments are those of
-- detainers_by_interval.
select within,
    (date_trunc($8::text, start_on + make_interval(months => $9::int)) - make_interval(months => $9))::date as start_on,
    sum(count)::bigint as count
from (
    select within, start_on, sum(count) as count
    from area_count
    where grain = $3::smallint and within = any(string_to_array($2::text, ',')) and span = $10::text
        and start_on between $4::date and $5::date and end_on <= $5 and since <= $1 and $1 < until
        and ($6::text[] is null or custody = any($6))
        and ($7::text[] is null or form in (select key from form where form.form = any($7)))
    group by within, start_on
) as of_days
group by 1, 2;

-- name: detainers_by_facility
-- A page of the facilities of each area, the most detainers first. $8 and $9: the count and the facility after
-- which it begins; $10 how many.
with counted as (
    select w.within, w.facility, sum(c.count)::bigint as count
    from place_within w
    cross join lateral (
        select sum(c.count) as count
        from detainer_cell c
        where c.grain = $3::smallint and c.place = w.place and c.start_on between $4::date and $5::date
            and c.end_on <= $5 and c.since <= $1 and $1 < c.until and not c.duplicate
            and ($7::text[] is null or c.form in (select key from form where form.form = any($7)))
    ) c
    where w.within = any(string_to_array($2::text, ',')) and w.since <= $1 and $1 < w.until and w.facility is not null
        and c.count is not null and ($6::text[] is null or w.custody = any($6))
    group by w.within, w.facility
), ranked as (
    select within, facility, count,
        count(*) over (partition by within) as total,
        row_number() over (
            partition by within, ($8::bigint is null or (-count, facility) > (-$8, $9::text))
            order by count desc, facility
        ) as rank
    from counted
)
select within, facility, count, total
from ranked
where ($8::bigint is null or (-count, facility) > (-$8, $9::text)) and rank <= $10::int
order by within, rank;

-- name: detainers_of_grains
-- The whole table of each of these grains ($2), by what it does not divide further (facilities; jurisdictions where
-- there are none) and by calendar year with one of month, lift reason and form.
with leaf as (
    select place, coalesce(max(facility), max(within)) as id, max(custody) as custody,
        bool_or(not placed and custody not in ('STATE_PRISON', 'FEDERAL', 'ICE')) as unplaced,
        array_agg(within order by within) as within
    from place_within
    where since <= $1 and $1 < until
    group by place
)
select c.grain, l.id, l.custody, l.unplaced, l.within, extract(year from c.start_on)::int as year,
    date_trunc('month', c.start_on)::date as month, c.lift_reason, coalesce(f.form, 'OTHER') as form,
    sum(c.count)::bigint as count
from (select distinct unnest($2::smallint[]) as grain) asked
-- One grain at a time, by the index: most are small beside the largest.
cross join lateral (
    select * from detainer_cell where grain = asked.grain and since <= $1 and $1 < until and not duplicate offset 0
) c
join leaf l on l.place = c.place
left join form f on f.key = c.form
group by grouping sets (
    (c.grain, l.id, l.custody, l.unplaced, l.within, extract(year from c.start_on), date_trunc('month', c.start_on)),
    (c.grain, l.id, l.custody, l.unplaced, l.within, extract(year from c.start_on), c.lift_reason),
    (c.grain, l.id, l.custody, l.unplaced, l.within, extract(year from c.start_on), coalesce(f.form, 'OTHER'))
);

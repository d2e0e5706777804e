-- What PostGraphile serves: the tables of the database itself, through views that say what our resolvers say: which
-- revision, source, days and custodies count, and that a month without a detainer counts 0. They read `area_total` and
-- `area_cell`, as our own statements do, so that both have the same sums at hand and the same indexes; a total that is asked
-- for alone reads no sum by lift reason. Numbers are bare columns: as objects (columns of a composite type) they would be
-- our answers to the letter, but cost PostGraphile four times as much on P3.

create schema rival;

create view rival.place as
select code, kind, name, parent from jurisdiction where until = 2147483647;

comment on view rival.place is $$
@primaryKey code
@foreignKey (parent) references rival.place (code)|@foreignFieldName counties
$$;

create view rival.year as
select p.code as place, y.fiscal_year,
    (
        select coalesce(sum(t.count), 0)::float8
        from area_total t
        where t.grain = 1 and t.within = p.code and t.span = 'FISCAL_YEAR' and t.start_on = y.first
            and t.until = 2147483647
            and (p.kind <> 'COUNTY' or t.custody not in ('FEDERAL', 'ICE', 'STATE_PRISON'))
    ) as total,
    (
        select sum(c.count) filter (where r.outcome = 'PICKED_UP')::float8
            / nullif(sum(c.count) filter (where r.exclusion is null and c.lift_reason <> 0), 0)
        from area_cell c
        left join lift_reason r on r.key = c.lift_reason
        where c.grain = 1 and c.within = p.code and c.span = 'FISCAL_YEAR' and c.start_on = y.first
            and c.until = 2147483647
            and (p.kind <> 'COUNTY' or c.custody not in ('FEDERAL', 'ICE', 'STATE_PRISON'))
    ) as rate
from jurisdiction p
cross join (values (2015, date '2014-10-01')) as y(fiscal_year, first)
where p.until = 2147483647;

comment on view rival.year is $$
@primaryKey place,fiscal_year
@foreignKey (place) references rival.place (code)|@foreignFieldName years
$$;

create view rival.month as
select p.code as place, 2015 as fiscal_year, m.month, coalesce(t.total, 0)::float8 as total
from jurisdiction p
cross join lateral (
    select day::date as month from generate_series(timestamp '2014-10-01', '2015-07-01', '1 month') day
) m
left join lateral (
    select sum(t.count) as total
    from area_total t
    where t.grain = 1 and t.within = p.code and t.span = 'CELL' and t.start_on = m.month and t.until = 2147483647
        and (p.kind <> 'COUNTY' or t.custody not in ('FEDERAL', 'ICE', 'STATE_PRISON'))
) t on true
where p.until = 2147483647;

comment on view rival.month is $$
@primaryKey place,fiscal_year,month
@foreignKey (place) references rival.place (code)|@foreignFieldName months
$$;

create function rival.places(codes text[]) returns setof rival.place stable
begin atomic
    select * from rival.place where code = any(codes) order by code;
end;

grant usage on schema rival to public;
grant select on all tables in schema rival to public;

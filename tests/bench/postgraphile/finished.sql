-- The same as tables of finished numbers, after views.sql: nothing is left to add up, and nothing can be asked but these
-- years of this source at this revision. The most that anybody could do for PostGraphile.

create schema rival_finished;

create table rival_finished.place as table rival.place;
alter table rival_finished.place add primary key (code);
create index on rival_finished.place (kind, code);
create index on rival_finished.place (parent, code);
alter table rival_finished.place add constraint counties foreign key (parent) references rival_finished.place;
comment on constraint counties on rival_finished.place is '@foreignFieldName counties';

create table rival_finished.year as table rival.year;
alter table rival_finished.year add primary key (place, fiscal_year);
alter table rival_finished.year add constraint years foreign key (place) references rival_finished.place;
comment on constraint years on rival_finished.year is '@foreignFieldName years';

create table rival_finished.month as table rival.month;
alter table rival_finished.month add primary key (place, fiscal_year, month);
alter table rival_finished.month add constraint months foreign key (place) references rival_finished.place;
comment on constraint months on rival_finished.month is '@foreignFieldName months';

create function rival_finished.places(codes text[]) returns setof rival_finished.place stable
begin atomic
    select * from rival_finished.place where code = any(codes) order by code;
end;

grant usage on schema rival_finished to public;
grant select on all tables in schema rival_finished to public;

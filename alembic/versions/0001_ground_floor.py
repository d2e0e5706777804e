"""The ground floor: revisions, releases, places, detainer cells, statements, policies, agreements.

Every table of figures is versioned by row: a row holds for the revisions `since` <= r < `until`, so that a load
costs what it changed and every earlier answer can be given again. `until` 2147483647 means: still so.
Keys that a cell refers to (grain, place, form, lift reason) are small integers, never reused.
"""

from alembic import op

revision = "0001"
down_revision = None

VERSIONED = "since integer not null, until integer not null default 2147483647, check (since < until)"

TABLES = f"""
create table revision (
    number integer primary key check (number > 0),
    published_at timestamptz not null,
    summary text not null
);

-- A publication that figures come from. kind DATASET: described in sources.toml. PUBLICATION: where a transcribed
-- statement was read, then `part_of` is the data set that transcribes it.
create table source (
    row_id bigint generated always as identity primary key,
    id text not null,
    kind text not null,
    part_of text,
    title text not null,
    publisher text not null,
    url text,
    license text,
    covers_from date,
    covers_to date,
    preference smallint not null,
    limits text[] not null,
    {VERSIONED}
);

-- One dated version of a source: one file. `covers_from` and `covers_to`: the days of its first and last detainer, where
-- it was counted by the day. `duplicates` of its loaded rows are likely ones. `mends`: its rows were in quarantine before,
-- of that release. `withdrawn`: the revision from which on it does not hold.
create table release (
    id integer primary key,
    source text not null,
    revision integer not null references revision,
    file_name text not null,
    sha256 text not null,
    issued_on date,
    retrieved_on date,
    rows integer not null,
    loaded_rows integer not null,
    quarantined_rows integer not null,
    covers_from date,
    covers_to date,
    duplicates integer not null default 0,
    mends integer references release,
    withdrawn integer references revision,
    check (rows = loaded_rows + quarantined_rows)
);

-- A row that breaks a rule, whole: `cells` by column, of a row about a person only what would have been counted.
-- `mended`: the revision that loaded it again.
create table quarantine (
    row_id bigint generated always as identity primary key,
    release integer not null references release,
    sheet text,
    line integer not null,
    column_name text not null,
    value text not null,
    rule text not null,
    cells jsonb not null default '{{}}',
    mended integer references revision
);

-- How finely a source counts: place x time x dimensions, over a window. States are known if each row names its state.
-- `lumped`: the outcomes that may also stand among what the source adds up as other.
create table grain (
    row_id bigint generated always as identity primary key,
    key smallint not null,
    source text not null,
    id text not null,
    place text not null,
    within text not null,
    time text not null,
    dimensions text[] not null,
    covers_from date not null,
    covers_to date not null,
    states_known boolean not null,
    lumped text[] not null,
    {VERSIONED}
);

create table jurisdiction (
    row_id bigint generated always as identity primary key,
    code text not null,
    kind text not null,
    name text not null,
    parent text,
    state text,
    search_name text not null,
    {VERSIONED}
);

create table facility (
    row_id bigint generated always as identity primary key,
    id text not null,
    name text not null,
    state text,
    city text,
    county text,
    prison_system text,
    custody text not null,
    placed_by text not null,
    confidence real not null,
    search_name text not null,
    {VERSIONED}
);

-- Where a cell is counted, as the source names it: a facility's name with its state, city and code, or in tables
-- that have no facilities a jurisdiction as a whole. Never changed; what changes is where a place belongs.
create table place (
    key integer primary key,
    name text,
    state text,
    city text,
    code text,
    jurisdiction text,
    unique nulls not distinct (name, state, city, code, jurisdiction)
);

-- What a place counts in: each jurisdiction (by code) and the facility (by ID) in whose total its cells belong.
-- `placed`: a rule gave the facility a county, a prison system or a federal keeper.
create table place_within (
    row_id bigint generated always as identity primary key,
    place integer not null,
    within text not null,
    facility text,
    custody text not null,
    placed boolean not null,
    {VERSIONED}
);

create table form (
    key smallint primary key,
    raw text not null unique,
    form text not null
);

create table lift_reason (
    key smallint primary key,
    raw text not null unique,
    outcome text not null,
    exclusion text
);

-- A number of detainers. Key 0 of form or lift reason: blank, or a grain without that dimension.
create table detainer_cell (
    row_id bigint generated always as identity primary key,
    grain smallint not null,
    place integer not null,
    start_on date not null,
    end_on date not null,
    form smallint not null,
    lift_reason smallint not null,
    criminality text not null default '',
    duplicate boolean not null default false,
    count integer not null check (count > 0),
    {VERSIONED}
);

-- What a jurisdiction counts: the cells of its places added up, made by each load of what it changed, so that a question
-- about an area reads one stretch of one index. span CELL: the days are those of the cells. FISCAL_YEAR, CALENDAR_YEAR:
-- all cells of the year, whose days are cut to those that the grain covers; of grains that tell days or months apart.
-- `unplaced`: of `count`, those that no rule gave a county, a prison system or a federal keeper. `duplicates`: likely ones,
-- beside `count`.
create table area_cell (
    grain smallint not null,
    within text not null,
    span text not null,
    start_on date not null,
    end_on date not null,
    custody text not null,
    form smallint not null,
    lift_reason smallint not null,
    count integer not null check (count >= 0),
    unplaced integer not null check (unplaced between 0 and count),
    duplicates integer not null check (count + duplicates > 0),
    {VERSIONED}
);

-- The same, and facilities, by ID, under span FACILITY: they have few cells, which are added up when they are asked for.
-- What holds and what held lie in indexes of their own, so that the newest revision never reads through those before.
create view area_count as
select grain, within, span, start_on, end_on, custody, form, lift_reason, count, unplaced, duplicates, since,
    2147483647 as until
from area_cell
where until = 2147483647
union all
select grain, within, span, start_on, end_on, custody, form, lift_reason, count, unplaced, duplicates, since, until
from area_cell
where until < 2147483647
union all
select c.grain, w.within, 'FACILITY', c.start_on, c.end_on, w.custody, c.form, c.lift_reason,
    case when c.duplicate then 0 else c.count end,
    case when c.duplicate or w.placed or w.custody in ('STATE_PRISON', 'FEDERAL', 'ICE') then 0 else c.count end,
    case when c.duplicate then c.count else 0 end,
    greatest(c.since, w.since), least(c.until, w.until)
from place_within w
join detainer_cell c on c.place = w.place
where w.within = w.facility and c.since < w.until and w.since < c.until;

-- A record that somebody kept or a claim that somebody made.
create table statement (
    row_id bigint generated always as identity primary key,
    id text not null,
    line integer not null,
    source text not null,
    dataset text not null,
    jurisdiction text not null,
    custody text not null,
    measure text not null,
    kind text not null,
    role text not null,
    period_type text not null,
    period_from date,
    period_to date,
    value double precision,
    lower double precision,
    upper double precision,
    qualifier text not null,
    status text not null,
    as_stated text,
    asserted_by text not null,
    published_on date,
    responds_to text,
    note text,
    caveats text[] not null,
    {VERSIONED}
);

create table policy (
    row_id bigint generated always as identity primary key,
    id text not null,
    line integer not null,
    source text not null,
    jurisdiction text not null,
    custody text not null,
    dimension text not null,
    stance text not null,
    basis text not null,
    effective_from date,
    effective_to date,
    authority text not null,
    summary text not null,
    {VERSIONED}
);

-- What ICE's lists say, list by list: the spans of `agreement` are made from these, in whatever order lists come.
create table listed_agreement (
    row_id bigint generated always as identity primary key,
    listed_on date not null,
    line integer not null,
    state text not null,
    agency text not null,
    county text,
    agency_type text,
    model text not null,
    signed_on date,
    {VERSIONED}
);

create table agreement (
    row_id bigint generated always as identity primary key,
    id text not null,
    state text not null,
    agency text not null,
    agency_type text,
    jurisdiction text,
    model text not null,
    signed_on date,
    first_listed_on date not null,
    last_listed_on date not null,
    removed_after date,
    removed_before date,
    {VERSIONED}
);

create table population (
    row_id bigint generated always as identity primary key,
    jurisdiction text not null,
    year smallint not null,
    people integer not null,
    {VERSIONED}
);

create table activation (
    row_id bigint generated always as identity primary key,
    county text not null,
    month date,
    {VERSIONED}
);

-- The lists that facilities are placed by; kept so that the next file is placed without them at hand.
create table listed_prison (
    row_id bigint generated always as identity primary key,
    line integer not null,
    name text not null,
    city text not null,
    state text not null,
    type text not null,
    juvenile boolean not null,
    county text not null,
    {VERSIONED}
);

create table listed_ice_facility (
    row_id bigint generated always as identity primary key,
    line integer not null,
    code text not null,
    name text not null,
    city text,
    county text,
    state text not null,
    type text not null,
    {VERSIONED}
);

create table listed_town (
    row_id bigint generated always as identity primary key,
    city text not null,
    state text not null,
    county text not null,
    offices integer not null,
    {VERSIONED}
);

-- ICE's area of responsibility of each county.
create table county_area (
    row_id bigint generated always as identity primary key,
    county text not null,
    area text not null,
    {VERSIONED}
);
"""

INDEXES = """
create index on source (id, since);
create index on release (source, revision);
create index on jurisdiction (code, since);
create index on jurisdiction (parent, kind, name);
create index on jurisdiction (kind, code);
create index on facility (id, since);
create index on facility (county, until);
create index on facility (state, until);
create index on facility (prison_system, until);
create index on place_within (within, place) include (custody, facility, placed, since, until);
create index on place_within (place);
create index on detainer_cell (grain, place, start_on)
    include (end_on, form, lift_reason, count, since, until);
create unique index on area_cell (grain, within, span, start_on, end_on, custody, form, lift_reason)
    include (count, unplaced, duplicates, since) where until = 2147483647;
create index on area_cell (grain, within, span, start_on, until) where until < 2147483647;
create index on area_cell (since, within) where span = 'CELL';
create index on area_cell (until, within) where span = 'CELL' and until < 2147483647;
create index on listed_agreement (listed_on) include (since, until);
create index on agreement (id);
create index on agreement (state);
create index on agreement (jurisdiction);
create index on agreement (since);
create index on agreement (until);
create index on population (year, jurisdiction) include (people, since, until);
create index on population (since);
create index on population (until);
create index on activation (county);
create index on county_area (county);
"""

NAMES = (
    "county_area listed_town listed_ice_facility listed_prison activation population agreement listed_agreement policy "
    "statement area_cell detainer_cell lift_reason form place_within place facility jurisdiction grain quarantine "
    "release source revision"
).split()


def upgrade() -> None:
    """Create every table and index."""
    for statement in (TABLES + INDEXES).split(";\n"):
        if statement.strip():
            op.execute(statement)


def downgrade() -> None:
    """Drop them, the referring ones first."""
    op.execute("drop view area_count")
    for name in NAMES:
        op.execute(f"drop table {name}")

"""The role that serves reads what is published and does nothing else, and gives up in time."""

import re
from collections.abc import AsyncIterator

import asyncpg
import pytest

from db.embedded import EmbeddedServer
from db.named import QUERIES, named
from db.roles import PUBLISHED, READER, ensure_reader
from db.snapshot import TABLES
from tests.db.trying import GRANTED, REFUSED, outcome, state

pytestmark = pytest.mark.anyio


@pytest.fixture
async def owner(empty_database: str) -> AsyncIterator[asyncpg.Connection]:
    """The owner of a database that the role may read."""
    await ensure_reader(empty_database)
    connection = await asyncpg.connect(empty_database)
    await connection.execute("create schema elsewhere create table kept (a int)")
    yield connection
    await connection.close()


@pytest.fixture
async def reader(
    owner: asyncpg.Connection, postgres: EmbeddedServer, empty_database: str
) -> AsyncIterator[asyncpg.Connection]:
    """The role, with the setting turned off that would refuse most of it: any session may do so."""
    name = await owner.fetchval("select current_database()")
    connection = await asyncpg.connect(postgres.dsn(name, READER))
    await connection.execute("set default_transaction_read_only = off")
    yield connection
    await connection.close()


async def test_it_can_do_nothing_but_read(reader: asyncpg.Connection, owner: asyncpg.Connection) -> None:
    before = await state(owner)
    assert len(REFUSED) >= 40
    outcomes = {statement: await outcome(reader, statement) for statement in REFUSED}
    assert {each: told for each, told in outcomes.items() if told != "InsufficientPrivilegeError"} == {}
    assert await state(owner) == before


async def test_what_cannot_be_refused_changes_nothing(
    reader: asyncpg.Connection, owner: asyncpg.Connection
) -> None:
    before = await state(owner)
    for statement in GRANTED:
        assert await outcome(reader, statement) is None, statement
    assert await state(owner) == before


async def test_what_it_set_for_itself_is_set_right_again(
    reader: asyncpg.Connection, owner: asyncpg.Connection, empty_database: str
) -> None:
    before = await state(owner)
    # A role may always do this; of a standby or with read-only transactions it cannot.
    await reader.execute(f"alter role {READER} set statement_timeout = 0")
    await reader.execute(f"alter role {READER} set search_path = elsewhere")
    assert await state(owner) != before
    await ensure_reader(empty_database)
    assert await state(owner) == before


# Of the functions that may have effects, as PostgreSQL marks them, those that everybody may call and that are no concern:
# they read, or end with the session, or ask for more than the right to call them.
LEFT = re.compile(
    r"""
    (clock_timestamp|timeofday|current_query|random|random_normal|setseed|gen_random_uuid|uuidv[47]|array_sa\w+|array_sh\w+)
    |set_config|pg_advisory_unlock\w*                                # this session's; drivers call them
    |currtid2|currval|lastval|nextval|setval|pg_sequence_last_value|pg_get_sequence_data    # ask for the sequence
    |cursor_to_xml\w*|query_to_xml\w*|ts_rewrite|ts_stat             # run a query with the caller's rights
    |\w+handler|amvalidate|bernoulli|system|plpgsql_validator        # not to be called from SQL, or judge a definition
    |binary_upgrade_\w+                                              # work in a server started for pg_upgrade
    |brin_\w+|gin_clean_pending_list|pg_(clear|restore)_(attribute|relation)_stats    # ask for the table
    |pg_(copy|create|drop)_\w*replication_slot|pg_replication_slot_advance|pg_logical_slot_\w+|pg_sync_replication_slots
    |pg_import_system_collations|pg_nextoid|pg_stop_making_pinned_objects|pg_extension_config_dump|pg_\w+_old    # ask for superuser
    |pg_stat_(clear_snapshot|force_next_flush)                       # this session's counts
    |pg_stat_get_\w+|pg_control_\w+|pg_get_\w+|pg_\w+_size|pg_\w+_version|pg_\w+_lsn|pg_is_\w+|pg_last_\w+
    |pg_(available_wal_summaries|wal_summary_contents|blocking_pids|safe_snapshot_blocking_pids|isolation_test_\w+)
    |pg_(jit_available|lock_status|notification_queue_usage|partition_ancestors|partition_tree|prepared_xact)
    |pg_(xact_commit_timestamp\w*|xact_status)|txid_status|pg_switch_wal|pg_relation_filenode
    """,
    re.VERBOSE,
)

VOLATILE = """
select distinct proname from pg_proc
where provolatile = 'v' and has_function_privilege(oid, 'execute')
    and prorettype not in ('trigger'::regtype, 'event_trigger'::regtype, 'internal'::regtype)
"""


async def test_every_function_with_effects_that_it_may_call_was_looked_at(reader: asyncpg.Connection) -> None:
    left = {record["proname"] for record in await reader.fetch(VOLATILE)}
    assert {name for name in left if not LEFT.fullmatch(name)} == set()


async def test_it_can_read_what_the_queries_read_and_no_more(owner: asyncpg.Connection) -> None:
    readable = await owner.fetch(
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'v') "
        "and has_table_privilege('handover_reader', oid, 'select')"
    )
    assert {record["relname"] for record in readable} == set(PUBLISHED)
    text = " ".join(query for file in QUERIES.glob("*.sql") for query in named(file.stem).values())
    asked = set(re.findall(r"\b(?:from|join)\s+([a-z_]+)", re.sub(r"--.*", "", text))) & {
        *TABLES,
        "area_count",
        "area_in_all",
    }
    made_of = await owner.fetch(
        "select table_name from information_schema.view_table_usage where view_schema = 'public'"
    )
    assert asked | {record["table_name"] for record in made_of} | {"alembic_version"} == set(PUBLISHED)


async def test_its_sessions_only_read_and_end_what_takes_too_long(served: str) -> None:
    connection = await asyncpg.connect(served)
    for name, value in {
        "default_transaction_read_only": "on",
        "statement_timeout": "10s",
        "idle_in_transaction_session_timeout": "10s",
        "client_connection_check_interval": "1s",
    }.items():
        assert await connection.fetchval(f"show {name}") == value
    await connection.close()


async def test_an_owner_who_is_no_superuser_keeps_what_everybody_lost(
    postgres: EmbeddedServer, owner: asyncpg.Connection
) -> None:
    name = await owner.fetchval("select current_database()")
    await owner.execute("create role landlord login")
    try:
        await owner.execute(f"alter database {name} owner to landlord")
        connection = await asyncpg.connect(postgres.dsn(name, "landlord"))
        for statement in (
            "select pg_advisory_lock(1)",
            "do $$ begin end $$",
            "create temporary table mine (a int)",
        ):
            assert await outcome(connection, statement) is None, statement
        await connection.close()
    finally:
        await owner.execute(f"alter database {name} owner to postgres")
        await owner.execute("drop role landlord")

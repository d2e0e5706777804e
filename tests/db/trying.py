"""What somebody would try who had the password of the role that serves."""

from __future__ import annotations

import asyncpg

REFUSED = [
    # to change what is published
    "insert into revision values (999, now(), 'mine')",
    "update revision set summary = 'mine'",
    "delete from revision",
    "merge into revision using (select 1) as one on false when not matched then insert values (999, now(), 'mine')",
    "truncate revision",
    "copy revision from stdin",
    "select * from revision for update",
    "select * from revision for key share",
    "begin; lock table revision in share mode",
    "with gone as (delete from revision returning *) select * from gone",
    "select nextval('source_row_id_seq')",
    "select setval('source_row_id_seq', 1)",
    # to change the schema
    "drop table revision",
    "alter table revision add column mine int",
    "alter table revision owner to handover_reader",
    "create index on revision (summary)",
    "create trigger mine before insert on revision for each row execute function suppress_redundant_updates_trigger()",
    "create rule mine as on select to revision do instead select 1",
    "create policy mine on revision",
    "comment on table revision is 'mine'",
    "grant select on quarantine to public",
    "create table mine (a int)",
    "create table public.mine (a int)",
    "select 1 as a into mine",
    "create temporary table mine (a int)",
    "create view mine as select 1",
    "create materialized view mine as select 1",
    "create sequence mine",
    "create type mine as (a int)",
    "create schema mine",
    "drop extension plpgsql",
    "create foreign table mine (a int) server mine",
    "create function mine() returns int language sql as 'select 1'",
    "create function mine() returns int language c as 'libc.so.6', 'system'",
    "create procedure mine() language sql as 'select 1'",
    "create event trigger mine on ddl_command_start execute function suppress_redundant_updates_trigger()",
    "create foreign data wrapper mine",
    "create publication mine",
    "create cast (int as text) with inout",
    "do $$ begin loop end loop; end $$",
    # to become another, or make one
    "create role mine",
    "alter role handover_reader createdb",
    "alter role handover_reader superuser",
    "grant pg_read_all_data to handover_reader",
    "grant pg_execute_server_program to handover_reader",
    "set role pg_read_all_data",
    "set session authorization pg_monitor",
    "create database mine",
    "create tablespace mine location '/tmp'",
    "alter system set log_statement = 'all'",
    "set log_statement = 'all'",
    # to read what is not published
    "select * from quarantine",
    "select * from listed_prison",
    "select * from elsewhere.kept",
    "select rolpassword from pg_authid",
    "select * from pg_hba_file_rules",
    "select * from pg_file_settings",
    "select * from pg_largeobject",
    "select * from pg_statistic",
    "select pg_read_file('PG_VERSION')",
    "select pg_read_binary_file('PG_VERSION')",
    "select pg_ls_dir('.')",
    "select pg_stat_file('PG_VERSION')",
    "select pg_current_logfile()",
    "create subscription mine connection 'host=127.0.0.1' publication mine with (connect = false)",
    # to reach the machine
    "copy revision to '/tmp/mine'",
    "copy revision to program 'cat'",
    "copy revision from program 'cat'",
    "copy (select 1) to program 'cat'",
    "load '/tmp/mine.so'",
    "select lo_import('/etc/passwd')",
    "select lo_export(1, '/tmp/mine')",
    "select lo_create(0)",
    "select lo_creat(-1)",
    "select lo_from_bytea(0, 'mine')",
    "select lo_unlink(1)",
    "select lo_put(1, 0, 'mine')",
    # to hold up others
    "select pg_sleep(0)",
    "select pg_sleep_for('0s')",
    "select pg_sleep_until(now())",
    "select pg_advisory_lock(1)",
    "select pg_advisory_lock_shared(1)",
    "select pg_advisory_xact_lock(1, 1)",
    "select pg_try_advisory_lock(1)",
    "select pg_notify('mine', 'mine')",
    "select pg_cancel_backend(pg_backend_pid())",
    "select pg_terminate_backend(pg_backend_pid())",
    "select pg_logical_emit_message(false, 'mine', 'mine')",
    "select pg_export_snapshot()",
    "select txid_current()",
    "select pg_current_xact_id()",
    "select pg_create_physical_replication_slot('mine')",
    "select pg_create_logical_replication_slot('mine', 'pgoutput')",
    "select pg_create_restore_point('mine')",
    "select pg_switch_wal()",
    "select pg_reload_conf()",
    "select pg_rotate_logfile()",
    "select pg_promote()",
    "select pg_stat_reset()",
    "select pg_log_backend_memory_contexts(pg_backend_pid())",
    "select pg_import_system_collations('public')",
    "checkpoint",
]

GRANTED = [
    # Ends with the session.
    "set statement_timeout = 0",
    "select set_config('work_mem', '1GB', false)",
    "listen mine",
    "notify mine",
    # Said and not done: PostgreSQL warns and passes on to the next table.
    "vacuum revision",
    "analyze revision",
]
"""What no role can be refused, and what changes nothing."""

STATE = """
select 'table ' || relname as what, concat(relkind, relacl, relowner) as it_is from pg_class
    where relnamespace = 'public'::regnamespace
union all select 'column ' || attrelid::regclass::text || attname, atttypid::text from pg_attribute
    where attrelid::regclass::text in (select tablename from pg_tables where schemaname = 'public') and attnum > 0
union all select 'function ' || oid::regprocedure::text, concat(proacl) from pg_proc
union all select 'role ' || rolname, concat(rolsuper, rolcreatedb, rolcreaterole, rolreplication, md5(rolpassword)) from pg_authid
union all select 'member ' || roleid || member, '' from pg_auth_members
union all select 'setting ' || setdatabase || setrole, concat(setconfig) from pg_db_role_setting
union all select 'database ' || datname, concat(datacl) from pg_database
union all select 'extension ' || extname, '' from pg_extension
union all select 'schema ' || nspname, concat(nspacl) from pg_namespace
union all select 'large object ' || oid, '' from pg_largeobject_metadata
union all select 'slot ' || slot_name, '' from pg_replication_slots
union all select 'lock ' || objid, '' from pg_locks where locktype = 'advisory'
union all select 'trigger ' || tgname, '' from pg_trigger
union all select 'rule ' || rulename, '' from pg_rewrite
union all select 'subscription ' || subname, '' from pg_subscription
union all select 'publication ' || pubname, '' from pg_publication
union all select 'comment ' || description, '' from pg_description where objoid::regclass::text = 'revision'
union all select 'revision ' || number, summary from revision
union all select 'sequence ' || schemaname || sequencename, concat(last_value) from pg_sequences
order by 1, 2
"""
"""All that any of the statements would leave behind, as a superuser sees it."""


async def state(owner: asyncpg.Connection) -> list[tuple[str, str]]:
    """What there is."""
    return [tuple(record) for record in await owner.fetch(STATE)]


async def outcome(reader: asyncpg.Connection, statement: str) -> str | None:
    """How PostgreSQL refuses a statement; None if it does not."""
    try:
        await reader.execute(statement)
    except asyncpg.PostgresError as error:
        return type(error).__name__
    finally:
        if reader.is_in_transaction():
            await reader.execute("rollback")
    return None

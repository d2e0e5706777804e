-- Takes from everybody what PostgreSQL's catalogue lets everybody do in a database; who owns the database keeps it.
-- Run in the database, as superuser, again at will: psql -f db/confine.sql
do $$
declare
    -- Of the functions that everybody may call, those that do more than read and ask no further privilege: they write
    -- large objects, take locks, hold a connection, speak to other sessions or end them, write to the log of changes,
    -- spend transaction numbers, keep old rows from being cleaned up. Unlocking stays: drivers do it when a session ends.
    functions constant text := (
        select string_agg(oid::regprocedure::text, ', ')
        from pg_proc
        where pronamespace = 'pg_catalog'::regnamespace
            and proname ~ ('^(lo_\w+|loread|lowrite|pg_(try_)?advisory_(xact_)?lock(_shared)?|pg_sleep(_for|_until)?'
                || '|pg_notify|pg_(cancel|terminate)_backend|pg_logical_emit_message|txid_current|pg_current_xact_id'
                || '|pg_export_snapshot)$')
            and has_function_privilege('public', oid, 'execute')
    );
begin
    -- Blocks of `do`, which could hold a session in a loop.
    revoke usage on language plpgsql from public;
    grant usage on language plpgsql to pg_database_owner;
    if functions is not null then
        execute format('revoke execute on routine %s from public', functions);
        execute format('grant execute on routine %s to pg_database_owner', functions);
    end if;
end
$$

-- Run once, as superuser, on the first primary: who owns the figures, who reads them, who replicates.
-- Passwords come from the environment, and so does where db/confine.sql lies.
\getenv owner_password OWNER_PASSWORD
\getenv reader_password READER_PASSWORD
\getenv replicator_password REPLICATOR_PASSWORD
\getenv confine CONFINE

-- There is no standby yet to wait for.
set synchronous_commit = local;

create role handover login createrole password :'owner_password';
create role handover_reader login password :'reader_password';
create role replicator login replication password :'replicator_password';
create database handover owner handover;

-- In the database of the figures nobody may do what PostgreSQL lets everybody do.
\connect handover
set synchronous_commit = local;
\i :confine

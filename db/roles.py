"""The role that serves: it can read the published tables and do nothing else.

Its session settings stand on the role and not on the connection, so that they hold behind a transaction pooler too.

The functions that PostgreSQL lets everybody call are taken back by `confine.sql`, which only a superuser can; where the
owner of the database is none, as at most hosts, whoever is must run it. From a role that may log in some things cannot
be taken: to change its session's settings, those below among them, and its own defaults and password; LISTEN and NOTIFY;
to read the system catalogues; to lock what it may read against changes of its form. On a standby none of it can be
written; on a primary `ensure_reader` sets its defaults right again. A client has no way to any of it: what serves sends
the statements of `db/queries` and no others.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import asyncpg

READER = "handover_reader"

SETTINGS = {
    "default_transaction_read_only": "on",
    # The slowest question takes a fraction of it; what takes longer is a fault, and gives its connection back.
    "statement_timeout": "10s",
    "idle_in_transaction_session_timeout": "10s",
    # That a statement is cancelled may reach the server before the statement does. Whoever asked then leaves, and this
    # is how soon the server sees it.
    "client_connection_check_interval": "1s",
    # A statement has one plan for whatever it is asked: to plan a short one anew each time takes longer than to run it.
    "plan_cache_mode": "force_generic_plan",
    # All of it fits in memory: a page that an index leads to costs hardly more than the next one of the table.
    "random_page_cost": "1.1",
}

PUBLISHED: Final = (
    "activation agreement area_cell area_count area_in_all area_total county_area detainer_cell facility form grain "
    "jurisdiction lift_reason listed_agreement listed_ice_facility place place_within policy population release revision "
    "source statement alembic_version"
).split()
"""The tables and the views that `db/queries` reads, the tables of those views, and the one that says which schema they have.

Rows in quarantine, and the lists that only loading looks into, are not among them.
"""

CONFINE: Final = Path(__file__).with_name("confine.sql")


async def ensure_reader(dsn: str) -> None:
    """Make the role if it is not there, and let it read the published tables; as a superuser or as their owner.

    An owner who is no superuser must be allowed to make roles and, from PostgreSQL 16 on, have made this one.
    """
    connection = await asyncpg.connect(dsn)
    try:
        async with connection.transaction():
            if not await connection.fetchval(
                "select exists (select from pg_roles where rolname = $1)", READER
            ):
                await connection.execute(f"create role {READER} login")
            # It may have changed its own.
            await connection.execute(f"alter role {READER} reset all")
            for name, value in SETTINGS.items():
                await connection.execute(f"alter role {READER} set {name} = '{value}'")
            if await connection.fetchval("select rolsuper from pg_roles where rolname = current_user"):
                await connection.execute(CONFINE.read_text("utf-8"))
            database = await connection.fetchval("select quote_ident(current_database())")
            await connection.execute(f"revoke create, temporary on database {database} from public")
            await connection.execute("revoke create on schema public from public")
            await connection.execute(f"grant usage on schema public to {READER}")
            await connection.execute(f"revoke all on all tables in schema public from {READER}")
            await connection.execute(f"grant select on {', '.join(PUBLISHED)} to {READER}")
    finally:
        await connection.close()

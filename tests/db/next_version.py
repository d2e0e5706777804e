"""A migration that adds all that one may add, to stand for the next version's."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from db.migrate import SCRIPTS, engine_of
from db.schema_version import SCHEMA
from db.snapshot import TABLES

NEXT = "9999"

MIGRATION = '''"""What the next version adds: to each table columns, an index and a rule, and a table of its own."""

from alembic import op

revision = "{next}"
down_revision = "{last}"


def upgrade() -> None:
    """Add."""
    op.execute("create table later (id bigint generated always as identity primary key, said text)")
    for name in {tables}:
        op.execute(f"alter table {{name}} add column later_text text")
        op.execute(f"alter table {{name}} add column later_number bigint not null default 7")
        op.execute(f"create index on {{name}} (later_number)")
        op.execute(f"alter table {{name}} add check (later_number > 0) not valid")


def downgrade() -> None:
    """Drop what was added."""
    for name in {tables}:
        op.execute(f"alter table {{name}} drop column later_text, drop column later_number")
    op.execute("drop table later")
'''


def with_next_version(folder: Path) -> Path:
    """The migrations in a folder of their own, with that one after the newest."""
    scripts = folder / "alembic"
    shutil.copytree(SCRIPTS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    text = MIGRATION.format(next=NEXT, last=SCHEMA, tables=TABLES)
    (scripts / "versions" / f"{NEXT}_next.py").write_text(text)
    return scripts


async def upgrade(dsn: str, scripts: Path) -> None:
    """Run the migrations of a folder."""
    await _run(dsn, scripts, command.upgrade, "head")


async def downgrade(dsn: str, scripts: Path, revision: str) -> None:
    """Undo the migrations of a folder, back to one of them or to `base`."""
    await _run(dsn, scripts, command.downgrade, revision)


async def _run(dsn: str, scripts: Path, move: Callable[[Config, str], None], revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(scripts))
    engine = engine_of(dsn)

    def run(connection: Connection) -> None:
        config.attributes["connection"] = connection
        move(config, revision)

    try:
        async with engine.begin() as connection:
            await connection.run_sync(run)
    finally:
        await engine.dispose()

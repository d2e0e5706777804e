"""Which schema this program knows, and which one a database has."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from db.database import Connection

SCHEMA = max(
    path.name.partition("_")[0] for path in Path(__file__).parents[1].glob("alembic/versions/[0-9]*.py")
)
"""The number of the newest migration."""


class NewerSchemaError(Exception):
    """The database is of a later version of the program."""


async def schema_of(connection: Connection) -> str | None:
    """The number of the newest migration that the database has had, None if none."""
    if await connection.fetchval("select to_regclass('alembic_version')") is None:
        return None
    version: str | None = await connection.fetchval("select max(version_num) from alembic_version")
    return version


async def require_known(connection: Connection) -> None:
    """Refuse to write where a later version keeps what this one knows nothing of. Raises NewerSchemaError."""
    version = await schema_of(connection)
    if version is not None and version > SCHEMA:
        raise NewerSchemaError(
            f"The database has the schema {version}, and this program knows those up to {SCHEMA}: it reads it, and a later "
            "version must load into it."
        )

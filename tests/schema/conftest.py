"""The contract, and the schema over the figures that ship."""

from __future__ import annotations

from pathlib import Path

import pytest

from db.database import Pool
from schema import Catalogues
from tests.schema.asking import Ask, asking


@pytest.fixture(scope="session")
def contract(sources: Path) -> Path:
    """The names that clients write, as they were decided; beside the public records."""
    return sources.parent / "contract.graphql"


@pytest.fixture(scope="session")
def catalogues() -> Catalogues:
    """The small tables, read once for the database that is only read."""
    return Catalogues()


@pytest.fixture
def ask(pool: Pool, catalogues: Catalogues) -> Ask:
    """Put a question to the database that is only read, and get its data; an error fails the test."""
    return asking(pool, catalogues)

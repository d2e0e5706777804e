"""The newest revision as this process knows it, so that a question need not ask the database."""

from __future__ import annotations

import asyncio
import logging
import time

from db.database import UNREACHABLE, Pool, TooSlowError, UnavailableError
from db.read.catalogue import Revision
from db.read.revisions import latest_revision

log = logging.getLogger("handover")

PERIOD = 0.5
"""Seconds between two looks. With the second that a shared cache may keep an answer, and half a second for the way,
a new revision is visible everywhere within two."""

PERIOD_WHILE_AWAY = 0.25
"""Seconds between two looks while the database is away: it is found again well within a second."""

PATIENCE = 2.0
"""Seconds for a SELECT of one row."""


class Newest:
    """Looks now and then, over a connection of its own, which is free however busy the others are.

    `away`: the last look found no database. The revision that was the newest then stays it.
    """

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._seen = time.monotonic()
        self.revision: Revision | None = None
        self.away = False

    @property
    def number(self) -> int:
        """The revision's number; 0 while there is none."""
        return self.revision.number if self.revision else 0

    @property
    def age(self) -> int:
        """Seconds since the database last said which revision is the newest."""
        return int(time.monotonic() - self._seen)

    async def look(self) -> None:
        """Ask the database. A standby that lags behind does not turn the clock back."""
        found = await latest_revision(self._pool)
        if found is not None and found.number > self.number:
            self.revision = found
        self._seen = time.monotonic()

    async def watch(self) -> None:
        """Look again and again until cancelled."""
        while True:
            await asyncio.sleep(PERIOD_WHILE_AWAY if self.away else PERIOD)
            try:
                async with asyncio.timeout(PATIENCE):
                    await self.look()
            except (UnavailableError, TooSlowError, *UNREACHABLE):
                # Told at /health/ready, on each answer from memory, and by each question that needs the database.
                self.away = True
            except Exception:
                log.exception("looking for a new revision")
            else:
                self.away = False

"""Every table, in the order in which they are listed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.data.count_tables import DETAINERS, OUTCOMES, RATES
from api.data.lists import AGREEMENTS, FACILITIES, POLICIES
from api.data.places import PLACES
from api.data.statements import CLAIMS, RECORDS
from api.data.tables import Table

TABLES: Mapping[str, Table[Any]] = {
    table.name: table
    for table in (
        DETAINERS,
        OUTCOMES,
        RATES,
        RECORDS,
        CLAIMS,
        AGREEMENTS,
        POLICIES,
        FACILITIES,
        PLACES,
    )
}

"""How much there is of each thing, so that lists can be told from above: the figures that ship, with room to grow.

A test holds them against the database. `IN_ALL`: over all places at once, where a thing counts for its county, its
state and the nation.
"""

from __future__ import annotations

from collections.abc import Callable

from db.words import Custody, DetainerForm
from schema.cost.declared import ONE, Amount, F, Given, Size, costs, size_of
from schema.cost.sizes import page, read_for_page, steps

JURISDICTIONS = 3_300
"""3,251: the nation, 56 states and territories, 3,144 counties, 50 prison systems."""
COUNTIES = 3_200
COUNTIES_IN_ALL = 2 * COUNTIES
FACILITIES = 5_000
FACILITIES_IN_ALL = 4 * FACILITIES
AGREEMENTS = 2_500
AGREEMENTS_OF_A_STATE = 600
"""Florida has 391."""
AGREEMENTS_IN_ALL = 3 * AGREEMENTS
STANCES = 12
"""California's counties have seven of their state's."""
CLAIMS = 20
RECORDS = 100
CHECKS = 25
"""Records that touch one claim."""
CHECKS_IN_ALL = 120
ADDED_UP = 3
"""Records of separate custody that are added up."""
SOURCES = 50
RELEASES_OF_A_SOURCE = 80
"""ICE's lists of agreements are 65 files."""
RELEASES = 200
REVISIONS = 30
GRAINS = 4
LIMITS = 12
CAVEATS = 10
SPELLINGS = 8
SPELLINGS_IN_ALL = 8_000
ICE_CODES = 8
ALL_NAMES = Amount(10_000, in_all=10_000)
"""The names and codes of all facilities, which are read together and kept."""
ALIASES = 12
"""Other names of one jurisdiction."""

PLACES_SEARCHED = 1_000
FACILITIES_SEARCHED = 5_000
"""To look through all names, each word and its slips in each, and to sort what is found: in rows, the work of reading which
takes as long. What is found is kept for all parents and for others who search for the same, and is charged to each."""

LIFT_REASONS = 16
LIFT_REASONS_IN_ALL = 36_000
"""Counts of detainers by area, facilities included, and lift reason in the largest of the sources' tables."""
BY_MONTH_IN_ALL = 50_000
"""The same by month too."""
BY_FORM_IN_ALL = 10_000
BY_CUSTODY_IN_ALL = 10_000
BY_FACILITY_IN_ALL = 20_000

SMALL_CELLS = 60_000
"""Rows of the tables of a source that a period needs whole, to settle what is small. They are read once for all
questions with one `minCell`, and are charged to each."""

TABLES = 2
"""Those tables: one by month and one by lift reason."""


def more_if_guarded(amount: Size, guarded: Size) -> Size:
    """So much more where small counts are held back."""

    def each(given: Given) -> int:
        more = guarded if given.get("minCell") is not None else 0
        return size_of(amount, given) + size_of(more, given)

    return each


def more_if_searched(amount: Size, names: int) -> Size:
    """So much more where names are looked through."""

    def each(given: Given) -> int:
        return size_of(amount, given) + (names if given.get("search") is not None else 0)

    return each


KINDS = 4
"""Areas of one list that statements of their own count: some tables name their facilities, and counties count local jails."""


def rows_of_steps(given: Given) -> int:
    """Detainers of an area by steps of time and lift reason."""
    return LIFT_REASONS * steps(given)


COUNTED = costs(statements=KINDS, rows=Amount(LIFT_REASONS, LIFT_REASONS_IN_ALL))
"""Detainers of an area, by lift reason. What follows counts them again, otherwise divided."""

BY_FORM = costs(statements=KINDS, rows=Amount(len(DetainerForm), BY_FORM_IN_ALL), elements=len(DetainerForm))
BY_CUSTODY = costs(statements=KINDS, rows=Amount(len(Custody), BY_CUSTODY_IN_ALL), elements=len(Custody))
BY_STEP = costs(statements=KINDS, rows=Amount(rows_of_steps, BY_MONTH_IN_ALL), elements=steps)
BY_FACILITY = costs(
    # Each kind's page and how many there are in all, the revision of a cursor, and the facilities themselves.
    statements=2 * KINDS + 2,
    rows=Amount(
        more_if_guarded(read_for_page(page(FACILITIES), beside=1), FACILITIES), 2 * BY_FACILITY_IN_ALL
    ),
    elements=Amount(page(FACILITIES), BY_FACILITY_IN_ALL),
)

TABLES_OF_A_REVISION = 10
ROWS_OF_A_REVISION = 4_000
"""What a process reads of a revision once, and keeps: the small tables, and all jurisdictions. It is charged to those who
name a revision; what the newest one takes, to nobody."""


def more_if_named(amount: Size, more: int) -> Size:
    """One more for the number of the newest revision; so much more where another state of the database is named."""

    def each(given: Given) -> int:
        named = given.get("asOf") is not None or given.get("number") is not None
        return size_of(amount, given) + 1 + (more if named else 0)

    return each


def reading(
    statements: Size = 0,
    rows: Size = 0,
    elements: Amount | Size = ONE,
    batched: frozenset[str] = frozenset(),
) -> Callable[[F], F]:
    """Declare what a field at the root costs: its own, the revision that answers, and what small counts take."""
    return costs(
        statements=more_if_guarded(more_if_named(statements, TABLES_OF_A_REVISION), TABLES),
        rows=more_if_guarded(more_if_named(rows, ROWS_OF_A_REVISION), SMALL_CELLS),
        elements=elements,
        batched=batched,
    )

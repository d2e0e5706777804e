"""The parameters of the tables: named and meant as the arguments of GraphQL, with an example of each."""

from __future__ import annotations

from dataclasses import dataclass

from db.meaning.phrases import WHAT_LOCAL_CUSTODY_IS
from db.words import (
    AgreementModel,
    Custody,
    DetainerForm,
    Interval,
    JurisdictionKind,
    Measure,
    RateDefinition,
    Word,
)
from schema.errors import CODES


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter. `words` is the closed set that it takes; `many` says that it takes several, commas between."""

    name: str
    description: str
    example: str
    words: type[Word] | None = None
    many: bool = False


AS_OF = Parameter(
    "asOf",
    "Answer from the database as it stood: a revision's number, or a day (UTC). The newest revision if not given.",
    "12",
)
CODES_ = Parameter("codes", f"Only these jurisdictions, commas between: {CODES}.", "CA-CDCR,MN", many=True)
KIND = Parameter("kind", "Only this kind of jurisdiction.", "COUNTY", JurisdictionKind)
WITHIN = Parameter("within", "Only what lies in this jurisdiction, by code.", "MN")
SEARCH = Parameter(
    "search",
    "A name, another name or a code, or how it begins; case, accents and punctuation do not matter.",
    "hennepin",
)

CALENDAR_YEAR = Parameter("calendarYear", "1 January to 31 December.", "2025")
FISCAL_YEAR = Parameter("fiscalYear", "The federal fiscal year: 2015 is 2014-10-01 to 2015-09-30.", "2015")
MONTH = Parameter("month", "A month.", "2015-02")
ON = Parameter("on", "One day.", "2026-02-11")
FROM = Parameter("from", "The first day of a period, with `to`.", "2025-12-01")
TO = Parameter("to", "The last day of a period, with `from`.", "2026-03-10")
PERIOD = (CALENDAR_YEAR, FISCAL_YEAR, MONTH, ON, FROM, TO)
"""One way to name a period; FROM and TO go together."""

CUSTODY = Parameter(
    "custody",
    f"Only this custody. If not given: of a county its local custody, of the rest every custody. {WHAT_LOCAL_CUSTODY_IS}",
    "COUNTY_JAIL",
    Custody,
)
FORM = Parameter(
    "form", "Only detainers on these forms, commas between.", "I_247D,I_247N", DetainerForm, many=True
)
SOURCE = Parameter(
    "source",
    "Only this source; the preferred one that covers the most of the period if not given.",
    "ice-foia-2015",
)
BY = Parameter(
    "by",
    "A row for each step of time over the days that the source covers; one for all of them if not given.",
    "MONTH",
    Interval,
)
DEFINITION = Parameter(
    "definition",
    "Only these rates, commas between; every definition if not given.",
    "PICKUP_OF_RELEASED_WITH_DETAINER",
    RateDefinition,
    many=True,
)

MEASURE = Parameter("measure", "Only records of this measure.", "RELEASES", Measure)
ABOUT = Parameter("about", "Only about this jurisdiction and what lies in it, by code.", "CA")
STOOD_ON = Parameter(
    "on", "Only agreements that stood on this day, from the first to the last list.", "2026-05-18"
)
IN_FORCE_ON = Parameter(
    "on", "Only what was in force on this day; a start that is not known counts as begun.", "2026-05-18"
)
MODEL = Parameter("model", "Only this model of agreement.", "TASK_FORCE", AgreementModel)
YEAR = Parameter("year", "The year of the population; the latest if not given.", "2024")
KEEPER = Parameter("custody", "Only this custody.", "COUNTY_JAIL", Custody)

"""How numbers, shares, periods and lists are put into words that can be printed."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from db.figures import Figure, Period
from db.meaning.bounds import has_number
from db.rows import Statement
from db.words import LOCAL, Custody, FigureStatus, Measure, MeasureKind, PeriodType, Qualifier

WHY_NONE: dict[FigureStatus, str] = {
    FigureStatus.SUPPRESSED: "the number is held back because it is small, or would give a small one away",
    FigureStatus.NOT_COLLECTED: "the keeper of the record does not count it",
    FigureStatus.NOT_BROKEN_DOWN: "the source does not break its counts down that far",
    FigureStatus.NOT_RELEASED: "no source that was read covers it",
    FigureStatus.NOT_APPLICABLE: "there is nobody to take a share of",
}


def number(count: float) -> str:
    """A count with its thousands marked: `1,641`."""
    return f"{count:,.0f}"


def percent(share: float) -> str:
    """A share of 0 to 1 to a tenth of a percent: `17.2%`. Only nothing is 0% and only everything 100%."""
    if 0 < share < 0.0005:
        return "under 0.1%"
    if 0.9995 <= share < 1:
        return "over 99.9%"
    return f"{share * 100:.1f}".removesuffix(".0") + "%"


def quantity(figure: Figure, write: Callable[[float], str] = number) -> str:
    """A figure with what limits it: `more than 26,000`, `about 87.5%`, `between 1,445 and 1,641`."""
    if not has_number(figure):
        return f"no number ({WHY_NONE[figure.status]})"
    if figure.value is None:
        if figure.lower is None or figure.upper is None:
            return "a number that is not known"
        return f"between {write(figure.lower)} and {write(figure.upper)}"
    match figure.qualifier:
        case Qualifier.EXACT:
            return write(figure.value)
        case Qualifier.APPROXIMATE:
            return f"about {write(figure.value)}"
        case Qualifier.AT_LEAST:
            return f"at least {write(figure.value)}"
        case Qualifier.MORE_THAN:
            return f"more than {write(figure.value)}"
        case Qualifier.AT_MOST:
            return f"at most {write(figure.value)}"
        case Qualifier.LESS_THAN:
            return f"fewer than {write(figure.value)}" if write is number else f"under {write(figure.value)}"
    raise AssertionError(figure.qualifier)


def when(period: Period) -> str:
    """A period as it stands in a sentence: `in 2025`, `on 2026-01-22`, `from 2019-01-01 (end not stated)`."""
    match period.type:
        case PeriodType.UNKNOWN:
            return "in a period that is not stated"
        case PeriodType.POINT_IN_TIME:
            return f"on {period.label}"
        case PeriodType.CALENDAR_YEAR | PeriodType.FISCAL_YEAR | PeriodType.MONTH:
            return f"in {period.label}"
    if period.start and period.end:
        return f"from {period.start} to {period.end}"
    if period.start:
        return f"from {period.start} (end not stated)"
    return f"to {period.end} (start not stated)" if period.end else "in a period that is not stated"


def when_stated(statement: Statement) -> str:
    """The period of a statement in its sentence; where it states no days, the day on which it was made."""
    return (
        f"in a statement of {statement.period.label}" if statement.states_no_days else when(statement.period)
    )


def listed(words: Sequence[str]) -> str:
    """Words as a list in a sentence: `a, b and c`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


_TAKES_THE = re.compile(r"\b(?:Department|Office|Center|Sheriff|Caucus)\b")


def the(name: str) -> str:
    """The name of an office with its article, as it stands inside a sentence; a person's or a place's as it is."""
    return f"the {name}" if _TAKES_THE.search(name.partition(",")[0]) else name


def as_subject(name: str) -> str:
    """A name before its verb: one that has a comma inside gets one after it as well."""
    return f"{the(name)}," if "," in name else the(name)


def sentence(text: str) -> str:
    """The text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


MEASURES: dict[Measure, str] = {
    Measure.DETAINERS: "detainers",
    Measure.ACTIVE_DETAINERS: "active detainers",
    Measure.DETAINERS_DECLINED: "declined detainers",
    Measure.RELEASES: "releases",
    Measure.RELEASES_WITH_DETAINER: "releases with a detainer",
    Measure.PICKUPS: "pickups by ICE",
    Measure.TRANSFERS: "transfers to ICE",
    Measure.ARRESTS: "arrests by ICE",
    Measure.PRISON_POPULATION: "people in prison",
    Measure.PICKUP_RATE: "picked up, of those released with a detainer",
    Measure.NOT_PICKED_UP_RATE: "not picked up, of those released with a detainer",
    Measure.COMPLIANCE_RATE: "honoured, of the detainers received",
}
CUSTODIES: dict[Custody, str] = {
    Custody.STATE_PRISON: "state prisons",
    Custody.COUNTY_JAIL: "county jails",
    Custody.CITY_LOCKUP: "city lock-ups",
    Custody.REGIONAL_JAIL: "regional jails",
    Custody.FEDERAL: "federal custody",
    Custody.ICE: "ICE's own custody",
    Custody.JUVENILE: "juvenile facilities",
    Custody.TRIBAL: "tribal jails",
    Custody.HOSPITAL: "hospitals",
    Custody.OTHER: "other custody",
    Custody.ALL: "all custody",
}
WHAT_LOCAL_CUSTODY_IS = (
    "Local custody is county, city, regional and tribal jails, juvenile facilities, hospitals, and facilities whose name "
    "does not tell the keeper."
)
"""`LOCAL` in a sentence."""


def held_in(custodies: Sequence[Custody]) -> str:
    """Custodies that are counted together, as they stand in a sentence: `county jails`, `local custody`."""
    return (
        "local custody" if set(custodies) == set(LOCAL) else listed([CUSTODIES[each] for each in custodies])
    )


KINDS: dict[MeasureKind, str] = {
    MeasureKind.FLOW: "over a period",
    MeasureKind.STOCK: "on one day",
    MeasureKind.RATE: "as a share",
}

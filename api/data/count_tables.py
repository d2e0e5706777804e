"""The tables of detainers, outcomes and rates: their columns and parameters."""

from __future__ import annotations

from collections.abc import Callable

from api.data.columns import (
    Column,
    Row,
    integer,
    number,
    of_caveats,
    of_figure,
    of_period,
    of_source,
    text,
    word,
)
from api.data.counts import (
    Counted,
    Ended,
    Rated,
    detainers,
    outcomes,
    rates,
    size_of_detainers,
    size_of_outcomes,
    size_of_rates,
)
from api.data.parameters import AS_OF, BY, CUSTODY, DEFINITION, FORM, PERIOD, SOURCE
from api.data.places import WHICH_PLACES, of_place
from api.data.tables import Table
from db.words import Custody, DetainerForm, ExclusionReason, JurisdictionKind, Outcome, RateDefinition
from schema.jurisdictions import Jurisdiction

DEFAULT_PERIOD = "Without a period: the days of the newest source that names jails in the whole nation."
FORMS = ", ".join(DetainerForm)


def of_whom(
    place: Callable[[Row], Jurisdiction], custody: Callable[[Row], Custody | None]
) -> tuple[Column[Row], ...]:
    """Whose detainers are counted."""
    return (
        *of_place(place),
        word(
            "kind",
            JurisdictionKind,
            "What sort of jurisdiction it is. A county is counted in its state too, and all in the nation: keep one kind "
            "before adding up.",
            lambda row: place(row).row.kind,
        ),
        text(
            "state",
            "The state that it lies in, by code; empty for the nation.",
            lambda row: place(row).row.state,
        ),
        word("custody", Custody, "The custody that was asked for; empty where none was.", custody),
    )


def of_counted(of: Callable[[Row], Counted]) -> tuple[Column[Row], ...]:
    """Whose detainers, on which forms, over which days."""
    return (
        *of_whom(lambda row: of(row).place, lambda row: of(row).custody),
        text(
            "forms",
            f"The forms that were asked for, separated by spaces; empty where all are counted: {FORMS}.",
            lambda row: " ".join(of(row).forms or ()) or None,
        ),
        *of_period(lambda row: of(row).period),
    )


def of_exclusion(reason: ExclusionReason) -> Column[Rated]:
    """How many detainers a rate leaves out for one reason."""
    return integer(
        f"excluded_{reason.lower()}",
        f"Detainers left out of the denominator. {reason.description} Empty where none are.",
        lambda row: row.excluded(reason),
    )


DETAINERS: Table[Counted] = Table(
    name="detainers",
    title="Detainers",
    description="One row for each jurisdiction, or with `by` for each jurisdiction and step of time: detainers that ICE "
    f"issued to its jails and prisons. {DEFAULT_PERIOD}",
    own_columns=(
        *of_counted(lambda row: row),
        *of_figure("detainers", "Detainers that ICE issued in the period", lambda row: row.total),
        *of_source(lambda row: row.total.source()),
        *of_caveats(lambda row: row.total.caveats()),
    ),
    key=("jurisdiction", "period_from"),
    parameters=(*WHICH_PLACES, *PERIOD, BY, CUSTODY, FORM, SOURCE, AS_OF),
    rows=detainers,
    size=size_of_detainers,
)

OUTCOMES: Table[Ended] = Table(
    name="outcomes",
    title="Detainers by outcome",
    description="One row for each jurisdiction and outcome, or with `by` for each jurisdiction, step of time and outcome: "
    f"how the detainers issued in the period ended. {DEFAULT_PERIOD}",
    own_columns=(
        *of_counted(lambda row: row.counted),
        word("outcome", Outcome, "How the detainers ended.", lambda row: row.ended.outcome),
        *of_figure("count", "Detainers issued in the period that ended so", lambda row: row.ended.count),
        number(
            "share",
            "As a share, 0 to 1, of all detainers counted; empty where there are none.",
            lambda row: row.ended.share,
        ),
        *of_source(lambda row: row.ended.count.source()),
        *of_caveats(lambda row: row.ended.count.caveats()),
    ),
    key=("jurisdiction", "period_from", "outcome"),
    parameters=(*WHICH_PLACES, *PERIOD, BY, CUSTODY, FORM, SOURCE, AS_OF),
    rows=outcomes,
    size=size_of_outcomes,
)

RATES: Table[Rated] = Table(
    name="rates",
    title="Pickup rates",
    description="One row for each jurisdiction and definition: pickups, or refusals, as a share of what the definition "
    f"names. Rates of different definitions do not compare. {DEFAULT_PERIOD}",
    own_columns=(
        *of_whom(lambda row: row.place, lambda row: row.custody),
        *of_period(lambda row: row.period),
        word("definition", RateDefinition, "What is divided by what.", lambda row: row.rate.definition),
        *of_figure("rate", "The share, 0 to 1", lambda row: row.rate),
        *of_figure("numerator", "Those counted, detainers or people", lambda row: row.rate.numerator()),
        *of_figure(
            "denominator",
            "Those that the rate is a share of, detainers or people",
            lambda row: row.rate.denominator(),
        ),
        *map(of_exclusion, ExclusionReason),
        integer(
            "cohort_age_days",
            "Days from the end of the cohort to the end of the data: detainers that young may still be open.",
            lambda row: row.rate.cohort_age_days,
        ),
        text("explanation", "The rate in a sentence fit to print.", lambda row: row.rate.explanation()),
        *of_source(lambda row: row.rate.source()),
        *of_caveats(lambda row: row.rate.caveats()),
    ),
    key=("jurisdiction", "definition"),
    parameters=(*WHICH_PLACES, *PERIOD, CUSTODY, DEFINITION, AS_OF),
    rows=rates,
    size=size_of_rates,
)

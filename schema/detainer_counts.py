"""Counts of detainers by outcome, lift reason, form, custody, facility and step of time."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import strawberry

from db.words import Custody, DetainerForm, Outcome
from schema.cost.declared import costs
from schema.described import attribute, field
from schema.figures import Figure
from schema.periods import Period

if TYPE_CHECKING:
    from schema.facilities import Facility


COUNTED = (
    "Unit: detainers. Of: those issued in the period to the area, in the custody and on the forms asked for. "
    "Source: that of the statistics."
)


@strawberry.type(description="Detainers by outcome.")
class OutcomeCount:
    """An outcome and its count."""

    outcome: Outcome = attribute("How they ended.")
    count: Figure = attribute(f"How many detainers. {COUNTED}")
    share: float | None = attribute(
        "As a share; null where there are none. Unit: a share from 0 to 1. Of: all detainers counted."
    )


@strawberry.type(description="Detainers by ICE's own lift reason.")
class LiftReasonCount:
    """A lift reason and its count."""

    lift_reason: str | None = attribute("ICE's words; null where it recorded none.")
    outcome: Outcome = attribute("The outcome that it is grouped under.")
    count: Figure = attribute(f"How many detainers. {COUNTED}")


@strawberry.type(description="Detainers by form.")
class FormCount:
    """A form and its count."""

    form: DetainerForm = attribute("The form.")
    count: Figure = attribute(f"How many detainers. {COUNTED}")


@strawberry.type(description="Detainers by custody.")
class CustodyCount:
    """A custody and its count."""

    custody: Custody = attribute("Who holds the people.")
    count: Figure = attribute(f"How many detainers. {COUNTED}")


@strawberry.type(description="Detainers at one facility.")
class FacilityCount:
    """A facility and its count."""

    facility: Annotated[Facility, strawberry.lazy("schema.facilities")] = attribute("The jail or prison.")
    count: Figure = attribute(f"How many detainers ICE sent to it. {COUNTED}")


@strawberry.type(description="One step of a series.")
class SeriesPoint:
    """A step and its counts."""

    outcomes_of: strawberry.Private[Callable[[], list[OutcomeCount]]]
    period: Period = attribute("The days of the step, cut where the source's data begin or end.")
    total: Figure = attribute(
        "All detainers issued in the step. Unit: detainers. Of: those issued in the step to the area, in the custody and on "
        "the forms asked for. Source: that of the series."
    )

    @costs(elements=len(Outcome))
    @field
    def outcomes(self) -> list[OutcomeCount]:
        """The same by outcome, every outcome."""
        return self.outcomes_of()

"""What a parser gives to the loader: one frozen class for each kind of row, without a database.

A parser yields rows in the order of its file. A line that breaks a rule is yielded as `Rejected` and goes to
quarantine: rows read = rows accepted + rows rejected, always.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from db.figures import Figure, Period
from db.words import (
    AgreementModel,
    Custody,
    Measure,
    MeasureKind,
    PeriodType,
    PolicyBasis,
    PolicyDimension,
    Role,
    StanceValue,
)


@dataclass(frozen=True, slots=True)
class Rejected:
    """A line that breaks a rule: where it stands, the column and the value at fault, and the rule in words.

    `cells` is the whole line by column, of a file about persons only what would have been counted.
    """

    sheet: str | None
    line: int
    column: str
    value: str
    rule: str
    cells: Mapping[str, str] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class FacilityName:
    """A jail or prison as a source names it. `state` is a two-letter code; `code` is ICE's facility code."""

    name: str
    state: str | None = None
    city: str | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True)
class DetainerCount:
    """A number of detainers that share grain, place, period, form and lift reason.

    `grain` names a grain of the source in sources.toml. The place is either a facility or, in tables that have
    none, a jurisdiction's code. `start` and `end` are both counted. `form` and `lift_reason` are raw texts; None
    is a blank cell, or a table without that column: the grain in sources.toml tells the two apart.
    """

    grain: str
    line: int
    facility: FacilityName | None
    jurisdiction: str | None
    start: date
    end: date
    form: str | None
    lift_reason: str | None
    count: int


@dataclass(frozen=True, slots=True)
class ListedAgreement:
    """One line of one of ICE's lists of participating agencies; `state` is a two-letter code."""

    line: int
    listed_on: date
    state: str
    agency: str
    county: str | None
    agency_type: str | None
    model: AgreementModel
    signed_on: date | None


@dataclass(frozen=True, slots=True)
class Statement:
    """A published figure: a record that somebody kept or a claim that somebody made.

    `figure` carries value, bounds, qualifier and the words of the source; its `source` is the ID of the publication.
    """

    id: str
    line: int
    jurisdiction: str
    custody: Custody
    measure: Measure
    kind: MeasureKind
    role: Role
    period: Period
    figure: Figure
    asserted_by: str
    published_on: date | None
    responds_to: str | None
    note: str | None

    @property
    def states_no_days(self) -> bool:
        """Whether it counts over days that it does not state: its period is the day on which that was said."""
        return self.kind is MeasureKind.FLOW and self.period.type is PeriodType.POINT_IN_TIME


@dataclass(frozen=True, slots=True)
class Policy:
    """What a law, policy or practice says of one dimension, from one day to another (None: open or not stated)."""

    id: str
    line: int
    jurisdiction: str
    custody: Custody
    dimension: PolicyDimension
    stance: StanceValue
    basis: PolicyBasis
    effective_from: date | None
    effective_to: date | None
    authority: str
    summary: str
    source: str


@dataclass(frozen=True, slots=True)
class Publication:
    """Where a transcribed figure or policy was read: its own publisher and address."""

    id: str
    publisher: str
    url: str
    kind: str


@dataclass(frozen=True, slots=True)
class Population:
    """Resident population of a state or county on 1 July of a year, as the Census Bureau estimates it."""

    line: int
    code: str
    name: str
    state: str
    year: int
    people: int


@dataclass(frozen=True, slots=True)
class Activation:
    """The month in which Secure Communities began in a county; None where the list has no month."""

    line: int
    fips: str
    month: date | None

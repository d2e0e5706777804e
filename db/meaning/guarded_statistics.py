"""Figures of an area with the small counts, and all that would give them away, held back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from db.figures import Caveat, Figure, Rate
from db.meaning.rates import DEFINITIONS, rate_without_counts
from db.meaning.small_cells import Asked, Hidden, SmallCells
from db.meaning.statistics import Statistics, Step
from db.read.catalogue import LiftReason
from db.read.detainers import FacilityCount, FacilityCounts, IntervalCount
from db.words import (
    CaveatCode,
    Custody,
    DetainerForm,
    ExclusionReason,
    FigureStatus,
    Interval,
    Outcome,
    Qualifier,
    RateDefinition,
)


class GuardedStatistics(Statistics):
    """The same figures as `plain` has, less what `cells` hides of the question `asked`."""

    def __init__(self, plain: Statistics, cells: SmallCells, asked: Asked) -> None:
        super().__init__(plain.subject, plain.cover, plain.counts, plain.reasons, plain.data_through)
        self._cells = cells
        self._asked = asked
        self._hidden = cells.hidden(asked)

    @property
    def total(self) -> Figure:
        """All detainers."""
        return self._guarded(super().total, held=self._hidden.total)

    @property
    def unplaced(self) -> Figure:
        """Detainers that no rule could place; where the area has such a count."""
        figure = super().unplaced
        hidden = self._cells.hidden(replace(self._asked, unplaced=True))
        return self._guarded(figure, held=hidden.total and figure.status is FigureStatus.REPORTED)

    @property
    def lift_reasons(self) -> list[tuple[LiftReason, Figure]]:
        """Detainers by ICE's own lift reason: those that are shown, the most first, then all that may be held back."""
        rows = super().lift_reasons
        if not self.has_outcomes or self._hidden.lift_reasons == frozenset():
            return rows
        hidden = [reason for reason in self.reasons.values() if self._hidden.lift_reason(reason.key)]
        shown = [(reason, figure) for reason, figure in rows if reason not in hidden]
        # The same list whether or not there are any: which of them occur is held back too.
        return shown + [(reason, self._nothing) for reason in sorted(hidden, key=lambda each: each.raw or "")]

    @property
    def likely_duplicates(self) -> int:
        """Not told: they are in no table that small counts were looked for in."""
        return 0

    def rate(self, definition: RateDefinition) -> Rate:
        """One rate; none where a part of it, or a count that its explanation names, is held back."""
        if not self.has_outcomes or definition not in DEFINITIONS or not self._hides_part_of(definition):
            return super().rate(definition)
        return rate_without_counts(
            definition,
            FigureStatus.SUPPRESSED,
            source=self.source,
            caveats=self._nothing.caveats,
            period=self.period,
        )

    def forms(self, counts: Mapping[DetainerForm, int]) -> dict[DetainerForm, Figure]:
        """Detainers by form, every form."""
        return {
            form: self._guarded(figure, held=self._hidden.form(form))
            for form, figure in super().forms(counts).items()
        }

    def custodies(self, counts: Mapping[Custody, int]) -> dict[Custody, Figure]:
        """Detainers by custody, every custody."""
        return {
            custody: self._guarded(
                figure, held=self._cells.hidden(replace(self._asked, custodies=(custody,))).total
            )
            for custody, figure in super().custodies(counts).items()
        }

    def facility(self, row: FacilityCount) -> Figure:
        """Detainers at one facility of the area."""
        hidden = self._cells.hidden(replace(self._asked, code=row.facility)).total
        return self._guarded(super().facility(row), held=hidden)

    def facilities(
        self, counts: Mapping[str, int], after: tuple[int, str] | None, first: int
    ) -> FacilityCounts:
        """A page of the area's facilities: the most first, then all that are held back, as if they had 0.

        `counts` has those that the question finds; `after` is the count and the facility before the page.
        """
        rows = []
        for facility in self._cells.facilities(self._asked):
            count = counts.get(facility, 0)
            if self._cells.hidden(replace(self._asked, code=facility)).total:
                rows.append(FacilityCount(facility, 0))
            elif count:
                rows.append(FacilityCount(facility, count))
        rows.sort(key=_place)
        following = [row for row in rows if after is None or _place(row) > (-after[0], after[1])]
        return FacilityCounts(tuple(following[:first]), len(rows), len(following) > first)

    def series(self, counts: Iterable[IntervalCount], by: Interval) -> list[Step]:
        """Every step of the covered days, also those without a detainer."""
        return [
            replace(step, total=self._guarded(step.total, held=self._hidden_in(step).total))
            for step in super().series(counts, by)
        ]

    def outcomes_of(self, step: Step) -> dict[Outcome, Figure]:
        """The detainers of a step by outcome, every outcome."""
        return self._by_outcome_less(self._hidden_in(step), super().outcomes_of(step))

    @property
    def outcomes(self) -> dict[Outcome, Figure]:
        """Detainers by outcome, every outcome."""
        return self._by_outcome_less(self._hidden, super().outcomes)

    @property
    def caveats(self) -> tuple[Caveat, ...]:
        """Everything that a reader of any of these figures must know."""
        hides = self._hidden.total or self._hidden.lift_reasons or self._hidden.lift_reasons is None
        return (*super().caveats, self._caveat) if hides or self._hidden.forms else super().caveats

    def _by_outcome_less(self, hidden: Hidden, figures: dict[Outcome, Figure]) -> dict[Outcome, Figure]:
        if not self.has_outcomes:
            return figures
        held = {reason.outcome for reason in self.reasons.values() if hidden.lift_reason(reason.key)}
        if hidden.lift_reasons is None:
            held = set(Outcome)
        if Outcome.OTHER in held:
            # Their upper bounds would tell what is counted as OTHER.
            held |= self.cover.grain.lumped
        return {outcome: self._guarded(figure, held=outcome in held) for outcome, figure in figures.items()}

    def _hides_part_of(self, definition: RateDefinition) -> bool:
        """Whether a count is held back that the rate is made of; its explanation names the open detainers always."""
        terms = DEFINITIONS[definition]
        needed = {terms.numerator, Outcome.NOT_RECORDED}
        if ExclusionReason.NEITHER_PICKED_UP_NOR_DECLINED in terms.excludes:
            needed |= {Outcome.PICKED_UP, Outcome.DECLINED_BY_AGENCY}
        return self._hidden.lift_reasons is None or any(
            self._hidden.lift_reason(reason.key)
            for reason in self.reasons.values()
            if reason.outcome in needed or reason.exclusion in terms.excludes
        )

    def _hidden_in(self, step: Step) -> Hidden:
        assert step.period.start, "a step has both ends"
        assert step.period.end, "a step has both ends"
        return self._cells.hidden(replace(self._asked, start=step.period.start, end=step.period.end))

    def _guarded(self, figure: Figure, *, held: bool) -> Figure:
        if not held:
            return figure
        return held_back(figure)._replace(caveats=(*figure.caveats, self._caveat))

    @property
    def _nothing(self) -> Figure:
        return self._guarded(super().total, held=True)

    @property
    def _caveat(self) -> Caveat:
        return Caveat(
            CaveatCode.SMALL_CELLS_HELD_BACK,
            f"Counts of 1 to {self._hidden.min_cell - 1} are held back here, as `minCell` asks, and with them counts from "
            "which one of those could be worked out.",
        )


def _place(row: FacilityCount) -> tuple[int, str]:
    """Where a facility stands in the order."""
    return (-row.count, row.facility)


def held_back(figure: Figure) -> Figure:
    """The figure without its number, its bounds and the words that would give them away."""
    return figure._replace(
        value=None,
        lower=None,
        upper=None,
        qualifier=Qualifier.EXACT,
        status=FigureStatus.SUPPRESSED,
        as_stated=None,
    )

"""What is asked about detainers, and the counts of a grain that answer it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from db import figures
from db.meaning.coverage import MOST_KEPT, Area, Cover, Need
from db.meaning.frames import Subject
from db.meaning.guarded_statistics import GuardedStatistics
from db.meaning.small_cells import Asked
from db.meaning.statistics import Statistics
from db.places.codes import lineage
from db.read import detainers as read
from db.read.jurisdictions import Jurisdiction
from db.words import LOCAL, Custody, DetainerForm, Dimension, FigureStatus, JurisdictionKind
from schema.codes import Code
from schema.context import At
from schema.errors import ClientError, shown
from schema.nodes import own_id

EVERY_CUSTODY: Final = frozenset(Custody)


class Question(NamedTuple):
    """What is asked: an area (a code, or a facility's ID), its state, a period, a custody, forms.

    `held_by` is a facility's own custody: no count is narrowed by it, but what must be known of its figures is.
    """

    code: str
    name: str
    state: str | None
    period: figures.Period
    custody: Custody | None = None
    forms: tuple[DetainerForm, ...] | None = None
    kind: JurisdictionKind | None = None
    held_by: Custody | None = None

    @property
    def area(self) -> Area:
        """The area as coverage sees it."""
        return _area_of(self.state, self.kind)

    @property
    def subject(self) -> Subject:
        """What the figures are about."""
        return _subject_of(self)

    @property
    def custodies(self) -> tuple[Custody, ...] | None:
        """Which custodies are counted, None for all. A county's own are the local ones, unless another is asked for."""
        if self.custody is None:
            return LOCAL if self.kind is JurisdictionKind.COUNTY else None
        return None if self.custody is Custody.ALL else (self.custody,)

    def cover(self, at: At, need: Need, source: str | None) -> Cover | FigureStatus:
        """The grain that answers, one that tells forms or custody apart where the question filters by them."""
        if self.forms is not None:
            need = need._replace(dimensions=need.dimensions | {Dimension.FORM})
        if self.custodies is not None and self.kind is not JurisdictionKind.PRISON_SYSTEM:
            need = need._replace(facilities=True)
        return at.covering(self.area, self.period, need, source)

    def selection(self, chosen: Cover) -> read.Selection:
        """The cells that answer it."""
        forms = None if self.forms is None else tuple(sorted(set(self.forms)))
        span = chosen.span if self.kind else read.Span.FACILITY
        return read.Selection(chosen.grain.key, chosen.start, chosen.end, self.custodies, forms, span)

    def asked(self, chosen: Cover) -> Asked:
        """The count that it asks for, as small cells see it."""
        forms = None if self.forms is None else frozenset(self.forms)
        return Asked(self.code, chosen.start, chosen.end, self.custodies, forms)


def question_about(
    row: Jurisdiction,
    period: figures.Period,
    custody: Custody | None,
    forms: tuple[DetainerForm, ...] | None = None,
) -> Question:
    """What is asked about the detainers of a jurisdiction."""
    return Question(row.code, row.name, row.state, period, custody, forms, row.kind)


@lru_cache(maxsize=MOST_KEPT)
def _area_of(state: str | None, kind: JurisdictionKind | None) -> Area:
    states = (JurisdictionKind.STATE, JurisdictionKind.TERRITORY)
    return Area(state, kind is JurisdictionKind.NATION, kind in states)


@lru_cache(maxsize=MOST_KEPT)
def _subject_of(question: Question) -> Subject:
    within = (
        lineage(question.code)
        if question.kind
        else (question.code, *(lineage(question.state) if question.state else ("US",)))
    )
    custodies = (question.held_by,) if question.held_by else question.custodies
    return Subject(
        within=frozenset(within),
        name=question.name,
        is_county=question.kind is JurisdictionKind.COUNTY,
        is_state=question.area.is_state,
        is_nation=question.area.is_nation,
        asked=question.period,
        custodies=frozenset(custodies) if custodies else EVERY_CUSTODY,
    )


async def statistics_at(at: At, question: Question, chosen: Cover) -> Statistics:
    """Count what a grain has for a question."""
    counts = await at.load(read.detainers_by_lift_reason, question.code, question.selection(chosen))
    through = at.catalogue.sources[chosen.grain.source].covers.end or chosen.grain.end
    plain = Statistics(question.subject, chosen, counts or (), at.catalogue.lift_reasons, through)
    return await guarded(at, question, plain)


async def guarded(at: At, question: Question, plain: Statistics) -> Statistics:
    """The statistics with small counts held back, where that is asked for."""
    if at.min_cell is None:
        return plain
    cells = await at.small_cells(plain.cover.grain, at.min_cell)
    return GuardedStatistics(plain, cells, question.asked(plain.cover))


def forms_of(given: Sequence[DetainerForm] | None) -> tuple[DetainerForm, ...] | None:
    """The forms that a client names, None for all. An empty list is refused: the answer to it would be 0, which no source reported."""
    if given is None:
        return None
    if not given:
        accepted = list(DetainerForm)
        raise ClientError(
            Code.BAD_USER_INPUT,
            f"`form` is an empty list and must have one or more of {', '.join(accepted)}, or be left out.",
            "form",
            accepted,
        )
    return tuple(given)


def source_id(at: At, given: str) -> str:
    """The ID of a source that counts detainers, or a clear refusal."""
    own = own_id("source", given, "source")
    counting = sorted({grain.source for grain in at.catalogue.grains})
    if own not in counting:
        raise ClientError(
            Code.UNKNOWN_SOURCE,
            f"There is no source {shown(own)} that counts detainers; there are {', '.join(counting)}.",
            "source",
            counting,
        )
    return own

"""Whether rates of several jurisdictions may be put side by side, and which comparison is sound if they may not.

Rates compare when definition, custody, measure, kind and the days that are counted are the same and each has a number.
That the jurisdictions differ is the point of a comparison. That each keeper counted its own is named, and does not
forbid it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from db.figures import Figure, Period, Rate
from db.meaning.axes import Difference
from db.meaning.phrases import (
    KINDS,
    MEASURES,
    WHAT_LOCAL_CUSTODY_IS,
    held_in,
    listed,
    percent,
    quantity,
    sentence,
    the,
    when,
)
from db.words import (
    LOCAL,
    Axis,
    CaveatCode,
    Custody,
    Measure,
    MeasureKind,
    PeriodType,
    RateDefinition,
)

DECIDING = (Axis.DEFINITION, Axis.MEASURE, Axis.KIND, Axis.CUSTODY, Axis.PERIOD)
"""The axes on which rates must agree. Jurisdiction and source are not among them."""

LEFT_OUT = "facilities whose name does not tell where they stand"
"""What a rate of one place leaves out where its source names facilities without their state."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A rate of one jurisdiction with all that it must share with another to be compared.

    `measure` and `kind` are those of the denominator: ICE's files count `DETAINERS`, California's prisons
    `RELEASES_WITH_DETAINER`. `custodies` are those counted together. `source` is an ID. `instead_of` is the code of the
    jurisdiction that this one would stand in for: the state of a prison system.
    """

    code: str
    name: str
    definition: RateDefinition
    custodies: tuple[Custody, ...]
    measure: Measure
    kind: MeasureKind
    source: str | None
    rate: Rate
    instead_of: str | None = None

    @property
    def leaves_out(self) -> bool:
        """Whether it leaves out facilities that its source does not place."""
        return any(each.code is CaveatCode.STATELESS_FACILITY_NAMES for each in self.rate.caveats)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The axes that differ with their values, the answer, why, and the nearest sound comparison in words."""

    differences: tuple[Difference, ...]
    comparable: bool
    explanation: str
    nearest: str | None


def compare(rows: Sequence[Measured], available: Sequence[Measured] = ()) -> Comparison:
    """Put rates side by side. `available` are other rates of the same jurisdictions, or of ones standing in.

    Raises ValueError for fewer than two jurisdictions.
    """
    if len({row.code for row in rows}) < 2:
        raise ValueError("a comparison needs two jurisdictions or more")
    differences = _differences(rows)
    comparable = all(row.rate.value is not None for row in rows) and not _deciding(differences)
    return Comparison(
        differences,
        comparable,
        _why_comparable(rows, differences) if comparable else _why_not(rows, differences),
        None if comparable else nearest(rows, available),
    )


def shared_days(rows: Sequence[Measured]) -> Period | None:
    """The days that all rates count, where some count more than those; None where all count the same or share none."""
    counted = {
        (row.rate.period.start, row.rate.period.end)
        for row in rows
        if row.rate.period and row.rate.period.start and row.rate.period.end
    }
    if len(counted) < 2:
        return None
    start, end = max(first for first, _ in counted), min(last for _, last in counted)
    return Period(PeriodType.RANGE, start, end) if start <= end else None


def nearest(rows: Sequence[Measured], available: Sequence[Measured]) -> str | None:
    """The comparison, in words, that covers all jurisdictions asked for and differs least from what was asked.

    Rates with the definition that was asked for come first, then those that need the fewest to stand in for another.
    """
    asked = list(dict.fromkeys(row.code for row in rows))
    definitions = {row.definition for row in rows}
    found: list[tuple[tuple[bool, int], list[Measured]]] = []
    for first in available:
        alike = {_stands_for(each, asked): each for each in reversed(available) if _agree(first, each)}
        if all(code in alike for code in asked):
            chosen = [alike[code] for code in asked]
            stand_ins = sum(each.code not in asked for each in chosen)
            found.append(((first.definition not in definitions, stand_ins), chosen))
    if not found:
        return None
    return _in_words(min(found, key=lambda each: each[0])[1])


def _differences(rows: Sequence[Measured]) -> tuple[Difference, ...]:
    found = []
    for axis in (*DECIDING, Axis.SOURCE):
        values = tuple(dict.fromkeys(value for row in rows if (value := _on_axis(row)[axis])))
        if len(values) > 1:
            found.append(Difference(axis, values))
    return tuple(found)


def _on_axis(row: Measured) -> Mapping[Axis, str | None]:
    """Where a rate stands on each axis; None for the days of one that counts nothing."""
    return {
        Axis.DEFINITION: row.definition.value,
        Axis.MEASURE: row.measure.value,
        Axis.KIND: row.kind.value,
        Axis.CUSTODY: _but_what_it_leaves_out(row, listed([each.value for each in row.custodies])),
        Axis.PERIOD: _days(row),
        Axis.SOURCE: row.source or "source not stated",
    }


def _days(row: Measured) -> str | None:
    """The days that are counted, as days: a year of which all is counted is not told from its name."""
    return row.rate.period._replace(type=PeriodType.RANGE).label if row.rate.period else None


def _but_what_it_leaves_out(row: Measured, custody: str) -> str:
    return f"{custody} without {LEFT_OUT}" if row.leaves_out else custody


def _deciding(differences: Sequence[Difference]) -> list[Difference]:
    return [each for each in differences if each.axis in DECIDING]


def _agree(one: Measured, other: Measured) -> bool:
    """Whether two rates have numbers and share every deciding axis."""
    numbers = one.rate.value is not None and other.rate.value is not None
    return numbers and all(_on_axis(one)[axis] == _on_axis(other)[axis] for axis in DECIDING)


def _stands_for(row: Measured, asked: Sequence[str]) -> str | None:
    return row.code if row.code in asked else row.instead_of


def _why_comparable(rows: Sequence[Measured], differences: Sequence[Difference]) -> str:
    names = listed([the(row.name) for row in rows])
    text = sentence(f"{names} may be put side by side: each rate is {_defined(rows[0])}.")
    if any(each.axis is Axis.SOURCE for each in differences):
        text += " They come from different sources, each with its own way of keeping the record."
    return " ".join([text, *_explained(rows)])


def _why_not(rows: Sequence[Measured], differences: Sequence[Difference]) -> str:
    clauses = [_clause(each.axis, rows) for each in _deciding(differences)]
    parts = []
    if clauses:
        parts.append(f"These rates may not be put side by side: {'; '.join(clauses)}.")
    missing = [row for row in rows if row.rate.value is None]
    parts += [f"{sentence(the(row.name))} has no such rate. {row.rate.explanation}" for row in missing]
    if any(each.axis is Axis.CUSTODY for each in differences):
        parts += _of_local_custody(rows)
    return " ".join(parts)


def _explained(rows: Sequence[Measured]) -> list[str]:
    """Sentences on what rates that agree have in common beside their definition."""
    left_out = [f"None of these rates counts {LEFT_OUT}."] if rows[0].leaves_out else []
    return [*_of_local_custody(rows), *left_out]


def _of_local_custody(rows: Sequence[Measured]) -> list[str]:
    return [WHAT_LOCAL_CUSTODY_IS] if any(row.custodies == LOCAL for row in rows) else []


def _clause(axis: Axis, rows: Sequence[Measured]) -> str:
    return listed(
        [f"the rate of {the(row.name)} {_said_of(axis, row)}" for row in rows if _on_axis(row)[axis]]
    )


def _said_of(axis: Axis, row: Measured) -> str:
    match axis:
        case Axis.DEFINITION:
            return f"means {_spoken(row.definition)}"
        case Axis.MEASURE:
            return f"counts {MEASURES[row.measure]}"
        case Axis.KIND:
            return f"counts {KINDS[row.kind]}"
        case Axis.CUSTODY:
            return f"covers {_but_what_it_leaves_out(row, held_in(row.custodies))}"
    return f"counts the days from {_days(row)}"


def _in_words(rows: Sequence[Measured]) -> str:
    shares = [f"{the(row.name)} {_share(row.rate)}" for row in rows]
    text = f"Sound is {listed([the(row.name) for row in rows])}, each {_defined(rows[0])}: {listed(shares)}."
    return " ".join([text, *_explained(rows)])


def _share(rate: Rate) -> str:
    return quantity(Figure(rate.value, rate.lower, rate.upper, rate.qualifier, rate.status), percent)


def _defined(row: Measured) -> str:
    assert row.rate.period, "a rate that has a number counts some days"
    return f"{_spoken(row.definition)}, in {held_in(row.custodies)} {when(row.rate.period)}"


def _spoken(definition: RateDefinition) -> str:
    """The definition as a clause: its description up to the first colon, without the capital and the full stop."""
    clause = definition.description.split(":")[0].removesuffix(".")
    return clause[0].lower() + clause[1:]

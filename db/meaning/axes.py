"""The axes on which a claim and records differ, with the values on both sides and the words for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from db.meaning.jurisdictions import JurisdictionRelation
from db.meaning.phrases import CUSTODIES, KINDS, MEASURES, listed, the
from db.meaning.record_facts import EXCLUDES, HELD_BY_PEOPLE_RELEASED
from db.rows import Statement
from db.words import Axis, Custody, Measure, MeasureKind

LEVELS: tuple[tuple[frozenset[Custody], str], ...] = (
    (frozenset({Custody.COUNTY_JAIL, Custody.CITY_LOCKUP, Custody.REGIONAL_JAIL}), "local jails"),
    (frozenset({Custody.STATE_PRISON}), "state prisons"),
    (frozenset({Custody.FEDERAL}), "federal custody"),
)
"""The three levels that the Department of Homeland Security names when it counts all custody in a state: "local,
state and federal custody" (the note on its count for California of 2026-02-06)."""


@dataclass(frozen=True, slots=True)
class Difference:
    """An axis and the values found on it, each once; of a claim and records, the claim's is the first."""

    axis: Axis
    values: tuple[str, ...]


def differences(
    claim: Statement, records: Sequence[Statement], places: JurisdictionRelation
) -> tuple[Difference, ...]:
    """Every axis on which records, added up if there are several, count something else than the claim."""
    found = []
    covered = places.outermost(record.jurisdiction for record in records)
    if covered != (claim.jurisdiction,):
        found.append(Difference(Axis.JURISDICTION, _once(claim.jurisdiction, covered)))
    if {claim.custody} != {record.custody for record in records}:
        values = _once(claim.custody, [record.custody for record in records])
        found.append(Difference(Axis.CUSTODY, values))
    shares = claim.kind is MeasureKind.RATE and records[0].kind is MeasureKind.RATE
    if claim.measure is not records[0].measure:
        axis = Axis.DEFINITION if shares else Axis.MEASURE
        found.append(Difference(axis, _once(claim.measure, [records[0].measure])))
    if _kind(claim) != _kind(records[0]):
        found.append(Difference(Axis.KIND, _once(_kind(claim), [_kind(records[0])])))
    if not all(_same_days(claim, record) for record in records):
        values = _once(_days(claim), [_days(record) for record in records])
        found.append(Difference(Axis.PERIOD, values))
    narrower = [meaning for record in records if (meaning := narrower_meaning(record))]
    if narrower and claim.measure is records[0].measure:
        found.append(Difference(Axis.DEFINITION, _once(MEASURES[claim.measure], narrower)))
    return tuple(found)


def in_words(
    difference: Difference, claim: Statement, records: Sequence[Statement], places: JurisdictionRelation
) -> str:
    """One difference as a clause of a sentence."""
    holder = "record" if len(records) == 1 else "records"
    match difference.axis:
        case Axis.JURISDICTION:
            theirs = listed(
                [the(places.name(code)) for code in places.outermost(r.jurisdiction for r in records)]
            )
            return f"the claim is about {the(places.name(claim.jurisdiction))}, the {holder} about {theirs}"
        case Axis.CUSTODY:
            return _custody_in_words(claim, records, holder)
        case Axis.MEASURE:
            return f"the claim counts {MEASURES[claim.measure]}, the {holder} {MEASURES[records[0].measure]}"
        case Axis.KIND:
            return f"the claim counts {_over(claim)}, the {holder} {_over(records[0])}"
        case Axis.PERIOD:
            theirs = listed(list(dict.fromkeys(_days(record) for record in records)))
            if claim.states_no_days:
                verb = "is" if len(records) == 1 else "are"
                return f"the claim is a {_days(claim)}, while the {holder} {verb} for {theirs}"
            return f"the claim is for {_days(claim)}, the {holder} for {theirs}"
    # A measure by its name, as `PICKUP_RATE`, or words that stay as they are: they may name ICE.
    theirs = listed(
        [
            value.replace("_", " ").lower() if value in Measure.__members__ else value
            for value in difference.values[1:]
        ]
    )
    return f"the claim means {MEASURES[claim.measure]}, the {holder} {theirs}"


def _custody_in_words(claim: Statement, records: Sequence[Statement], holder: str) -> str:
    counted = {record.custody for record in records}
    theirs = listed([CUSTODIES[record.custody] for record in records])
    if claim.custody is not Custody.ALL or Custody.ALL in counted:
        return f"the claim covers {CUSTODIES[claim.custody]}, the {holder} {theirs}"
    missing = [name for custodies, name in LEVELS if not custodies & counted]
    if len(records) == 1 or not missing:
        return f"the claim covers all custody, the {holder} {theirs} alone"
    verb = "is" if missing == ["federal custody"] else "are"
    return f"{listed(missing)} {verb} counted in the claim alone"


def _kind(statement: Statement) -> str:
    return f"{statement.kind} over days not stated" if statement.states_no_days else statement.kind


def _over(statement: Statement) -> str:
    """The kind in a sentence."""
    return f"{KINDS[statement.kind]}{' that is not stated' if statement.states_no_days else ''}"


def _days(statement: Statement) -> str:
    """The days that are counted, or that of the statement where it states none."""
    return f"{'statement of ' if statement.states_no_days else ''}{statement.period.label}"


def _same_days(one: Statement, other: Statement) -> bool:
    """Whether both periods are stated in full and are the same days."""
    if one.states_no_days or other.states_no_days:
        return False
    days = (one.period.start, one.period.end)
    return None not in days and days == (other.period.start, other.period.end)


def narrower_meaning(record: Statement) -> str | None:
    """What a record counts, where that is not all that its measure says."""
    if record.id in EXCLUDES:
        return f"{MEASURES[record.measure]} without {MEASURES[EXCLUDES[record.id]]}"
    if record.id in HELD_BY_PEOPLE_RELEASED:
        return f"{MEASURES[record.measure]} of people released"
    return None


def _once(first: str, others: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(value) for value in (first, *others)))

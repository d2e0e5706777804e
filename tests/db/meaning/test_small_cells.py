"""What is held back of a whole table, under attack: every question that can be put, and all that follows linearly."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from db.meaning.small_cells import Asked, SmallCells
from db.read.catalogue import Grain
from db.read.detainers import Leaf, LeafCount
from db.words import LOCAL, Custody, DetainerForm, Dimension, PlaceGrain, TimeGrain
from tests.attack import followed

GRAIN = Grain(
    key=1,
    source="a-source",
    id="facility-month",
    place=PlaceGrain.FACILITY,
    within="US",
    time=TimeGrain.MONTH,
    dimensions=frozenset({Dimension.LIFT_REASON, Dimension.FORM}),
    start=date(2014, 11, 15),
    end=date(2015, 1, 31),
    states_known=True,
)
MONTHS = (date(2014, 11, 1), date(2014, 12, 1), date(2015, 1, 1))
REASONS = (0, 1, 2)
OUTCOMES = ({0, 1}, {1, 2})
"""Lift reasons that are grouped: an outcome is held back with any reason that is grouped under it."""
FORMS = (DetainerForm.I_247, DetainerForm.I_247D)


def leaf(name: str, custody: Custody, *within: str, unplaced: bool = False) -> Leaf:
    return Leaf(name, custody, unplaced, frozenset({"US", name, *within}))


LEAVES = (
    leaf("mn-jail", Custody.COUNTY_JAIL, "MN", "27001"),
    leaf("mn-lockup", Custody.CITY_LOCKUP, "MN", "27001"),
    leaf("mn-other-jail", Custody.COUNTY_JAIL, "MN", "27003"),
    leaf("mn-prison", Custody.STATE_PRISON, "MN", "27003", "MN-DOC"),
    leaf("mn-marshals", Custody.FEDERAL, "MN", "27001"),
    leaf("ca-jail", Custody.COUNTY_JAIL, "CA", "06001"),
    leaf("ca-somewhere", Custody.OTHER, "CA", unplaced=True),
    leaf("us-somewhere", Custody.OTHER, unplaced=True),
)

Atom = tuple[Leaf, date, int, DetainerForm]
Table = Mapping[Atom, int]

keys = st.tuples(
    st.sampled_from(LEAVES), st.sampled_from(MONTHS), st.sampled_from(REASONS), st.sampled_from(FORMS)
)
counts = st.sampled_from((1, 1, 1, 2, 2, 3, 5, 10, 30))
# A count is given away where many are small and a few are not, in tables of every size.
tables = st.integers(1, 30).flatmap(lambda size: st.dictionaries(keys, counts, min_size=size, max_size=size))


def small_cells(table: Table, min_cell: int) -> SmallCells:
    counts = Counter[tuple[Leaf, int, date | int | DetainerForm]]()
    for (place, month, reason, form), count in table.items():
        for column in (month, reason, form):
            counts[place, month.year, column] += count
    return SmallCells(GRAIN, [LeafCount(*key, count) for key, count in counts.items()], min_cell)


DAYS = (
    (date(2014, 11, 1), date(2014, 11, 30)),
    (date(2014, 12, 1), date(2014, 12, 31)),
    (date(2014, 12, 5), date(2014, 12, 31)),
    (date(2014, 12, 1), date(2015, 1, 31)),
    (date(2014, 1, 1), date(2014, 12, 31)),
    (date(2015, 1, 1), date(2015, 12, 31)),
    (date(2014, 10, 1), date(2015, 9, 30)),
)
CUSTODIES = (None, LOCAL, *((custody,) for custody in sorted({place.custody for place in LEAVES})))
QUESTIONS = [
    Asked(code, start, end, custodies, forms, unplaced)
    for code in sorted({code for place in LEAVES for code in place.within})
    for start, end in DAYS
    for custodies in CUSTODIES
    for forms in (None, *(frozenset({form}) for form in FORMS))
    for unplaced in (False, True)
]


def asked_for(asked: Asked) -> list[Atom]:
    """The atoms that a question counts, found without anything of the code under test."""
    return [
        (place, month, reason, form)
        for place in LEAVES
        if asked.code in place.within and (asked.custodies is None or place.custody in asked.custodies)
        if place.unplaced or not asked.unplaced
        for month in MONTHS
        if asked.start <= max(month, GRAIN.start) and month.replace(day=30) <= asked.end
        for reason in REASONS
        for form in FORMS
        if asked.forms is None or form in asked.forms
    ]


COUNTED = {asked: asked_for(asked) for asked in QUESTIONS}


def answers(cells: SmallCells) -> Iterator[tuple[frozenset[Atom], bool]]:
    """Every count that can be asked for as the atoms that it adds up, and whether it is held back."""
    for asked, atoms in COUNTED.items():
        hidden = cells.hidden(asked)
        yield frozenset(atoms), hidden.total
        for reason in REASONS:
            yield frozenset(a for a in atoms if a[2] == reason), hidden.lift_reason(reason)
        for outcome in OUTCOMES:
            yield frozenset(a for a in atoms if a[2] in outcome), any(map(hidden.lift_reason, outcome))
        for form in FORMS:
            yield frozenset(a for a in atoms if a[3] == form), hidden.form(form)


@given(tables, st.sampled_from((2, 2, 3, 3, 4, 5, 7, 12)))
def test_no_small_count_follows_from_all_that_is_shown_whatever_is_asked(table: Table, min_cell: int) -> None:
    shown: dict[frozenset[Atom], float] = {}
    hidden = set()
    for atoms, held_back in answers(small_cells(table, min_cell)):
        count = sum(table.get(atom, 0) for atom in atoms)
        if not held_back:
            shown[atoms] = count
        elif 0 < count < min_cell:
            hidden.add(atoms)
    assert not [count for count in shown.values() if 0 < count < min_cell]
    assert followed(shown, hidden) == []

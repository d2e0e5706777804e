"""Lists whose elements are answered together, field by field: told as by the reference, and without an object for each."""

import re
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.database import Pool
from schema import Context, schema
from schema.compiled.leaves import all_ordinary, ordinary
from schema.documents import execute_document, read_document
from schema.reference import execute_by_reference, executor_for
from schema.rows import Rows

pytestmark = pytest.mark.anyio


async def require_told_alike(text: str, pool: Pool) -> None:
    """The program alone gives the bytes that the reference gives, and no error."""
    document = read_document(text)
    assert document.node
    executor = executor_for(document.node, None, None, Context(pool))
    assert not isinstance(executor, list)
    expected = await execute_by_reference(executor)
    assert not expected.errors
    program = document.programs.of(executor)
    assert program
    assert orjson.dumps(await program.run(executor, Context(pool))) == orjson.dumps(expected.data)


@pytest.mark.parametrize("asked", ["__typename", "value", "of: value __typename", "value status"])
async def test_totals_of_many_are_told_alike_whatever_is_asked_of_them(pool: Pool, asked: str) -> None:
    await require_told_alike(
        '{ jurisdiction(code: "MN") { counties { nodes { code '
        f"detainers(period: {{ fiscalYear: 2015 }}) {{ total {{ {asked} }} }} }} }} }} }}",
        pool,
    )


@pytest.mark.parametrize("by", ["MONTH", "FISCAL_YEAR"])
@pytest.mark.parametrize(
    "period", ["fiscalYear: 2015", "calendarYear: 1990", "calendarYear: 2025", 'month: "2014-10"']
)
async def test_series_of_many_kinds_of_places_are_told_alike(pool: Pool, by: str, period: str) -> None:
    """Some have series of their own source and days, some of none; a county's have the local custodies alone."""
    await require_told_alike(
        '{ jurisdictions(codes: ["US", "MN", "CA", "27053", "06037", "10003", "MN-DOC", "CA-CDCR"]) '
        f"{{ nodes {{ code detainers(period: {{ {period} }}) "
        f"{{ total {{ value status }} series(by: {by}) {{ period {{ from to }} total {{ value status }} }} }} }} }} }}",
        pool,
    )


TOTAL = "total { value }"
PLACES = '["US", "MN", "CA", "DE", "27053", "CA-CDCR"]'


@pytest.mark.parametrize("detainers", [TOTAL, f"{TOTAL} series(by: MONTH) {{ {TOTAL} }}", "rates { value }"])
@pytest.mark.parametrize("period", ["fiscalYear: 2015", "calendarYear: 1990"])
@pytest.mark.parametrize("first", [0, 40])
async def test_counties_of_several_are_told_alike(
    pool: Pool, first: int, period: str, detainers: str
) -> None:
    """Of some there are none, of some more than a page; what is not told together is told of each beside it."""
    for beside in ("name kind __typename", "id parent { name }", "again: code code"):
        await require_told_alike(
            f"{{ jurisdictions(codes: {PLACES}) {{ nodes {{ code counties(first: {first}) {{ totalCount nodes {{ {beside} "
            f"detainers(period: {{ {period} }}) {{ {detainers} }} }} edges {{ node {{ code }} }} }} }} }} }}",
            pool,
        )


async def test_counties_are_told_alike_where_small_counts_are_held_back(pool: Pool) -> None:
    await require_told_alike(
        '{ jurisdictions(codes: ["MN", "DE"], minCell: 10) { nodes { counties { nodes { code '
        f"detainers(period: {{ fiscalYear: 2015 }}) {{ {TOTAL} }} }} }} }} }} }}",
        pool,
    )


async def test_no_object_is_made_for_a_county_of_which_its_total_is_asked(
    pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []
    one = Rows.__getitem__

    def counted(self: Any, place: Any) -> Any:
        made.append(place)
        return one(self, place)

    monkeypatch.setattr(Rows, "__getitem__", counted)
    document = read_document(
        '{ jurisdictions(codes: ["CA", "MN"]) { nodes { name counties(first: 100) { nodes { code name '
        f"detainers(period: {{ fiscalYear: 2015 }}) {{ {TOTAL} }} }} }} }} }} }}"
    )
    found = await execute_document(document, None, None, Context(pool))
    assert not found.errors
    assert found.data
    states = found.data["jurisdictions"]["nodes"]
    # California has 58 counties and Minnesota 87.
    assert [len(state["counties"]["nodes"]) for state in states] == [58, 87]
    # The two states themselves, and the end of their list.
    assert len(made) <= 3


VALUES = (
    st.none()
    | st.booleans()
    | st.text(max_size=3)
    | st.floats()
    | st.integers(-(2**33), 2**33)
    | st.sampled_from([2**31 - 1, 2**31, -(2**31), -(2**31) - 1, 1.8e308, -1.7e308, 1.7e308])
)


@pytest.mark.parametrize("name", ["String", "ID", "Boolean", "Int", "Float"])
@given(values=st.data())
def test_many_values_are_ordinary_only_where_each_is(name: str, values: st.DataObject) -> None:
    leaf: Any = schema._schema.type_map[name]
    same = values.draw(st.sampled_from([VALUES, st.text(), st.integers(), st.floats(), st.booleans()]))
    several = values.draw(st.lists(same, max_size=6))
    condition = ordinary(leaf)
    assert condition
    each = [
        eval(re.sub(r"\bv\b", "value", condition), {"value": value}) for value in several
    ]  # the same rule, one by one
    assert not all_ordinary(leaf, several) or all(each)
    # Of floating-point numbers only those whose sum leaves the range are looked at one by one.
    if several and (
        name != "Float" or all(isinstance(value, float) and abs(value) < 1e300 for value in several)
    ):
        assert all_ordinary(leaf, several) == all(each)

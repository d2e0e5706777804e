"""Estimates against what questions truly cost over the figures that ship, and against a second way to estimate."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.costs import leaves_of, using
from db.database import Pool
from schema import Catalogues, Context, limits
from schema.codes import Code
from schema.cost.estimate import QUESTION, STATEMENT, Estimate
from schema.documents import execute_document, read_document
from schema.errors import ClientError
from schema.limits import LimitError
from tests.bench.shapes import SHAPES

pytestmark = pytest.mark.anyio

PAGES = Path(__file__).resolve().parents[2] / "api" / "web" / "src" / "queries"
WINDOW = {"range": {"from": "2025-12-01", "to": "2026-03-10"}}

# What the pages and the tabs of GraphiQL fill in, by the names of the variables.
FILLED_IN: dict[str, Any] = {
    "code": "MN",
    "codes": ["CA", "MN"],
    "within": "MN",
    "about": "CA",
    "jurisdiction": "MN",
    "search": "hennepin",
    "year": 2015,
    "period": WINDOW,
    "definition": "PICKUP_OF_RESOLVED",
    "on": "2026-05-18",
}

ASKED = {path.stem: path.read_text("utf-8") for path in sorted(PAGES.glob("*.graphql"))} | {
    shape.name: shape.ours.document for shape in SHAPES
}

# Questions that take the longest lists there are, so that a list that has outgrown its bound shows.
SHORTENED = {
    "sources": "{ sources { id limits grain { dimensions } releases { fileName revision { number } } } }",
    "claims": "{ claims { nodes { id checks { differences { axis values } records { id figure { caveats { code } } } } } } }",
    "records": '{ jurisdiction(code: "US") { records(first: 500) { nodes { id figure { releases { id } } } } } }',
    "cooperation": "{ jurisdictions(first: 4000) { nodes { aliases { __typename } cooperation { stances { dimension } } } } }",
    "agreements": "{ jurisdictions(first: 4000) { nodes { cooperation { agreements { id } } } } }",
    "nation": '{ jurisdiction(code: "US") { COUNTED { caveats { code } liftReasons { liftReason } forms { form } '
    "custodies { custody } rates { excluded { count } caveats { code } } "
    "facilities(first: 500) { nodes { facility { spellings iceCodes } count { value } } } } } }",
    "everywhere": "{ jurisdictions(first: 4000) { nodes { COUNTED { total { caveats { code } } } } } }",
    "reasons": "{ jurisdictions(kind: STATE, first: 60) { nodes { COUNTED { liftReasons { count { value } } } } } }",
    "months": "{ jurisdictions(kind: STATE, first: 60) { nodes { COUNTED { series(by: MONTH) { outcomes { share } } } } } }",
    "counties": "{ jurisdictions(kind: STATE, first: 60) { nodes { counties(first: 4000) { edges { node { code } } } } } }",
    "facilities": "{ facilities(first: 500) { nodes { name aliases { __typename } county { name } } } }",
    "changes": "{ revisions { nodes { number releases { id } changes(first: 50) { nodes { item } } } } }",
    "compared": '{ compare(codes: ["CA", "MN", "TX", "27053", "CA-CDCR"], period: { calendarYear: 2015 }, '
    "definition: PICKUP_OF_ISSUED) { rows { rate { value } } differences { axis values } } }",
    "earlier": '{ jurisdiction(code: "MN", asOf: { revision: 3 }) { COUNTED { total { value } } } }',
    "guarded": '{ jurisdiction(code: "MN", minCell: 11) { COUNTED { facilities(first: 5) { nodes { count { value } } } } } }',
    "everything": '{ node(id: "jurisdiction:27053") { ... on Jurisdiction { name detainers(period: { fiscalYear: 2015 }) '
    "{ series(by: FISCAL_YEAR) { total { value } } } } ... on Source { title } } }",
}
LONGEST = {
    name: text.replace("COUNTED", "detainers(period: { fiscalYear: 2015 })")
    for name, text in SHORTENED.items()
}

FACTOR = 16
"""An estimate is made before a row is read; so much more than was used it may be, in units of cost."""


async def costs_of(
    text: str, pool: Pool, catalogues: Catalogues, variables: dict[str, Any]
) -> tuple[Estimate, Estimate]:
    """What a question is estimated at, and what it costs when the tables of the newest revision have been read."""
    document = read_document(text)
    assert not document.errors, document.errors
    (operation,) = document.operations
    names = {each.variable.name.value for each in operation.variable_definitions or ()}
    given = {name: value for name, value in variables.items() if name in names}
    await execute_document(read_document("{ revision { summary } }"), None, None, Context(pool, catalogues))
    with using() as used:
        result = await execute_document(document, None, given, Context(pool, catalogues))
    assert not result.errors
    return document.estimates.of(operation).require_modest(given), used.with_answer(result.data)


@pytest.mark.parametrize("name", [*ASKED, *LONGEST])
async def test_an_estimate_is_at_least_what_is_used_and_not_much_more(
    name: str, pool: Pool, catalogues: Catalogues
) -> None:
    text = (ASKED | LONGEST)[name]
    estimated, used = await costs_of(text, pool, catalogues, FILLED_IN)
    assert estimated.statements >= used.statements
    assert estimated.rows >= used.rows
    assert estimated.leaves >= used.leaves
    if name in ASKED:
        assert estimated.units <= FACTOR * used.units


@pytest.mark.parametrize("name", ["california-beside-minnesota", "claims-against-records", "county-map"])
async def test_the_questions_to_be_answered_are_modest(
    name: str, queries: Path, pool: Pool, catalogues: Catalogues
) -> None:
    text = (queries / f"{name}.graphql").read_text("utf-8")
    estimated, used = await costs_of(text, pool, catalogues, {"about": "CA", "year": 2015})
    assert all(least <= most for least, most in zip(used, estimated, strict=True))
    assert estimated.units <= FACTOR * used.units


def estimate(text: str, variables: dict[str, Any] | None = None) -> Estimate:
    document = read_document(text)
    assert not document.errors, document.errors
    return document.estimates.of(document.operations[0]).of(variables)


def test_units_are_what_they_are_said_to_be() -> None:
    assert Estimate(3, 20, 7).units == QUESTION + 3 * STATEMENT + 27


PAIRS = [
    (
        "{ facilities(first: 7) { nodes { name city } } }",
        "{ facilities(first: 14) { nodes { name city } } }",
        14,
        28,
    ),
    ("{ facilities { nodes { name } } }", "{ facilities(first: 51) { nodes { name } } }", 50, 51),
    (
        '{ jurisdictions(codes: ["CA", "MN"]) { nodes { name } } }',
        "{ jurisdictions { nodes { name } } }",
        2,
        50,
    ),
]


@pytest.mark.parametrize(("few", "more", "leaves_of_few", "leaves_of_more"), PAIRS)
def test_lists_are_as_long_as_their_arguments_say(
    few: str, more: str, leaves_of_few: int, leaves_of_more: int
) -> None:
    assert estimate(few).leaves == leaves_of_few
    assert estimate(more).leaves == leaves_of_more


def test_a_variable_counts_as_its_value_and_one_that_is_not_given_as_its_default() -> None:
    text = "query ($many: Int = 9) { facilities(first: $many) { nodes { name } } }"
    assert estimate(text, {"many": 3}).leaves == 3
    assert estimate(text).leaves == estimate(text, {}).leaves == 9
    assert estimate(text, {"many": None}).leaves == 50
    without = "query ($many: Int) { facilities(first: $many) { nodes { name } } }"
    assert estimate(without).leaves == 50


PERIOD = 'query ($period: PeriodInput!) { jurisdiction(code: "MN") { detainers(period: $period) { series(by: MONTH) { total { value } } } } }'


@pytest.mark.parametrize(
    ("period", "months"),
    [
        ({"calendarYear": 2015}, 12),
        ({"fiscalYear": 2015}, 12),
        ({"month": "2015-02"}, 1),
        ({"on": "2015-02-03"}, 1),
        ({"range": {"from": "2014-12-31", "to": "2015-02-01"}}, 3),
        ({"range": {"from": "1900-01-01", "to": "2200-01-01"}}, 612),
        ({"range": {"from": "x", "to": "y"}}, 612),
        ({}, 612),
        ("nonsense", 612),
    ],
)
def test_a_series_is_as_long_as_its_period(period: object, months: int) -> None:
    assert estimate(PERIOD, {"period": period}).leaves == months


def test_what_a_list_has_inside_a_list_is_multiplied_and_no_more_than_there_is() -> None:
    assert (
        estimate(
            "{ facilities(first: 3) { nodes { state { counties(first: 5) { nodes { code } } } } } }"
        ).leaves
        == 15
    )
    # Counties lie in one state each, so that all states have no more of them than there are.
    of_states = (
        "{ jurisdictions(kind: STATE, first: 60) { nodes { counties(first: 4000) { nodes { code } } } } }"
    )
    assert estimate(of_states).leaves == 6400
    # But the same state stands under each of its facilities, and brings its counties every time.
    back = "{ facilities(first: 60) { nodes { state { counties(first: 4000) { nodes { code } } } } } }"
    assert estimate(back).leaves == 60 * 3200


def test_a_fragment_costs_as_much_as_what_it_stands_for() -> None:
    spread = "{ facilities { nodes { ...F ...F } } } fragment F on Facility { name spellings }"
    assert estimate(spread) == estimate("{ facilities { nodes { name spellings name spellings } } }")


async def test_what_small_counts_take_is_charged_to_those_who_ask_for_it() -> None:
    plain = '{ jurisdiction(code: "MN") { name } }'
    guarded = '{ jurisdiction(code: "MN", minCell: 11) { name } }'
    assert estimate(guarded).rows >= estimate(plain).rows + 50_000


ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["range", "from", "to", "on"]), inner)
    ),
    max_leaves=5,
)
ANYTHING = """query ($first: Int, $codes: [String!], $period: PeriodInput!, $by: Interval!, $cell: Int, $at: AsOf) {
  jurisdictions(first: $first, codes: $codes, minCell: $cell, asOf: $at) { nodes {
    detainers(period: $period) { series(by: $by) { total { value } } facilities(first: $first) { totalCount } } } } }"""


@given(st.fixed_dictionaries(dict.fromkeys(("first", "codes", "period", "by", "cell", "at"), ODD)))
def test_whatever_the_variables_are_there_is_an_estimate_or_a_refusal(variables: dict[str, Any]) -> None:
    document = read_document(ANYTHING)
    estimator = document.estimates.of(document.operations[0])
    found = estimator.of(variables)
    assert min(found) >= 0
    if found.rows > limits.ROWS.most or found.leaves > limits.LEAVES.most:
        with pytest.raises(LimitError):
            estimator.require_modest(variables)
    else:
        assert estimator.require_modest(variables) == found


FORMS = 'query ($form: [DetainerForm!]) { jurisdiction(code: "MN") { detainers(period: { calendarYear: 2015 }, form: $form) { total { value } } } }'


@pytest.mark.parametrize(
    ("text", "argument", "most"),
    [
        ("query ($codes: [String!]) { jurisdictions(codes: $codes) { totalCount } }", "codes", 4000),
        (
            'query ($codes: [String!]!) { compare(codes: $codes, period: { on: "2015-01-01" }, '
            "definition: PICKUP_OF_ISSUED) { comparable } }",
            "codes",
            250,
        ),
        (FORMS, "form", 250),
    ],
)
def test_a_list_may_be_long_only_where_one_statement_reads_it(text: str, argument: str, most: int) -> None:
    document = read_document(text)
    estimator = document.estimates.of(document.operations[0])
    estimator.require_modest({argument: ["I_247"] * most})
    with pytest.raises(ClientError) as refused:
        estimator.require_modest({argument: ["I_247"] * (most + 1)})
    assert refused.value.extensions == {
        "code": Code.TOO_LARGE,
        "argument": argument,
        "accepted": f"up to {most} elements",
        "measured": most + 1,
        "limit": most,
    }


def test_a_list_that_is_spelt_out_is_counted_too() -> None:
    document = read_document(
        '{ jurisdiction(code: "MN") { detainers(period: { on: "2015-01-01" }, form: ['
        + "I_247 " * 251
        + "]) { total { value } } } }"
    )
    with pytest.raises(ClientError, match="`form` has 251 elements; up to 250 are accepted"):
        document.estimates.of(document.operations[0]).require_modest({})


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        (
            "{ jurisdictions(first: 4000) { nodes { records(first: 100) { nodes { keptBy } } } } }",
            limits.LEAVES,
        ),
        (
            "{ jurisdictions(first: 4000) { nodes { parent { facilities(first: 500) { nodes { id } } } } } }",
            limits.LEAVES,
        ),
    ],
)
def test_an_answer_that_may_be_too_large_is_refused_with_its_measure(text: str, limit: limits.Limit) -> None:
    document = read_document(text)
    estimator = document.estimates.of(document.operations[0])
    with pytest.raises(LimitError) as refused:
        estimator.require_modest(None)
    assert refused.value.extensions == {
        "code": limit.code,
        "measured": estimator.of(None).leaves,
        "limit": limit.most,
    }


def test_leaves_are_the_values_of_an_answer() -> None:
    assert leaves_of({"a": [1, None, {"b": "x", "c": []}], "d": None}) == 4
